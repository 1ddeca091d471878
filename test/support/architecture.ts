/** The rooms of the house and what each may know of the others; the rules stand on top, the checker below. */
import { posix } from "node:path";
import { type Identifier, type Node, type Project, type SourceFile, SyntaxKind } from "ts-morph";

const BELOW_MIGRATE = ["src/flyte1", "src/flyte2", "src/project", "src/python"];
const BELOW_READERS = ["src/migrate", ...BELOW_MIGRATE];

/** Which rooms a room may import. Rooms side by side do not see each other. */
export const ARROWS: ReadonlyMap<string, readonly string[]> = new Map([
  ["src/cli", ["transforms", "src/report", "src/review", "src/apply", "src/verify", ...BELOW_READERS]],
  // A verification is printed like a plan.
  ["src/report", ["src/verify", ...BELOW_READERS]],
  ["src/review", BELOW_READERS],
  ["src/apply", BELOW_READERS],
  ["src/verify", BELOW_READERS],
  // The contract is in src/migrate, which takes the transforms as an argument and does not know them.
  ["transforms", BELOW_READERS],
  ["src/migrate", BELOW_MIGRATE],
  // In a repository that is migrated step by step, Flyte 1 code calls tasks that are Flyte 2 already.
  ["src/flyte1", ["src/flyte2", "src/project", "src/python"]],
  ["src/flyte2", ["src/project", "src/python"]],
  ["src/project", ["src/python"]],
  ["src/python", []],
]);

const MAY_PRINT: readonly string[] = ["src/cli", "src/report"];

/** The list of all transforms, the only file of the room that knows more than its own topic. */
const ALL_TRANSFORMS = "transforms/index.ts";

interface Import {
  readonly line: number;
  /** `node:fs`, `fast-check`, or for a relative one the path from the root. */
  readonly target: string;
  readonly isRelative: boolean;
}

/** Every breach of the rules, as `file:line sentence`; paths are taken from `root`. */
export function violations(project: Project, root: string): string[] {
  return project.getSourceFiles().flatMap((file) => {
    const path = posix.relative(root, file.getFilePath());
    const room = roomOf(path);
    const breaches = [...importBreaches(file, path, room), ...printBreaches(file, room), ...languageBreaches(file, room)];
    return breaches.map(({ line, sentence }) => `${path}:${line} ${sentence}`);
  });
}

interface Breach {
  readonly line: number;
  readonly sentence: string;
}

/** `src/python` for `src/python/scopes.ts`. */
function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? `${first}/${second}` : first;
}

function importBreaches(file: SourceFile, path: string, room: string): Breach[] {
  const allowed = ARROWS.get(room);
  if (!allowed) return [{ line: 1, sentence: `${room} is no room of the house` }];
  return importsOf(file, path).flatMap(({ line, target, isRelative }): Breach[] => {
    if (!isRelative) return room === "transforms" ? [{ line, sentence: `a transform imports ${target}` }] : [];
    const other = roomOf(target);
    if (other !== room) return allowed.includes(other) ? [] : [{ line, sentence: `${room} imports ${other}` }];
    if (room !== "transforms" || path === ALL_TRANSFORMS || topicOf(target) === topicOf(path)) return [];
    return [{ line, sentence: `${topicOf(path)} imports ${topicOf(target)}` }];
  });
}

/** `transforms/secrets` for `transforms/secrets.ts` and for `transforms/secrets/reads.ts`. */
function topicOf(path: string): string {
  return path.split("/").slice(0, 2).join("/").replace(/\.ts$/, "");
}

/** Imports, re-exports, `import(…)` as a call and as a type. */
function importsOf(file: SourceFile, path: string): Import[] {
  return file.getDescendantsOfKind(SyntaxKind.StringLiteral).flatMap((node): Import[] => {
    if (!isSpecifier(node)) return [];
    const specifier = node.getLiteralText();
    const isRelative = specifier.startsWith(".");
    return [
      {
        line: node.getStartLineNumber(),
        target: isRelative ? posix.join(posix.dirname(path), specifier) : specifier,
        isRelative,
      },
    ];
  });
}

function isSpecifier(node: Node): boolean {
  const parent = node.getParent();
  switch (parent?.getKind()) {
    case SyntaxKind.ImportDeclaration:
    case SyntaxKind.ExportDeclaration:
      return true;
    case SyntaxKind.LiteralType:
      return parent?.getParentIfKind(SyntaxKind.ImportType) !== undefined;
    case SyntaxKind.CallExpression:
      return parent?.asKindOrThrow(SyntaxKind.CallExpression).getExpression().getKind() === SyntaxKind.ImportKeyword;
    default:
      return false;
  }
}

function printBreaches(file: SourceFile, room: string): Breach[] {
  if (MAY_PRINT.includes(room)) return [];
  const prints = file.getDescendantsOfKind(SyntaxKind.Identifier).filter(isPrinter);
  return prints.map((node) => ({ line: node.getStartLineNumber(), sentence: `${room} prints` }));
}

/** `console`, and `stdout` or `stderr` of `process`. */
function isPrinter(node: Identifier): boolean {
  const access = node.getParentIfKind(SyntaxKind.PropertyAccessExpression);
  const isProperty = access?.getNameNode() === node;
  if (node.getText() === "console") return !isProperty;
  return ["stdout", "stderr"].includes(node.getText()) && isProperty && access.getExpression().getText() === "process";
}

/** The room for Python knows nothing of Flyte, not even in a comment. */
function languageBreaches(file: SourceFile, room: string): Breach[] {
  if (room !== "src/python") return [];
  const lines = file.getFullText().split("\n");
  return lines.flatMap((text, index) => (/flyte/i.test(text) ? [{ line: index + 1, sentence: `${room} speaks of Flyte` }] : []));
}
