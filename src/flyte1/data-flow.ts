/**
 * The graph of a workflow's body: its steps, and which of them need which.
 *
 * Flyte 1 starts a node when all that it needs has ended. So for the migrated body it matters which steps *wait* (they were nodes),
 * and for each step the set of waiting steps that it transitively needs: its ancestors.
 */
import { COMPOUND_STATEMENTS, OPTIONAL_OR_REPEATED } from "../python/node-kinds.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { exposedReads } from "../python/exposed-reads.ts";
import type { NodeCall } from "./node-calls.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** A call that made a node, or a statement of the body. */
export interface Step {
  /**
   * - `call`: a call that can be started and awaited later.
   * - `value`: an expression that waits where it stands: a map.
   * - `statement`: everything else; a statement that consists of one call or value is that step, and none of its own.
   */
  readonly kind: "call" | "value" | "statement";
  /** The expression, or the statement. */
  readonly node: SyntaxNode;
  /** The statement of the body in which the step stands. */
  readonly statement: SyntaxNode;
  /** The call, null for a statement. */
  readonly made: NodeCall | null;
  /** What the step's result is assigned to (`left` of the assignment), when it is the whole right side. */
  readonly target: SyntaxNode | null;
  /** True for what took time in Flyte 1. */
  readonly waits: boolean;
  /** True for a statement that does something besides binding names, which keeps its place among such statements. */
  readonly isEffect: boolean;
  /** True for a statement that may leave the body: nothing moves across it. */
  readonly isBarrier: boolean;
  /** Identifiers that read what local names were bound to before, those in nested steps left out. */
  readonly reads: readonly SyntaxNode[];
  /** Local names that it binds or changes, unless only the step itself reads them. */
  readonly writes: ReadonlySet<string>;
  /** Steps whose result it reads or whose end it waits for. */
  readonly needs: ReadonlySet<Step>;
  /** Waiting steps that it needs, directly or through others. */
  readonly ancestors: ReadonlySet<Step>;
}

/** The graph of one body. */
export interface DataFlow {
  /** In source order; what is nested in an expression comes before it. */
  readonly steps: readonly Step[];
  /** Statements like `a >> b`, which say only an order. */
  readonly orderings: readonly SyntaxNode[];
  /** Expressions that order steps in a way which is not understood, or in a circle. */
  readonly unclear: readonly SyntaxNode[];
  /** Calls in statements that are not taken apart, each with something that it waits for without needing it. */
  readonly heldBack: readonly (readonly [SyntaxNode, SyntaxNode])[];
}

/** A call inside a statement that is one step. */
interface InnerCall {
  readonly node: SyntaxNode;
  readonly step: OpenStep;
  /** The steps that it needs itself. */
  readonly needs: readonly OpenStep[];
}

interface OpenStep extends Omit<Step, "needs" | "ancestors" | "writes"> {
  readonly needs: Set<OpenStep>;
  readonly ancestors: Set<OpenStep>;
  readonly writes: Set<string>;
}

const COMPOUND: ReadonlySet<string> = new Set(COMPOUND_STATEMENTS);
const LEAVES = ["return_statement", "raise_statement", "assert_statement", "break_statement", "continue_statement", "yield"];
/** Between a call and its statement: the call may not run, or run several times. */
const CONDITIONAL: ReadonlySet<string> = new Set([...OPTIONAL_OR_REPEATED, "block"]);
/** Builtins that only look at what they are given. */
const PURE = new Set(
  "len range str int float bool list tuple dict set zip enumerate sorted reversed min max sum abs round isinstance repr any all".split(
    " ",
  ),
);

/** What {@link dataFlow} looks at. */
export interface FlowInput {
  readonly repository: Repository;
  readonly task: TaskDeclaration;
  /** The calls in the task's body that made nodes. */
  readonly made: readonly NodeCall[];
}

