/** Results in the user's words: paths of the repository instead of modules of a temporary tree, and no secrets. */
import { posix } from "node:path";
import { FLYTE1_PACKAGES } from "../flyte1/surface.ts";
import type { Location } from "../migrate/plan.ts";
import type { TaskComparison } from "./compare/compare-trees.ts";
import { decoratedFunctions } from "./compare/decorated-functions.ts";
import type { DecoratedFunction } from "./compare/decorated-functions.ts";
import type { Prepared } from "./prepare.ts";
import type { Mask } from "./secrets/masking.ts";
import type { DeployProblem, SerialisedModule, SerialisedTree } from "./serialise/serialised-document.ts";
import type { Sdk, Side } from "./sides.ts";
import type { ModuleRoot } from "./trees/modules-to-import.ts";
import type { UnreadModule, VerifiedTask } from "./verification.ts";

/** Serialised trees of both sides below one import root. */
export interface Pair {
  readonly root: ModuleRoot;
  readonly v1: SerialisedTree;
  readonly v2: SerialisedTree;
}

/** Writes what was compared as the parts of a {@link Verification}. */
export class ResultWriter {
  private readonly functions = new Map<string, Map<string, DecoratedFunction>>();

  constructor(
    private readonly prepared: Pick<Prepared, "states" | "trees" | "parse">,
    private readonly mask: Mask,
  ) {}

  /** The tasks of a pair, as `compareTrees` compared them. */
  tasks({ root, v1, v2 }: Pair, tasks: readonly TaskComparison[]): VerifiedTask[] {
    const modules = { v1: byName(v1), v2: byName(v2) };
    return tasks.map(({ module, name, outcome, v1Line, v2Line, facts, reason }) => {
      const path = root.modules.get(module) ?? "";
      const place = (line: number | null): Location | null => (line === null ? null : { path, line, column: 1 });
      const staysFlyte1 = outcome === "failed" && lacksFlyte1(modules.v2.get(module)) && !this.isPlanned(path, name);
      const stubbed = [modules.v1, modules.v2].flatMap((side) => side.get(module)?.stubbed ?? []);
      return {
        module,
        name,
        outcome: staysFlyte1 ? "unmigrated" : outcome,
        v1: place(v1Line),
        v2: place(v2Line),
        facts,
        reason: staysFlyte1 || reason === null ? null : this.readable(reason),
        stubbed: [...new Set(stubbed)].sort(),
        decorators: { v1: this.decorators("v1", path, name), v2: this.decorators("v2", path, name) },
      };
    });
  }

  /** Modules that could not be imported, on either side. */
  unread(pair: Pair): UnreadModule[] {
    const original = byName(pair.v1);
    const isLeft = (module: SerialisedModule) => {
      const path = pair.root.modules.get(module.module) ?? "";
      const tasks = original.get(module.module)?.tasks ?? [];
      return lacksFlyte1(module) && tasks.every(({ name }) => !this.isPlanned(path, name));
    };
    return [
      ...pair.v1.modules.flatMap((module) => this.unreadModule(pair, module, "flytekit")),
      ...pair.v2.modules.flatMap((module) => (isLeft(module) ? [] : this.unreadModule(pair, module, "flyte"))),
    ];
  }

  /** What deploy would refuse, with files of the repository. */
  deploy({ root, v2 }: Pair, problems: readonly DeployProblem[]): DeployProblem[] {
    const stubbed = new Map(v2.modules.map((module) => [root.modules.get(module.module) ?? "", module.stubbed]));
    return problems.map(({ file: fileBelowRoot, problem, ...rest }) => {
      const file = fileBelowRoot && posix.join(root.root, fileBelowRoot);
      const packages = (file && stubbed.get(file)) || [];
      const doubt = packages.length > 0 ? ` (with stand-ins for ${packages.join(", ")})` : "";
      return { ...rest, file, problem: this.readable(problem) + doubt };
    });
  }

  private unreadModule({ root }: Pair, { module, error, missing }: SerialisedModule, sdk: Sdk): UnreadModule[] {
    if (!error) return [];
    const path = root.modules.get(module) ?? "";
    const reason = this.readable(`${error.type}: ${error.message}`) + this.importRootHint(error.message);
    return [{ module, path, sdk, reason, missingPackage: missing }];
  }

  /** What to do when the module that is missing is the user's own. */
  private importRootHint(message: string): string {
    const name = /^No module named '([\w.]+)'$/.exec(message)?.[1];
    if (name === undefined) return "";
    const ending = `/${name.replaceAll(".", "/")}`;
    const { original, migrated } = this.prepared.states;
    const found = [...original.keys(), ...migrated.keys()].find((path) =>
      /^(.*?)(?:\/__init__)?\.py$/.exec(path)?.[1]?.endsWith(ending),
    );
    return found === undefined ? "" : `; it may be ${found}: name the folder that Python is to find it in with --import-root`;
  }

  /** Whether the plan migrates a task. */
  private isPlanned(path: string, task: string): boolean {
    const { environments } = this.prepared.states.plan;
    return environments.some((environment) => environment.path === path && environment.tasks.includes(task));
  }

  private decorators(side: Side, path: string, name: string): string | null {
    const key = `${side} ${path}`;
    const { original, migrated } = this.prepared.states;
    const text = (side === "v1" ? original : migrated).get(path) ?? "";
    const functions = this.functions.get(key) ?? decoratedFunctions(this.prepared.parse(text).root);
    this.functions.set(key, functions);
    return functions.get(name)?.decorators ?? null;
  }

  /** A text of user code, without secrets and without the names of temporary folders. */
  private readable(text: string): string {
    return this.mask(this.prepared.trees.withoutFolder(text));
  }
}

function byName({ modules }: SerialisedTree): ReadonlyMap<string, SerialisedModule> {
  return new Map(modules.map((module) => [module.module, module]));
}

/** What stays Flyte 1 cannot be imported where only Flyte 2 is. */
function lacksFlyte1(module: SerialisedModule | undefined): boolean {
  const missing = module?.error?.type === "ModuleNotFoundError" ? module.error.message : "";
  return FLYTE1_PACKAGES.some((name) => missing.includes(`'${name}'`) || missing.includes(`'${name}.`));
}
