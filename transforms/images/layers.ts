/** The layers of an image, in the order in which flytekit built them. */
import type { Argument } from "../../src/python/arguments.ts";
import type { ItemComments } from "../../src/python/comments.ts";
import { readDisplay, type WriteElement, writeSource } from "../../src/python/displays.ts";
import { type Item, source } from "../../src/python/expression.ts";
import type { SyntaxNode } from "../../src/python/syntax.ts";
import { isFlytekitRequirement, isPluginRequirement } from "../../src/flyte1/images.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { Layer } from "../../src/flyte2/images.ts";
import type { Module } from "../../src/project/modules.ts";
import { type ImageProblem, unsupported } from "./problem.ts";

/** Finds an argument of the specification that says something. */
export type FindField = (name: string) => Argument | undefined;

export function imageLayers(repository: Repository, module: Module, find: FindField, installsFlyte: boolean): Layer[] {
  const requirements = find("requirements");
  const options = installOptions(find);
  const installed = installedPackages(repository, module, find("packages"), installsFlyte);
  // The options hold for both ways to install; their comments are written once.
  const again = requirements ? options.map(({ prefix, value }) => ({ prefix, value })) : options;
  return [
    ...layer("with_apt_packages", find("apt_packages"), (packages) => spread(packages, writeSource)),
    ...layer("with_env_vars", find("env"), (variables) => [positional(variables)]),
    ...layer("with_requirements", requirements, (file) => [positional(file), ...options]),
    ...(installed.length > 0 ? [{ method: "with_pip_packages", arguments: [...installed, ...again] }] : []),
    ...layer("with_commands", find("commands"), (commands) => [positional(commands)]),
  ];
}

function layer(method: string, field: Argument | undefined, write: (field: Argument) => Item[]): Layer[] {
  return field ? [{ method, arguments: write(field) }] : [];
}

/** Flyte 1's SDK goes; where the image does not bring Flyte 2's, it comes. */
function installedPackages(
  repository: Repository,
  module: Module,
  packages: Argument | undefined,
  installsFlyte: boolean,
): Item[] {
  const write = (element: SyntaxNode) =>
    isOfFlyte1(repository.constants.textOf(module, element) ?? "") ? undefined : writeSource(element);
  return [...(installsFlyte ? [{ prefix: "", value: source('"flyte"') }] : []), ...(packages ? spread(packages, write) : [])];
}

/** Plugins of flytekit among the packages, which go with it: notes on what an image lacks afterwards. */
export function pluginReviews(repository: Repository, module: Module, packages: Argument | undefined): ImageProblem[] {
  return elementsOf(packages).flatMap((node) => {
    const requirement = repository.constants.textOf(module, node) ?? "";
    return isPluginRequirement(requirement) ? [{ code: "images/plugin-package", node, slots: { package: requirement } }] : [];
  });
}

/** Requirements of Flyte 1 that are hidden behind a name: they cannot be left out one by one. */
export function packageProblem(repository: Repository, module: Module, packages: Argument): ImageProblem | undefined {
  const elements = elementsOf(packages);
  const hidden = elements.length > 0 ? elements.filter((element) => element.kind === "list_splat") : [packages.value];
  const values = hidden.flatMap(
    (node) => repository.constants.valueOf(module, node.kind === "list_splat" ? (node.parts[0] ?? node) : node) ?? [],
  );
  const isFlyte1 = values.some((value) => typeof value === "string" && isOfFlyte1(value));
  return isFlyte1 ? unsupported("packages", packages.node) : undefined;
}

function elementsOf(packages: Argument | undefined): readonly SyntaxNode[] {
  return packages?.value.kind === "list" ? packages.value.parts : [];
}

function isOfFlyte1(requirement: string): boolean {
  return isFlytekitRequirement(requirement) || isPluginRequirement(requirement);
}

function installOptions(find: FindField): Item[] {
  const names = { index_url: "pip_index", extra_index_urls: "pip_extra_index_url", extra_args: "pip_extra_args" };
  return Object.entries(names).flatMap(([keyword, field]) => {
    const argument = find(field);
    return argument ? [{ prefix: `${keyword}=`, value: writeSource(argument.value), comments: argument.comments }] : [];
  });
}

function positional({ value, comments }: Argument): Item {
  return { prefix: "", value: writeSource(value), comments };
}

/** A list as positional arguments: its elements, or `*NAME`. */
function spread({ value, comments }: Argument, write: WriteElement): Item[] {
  const display = value.kind === "list" || value.kind === "tuple" ? readDisplay(value, write) : undefined;
  if (!display) return [{ prefix: "*", value: source(isTight(value) ? value.text : `(${value.text})`), comments }];
  return display.items.map((item, index) => (index === 0 ? { ...item, comments: joined(comments, item.comments) } : item));
}

/** Expressions that need no parentheses behind a star or before a dot. */
const TIGHT: ReadonlySet<string> = new Set([
  "identifier",
  "attribute",
  "call",
  "subscript",
  "parenthesized_expression",
  "list",
  "string",
]);

export function isTight(node: SyntaxNode): boolean {
  return TIGHT.has(node.kind);
}

function joined(outer: ItemComments, inner: ItemComments | undefined): ItemComments {
  if (!inner) return outer;
  const second = inner.behind && outer.behind ? [outer.behind] : [];
  return { above: [...outer.above, ...second, ...inner.above], behind: inner.behind ?? outer.behind };
}
