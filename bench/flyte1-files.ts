/** Teams with Flyte 1 pipelines: ten files each that name the SDK, a package that re-exports their tasks, and a test. */
import { Flyte1Imports } from "./flyte1-imports.ts";
import { type TaskKind, taskText } from "./flyte1-tasks.ts";
import { moduleName } from "./ordinary-files.ts";
import { functionText, noun, sentence, statements } from "./python-text.ts";
import type { Random } from "./random.ts";

/** Files of a team that name the SDK. */
export const FLYTE1_FILES_OF_A_TEAM = 10;

const STANDARD_IMPORTS = ["import json", "import logging", "import os", "import tempfile"];
const LOGGER = ["", "logger = logging.getLogger(__name__)"];

/** Where a team's tasks are: module path (without the package) and names. */
interface TaskModule {
  readonly stem: string;
  readonly tasks: readonly string[];
}

/** A module in the making. */
interface Draft {
  readonly imports: readonly string[];
  readonly body: readonly string[];
}

/**
 * One team's texts by path.
 *
 * @param libraries texts of ordinary modules by path; some are imported, and functions of theirs called
 */
export function teamFiles(random: Random, number: number, libraries: ReadonlyMap<string, string>): Map<string, string> {
  const team = `pipelines/${noun(random)}_${number}`;
  const dotted = moduleName(team);
  const files = new Map<string, string>();
  const paths = [...libraries.keys()];
  const add = (stem: string, write: (sdk: Flyte1Imports) => Draft) => {
    const sdk = new Flyte1Imports(random);
    const { imports, body } = write(sdk);
    const helper = random.chance(0.5) ? libraryCall(random, random.pick(paths), libraries) : { imports: [], body: [] };
    const head = [
      `"""${sentence(random)}"""`,
      "",
      ...STANDARD_IMPORTS,
      "",
      ...sdk.lines,
      ...imports,
      ...helper.imports,
      ...LOGGER,
    ];
    files.set(`${team}/${stem}.py`, `${[...head, ...helper.body, ...body].join("\n")}\n`);
  };
  const shared = [`from ${dotted} import secret_names, settings`, `from ${dotted}.credentials import read_secret`];
  const accelerators = ["from flytekit.extras.accelerators import A100, T4"];
  const addTasks = (stem: string, kinds: readonly TaskKind[]): TaskModule => {
    const tasks: string[] = [];
    add(stem, (sdk) => {
      const texts = kinds.map((kind) => taskText(random, sdk, kind));
      tasks.push(...texts.map((task) => task.name));
      const helper = ["", "", ...functionText(random)];
      const body = [...helper, ...texts.flatMap((task) => ["", "", ...task.lines])];
      return { imports: [...(kinds.includes("gpu") ? accelerators : []), ...shared], body };
    });
    return { stem, tasks };
  };

  add("settings", (sdk) => ({ imports: [], body: settings(random, sdk) }));
  add("secret_names", (sdk) => ({ imports: [], body: secretNames(random, sdk) }));
  add("credentials", (sdk) => ({ imports: [`from ${dotted}.secret_names import Store`], body: credentials(random, sdk) }));
  const ingest = addTasks("ingest", ["plain", "secrets", "plain"]);
  const features = addTasks("features", ["plain", "plain", "plain", "plain", "plain"]);
  const training = addTasks("training", ["gpu", "plain", "gpu"]);
  const publish = addTasks("publish", ["secrets", "plain", "secrets"]);
  const all = [ingest, features, training, publish];
  add("nightly", (sdk) => ({ imports: importTasks(random, dotted, all), body: nightly(random, sdk, all) }));
  add("backfill", (sdk) => ({
    imports: [`from ${dotted} import features, settings, training`],
    body: backfill(random, sdk, features, training),
  }));
  add("legacy", (sdk) => ({
    imports: [`from ${dotted}.features import ${features.tasks.join(", ")}`],
    body: legacy(random, sdk, features),
  }));
  files.set(`${team}/__init__.py`, reExports(random, dotted, all));
  files.set(`tests/test_${team.replaceAll("/", "_")}.py`, testText(random, dotted, all));
  return files;
}

