/** Names that a body binds more than once: what reads or binds them must keep its order. */
import type { DataFlow, Step } from "./data-flow.ts";
import type { TaskDeclaration } from "./tasks.ts";
import type { Item, Unit } from "./schedule.ts";

/** When a step runs, and in which coroutine; null is the main one. */
interface Moment {
  readonly local: Unit | null;
  readonly index: number;
}

/** True when no step of a schedule reads or binds such a name at another time than the source has it. */
export function keepsReboundNames(task: TaskDeclaration, { steps }: DataFlow, items: readonly Item[]): boolean {
  const moments = new Map<Step, Moment>();
  findMoments(items, null, moments);
  const body = task.function.field("body");
  const bindings = body ? [...task.module.scopes.scopeAt(body).bindings.values()] : [];
  return bindings.every(({ name, sites }) => {
    const writers = steps.filter((step) => step.writes.has(name));
    const isParameter = sites.some(({ kind }) => kind === "parameter");
    if (writers.length === 0 || (writers.length === 1 && !isParameter)) return true;
    const readers = steps.filter((step) => !step.writes.has(name) && step.reads.some(({ text }) => text === name));
    if (readers.length === 0 && writers.every((step) => step.kind === "call")) return name === "_";
    const locals = new Set(writers.map((step) => moments.get(step)?.local));
    if (isParameter && (locals.size > 1 || !locals.has(null))) return false;
    const [only] = locals;
    const last = Math.max(...writers.map((writer) => steps.indexOf(writer)));
    // What a local coroutine gives back is read behind it.
    const isGiven = (step: Step) => locals.size === 1 && only && moments.get(step)?.local !== only && steps.indexOf(step) > last;
    const touching = steps.filter((step) => writers.includes(step) || (readers.includes(step) && !isGiven(step)));
    return (
      [...locals].every((local) =>
        isInOrder(
          touching.filter((step) => moments.get(step)?.local === local),
          moments,
        ),
      ) && touching.every((step) => moments.has(step) && readsItsOwn(step, name, writers, moments))
    );
  });
}

function isInOrder(steps: readonly Step[], moments: ReadonlyMap<Step, Moment>): boolean {
  const order = steps.map((step) => moments.get(step)?.index ?? -1);
  return order.every((index, at) => at === 0 || index > (order[at - 1] ?? 0));
}

/** True when a step reads what was bound in its own coroutine. */
function readsItsOwn(step: Step, name: string, writers: readonly Step[], moments: ReadonlyMap<Step, Moment>): boolean {
  if (step.reads.every(({ text }) => text !== name)) return true;
  const read = writers.filter((writer) => step.needs.has(writer));
  return read.every((writer) => moments.get(writer)?.local === moments.get(step)?.local);
}

/** Steps that are started and awaited later have no one moment. */
function findMoments(items: readonly Item[], local: Unit | null, moments: Map<Step, Moment>): void {
  for (const [index, item] of items.entries()) {
    if (item.kind === "run") moments.set(item.step, { local, index });
    if (item.kind === "await") for (const unit of item.units) if (!unit.isLocal) moments.set(unit.result, { local, index });
    if (item.kind === "define") findMoments(item.unit.body, item.unit, moments);
  }
}
