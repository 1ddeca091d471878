/** Which findings of a plan speak of which task. */
import type { Finding, Location } from "../../src/migrate/plan.ts";
import { loadPythonParser } from "../../src/python/parser.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** A function with its decorators; lines from 1, both inclusive. */
interface Span {
  readonly path: string;
  readonly first: number;
  readonly last: number;
}

/** Findings by task; a task is named by the path of its file and its qualified name. */
interface Announcements {
  about(path: string, task: string): readonly Finding[];
}

/**
 * A finding speaks of a task when it, or a place that it relates to, stands in the task's decorated function; or at module level of
 * the task's file, where shared objects are defined.
 */
export async function announcements(texts: ReadonlyMap<string, string>, findings: readonly Finding[]): Promise<Announcements> {
  const parse = await loadPythonParser();
  const spans = new Map([...texts].map(([path, text]) => [path, decoratedFunctions(path, parse(text).root)]));
  const isInOtherTask = ({ path, line }: Location) =>
    [...(spans.get(path)?.values() ?? [])].some((span) => covers(span, { path, line }));
  return {
    about(path, task) {
      const span = spans.get(path)?.get(task);
      return findings.filter((finding) => {
        const places = [finding, ...finding.related];
        if (span && places.some((place) => covers(span, place))) return true;
        return places.some((place) => place.path === path && !isInOtherTask(place));
      });
    },
  };
}

function covers({ path, first, last }: Span, place: Pick<Location, "path" | "line">): boolean {
  return place.path === path && first <= place.line && place.line <= last;
}

function decoratedFunctions(path: string, root: SyntaxNode): Map<string, Span> {
  const found = new Map<string, Span>();
  for (const node of root.walk()) {
    if (node.kind !== "decorated_definition") continue;
    const definition = node.field("definition");
    if (definition?.kind !== "function_definition") continue;
    const { tree } = node;
    found.set(qualifiedName(definition), { path, first: tree.position(node.start).line, last: tree.position(node.end).line });
  }
  return found;
}

/** As Python's `__qualname__` has it. */
function qualifiedName(definition: SyntaxNode): string {
  const names: string[] = [];
  for (let node: SyntaxNode | null = definition; node; node = node.parent) {
    if (node.kind === "function_definition" && node !== definition) names.unshift("<locals>");
    if (node.kind === "function_definition" || node.kind === "class_definition") names.unshift(node.field("name")?.text ?? "");
  }
  return names.join(".");
}
