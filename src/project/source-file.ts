import { isUtf8 } from "node:buffer";

/** A file with more bytes than this is reported as too large; hand-written Python is far below it. */
export const MAX_SOURCE_BYTES = 2 * 1024 * 1024;

/** How a file ends its lines. */
export type Newline = "\n" | "\r\n" | "\r";

/** A Python file as text. {@link encode} of `text` gives back exactly the bytes that were read. */
export interface SourceFile {
  /** Relative to the project's root, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
  /** The whole file. A byte order mark stays in it as its first character, U+FEFF, so that offsets and bytes agree. */
  readonly text: string;
  /** Whether `text` starts with a byte order mark. */
  readonly bom: boolean;
  /** The line end that the file uses most; `"\n"` when it has none. */
  readonly newline: Newline;
  /** Whether the last line is ended. */
  readonly finalNewline: boolean;
}

/** A file that cannot be read as Python source; the words are those of the plan's `SkipReason`. */
export interface SkippedSource {
  readonly path: string;
  readonly reason: "not-utf8" | "too-large" | "unreadable";
  /** One sentence with the place (`line 12`) where there is one. */
  readonly detail: string;
}

/** Either the file or why it is skipped. */
export type DecodedSource =
  | { readonly ok: true; readonly file: SourceFile }
  | { readonly ok: false; readonly skipped: SkippedSource };

/**
 * Bytes to text, strictly: nothing is replaced, so that what is not edited comes out as it went in.
 *
 * @param path relative to the root, with `/`
 * @param bytes the whole file
 */
export function decode(path: string, absolutePath: string, bytes: Buffer): DecodedSource {
  const problem = findSizeProblem(bytes) ?? findEncodingProblem(bytes);
  if (problem) return { ok: false, skipped: { path, ...problem } };
  const text = keepingDecoder.decode(bytes);
  return {
    ok: true,
    file: {
      path,
      absolutePath,
      text,
      bom: text.startsWith(BYTE_ORDER_MARK),
      newline: dominantNewline(text),
      finalNewline: /[\r\n]$/.test(text),
    },
  };
}

/** Text to bytes, the inverse of {@link decode}. */
export function encode(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

const BYTE_ORDER_MARK = "\uFEFF";

// `ignoreBOM: true` means "do not treat it specially", which keeps the mark in the text.
const keepingDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Problem = Omit<SkippedSource, "path">;

function findSizeProblem(bytes: Buffer): Problem | null {
  if (bytes.length <= MAX_SOURCE_BYTES) return null;
  const megabytes = (bytes.length / 1024 / 1024).toFixed(1);
  return { reason: "too-large", detail: `the file has ${megabytes} MB; at most ${MAX_SOURCE_BYTES / 1024 / 1024} MB are read` };
}

function findEncodingProblem(bytes: Buffer): Problem | null {
  const declared = declaredEncoding(bytes);
  if (declared && !isUtf8Name(declared.name)) {
    return { reason: "not-utf8", detail: `line ${declared.line} declares the encoding ${declared.name}; only UTF-8 is read` };
  }
  if (isUtf8(bytes)) return null;
  return { reason: "not-utf8", detail: `line ${firstLineThatIsNotUtf8(bytes)} has bytes that are not UTF-8` };
}

// The expression of PEP 263; the declaration counts on the first line, or on the second after a comment or a blank line.
const ENCODING_DECLARATION = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const COMMENT_OR_BLANK = /^[ \t\f]*(?:#.*)?$/;

function declaredEncoding(bytes: Buffer): { name: string; line: number } | null {
  const head = bytes
    .subarray(0, 1024)
    .toString("latin1")
    .replace(/^\xEF\xBB\xBF/, "");
  for (const [index, line] of head.split(/\r\n|\r|\n/, 2).entries()) {
    const name = ENCODING_DECLARATION.exec(line)?.[1];
    if (name) return { name, line: index + 1 };
    if (!COMMENT_OR_BLANK.test(line)) return null;
  }
  return null;
}

/** Names under which Python finds UTF-8, and ASCII, whose files are UTF-8 too (`utf-8-unix` is an Emacs spelling). */
function isUtf8Name(name: string): boolean {
  return /^(?:utf[-_]?8(?:[-_].*)?|u8|cp65001|(?:us[-_]?)?ascii)$/i.test(name);
}

function firstLineThatIsNotUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end;
  }
  return line;
}

function dominantNewline(text: string): Newline {
  const counts = { "\n": 0, "\r\n": 0, "\r": 0 };
  for (const [newline] of text.matchAll(/\r\n|\n|\r/g)) counts[newline as Newline]++;
  if (counts["\r\n"] > counts["\n"] && counts["\r\n"] >= counts["\r"]) return "\r\n";
  return counts["\r"] > counts["\n"] ? "\r" : "\n";
}
