/**
 * Whether Flyte 2 accepts the containers of a pod's specification: it adds the primary container only where none is listed, and
 * refuses a list without it when the task is deployed (`flyte/_internal/runtime/task_serde.py`).
 */
import type { Constants } from "../project/constants.ts";
import type { Module } from "../project/modules.ts";
import type { Symbols } from "../project/symbols.ts";
import { callArguments } from "../python/arguments.ts";
import type { SyntaxNode } from "../python/syntax.ts";

/** Parameters of the generated class, in order, as far as the list of containers. */
const POD_SPEC_PARAMETERS = ["active_deadline_seconds", "affinity", "automount_service_account_token", "containers"];

export type PrimaryContainer = "present" | "missing" | "unknown";

/**
 * Looks for the primary container among those listed.
 *
 * @param specification the expression of `pod_spec=`
 * @param primary name of the primary container; undefined when unknown
 * @returns `present` also where nothing is listed
 */
export function findPrimaryContainer(
  symbols: Symbols,
  constants: Constants,
  module: Module,
  specification: SyntaxNode,
  primary: string | undefined,
): PrimaryContainer {
  if (specification.kind === "none") return "present";
  const held = followName(symbols, module, specification);
  const containers = held && calledClass(held.node) === "V1PodSpec" ? argumentOf(held.node, "containers") : held?.node;
  if (containers === undefined) return held ? "present" : "unknown";
  if (!held || containers.kind !== "list") return "unknown";
  const names = containers.parts.map((container) => {
    const made = followName(symbols, held.module, container);
    return made && containerName(constants, made.module, made.node);
  });
  if (names.length === 0) return "present";
  if (primary !== undefined && names.includes(primary)) return "present";
  return primary === undefined || names.includes(undefined) ? "unknown" : "missing";
}

/** A name's one value, where it has one. */
function followName(symbols: Symbols, module: Module, node: SyntaxNode): { module: Module; node: SyntaxNode } | undefined {
  const meaning = symbols.meaningOf(module, node);
  if (!meaning) return { module, node };
  if (meaning.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const [site, ...others] = meaning.binding.sites;
  return site?.value && others.length === 0 ? { module: meaning.module, node: site.value } : undefined;
}

/** The last word of what a call calls: these classes are imported in many ways. */
function calledClass(node: SyntaxNode): string | undefined {
  return node.kind === "call" ? node.field("function")?.text.split(".").at(-1) : undefined;
}

function argumentOf(call: SyntaxNode, name: string): SyntaxNode | undefined {
  return callArguments(call, POD_SPEC_PARAMETERS).find((argument) => argument.name === name)?.value;
}

function containerName(constants: Constants, module: Module, container: SyntaxNode): string | undefined {
  if (calledClass(container) !== "V1Container") return undefined;
  const name = callArguments(container).find((argument) => argument.name === "name");
  return name && constants.textOf(module, name.value);
}
