/** `ImageSpec(…)` as a `flyte.Image`. */
import type { Argument } from "../../src/python/arguments.ts";
import { NO_COMMENTS } from "../../src/python/comments.ts";
import { writeSource } from "../../src/python/displays.ts";
import { type Expression, type Item, source } from "../../src/python/expression.ts";
import { keepComments } from "../../src/python/kept-comments.ts";
import { quote, stringValue } from "../../src/python/literals.ts";
import { DEFAULT_IMAGE_NAME, DEFAULT_PLATFORM, IMAGE_SPEC } from "../../src/flyte1/images.ts";
import { type Construction, objectsOf } from "../../src/flyte1/objects.ts";
import { isPlainValue } from "../../src/flyte1/plain-values.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import {
  debianImage,
  extendedImage,
  foreignImage,
  OLDEST_MINOR,
  type ImageIdentity,
  PLATFORMS,
} from "../../src/flyte2/images.ts";
import type { MigrationContext } from "../../src/migrate/transform.ts";
import type { Module } from "../../src/project/modules.ts";
import { type FindField, imageLayers, isTight, packageProblem, pluginReviews } from "./layers.ts";
import { type ImageProblem, unsupported } from "./problem.ts";

/** A specification in Flyte 2's words. */
export interface TranslatedImage {
  readonly value: Expression;
  readonly reviews: readonly ImageProblem[];
}

const FIELDS: ReadonlySet<string> = new Set([
  "name",
  "python_version",
  "builder",
  "env",
  "registry",
  "packages",
  "requirements",
  "apt_packages",
  "base_image",
  "platform",
  "pip_index",
  "pip_extra_index_url",
  "pip_extra_args",
  "commands",
]);

/** Literals that say nothing. */
const NOTHING: ReadonlySet<string> = new Set(["None", "[]", "{}", '""', "''"]);

export function translateSpecification(context: MigrationContext, construction: Construction): TranslatedImage | ImageProblem {
  const given = construction.arguments.filter(({ value, splat }) => splat !== null || !NOTHING.has(value.text));
  const find: FindField = (name) => given.find((argument) => argument.name === name);
  const problem = problemIn(context, construction, given, find);
  if (problem) return problem;
  const image = translated(context, construction, find);
  return { ...image, value: keepComments(image.value, construction.call) };
}

export function isProblem(result: TranslatedImage | ImageProblem): result is ImageProblem {
  return "code" in result;
}

function problemIn(
  context: MigrationContext,
  { module }: Construction,
  given: readonly Argument[],
  find: FindField,
): ImageProblem | undefined {
  const { repository } = context;
  for (const { name, node, value } of given) {
    if (name === null || !FIELDS.has(name)) return unsupported(name ?? node.text, node);
    if (name !== "base_image" && !isPlainValue(repository, module, value)) return unsupported(name, node);
  }
  const base = find("base_image");
  if (base && !isPlainValue(repository, module, base.value) && !parentIsMigrated(context, module, base)) {
    return unsupported("base_image", base.node);
  }
  for (const name of ["python_version", "requirements", "platform"]) {
    const field = find(name);
    const text = field && repository.constants.textOf(module, field.value);
    if (field && (text === undefined || !CHECKS[name]?.test(text))) return unsupported(name, field.node);
  }
  const python = find("python_version");
  const version = python && repository.constants.textOf(module, python.value);
  if (python && version && Number(version.split(".")[1]) < OLDEST_MINOR)
    return { code: "images/python-version", node: python.node, slots: { version } };
  const packages = find("packages");
  return packages && packageProblem(repository, module, packages);
}

const PLATFORM = [...PLATFORMS].join("|");

/** Texts that Flyte 2 can be told. */
const CHECKS: Readonly<Record<string, RegExp>> = {
  python_version: /^3\.\d+(\.\d+)?$/,
  requirements: /\.txt$/,
  platform: new RegExp(`^(${PLATFORM})(\\s*,\\s*(${PLATFORM}))*$`),
};

