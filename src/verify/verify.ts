/** `flyteshift verify`: original and migrated code serialised with both SDKs, and compared task by task. Executes user code. */
import { openRepository } from "../migrate/migrate.ts";
import { compareTrees } from "./compare/compare-trees.ts";
import { prepare } from "./prepare.ts";
import type { Prepared, VerifyRequest } from "./prepare.ts";
import { ResultWriter } from "./result-writer.ts";
import type { Pair } from "./result-writer.ts";
import { runRequestedEntries } from "./runs/requested-runs.ts";
import { maskFor } from "./secrets/known-secrets.ts";
import { serialise } from "./serialise/serialise.ts";
import type { SerialisedDocument } from "./serialise/serialised-document.ts";
import type { Sdk, Side } from "./sides.ts";
import type { ModuleRoot } from "./trees/modules-to-import.ts";
import { TemporaryTrees } from "./trees/temporary-trees.ts";
import type { LeftOut } from "./trees/temporary-trees.ts";
import { compareRequestedTests } from "./user-tests/requested-tests.ts";
import { VERIFICATION_VERSION } from "./verification.ts";
import type { Compared, Interpreter, Verification } from "./verification.ts";

/** What the user asked for, and who is told of it. */
export interface VerifyOptions extends VerifyRequest {
  /** Version of flyteshift. */
  readonly version: string;
  /** Told before any of the user's code is executed. */
  readonly onStart: (start: VerifyStart) => void;
}

/** What is about to happen. */
export interface VerifyStart {
  readonly compared: Compared;
  /** Why these states, where nobody asked for them. */
  readonly why: string | null;
  readonly interpreters: Readonly<Record<Side, Interpreter>>;
  /** How many modules are imported on each side. */
  readonly modules: Readonly<Record<Side, number>>;
  /** Files that the temporary copies do not have. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Compares what every task asks the cluster for before and after the migration.
 *
 * @throws ExpectedError when there is nothing to compare, an SDK is missing, or something that the user named is not there
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const started = performance.now();
  const repository = await openRepository(options);
  const trees = new TemporaryTrees(repository.project.root);
  try {
    const prepared = await prepare(repository, trees, options);
    const { states, interpreters, modules, sources } = prepared;
    const count = (side: Side) => sources[side].reduce((sum, tree) => sum + tree.modules.length, 0);
    options.onStart({ ...states, interpreters, modules: { v1: count("v1"), v2: count("v2") }, leftOut: trees.leftOut });
    const documents = await serialiseBoth(prepared, options);
    const pairs = modules.roots.map((root, index) => pairOf(root, documents, index));
    const writer = new ResultWriter(prepared, maskFor(states.plan, prepared.variables));
    const compared = pairs.map((pair) => ({ pair, ...compareTrees(pair.v1, pair.v2, prepared.expectations(pair.root)) }));
    return {
      version: VERIFICATION_VERSION,
      flyteshift: options.version,
      root: repository.project.root,
      compared: states.compared,
      interpreters,
      tasks: compared.flatMap(({ pair, tasks }) => writer.tasks(pair, tasks)),
      unread: pairs.flatMap((pair) => writer.unread(pair)),
      deploy: compared.flatMap(({ pair, deploy }) => writer.deploy(pair, deploy)),
      runs: await runRequestedEntries(prepared, options),
      tests: await compareRequestedTests(prepared, options),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    trees.remove();
  }
}

async function serialiseBoth(
  { interpreters, trees, sources, variables }: Prepared,
  { timeoutMilliseconds, stubMissing, signal, onProgress }: VerifyOptions,
): Promise<Readonly<Record<Side, SerialisedDocument>>> {
  const progress = { v1: { done: 0, total: 0 }, v2: { done: 0, total: 0 } };
  const run = (side: Side, sdk: Sdk) =>
    serialise(sdk, sources[side], {
      python: interpreters[side].python,
      timeoutMilliseconds,
      environment: variables,
      signal,
      isolated: true,
      stubMissing,
      moved: trees.moved(side),
      onProgress: (done, total) => {
        progress[side] = { done, total };
        onProgress?.(progress.v1.done + progress.v2.done, progress.v1.total + progress.v2.total, "importing modules");
      },
    });
  const [v1, v2] = await Promise.all([run("v1", "flytekit"), run("v2", "flyte")]);
  return { v1, v2 };
}

function pairOf(root: ModuleRoot, documents: Readonly<Record<Side, SerialisedDocument>>, index: number): Pair {
  const [v1, v2] = [documents.v1.trees[index], documents.v2.trees[index]];
  if (!v1 || !v2) throw new Error("the serialiser left a tree out");
  return { root, v1, v2 };
}
