/** Imports of other modules' environments: into an import of that module that is there, or as a line of its own. */
import { itemsOf } from "../python/imports.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import { indentAt, lineStart } from "../python/statements.ts";
import type { Repository } from "../flyte1/repository.ts";
import type { Environment } from "./environments.ts";
import type { ModuleEdits } from "./module-edits.ts";

/** Edits for the imports that fit into an existing statement; the others are returned as lines to add. */
export function importEnvironments(
  edits: ModuleEdits,
  repository: Repository,
  needed: readonly (readonly [Environment, string])[],
): string[] {
  const lines: string[] = [];
  for (const [environment, local] of needed) {
    const { module, variable } = environment;
    const source = repository.modules.layout.absoluteName(module.path, edits.module.path);
    const statement = local === variable ? statementFor(edits, repository, environment) : undefined;
    if (statement) addItem(edits, statement, local, repository.settings.lineLength);
    else lines.push(`from ${source} import ${variable}${local === variable ? "" : ` as ${local}`}`);
  }
  return lines;
}

/** A top-level `from … import …` of the environment's module, without a star or an alias: sorters keep those on their own lines. */
function statementFor(edits: ModuleEdits, repository: Repository, environment: Environment): SyntaxNode | undefined {
  return edits.module.tree.root.children.find((statement) => {
    if (statement.kind !== "import_from_statement" || edits.removed.has(statement)) return false;
    const items = itemsOf(statement);
    const [item] = items;
    if (!item || item.name === "*" || items.some((other) => other.alias !== null)) return false;
    return repository.modules.find(item.module, edits.module) === environment.module;
  });
}

/** Inserts a name where the statement's order has it; a list that is not sorted gets it at its end. */
function addItem(edits: ModuleEdits, statement: SyntaxNode, name: string, width: number): void {
  const items = itemsOf(statement).map((item) => item.node);
  const { text } = edits.module;
  const names = items.map((item) => item.text);
  const isSorted = names.every((other, index) => index === 0 || (names[index - 1] ?? "") <= other);
  const next = isSorted ? items.find((item) => item.text > name) : undefined;
  const last = items.at(-1);
  const isOnePerLine = items.length > 0 && items.every((item) => lineStart(text, item.start) !== lineStart(text, statement.start));
  const separator = isOnePerLine && last ? `,${edits.newline}${indentAt(text, last.start)}` : ", ";
  const line = text.slice(lineStart(text, statement.start), statement.end);
  if (!isOnePerLine && !text.slice(statement.start, statement.end).includes("(") && line.length + name.length + 2 > width) {
    const all = [...names, name].sort((a, b) => (isSorted ? (a < b ? -1 : 1) : 0));
    const head = text.slice(statement.start, items[0]?.start ?? statement.end);
    const body = all.map((item) => `${edits.step}${item},${edits.newline}`).join("");
    edits.replace(statement, `${head}(${edits.newline}${body})`);
  } else if (next) edits.insert(next.start, name + separator);
  else if (last) edits.insert(last.end, separator + name);
}
