/** Legal names of environments and the Python variables that hold them. */

/** `^[a-z0-9]+([_-][a-z0-9]+)*$`, flyte/_environment.py:28-29; longer names are cut on the wire (task_serde.py:33-34). */
const MAX_LENGTH = 63;

/**
 * A legal environment name from a dotted module name, or undefined when nothing legal is in it. What is too long is cut before
 * its last part, which tells environments of one module apart.
 */
export function environmentName(...parts: readonly string[]): string | undefined {
  const legal = parts.map(legalPart).filter((part) => part !== "");
  const last = cut(legal.pop() ?? "", MAX_LENGTH);
  const stem = cut(legal.join("-"), MAX_LENGTH - last.length - 1);
  return last === "" ? undefined : `${stem === "" ? "" : `${stem}-`}${last}`;
}

function cut(name: string, length: number): string {
  return name.slice(0, Math.max(length, 0)).replace(/[_-]+$/, "");
}

function legalPart(part: string): string {
  return part
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/[_-]*-[_-]*/g, "-")
    .replaceAll(/_+/g, "_")
    .replaceAll(/^[_-]+|[_-]+$/g, "");
}

/** A Python variable from words: `fit model` and `gpu` become `fit_model_env`, `gpu_env`. */
export function environmentVariable(word: string): string {
  const name = word
    .replaceAll(/[^A-Za-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toLowerCase();
  return name === "" ? "env" : `${/^\d/.test(name) ? "_" : ""}${name}_env`;
}
