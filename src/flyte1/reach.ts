/** Which tasks come to a place in the code through plain functions: in its own body, or by calling, or being decorated with, what holds it. */
import { outermostDefinition } from "../python/definitions.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Use } from "../project/uses.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** The parts of a repository that are needed to follow calls. */
export interface Callable {
  usesOf(binding: Binding): readonly Use[];
  taskAround(module: Module, node: SyntaxNode): TaskDeclaration | undefined;
}

export class Reach {
  private readonly known = new Map<Binding, ReadonlySet<TaskDeclaration>>();

  constructor(private readonly repository: Callable) {}

  /** Tasks in whose execution a node runs. A use that is no call counts too: what is passed on may be called. */
  tasksAt(module: Module, node: SyntaxNode): ReadonlySet<TaskDeclaration> {
    const task = this.repository.taskAround(module, node);
    if (task)
      return [task.function.field("body"), ...task.below].some((part) => part?.contains(node)) ? new Set([task]) : new Set();
    const owner = topLevelOwner(module, node);
    return owner ? this.tasksOf(owner) : new Set();
  }

  private tasksOf(owner: Binding): ReadonlySet<TaskDeclaration> {
    const known = this.known.get(owner);
    if (known) return known;
    const found = new Set<TaskDeclaration>();
    // Set before it is complete, so that functions which call each other end.
    this.known.set(owner, found);
    for (const use of this.repository.usesOf(owner)) {
      if (use.kind === "import") continue;
      for (const task of this.tasksAt(use.module, use.node)) found.add(task);
    }
    return found;
  }
}

/** The binding of the top-level function or class that holds a node, or of the name that a value is passed on to: `read = partial(get, "a")`. */
function topLevelOwner(module: Module, node: SyntaxNode): Binding | undefined {
  const found = outermostDefinition(node);
  // What is called on the spot runs at import, not in a task.
  const isCalled = node.parent?.kind === "call" && node.fieldName === "function";
  const target = found || isCalled ? undefined : node.ancestor("assignment")?.field("left");
  const name = target?.kind === "identifier" ? target.text : found?.field("name")?.text;
  return name === undefined ? undefined : module.scopes.module.bindings.get(name);
}
