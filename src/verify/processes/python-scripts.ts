/** The Python files that are run as child processes: where they are, and what their environment must say. */
import { fileURLToPath } from "node:url";

/** The SDKs and the interpreter must neither report over the network nor leave compiled files in the user's tree. */
export const QUIET = { DO_NOT_TRACK: "1", OBJC_DISABLE_INITIALIZE_FORK_SAFETY: "YES", PYTHONDONTWRITEBYTECODE: "1" };

/** Absolute path of a file in `python/`. */
export function pythonScript(name: string): string {
  return fileURLToPath(new URL(`../python/${name}`, import.meta.url));
}
