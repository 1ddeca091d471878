/** What `secret_requests=` is given, as the list that `flyte.TaskEnvironment(secrets=…)` takes. */
import type { SecretDeclaration } from "../../src/flyte1/secrets.ts";
import {
  declarationsOf,
  holdersOf,
  isList,
  partsOf,
  type SecretExpression,
  type SecretItem,
  yieldsTuple,
} from "../../src/flyte1/secrets-requests.ts";
import { commentsWithin, type ItemComments, NO_COMMENTS } from "../../src/python/comments.ts";
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { printDeclaration } from "./declarations.ts";
import type { Holders } from "./holders.ts";
import type { SecretRegistry } from "./registry.ts";

/** What printing needs to know. */
export interface RequestPrinter {
  readonly registry: SecretRegistry;
  readonly holders: Holders;
}

/**
 * The list in Flyte 2. Names stay names where their definitions are rewritten too, else what they hold is written in place.
 *
 * @returns undefined where neither is possible: see {@link obstacle}
 */
export function printRequests(printer: RequestPrinter, requests: SecretExpression): Expression | undefined {
  if (requests.kind === "name" ? isKept(printer, requests) : requests.kind === "choice" && branchesAreKept(printer, requests)) {
    // Flyte 2 refuses a tuple of secrets.
    return source(yieldsTuple(requests) ? `list(${requests.node.text})` : requests.node.text);
  }
  const items = elements(printer, requests);
  return items && { kind: "display", brackets: "[]", items };
}

/** Why an expression cannot be printed. */
export function obstacle({ holders }: RequestPrinter, requests: SecretExpression): "unknown-name" | "pinned" | "form" {
  if (declarationsOf(requests).some(({ unknown }) => unknown !== null)) return "unknown-name";
  return holdersOf(requests).some((holder) => !holders.isFree(holder)) ? "pinned" : "form";
}

/** The elements of an expression, as items of a list. */
function elements(printer: RequestPrinter, expression: SecretExpression, comments = NO_COMMENTS): Item[] | undefined {
  switch (expression.kind) {
    case "declared": {
      if (expression.declarations.some(({ unknown }) => unknown !== null)) return undefined;
      const within = expression.isList ? commentsWithin(expression.node) : [];
      const items = expression.declarations.map((declaration) => item(printDeclaration(printer.registry, declaration)));
      return withComments(items, { above: [...comments.above, ...within], behind: comments.behind });
    }
    case "list": {
      const items = all(expression.items, (element) => itemsOf(printer, element));
      return items && withComments(items.length > 0 ? appendComments(items, expression.rest) : items, comments);
    }
    case "sum": {
      const items = all(expression.sides, (side) => elements(printer, side));
      return items && withComments(items, comments);
    }
    case "name":
      return isKept(printer, expression)
        ? [{ ...(isList(expression) ? splat(expression.node.text) : item(source(expression.node.text))), comments }]
        : writtenInPlace(printer, expression, comments);
    case "choice":
      return branchesAreKept(printer, expression)
        ? [{ ...(isList(expression) ? splat(`(${expression.node.text})`) : item(source(expression.node.text))), comments }]
        : undefined;
  }
}

function itemsOf(printer: RequestPrinter, { value, comments }: SecretItem): Item[] | undefined {
  return elements(printer, value, comments);
}

/** `A if PRODUCTION else B` stays as it is when it is made of names only. */
function branchesAreKept(printer: RequestPrinter, choice: SecretExpression & { kind: "choice" }): boolean {
  return choice.branches.every((branch) => branch.kind === "name" && isKept(printer, branch));
}

function isKept({ holders }: RequestPrinter, { holder }: SecretExpression & { kind: "name" }): boolean {
  return holders.isFree(holder);
}

/** What a name holds that has to stay Flyte 1 for its other users. */
function writtenInPlace(
  printer: RequestPrinter,
  name: SecretExpression & { kind: "name" },
  comments: ItemComments,
): Item[] | undefined {
  const declarations = declarationsOf(name);
  if (!isDecided(name) || !declarations.every(isFixed)) return undefined;
  const items = declarations.map((declaration) => item(printDeclaration(printer.registry, declaration, true)));
  const plain = items.map(({ prefix, value }) => ({ prefix, value: value.kind === "call" ? withoutComments(value) : value }));
  return withComments(plain, comments);
}

/** False when a branch decides what an expression holds. */
function isDecided(expression: SecretExpression): boolean {
  if (expression.kind === "choice" || (expression.kind === "name" && expression.holder.values.length > 1)) return false;
  return partsOf(expression).every(isDecided);
}

/** True when one name in the store is all that it can be. */
function isFixed({ unknown, names }: SecretDeclaration): boolean {
  return unknown === null && names.length === 1 && !names[0]?.fromEnvironment;
}

function splat(text: string): Item {
  return { prefix: "*", value: source(text) };
}

function item(value: Expression): Item {
  return { prefix: "", value };
}

function withoutComments(call: Expression & { kind: "call" }): Expression {
  return { ...call, arguments: call.arguments.map(({ prefix, value }) => ({ prefix, value })) };
}

/** Comments above go to the first item, one behind to the last. */
function withComments(items: readonly Item[], { above, behind }: ItemComments): Item[] {
  return items.map((entry, index) => {
    const own = entry.comments ?? NO_COMMENTS;
    return {
      ...entry,
      comments: {
        above: index === 0 ? [...above, ...own.above] : own.above,
        behind: (index === items.length - 1 ? behind : null) ?? own.behind,
      },
    };
  });
}

/** Comments under the last element move above it: there is no later place for them. */
function appendComments(items: readonly Item[], rest: readonly string[]): Item[] {
  const last = items.length - 1;
  return items.map((entry, index) => {
    const own = entry.comments ?? NO_COMMENTS;
    return index === last ? { ...entry, comments: { ...own, above: [...own.above, ...rest] } } : entry;
  });
}

function all<From>(parts: readonly From[], change: (part: From) => Item[] | undefined): Item[] | undefined {
  const items: Item[] = [];
  for (const part of parts) {
    const changed = change(part);
    if (!changed) return undefined;
    items.push(...changed);
  }
  return items;
}
