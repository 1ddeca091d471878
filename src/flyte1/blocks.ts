/** A block of a workflow's body with all that Flyte 1 ran at the same time in it: independent steps, and the rounds of loops. */
import type { SyntaxNode } from "../python/syntax.ts";
import { type DataFlow, dataFlow, type FlowInput } from "./data-flow.ts";
import {
  type ConcurrentComprehension,
  type ConcurrentLoop,
  type FillingLoop,
  type LoopReading,
  readComprehensions,
  readLoop,
} from "./loops.ts";

/** Two expressions that Flyte 1 ran at the same time; twice the same for one that ran several times at once. */
export type Pair = readonly [SyntaxNode, SyntaxNode];

export interface Block {
  readonly statements: readonly SyntaxNode[];
  /** Without the statements that go with a loop. */
  readonly flow: DataFlow;
  /** With every statement, for where the loops stay as they are. */
  readonly whole: DataFlow;
  readonly loops: readonly ConcurrentLoop[];
  readonly filling: readonly FillingLoop[];
  readonly comprehensions: readonly ConcurrentComprehension[];
  /** Blocks of the statements that are no concurrent loops. */
  readonly inner: readonly Block[];
  /** Concurrency for which there is no form. */
  readonly unclear: readonly Pair[];
}

/** The blocks of statements with calls in them. */
export function readBlock(input: FlowInput, statements: readonly SyntaxNode[]): Block {
  const loops: ConcurrentLoop[] = [];
  const filling: FillingLoop[] = [];
  const comprehensions: ConcurrentComprehension[] = [];
  const inner: Block[] = [];
  const unclear: Pair[] = [];
  const readParts = (statement: SyntaxNode): void => {
    const blocks = blocksOf(statement);
    inner.push(...blocks.map((block) => readBlock(input, block.parts)));
    if (blocks.length > 0 || statement.kind.endsWith("_definition")) return;
    const read = readComprehensions(input, statement);
    comprehensions.push(...read.concurrent);
    unclear.push(...read.unclear.map((node): Pair => [node, node]));
  };
  for (const statement of statements) {
    if (!input.made.some(({ node }) => statement.contains(node))) continue;
    const reading = readLoop(input, statement, statements);
    if (reading?.kind === "concurrent") {
      loops.push(reading.loop);
      for (const part of new Set(reading.loop.flow.steps.map((step) => step.statement))) {
        const round = readLoop(input, part, []);
        if (round && round.kind !== "carried") unclear.push(pairOf(round));
        readParts(part);
      }
    } else if (reading?.kind === "filling") filling.push(reading.loop);
    else {
      if (reading?.kind === "unclear") unclear.push(pairOf(reading));
      readParts(statement);
    }
  }
  const empty = new Set(loops.map(({ list }) => list?.empty));
  const kept = statements.filter((statement) => !empty.has(statement));
  const flow = dataFlow(input, kept);
  const whole = kept.length < statements.length ? dataFlow(input, statements) : flow;
  return { statements, flow, whole, loops, filling, comprehensions, inner, unclear };
}

function pairOf(reading: Exclude<LoopReading, { kind: "carried" }>): Pair {
  const call = reading.kind === "unclear" ? reading.call : (reading.loop.statement.nodesOf("call")[0] ?? reading.loop.statement);
  return [call, call];
}

/** The outermost blocks of a statement, in order. */
function blocksOf(statement: SyntaxNode): SyntaxNode[] {
  return statement.children.flatMap((child) =>
    child.kind === "block" ? [child] : child.kind.endsWith("_clause") ? blocksOf(child) : [],
  );
}
