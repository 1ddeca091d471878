/** Which formatter a project uses, for the command that formats the changed files. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readConfigurationFile, valueAt } from "../project/configuration-file.ts";

/**
 * The command that formats files, or null when the project names no formatter. A project with both tables formats with black: ruff
 * alone would do both jobs.
 *
 * @param root absolute path of the project
 */
export async function formatterCommand(root: string): Promise<string | null> {
  const pyproject = await readConfigurationFile(root, "pyproject.toml");
  const uses = (tool: string): boolean => pyproject !== null && valueAt(pyproject.values, ["tool", tool]) !== null;
  if (uses("black")) return "black";
  const hasRuffFile = ["ruff.toml", ".ruff.toml"].some((name) => existsSync(join(root, name)));
  return hasRuffFile || uses("ruff") ? "ruff format" : null;
}