/** The data flow between the statements of a block: a workflow's or dynamic's body, or a part of it. */
export function dataFlow(input: FlowInput, statements: readonly SyntaxNode[]): DataFlow {
  return new Reader(input, statements).read();
}

/** Identifiers that read a name of the task's function. */
export function localReads({ module, function: definition }: TaskDeclaration): ReadonlySet<SyntaxNode> {
  const { reads, bindingOf } = module.scopes;
  return new Set(reads.filter((read) => definition.contains(read) && bindingOf(read)?.scope.node === definition));
}

/** Two waiting steps of which neither needs the other. */
export function independentSteps({ steps }: DataFlow): readonly [Step, Step] | undefined {
  const waiting = steps.filter((step) => step.waits);
  for (const [index, second] of waiting.entries()) {
    const first = waiting.slice(0, index).find((other) => !second.ancestors.has(other) && !other.ancestors.has(second));
    if (first) return [first, second];
  }
  return undefined;
}

/** A statement that says only something about nodes, and goes when they are ordinary calls. */
export function isDroppedStatement({ orderings, steps }: DataFlow, statement: SyntaxNode): boolean {
  const isOnlyOrder = orderings.includes(statement) && steps.every((step) => step.statement !== statement);
  return isOnlyOrder || steps.some(({ made }) => made?.overrides === statement);
}

class Reader {
  private readonly steps: OpenStep[] = [];
  private readonly orderings: SyntaxNode[] = [];
  private readonly unclear: SyntaxNode[] = [];
  private readonly innerCalls: InnerCall[] = [];
  /** For each local name the steps that may have bound or changed it last. */
  private readonly definitions = new Map<string, Set<OpenStep>>();
  private readonly byNode = new Map<SyntaxNode, OpenStep>();
  private readonly localReads: ReadonlySet<SyntaxNode>;
  private lastEffect: OpenStep | undefined;
  private lastBarrier: OpenStep | undefined;
  /** For each statement the reads of what was before it. */
  private readonly exposed: ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>;

  constructor(
    private readonly input: FlowInput,
    private readonly statements: readonly SyntaxNode[],
  ) {
    this.localReads = localReads(input.task);
    const isRead = (node: SyntaxNode) => this.localReads.has(node);
    this.exposed = new Map(statements.map((statement) => [statement, exposedReads(statement, isRead)]));
  }

  read(): DataFlow {
    for (const statement of this.statements) this.readStatement(statement);
    this.findAncestors();
    return { steps: this.steps, orderings: this.orderings, unclear: this.unclear, heldBack: this.findHeldBack() };
  }

  private readStatement(statement: SyntaxNode): void {
    // It goes with the call that it overrides.
    if (this.input.made.some(({ overrides }) => overrides === statement)) return;
    const made = this.input.made.filter(({ node }) => statement.contains(node));
    const isSimple = !COMPOUND.has(statement.kind) && !statement.kind.endsWith("_definition");
    // What others write as statements, and what may run more than once, is not taken apart.
    const isOneStep =
      made.some(({ kind, node }) => kind === "other" || !isAlwaysRun(node, statement)) ||
      this.input.repository.maps.takesStatements(statement);
    const own = isSimple && !isOneStep ? made : [];
    // Inner calls end after the beginning, and before the end, of those around them.
    for (const call of own.toSorted((a, b) => a.node.end - b.node.end)) this.addCall(call, statement);
    if (isOrderingStatement(statement)) return this.readOrdering(statement);
    if (own.some(({ node }) => isWhole(node, statement))) return;
    const isInner = ({ node }: NodeCall) => isAlwaysRun(node, statement) && !isWhole(node, statement);
    const inner = isSimple && isOneStep ? made.filter(isInner) : [];
    const needs = inner.map(({ node }) => this.neededInside(node, statement));
    const step = this.addStatement(statement, made.length > own.length);
    for (const [index, { node }] of inner.entries()) this.innerCalls.push({ node, step, needs: needs[index] ?? [] });
  }

