/** Why an SDK could not be started, in one sentence that says what to do. */
import { ExpectedError } from "../../project/expected-error.ts";
import type { ChildEnd } from "../processes/child-process.ts";
import type { Sdk } from "../sides.ts";
import { SDKS } from "./supported-versions.ts";

/** An SDK could not be used at all; the message says what to do. A user's module that fails is no such error. */
export class SdkError extends ExpectedError {
  override name = "SdkError";
}

/** The last line of a traceback when a part of the SDK is not where it was in the versions that are known. */
const OTHER_INTERNALS = /^(?:ImportError|AttributeError|ModuleNotFoundError|TypeError)\b/;

/**
 * The error for a child process that ended before it began its work.
 *
 * @param python path of the interpreter
 * @param ended how the process ended, with its standard error
 */
export function startFailure(sdk: Sdk, python: string, { errors, failure }: ChildEnd): SdkError {
  if (failure?.type === "NotStarted") {
    return new SdkError(`${python} could not be started: ${errors}; name a Python interpreter that exists`);
  }
  if (failure?.type === "TimedOut") return new SdkError(`${sdk} could not be loaded with ${python}: ${failure.message}`);
  if (errors.includes(`No module named '${sdk}'`)) {
    return new SdkError(`${python} has no ${sdk}: run '${python} -m pip install ${sdk}'`);
  }
  const last = errors.trim().split("\n").at(-1) ?? "";
  if (!OTHER_INTERNALS.test(last)) return new SdkError(`${sdk} could not be loaded with ${python}: ${last}`);
  const { tested } = SDKS[sdk];
  return new SdkError(
    `the ${sdk} of ${python} is of a version that cannot be read (${last}): verify was tested with ${sdk} ${tested}`,
  );
}
