/**
 * The commands that create the secrets which the migrated code asks for: names, never values.
 *
 * `flyte create secret NAME` asks for the value when neither `--value` nor `--from-file` is given, takes `--project` and `--domain`,
 * and cannot name a group (`flyte/cli/_create.py`); the store takes names of letters, digits, `-` and `_`
 * (`flyteidl2/secret/definition.proto`).
 */
import type { PlannedSecret } from "../migrate/plan.ts";
import { shellWord } from "./shell.ts";

/** One secret of the store, with everything in the code that asks for it. */
export interface SecretToCreate {
  /** Command that creates it. `PATH` is for the reader to fill in. */
  readonly command: string;
  /** How the code receives it, for example `DB_PASSWORD` or `a file`. */
  readonly receivedAs: string;
  /** What stands in the way, or null. */
  readonly problem: string | null;
  readonly declarations: PlannedSecret["declarations"];
}

/** Said once above the commands. */
export const SECRETS_ADVICE =
  "Commands without `--from-file` ask for the value. Add `--project P --domain D` to keep a secret to one project and domain.";

const SHARED_KEY =
  "Several groups use this key, and a group cannot be named here: give them keys of their own, which `--secret-names folded` does.";

const STORABLE = /^[-a-zA-Z0-9_]+$/;

/** One entry a name in the store, in the plan's order. */
export function secretsToCreate(secrets: readonly PlannedSecret[]): SecretToCreate[] {
  const byKey = new Map<string, PlannedSecret[]>();
  for (const secret of secrets) byKey.set(secret.key, [...(byKey.get(secret.key) ?? []), secret]);
  return [...byKey].map(([key, same]) => ({
    command: `flyte create secret ${shellWord(key)}${same.every(isFile) ? " --from-file PATH" : ""}`,
    receivedAs: [...new Set(same.map(receivedAs))].join(", "),
    problem: problemOf(key, same),
    declarations: same.flatMap(({ declarations }) => declarations),
  }));
}

function isFile({ variable }: PlannedSecret): boolean {
  return variable === null;
}

function receivedAs({ variable, group }: PlannedSecret): string {
  return `${variable ?? "a file"}${group ? ` (group ${group})` : ""}`;
}

function problemOf(key: string, same: readonly PlannedSecret[]): string | null {
  if (!STORABLE.test(key)) {
    return `The store takes letters, digits, \`-\` and \`_\` only: choose another name and change the code's \`key=\`.`;
  }
  const groups = new Set(same.map(({ group }) => group ?? ""));
  if (groups.size > 1) return SHARED_KEY;
  return null;
}
