/** `flyte.Resources`: its fields and their rules (`flyte/_resources.py`, class `Resources`). */
import { canonicalQuantity } from "./quantity.ts";

/** The fields in the order of the constructor. */
export const RESOURCE_FIELDS = ["cpu", "memory", "gpu", "disk", "shm"] as const;

export type ResourceField = (typeof RESOURCE_FIELDS)[number];

/** Fields that take `(request, limit)`; the others take one value. */
export const RANGE_FIELDS: ReadonlySet<ResourceField> = new Set(["cpu", "memory"]);

/** Fields that refuse numbers: a size without a unit has to be written as text. */
export const TEXT_FIELDS: ReadonlySet<ResourceField> = new Set(["memory", "disk"]);

/** Shared memory of the largest size that the node has. */
export const SHARED_MEMORY_AUTO = "auto";

/** True when two quantities ask for the same: `"1024Mi"` and `"1Gi"`, `"1000m"` and `1`. */
export function isSameQuantity(a: string | number, b: string | number): boolean {
  return canonicalQuantity(String(a)) === canonicalQuantity(String(b));
}
