/** Names for results that had none, for started calls and for local coroutines. */
import { firstFree } from "../../src/python/free-name.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import { parameterName } from "../../src/python/scopes.ts";
import type { Step } from "../../src/flyte1/data-flow.ts";

export class LocalNames {
  private readonly taken: Set<string>;

  /** A new name hides nothing that the function reads or binds. */
  constructor({ function: definition }: TaskDeclaration) {
    const names = definition.nodesOf("identifier").filter(({ parent, fieldName }) => {
      const isWord = (parent?.kind === "keyword_argument" && fieldName === "name") || fieldName === "attribute";
      return !isWord;
    });
    this.taken = new Set(names.map((node) => node.text));
  }

  /** The first free one of the candidates, else the last one with a number. */
  choose(...candidates: readonly string[]): string {
    const last = candidates.at(-1) ?? "result";
    const name = firstFree(
      candidates,
      (number) => `${last}_${number}`,
      (candidate) => !this.taken.has(candidate),
    );
    this.taken.add(name);
    return name;
  }
}

/** `left` of `join(left=load(day=day))`, of `join(load(day=day))` the parameter's name; `result` for what is returned. */
export function namesForNested({ node, made }: Step, outer: Step | undefined): string[] {
  const keyword = node.parent?.kind === "keyword_argument" ? node.parent.field("name")?.text : undefined;
  const parameter = keyword ?? parameterAt(node, outer);
  const isReturned = node.parent?.kind === "return_statement";
  return [
    ...(parameter === undefined ? [] : [parameter]),
    ...(isReturned ? ["result"] : []),
    `${calleeName(made?.callee)}_result`,
  ];
}

function parameterAt(node: SyntaxNode, outer: Step | undefined): string | undefined {
  const list = node.parent;
  if (list?.kind !== "argument_list" || list.parent !== outer?.node) return undefined;
  const parameters = outer.made?.function?.field("parameters")?.parts ?? [];
  const parameter = parameters[list.parts.indexOf(node)];
  return parameter && parameterName(parameter)?.text;
}

/** `load` of `tasks.load`. */
export function calleeName(callee: SyntaxNode | undefined): string {
  return (callee?.kind === "attribute" ? callee.field("attribute")?.text : callee?.text) ?? "call";
}
