/**
 * When the steps of a body start, so that each starts as soon as all that it needs has ended, as Flyte 1 had it.
 *
 * A coroutine that awaits one thing after the other has waited for a growing set of steps. A step can start in it at the right
 * moment only when that set is just what the step needs. So the steps of one coroutine need sets of which each contains the one
 * before; steps that need the same set are a stage, and start together. Steps that do not fit get local coroutines.
 */
import type { Step } from "./data-flow.ts";

/** What a coroutine does, in order. */
export type Item =
  /** A statement, or an expression that waits where it stands. */
  | { readonly kind: "run"; readonly step: Step }
  /** Calls that start together and are awaited together. */
  | { readonly kind: "await"; readonly units: readonly Unit[] }
  /** A call that starts and is awaited later. */
  | { readonly kind: "start"; readonly unit: Unit }
  /** The result of a call that has started; `for` is the step that comes next and needs it. */
  | { readonly kind: "receive"; readonly unit: Unit; readonly for: Step | null }
  /** Calls that have started and whose results nobody reads here: only their ends are waited for. */
  | { readonly kind: "join"; readonly units: readonly Unit[] }
  | { readonly kind: "define"; readonly unit: Unit };

/** Something that starts as a whole: a step, or the steps of a local coroutine. */
export interface Unit {
  readonly steps: readonly Step[];
  /** The step whose result is the unit's. */
  readonly result: Step;
  /** The waiting steps that have ended when it starts. */
  readonly after: ReadonlySet<Step>;
  /** True for a coroutine of its own. */
  readonly isLocal: boolean;
  /** What a local coroutine does. */
  readonly body: Item[];
}

/** What the main coroutine of a body does, with the local coroutines that it defines. */
export function schedule(steps: readonly Step[]): readonly Item[] {
  return new Scheduler(steps).schedule();
}

/** Steps in an order in which each comes behind what it needs; source order wherever it can be, and in circles. */
export function inOrder(steps: readonly Step[]): Step[] {
  const ordered = new Set<Step>();
  const open = new Set<Step>();
  const add = (step: Step): void => {
    if (ordered.has(step) || open.has(step)) return;
    open.add(step);
    for (const need of steps) if (step.needs.has(need)) add(need);
    ordered.add(step);
  };
  for (const step of steps) add(step);
  return [...ordered];
}

class Scheduler {
  private readonly steps: readonly Step[];
  private readonly consumers = new Map<Step, Set<Step>>();
  private readonly place: ReadonlyMap<Step, number>;
  /** Where a step runs. */
  private readonly unitOf = new Map<Step, Unit>();

  constructor(steps: readonly Step[]) {
    this.steps = inOrder(steps);
    this.place = new Map(steps.map((step, index) => [step, index]));
    for (const step of steps) this.consumers.set(step, new Set());
    for (const step of steps) for (const need of step.needs) this.consumers.get(need)?.add(step);
  }

  schedule(): Item[] {
    const observers = this.steps.filter((step) => this.isObserver(step));
    const candidates = this.steps.filter((step) => !observers.includes(step));
    const chain = longestChain(candidates);
    const { main, groups } = this.withOwnSources(
      chain,
      this.group(
        candidates.filter((step) => !chain.includes(step)),
        chain,
      ),
    );
    const points = pointsOf(main);
    const all = new Set(this.steps.filter((step) => step.waits));
    const own = main.map((step) => unitOf([step]));
    const looking = observers.map((step) => unitOf([step], points.find((point) => isSubset(step.ancestors, point)) ?? all));
    const locals = groups.map((group) => unitOf(group, points[startPoint(group, points)], true));
    const units = withSymmetry([...own, ...looking, ...locals], (step) => this.consumers.get(step) ?? new Set());
    return this.emit(units, new Set());
  }

  /** A statement that only looks at results; it starts nothing, so it can wait for a moment that suits the others. */
  private isObserver(step: Step): boolean {
    if (step.waits || !step.isEffect || step.isBarrier) return false;
    return [...(this.consumers.get(step) ?? [])].every(
      (consumer) => consumer.isBarrier || (consumer.isEffect && !hasValueFrom(consumer, step)),
    );
  }

  /** Local coroutines: from what others need back to what only it needs. */
  private group(rest: readonly Step[], main: readonly Step[]): Step[][] {
    const open = new Set(rest);
    const groups: Step[][] = [];
    for (const last of rest.toReversed()) {
      if (!open.delete(last)) continue;
      let group = [last];
      for (const step of rest.toReversed()) {
        if (!open.has(step)) continue;
        const larger = [step, ...group];
        if (!this.isOnlyFor(step, group) || longestChain(larger).length < larger.length || !this.canStart(larger, main)) continue;
        group = larger;
        open.delete(step);
      }
      groups.unshift(group);
    }
    return groups;
  }

