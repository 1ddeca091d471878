/** Loops over calls: Flyte 1 ran the calls of all rounds at the same time, where none needed another's result. */
import { exposedReads } from "../python/exposed-reads.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { type DataFlow, dataFlow, type FlowInput, localReads, type Step } from "./data-flow.ts";
import type { NodeCall } from "./node-calls.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** `for item in items` or `if item` around the body of a loop. */
export interface Clause {
  readonly node: SyntaxNode;
  /** What is bound; null for an `if`. */
  readonly target: SyntaxNode | null;
  /** What is gone through, or the condition. */
  readonly source: SyntaxNode;
}

/** A loop whose rounds do not need each other. */
export interface ConcurrentLoop {
  readonly statement: SyntaxNode;
  readonly clauses: readonly Clause[];
  /** The graph of one round. */
  readonly flow: DataFlow;
  /** What has to run for a result. */
  readonly working: readonly Step[];
  /** What is done with the results, round by round. */
  readonly collecting: readonly Step[];
  /** The list that the loop does nothing but fill; `empty` is the statement before the loop that makes it. */
  readonly list: { readonly name: string; readonly element: SyntaxNode; readonly empty: SyntaxNode | null } | null;
}

/** A loop that starts calls and keeps them in lists. */
export interface FillingLoop {
  readonly statement: SyntaxNode;
  readonly calls: readonly NodeCall[];
  /** Names of the lists. */
  readonly lists: readonly string[];
}

export type LoopReading =
  | { readonly kind: "concurrent"; readonly loop: ConcurrentLoop }
  /** Whatever else it does, each call goes straight into a list that holds nothing else. */
  | { readonly kind: "filling"; readonly loop: FillingLoop }
  /** Each round needs the one before. */
  | { readonly kind: "carried" }
  /** Rounds may be independent, but not in a way that is understood. */
  | { readonly kind: "unclear"; readonly call: SyntaxNode };

/**
 * How the calls in a `for` or `while` statement depend on each other; undefined when it has none, and for other statements.
 *
 * @param siblings the statements of the block in which it stands
 */
export function readLoop(input: FlowInput, statement: SyntaxNode, siblings: readonly SyntaxNode[]): LoopReading | undefined {
  const isLoop = statement.kind === "for_statement" || statement.kind === "while_statement";
  const calls = input.made.filter(({ node }) => isLoop && statement.contains(node));
  const [call] = calls;
  if (!call) return undefined;
  const filling = fillingLoop(input, statement, siblings, calls);
  const unclear = filling ? ({ kind: "filling", loop: filling } as const) : ({ kind: "unclear", call: call.node } as const);
  const unnested = clausesOf(statement);
  if (!unnested) return isCarried(input, statement.field("body"), calls) ? { kind: "carried" } : unclear;
  const { clauses, body } = unnested;
  const flow = dataFlow(input, body);
  const carried = carriedNames(input, clauses, body);
  const dependent = flow.steps.filter((step) => isDependent(step, carried));
  const waiting = flow.steps.filter((step) => step.waits);
  if (waiting.length > 0 && waiting.every((step) => dependent.includes(step))) return { kind: "carried" };
  const needed = new Set(waiting.flatMap((step) => [...withNeeds(step)]));
  const working = flow.steps.filter((step) => needed.has(step));
  const collecting = flow.steps.filter((step) => !needed.has(step));
  const isClear =
    clauses.every(({ source }) => calls.every(({ node }) => !source.contains(node))) &&
    flow.steps.every((step) => !step.isBarrier) &&
    // What such a statement puts into a list would come in the order in which the rounds end.
    working.every(
      (step) => !input.repository.maps.takesStatements(step.statement) || step.node.parts[0]?.kind === "assignment",
    ) &&
    working.every((step) => !step.isEffect && !dependent.includes(step) && step.made?.kind !== "other") &&
    working.every((step) =>
      working.every((other) => other.statement !== step.statement || other.kind !== "statement" || other === step),
    ) &&
    working.every((step) => step.kind === "call" || step.reads.every(({ text }) => !step.writes.has(text))) &&
    working.every((step) =>
      working.every((other) => other === step || [...step.writes].every((name) => !other.writes.has(name))),
    ) &&
    !isReadLater(input, statement, siblings, [...clauses.map(({ target }) => target), ...body]);
  if (!isClear) return unclear;
  return {
    kind: "concurrent",
    loop: { statement, clauses, flow, working, collecting, list: listOf(statement, siblings, flow, collecting) },
  };
}

