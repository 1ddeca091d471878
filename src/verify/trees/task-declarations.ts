/** Which files can declare a task, told from their text alone: only these are imported. */
import { FLYTE1_PACKAGES } from "../../flyte1/surface.ts";
import { scanImports } from "../../project/import-scan.ts";

const SDK_PACKAGES: ReadonlySet<string> = new Set([...FLYTE1_PACKAGES, "flyte", "flyteplugins"]);

/** Packages and functions whose decorators make no task. */
const OTHER_DECORATORS =
  "abc abstractmethod asynccontextmanager cache cached_property classmethod click contextlib contextmanager dataclass dataclasses " +
  "field_validator functools lru_cache mock model_validator overload override patch property pytest root_validator st staticmethod " +
  "streamlit typer typing unittest validator wraps";

/** The same by the last name: of properties, and of web applications. */
const OTHER_ENDINGS =
  "api_route callback command delete exception_handler get middleware on_event patch post put route setter websocket";

const NO_TASK = new RegExp(`^(?:${OTHER_DECORATORS.replaceAll(" ", "|")})\\b|\\.(?:${OTHER_ENDINGS.replaceAll(" ", "|")})$`);

/** What can declare something that is compared, besides a decorator. */
const DECLARATIONS = /\b(?:\w*Task\w*\s*\(|(?:LaunchPlan|Trigger)\s*[.(]|map_task\s*\(|reference_\w+\s*\()/;

/** Whether a file imports one of the SDKs. */
export function importsSdk(text: string): boolean {
  return scanImports(text).some((name) => SDK_PACKAGES.has(name.split(".", 1)[0] ?? ""));
}

/**
 * Whether a file that has to do with Flyte can hold something to compare. Others are imported by those that need them only: to import a
 * script that submits a run is to submit it.
 */
export function mayDeclareTasks(text: string): boolean {
  return DECLARATIONS.test(text) || decoratorsIn(text).some((name) => !NO_TASK.test(name));
}

function decoratorsIn(text: string): string[] {
  return [...text.matchAll(/^[ \t]*@[ \t]*([\w.]+)/gm)].map(([, name = ""]) => name);
}
