/** Which values are secrets on this machine. */
import type { Plan } from "../../migrate/plan.ts";
import { maskOf } from "./masking.ts";
import type { Mask } from "./masking.ts";

/** Variables in which an SDK looks for the values of secrets on this machine. */
const SECRET_VARIABLE = /^(?:_FSEC_|_UNION_|FLYTE_SECRETS?_)/;

/**
 * The mask for whatever is told of user code: values of the variables in which tasks are given secrets, and all of the user's own file.
 *
 * @param plan which variables are secrets
 * @param variables those of the user's file, by name
 */
export function maskFor({ secrets }: Plan, variables: Readonly<Record<string, string>>): Mask {
  const named = new Set(secrets.map(({ variable }) => variable));
  const values = Object.entries(process.env).filter(([name]) => named.has(name) || SECRET_VARIABLE.test(name));
  return maskOf(
    values.flatMap(([, value]) => value ?? []),
    Object.values(variables),
  );
}
