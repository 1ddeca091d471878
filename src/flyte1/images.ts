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

/** flytekit's own repository as a requirement: `git+https://github.com/flyteorg/flytekit.git@master`. */
const REPOSITORY = /\bgit\+\S*[/:]flytekit(?:\.git)?(?=[@#?\s]|$)/i;
/** A plugin's folder in that repository: `#subdirectory=plugins/flytekit-spark`. */
const PLUGIN_FOLDER = /[#&]subdirectory=\/?plugins\//i;

/** True for a requirement of flytekit itself, `flytekit==1.16`: an image needs the SDK, and the new one brings its own. */
export function isFlytekitRequirement(requirement: string): boolean {
  return /^flytekit(?![\w-])/.test(requirement.trim()) || (REPOSITORY.test(requirement) && !isPluginRequirement(requirement));
}

/** True for a requirement of one of flytekit's plugins; for package indexes `-`, `_` and `.` are the same. */
export function isPluginRequirement(requirement: string): boolean {
  return /^flytekitplugins?[-_.]/i.test(requirement.trim()) || (REPOSITORY.test(requirement) && PLUGIN_FOLDER.test(requirement));
}

/** True when the source shows that an expression gives a text, though perhaps not which. */
export function isText(repository: Repository, module: Module, node: SyntaxNode): boolean {
  return new TextTest(repository, false).holds(module, node, 0);
}

/** The same, or `None`, with which a task gets the default image. */
export function isTextOrNone(repository: Repository, module: Module, node: SyntaxNode): boolean {
  return new TextTest(repository, true).holds(module, node, 0);
}

/** Names are followed this far. */
const MAX_DEPTH = 8;

class TextTest {
  constructor(
    private readonly repository: Repository,
    private readonly allowsNone: boolean,
  ) {}

  holds(module: Module, node: SyntaxNode, depth: number): boolean {
    const holdsFor = (part: SyntaxNode | undefined) => part !== undefined && this.holds(module, part, depth + 1);
    if (depth > MAX_DEPTH) return false;
    switch (node.kind) {
      case "string":
      case "concatenated_string":
        return true;
      case "none":
        return this.allowsNone;
      case "parenthesized_expression":
        return holdsFor(node.parts[0]);
      case "binary_operator":
        return [node.field("left"), node.field("right")].some((side) => side && isText(this.repository, module, side));
      case "conditional_expression":
        return holdsFor(node.parts[0]) && holdsFor(node.parts[2]);
      case "subscript":
        return this.readsEnvironment(module, node);
      default:
        return this.holdsForValues(module, node, depth);
    }
  }

  /** `os.environ["IMAGE"]` gives a text or raises. */
  private readsEnvironment(module: Module, subscript: SyntaxNode): boolean {
    const meaning = this.repository.symbols.meaningOf(module, subscript.field("value") ?? subscript);
    return meaning?.kind === "external" && meaning.path === "os.environ";
  }

  private holdsForValues(module: Module, node: SyntaxNode, depth: number): boolean {
    const alternatives = this.repository.constants.alternativesOf(module, node);
    if (alternatives) return alternatives.every(({ value }) => typeof value === "string" || (this.allowsNone && value === null));
    const meaning = this.repository.symbols.meaningOf(module, node);
    if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return false;
    return meaning.binding.sites.every(
      (site) => site.kind === "assignment" && site.value !== null && this.holds(meaning.module, site.value, depth + 1),
    );
  }
}