  private neededInside(node: SyntaxNode, statement: SyntaxNode): OpenStep[] {
    const reads = (this.exposed.get(statement) ?? []).filter((read) => node.contains(read));
    const bound = reads.flatMap(({ text }) => [...(this.definitions.get(text) ?? [])]);
    return this.lastBarrier ? [this.lastBarrier, ...bound] : bound;
  }

  private addCall(made: NodeCall, statement: SyntaxNode): void {
    const { node } = made;
    const isStatement = isWhole(node, statement);
    const target = isStatement && node.parent?.kind === "assignment" ? (node.parent.field("left") ?? null) : null;
    const step = this.open({ kind: made.kind === "map" ? "value" : "call", node, statement, made, target, waits: true });
    this.needWhatIsRead(step);
    for (const read of this.localReads) if (made.overrides?.contains(read)) this.need(step, read.text);
    if (target) this.define(step, target.nodesOf("identifier"));
  }

  private addStatement(statement: SyntaxNode, waits: boolean): OpenStep {
    const isBarrier = mayLeave(statement);
    const isEffect = isBarrier || this.hasEffect(statement);
    const step = this.open({
      kind: "statement",
      node: statement,
      statement,
      made: null,
      target: null,
      waits,
      isEffect,
      isBarrier,
    });
    if (isBarrier) for (const other of this.steps) if (other !== step) step.needs.add(other);
    if (isEffect && this.lastEffect) step.needs.add(this.lastEffect);
    this.needWhatIsRead(step);
    const isCompound = COMPOUND.has(statement.kind);
    const bound = boundIn(this.input.task, statement).filter(({ text }) => !isCompound || this.isShared(text));
    const changed = this.changedIn(statement);
    // It may leave a name as it was before.
    if (isCompound) for (const { text } of bound) this.need(step, text);
    this.define(step, bound);
    for (const name of changed) this.change(step, name);
    if (isEffect) this.lastEffect = step;
    if (isBarrier) this.lastBarrier = step;
    return step;
  }

  private open(facts: Pick<OpenStep, "kind" | "node" | "statement" | "made" | "target" | "waits"> & Partial<OpenStep>): OpenStep {
    const nested = this.steps.filter((other) => facts.node !== other.node && facts.node.contains(other.node));
    const reads = (this.exposed.get(facts.statement) ?? []).filter(
      (read) => facts.node.contains(read) && !nested.some((other) => other.node.contains(read)),
    );
    const step: OpenStep = {
      isEffect: false,
      isBarrier: false,
      reads,
      writes: new Set(),
      needs: new Set(nested.filter((other) => !nested.some((between) => between !== other && between.node.contains(other.node)))),
      ancestors: new Set(),
      ...facts,
    };
    if (this.lastBarrier) step.needs.add(this.lastBarrier);
    this.steps.push(step);
    this.byNode.set(step.node, step);
    return step;
  }

  /** A name that each statement binds before it reads it is its own. */
  private isShared(name: string): boolean {
    return [...this.exposed.values()].some((reads) => reads.some(({ text }) => text === name));
  }

  private needWhatIsRead(step: OpenStep): void {
    for (const read of step.reads) this.need(step, read.text);
  }

  private need(step: OpenStep, name: string): void {
    for (const definition of this.definitions.get(name) ?? []) if (definition !== step) step.needs.add(definition);
  }

  private define(step: OpenStep, names: readonly SyntaxNode[]): void {
    for (const { text } of names) {
      this.definitions.set(text, new Set([step]));
      step.writes.add(text);
    }
  }

  private change(step: OpenStep, name: string): void {
    this.need(step, name);
    this.definitions.set(name, new Set([step]));
    step.writes.add(name);
  }

