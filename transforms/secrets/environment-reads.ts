/** Reads that go past Flyte: the variables that it sets, by their names. */
import type { SecretDeclaration } from "../../src/flyte1/secrets.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { describe, secretOf } from "./declarations.ts";
import { quoteAt } from "./read-text.ts";
import { shownText } from "./reads.ts";
import type { SecretRegistry } from "./registry.ts";

/** What Flyte 1 puts before the name of a secret's variable (`SecretsConfig.env_prefix` in `flytekit/configuration/__init__.py`). */
const PREFIX = "_FSEC_";

/** `"_FSEC_DB_PASSWORD"`, wherever it is written, becomes the secret's variable. */
export function rewritePrefixedNames(context: MigrationContext, registry: SecretRegistry, rewrite: ModuleRewrite): void {
  const { module } = rewrite;
  if (!module.text.includes(PREFIX)) return;
  for (const node of module.tree.root.nodesOf("string")) {
    if (!isValue(node) || !opensWith(node, PREFIX) || !mayChange(context, rewrite, node)) continue;
    const name = context.repository.constants.textOf(module, node);
    const secret = name === undefined ? undefined : registry.lookUp(name.slice(PREFIX.length).toUpperCase());
    if (secret && !secret.isFile) rewrite.replace(node, quoteAt(secret.variable, node));
    else rewrite.note("secrets/unknown-name", node, { slots: { expression: shownText(node) } });
  }
}

/** `os.environ["CERTIFICATE"]` of a file secret held its path; Flyte 2 sets no such variable, so the path stands there itself. */
export function rewriteFileVariables(context: MigrationContext, registry: SecretRegistry, rewrite: ModuleRewrite): void {
  const paths = fileVariables(registry);
  if (paths.size === 0) return;
  const { module } = rewrite;
  for (const use of context.repository.usesWithin(module, module.tree.root)) {
    if (use.meaning.kind !== "external") continue;
    const read = environmentRead(use.node, use.meaning.path);
    const name = read && context.repository.constants.textOf(module, read.name);
    const declaration = name === undefined ? undefined : paths.get(name);
    if (!read || !declaration || !mayChange(context, rewrite, read.whole)) continue;
    const secret = secretOf(registry, declaration);
    rewrite.replace(read.whole, quoteAt(secret.path, read.whole));
    const slots = { secret: describe(secret), variable: name ?? "", path: secret.path };
    const related = [{ module: declaration.module, node: declaration.call }];
    rewrite.note("secrets/file-variable", read.whole, { slots, related });
  }
}

/** Variables that only file secrets set, with one of the declarations. */
function fileVariables(registry: SecretRegistry): ReadonlyMap<string, SecretDeclaration> {
  const declarations = registry.all.flatMap((secret) => secret.declarations);
  const values = new Set(declarations.flatMap(({ variable, mount }) => (mount === "file" ? [] : (variable ?? []))));
  const files = declarations.flatMap((declaration) => {
    const { variable, mount } = declaration;
    return mount === "file" && variable !== null && !values.has(variable) ? [[variable, declaration] as const] : [];
  });
  return new Map(files);
}

/** `os.environ[name]`, `os.environ.get(name)` and `os.getenv(name)`; undefined where the variable is set or deleted. */
function environmentRead(node: SyntaxNode, path: string): { whole: SyntaxNode; name: SyntaxNode } | undefined {
  const whole = node.parent;
  if (path === "os.environ" && whole?.kind === "subscript" && node.fieldName === "value") {
    const name = whole.field("subscript");
    const isSet = whole.fieldName === "left" || whole.parent?.kind === "delete_statement";
    return name && !isSet ? { whole, name } : undefined;
  }
  if ((path !== "os.getenv" && path !== "os.environ.get") || whole?.kind !== "call" || node.fieldName !== "function")
    return undefined;
  const name = whole.field("arguments")?.parts[0];
  return name && { whole, name };
}

/** A string that is no statement of its own: docstrings only talk about names. */
function isValue(node: SyntaxNode): boolean {
  return node.parent?.kind !== "expression_statement" && node.parent?.kind !== "concatenated_string";
}

function opensWith(node: SyntaxNode, text: string): boolean {
  return node.children[1]?.kind === "string_content" && node.children[1].text.startsWith(text);
}

/** Nothing changes in a task that stays Flyte 1. */
function mayChange(context: MigrationContext, { module }: ModuleRewrite, node: SyntaxNode): boolean {
  const task = context.repository.taskAround(module, node);
  return !task || context.isMigrated(task);
}