  /** Moves what only a local coroutine needs from the main coroutine into it. */
  private withOwnSources(chain: readonly Step[], groups: readonly Step[][]): { main: readonly Step[]; groups: Step[][] } {
    let main = chain;
    let moved = [...groups];
    for (const step of chain.toReversed()) {
      if (step.kind === "value" || step.isEffect || isInLine(step)) continue;
      const group = moved.find((candidate) => this.isOnlyFor(step, candidate));
      if (!group) continue;
      const larger = [step, ...group];
      const smaller = main.filter((other) => other !== step);
      const changed = moved.map((other) => (other === group ? larger : other));
      if (longestChain(larger).length < larger.length || !changed.every((other) => this.canStart(other, smaller))) continue;
      [main, moved] = [smaller, changed];
    }
    return { main, groups: moved };
  }

  /** True when nobody but these steps needs a step. */
  private isOnlyFor(step: Step, group: readonly Step[]): boolean {
    const consumers = [...(this.consumers.get(step) ?? [])].filter(
      (consumer) => !consumer.isBarrier || hasValueFrom(consumer, step),
    );
    return consumers.length > 0 && consumers.every((consumer) => group.includes(consumer));
  }

  /** True when all that the steps get from elsewhere has started when they start. */
  private canStart(group: readonly Step[], main: readonly Step[]): boolean {
    const points = pointsOf(main);
    const start = startPoint(group, points);
    const known = points[start] ?? new Set();
    return group.every((step) =>
      [...step.needs].every((need) => {
        if (group.includes(need)) return true;
        if (main.includes(need) && isInLine(need)) return known.has(need);
        return lastPoint(need.ancestors, points) <= start;
      }),
    );
  }

  /** What a coroutine of these units does. `known` are the steps whose results it can read without waiting. */
  private emit(units: readonly Unit[], inherited: ReadonlySet<Step>): Item[] {
    const outer = new Map(this.unitOf);
    for (const unit of units) for (const step of unit.steps) this.unitOf.set(step, unit);
    const items: Item[] = [];
    const known = new Set(inherited);
    const stages = stagesOf(units);
    let pending: Unit[] = [];
    for (const [index, stage] of stages.entries()) {
      const waiting = stage.filter((unit) => !isStatement(unit));
      pending = this.sorted([...pending, ...stage.filter(isStatement)]);
      const due = this.dueBefore(waiting, pending);
      pending = pending.filter((unit) => !due.has(unit));
      for (const unit of due) this.run(unit, known, items);
      this.emitWaiting(waiting, stages[index + 1]?.[0]?.after, known, items);
    }
    for (const unit of pending) this.run(unit, known, items);
    // Nothing is left running when the coroutine ends, whether somebody reads its result or not.
    const started = items.flatMap((item) => (item.kind === "start" ? [item.unit] : []));
    this.join(
      started.map(({ result }) => result),
      null,
      known,
      items,
    );
    for (const [step, unit] of outer) this.unitOf.set(step, unit);
    return items;
  }

  /** Statements that stand before something that starts, or that it needs; the others keep their place behind it. */
  private dueBefore(waiting: readonly Unit[], pending: readonly Unit[]): Set<Unit> {
    const first = Math.min(...waiting.map((unit) => this.placeOf(unit)));
    const due = new Set<Unit>();
    for (const unit of pending.toReversed()) {
      const isNeeded = [...waiting, ...due].some((other) => this.dependsOn(other, unit));
      if (isNeeded || this.placeOf(unit) < first) due.add(unit);
    }
    return new Set(pending.filter((unit) => due.has(unit)));
  }

  private run(unit: Unit, known: Set<Step>, items: Item[]): void {
    this.receiveFor(unit, known, items);
    items.push({ kind: "run", step: unit.result });
    known.add(unit.result);
  }

  private emitWaiting(units: readonly Unit[], next: ReadonlySet<Step> | undefined, known: Set<Step>, items: Item[]): void {
    const inLine = units.filter((unit) => !unit.isLocal && isInLine(unit.result));
    const calls = this.sorted(units.filter((unit) => !inLine.includes(unit)));
    for (const unit of this.sorted(units)) if (!unit.isLocal) this.receiveFor(unit, known, items);
    const isAwaitedHere = (unit: Unit) =>
      inLine.length === 0 &&
      unit.steps.every((step) => !step.waits || next === undefined || next.has(step)) &&
      !calls.some((other) => other !== unit && this.dependsOn(other, unit));
    const [together, started] = split(calls, isAwaitedHere);
    for (const unit of started) {
      this.define(unit, known, items);
      items.push({ kind: "start", unit });
    }
    for (const unit of together) this.define(unit, known, items);
    for (const unit of inLine) this.run(unit, known, items);
    if (together.length > 0) items.push({ kind: "await", units: together });
    for (const unit of together) for (const step of unit.steps) known.add(step);
  }

