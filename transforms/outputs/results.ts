/** Which expressions hold the result of a task: followed through names, lists, loops and conditions, as far as the source alone tells. */
import type { Binding, Site } from "../../src/python/scopes.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Module } from "../../src/project/modules.ts";
import { declaredTask } from "../../src/flyte2/declared-tasks.ts";
import type { TaskCall } from "../../src/flyte1/calls.ts";
import { conditionOf } from "../../src/flyte1/conditions.ts";
import { type Outputs, outputsOf } from "../../src/flyte1/outputs.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";

/** A result of a task, or a list or dictionary of such results (null while it is empty). */
type Held =
  | { readonly kind: "result"; readonly outputs: Outputs; readonly makers: readonly SyntaxNode[] }
  | { readonly kind: "container"; readonly item: Held | null };

/** Builtins that give back the items of what they are given. */
const KEEPS_ITEMS = /^(list|tuple|set|sorted|reversed)$/;
/** Methods that put an item into a list; the item is their last argument. */
const ADDS_ITEM = /^(append|insert|add|setdefault)$/;

export class Results {
  private readonly calls: ReadonlyMap<SyntaxNode, TaskCall>;
  /** What a condition gives, by the whole chain. */
  private readonly conditions = new Map<SyntaxNode, readonly SyntaxNode[]>();
  /** Undefined stands for "no result, or nobody knows". */
  private readonly known = new Map<SyntaxNode | Binding, Held | undefined>();

  constructor(
    private readonly repository: Repository,
    calls: readonly TaskCall[],
  ) {
    this.calls = new Map(calls.filter((call) => call.form === "call").map((call) => [call.result, call]));
    for (const reference of repository.references) {
      const condition = reference.name === "flytekit.conditional" ? conditionOf(reference) : undefined;
      const values = condition?.arms.flatMap(({ outcome }) => (outcome.kind === "value" ? [outcome.value] : []));
      if (condition && values) this.conditions.set(condition.expression, values);
    }
  }

  /** The outputs of the task whose result an expression holds. */
  outputsAt(module: Module, node: SyntaxNode): Outputs | undefined {
    const held = this.heldBy(module, node);
    return held?.kind === "result" ? held.outputs : undefined;
  }

  /** The functions of the tasks whose result an expression can hold. */
  makersAt(module: Module, node: SyntaxNode): readonly SyntaxNode[] {
    const held = this.heldBy(module, node);
    return held?.kind === "result" ? held.makers : [];
  }

  /** True for a call of a task, with its overrides, awaited or not: not for a name or a condition that hands its result on. */
  isCall(module: Module, node: SyntaxNode): boolean {
    const call = node.kind === "await" ? (node.parts[0] ?? node) : node;
    return this.taskCalled(module, call) !== undefined;
  }

  private heldBy(module: Module, node: SyntaxNode): Held | undefined {
    if (!this.known.has(node)) {
      // Set before it is known, so that names which are made of each other end.
      this.known.set(node, undefined);
      this.known.set(node, this.read(module, node));
    }
    return this.known.get(node);
  }

  private read(module: Module, node: SyntaxNode): Held | undefined {
    const values = this.conditions.get(node);
    if (values) return this.agreed(module, values);
    const inner = (field: string): Held | undefined => {
      const child = node.field(field);
      return child && this.heldBy(module, child);
    };
    switch (node.kind) {
      case "identifier":
        return this.ofName(module, node);
      case "call":
        return this.ofCall(module, node);
      case "subscript":
        return this.ofSubscript(module, node);
      case "await":
      case "parenthesized_expression":
        return node.parts[0] && this.heldBy(module, node.parts[0]);
      case "named_expression":
        return inner("value");
      case "conditional_expression":
        return this.agreed(
          module,
          [node.parts[0], node.parts[2]].filter((part) => part !== undefined),
        );
      case "binary_operator":
        return inner("left");
      case "list":
      case "set":
        return this.containerOf(module, node.parts);
      case "dictionary":
        return this.containerOf(
          module,
          node.parts.map((pair) => pair.field("value") ?? pair),
        );
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
      case "dictionary_comprehension": {
        const body = node.field("body");
        return body && this.containerOf(module, [body.field("value") ?? body]);
      }
      default:
        return undefined;
    }
  }

  private ofCall(module: Module, call: SyntaxNode): Held | undefined {
    const task = this.taskCalled(module, call);
    if (task) return { kind: "result", outputs: outputsOf(this.repository, task), makers: [task.function] };
    const callee = call.field("function");
    const [first] = call.field("arguments")?.parts ?? [];
    if (callee?.kind === "identifier" && first && KEEPS_ITEMS.test(callee.text)) return this.heldBy(module, first);
    const object = callee?.field("object");
    const isValues = callee?.kind === "attribute" && /^(values|copy)$/.test(callee.field("attribute")?.text ?? "");
    return isValues && object ? this.heldBy(module, object) : undefined;
  }

  private taskCalled(module: Module, call: SyntaxNode): Pick<TaskDeclaration, "module" | "function"> | undefined {
    const callee = call.kind === "call" ? call.field("function") : undefined;
    return this.calls.get(call)?.task ?? (callee && declaredTask(this.repository.symbols, module, callee));
  }

