/** `@task(**COMMON)`: the arguments behind a splat, where a literal mapping gives them away. */
import type { Argument } from "../python/arguments.ts";
import { commentsByItem, NO_COMMENTS } from "../python/comments.ts";
import { stringValue } from "../python/literals.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Repository } from "./repository.ts";
import type { TaskDeclaration } from "./tasks.ts";

/** A decorator's arguments with splats resolved. */
export interface ResolvedArguments {
  readonly arguments: readonly Argument[];
  /** Mappings that were read. */
  readonly mappings: readonly Binding[];
  /** Splats that stay unknown. */
  readonly unknown: readonly SyntaxNode[];
}

/** Resolves the splats of a declaration; later arguments win, as in a call Python would refuse the repetition. */
export function resolveArguments(repository: Repository, task: TaskDeclaration): ResolvedArguments {
  const result = { arguments: [] as Argument[], mappings: [] as Binding[], unknown: [] as SyntaxNode[] };
  for (const argument of task.arguments) {
    if (argument.splat === null) {
      result.arguments.push(argument);
      continue;
    }
    const found = argument.splat === "**" ? mappingArguments(repository, task, argument) : undefined;
    if (!found) result.unknown.push(argument.node);
    else {
      result.arguments.push(...found.arguments);
      if (found.binding) result.mappings.push(found.binding);
    }
  }
  return result;
}

function mappingArguments(repository: Repository, task: TaskDeclaration, splat: Argument) {
  const inline = displayArguments(splat.value);
  if (inline) return { arguments: inline, binding: null };
  const meaning = repository.symbols.meaningOf(task.module, splat.value);
  // The values are copied into this module, so their names must be this module's.
  if (meaning?.kind !== "definition" || meaning.module !== task.module || meaning.attributes.length > 0) return undefined;
  const [site, ...others] = meaning.binding.sites;
  if (meaning.binding.scope.kind !== "module" || !site?.value || site.kind !== "assignment" || others.length > 0)
    return undefined;
  const found = displayArguments(site.value);
  return found && { arguments: found, binding: meaning.binding };
}

/** The entries of `{"cache": True}` or `dict(cache=True)` as arguments. */
function displayArguments(node: SyntaxNode): Argument[] | undefined {
  const isCall = node.kind === "call" && node.field("function")?.text === "dict";
  const container = node.kind === "dictionary" ? node : isCall ? node.field("arguments") : undefined;
  if (!container) return undefined;
  const { items } = commentsByItem(container);
  const found: Argument[] = [];
  for (const entry of container.parts) {
    const value = entry.field("value");
    const name = entryName(entry);
    if (name === undefined || !value) return undefined;
    found.push({ node: entry, name, value, splat: null, comments: items.get(entry) ?? NO_COMMENTS });
  }
  return found;
}

function entryName(entry: SyntaxNode): string | undefined {
  if (entry.kind === "keyword_argument") return entry.field("name")?.text;
  const key = entry.kind === "pair" ? entry.field("key") : undefined;
  return key?.kind === "string" ? stringValue(key) : undefined;
}
