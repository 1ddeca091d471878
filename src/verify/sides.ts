/** The two sides of a comparison: the original, which flytekit reads, and the migrated code, which flyte reads. */

/** `v1` is the original, `v2` the migrated code. */
export type Side = "v1" | "v2";

/** The SDK of Flyte 1, or that of Flyte 2. */
export type Sdk = "flytekit" | "flyte";

/** By side: the SDK that reads it, what a person calls that, and when the code was as it is on that side. */
export const SIDES = {
  v1: { sdk: "flytekit", title: "Flyte 1", when: "before" },
  v2: { sdk: "flyte", title: "Flyte 2", when: "after" },
} as const satisfies Readonly<Record<Side, { readonly sdk: Sdk; readonly title: string; readonly when: string }>>;
