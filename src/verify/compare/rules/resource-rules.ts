/** Expected differences of resources: sizes, GPUs, accelerators. */
import { isRenamedDevice } from "../../../flyte2/accelerators.ts";
import { rule } from "../expected-difference.ts";
import type { ExpectedDifference } from "../expected-difference.ts";
import type { ResourceRange } from "../facts.ts";

/** In the order in which they apply. */
export const RESOURCE_RULES: readonly ExpectedDifference[] = [
  rule({
    id: "no-gpus",
    facts: ["gpu"],
    why: "Zero GPUs are not sent.",
    announcedBy: [],
    rewrite: ({ request, limit }) => ({ request: request === "0" ? null : request, limit: limit === "0" ? null : limit }),
  }),
  rule({
    id: "accelerator-without-gpu",
    facts: ["gpu"],
    why: "Flyte 2 has no accelerator without a GPU count, so one GPU is requested.",
    announcedBy: ["resources/accelerator-without-gpu"],
    rewrite: (value, { v1 }) => (v1.accelerator && isUnset(value) ? { request: "1", limit: null } : value),
  }),
  rule({
    id: "disk-range",
    facts: ["disk"],
    why: "Flyte 2 has one size of disk; the limit stays.",
    announcedBy: ["resources/disk-range"],
    rewrite: (value) => (isRange(value) ? { request: value.limit, limit: null } : value),
  }),
  rule({
    id: "gpu-range",
    facts: ["gpu"],
    why: "Flyte 2 has one number of GPUs; the limit stays.",
    announcedBy: ["resources/gpu-range"],
    rewrite: (value) => (isRange(value) ? { request: value.limit, limit: null } : value),
  }),
  rule({
    id: "single-value",
    facts: ["cpu", "memory", "gpu", "disk"],
    why: "Flyte 2 sends a single value as request; the cluster sets the limit to the same.",
    announcedBy: [],
    rewrite: (value) => (isRange(value) ? value : { request: value.request ?? value.limit, limit: null }),
  }),
  rule({
    id: "unpartitioned",
    facts: ["accelerator"],
    why: "Flyte 2 has no flag for a GPU that must not be partitioned.",
    announcedBy: ["resources/unpartitioned"],
    rewrite: (value) => (value?.partition === "unpartitioned" ? { ...value, partition: null } : value),
  }),
  rule({
    id: "default-accelerator",
    facts: ["accelerator"],
    why: "The settings name an accelerator for GPUs without one.",
    announcedBy: [],
    rewrite: (value, { v1, v2, settings }) =>
      value === null && !isUnset(v1.gpu) && settings.defaultAccelerator ? v2.accelerator : value,
  }),
  rule({
    id: "device-name",
    facts: ["accelerator"],
    why: "Flyte 2 sends some short names of devices as the cluster's usual label.",
    announcedBy: ["resources/device-name"],
    rewrite: (value, { v2 }) =>
      value && v2.accelerator && isRenamedDevice(value.device) ? { ...value, device: v2.accelerator.device } : value,
  }),
  rule({
    id: "device-class",
    facts: ["accelerator"],
    why: "Flyte 1 did not say what kind of device an accelerator is; Flyte 2 says it.",
    announcedBy: [],
    rewrite: (value) => (value?.device_class === null ? { ...value, device_class: deviceClass(value.device) } : value),
  }),
];

function isUnset({ request, limit }: ResourceRange): boolean {
  return request === null && limit === null;
}

function isRange({ request, limit }: ResourceRange): boolean {
  return request !== null && limit !== null && request !== limit;
}

function deviceClass(device: string): string {
  return device.startsWith("tpu-") ? "GOOGLE_TPU" : "NVIDIA_GPU";
}
