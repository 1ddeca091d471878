/** `container_image` becomes the environment's `image`; `ImageSpec` becomes `flyte.Image`. */
import type { Argument } from "../src/python/arguments.ts";
import { source } from "../src/python/expression.ts";
import { withoutComments } from "../src/python/kept-comments.ts";
import { quote } from "../src/python/literals.ts";
import type { Binding } from "../src/python/scopes.ts";
import type { SyntaxNode } from "../src/python/syntax.ts";
import { IMAGE_SPEC, isTemplate, isText, isTextOrNone, templateName } from "../src/flyte1/images.ts";
import { type Construction, constructionAt, type ObjectExpression, objectsOf } from "../src/flyte1/objects.ts";
import { isPlainValue } from "../src/flyte1/plain-values.ts";
import type { Reference } from "../src/flyte1/references.ts";
import { definitionAround, formOf } from "../src/flyte1/shared-objects.ts";
import { flyte1CallsAround } from "../src/flyte1/surrounding-calls.ts";
import type { TaskDeclaration } from "../src/flyte1/tasks.ts";
import { namedImage } from "../src/flyte2/images.ts";
import {
  defineTransform,
  type MigrationContext,
  type ModuleRewrite,
  type TaskTarget,
  type TransformRun,
} from "../src/migrate/transform.ts";
import type { Use } from "../src/project/uses.ts";
import { type ImagesCode, IMAGES_FINDINGS } from "./images/findings.ts";
import type { ImageProblem } from "./images/problem.ts";
import { isProblem, translateSpecification } from "./images/specification.ts";
import { TextImages } from "./images/text-images.ts";

export default defineTransform({
  id: "images",
  title: "container_image and ImageSpec become the environment's image",
  owns: { taskArguments: ["container_image"], overrideArguments: ["container_image"], names: [IMAGE_SPEC] },
  findings: IMAGES_FINDINGS,
  example: {
    before: `from flytekit import ImageSpec, task

IMAGE = ImageSpec(name="etl", registry="ghcr.io/acme", python_version="3.12", packages=["pandas"])


@task(container_image=IMAGE)
def load(day: str) -> int:
    return len(day)
`,
    after: `import flyte

IMAGE = flyte.Image.from_debian_base(
    python_version=(3, 12),
    registry="ghcr.io/acme",
    name="etl",
    platform=("linux/amd64",),
).with_pip_packages("pandas")

env = flyte.TaskEnvironment(name="pipeline", image=IMAGE)


@env.task
def load(day: str) -> int:
    return len(day)
`,
  },
  begin: (context): TransformRun => begin(context, new TextImages(context)),
});

function begin(context: MigrationContext, textImages: TextImages): TransformRun {
  return {
    translate: (task, target) => translate(context, task, target),
    override: ({ task }, target) => {
      const argument = target.take("container_image");
      if (argument && argument.value.kind !== "none")
        target.note("images/override", argument.node, { slots: { task: task.name } });
    },
    acceptsUse: (_, use) => isBaseOfMigrated(context, use),
    rewrite: (module) => {
      rewriteDefinitions(context, module);
      textImages.noteIn(module);
    },
  };
}

function translate(context: MigrationContext, task: TaskDeclaration, target: TaskTarget): void {
  const { repository } = context;
  const argument = target.take("container_image");
  if (!argument || ["None", '""', "''"].includes(argument.value.text)) return;
  const object = objectsOf(repository, task.module, argument.value, [IMAGE_SPEC]);
  if (object) return setObject(context, task, target, argument, object);
  if (!isPlainValue(repository, task.module, argument.value)) {
    return target.note("images/not-followed", argument.node, { slots: { value: argument.value.text } });
  }
  setText(context, task, target, argument);
}

/** A text, perhaps behind a name; templates are looked up in another place now. */
function setText({ repository }: MigrationContext, task: TaskDeclaration, target: TaskTarget, argument: Argument): void {
  const alternatives = repository.constants.alternativesOf(task.module, argument.value) ?? [];
  const template = alternatives.map(({ value }) => value).find((value) => typeof value === "string" && isTemplate(value));
  if (typeof template === "string") {
    const name = alternatives.length === 1 ? templateName(template) : undefined;
    if (name === undefined) return target.note("images/template-parts", argument.node, { slots: { template } });
    target.note("images/template", argument.node, { slots: { template, name } });
    return target.environment("image", namedImage(quote(name)), argument);
  }
  const isSure = isText(repository, task.module, argument.value);
  const hasDefault = !isSure && isTextOrNone(repository, task.module, argument.value);
  if (!isSure && !hasDefault) target.note("images/unknown-value", argument.node, { slots: { value: argument.value.text } });
  target.environment("image", source(hasDefault ? orDefaultImage(argument.value) : argument.value.text), argument);
}

