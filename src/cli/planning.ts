/** Making the plan, as every command that looks at a repository does it. */
import { existsSync } from "node:fs";
import { closestMatch } from "leven";
import { migrate } from "../migrate/migrate.ts";
import type { Plan } from "../migrate/plan.ts";
import { ExpectedError } from "../project/expected-error.ts";
import type { SettingsFlags } from "../project/settings.ts";
import { transforms } from "../../transforms/index.ts";
import { Interruption } from "./interruption.ts";
import { createProgress } from "./progress.ts";

/** A plan, and the watch over Ctrl-C that started with it. */
export interface Planned {
  readonly plan: Plan;
  readonly interruption: Interruption;
}

const COMMANDS = ["check", "explain", "transforms", "verify", "help"];

/**
 * Plans the migration of `paths`, with a progress line where someone watches.
 *
 * @param paths files and folders, relative to the current folder; none means the current folder
 * @throws ExpectedError for what the user can mend
 */
export async function planMigration(paths: readonly string[], settings: SettingsFlags): Promise<Planned> {
  assertNoMisspeltCommand(paths);
  const progress = createProgress();
  const interruption = new Interruption(progress);
  try {
    const plan = await migrate({
      paths: [...paths],
      settings,
      transforms,
      onProgress: progress.update,
      signal: interruption.signal,
    });
    return { plan, interruption };
  } finally {
    progress.clear();
  }
}

/** Without a command every word is a path, so a misspelt command arrives here as one that does not exist. */
export function assertNoMisspeltCommand([first]: readonly string[]): void {
  if (first === undefined || existsSync(first) || !/^[a-z]+$/.test(first)) return;
  const near = closestMatch(first, COMMANDS, { maxDistance: 2 });
  if (near) throw new ExpectedError(`${first} is neither a command nor a path. Did you mean \`flyteshift ${near}\`?`);
}
