/** What a workflow's failure handler is called with. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { type FailureHandler, FLYTE_ERROR, parametersOf } from "../../src/flyte1/failure-handlers.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";

export interface HandlerInput {
  readonly name: string;
  /** The expression; undefined when nothing can be given. */
  readonly value: string | undefined;
}

/** The parameter in which flytekit passes the error, whatever its type (`flytekit/core/workflow.py`). */
const ERROR_PARAMETER = "err";

/**
 * The handler's inputs: those of the workflow by name, the error as text, and None for what Flyte 1 left out because it is optional.
 *
 * @param error the name of the caught exception
 */
export function handlerInputs(
  repository: Repository,
  workflow: TaskDeclaration,
  handler: FailureHandler,
  error: string,
): HandlerInput[] {
  const given = new Set(parametersOf(workflow.function).map(({ name }) => name));
  return parametersOf(handler.function).flatMap(({ name, node, hasDefault }): HandlerInput[] => {
    if (given.has(name)) return [{ name, value: name }];
    if (name === ERROR_PARAMETER || isError(repository, handler, node)) return [{ name, value: `str(${error})` }];
    if (hasDefault) return [];
    return [{ name, value: isOptional(node) ? "None" : undefined }];
  });
}

function isError(repository: Repository, { task }: FailureHandler, parameter: SyntaxNode): boolean {
  if (!task) return false;
  return repository.referencesWithin(task.module, parameter).some(({ name }) => name === FLYTE_ERROR);
}

function isOptional(parameter: SyntaxNode): boolean {
  return /\bOptional\b|\bNone\b/.test(parameter.field("type")?.text ?? "");
}
