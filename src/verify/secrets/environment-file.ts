/** Reads `--env-file`: the syntax of dotenv files, as Docker and python-dotenv read it in common. */
import { readFileSync } from "node:fs";
import { ExpectedError } from "../../project/expected-error.ts";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;
const DOUBLE_QUOTED = /^"((?:[^"\\]|\\.)*)"/s;
const SINGLE_QUOTED = /^'([^']*)'/s;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Reads the variables of a file; none when there is no file.
 *
 * @throws ExpectedError when it cannot be read, or a line is no assignment; the message never holds a value
 */
export function readEnvironmentFile(path: string | undefined): Readonly<Record<string, string>> {
  if (path === undefined) return {};
  try {
    return parseEnvironment(readFileSync(path, "utf8"), path);
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new ExpectedError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Parses the text of a file; `path` is for messages. A quoted value may go on over lines; nothing is substituted. */
export function parseEnvironment(text: string, path: string): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, first] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || first === undefined)
      throw new ExpectedError(`${path}:${at + 1} is no assignment; write NAME=value`);
    const rest = [first, ...lines.slice(at + 1)].join("\n");
    const quoted = DOUBLE_QUOTED.exec(rest) ?? SINGLE_QUOTED.exec(rest);
    variables[name] = quoted ? unquoted(quoted) : first.replace(/\s+#.*$/, "").trim();
    if (quoted) at += quoted[0].split("\n").length - 1;
  }
  return variables;
}

function unquoted([whole, inside = ""]: RegExpExecArray): string {
  if (whole.startsWith("'")) return inside;
  return inside.replaceAll(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}
