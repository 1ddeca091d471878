/** What to do when no interpreter has an SDK: the command that a person would type in this project. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { groupBy } from "../../project/group-by.ts";
import type { Sdk } from "../sides.ts";
import type { LookingPlaces } from "./candidates.ts";
import type { FoundPython } from "./probe.ts";
import { environmentPython, onPath } from "./programs.ts";
import { pythonsOf, runsOn, SDKS } from "./supported-versions.ts";

/** No interpreter that was found has the SDK. */
export interface MissingSdk {
  readonly sdk: Sdk;
  readonly found: readonly FoundPython[];
}

/** The option that names the interpreter of an SDK. */
export function flagOf(sdk: Sdk): string {
  return sdk === "flytekit" ? "--python-v1" : "--python-v2";
}

/**
 * One sentence for each SDK that is missing, and how to go on; several lines.
 *
 * @param places where interpreters were looked for
 */
export function missingMessage(missing: readonly MissingSdk[], places: LookingPlaces): string {
  const otherwise = `${missing.map(({ sdk }) => flagOf(sdk)).join(" and ")}, or let flyteshift make a private environment with --install.`;
  const commands = installCommands(missing, places).map((command) => `  ${command}`);
  const advice =
    commands.length > 0
      ? ["Install it with", ...commands, `or name another interpreter with ${otherwise}`]
      : [`Name another interpreter with ${otherwise}`];
  return [...missing.map(missingSentence), ...advice].join("\n");
}

/** A command for each interpreter that fits; it installs all that is missing there. */
function installCommands(missing: readonly MissingSdk[], places: LookingPlaces): readonly string[] {
  const fitting = missing.flatMap(({ sdk, found }) => {
    const python = fittingPython(sdk, found);
    return python ? [{ sdk, python }] : [];
  });
  return [...groupBy(fitting, ({ python }) => python)].map(([python, members]) => {
    const sdks = members.map(({ sdk }) => sdk);
    return installCommand(sdks, python, places);
  });
}

function fittingPython(sdk: Sdk, found: readonly FoundPython[]): FoundPython | undefined {
  return found.find(({ version }) => runsOn(sdk, version));
}

function missingSentence({ sdk, found }: MissingSdk): string {
  const fitting = fittingPython(sdk, found);
  if (fitting) return `${sdk} is not installed in ${fitting.python} (${fitting.foundIn}).`;
  const [first] = found;
  const needed = `${sdk} ${SDKS[sdk].tested} needs ${pythonsOf(sdk)}`;
  if (!first) return `No Python was found, and ${needed}.`;
  return `${sdk} is not installed in ${first.python} (${first.foundIn}), which is Python ${first.version}; ${needed}.`;
}

function installCommand(
  sdks: readonly Sdk[],
  { python, foundIn, hasPip, isEnvironment }: FoundPython,
  { root, environment }: LookingPlaces,
): string {
  const requirements = sdks.map((sdk) => `${sdk}==${SDKS[sdk].tested}`);
  if (foundIn.startsWith("poetry")) return `poetry add --group dev ${requirements.join(" ")}`;
  const hasUv = onPath("uv", environment) !== null;
  // One after the other: an old pip does not come to an end with both at once.
  const install = (into: string, usesUv: boolean) =>
    usesUv
      ? `uv pip install --python ${into} ${requirements.join(" ")}`
      : requirements.map((requirement) => `${into} -m pip install ${requirement}`).join(" && ");
  if (isEnvironment) {
    const usesUv = hasUv && (!hasPip || existsSync(join(root, "uv.lock")));
    return `${hasPip || usesUv ? "" : `${python} -m ensurepip && `}${install(python, usesUv)}`;
  }
  // Nothing is installed beside the system's own packages.
  const folder = join(relative(process.cwd(), root), ".venv");
  const made = hasUv ? `uv venv --python ${python} ${folder}` : `${python} -m venv ${folder}`;
  return `${made} && ${install(environmentPython(folder), hasUv)}`;
}
