/** Random workflows over pure tasks, as their authors might write them. */
import * as fc from "fast-check";

/** One call of a workflow. */
interface Call {
  readonly task: "work" | "fetch" | "pair";
  /** Earlier calls whose results it takes; at most three. */
  readonly takes: readonly number[];
  /** Written inside the one call that takes its result, where there is only one. */
  readonly isNested: boolean;
}

export interface RandomWorkflow {
  readonly calls: readonly Call[];
  /** `a >> b`, by the numbers of the calls. */
  readonly orders: readonly (readonly [number, number])[];
  /** Calls whose results are given back. */
  readonly returned: readonly number[];
}

/** The tasks of all random workflows; each call says which it is, and stands at the gate. */
export const TASKS = `from typing import Tuple

import gate
from flytekit import task, workflow


@task
def work(run: str, call: int, a: int = 0, b: int = 0, c: int = 0) -> int:
    gate.enter(run, call)
    return 31 * call + 7 * a + 5 * b + 3 * c


@task
def fetch(run: str, call: int, a: int = 0, b: int = 0, c: int = 0) -> int:
    gate.enter(run, call)
    return 29 * call + 3 * a + 5 * b + 7 * c


@task
def pair(run: str, call: int, a: int = 0, b: int = 0, c: int = 0) -> Tuple[int, int]:
    gate.enter(run, call)
    return call + a, b - c
`;

const MOST_CALLS = 8;

export const randomWorkflow: fc.Arbitrary<RandomWorkflow> = fc
  .record({
    calls: fc.array(
      fc.record({
        task: fc.constantFrom("work", "work", "fetch", "pair"),
        takes: fc.uniqueArray(fc.nat({ max: MOST_CALLS }), { maxLength: 3 }),
        isNested: fc.boolean(),
      }),
      { minLength: 1, maxLength: MOST_CALLS },
    ),
    orders: fc.array(fc.tuple(fc.nat({ max: MOST_CALLS }), fc.nat({ max: MOST_CALLS })), { maxLength: 3 }),
    returned: fc.uniqueArray(fc.nat({ max: MOST_CALLS }), { maxLength: 3 }),
  })
  .map(({ calls, orders, returned }) => {
    const linked = calls.map((call, index) => ({ ...call, takes: call.takes.filter((other) => other < index) })) as Call[];
    const known = orders.filter(([a, b]) => a < calls.length && b < calls.length);
    return { calls: linked, orders: withoutCircles(linked, known), returned: returned.filter((call) => call < calls.length) };
  });

/** Orders that contradict neither the data nor each other. */
function withoutCircles(calls: readonly Call[], orders: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const needs = calls.map((call) => new Set(call.takes));
  const reaches = (from: number, to: number): boolean =>
    from === to || [...(needs[from] ?? [])].some((need) => reaches(need, to));
  return orders.filter(([first, second]) => {
    if (reaches(first, second)) return false;
    needs[second]?.add(first);
    return true;
  });
}

/** The source of a workflow. */
export function sourceOf(name: string, { calls, orders, returned }: RandomWorkflow): string {
  const inOrders = new Set(orders.flat());
  const takers = (call: number) => calls.filter(({ takes }) => takes.includes(call)).length + Number(returned.includes(call));
  const isNested = (call: number) =>
    calls[call]?.isNested === true && calls[call].task !== "pair" && takers(call) === 1 && !inOrders.has(call);
  const written = (call: number): string => {
    const keywords = (calls[call]?.takes ?? []).map((taken, index) => `${"abc"[index]}=${value(taken)}`);
    const given = keywords.length > 0 ? keywords : ["a=x"];
    return `${calls[call]?.task}(run="${name}", call=${call}, ${given.join(", ")})`;
  };
  const value = (call: number): string =>
    isNested(call) ? written(call) : calls[call]?.task === "pair" ? `v${call}_second` : `v${call}`;
  const lines = calls.flatMap((call, index) => {
    if (isNested(index)) return [];
    const isRead = takers(index) > 0 || inOrders.has(index);
    const target = call.task === "pair" ? `v${index}, v${index}_second = ` : isRead ? `v${index} = ` : "";
    return [`    ${target}${written(index)}`];
  });
  const shown = orders.map(([first, second]) => `    v${first} >> v${second}`);
  const types = returned.map(() => "int");
  const annotation = types.length === 0 ? "" : types.length === 1 ? " -> int" : ` -> Tuple[${types.join(", ")}]`;
  const end = returned.length === 0 ? [] : [`    return ${returned.map(value).join(", ")}`];
  return ["@workflow", `def ${name}(x: int)${annotation}:`, ...lines, ...shown, ...end].join("\n");
}
