/** Ordinary Python: names, statements and functions as people write them, from templates. */
import type { Random } from "./random.ts";

const NOUNS = (
  "account address batch basket budget catalog channel customer delivery discount event factor forecast history invoice item label " +
  "ledger limit margin market metric model offer order parcel payment period plan price product quota rate record region report " +
  "result route sample schedule score segment session signal source stock store supplier target tariff ticket token total vendor window"
).split(" ");

const VERBS = (
  "apply build check clean collect compare compute count decode encode expand export fetch filter find fold format group join load " +
  "merge normalise parse prepare publish rank read reduce refresh render resolve round score select send sort split store sum trim update"
).split(" ");

const TYPES = ["int", "float", "str", "bool", "list[int]", "list[str]", "dict[str, float]", "str | None"];

const COMMENTS = [
  "# The upstream system sends these twice on Mondays.",
  "# Keep this in step with the dashboard.",
  "# Faster than the obvious way, measured in March.",
  "# TODO: ask the data team whether zero is a real value here",
  "# See the runbook before changing this number.",
];

export function noun(random: Random): string {
  return random.pick(NOUNS);
}

export function functionName(random: Random): string {
  return `${random.pick(VERBS)}_${noun(random)}_${noun(random)}`;
}

function className(random: Random): string {
  return [noun(random), noun(random)].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

export function sentence(random: Random): string {
  const [verb, first, second] = [random.pick(VERBS), noun(random), noun(random)];
  const opening = verb.charAt(0).toUpperCase() + verb.slice(1);
  return random.pick([
    `${opening} the ${first} of every ${second}.`,
    `${opening} one ${first} for each ${second} in the ${noun(random)}.`,
  ]);
}

/** Each template gives the lines of one step that reads `values` (a list of numbers) and binds or changes a name. */
const STEPS: readonly ((random: Random, name: string, values: string) => string[])[] = [
  (random, name, values) => [
    `${name} = {}`,
    `for index, value in enumerate(${values}):`,
    `    if value > ${random.integer(1, 900)} and index % ${random.integer(2, 9)} == 0:`,
    `        ${name}.setdefault(index // ${random.integer(2, 30)}, []).append(value * ${random.next().toFixed(3)})`,
    `    elif value < 0:`,
    `        raise ValueError(f"${noun(random)} {index} is negative: {value!r}")`,
  ],
  (random, name, values) => [`${name} = [value * ${random.integer(2, 40)} for value in ${values} if value is not None]`],
  (random, name, values) => [`${name} = sum(value for value in ${values}) / max(len(${values}), ${random.integer(1, 5)})`],
  (random, name, values) => [
    `${name} = sorted(${values}, key=lambda value: (-value, str(value)))[:${random.integer(5, 90)}]`,
    `logger.debug("%d ${noun(random)}s left of %d", len(${name}), len(${values}))`,
  ],
  (random, name, values) => [
    `try:`,
    `    ${name} = json.loads(str(${values}[:${random.integer(2, 9)}]))`,
    `except (TypeError, ValueError) as error:`,
    `    logger.warning("no ${noun(random)} because of %s", error)`,
    `    ${name} = {"${noun(random)}": len(${values}), "${noun(random)}": ${random.integer(1, 99)}}`,
  ],
  (random, name, values) => [
    `${name} = {`,
    `    "${noun(random)}": min(${values}, default=${random.integer(0, 9)}),`,
    `    "${noun(random)}": max(${values}, default=${random.integer(10, 99)}),`,
    `    "${noun(random)}": "${sentence(random)}",`,
    `}`,
  ],
  (random, name, values) => [
    `${name}: list[float] = []`,
    `with tempfile.TemporaryDirectory(prefix="${noun(random)}") as folder:`,
    `    path = os.path.join(folder, f"${noun(random)}-{len(${values})}.csv")`,
    `    with open(path, "w", encoding="utf-8") as stream:`,
    `        for value in ${values}:`,
    `            stream.write(f"{value:.${random.integer(1, 6)}f},{value // ${random.integer(2, 7)}}\\n")`,
    `    ${name}.append(float(os.path.getsize(path)))`,
  ],
  (random, name, values) => [
    `${name} = 0`,
    `while ${name} < len(${values}):`,
    `    if ${values}[${name}] == ${random.integer(0, 500)}:`,
    `        break`,
    `    ${name} += 1`,
  ],
];

/** Statements of a function's body, indented; they read the list `values`. */
export function statements(random: Random, count: number, values: string, indent: string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const lines = random.pick(STEPS)(random, `${noun(random)}_${index}`, values);
    const commented = random.chance(0.2) ? [random.pick(COMMENTS), ...lines] : lines;
    return commented.map((line) => indent + line);
  }).flat();
}

/** A function with a docstring; `self` makes it a method. */
export function functionText(random: Random, indent = "", self = false): string[] {
  const parameters = Array.from(
    { length: random.integer(0, 3) },
    (_, index) => `${noun(random)}_${index}: ${random.pick(TYPES)}`,
  );
  const all = [...(self ? ["self"] : []), "values: list[float]", ...parameters];
  const inner = `${indent}    `;
  return [
    `${indent}def ${functionName(random)}(${all.join(", ")}) -> object:`,
    `${inner}"""${sentence(random)}"""`,
    ...statements(random, random.integer(2, 5), "values", inner),
    `${inner}return ${random.pick(["values", "len(values)", "None", "{name: value for name, value in zip('abc', values)}"])}`,
  ];
}

export function classText(random: Random): string[] {
  const fields = Array.from(
    { length: random.integer(2, 6) },
    (_, index) => `    ${noun(random)}_${index}: ${random.pick(TYPES)}`,
  );
  const methods = Array.from({ length: random.integer(1, 4) }, () => ["", ...functionText(random, "    ", true)]);
  return ["@dataclass", `class ${className(random)}:`, `    """${sentence(random)}"""`, "", ...fields, ...methods.flat()];
}
