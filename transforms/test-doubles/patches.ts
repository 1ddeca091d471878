/** Calls that put something in the place of a name: `patch("shop.tasks.fit")`, `patch.object(tasks, "fit")`, `monkeypatch.setattr(…)`. */
import { callArguments } from "../../src/python/arguments.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { Module } from "../../src/project/modules.ts";

export interface Patch {
  readonly call: SyntaxNode;
  readonly task: TaskDeclaration;
  /** The module in which the name is replaced; undefined when an attribute of the task itself is. */
  readonly module: Module | undefined;
  /** The object in whose attribute the replacement is put; undefined where one string says it all. */
  readonly object: SyntaxNode | undefined;
  /** What names it: mostly a string, but it may be put together. */
  readonly name: SyntaxNode;
  /** The attribute of the task that is replaced: `execute`. */
  readonly attribute: string | undefined;
  /** What takes the place. */
  readonly replacement: SyntaxNode | undefined;
}

/** Parameters of the functions that replace something, by the end of their name; with an object first, and with one string instead. */
const FORMS: readonly { readonly callee: RegExp; readonly parameters: readonly string[] }[] = [
  { callee: /(^|\.)patch\.object$/, parameters: ["object", "name", "new"] },
  { callee: /(^|\.)patch$/, parameters: ["name", "new"] },
  { callee: /\.setattr$/, parameters: ["object", "name", "new"] },
  { callee: /\.setattr$/, parameters: ["name", "new"] },
];

/** The replacements of tasks, or of attributes of tasks, in a module. */
export function patchesIn(repository: Repository, module: Module): Patch[] {
  if (!/\b(patch|setattr)\b/.test(module.text)) return [];
  const calls = module.tree.root.nodesOf("call");
  return calls.flatMap((call) => patchAt(repository, module, call) ?? multiplePatches(repository, module, call));
}

/** `patch.multiple("shop.tasks", fit=DEFAULT)` */
function multiplePatches(repository: Repository, module: Module, call: SyntaxNode): Patch[] {
  if (!/(^|\.)patch\.multiple$/.test(call.field("function")?.text ?? "")) return [];
  const [target, ...given] = callArguments(call, ["target"]);
  if (!target) return [];
  return given.flatMap(({ node, name: keyword }): Patch[] => {
    const name = node.field("name");
    const path = repository.constants.textOf(module, target.value);
    const found =
      path === undefined
        ? attributeOf(repository, module, target.value, keyword ?? "")
        : dottedName(repository, module, `${path}.${keyword}`);
    return found && name ? [{ call, ...found, object: undefined, name, replacement: undefined }] : [];
  });
}

function patchAt(repository: Repository, module: Module, call: SyntaxNode): Patch | undefined {
  const callee = call.field("function");
  if (!callee || repository.flyte1Name(module, callee) !== undefined) return undefined;
  const takesObject = !namesTask(repository, module, call.field("arguments")?.parts[0]);
  const form = FORMS.find((one) => one.callee.test(callee.text) && (one.parameters[0] === "object") === takesObject);
  if (!form) return undefined;
  const given = callArguments(call, form.parameters);
  const argument = (parameter: string) => given.find((one) => one.name === parameter)?.value;
  const [object, name, replacement] = [argument("object"), argument("name"), argument("new") ?? argument("value")];
  const text = name && repository.constants.textOf(module, name);
  if (!name || text === undefined) return undefined;
  const target = object ? attributeOf(repository, module, object, text) : dottedName(repository, module, text);
  return target && { call, ...target, object, name, replacement };
}

/** True for a first argument that is the whole name, not an object. */
function namesTask(repository: Repository, module: Module, node: SyntaxNode | undefined): boolean {
  return node !== undefined && repository.constants.textOf(module, node) !== undefined;
}

type PatchTarget = Pick<Patch, "task" | "module" | "attribute">;

/** `patch.object(tasks, "fit")` and `patch.object(fit, "execute")`. */
function attributeOf(repository: Repository, module: Module, object: SyntaxNode, name: string): PatchTarget | undefined {
  const meaning = repository.symbols.meaningOf(module, object);
  if (meaning?.kind === "module") return exported(repository, meaning.module, name);
  const task = repository.taskMeant(meaning);
  return task && { task, module: undefined, attribute: name };
}

/** `shop.tasks.fit` and `shop.tasks.fit.execute`, with as much of it a module's name as there is. */
function dottedName(repository: Repository, importer: Module, name: string): PatchTarget | undefined {
  const parts = name.split(".");
  for (const attributes of [0, 1]) {
    const module = repository.modules.known.find(parts.slice(0, parts.length - 1 - attributes).join("."), importer);
    const holder = parts.at(-1 - attributes) ?? "";
    const found = module && exported(repository, module, holder);
    if (found && attributes === 0) return found;
    if (found) return { task: found.task, module: undefined, attribute: parts.at(-1) };
  }
  return undefined;
}

function exported(repository: Repository, module: Module, name: string): PatchTarget | undefined {
  const task = repository.taskMeant(repository.symbols.exported(module, name));
  return task && { task, module, attribute: undefined };
}