/** `None` and the empty text meant the default image, which is a word in Flyte 2. */
function orDefaultImage(value: SyntaxNode): string {
  const text = value.kind === "conditional_expression" ? `(${value.text})` : value.text;
  return `${text} or "auto"`;
}

function setObject(
  context: MigrationContext,
  task: TaskDeclaration,
  target: TaskTarget,
  argument: Argument,
  object: ObjectExpression,
): void {
  const noteAt = (code: ImagesCode, construction: Construction | undefined, slots: Readonly<Record<string, string>>) => {
    // What has a name is noted once where it is made, with all tasks that use it.
    const made = object.binding && construction ? construction.call.field("function") : undefined;
    const related = made ? [{ module: task.module, node: argument.node }] : [];
    target.note(code, made ?? argument.node, { slots, related });
  };
  for (const construction of object.constructions) {
    const image = translateSpecification(context, construction);
    if (isProblem(image)) return noteAt(image.code, construction, image.slots);
  }
  const form = formOf(object, task.module, (binding) => context.isPinned(binding));
  if (form.kind === "by-name") {
    target.refer(form.binding);
    return target.environment("image", source(argument.value.text), argument);
  }
  const isAsked = object.binding !== null && asksTheImage(context, object.binding);
  const image = form.kind === "in-place" && !isAsked ? translateSpecification(context, form.construction) : undefined;
  if (!image || isProblem(image)) {
    return noteAt("images/shared-object", object.constructions[0], { value: object.binding?.name ?? argument.value.text });
  }
  for (const { code, slots } of image.reviews) target.note(code, argument.node, { slots });
  target.environment("image", object.binding ? withoutComments(image.value) : image.value, argument);
}

/** `IMAGE.is_container()` decides what a module imports, by the image that it runs in: that has to be this very object. */
function asksTheImage({ repository }: MigrationContext, binding: Binding): boolean {
  return repository.usesOf(binding).some(({ meaning }) => meaning.kind === "definition" && meaning.attributes.length > 0);
}

/** `ImageSpec(base_image=BASE)`, where the image on top is migrated. */
function isBaseOfMigrated(context: MigrationContext, { module, node }: Use): boolean {
  const call = node.ancestor("call");
  const construction = call && constructionAt(context.repository, module, call);
  const isBase = construction?.arguments.some(({ name, value }) => name === "base_image" && value === node);
  if (!call || construction?.name !== IMAGE_SPEC || !isBase) return false;
  const shared = definitionAround(context.repository, module, call, [IMAGE_SPEC]);
  return shared?.binding !== undefined && shared.binding !== null && !context.isPinned(shared.binding);
}

/** `IMAGE = ImageSpec(…)`, where every use of the name is migrated. */
function rewriteDefinitions(context: MigrationContext, module: ModuleRewrite): void {
  for (const reference of module.references) {
    if (reference.name !== IMAGE_SPEC || reference.kind !== "read") continue;
    const shared = definitionAround(context.repository, module.module, reference.node, [IMAGE_SPEC]);
    if (!shared?.binding) {
      const isArgument = flyte1CallsAround(context.repository, module.module, reference.node).length > 0;
      if (!isArgument) noteUnfollowed(module, reference);
      continue;
    }
    const images = shared.constructions.map((construction) => translateSpecification(context, construction));
    const obstacle: Pick<ImageProblem, "code" | "slots"> | undefined =
      images.find((image) => isProblem(image)) ??
      (context.isPinned(shared.binding) ? { code: "images/shared-object", slots: { value: shared.binding.name } } : undefined);
    if (obstacle) {
      module.note(obstacle.code, reference.node, { slots: obstacle.slots });
      module.settle(reference, "manual");
      continue;
    }
    const index = shared.constructions.findIndex(({ call }) => call.field("function") === reference.node);
    const [construction, image] = [shared.constructions[index], images[index]];
    if (construction && image && !isProblem(image)) {
      module.replace(construction.call, image.value);
      for (const { code, node, slots } of image.reviews) module.note(code, node, { slots });
      module.settle(reference, image.reviews.length > 0 ? "review" : "migrated");
    } else {
      module.replace(reference.node, module.spell("flyte.Image", reference.node));
      module.settle(reference, "migrated");
    }
  }
}

/** `IMAGE = ImageSpec(…).with_packages([…])` and the like. */
function noteUnfollowed(module: ModuleRewrite, reference: Reference): void {
  const assignment = reference.node.ancestor("assignment");
  const isPart = ["attribute", "conditional_expression"].includes(reference.node.parent?.parent?.kind ?? "");
  if (!assignment || !isPart) return;
  module.note("images/not-followed", reference.node, { slots: { value: assignment.field("left")?.text ?? assignment.text } });
  module.settle(reference, "manual");
}
