/** Items of a call that stand for several arguments of another one, with all their comments. */
import type { Argument } from "./arguments.ts";
import { commentsWithin, type ItemComments } from "./comments.ts";
import { type Expression, flat, hasComments, type Item } from "./expression.ts";

/**
 * `prefix` and `value` with the comments of the arguments that it was made from: those beside an argument, and those inside one
 * unless the new value already carries them.
 */
export function mergedItem(prefix: string, value: Expression, from: readonly Argument[]): Item {
  const carried = hasComments(value) ? "" : flat(value);
  const inner = hasComments(value) ? [] : from.flatMap((argument) => commentsWithin(argument.value));
  const above = from.flatMap((argument) => argument.comments.above);
  const behind = from.flatMap((argument) => argument.comments.behind ?? []);
  const lost = inner.filter((comment) => !carried.includes(comment));
  const comments: ItemComments = { above: [...above, ...lost, ...behind.slice(0, -1)], behind: behind.at(-1) ?? null };
  return comments.above.length > 0 || comments.behind !== null ? { prefix, value, comments } : { prefix, value };
}