/** A function that calls one from an ordinary module. */
function libraryCall(random: Random, path: string, libraries: ReadonlyMap<string, string>): Draft {
  const name = /^def (\w+)\(/m.exec(libraries.get(path) ?? "")?.[1];
  if (name === undefined) return { imports: [`import ${moduleName(path)}`], body: [] };
  const body = ["", "", `def prepared_${noun(random)}(values: list[float]) -> object:`, `    return ${name}(sorted(values))`];
  return { imports: [`from ${moduleName(path)} import ${name}`], body };
}

function settings(random: Random, sdk: Flyte1Imports): string[] {
  const image = random.pick([
    ['IMAGE = "ghcr.io/example/forecasting:2026.4.1"'],
    [
      `IMAGE = ${sdk.spell("ImageSpec")}(`,
      '    name="pipelines",',
      '    registry="ghcr.io/example",',
      '    packages=["numpy", "pandas==2.2.3"],',
      ")",
    ],
  ]);
  return [
    "",
    ...image,
    'DATA_VERSION = "2026.4"',
    'FEATURES_VERSION = f"{DATA_VERSION}.2"',
    'CACHE_ENABLED = os.getenv("PIPELINES_CACHE", "1") == "1"',
    "",
    "# What a task gets that only moves a few kilobytes around.",
    `SMALL = ${sdk.spell("Resources")}(cpu="500m", mem="512Mi")`,
    `LARGE = ${sdk.spell("Resources")}(cpu="4", mem="16Gi")`,
    "",
    "",
    ...functionText(random),
  ];
}

function secretNames(random: Random, sdk: Flyte1Imports): string[] {
  const secret = sdk.spell("Secret");
  const mount = random.chance(0.3) ? `, mount_requirement=${secret}.MountType.FILE` : "";
  return [
    "",
    "",
    "class Store:",
    '    GROUP = "warehouse"',
    '    USER = "user"',
    '    PASSWORD = "password"',
    "",
    "",
    "LOGIN = [",
    `    ${secret}(group=Store.GROUP, key=Store.USER),`,
    `    ${secret}(group=Store.GROUP, key=Store.PASSWORD),  # rotated every quarter`,
    "]",
    "",
    `TOKEN = ${secret}("${noun(random)}-registry", "api-token"${mount})`,
  ];
}

function credentials(random: Random, sdk: Flyte1Imports): string[] {
  return [
    "",
    "",
    "def read_secret(key: str) -> str:",
    `    """${sentence(random)}"""`,
    `    return ${sdk.spell("current_context")}().secrets.get(Store.GROUP, key)`,
    "",
    "",
    ...functionText(random),
  ];
}

/** By name, by module, or through the package. */
function importTasks(random: Random, dotted: string, modules: readonly TaskModule[]): string[] {
  if (random.chance(0.3)) return [`from ${dotted} import ${modules.flatMap(({ tasks }) => tasks).join(", ")}`];
  return modules.map(({ stem, tasks }) => `from ${dotted}.${stem} import ${tasks.join(", ")}`);
}

/** Two workflows: a chain, and independent calls that meet. */
function nightly(random: Random, sdk: Flyte1Imports, modules: readonly TaskModule[]): string[] {
  const workflow = sdk.spell("workflow");
  const [first = "", ...others] = modules.flatMap(({ tasks }) => tasks);
  const chain = others.map((task) => `    step = ${task}(values=step)`);
  const [left, right] = random.sample(others, 2);
  return [
    "",
    "",
    `@${workflow}`,
    "def nightly(values: list[float]) -> list[float]:",
    `    """${sentence(random)}"""`,
    `    step = ${first}(values=values)`,
    ...chain,
    "    return step",
    "",
    "",
    `@${workflow}${random.chance(0.3) ? "()" : ""}`,
    "def compare(values: list[float]) -> tuple[list[float], list[float]]:",
    `    """${sentence(random)}"""`,
    `    left = ${left}(values=values)`,
    `    right = ${right}(values=values)`,
    "    both = nightly(values=left)",
    "    return both, right",
    "",
    "",
    ...functionText(random),
    "",
    "",
    'if __name__ == "__main__":',
    "    print(nightly(values=[1.0, 2.0]))",
  ];
}

/** A dynamic workflow, and overrides. */
function backfill(random: Random, sdk: Flyte1Imports, features: TaskModule, training: TaskModule): string[] {
  const resources = `${sdk.spell("Resources")}(cpu="2", mem="8Gi")`;
  const [first = ""] = features.tasks;
  const [fit = ""] = training.tasks;
  return [
    "",
    "",
    `@${sdk.spell("dynamic")}(container_image=settings.IMAGE, requests=settings.SMALL)`,
    "def fit_weeks(values: list[float], weeks: int) -> list[float]:",
    `    """${sentence(random)}"""`,
    "    result = values",
    "    for week in range(weeks):",
    `        result = features.${first}(values=result)`,
    "    return result",
    "",
    "",
    `@${sdk.spell("workflow")}`,
    "def backfill(values: list[float]) -> list[float]:",
    `    """${sentence(random)}"""`,
    `    prepared = features.${first}(values=values).with_overrides(requests=${resources}, retries=${random.integer(1, 3)})`,
    `    fitted = training.${fit}(values=prepared)`,
    "    return fit_weeks(values=fitted, weeks=8)",
    "",
    "",
    ...functionText(random),
  ];
}

/** What no transform takes yet: maps, files, launch plans, partial tasks. */
function legacy(random: Random, sdk: Flyte1Imports, features: TaskModule): string[] {
  const [first = "", second = ""] = features.tasks;
  return [
    "",
    "",
    `@${sdk.spell("task")}(container_image="ghcr.io/example/legacy:1")`,
    `def export_file(values: list[float]) -> ${sdk.spell("FlyteFile")}:`,
    ...statements(random, random.integer(1, 3), "values", "    "),
    `    return ${sdk.spell("FlyteFile")}("/tmp/export.csv")`,
    "",
    "",
    `@${sdk.spell("task")}`,
    "def scale(value: float) -> float:",
    `    return value * ${random.integer(2, 9)}`,
    "",
    "",
    `@${sdk.spell("workflow")}`,
    "def legacy(values: list[float]) -> list[float]:",
    `    prepared = ${first}(values=values)`,
    `    ${second}(values=prepared)`,
    `    return ${sdk.spell("map_task")}(scale)(value=prepared)`,
    "",
    "",
    `plan = ${sdk.spell("LaunchPlan")}.get_or_create(legacy, name="legacy-nightly", default_inputs={"values": [1.0]})`,
    "",
    "",
    ...functionText(random),
  ];
}

function reExports(random: Random, dotted: string, modules: readonly TaskModule[]): string {
  const names = modules.flatMap(({ tasks }) => tasks);
  const lines = [
    `"""${sentence(random)}"""`,
    "",
    ...modules.map(({ stem, tasks }) => `from ${dotted}.${stem} import ${tasks.join(", ")}`),
    "",
    `__all__ = [${names.map((name) => `"${name}"`).join(", ")}]`,
  ];
  return `${lines.join("\n")}\n`;
}

function testText(random: Random, dotted: string, modules: readonly TaskModule[]): string {
  const names = random.sample(
    modules.flatMap(({ tasks }) => tasks),
    5,
  );
  const tests = names.flatMap((name) => ["", "", `def test_${name}():`, `    assert ${name}(values=[1.0, 2.0]) != []`]);
  const head = [
    `"""${sentence(random)}"""`,
    "",
    "import pytest",
    "",
    `from ${dotted} import ${names.join(", ")}`,
    `from ${dotted}.nightly import nightly`,
  ];
  const whole = ["", "", "def test_nightly():", "    with pytest.raises(ValueError):", "        nightly(values=[-1.0])"];
  return `${[...head, ...tests, ...whole].join("\n")}\n`;
}
