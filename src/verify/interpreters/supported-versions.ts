/** The SDKs that are read, and the Pythons that they run on. */
import type { Sdk } from "../sides.ts";

/** What is known of one SDK. */
export interface SdkSupport {
  /** Older ones have other internals. */
  readonly oldest: string;
  /** What the serialiser was tested with, and what `--install` installs. */
  readonly tested: string;
  /** Of the tested version: first Python that it runs on, and the first that it does not run on, if any (`Requires-Python`). */
  readonly python: { readonly from: string; readonly below: string | null };
}

/** The two SDKs. */
export const SDKS: Readonly<Record<Sdk, SdkSupport>> = {
  flytekit: { oldest: "1.10", tested: "1.16.31", python: { from: "3.10", below: "3.13" } },
  flyte: { oldest: "2.0", tested: "2.12.1", python: { from: "3.10", below: null } },
};

/** Negative when `one` is older than `other`; parts that are no numbers (`2.0.0b20`) count by the number that they start with. */
function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [one, other].map((version) => version.split(".").map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(ours?.length ?? 0, theirs?.length ?? 0); index++) {
    const difference = (ours?.[index] ?? 0) - (theirs?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the tested version of an SDK runs on this Python. */
export function runsOn(sdk: Sdk, python: string): boolean {
  const { from, below } = SDKS[sdk].python;
  return compareVersions(python, from) >= 0 && (below === null || compareVersions(python, below) < 0);
}

/** `Python 3.10 to 3.12`, or `Python 3.10 or later`. */
export function pythonsOf(sdk: Sdk): string {
  const { from, below } = SDKS[sdk].python;
  if (below === null) return `Python ${from} or later`;
  const [major = 3, minor = 0] = below.split(".").map(Number);
  return `Python ${from} to ${major}.${minor - 1}`;
}

/** Why this version of an SDK is not read, or null when it is. */
export function refusedVersion(sdk: Sdk, version: string): string | null {
  const { oldest } = SDKS[sdk];
  return compareVersions(version, oldest) < 0 ? `${sdk} ${version} is older than ${oldest}, the oldest that verify reads` : null;
}
