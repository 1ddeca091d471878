/** What a workflow calls when it fails: `@workflow(on_failure=clean_up)`. */
import { parameterName } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { declaredTask } from "../flyte2/declared-tasks.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** The type of the parameter in which a handler gets the error. */
export const FLYTE_ERROR = "flytekit.types.error.FlyteError";

/** A task or workflow that handles failures: one of Flyte 1, or one that is Flyte 2 already. */
export interface FailureHandler {
  /** The expression that names it. */
  readonly node: SyntaxNode;
  readonly function: SyntaxNode;
  /** Its declaration, when it is of Flyte 1. */
  readonly task: TaskDeclaration | undefined;
  readonly isAsync: boolean;
}

/** The handler that an expression names; undefined for anything that is not declared in the repository. */
export function handlerNamed(repository: Repository, { module }: TaskDeclaration, node: SyntaxNode): FailureHandler | undefined {
  const task = repository.taskNamed(module, node);
  const found = task ?? declaredTask(repository.symbols, module, node);
  return found && { node, function: found.function, task, isAsync: found.isAsync };
}

/** The value of a workflow's `on_failure=`. */
export function onFailure(workflow: TaskDeclaration): SyntaxNode | undefined {
  return workflow.kind === "workflow" ? workflow.arguments.find(({ name }) => name === "on_failure")?.value : undefined;
}

/** A parameter of a task's function. */
export interface Parameter {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly hasDefault: boolean;
}

/** The parameters of a function in order. */
export function parametersOf(definition: SyntaxNode): Parameter[] {
  return (definition.field("parameters")?.parts ?? []).flatMap((node) => {
    const name = parameterName(node);
    return name ? [{ name: name.text, node, hasDefault: node.field("value") !== undefined }] : [];
  });
}
