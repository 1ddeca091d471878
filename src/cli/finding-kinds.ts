/** Every code that a run can report. */
import { PIPELINE_FINDINGS } from "../migrate/pipeline-findings.ts";
import type { FindingKind } from "../migrate/transform.ts";
import { transforms } from "../../transforms/index.ts";

/** Codes of one transform. */
export interface FindingGroup {
  readonly title: string;
  readonly kinds: readonly FindingKind[];
}

/** By transform, in the order in which they are listed; those of the pipeline itself come last. */
export function findingGroups(): FindingGroup[] {
  const own: FindingGroup = { title: "tasks, workflows and files as a whole", kinds: PIPELINE_FINDINGS };
  return [...transforms.map(({ title, findings }) => ({ title, kinds: findings })), own];
}

/** All of them. */
export function findingKinds(): FindingKind[] {
  return findingGroups().flatMap(({ kinds }) => kinds);
}
