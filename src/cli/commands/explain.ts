/** `flyteshift explain [CODE]`. */
import { ExpectedError } from "../../project/expected-error.ts";
import { formatCodes, formatExplanation, nearCodes } from "../../report/explain.ts";
import { findingGroups, findingKinds } from "../finding-kinds.ts";
import { outputView, print } from "../output.ts";

/** Options of every command. */
export interface ColourOptions {
  readonly color?: boolean;
}

/**
 * Prints a code's page, or all codes.
 *
 * @throws ExpectedError when there is no such code
 */
export function explain(code: string | undefined, { color }: ColourOptions): void {
  const view = outputView(color);
  if (code === undefined) return print(formatCodes(findingGroups(), view));
  const kinds = findingKinds();
  const kind = kinds.find((known) => known.code === code);
  if (kind) return print(formatExplanation(kind, view));
  const near = nearCodes(code, kinds);
  const suggestion = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run `flyteshift explain` to list the codes.";
  throw new ExpectedError(`there is no finding with the code ${JSON.stringify(code)}. ${suggestion}`);
}
