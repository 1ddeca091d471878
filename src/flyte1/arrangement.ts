/** What is done with the blocks of a driver: which run as Flyte 1 ran them, and how. */
import { sharesLines } from "../python/statements.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Block, Pair } from "./blocks.ts";
import { type DataFlow, independentSteps, type Step } from "./data-flow.ts";
import type { ConcurrentLoop } from "./loops.ts";
import { keepsReboundNames } from "./rebound-names.ts";
import { inOrder, type Item, schedule } from "./schedule.ts";
import type { TaskDeclaration } from "./tasks.ts";

export interface Arrangement {
  readonly block: Block;
  readonly items: readonly Item[];
  /** True when independent steps run at the same time. */
  readonly isScheduled: boolean;
  readonly loops: readonly LoopArrangement[];
  readonly inner: readonly Arrangement[];
}

/** A concurrent loop, and what one round does; null where that is one call. */
export interface LoopArrangement {
  readonly loop: ConcurrentLoop;
  readonly round: readonly Item[] | null;
}

/** Everything at the time when Flyte 1 ran it, as far as that can be said. */
export function arrange(task: TaskDeclaration, block: Block): Arrangement {
  const inner = block.inner.map((other) => arrange(task, other));
  const loops = block.loops.map((loop) => ({ loop, round: roundOf(loop) }));
  const parent = block.statements[0]?.parent;
  const canMove = block.flow.unclear.length === 0 && !(parent && sharesLines(parent));
  const items = canMove ? schedule(block.flow.steps) : undefined;
  if (items && keepsReboundNames(task, block.flow, items)) return { block, items, isScheduled: true, loops, inner };
  return { block, items: inSourceOrder(block.flow), isScheduled: false, loops, inner };
}

/** Everything in the order in which it stands, except where an explicit order says otherwise. */
export function inOrderOf(block: Block): Arrangement {
  return {
    block: { ...block, flow: block.whole, filling: [], comprehensions: [] },
    items: inSourceOrder(block.whole),
    isScheduled: false,
    loops: [],
    inner: [],
  };
}

function inSourceOrder({ steps }: DataFlow): Item[] {
  return inOrder(steps)
    .filter((step) => isOutermost(step, steps))
    .map((step) => ({ kind: "run", step }));
}

/** The calls that are not awaited where they stand. */
export function startedIn({ block, isScheduled, loops, inner }: Arrangement): SyntaxNode[] {
  const steps = isScheduled ? block.flow.steps : [];
  const rounds = loops.flatMap(({ loop }) => loop.working);
  const calls = [...steps, ...rounds].flatMap(({ kind, node }) => (kind === "call" ? [node] : []));
  const kept = block.filling.flatMap((loop) => loop.calls.map(({ node }) => node));
  return [...calls, ...kept, ...block.comprehensions.map(({ call }) => call.node), ...inner.flatMap(startedIn)];
}

/** Something that runs concurrently; undefined where everything runs in order. */
export function concurrencyIn({ block, isScheduled, inner }: Arrangement): Pair | undefined {
  const own = isScheduled ? independentPair(block) : undefined;
  if (own) return own;
  const call =
    block.loops[0]?.working.find((step) => step.waits)?.node ??
    block.filling[0]?.calls[0]?.node ??
    block.comprehensions[0]?.call.node;
  return call ? [call, call] : inner.map(concurrencyIn).find((pair) => pair !== undefined);
}

/** What runs in order although Flyte 1 ran it at the same time. */
export function sequentialIn({ block, isScheduled, inner }: Arrangement): Pair[] {
  const own = isScheduled ? undefined : independentPair(block);
  return [...(own ? [own] : []), ...block.unclear, ...block.flow.heldBack, ...inner.flatMap(sequentialIn)];
}

function independentPair({ flow }: Block): Pair | undefined {
  const [first, second] = independentSteps(flow) ?? [];
  return first && second && [first.node, second.node];
}

function roundOf(loop: ConcurrentLoop): readonly Item[] | null {
  const { working, collecting, list } = loop;
  const [only, ...others] = working;
  const isListed = !list || list.element === only?.node || list.element.text === only?.target?.text;
  const isOneCall = only?.kind === "call" && others.length === 0 && isListed;
  if (isOneCall) return null;
  const own = schedule(working);
  return list && !lastGiven(loop, own) ? schedule([...working, ...collecting]) : own;
}

/** The call with which a round ends, where its result is bound only to be put into the list. */
export function lastGiven({ list, working }: ConcurrentLoop, round: readonly Item[]): Step | undefined {
  const item = round.at(-1);
  const [unit, ...others] = item?.kind === "await" ? item.units : [];
  const step = unit && others.length === 0 && !unit.isLocal ? unit.result : undefined;
  const isGiven =
    step?.target?.kind === "identifier" && list?.element.kind === "identifier" && list.element.text === step.target.text;
  return isGiven && working.every((other) => !other.needs.has(step)) ? step : undefined;
}

/** The step that stands for its whole statement. */
function isOutermost(step: Step, all: readonly Step[]): boolean {
  return all.every((other) => other === step || other.statement !== step.statement || !other.node.contains(step.node));
}
