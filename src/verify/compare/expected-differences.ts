/**
 * Where Flyte 2 cannot say what Flyte 1 said: what is expected instead, and which finding must have told the user.
 * A rule rewrites the Flyte 1 value into the Flyte 2 value; the rules of one fact apply one after another, in this order.
 */
import type { ExpectedDifference } from "./expected-difference.ts";
import { IMAGE_RULES } from "./rules/image-rules.ts";
import { RESOURCE_RULES } from "./rules/resource-rules.ts";
import { SECRET_RULES } from "./rules/secret-rules.ts";
import { SETTING_RULES } from "./rules/setting-rules.ts";
import { TYPE_RULES } from "./rules/type-rules.ts";

/** The table of all rules. */
export const EXPECTED_DIFFERENCES: readonly ExpectedDifference[] = [
  ...RESOURCE_RULES,
  ...SECRET_RULES,
  ...SETTING_RULES,
  ...IMAGE_RULES,
  ...TYPE_RULES,
];
