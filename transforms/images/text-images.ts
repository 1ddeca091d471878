/** Images that are given as a text: they go to the cluster as they are, and were built for Flyte 1. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { isTemplate } from "../../src/flyte1/images.ts";
import type { MigrationContext, ModuleRewrite } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { groupBy } from "../../src/project/group-by.ts";

interface Place {
  readonly module: Module;
  readonly node: SyntaxNode;
  readonly image: string;
}

/** One note for each image of the repository, where the first task uses it. */
export function noteTextImages(context: MigrationContext, { module, note }: ModuleRewrite): void {
  for (const [image, [first, ...related]] of groupBy(textImages(context), (place) => place.image)) {
    if (first?.module === module) note("images/needs-flyte", first.node, { slots: { image }, related });
  }
}

function textImages({ repository, isMigrated }: MigrationContext): Place[] {
  return repository.tasks.filter(isMigrated).flatMap(({ module, arguments: given }): Place[] => {
    const argument = given.find(({ name }) => name === "container_image");
    const image = argument && repository.constants.textOf(module, argument.value);
    return argument && image && !isTemplate(image) ? [{ module, node: argument.node, image }] : [];
  });
}
