/** Relative imports in modules that `flyte run` may load by their base name. */
import type { ModuleEdits } from "./module-edits.ts";
import { kindOf, type NoteRecord } from "./notes.ts";
import type { RewriteInput } from "./rewrite.ts";

/** Makes the relative imports of a module with a former workflow absolute; a `review` note for each. */
export function makeImportsAbsolute(edits: ModuleEdits, input: RewriteInput): NoteRecord[] {
  const { module } = edits;
  const isEntry = input.environments.all.some(
    (environment) => environment.module === module && environment.tasks.some((task) => task.kind === "workflow"),
  );
  if (!isEntry || !module.name.includes(".")) return [];
  const notes: NoteRecord[] = [];
  for (const statement of new Set(module.imports.map((item) => item.statement))) {
    const name = statement.field("module_name");
    if (!name?.text.startsWith(".") || edits.removed.has(statement)) continue;
    const absolute = absoluteModule(module.name, name.text, module.path.endsWith("__init__.py"));
    if (absolute === undefined) continue;
    edits.replace(name, absolute);
    edits.absoluteModules.set(statement, absolute);
    notes.push({
      kind: kindOf(input.kinds, "imports/relative"),
      module,
      node: statement,
      details: { slots: { module: name.text, absolute } },
      by: "imports",
    });
  }
  return notes;
}

function absoluteModule(importer: string, relative: string, isPackage: boolean): string | undefined {
  const dots = /^\.+/.exec(relative)?.[0].length ?? 0;
  const parts = importer.split(".");
  const base = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  if (base.length === 0) return undefined;
  const rest = relative.slice(dots);
  return rest === "" ? base.join(".") : `${base.join(".")}.${rest}`;
}
