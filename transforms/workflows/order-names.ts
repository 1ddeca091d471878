/** Names of results that only say an order of nodes: nothing reads them once `a >> b` is gone. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { DataFlow, Step } from "../../src/flyte1/data-flow.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";

/** The steps whose result has a name that is read, and only as an operand of `a >> b` or `a.runs_before(b)`. */
export function stepsNamedForOrder({ module, function: definition }: TaskDeclaration, flow: DataFlow): ReadonlySet<Step> {
  const { scopes } = module;
  const isNamedForOrder = ({ target }: Step): boolean => {
    const binding = target?.kind === "identifier" ? scopes.bindingOf(target) : undefined;
    if (binding?.scope.node !== definition) return false;
    const reads = scopes.reads.filter((read) => read.text === binding.name && scopes.bindingOf(read) === binding);
    return reads.length > 0 && reads.every((read) => isOperand(flow, read));
  };
  return flow.orderings.length === 0 ? new Set() : new Set(flow.steps.filter(isNamedForOrder));
}

/** In `a >> load(day=b)` true for `a`, and not for `b`. */
function isOperand({ orderings, steps }: DataFlow, read: SyntaxNode): boolean {
  const ordering = orderings.find((statement) => statement.contains(read));
  return ordering !== undefined && steps.every(({ node, statement }) => statement !== ordering || !node.contains(read));
}
