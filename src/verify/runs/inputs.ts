/** `--inputs`: what the parameters of an entry get. */
import { readFileSync } from "node:fs";
import { ExpectedError } from "../../project/expected-error.ts";
import type { Json } from "../processes/json-shape.ts";

/**
 * Reads the inputs of an entry.
 *
 * @param inputs a JSON object, or the path of a file with one
 * @param entry as the user named it, for messages
 * @throws ExpectedError when they are neither
 */
export function readInputs(inputs: string, entry: string): Json {
  const isText = inputs.trimStart().startsWith("{");
  const source = isText ? `the inputs of ${entry}` : inputs;
  const text = isText ? inputs : readFile(inputs, entry);
  try {
    const value = JSON.parse(text) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new ExpectedError(`--inputs: ${source} is no JSON: ${(error as Error).message}`);
  }
  throw new ExpectedError(`--inputs: ${source} must be a JSON object, with a member for each input.`);
}

function readFile(path: string, entry: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ExpectedError(
      `--inputs of ${entry}: neither a JSON object nor a file that can be read: ${(error as Error).message}`,
    );
  }
}
