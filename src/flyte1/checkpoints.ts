/** Checkpoints as Flyte 1 code uses them: where the value of `current_context().checkpoint` goes. */
import type { SyntaxNode } from "../python/syntax.ts";
import { attributeChain } from "../project/symbols.ts";
import type { Reference } from "./references.ts";
import type { Repository } from "./repository.ts";
import { CURRENT_CONTEXT } from "./secrets-reads.ts";

/** Something that is asked of a checkpoint: the call of a method, or whatever else is done with it. */
export interface CheckpointUse {
  readonly method: string | null;
  /** The call of the method; the expression itself where it is none. */
  readonly node: SyntaxNode;
  /** `checkpoint.read` of `checkpoint.read()`. */
  readonly attribute: SyntaxNode | null;
}

/** Everything that becomes of one `current_context()`. */
export interface CheckpointFlow {
  readonly reference: Reference;
  /** `current_context()`. */
  readonly context: SyntaxNode;
  readonly uses: readonly CheckpointUse[];
  /** Nothing but checkpoints is asked of it. */
  readonly isComplete: boolean;
}

/** The contexts that are asked for a checkpoint, in order of path and place. */
export function checkpointFlows(repository: Repository): CheckpointFlow[] {
  const references = repository.references.filter((one) => one.name === CURRENT_CONTEXT && one.kind === "read" && !one.guarded);
  return references.flatMap((reference) => {
    const context = reference.node.parent;
    if (context?.kind !== "call" || reference.node.fieldName !== "function") return [];
    const flow = new Flow(repository, reference, context).followed();
    return flow.uses.length > 0 ? [flow] : [];
  });
}

class Flow {
  private readonly uses: CheckpointUse[] = [];
  private isComplete = true;

  constructor(
    private readonly repository: Repository,
    private readonly reference: Reference,
    private readonly context: SyntaxNode,
  ) {}

  followed(): CheckpointFlow {
    this.followContext(this.context);
    const { reference, context, uses, isComplete } = this;
    return { reference, context, uses, isComplete };
  }

  private followContext(node: SyntaxNode): void {
    const { parent } = node;
    if (parent?.kind === "attribute" && node.fieldName === "object") {
      if (parent.field("attribute")?.text === "checkpoint") return this.followCheckpoint(parent);
      this.isComplete = false;
    } else if (!this.followName(node, (read) => this.followContext(read))) this.isComplete = false;
  }

  private followCheckpoint(node: SyntaxNode): void {
    const { parent } = node;
    if (parent?.kind === "attribute" && node.fieldName === "object") {
      const call = parent.parent?.kind === "call" && parent.fieldName === "function" ? parent.parent : undefined;
      const method = parent.field("attribute")?.text ?? null;
      this.uses.push(call ? { method, node: call, attribute: parent } : { method: null, node: parent, attribute: null });
    } else if (!this.followName(node, (read) => this.followCheckpoint(read))) {
      this.uses.push({ method: null, node, attribute: null });
    }
  }

  /** `checkpoint = current_context().checkpoint`: every read of the name goes the same way. False for any other place. */
  private followName(node: SyntaxNode, follow: (read: SyntaxNode) => void): boolean {
    const { module } = this.reference;
    const left = node.parent?.kind === "assignment" && node.fieldName === "right" ? node.parent.field("left") : undefined;
    const binding = left?.kind === "identifier" ? module.scopes.scopeAt(left).bindings.get(left.text) : undefined;
    if (binding?.sites.length !== 1 || binding.scope.kind !== "function") return false;
    for (const use of this.repository.usesOf(binding)) {
      const base = attributeChain(use.node)?.base;
      if (base) follow(base);
    }
    return true;
  }
}