  /** Local objects that a statement may change: it calls their methods, sets their items, or hands them to something unknown. */
  private changedIn(statement: SyntaxNode): Set<string> {
    const changed = new Set<string>();
    const isLocal = (read: SyntaxNode) => this.localReads.has(read);
    for (const target of statement.nodesOf("assignment", "augmented_assignment").map((node) => node.field("left"))) {
      for (const read of target?.nodesOf("identifier") ?? []) if (isLocal(read) && read !== target) changed.add(read.text);
      if (target?.parent?.kind === "augmented_assignment")
        for (const read of target.nodesOf("identifier")) changed.add(read.text);
    }
    for (const call of statement.nodesOf("call")) {
      if (this.isNode(call) || this.isPure(call)) continue;
      for (const read of call.nodesOf("identifier")) {
        const isHandedOn = isLocal(read) && !this.isResult(read.text) && !this.input.made.some(({ node }) => node.contains(read));
        if (isHandedOn) changed.add(read.text);
      }
    }
    return changed;
  }

  /** What a node gives back was a promise, which nothing could change. */
  private isResult(name: string): boolean {
    const definitions = [...(this.definitions.get(name) ?? [])];
    return definitions.length > 0 && definitions.every((step) => step.kind !== "statement");
  }

  /** A call that makes a node, or a part of what another transform writes for one. */
  private isNode(call: SyntaxNode): boolean {
    return this.input.made.some(({ kind, node, callee }) => {
      const isOwn = node === call || callee.parent === call || callee.contains(call);
      return isOwn || ((kind === "map" || kind === "other") && node.contains(call));
    });
  }

  private isPure(call: SyntaxNode): boolean {
    const callee = call.field("function");
    if (!callee) return false;
    if (this.input.repository.flyte1Name(this.input.task.module, callee) !== undefined) return true;
    const isBuiltin = callee.kind === "identifier" && PURE.has(callee.text);
    return isBuiltin && this.input.task.module.scopes.bindingOf(callee) === undefined;
  }

  /** Anything that a reader could notice when it happens at another time; a method of a local object only changes that object. */
  private hasEffect(statement: SyntaxNode): boolean {
    if (/^(delete|global|nonlocal|import|import_from)_statement$/.test(statement.kind)) return true;
    return statement.nodesOf("call").some((call) => !this.isNode(call) && !this.isPure(call) && !this.isMethodOfLocal(call));
  }

  private isMethodOfLocal(call: SyntaxNode): boolean {
    const object = call.field("function")?.field("object");
    return object?.kind === "identifier" && this.localReads.has(object);
  }

  private readOrdering(statement: SyntaxNode): void {
    const [expression] = statement.parts;
    const groups = expression ? orderedOperands(expression) : undefined;
    const steps = groups?.map((operand) => this.orderedSteps(operand));
    if (!steps || steps.some((group) => group.length === 0)) return void this.unclear.push(statement);
    this.orderings.push(statement);
    for (const [index, later] of steps.entries()) {
      for (const step of later) for (const earlier of steps[index - 1] ?? []) if (earlier !== step) step.needs.add(earlier);
    }
  }

  private orderedSteps(operand: SyntaxNode): OpenStep[] {
    const direct = this.byNode.get(operand);
    if (direct) return [direct];
    const definitions = operand.kind === "identifier" ? [...(this.definitions.get(operand.text) ?? [])] : [];
    return definitions.every((step) => step.waits) ? definitions : [];
  }

  private findAncestors(): void {
    const done = new Set<OpenStep>();
    const visit = (step: OpenStep, above: ReadonlySet<OpenStep>): void => {
      if (done.has(step)) return;
      if (above.has(step)) return void (this.unclear.includes(step.statement) || this.unclear.push(step.statement));
      const path = new Set(above).add(step);
      for (const need of step.needs) {
        visit(need, path);
        if (need.waits) step.ancestors.add(need);
        for (const further of need.ancestors) step.ancestors.add(further);
      }
      done.add(step);
    };
    for (const step of this.steps) visit(step, new Set());
  }