  private define(unit: Unit, known: ReadonlySet<Step>, items: Item[]): void {
    if (!unit.isLocal) return;
    unit.body.push(
      ...this.emit(
        unit.steps.map((step) => unitOf([step])),
        known,
      ),
    );
    items.push({ kind: "define", unit });
  }

  /** Waits for what a unit needs: first for values, then for ends that these do not imply. */
  private receiveFor(unit: Unit, known: Set<Step>, items: Item[]): void {
    const needs = this.steps.filter((step) => unit.result.needs.has(step) && !known.has(step));
    const values = needs.filter((need) => hasValueFrom(unit.result, need));
    for (const need of values) {
      const source = this.unitOf.get(need);
      if (source && !known.has(need) && (need.waits || source.isLocal)) this.receive(source, unit.result, known, items);
    }
    this.join(needs, unit.result, known, items);
  }

  /** Waits for the ends of steps, of which the last ones imply others; what is read later is received here. */
  private join(steps: readonly Step[], reader: Step | null, known: Set<Step>, items: Item[]): void {
    const ended: Unit[] = [];
    for (const step of steps.toReversed()) {
      const unit = this.unitOf.get(step);
      if (!unit || hasEnded(step, known) || !(step.waits || unit.isLocal)) continue;
      if (this.isRead(unit)) this.receive(unit, reader, known, items);
      else ended.push(unit);
      for (const other of unit.steps) known.add(other);
    }
    if (ended.length > 0) items.push({ kind: "join", units: this.sorted(ended) });
  }

  private receive(unit: Unit, reader: Step | null, known: Set<Step>, items: Item[]): void {
    items.push({ kind: "receive", unit, for: reader });
    for (const step of unit.steps) known.add(step);
  }

  private isRead({ result }: Unit): boolean {
    return [...(this.consumers.get(result) ?? [])].some((consumer) => hasValueFrom(consumer, result));
  }

  private dependsOn(unit: Unit, other: Unit): boolean {
    return unit.steps.some((step) => other.steps.some((need) => step.needs.has(need)));
  }

  private placeOf(unit: Unit): number {
    return Math.min(...unit.steps.map((step) => this.place.get(step) ?? 0));
  }

  private sorted(units: readonly Unit[]): Unit[] {
    const placeOf = (unit: Unit) => this.steps.indexOf(unit.result);
    return units.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function unitOf(steps: readonly Step[], after = steps[0]?.ancestors, isLocal = false): Unit {
  const result = steps.at(-1);
  if (!result) throw new RangeError("a unit has steps");
  return { steps, result, after: after ?? new Set(), isLocal, body: [] };
}

function hasEnded(step: Step, known: ReadonlySet<Step>): boolean {
  return known.has(step) || [...known].some((other) => other.ancestors.has(step));
}

/** A step that waits and cannot be started as a task of its own. */
function isInLine(step: Step): boolean {
  return step.waits && step.kind !== "call";
}

function isStatement({ isLocal, result }: Unit): boolean {
  return !isLocal && !result.waits;
}

/** True when a step reads what another one gives, and does not only wait for its end. */
export function hasValueFrom(step: Step, need: Step): boolean {
  return (
    (isInside(need, step) && ![...step.needs].some((between) => isInside(need, between) && isInside(between, step))) ||
    step.reads.some((read) => need.writes.has(read.text))
  );
}

function isInside(inner: Step, outer: Step): boolean {
  return inner.node !== outer.node && outer.node.contains(inner.node);
}

/** The steps that can stand in one coroutine: as many as possible, with all statements that have to keep their order. */
function longestChain(steps: readonly Step[]): Step[] {
  const ordered = steps.toSorted((a, b) => a.ancestors.size - b.ancestors.size || Number(isInLine(a)) - Number(isInLine(b)));
  const best = new Map<Step, { weight: number; before: Step | undefined }>();
  for (const [index, step] of ordered.entries()) {
    let chosen = { weight: 0, before: undefined as Step | undefined };
    for (const other of ordered.slice(0, index)) {
      const weight = best.get(other)?.weight ?? 0;
      if (weight > chosen.weight && canFollow(other, step)) chosen = { weight, before: other };
    }
    best.set(step, { weight: chosen.weight + weightOf(step), before: chosen.before });
  }
  let last: Step | undefined;
  for (const step of ordered) if (!last || (best.get(step)?.weight ?? 0) > (best.get(last)?.weight ?? 0)) last = step;
  const chain = new Set<Step>();
  for (let step = last; step; step = best.get(step)?.before) chain.add(step);
  return steps.filter((step) => chain.has(step));
}

function canFollow(first: Step, second: Step): boolean {
  return isInLine(first) ? second.ancestors.has(first) : isSubset(first.ancestors, second.ancestors);
}

/** Statements with effects and those that may leave the body have to be in the main coroutine. */
function weightOf(step: Step): number {
  if (step.isBarrier || step.isEffect) return 1000;
  return isInLine(step) ? 3 : 1;
}

/** The growing sets of steps that a coroutine has waited for when something starts in it. */
function pointsOf(chain: readonly Step[]): ReadonlySet<Step>[] {
  const sets = chain.flatMap((step) => [step.ancestors, ...(isInLine(step) ? [new Set([...step.ancestors, step])] : [])]);
  return [new Set<Step>(), ...sets]
    .sort((a, b) => a.size - b.size)
    .filter((set, index, all) => set.size !== all[index - 1]?.size);
}

function startPoint(group: readonly Step[], points: readonly ReadonlySet<Step>[]): number {
  const first = group.reduce((least, step) => (step.ancestors.size < least.ancestors.size ? step : least));
  return lastPoint(first.ancestors, points);
}

/** The last point at which nothing but some of `ancestors` was waited for. */
function lastPoint(ancestors: ReadonlySet<Step>, points: readonly ReadonlySet<Step>[]): number {
  return points.findLastIndex((point) => isSubset(point, ancestors));
}

function isSubset(inner: ReadonlySet<Step>, outer: ReadonlySet<Step>): boolean {
  return inner.size <= outer.size && [...inner].every((step) => outer.has(step));
}

/** Units that start at the same moment, in the order of the moments. */
function stagesOf(units: readonly Unit[]): Unit[][] {
  const stages = new Map<number, Unit[]>();
  for (const unit of units) stages.set(unit.after.size, [...(stages.get(unit.after.size) ?? []), unit]);
  return [...stages].sort(([a], [b]) => a - b).map(([, stage]) => stage);
}

function split<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))];
}

