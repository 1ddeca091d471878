import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import { decode, type DecodedSource, type SkippedSource } from "./source-file.ts";

/** A file's bytes, or why there are none. */
export type ReadFile =
  | { readonly ok: true; readonly path: string; readonly absolutePath: string; readonly bytes: Buffer }
  | { readonly ok: false; readonly skipped: SkippedSource };

/** Files between two turns of the event loop, in which Ctrl-C and a progress line are served. */
const BATCH = 256;

/**
 * Reads files one after the other, in the order given. Synchronous reads in batches, because a promise for each file takes five
 * times as long (5,000 files: 50 ms against 250 ms).
 *
 * @param root absolute path
 * @param files relative to `root`, with `/`
 */
export async function* readAll(root: string, files: readonly string[]): AsyncGenerator<ReadFile, void, undefined> {
  for (const [index, path] of files.entries()) {
    if (index % BATCH === BATCH - 1) await setImmediate();
    yield readBytes(root, path);
  }
}

/** Reads and decodes one file. */
export function readSource(root: string, path: string): DecodedSource {
  const read = readBytes(root, path);
  return read.ok ? decode(path, read.absolutePath, read.bytes) : read;
}

function readBytes(root: string, path: string): ReadFile {
  const absolutePath = join(root, path);
  try {
    return { ok: true, path, absolutePath, bytes: readFileSync(absolutePath) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, skipped: { path, reason: "unreadable", detail: `the file cannot be read (${code ?? message})` } };
  }
}
