/** Flyte 1 accelerators: the constants of `flytekit/extras/accelerators.py` and what an expression makes of them. */
import { callArguments } from "../python/arguments.ts";
import type { Binding } from "../python/scopes.ts";
import type { SyntaxNode } from "../python/syntax.ts";
import type { Module } from "../project/modules.ts";
import { choiceOf } from "./choices.ts";
import type { Repository } from "./repository.ts";

/** An accelerator as flytekit sends it. */
interface Accelerator {
  /** Name of the device on the cluster: `nvidia-tesla-t4`. */
  readonly device: string;
  /** `1g.5gb` of a GPU, `2x2` of a TPU; null when none is asked for. */
  readonly partition: string | null;
  /** Asks for a GPU that must not be partitioned. */
  readonly unpartitioned: boolean;
}

/** One accelerator and the expression that makes it. */
export interface MadeAccelerator {
  readonly node: SyntaxNode;
  readonly accelerator: Accelerator;
}

/** What an expression holds; a choice holds one of several. */
export type AcceleratorExpression =
  | { readonly kind: "none" }
  | ({ readonly kind: "made" } & MadeAccelerator)
  | {
      readonly kind: "choice";
      readonly node: SyntaxNode;
      readonly condition: SyntaxNode;
      readonly whenTrue: AcceleratorExpression;
      readonly whenFalse: AcceleratorExpression;
    }
  | ({ readonly kind: "shared"; readonly node: SyntaxNode } & SharedAccelerator);

/** An accelerator that a module's name holds. */
export interface SharedAccelerator {
  readonly binding: Binding;
  readonly module: Module;
  /** One for each branch. */
  readonly made: readonly MadeAccelerator[];
}

const MODULE = "flytekit.extras.accelerators.";

/** Every constant and its device, in the order of `flytekit/extras/accelerators.py`. */
export const ACCELERATOR_CONSTANTS: Readonly<Record<string, string>> = {
  A10G: "nvidia-a10g",
  L4: "nvidia-l4",
  L4_VWS: "nvidia-l4-vws",
  L40S: "nvidia-l40s",
  K80: "nvidia-tesla-k80",
  M60: "nvidia-tesla-m60",
  P4: "nvidia-tesla-p4",
  P100: "nvidia-tesla-p100",
  T4: "nvidia-tesla-t4",
  V100: "nvidia-tesla-v100",
  H100: "nvidia-h100",
  H200: "nvidia-h200",
  RTX_PRO_6000: "nvidia-rtx-pro-6000",
  A100: "nvidia-tesla-a100",
  A100_80GB: "nvidia-a100-80gb",
  V5E: "tpu-v5-lite-podslice",
  V5P: "tpu-v5p-slice",
  V6E: "tpu-v6e-slice",
};

/** The accelerator of an expression; undefined when the source does not tell. */
export function acceleratorOf(repository: Repository, module: Module, node: SyntaxNode): AcceleratorExpression | undefined {
  const made = madeAt(repository, module, node);
  if (made) return { kind: "made", ...made };
  if (node.kind === "none") return { kind: "none" };
  const choice = choiceOf(node, (branch) => acceleratorOf(repository, module, branch));
  if (choice) return choice.kind === "single" ? choice.value : choice;
  const shared = sharedAccelerator(repository, module, node);
  return shared && { kind: "shared", node, ...shared };
}

/** The accelerator that a module-level name holds; undefined when it can hold anything else. */
export function sharedAccelerator(repository: Repository, module: Module, node: SyntaxNode): SharedAccelerator | undefined {
  const meaning = repository.symbols.meaningOf(module, node);
  if (meaning?.kind !== "definition" || meaning.attributes.length > 0) return undefined;
  const { binding, module: home } = meaning;
  if (binding.scope.kind !== "module") return undefined;
  const made: MadeAccelerator[] = [];
  for (const { kind, value } of binding.sites) {
    const leaves = kind === "assignment" && value ? madeIn(repository, home, value) : undefined;
    if (!leaves) return undefined;
    made.push(...leaves);
  }
  return made.length > 0 ? { binding, module: home, made } : undefined;
}

/** Every accelerator that an expression makes itself, one for each branch. */
function madeIn(repository: Repository, module: Module, node: SyntaxNode): readonly MadeAccelerator[] | undefined {
  const made = madeAt(repository, module, node);
  if (made) return [made];
  const choice = choiceOf(node, (branch) => madeIn(repository, module, branch));
  if (!choice) return undefined;
  return choice.kind === "single" ? choice.value : [...choice.whenTrue, ...choice.whenFalse];
}

function madeAt(repository: Repository, module: Module, node: SyntaxNode): MadeAccelerator | undefined {
  const accelerator = node.kind === "call" ? calledAt(repository, module, node) : namedAt(repository, module, node);
  return accelerator && { node, accelerator };
}

function namedAt(repository: Repository, module: Module, node: SyntaxNode): Accelerator | undefined {
  const name = repository.flyte1Name(module, node);
  return name?.startsWith(MODULE) ? constantNamed(name.slice(MODULE.length)) : undefined;
}

/** `T4`, `A100.unpartitioned`, `A100.partition_1g_5gb`, `V5P.slice_2x2x1`. */
function constantNamed(path: string): Accelerator | undefined {
  const [constant = "", member, ...rest] = path.split(".");
  const device = ACCELERATOR_CONSTANTS[constant];
  if (device === undefined || rest.length > 0) return undefined;
  if (member === undefined) return { device, partition: null, unpartitioned: false };
  if (member === "unpartitioned") return { device, partition: null, unpartitioned: true };
  const partition = /^(?:partition|slice)_(\w+)$/.exec(member)?.[1]?.replaceAll("_", ".");
  return partition === undefined ? undefined : { device, partition, unpartitioned: false };
}

/** `GPUAccelerator("x")` and `A100.partitioned("1g.5gb")`, both with a text that the source decides. */
function calledAt(repository: Repository, module: Module, call: SyntaxNode): Accelerator | undefined {
  const callee = call.field("function");
  const name = callee && repository.flyte1Name(module, callee);
  const [argument, ...others] = callArguments(call);
  if (!name?.startsWith(MODULE) || !argument || argument.splat || others.length > 0) return undefined;
  const text = repository.constants.textOf(module, argument.value);
  if (text === undefined) return undefined;
  if (name === `${MODULE}GPUAccelerator`) return { device: text, partition: null, unpartitioned: false };
  const [constant = "", method] = name.slice(MODULE.length).split(".");
  const device = ACCELERATOR_CONSTANTS[constant];
  return device !== undefined && method === "partitioned" ? { device, partition: text, unpartitioned: false } : undefined;
}
