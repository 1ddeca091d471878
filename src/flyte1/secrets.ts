/** Secrets as Flyte 1 code declares them: every `flytekit.Secret(…)`. */
import type { Argument } from "../python/arguments.ts";
import { quote } from "../python/literals.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Constant } from "../project/constants.ts";
import type { Module } from "../project/modules.ts";
import { type Construction, constructionAt } from "./objects.ts";
import type { Repository } from "./repository.ts";
import { type Place, Values, type Way } from "./secrets-values.ts";

export const SECRET = "flytekit.Secret";

/** The name of a secret in the store. */
export interface SecretName {
  readonly group: string | null;
  readonly key: string | null;
  readonly version: string | null;
  /** The name is the default of `os.getenv`: another environment may give another one. */
  readonly fromEnvironment: boolean;
}

/** Group or key of a declaration. */
export interface SecretPart {
  /** Python text that gives it in the declaration's module. */
  readonly text: string;
  readonly argument: Argument;
}

/** One secret that a `Secret(…)` declares; inside of a comprehension one call declares several. */
export interface SecretDeclaration {
  readonly module: Module;
  /** `Secret(…)`. */
  readonly call: SyntaxNode;
  /** What declares it in the source: the call, or the comprehension around it. */
  readonly node: SyntaxNode;
  readonly arguments: readonly Argument[];
  readonly group: SecretPart | null;
  readonly key: SecretPart | null;
  readonly version: Argument | null;
  /** By branches; empty when the source does not say the name. */
  readonly names: readonly SecretName[];
  /** `file` for `MountType.FILE`; null when the source does not say. */
  readonly mount: "variable" | "file" | null;
  /** Value of `env_var=`. */
  readonly variable: string | null;
  /** The argument that the source alone does not decide. */
  readonly unknown: SyntaxNode | null;
}

/**
 * The name by which Flyte 1 finds a secret at run time: two secrets with one lookup name are one secret to it, whatever is
 * group and what is key (`SecretsManager.get` in `flytekit/core/context_manager.py`).
 */
export function lookupName({ group, key, version }: SecretName): string {
  return [group, version, key]
    .filter((part) => part)
    .join("_")
    .toUpperCase();
}

/** Every name that the alternatives of its parts can make; empty without group and key. */
export function secretNames(group: readonly Constant[], key: readonly Constant[], version: readonly Constant[]): SecretName[] {
  const names = group.flatMap((g) =>
    key.flatMap((k) =>
      version.map((v) => ({
        group: textOf(g),
        key: textOf(k),
        version: textOf(v),
        fromEnvironment: [g, k, v].some(({ fromEnvironment }) => fromEnvironment),
      })),
    ),
  );
  const isKnown = [...group, ...key, ...version].every(({ value }) => value === null || typeof value === "string");
  return isKnown && names.every((name) => lookupName(name) !== "") ? names : [];
}

const NOTHING: readonly Constant[] = [{ value: null, fromEnvironment: false }];

function textOf({ value }: Constant): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** All declarations of a repository, in order of path and place. */
export class SecretDeclarations {
  readonly all: readonly SecretDeclaration[];
  private readonly byNode: ReadonlyMap<SyntaxNode, readonly SecretDeclaration[]>;

  constructor(private readonly repository: Repository) {
    const values = new Values(repository);
    this.all = repository.references.flatMap(({ module, node, name, kind, guarded }) => {
      if (name !== SECRET || kind !== "read" || guarded || node.fieldName !== "function" || !node.parent) return [];
      const construction = constructionAt(repository, module, node.parent);
      return construction ? this.declared(values, construction) : [];
    });
    const byNode = new Map<SyntaxNode, SecretDeclaration[]>();
    for (const declaration of this.all) byNode.set(declaration.node, [...(byNode.get(declaration.node) ?? []), declaration]);
    this.byNode = byNode;
  }

  /** What a `Secret(…)` or a comprehension of them declares. */
  at(node: SyntaxNode): readonly SecretDeclaration[] | undefined {
    return this.byNode.get(node);
  }

  /** What a module declares, by the node that declares it. */
  in(module: Module): [SyntaxNode, readonly SecretDeclaration[]][] {
    return [...this.byNode].filter(([node]) => node.tree === module.tree);
  }

