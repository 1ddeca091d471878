import { type ConfigurationFile, readConfigurationFile, valueAt } from "./configuration-file.ts";

/** Where formatters keep their line length, in the order in which they win (ruff reads the first of its three files). */
const PLACES = [
  { file: ".ruff.toml", path: ["line-length"] },
  { file: "ruff.toml", path: ["line-length"] },
  { file: "pyproject.toml", path: ["tool", "ruff", "line-length"] },
  { file: "pyproject.toml", path: ["tool", "black", "line-length"] },
  { file: "pyproject.toml", path: ["tool", "black", "line_length"] },
] as const;

/**
 * The line length that the project's formatter uses.
 *
 * @param pyproject the root's `pyproject.toml`, which the caller has read already
 * @returns null when no formatter sets one
 */
export async function formatterLineLength(root: string, pyproject: ConfigurationFile | null): Promise<number | null> {
  for (const { file, path } of PLACES) {
    const configuration = file === "pyproject.toml" ? pyproject : await readConfigurationFile(root, file);
    const value = configuration && valueAt(configuration.values, path);
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  }
  return null;
}