  private ofSubscript(module: Module, node: SyntaxNode): Held | undefined {
    const [value, index] = [node.field("value"), node.field("subscript")];
    const held = value && this.heldBy(module, value);
    if (held?.kind !== "container") return undefined;
    return index?.kind === "slice" ? held : (held.item ?? undefined);
  }

  private ofName(module: Module, identifier: SyntaxNode): Held | undefined {
    const binding = module.scopes.bindingOf(identifier);
    if (!binding || binding.scope.kind === "class") return undefined;
    if (!this.known.has(binding)) {
      this.known.set(binding, undefined);
      this.known.set(binding, this.ofBinding(module, binding));
    }
    return this.known.get(binding);
  }

  /** What every place that binds the name, or puts something into what it holds, agrees on. */
  private ofBinding(module: Module, binding: Binding): Held | undefined {
    const sites = binding.sites.filter((site) => site.kind !== "assignment" || site.value !== null);
    const added = this.repository.usesOf(binding).flatMap(({ node }) => addedTo(node) ?? []);
    const held = sites.map((site) => this.ofSite(module, site));
    return agree([...held, ...(added.length > 0 ? [this.containerOf(module, added)] : [])]);
  }

  private ofSite(module: Module, { kind, node, statement, value }: Site): Held | undefined {
    if (kind === "assignment") return value ? this.heldBy(module, value) : undefined;
    const right = statement.field("right");
    const left = statement.field("left");
    if (kind !== "other" || !left || !right) return undefined;
    switch (statement.kind) {
      case "augmented_assignment":
        return this.heldBy(module, right);
      case "assignment":
        return this.ofPattern(module, left, right, node);
      case "for_statement":
      case "for_in_clause":
        return this.ofLoop(module, left, right, node);
      default:
        return undefined;
    }
  }

  /** `a, b = fit(x=1), fit(x=2)`, and `a, b = results`. */
  private ofPattern(module: Module, left: SyntaxNode, right: SyntaxNode, target: SyntaxNode): Held | undefined {
    if (left === target) return this.heldBy(module, right);
    const index = left.parts.findIndex((part) => part.contains(target));
    const [part, value] = [left.parts[index], right.parts[index]];
    const isDisplay = /^(expression_list|tuple|list)$/.test(right.kind) && right.parts.length === left.parts.length;
    if (isDisplay && part && value) return this.ofPattern(module, part, value, target);
    const held = this.heldBy(module, right);
    return held?.kind === "container" ? (held.item ?? undefined) : undefined;
  }

  /** `for result in results`, with the position, the key or further lists beside it. */
  private ofLoop(module: Module, left: SyntaxNode, right: SyntaxNode, target: SyntaxNode): Held | undefined {
    const callee = right.field("function");
    const index = left === target ? 0 : left.parts.findIndex((part) => part.contains(target));
    const given = right.field("arguments")?.parts ?? [];
    let iterated: SyntaxNode | undefined = right;
    if (left !== target) {
      const isItems = callee?.kind === "attribute" && callee.field("attribute")?.text === "items";
      if (callee?.text === "zip") iterated = given[index];
      else if (index !== 1) iterated = undefined;
      else if (callee?.text === "enumerate") iterated = given[0];
      else iterated = isItems ? callee.field("object") : undefined;
    }
    const held = iterated && this.heldBy(module, iterated);
    return held?.kind === "container" ? (held.item ?? undefined) : undefined;
  }

  private containerOf(module: Module, items: readonly SyntaxNode[]): Held | undefined {
    if (items.length === 0) return { kind: "container", item: null };
    const item = this.agreed(module, items);
    return item && { kind: "container", item };
  }

  private agreed(module: Module, nodes: readonly SyntaxNode[]): Held | undefined {
    return agree(nodes.map((node) => this.heldBy(module, node)));
  }
}

/** What is put into the list or dictionary that a name holds: `results.append(fit(x=x))`, `results["a"] = fit(x=x)`. */
function addedTo(use: SyntaxNode): SyntaxNode | undefined {
  const { parent } = use;
  const isCallee = parent?.kind === "call" && use.fieldName === "function" && use.kind === "attribute";
  if (isCallee && ADDS_ITEM.test(use.field("attribute")?.text ?? "")) return parent.field("arguments")?.parts.at(-1);
  const assignment = parent?.kind === "subscript" && use.fieldName === "value" ? parent.parent : undefined;
  return assignment?.kind === "assignment" && assignment.field("left") === parent ? assignment.field("right") : undefined;
}

/** What all of them are; an empty list agrees with every list. */
function agree(all: readonly (Held | undefined)[]): Held | undefined {
  let common: Held | undefined = all[0];
  for (const held of all.slice(1)) common = common && held && commonOf(common, held);
  return common;
}

function commonOf(first: Held, second: Held): Held | undefined {
  if (first.kind === "container" && second.kind === "container") {
    if (!first.item || !second.item) return first.item ? first : second;
    const item = commonOf(first.item, second.item);
    return item && { kind: "container", item };
  }
  if (first.kind !== "result" || second.kind !== "result") return undefined;
  // Results read alike when their outputs have the same names.
  const isAlike = JSON.stringify(first.outputs) === JSON.stringify(second.outputs);
  return isAlike ? { ...first, makers: [...first.makers, ...second.makers] } : undefined;
}
