/** `flyteshift check [PATH…]`. */
import { formatCheck, isSomethingLeft } from "../../report/check.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { outputView, print } from "../output.ts";
import { planMigration } from "../planning.ts";
import { settingsFlags } from "../settings-options.ts";
import type { ColourOptions } from "./explain.ts";

/** Options of `check`, the settings among them. */
export type CheckOptions = ColourOptions & Readonly<Record<string, unknown>>;

/** Lists what is left and says so with the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<void> {
  const { plan } = await planMigration(paths, settingsFlags(options));
  print(formatCheck(plan, outputView(options.color, plan.root)));
  process.exitCode = isSomethingLeft(plan) ? EXIT_CODES.left : EXIT_CODES.done;
}