/**
 * Two pipelines that start together and are needed together are alike, and a reader should see that: the one that would stand in
 * the main coroutine gets a local coroutine, too.
 */
function withSymmetry(units: readonly Unit[], consumersOf: (step: Step) => ReadonlySet<Step>): readonly Unit[] {
  const stages = stagesOf(units);
  for (const local of units.filter(({ steps }) => steps.length > 1)) {
    const from = stages.findIndex((stage) => stage.includes(local));
    const to = stages.findIndex((stage) => isSubset(waitingOf(local.steps), stage[0]?.after ?? new Set()));
    const between = stages.slice(from, to < 0 ? stages.length : to);
    const own = between.map((stage) => stage.flatMap((unit) => (unit.isLocal || !unit.result.waits ? [] : [unit.result])));
    const [last, ...others] = own.at(-1) ?? [];
    const start = stages[from]?.[0]?.after ?? new Set();
    const steps = own.flat().filter((step) => step === last || last?.ancestors.has(step));
    const isClosed =
      others.length === 0 &&
      between.slice(1).every((stage) => stage.every((unit) => !unit.isLocal)) &&
      own.slice(1).every((stage) => stage.every((step) => steps.includes(step))) &&
      (to < 0 || isSubset(waitingOf(own.flat()), stages[to]?.[0]?.after ?? new Set())) &&
      steps.every((step) => isPipelined(step, steps, start, consumersOf));
    if (steps.length < 2 || !isClosed) continue;
    const merged = unitOf(steps, start, true);
    return [...units.filter((unit) => unit.isLocal || !steps.includes(unit.result)), merged];
  }
  return units;
}

/** True for a call in a pipeline: it needs only what ended before the pipeline, and only the pipeline needs it, until its end. */
function isPipelined(
  step: Step,
  pipeline: readonly Step[],
  start: ReadonlySet<Step>,
  consumersOf: (step: Step) => ReadonlySet<Step>,
): boolean {
  const consumers = [...consumersOf(step)].filter((consumer) => !consumer.isBarrier || hasValueFrom(consumer, step));
  const isLast = step === pipeline.at(-1);
  return (
    step.kind === "call" &&
    [...step.needs].every((need) => pipeline.includes(need) || isSubset(need.ancestors, start)) &&
    [...step.ancestors].every((need) => pipeline.includes(need) || start.has(need)) &&
    (isLast || consumers.every((consumer) => pipeline.includes(consumer)))
  );
}

function waitingOf(steps: readonly Step[]): ReadonlySet<Step> {
  return new Set(steps.filter((step) => step.waits));
}
