/** Expected differences of what is said of a task: cache, retries, interruptible, report. */
import { rule } from "../expected-difference.ts";
import type { ExpectedDifference } from "../expected-difference.ts";

/** In the order in which they apply. */
export const SETTING_RULES: readonly ExpectedDifference[] = [
  rule({
    id: "eager-settings",
    facts: ["cache", "cacheVersion", "cacheSerialise", "cacheIgnoredInputs", "retries", "timeout", "interruptible"],
    why: "Flyte 1 passed over these settings of an eager function; Flyte 2 does what they say.",
    announcedBy: ["eager/ignored-setting"],
    rewrite: (value, { kind, v2 }, fact) => (kind === "eager" && v2[fact] !== false ? v2[fact] : value),
  }),
  rule({
    id: "interruptible-workflow",
    facts: ["interruptible"],
    why: "A former workflow only waits for its tasks, so it is not interruptible itself.",
    announcedBy: ["workflow-settings/interruptible"],
    rewrite: (value, { kind }) => (kind === "workflow" && value === true ? false : value),
  }),
  rule({
    id: "interruptible-inherited",
    facts: ["interruptible"],
    why: "Nothing is inherited from a workflow in Flyte 2, so the task says itself what its workflow said.",
    announcedBy: ["workflow-settings/interruptible"],
    rewrite: (value, { kind, v2 }) => (kind !== "workflow" && value === null && v2.interruptible === true ? true : value),
  }),
  rule({
    id: "interruptible-unset",
    facts: ["interruptible"],
    why: "Flyte 2 always says it, and false is the default of both.",
    announcedBy: [],
    rewrite: (value) => value ?? false,
  }),
  rule({
    id: "eager-report",
    facts: ["report"],
    why: "Flyte 1 wrote a report of what an eager workflow calls; Flyte 2 shows the calls themselves.",
    announcedBy: [],
    rewrite: (value, { kind, v2 }) => (kind === "eager" ? v2.report : value),
  }),
];
