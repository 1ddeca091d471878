/** Messages of errors, before which Flyte 1 put words of its own. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { GuardedCalls } from "./guarded-calls.ts";

/** What Flyte 1 wrote before the message of an error. */
const PREFIX = "Error encountered while executing";

/** Notes what expects these words: patterns that begin where they stood, and whatever spells them out in a module that calls tasks. */
export function noteMessages(context: MigrationContext, guarded: readonly GuardedCalls[], { module, note }: ModuleRewrite): void {
  const expecting = new Set<SyntaxNode>();
  for (const { guard } of guarded) {
    if (guard.module === module && guard.pattern && isAnchored(guard.pattern)) expecting.add(guard.pattern);
  }
  const isCaller = context.calls.some((call) => call.module === module && context.isMigrated(call.task));
  if (isCaller && module.text.includes(PREFIX)) {
    for (const string of module.tree.root.nodesOf("string")) if (string.text.includes(PREFIX)) expecting.add(string);
  }
  for (const node of expecting) note("task-errors/message", node);
}

/** `match="^invalid"` */
function isAnchored({ text }: SyntaxNode): boolean {
  return /^\w*["']+\^/.test(text);
}
