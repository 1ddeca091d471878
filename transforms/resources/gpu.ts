/** The number of GPUs and the accelerator become one value. */
import { type AcceleratorExpression, type MadeAccelerator } from "../../src/flyte1/accelerators.ts";
import { deviceNamed, deviceRequest, gpuRequest, isRenamedDevice } from "../../src/flyte2/accelerators.ts";
import { type Expression, flat, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { AcceleratorNames } from "./accelerator-names.ts";
import { refuse } from "./refusal.ts";
import { constantOf, type Place, type Value } from "./values.ts";

/** The value of `gpu=` from the number of GPUs and the accelerator; undefined when neither is asked for. @throws Refusal */
export function gpuExpression(
  place: Place,
  names: AcceleratorNames,
  count: Value | undefined,
  accelerator: { readonly node: SyntaxNode; readonly expression: AcceleratorExpression } | undefined,
): Expression | undefined {
  if (accelerator && accelerator.expression.kind !== "none") {
    const quantity = quantityOf(place, count, accelerator.node);
    return acceleratorExpression(place, names, accelerator.expression, quantity);
  }
  return count && countExpression(place, count);
}

/** GPUs of any model, or of the one that the settings name. */
export function countExpression(place: Place, count: Value): Expression | undefined {
  if (Number(constantOf(count)) === 0) return undefined;
  const name = place.context.repository.settings.defaultAccelerator;
  const device = name === null || count.origin === "shared" || canBeZero(count) ? undefined : deviceNamed(name);
  if (name === null || device === undefined) return source(count.text);
  place.note("resources/default-accelerator", count.node, { slots: { name } });
  return deviceRequest(device, null, count.origin === "literal" ? Number(count.text) : count.text);
}

function canBeZero(count: Value): boolean {
  return count.alternatives?.some(({ value }) => Number(value) === 0) ?? false;
}

function zeroInWords(count: Value): string {
  const { text } = count.node;
  if (Number(constantOf(count)) === 0) return "No GPU is asked for here";
  const canBeUnset = count.alternatives?.some(({ value }) => value === null) ?? false;
  return canBeUnset ? `\`${text}\` does not always ask for a GPU` : `\`${text}\` can be zero`;
}

/** A number where it is written out or read from a shared object, else the expression that counts. */
function quantityOf(place: Place, count: Value | undefined, node: SyntaxNode): number | string {
  if (!count) {
    place.note("resources/accelerator-without-gpu", node);
    return 1;
  }
  if (canBeZero(count)) return refuse("resources/accelerator-count", node, { count: zeroInWords(count) });
  const constant = constantOf(count);
  // A count that has a name keeps it, so that it is still changed in one place.
  return constant !== undefined && count.origin !== "expression" ? Number(constant) : count.text;
}

function acceleratorExpression(
  place: Place,
  names: AcceleratorNames,
  expression: AcceleratorExpression,
  quantity: number | string,
): Expression {
  switch (expression.kind) {
    case "none":
      return source("None");
    case "made":
      return deviceExpression(place, expression, quantity);
    case "choice": {
      const branches = [expression.whenTrue, expression.whenFalse].map((branch) =>
        acceleratorExpression(place, names, branch, quantity),
      );
      const [whenTrue, whenFalse] = branches.map((branch) => (branch.kind === "source" ? flat(branch) : undefined));
      if (whenTrue === undefined || whenFalse === undefined) return unknown(expression.node);
      return source(`${whenTrue} if ${expression.condition.text} else ${whenFalse}`);
    }
    case "shared": {
      const form = place.context.isPinned(expression.binding) ? undefined : names.formOf(expression.binding);
      const isOtherNumber = form?.kind === "device" && form.quantity !== quantity;
      if (form === undefined || isOtherNumber) return copiedExpression(place, expression, quantity);
      place.refer(expression.binding);
      return form.kind === "device" ? source(expression.node.text) : gpuRequest(expression.node.text, null, quantity);
    }
  }
}

/** The device of a name that stays Flyte 1, written in place. */
function copiedExpression(
  place: Place,
  { node, made }: { readonly node: SyntaxNode; readonly made: readonly MadeAccelerator[] },
  quantity: number | string,
): Expression {
  const [only, ...others] = made;
  if (!only || others.length > 0) return refuse("resources/shared-accelerator", node, { name: node.text });
  return deviceExpression(place, only, quantity);
}

/** One device, with what has to be said about it. */
export function deviceExpression(place: Pick<Place, "note">, made: MadeAccelerator, quantity: number | string): Expression {
  const { device, partition, unpartitioned } = made.accelerator;
  if (unpartitioned) place.note("resources/unpartitioned", made.node);
  if (isRenamedDevice(device)) place.note("resources/device-name", made.node, { slots: { device } });
  return deviceRequest(device, partition, quantity);
}

function unknown(node: SyntaxNode): never {
  return refuse("resources/unknown-accelerator", node, { value: node.text });
}
