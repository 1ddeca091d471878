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

/** Notes each image of the repository once, where the first task uses it. Asked for one module after the other. */
export class TextImages {
  private places: ReadonlyMap<string, readonly [Place, ...Place[]]> | undefined;

  constructor(private readonly context: MigrationContext) {}

  noteIn({ module, note }: ModuleRewrite): void {
    // Which tasks are migrated is known by now, and does not change from module to module.
    this.places ??= groupBy(textImages(this.context), (place) => place.image);
    for (const [image, [first, ...related]] of this.places) {
      if (first.module === module) note("images/needs-flyte", first.node, { slots: { image }, related });
    }
  }
}

function textImages({ repository, isMigrated }: MigrationContext): Place[] {
  return repository.tasks.filter(isMigrated).flatMap(({ module, arguments: given }): Place[] => {
    const argument = given.find(({ name }) => name === "container_image");
    const image = argument && repository.constants.textOf(module, argument.value);
    return argument && image && !isTemplate(image) ? [{ module, node: argument.node, image }] : [];
  });
}
