/** What Flyte 1 code says about a task's image (`flytekit/image_spec/image_spec.py`, `flytekit/core/python_auto_container.py`). */
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import type { Repository } from "./repository.ts";

/** Canonical name of the class. */
export const IMAGE_SPEC = "flytekit.ImageSpec";

/** Name of an image that has none of its own. */
export const DEFAULT_IMAGE_NAME = "flytekit";

/** Platform of an image that names none, whatever machine builds it; only for registries on this machine it may differ. */
export const DEFAULT_PLATFORM = "linux/amd64";

/** `{{.image.gpu.fqn}}:{{.image.gpu.version}}`, the parts of which flytekit looks up in its configuration. */
const TEMPLATE = /\{\{\s*\.images?\.[\w-]+(?:\.[\w-]+)?\s*\}\}/i;
const WHOLE_TEMPLATES = [
  /^\{\{\s*\.images?\.([\w-]+)\s*\}\}$/i,
  /^\{\{\s*\.images?\.([\w-]+)\.fqn\s*\}\}:\{\{\s*\.images?\.\1\.version\s*\}\}$/i,
];

export function isTemplate(image: string): boolean {
  return TEMPLATE.test(image);
}

/** The configured image that a template stands for as a whole; undefined when it takes only parts of one. */
export function templateName(image: string): string | undefined {
  for (const whole of WHOLE_TEMPLATES) {
    const name = whole.exec(image)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}

/** True for a requirement of flytekit itself, `flytekit==1.16`: an image needs the SDK, and the new one brings its own. */
export function isFlytekitRequirement(requirement: string): boolean {
  return /^flytekit(?![\w-])/.test(requirement.trim());
}

/** True for a requirement of one of flytekit's plugins. */
export function isPluginRequirement(requirement: string): boolean {
  return /^flytekitplugins?-/.test(requirement.trim());
}

const MAX_DEPTH = 8;

/** True when the source shows that an expression gives a text, though perhaps not which. */
export function isText(repository: Repository, module: Module, node: SyntaxNode, depth = 0): boolean {
  const isTextPart = (part: SyntaxNode | undefined) => part !== undefined && isText(repository, module, part, depth + 1);
  if (depth > MAX_DEPTH) return false;
  switch (node.kind) {
    case "string":
    case "concatenated_string":
      return true;
    case "parenthesized_expression":
      return isTextPart(node.parts[0]);
    case "binary_operator":
      return isTextPart(node.field("left")) || isTextPart(node.field("right"));
    case "conditional_expression":
      return isTextPart(node.parts[0]) && isTextPart(node.parts[2]);
    case "subscript": {
      const meaning = repository.symbols.meaningOf(module, node.field("value") ?? node);
      return meaning?.kind === "external" && meaning.path === "os.environ";
    }
    default: {
      const alternatives = repository.constants.alternativesOf(module, node);
      if (alternatives) return alternatives.every(({ value }) => typeof value === "string");
      const meaning = repository.symbols.meaningOf(module, node);
      if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return false;
      const { sites } = meaning.binding;
      return sites.every(
        (site) => site.kind === "assignment" && site.value && isText(repository, meaning.module, site.value, depth + 1),
      );
    }
  }
}
