/** What an interpreter has, asked of itself. */
import { runChild } from "../processes/child-process.ts";
import { boolean, nullable, object, text } from "../processes/json-shape.ts";
import { pythonScript, QUIET } from "../processes/python-scripts.ts";
import type { Sdk } from "../sides.ts";

/** An interpreter to ask. */
export interface Candidate {
  readonly python: string;
  readonly foundIn: string;
}

/** An interpreter that answered. */
export interface FoundPython {
  readonly python: string;
  readonly foundIn: string;
  /** `3.11.7`. */
  readonly version: string;
  /** Versions of the SDKs; null where there is none. */
  readonly sdks: Readonly<Record<Sdk, string | null>>;
  readonly hasPip: boolean;
  /** Whether it is an environment, apart from the system's packages. */
  readonly isEnvironment: boolean;
}

const PROBE = pythonScript("probe.py");
const PROBE_MILLISECONDS = 20_000;

/** Asks an interpreter what it has; a text says why it gave no answer. */
export async function probePython({ python, foundIn }: Candidate): Promise<FoundPython | string> {
  const ended = await runChild(python, ["-B", PROBE], {
    silenceMilliseconds: PROBE_MILLISECONDS,
    environment: { ...process.env, ...QUIET },
  });
  if (ended.failure) return ended.failure.message;
  try {
    const { python: version, pip, environment, flytekit, flyte } = probeAnswer(JSON.parse(ended.output), "");
    return { python, foundIn, version, hasPip: pip, isEnvironment: environment, sdks: { flytekit, flyte } };
  } catch {
    return "it does not run Python programs";
  }
}

const probeAnswer = object({
  python: text,
  flytekit: nullable(text),
  flyte: nullable(text),
  pip: boolean,
  environment: boolean,
});
