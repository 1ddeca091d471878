/** Gates: nodes that wait for a person or for time to pass (`flytekit/core/gate.py`). */
import { callArguments, type Argument } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import { parametersOf } from "./surface.ts";
import type { TaskDeclaration } from "./tasks.ts";

export type GateKind = "input" | "approval" | "sleep";

const APPROVE = "flytekit.approve";

/** Functions that make gates. */
export const GATES: Readonly<Record<string, GateKind>> = {
  "flytekit.wait_for_input": "input",
  [APPROVE]: "approval",
  "flytekit.sleep": "sleep",
};

/** One call of such a function in the body of a workflow or dynamic. */
export interface Gate {
  readonly kind: GateKind;
  readonly module: Module;
  readonly reference: Reference;
  readonly call: SyntaxNode;
  readonly caller: TaskDeclaration;
  /** The arguments by parameter. */
  readonly arguments: ReadonlyMap<string, Argument>;
  /** True when all arguments are seen. */
  readonly isPlain: boolean;
}

/** The gates in the bodies of workflows and dynamics. */
export function findGates(repository: Repository): Gate[] {
  return repository.references.flatMap((reference): Gate[] => {
    const { module, node, name } = reference;
    const kind = GATES[name];
    const call = node.parent?.kind === "call" && node.fieldName === "function" ? node.parent : undefined;
    const caller = repository.taskAround(module, node);
    if (!kind || !call || !caller?.function.field("body")?.contains(node) || !isDriver(caller)) return [];
    const parameters = (parametersOf(name) ?? []).map((parameter) => parameter.name);
    const given = callArguments(call, parameters);
    const byName = new Map(given.flatMap((argument) => (argument.name === null ? [] : [[argument.name, argument] as const])));
    return [{ kind, module, reference, call, caller, arguments: byName, isPlain: byName.size === given.length }];
  });
}

function isDriver({ kind }: TaskDeclaration): boolean {
  return kind === "workflow" || kind === "dynamic";
}
