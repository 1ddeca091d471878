/** Maps: `map_task(score)(day=days)` becomes `list(flyte.map(score, days, return_exceptions=False))`. */
import type { Binding } from "../src/python/scopes.ts";
import { statementOf } from "../src/python/statements.ts";
import type { TaskCall } from "../src/flyte1/calls.ts";
import { MAP_FUNCTIONS, TASK_METADATA, type TaskMap } from "../src/flyte1/maps.ts";
import type { Reference } from "../src/flyte1/references.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import {
  defineTransform,
  type MigrationContext,
  type ModuleRewrite,
  type Note,
  type TaskTarget,
} from "../src/migrate/transform.ts";
import type { Use } from "../src/project/uses.ts";
import { MAP_FINDINGS } from "./maps/findings.ts";
import { overrideByMetadata } from "./maps/metadata.ts";
import { obstaclesOfCall, obstaclesOfMap } from "./maps/obstacles.ts";
import { writeMap } from "./maps/write.ts";

export default defineTransform({
  id: "maps",
  title: "Map tasks become flyte.map over the same task",
  owns: { names: [...MAP_FUNCTIONS, TASK_METADATA] },
  findings: MAP_FINDINGS,
  example: {
    before: `import functools

from flytekit import map_task, task, workflow


@task
def score(day: str, scale: int) -> int:
    return len(day) * scale


@workflow
def scores(days: list[str], scale: int = 2) -> list[int]:
    return map_task(functools.partial(score, scale=scale), concurrency=4)(day=days)
`,
    after: `import functools

import flyte

env = flyte.TaskEnvironment(name="pipeline")


@env.task
def score(day: str, scale: int) -> int:
    return len(day) * scale


@env.task
def scores(days: list[str], scale: int = 2) -> list[int]:
    return list(
        flyte.map(
            functools.partial(score, scale=scale),
            days,
            concurrency=4,
            return_exceptions=False,
        )
    )
`,
  },

  begin(context: MigrationContext) {
    const { maps } = context.repository;
    const obstacles = new Map(maps.all.map((map) => [map, obstaclesOfMap(map)]));
    for (const call of maps.calls) obstacles.get(call.map)?.push(...obstaclesOfCall(context, call));

    /** What stands outside of tasks is left alone without a word of ours, unless it can be written. */
    const isInTasks = (map: TaskMap) =>
      context.repository.taskAround(map.module, map.construction.call) !== undefined && map.calls.every(({ caller }) => caller);
    const isWritable = (map: TaskMap) => obstacles.get(map)?.length === 0;
    const isWritten = (map: TaskMap) => {
      const holder = heldAtModule(map);
      const callers = map.calls.flatMap(({ reachedFrom }) => [...reachedFrom]);
      return (
        isWritable(map) &&
        [map.target?.task ?? [], callers].flat().every((task) => context.isMigrated(task)) &&
        !(holder && context.isPinned(holder))
      );
    };

    return {
      supports(reference: Reference): boolean {
        const map = maps.around(reference);
        return map !== undefined && (isWritable(map) || isInTasks(map));
      },
      translate(task: TaskDeclaration, { note }: TaskTarget): void {
        for (const map of maps.all) noteObstacles(task, map, note);
      },
      override(call: TaskCall, target): void {
        const mapped = maps.calls.find(({ taskCall }) => taskCall === call);
        if (mapped) overrideByMetadata(context, mapped.map, call, target);
      },
      acceptsUse(binding: Binding, { node }: Use): boolean {
        const call = maps.calls.find(({ map, call: mapped }) => map.holder === binding && mapped.field("function") === node);
        return call !== undefined && isWritable(call.map) && [...call.reachedFrom].every((task) => context.isMigrated(task));
      },
      rewrite(rewrite: ModuleRewrite): void {
        for (const map of maps.in(rewrite.module)) if (isWritten(map)) writeMap(context, map, rewrite);
      },
    };

    /** In the tasks that call the map and, where it is made when the module is imported, in the one that it maps. */
    function noteObstacles(task: TaskDeclaration, map: TaskMap, note: Note): void {
      const around = context.repository.taskAround(map.module, map.construction.call);
      const isMadeAtImport = !map.construction.call.ancestor("function_definition", "lambda");
      const isConcerned =
        around === task ||
        (isMadeAtImport && map.target?.task === task) ||
        map.calls.some(({ reachedFrom }) => reachedFrom.has(task));
      if (isConcerned) for (const { code, node, slots } of obstacles.get(map) ?? []) note(code, node, { slots });
      const holder = heldAtModule(map);
      const isPinned = holder && isWritable(map) && isConcerned && context.isPinned(holder);
      if (!isPinned) return;
      const reason = `is held by \`${holder.name}\`, and a workflow that stays Flyte 1 calls it`;
      note("maps/held", statementOf(map.construction.call), { slots: { code: map.construction.call.text, reason } });
    }
  },
});

/** The variable of a module that holds a map. */
function heldAtModule({ holder }: TaskMap): Binding | undefined {
  return holder?.scope.kind === "module" ? holder : undefined;
}