  /** An approval inside of another call is asked for when all that its statement reads is there. */
  private findHeldBack(): (readonly [SyntaxNode, SyntaxNode])[] {
    return this.innerCalls.flatMap(({ node, step, needs }) => {
      const isNeeded = (other: OpenStep) => needs.some((need) => need === other || need.ancestors.has(other));
      const before = [...step.ancestors].filter((other) => !isNeeded(other)).map((other) => other.node);
      const beside = this.innerCalls.filter((other) => other.step === step && other.node.end <= node.start);
      return [...before, ...beside.map((other) => other.node)].map((other) => [other, node] as const);
    });
  }
}

function isAlwaysRun(node: SyntaxNode, statement: SyntaxNode): boolean {
  for (let outer = node.parent; outer && outer !== statement; outer = outer.parent) if (CONDITIONAL.has(outer.kind)) return false;
  return true;
}

/** `x = call` or `call` as a whole statement. */
function isWhole(node: SyntaxNode, statement: SyntaxNode): boolean {
  const assignment = node.parent;
  if (assignment?.kind !== "assignment") return assignment === statement && statement.kind === "expression_statement";
  return assignment.parent === statement && node.fieldName === "right" && isPlainTarget(assignment.field("left"));
}

/** Names and tuples of names. */
function isPlainTarget(target: SyntaxNode | undefined): boolean {
  if (!target) return false;
  if (target.kind === "identifier") return true;
  return /^(pattern_list|tuple_pattern|list_pattern)$/.test(target.kind) && target.parts.every(isPlainTarget);
}

/** The names that a statement binds in the function's own scope. */
function boundIn({ module, function: definition }: TaskDeclaration, statement: SyntaxNode): SyntaxNode[] {
  const body = definition.field("body");
  const scope = body && module.scopes.scopeAt(body);
  const sites = [...(scope?.bindings.values() ?? [])].flatMap((binding) => binding.sites);
  return sites.map((site) => nameOf(site.node)).filter((name) => statement.contains(name));
}

/** Of `import a.b as c` the name `c`, of `import a.b` the name `a`. */
function nameOf(node: SyntaxNode): SyntaxNode {
  return node.kind === "aliased_import"
    ? (node.field("alias") ?? node)
    : node.kind === "dotted_name"
      ? (node.parts[0] ?? node)
      : node;
}

/** True for a statement that can end the body: a `return` in an `if`, but not the body's own last line. */
function mayLeave(statement: SyntaxNode): boolean {
  return statement.nodesOf(...LEAVES).some((node) => {
    const around = node.ancestor("function_definition", "lambda");
    if (around && statement.contains(around)) return false;
    const loop = node.ancestor("for_statement", "while_statement");
    const staysInside = /^(break|continue)_statement$/.test(node.kind) && loop !== undefined && statement.contains(loop);
    return !staysInside;
  });
}

/** `a >> b`, `a >> b >> c` or `a.runs_before(b)` as a whole statement. */
function isOrderingStatement(statement: SyntaxNode): boolean {
  const [expression] = statement.kind === "expression_statement" ? statement.parts : [];
  return expression !== undefined && orderedOperands(expression) !== undefined;
}

/** The operands of an ordering, in order; undefined for anything else. */
function orderedOperands(expression: SyntaxNode): SyntaxNode[] | undefined {
  if (expression.kind === "parenthesized_expression") return expression.parts[0] && orderedOperands(expression.parts[0]);
  if (expression.kind === "call") {
    const callee = expression.field("function");
    const object = callee?.field("object");
    const [other] = expression.field("arguments")?.parts ?? [];
    const isOrdering = callee?.kind === "attribute" && callee.field("attribute")?.text === "runs_before";
    return isOrdering && object && other ? [object, other] : undefined;
  }
  const [left, right] = [expression.field("left"), expression.field("right")];
  if (expression.kind !== "binary_operator" || !left || !right) return undefined;
  if (!/^\s*>>\s*$/.test(expression.tree.text.slice(left.end, right.start).replace(/[\\()]/g, ""))) return undefined;
  return [...(orderedOperands(left) ?? [left]), right];
}