  private declared(values: Values, construction: Construction): SecretDeclaration[] {
    const { module, call } = construction;
    const comprehension = simpleComprehension(call);
    const given = construction.arguments;
    const [group, key, version] = ["group", "key", "group_version"].map((name) =>
      given.find((argument) => argument.name === name),
    );
    const parts = [group, key, version].filter((part) => part !== undefined);
    const splat = given.find((argument) => argument.splat !== null || argument.name === null);
    const ways = splat ? undefined : values.waysOf(parts.map(({ value }) => ({ module, node: value })));
    const mount = this.mountOf(module, given.find(({ name }) => name === "mount_requirement")?.value);
    const variable = this.variableOf(module, given.find(({ name }) => name === "env_var")?.value);
    const common = {
      module,
      call,
      node: comprehension ?? call,
      arguments: given,
      version: version ?? null,
      mount,
      variable: variable ?? null,
    };
    const isOpen = values.openExpressions(parts.map(({ value }) => ({ module, node: value }))).length > 0;
    if (!ways || (isOpen && !comprehension)) {
      const unknown = splat?.node ?? parts[0]?.node ?? call;
      return [{ ...common, names: [], group: partOf(module, group), key: partOf(module, key), unknown }];
    }
    return ways.map((way) => {
      const results = (argument: Argument | undefined) =>
        argument ? (way.results[parts.indexOf(argument)] ?? NOTHING) : NOTHING;
      const names = secretNames(results(group), results(key), results(version));
      const undecided = names.length === 0 ? call : null;
      const badMount = mount === null || variable === undefined ? call : null;
      return {
        ...common,
        names,
        group: names.every((name) => name.group === null) ? null : partOf(module, group, way, names[0]?.group),
        key: names.every((name) => name.key === null) ? null : partOf(module, key, way, names[0]?.key),
        unknown: undecided ?? badMount,
      };
    });
  }

  private mountOf(module: Module, node: SyntaxNode | undefined): SecretDeclaration["mount"] {
    if (!node || node.kind === "none") return "variable";
    const name = this.flyte1Name({ module, node });
    if (name === `${SECRET}.MountType.FILE`) return "file";
    return name === `${SECRET}.MountType.ANY` || name === `${SECRET}.MountType.ENV_VAR` ? "variable" : null;
  }

  /** The canonical name of an expression or of what a name was bound to. */
  private flyte1Name({ module, node }: Place): string | undefined {
    const direct = this.repository.flyte1Name(module, node);
    if (direct !== undefined) return direct;
    const meaning = this.repository.symbols.meaningOf(module, node);
    const [site, ...others] = meaning?.kind === "definition" && meaning.attributes.length === 0 ? meaning.binding.sites : [];
    if (meaning?.kind !== "definition" || others.length > 0 || !site?.value) return undefined;
    return this.repository.flyte1Name(meaning.module, site.value);
  }

  /** Null without one, undefined when the source does not say it. */
  private variableOf(module: Module, node: SyntaxNode | undefined): string | null | undefined {
    if (!node || node.kind === "none") return null;
    return this.repository.constants.textOf(module, node);
  }
}

/** `[Secret(…) for … in …]`, with one loop and no condition. */
function simpleComprehension(call: SyntaxNode): SyntaxNode | undefined {
  const outer = call.fieldName === "body" ? call.parent : null;
  return outer?.kind === "list_comprehension" && outer.parts.length === 2 ? outer : undefined;
}

/** A part as the source spells it; with the variable of a comprehension, what that is for this declaration. */
function partOf(module: Module, argument: Argument | undefined, way?: Way, value?: string | null): SecretPart | null {
  if (!argument) return null;
  const open = [...argument.value.walk()].flatMap((node) => {
    const binding = node.kind === "identifier" ? module.scopes.bindingOf(node) : undefined;
    return (binding && way?.open.get(binding)) ?? [];
  });
  if (open.length === 0 || !value) return { text: argument.value.text, argument };
  const element = argument.value.kind === "identifier" ? open[0]?.written : null;
  return { text: element?.module === module ? element.node.text : quote(value), argument };
}