/** Lists that were empty before the loop, into which it puts calls and nothing else. */
function fillingLoop(
  { task }: FlowInput,
  statement: SyntaxNode,
  siblings: readonly SyntaxNode[],
  calls: readonly NodeCall[],
): FillingLoop | undefined {
  // What starts in a `try` and is awaited behind it would not be caught.
  if (statement.nodesOf("try_statement").length > 0) return undefined;
  const appends = calls.map((call) => ({ call, list: isPlainCall(call) ? listAppendedTo(call.node) : undefined }));
  const lists = new Map<string, SyntaxNode[]>();
  for (const { list } of appends) {
    if (!list) return undefined;
    lists.set(list.text, [...(lists.get(list.text) ?? []), list]);
  }
  const reads = [...localReads(task)];
  const isFilled = [...lists].every(([name, appended]) => {
    const others = reads.filter((read) => read.text === name && read.start < statement.end && !appended.includes(read));
    const bindings = statementsBinding(task, name);
    const [only, ...more] = bindings;
    return others.length === 0 && more.length === 0 && only !== undefined && siblings.includes(only) && isEmptyList(only, name);
  });
  return isFilled ? { statement, calls, lists: [...lists.keys()] } : undefined;
}

function isPlainCall({ kind }: NodeCall): boolean {
  return kind !== "map" && kind !== "other";
}

/** `results` of `results.append(call)`. */
function listAppendedTo(call: SyntaxNode): SyntaxNode | undefined {
  const append = call.parent?.kind === "argument_list" ? call.parent.parent : undefined;
  const callee = append?.field("function");
  const object = callee?.field("object");
  const isAppend = callee?.field("attribute")?.text === "append" && append?.parent?.kind === "expression_statement";
  return isAppend && object?.kind === "identifier" ? object : undefined;
}

function statementsBinding({ function: definition, module }: TaskDeclaration, name: string): SyntaxNode[] {
  const body = definition.field("body");
  const sites = (body && module.scopes.scopeAt(body).bindings.get(name)?.sites) ?? [];
  return sites.map((site) => site.statement.parent ?? site.statement);
}

/** `name = []` */
function isEmptyList(statement: SyntaxNode | undefined, name: string): boolean {
  const [assignment] = statement?.kind === "expression_statement" ? statement.parts : [];
  const [left, right] = [assignment?.field("left"), assignment?.field("right")];
  return left?.text === name && /^(\[\s*\]|list\(\))$/.test(right?.text ?? "");
}

/** The `for` and `if` lines around the innermost body, when there is nothing between them. */
function clausesOf(statement: SyntaxNode): { clauses: Clause[]; body: readonly SyntaxNode[] } | undefined {
  const clauses: Clause[] = [];
  let node = statement;
  for (;;) {
    const clause = clauseOf(node);
    if (!clause) return undefined;
    clauses.push(clause);
    const parts = (node.field("body") ?? node.field("consequence"))?.parts ?? [];
    const [only, ...others] = parts;
    if (!only || others.length > 0 || !clauseOf(only)) return { clauses, body: parts };
    node = only;
  }
}

function clauseOf(node: SyntaxNode): Clause | undefined {
  if (node.field("alternative")) return undefined;
  const [target, source, condition] = [node.field("left"), node.field("right"), node.field("condition")];
  if (node.kind === "for_statement" && target && source && !node.text.startsWith("async")) return { node, target, source };
  return node.kind === "if_statement" && condition ? { node, target: null, source: condition } : undefined;
}

/** Names that a round reads as the round before left them. */
function carriedNames(input: FlowInput, clauses: readonly Clause[], body: readonly SyntaxNode[]): Set<string> {
  const bound = new Set(clauses.flatMap(({ target }) => target?.nodesOf("identifier").map(({ text }) => text) ?? []));
  const reads = localReads(input.task);
  const written = new Set<string>();
  const exposed = new Set<string>();
  for (const statement of body) {
    for (const { text } of exposedReads(statement, (node) => reads.has(node)))
      if (!written.has(text) && !bound.has(text)) exposed.add(text);
    for (const target of statement.nodesOf("assignment", "augmented_assignment"))
      for (const { text } of target.field("left")?.nodesOf("identifier") ?? []) written.add(text);
  }
  return new Set([...exposed].filter((name) => written.has(name)));
}