/** True for the name of another specification that is rewritten too. */
function parentIsMigrated(context: MigrationContext, module: Module, { value }: Argument): boolean {
  const parent = objectsOf(context.repository, module, value, [IMAGE_SPEC]);
  return parent !== undefined && parent.binding !== null && !context.isPinned(parent.binding);
}

function translated(context: MigrationContext, construction: Construction, find: FindField): TranslatedImage {
  const { repository } = context;
  const { module } = construction;
  const [base, builder] = [find("base_image"), find("builder")];
  const isBuilt = !(builder && repository.constants.textOf(module, builder.value) === "noop");
  const reviews: ImageProblem[] = pluginReviews(repository, module, find("packages"));
  if (builder && isBuilt) reviews.push({ code: "images/builder", node: builder.node, slots: { builder: builder.value.text } });
  if (!base)
    return {
      value: debianImage(pythonVersion(context, construction, find), identity(context, construction, find, true), layers(false)),
      reviews,
    };
  const parent = objectsOf(repository, module, base.value, [IMAGE_SPEC]);
  if (parent)
    return {
      value: extendedImage(source(base.value.text), identity(context, construction, find, false), layers(false)),
      reviews,
    };
  reviews.push({ code: "images/base-image", node: base.node, slots: {} });
  const foreign = foreignImage({ prefix: "", value: writeSource(base.value), comments: base.comments });
  return {
    value: isBuilt ? extendedImage(foreign, identity(context, construction, find, false), layers(true)) : foreign,
    reviews,
  };

  function layers(installsFlyte: boolean) {
    return imageLayers(repository, module, find, installsFlyte);
  }
}

/** Flyte 2's own image is built for two platforms unless it says one; others are built for flytekit's default anyway. */
function identity(context: MigrationContext, { module }: Construction, find: FindField, isDebian: boolean): ImageIdentity {
  const { constants } = context.repository;
  const [name, registry, platform] = [find("name"), find("registry"), find("platform")];
  const host = registry && constants.textOf(module, registry.value);
  const platforms = platform
    ? (constants.textOf(module, platform.value) ?? "").split(",").map((word) => word.trim())
    : [DEFAULT_PLATFORM];
  const saysPlatform = platform ? isDebian || platforms.join() !== DEFAULT_PLATFORM : isDebian && !host?.startsWith("localhost:");
  const needsName = !isDebian || registry !== undefined;
  return {
    name: name
      ? keyword("name", name, lowerCase(context.repository, module, name))
      : needsName
        ? { prefix: "name=", value: source(quote(DEFAULT_IMAGE_NAME)) }
        : undefined,
    registry: registry && keyword("registry", registry, lowerCase(context.repository, module, registry)),
    platform: saysPlatform
      ? { prefix: "platform=", value: platformTuple(platforms), comments: platform?.comments ?? NO_COMMENTS }
      : undefined,
  };
}

/** flytekit lower-cases names. */
function lowerCase({ constants }: Repository, module: Module, { value }: Argument): Expression {
  const text = constants.textOf(module, value);
  if (text === undefined || text === text.toLowerCase()) return source(value.text);
  if (value.kind === "string" && stringValue(value) !== undefined) return source(quote(text.toLowerCase()));
  return source(`${isTight(value) ? value.text : `(${value.text})`}.lower()`);
}

function platformTuple(platforms: readonly string[]): Expression {
  return source(`(${platforms.map(quote).join(", ")}${platforms.length === 1 ? "," : ""})`);
}

/** Patch levels are dropped: Flyte's images have one per minor version. */
function pythonVersion({ repository }: MigrationContext, { module }: Construction, find: FindField): Item | undefined {
  const argument = find("python_version");
  const [major, minor] = (argument && repository.constants.textOf(module, argument.value))?.split(".") ?? [];
  return argument && keyword("python_version", argument, source(`(${major}, ${minor})`));
}

function keyword(name: string, { comments }: Argument, value: Expression): Item {
  return { prefix: `${name}=`, value, comments };
}
