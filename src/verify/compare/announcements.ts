/** Which findings of a plan speak of which task. */
import type { Finding } from "../../migrate/plan.ts";
import { groupBy } from "../../project/group-by.ts";
import type { ParsePython } from "../../python/parser.ts";
import { decoratedFunctions } from "./decorated-functions.ts";
import type { DecoratedFunction } from "./decorated-functions.ts";

/** Findings by task; a task is named by the path of its file and its qualified name. */
export interface Announcements {
  about(path: string, task: string): readonly Finding[];
}

/** A finding, or a place that it relates to, in one file. */
interface Mention {
  readonly finding: Finding;
  readonly path: string;
  readonly line: number;
}

/**
 * A finding speaks of a task when it, or a place that it relates to, stands in the task's decorated function; or at module level of
 * the task's file, where shared objects are defined.
 *
 * @param texts original texts by path
 */
export function announcements(
  texts: ReadonlyMap<string, string>,
  findings: readonly Finding[],
  parse: ParsePython,
): Announcements {
  const mentions = findings.flatMap((finding) =>
    [finding, ...finding.related].map(({ path, line }): Mention => ({ finding, path, line })),
  );
  const files = new Map(
    [...groupBy(mentions, ({ path }) => path)].map(([path, inFile]) => [path, findingsByTask(texts.get(path), inFile, parse)]),
  );
  return { about: (path, task) => files.get(path)?.(task) ?? [] };
}

function findingsByTask(text: string | undefined, mentions: readonly Mention[], parse: ParsePython) {
  const functions = text === undefined ? new Map<string, DecoratedFunction>() : decoratedFunctions(parse(text).root);
  const tasksOf = ({ line }: Mention) =>
    [...functions].filter(([, { first, last }]) => first <= line && line <= last).map(([name]) => name);
  const located = mentions.map((mention) => ({ finding: mention.finding, tasks: tasksOf(mention) }));
  return (task: string): readonly Finding[] => {
    const own = located.filter(({ tasks }) => tasks.length === 0 || tasks.includes(task));
    return [...new Set(own.map(({ finding }) => finding))];
  };
}