function isDependent(step: Step, carried: ReadonlySet<string>): boolean {
  return [...withNeeds(step)].some((need) => need.reads.some(({ text }) => carried.has(text)));
}

function withNeeds(step: Step, found = new Set<Step>()): Set<Step> {
  if (found.has(step)) return found;
  found.add(step);
  for (const need of step.needs) withNeeds(need, found);
  return found;
}

/** A `while`, or a loop of another form: all that counts is whether every call reads what the round before bound. */
function isCarried(input: FlowInput, body: SyntaxNode | undefined, calls: readonly NodeCall[]): boolean {
  const statements = body?.parts ?? [];
  const carried = carriedNames(input, [], statements);
  return calls.every(({ node }) => node.nodesOf("identifier").some(({ text }) => carried.has(text)));
}

/** True when something behind the loop reads what a round binds. */
function isReadLater(
  { task }: FlowInput,
  statement: SyntaxNode,
  siblings: readonly SyntaxNode[],
  binding: readonly (SyntaxNode | null)[],
): boolean {
  const targets = binding.flatMap((node) => {
    if (!node) return [];
    if (!siblings.includes(node) && !/statement|definition/.test(node.kind)) return node.nodesOf("identifier");
    return node.nodesOf("assignment").flatMap((assignment) => {
      const left = assignment.field("left");
      return left && /^(identifier|pattern_list|tuple_pattern)$/.test(left.kind) ? left.nodesOf("identifier") : [];
    });
  });
  const names = new Set(targets.map(({ text }) => text));
  return [...localReads(task)].some((read) => {
    const isLater = read.start >= statement.end;
    return (
      isLater && names.has(read.text) && siblings.some((sibling) => exposedReads(sibling, (node) => node === read).length > 0)
    );
  });
}

/** `results.append(element)` as all that is done with a result. */
function listOf(
  statement: SyntaxNode,
  siblings: readonly SyntaxNode[],
  flow: DataFlow,
  collecting: readonly Step[],
): ConcurrentLoop["list"] {
  const [only, ...others] = collecting;
  const [call] = only?.node.kind === "expression_statement" ? only.node.parts : [];
  const callee = call?.kind === "call" ? call.field("function") : undefined;
  const object = callee?.field("object");
  const [element, ...further] = call?.field("arguments")?.parts ?? [];
  const isAppend = callee?.kind === "attribute" && callee.field("attribute")?.text === "append";
  if (!isAppend || others.length > 0 || further.length > 0 || object?.kind !== "identifier" || !element) return null;
  if (flow.steps.some((step) => step !== only && step.reads.some(({ text }) => text === object.text))) return null;
  const before = siblings[siblings.indexOf(statement) - 1];
  return { name: object.text, element, empty: before && isEmptyList(before, object.text) ? before : null };
}

/** `[train(x=x) for x in xs]`, or a generator that is a call's only argument. */
export interface ConcurrentComprehension {
  readonly node: SyntaxNode;
  readonly call: NodeCall;
}

/** Comprehensions over one call in a statement that is no block; the others that hold calls run in order. */
export function readComprehensions(
  { made }: FlowInput,
  statement: SyntaxNode,
): { readonly concurrent: readonly ConcurrentComprehension[]; readonly unclear: readonly SyntaxNode[] } {
  const concurrent: ConcurrentComprehension[] = [];
  const unclear: SyntaxNode[] = [];
  const kinds = ["list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"];
  for (const node of statement.nodesOf(...kinds)) {
    const calls = made.filter((call) => node.contains(call.node));
    const [call] = calls;
    if (!call) continue;
    const isList = node.kind === "list_comprehension" || (node.kind === "generator_expression" && node.fieldName === "arguments");
    const isPlain = calls.length === 1 && isPlainCall(call);
    if (isList && isPlain && node.field("body") === call.node) concurrent.push({ node, call });
    else unclear.push(call.node);
  }
  return { concurrent, unclear };
}
