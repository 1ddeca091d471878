/** Runs the command as a shell would. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command's source file. */
export const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
/** Lets node run it without a build. */
export const LOADER = import.meta.resolve("tsx");

/** What a run left behind. */
export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs `flyteshift` in `folder`; standard output is a pipe, and the environment says nothing about colour. */
export function flyteshift(folder: string, words: readonly string[], environment: Record<string, string> = {}): Promise<Answer> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const tool = spawn(process.execPath, ["--import", LOADER, MAIN, ...words], {
    cwd: folder,
    env: { ...inherited, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, error] = ["", ""];
  tool.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  tool.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
  return new Promise((resolve) => tool.on("close", (code) => resolve({ code, out, error })));
}
