/** Flyte 2 accelerators: which device a name stands for on the cluster, and how a device is asked for. */
import { call, type CallExpression, type Expression, source } from "../python/expression.ts";
import { quote } from "../python/literals.ts";

/** A GPU that Flyte 2 has a name for. */
interface GpuModel {
  readonly name: string;
  /** `"NAME:n"` is allowed for n from 1 to this (`flyte/_resources.py`, `Accelerators`). */
  readonly highestLiteral: number;
  readonly partitions: readonly string[];
}

interface TpuModel {
  readonly name: string;
  readonly slices: readonly string[];
}

const model = (name: string, highestLiteral = 8, partitions: readonly string[] = []): GpuModel => ({
  name,
  highestLiteral,
  partitions,
});

/**
 * GPUs by the device that the cluster is asked for: `flyte/_internal/runtime/resources_serde.py`, `ACCELERATOR_DEVICE_MAP`;
 * a name that is not in that map goes out as it is. `H100` goes out as `nvidia-tesla-h100`, which Flyte 1 never sent.
 */
const GPUS: Readonly<Record<string, GpuModel>> = {
  "nvidia-a10": model("A10"),
  "nvidia-a10g": model("A10G"),
  "nvidia-tesla-a100": model("A100", 8, ["1g.5gb", "2g.10gb", "3g.20gb", "4g.20gb", "7g.40gb"]),
  "nvidia-a100-80gb": model("A100_80G", 8, ["1g.10gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"]),
  "nvidia-tesla-h100": model("H100", 8, ["1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"]),
  "nvidia-l4": model("L4"),
  "nvidia-l40s": model("L40s"),
  "nvidia-rtx-pro-4500": model("RTX_PRO_4500", 1),
  "nvidia-rtx-pro-6000": model("RTX_PRO_6000", 2, ["1g.24gb", "2g.48gb", "4g.96gb"]),
  "nvidia-tesla-t4": model("T4"),
  "nvidia-tesla-v100": model("V100"),
  A2: model("A2", 1),
  B200: model("B200"),
  GB10: model("GB10", 1),
  H200: model("H200", 8, ["1g.18gb", "1g.35gb", "2g.35gb", "3g.71gb", "4g.71gb", "7g.141gb"]),
};

const PODSLICES = ["1x1", "2x2", "2x4", "4x4", "4x8", "8x8", "8x16", "16x16"];
const CUBES = ["2x2x1", "2x2x2", "2x4x4", "4x4x4", "4x4x8", "4x8x8", "8x8x8", "8x8x16", "8x16x16", "16x16x16", "16x16x24"];

/** TPUs by the device that the cluster is asked for. */
const TPUS: Readonly<Record<string, TpuModel>> = {
  "tpu-v5-lite-podslice": { name: "V5E", slices: PODSLICES },
  "tpu-v5p-slice": { name: "V5P", slices: CUBES },
  "tpu-v6e-slice": { name: "V6E", slices: PODSLICES },
};

/** Short names that `flyte.Device` sends as something else, although it takes any text (same map). */
const RENAMED: ReadonlySet<string> = new Set([
  "A10",
  "A100",
  "A100 80G",
  "A100G",
  "A100_80G",
  "A10G",
  "H100",
  "K80",
  "L4",
  "L40s",
  "L4_VWS",
  "M60",
  "P100",
  "P4",
  "RTX PRO 6000",
  "RTX_PRO_4500",
  "RTX_PRO_6000",
  "T4",
  "V100",
  "V5E",
  "V5P",
  "V6E",
]);

/** True when Flyte 2 has no way to send this device's name as it is. */
export function isRenamedDevice(device: string): boolean {
  return RENAMED.has(device);
}

/** Flyte 2's own name of a GPU without partitions that it can ask for in any number; undefined for other devices. */
export function gpuName(device: string): string | undefined {
  return GPUS[device]?.name;
}

/** The device that the cluster is asked for by a name of Flyte 2 (`T4`); undefined when the name is none of the table's. */
export function deviceNamed(name: string): string | undefined {
  return Object.entries(GPUS).find(([, { name: known }]) => known === name)?.[0];
}

/**
 * The value of `flyte.Resources(gpu=…)` that asks for a device under exactly this name.
 *
 * @param device name on the cluster: `nvidia-tesla-t4`
 * @param partition `1g.5gb`, or the slice of a TPU; null for the whole device
 * @param quantity a count from 1, or a Python expression that is an int
 */
export function deviceRequest(device: string, partition: string | null, quantity: number | string): Expression {
  const tpu = TPUS[device];
  if (tpu && quantity === 1 && (partition === null || tpu.slices.includes(partition))) {
    return positional("flyte.TPU", [tpu.name, partition]);
  }
  const gpu = GPUS[device];
  if (!gpu || (partition !== null && !gpu.partitions.includes(partition))) {
    return anyDevice(tpu ? "TPU" : "GPU", device, partition, quantity);
  }
  if (partition === null && typeof quantity === "number" && quantity <= gpu.highestLiteral) {
    return source(quote(`${gpu.name}:${quantity}`));
  }
  return gpuRequest(quote(gpu.name), partition, quantity);
}

/** `flyte.GPU(NAME, quantity=…)`; `name` is a Python expression. */
export function gpuRequest(name: string, partition: string | null, quantity: number | string): Expression {
  const keywords = call("flyte.GPU", {
    quantity: source(String(quantity)),
    partition: partition === null ? undefined : source(quote(partition)),
  });
  return { ...keywords, arguments: [{ prefix: "", value: source(name) }, ...keywords.arguments] };
}

function anyDevice(kind: string, device: string, partition: string | null, quantity: number | string): Expression {
  const request = positional("flyte.Device", [kind, device, partition]);
  return { ...request, arguments: [{ prefix: "", value: source(String(quantity)) }, ...request.arguments] };
}

function positional(callee: string, texts: readonly (string | null)[]): CallExpression {
  const given = texts.filter((text) => text !== null);
  return { kind: "call", callee, arguments: given.map((text) => ({ prefix: "", value: source(quote(text)) })) };
}
