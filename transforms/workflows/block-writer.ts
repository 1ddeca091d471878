/** Writes the blocks of a driver from the inside out: loops, the blocks of other statements, then the block itself. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { isDroppedStatement } from "../../src/flyte1/data-flow.ts";
import type { TaskDeclaration } from "../../src/flyte1/tasks.ts";
import type { ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Arrangement } from "../../src/flyte1/arrangement.ts";
import { BodyWriter } from "./body-writer.ts";
import { gatherComprehension } from "./comprehensions.ts";
import { keepStarted, LoopWriter } from "./loop-writer.ts";
import { LocalNames } from "./names.ts";

export class BlockWriter {
  private readonly names: LocalNames;

  constructor(
    private readonly task: TaskDeclaration,
    private readonly rewrite: ModuleRewrite,
    private readonly width: number,
  ) {
    this.names = new LocalNames(task);
  }

  write({ block, items, loops, inner }: Arrangement): void {
    const { task, rewrite, names, width } = this;
    for (const other of inner) this.write(other);
    for (const loop of block.filling) keepStarted(loop, rewrite);
    for (const { node } of block.comprehensions) gatherComprehension(node, rewrite);
    const reshaped = new Map<SyntaxNode, SyntaxNode | null>();
    for (const { loop, round } of loops) {
      new LoopWriter({ task, loop, round, rewrite, names, width }).write();
      if (round || loop.list?.empty) reshaped.set(loop.statement, loop.list?.empty ?? null);
    }
    const merged = new Set(reshaped.values());
    const statements = block.statements.filter((one) => !merged.has(one) && !isDroppedStatement(block.flow, one));
    new BodyWriter({ task, flow: block.flow, items, statements, reshaped, returned: new Map(), rewrite, names, width }).write();
  }
}
