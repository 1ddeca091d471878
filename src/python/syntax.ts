/**
 * A Python file as a tree of plain objects.
 *
 * tree-sitter's own nodes live in WASM memory: each property read crosses over, and a tree that is not freed is never collected.
 * So a file is parsed, copied once into these objects, and its WASM tree is freed before anyone else sees it.
 * Only named nodes are kept. Punctuation and keywords are found in the text between them, where nothing else can stand,
 * because comments and strings are named nodes.
 */

/** What most nodes have: one list for all of them, which is never added to. */
const NO_CHILDREN: SyntaxNode[] = [];

/** A named node of tree-sitter's Python grammar. Offsets are UTF-16 indexes into {@link SyntaxTree.text}; `end` is exclusive. */
export class SyntaxNode {
  readonly children: SyntaxNode[];

  constructor(
    readonly tree: SyntaxTree,
    /** Node type of the grammar, for example `call` or `keyword_argument`. */
    readonly kind: string,
    readonly start: number,
    readonly end: number,
    /** Name of the parent's field that holds this node, or null. */
    readonly fieldName: string | null,
    readonly parent: SyntaxNode | null,
    /** True for a node that never gets children. */
    isLeaf = false,
  ) {
    this.children = isLeaf ? NO_CHILDREN : [];
  }

  /** The source text of this node. */
  get text(): string {
    return this.tree.text.slice(this.start, this.end);
  }

  /** The first child in the field `name`. */
  field(name: string): SyntaxNode | undefined {
    for (const child of this.children) if (child.fieldName === name) return child;
    return undefined;
  }

  /** All children in the field `name`. */
  fields(name: string): SyntaxNode[] {
    return this.children.filter((child) => child.fieldName === name);
  }

  /** Children that are not comments. */
  get parts(): readonly SyntaxNode[] {
    // Few nodes hold comments, and this is asked for more than anything else.
    const isComment = (child: SyntaxNode) => child.kind === "comment";
    return this.children.some(isComment) ? this.children.filter((child) => !isComment(child)) : this.children;
  }

  /** This node, then everything below it, in source order. */
  *walk(): Generator<SyntaxNode> {
    // A stack of our own: a generator inside a generator passes each node up through all its ancestors.
    const open: SyntaxNode[] = [this];
    for (let node = open.pop(); node; node = open.pop()) {
      yield node;
      const { children } = node;
      for (let index = children.length - 1; index >= 0; index--) {
        const child = children[index];
        if (child) open.push(child);
      }
    }
  }

  /** All nodes of one of `kinds` in here, this one included, in source order. Far cheaper than to walk past all the others. */
  nodesOf(...kinds: string[]): SyntaxNode[] {
    const found: SyntaxNode[] = [];
    collect(this, kinds, found);
    return found;
  }

  /** The nearest node that has one of `kinds`, starting with the parent. */
  ancestor(...kinds: string[]): SyntaxNode | undefined {
    for (let node = this.parent; node; node = node.parent) if (kinds.includes(node.kind)) return node;
    return undefined;
  }

  /** True when `other` is this node or stands inside it. */
  contains(other: SyntaxNode): boolean {
    return this.tree === other.tree && this.start <= other.start && other.end <= this.end;
  }
}

function collect(node: SyntaxNode, kinds: readonly string[], found: SyntaxNode[]): void {
  if (kinds.includes(node.kind)) found.push(node);
  for (const child of node.children) collect(child, kinds, found);
}

/** A place as people write it: line and column from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed file. */
export class SyntaxTree {
  /** Filled by the parser before anyone sees the tree. */
  root!: SyntaxNode;
  /** First place that the grammar could not read, or null when the file parses. */
  firstError: Position | null = null;
  private lineStarts: number[] | undefined;

  constructor(readonly text: string) {}

  /** Line and column (from 1) of a UTF-16 offset. */
  position(offset: number): Position {
    const starts = (this.lineStarts ??= lineStartsOf(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** Offsets at which lines start; `\r\n`, `\n` and a lone `\r` each end a line. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const isReturn = text[index] === "\r" && text[index + 1] !== "\n";
    if (isReturn || text[index] === "\n") starts.push(index + 1);
  }
  return starts;
}
