/** The secrets checklist, for a terminal. */
import type { Plan } from "../migrate/plan.ts";
import { commandLines, prose } from "./layout.ts";
import { SECRETS_ADVICE, secretsToCreate } from "./secrets-checklist.ts";
import type { View } from "./view.ts";

/** The commands, or the empty text when the plan needs no secret. */
export function formatSecrets(plan: Plan, view: View): string {
  const secrets = secretsToCreate(plan.secrets);
  if (secrets.length === 0) return "";
  const commands = commandLines(
    secrets.map(({ command, receivedAs }) => ({ command, comment: receivedAs })),
    view,
  );
  const lines = secrets.flatMap(({ problem }, index) => [
    commands[index] ?? "",
    ...(problem === null ? [] : prose(problem, view, 4, "! ")),
  ]);
  return [view.colours.bold("Secrets to create"), ...prose(SECRETS_ADVICE, view, 2), "", ...lines].join("\n");
}
