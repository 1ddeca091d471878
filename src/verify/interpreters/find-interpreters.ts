/** Finds the Python interpreters that import the user's modules: one that has flytekit, and one that has flyte. */
import { ExpectedError } from "../../project/expected-error.ts";
import type { Sdk } from "../sides.ts";
import type { Interpreter } from "../verification.ts";
import { candidates, namedCandidate } from "./candidates.ts";
import type { LookingPlaces } from "./candidates.ts";
import { flagOf, missingMessage } from "./install-advice.ts";
import type { MissingSdk } from "./install-advice.ts";
import { probePython } from "./probe.ts";
import type { Candidate, FoundPython } from "./probe.ts";
import { refusedVersion } from "./supported-versions.ts";

/** What the user said about interpreters. */
export interface InterpreterWishes {
  /** For both sides. */
  readonly both?: string | undefined;
  readonly v1?: string | undefined;
  readonly v2?: string | undefined;
}

/** Makes an interpreter that has an SDK, when the user wants that. */
export type InstallSdk = (sdk: Sdk, found: readonly FoundPython[]) => Promise<FoundPython>;

/** Where to look, what the user wishes, and whether to install. */
export interface FindInterpretersOptions extends LookingPlaces {
  readonly wishes: InterpreterWishes;
  /** Null: nothing is installed. */
  readonly install: InstallSdk | null;
}

/**
 * The interpreters of both sides; often one and the same.
 *
 * @throws ExpectedError with the command that would install what is missing
 */
export async function findInterpreters(options: FindInterpretersOptions): Promise<{ v1: Interpreter; v2: Interpreter }> {
  const probe = cachedProbe();
  const v1 = await find("flytekit", options.wishes.v1, options, probe);
  const v2 = await find("flyte", options.wishes.v2, options, probe);
  if ("python" in v1 && "python" in v2) return { v1, v2 };
  throw new ExpectedError(
    missingMessage(
      [v1, v2].flatMap((answer) => ("found" in answer ? [answer] : [])),
      options,
    ),
  );
}

type Probe = (candidate: Candidate) => Promise<FoundPython | string>;

async function find(
  sdk: Sdk,
  ownWish: string | undefined,
  options: FindInterpretersOptions,
  probe: Probe,
): Promise<Interpreter | MissingSdk> {
  const wish = ownWish ?? options.wishes.both;
  const found: FoundPython[] = [];
  const looked =
    wish === undefined ? candidates(options) : [namedCandidate(wish, ownWish === undefined ? "--python" : flagOf(sdk))];
  for await (const candidate of looked) {
    const answer = await probe(candidate);
    if (typeof answer !== "string") {
      const accepted = accept(sdk, answer);
      if (accepted) return accepted;
      found.push(answer);
    } else if (wish !== undefined) {
      throw new ExpectedError(`${candidate.foundIn} ${wish} is no Python that can be started: ${answer}. Name another.`);
    }
  }
  const installed = options.install && accept(sdk, await options.install(sdk, found));
  return installed ?? { sdk, found };
}

function accept(sdk: Sdk, found: FoundPython): Interpreter | null {
  const version = found.sdks[sdk];
  if (version === null) return null;
  const refused = refusedVersion(sdk, version);
  if (refused) throw new ExpectedError(`${refused} (in ${found.python}). Name another interpreter with ${flagOf(sdk)}.`);
  return { sdk, version, python: found.python, foundIn: found.foundIn };
}

/** Each interpreter is started once. */
function cachedProbe(): Probe {
  const known = new Map<string, Promise<FoundPython | string>>();
  return async ({ python, foundIn }) => {
    const answer = known.get(python) ?? probePython({ python, foundIn });
    known.set(python, answer);
    return answer;
  };
}
