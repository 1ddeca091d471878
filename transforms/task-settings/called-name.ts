/** How a finding names a value. */
import type { SyntaxNode } from "../../src/python/syntax.ts";

/** What a call calls; another expression as it stands. */
export function calledName(value: SyntaxNode): string {
  return value.field("function")?.text ?? value.text;
}
