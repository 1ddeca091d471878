/** Reads the outcomes of tests from the XML that pytest writes with `--junitxml` (family xunit1, which names files). */

/** How one test ended. */
export type TestOutcome = "passed" | "failed" | "skipped";

const TEST_CASE = /<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Outcomes by the test's node id (`tests/test_fit.py::TestFit::test_error[3]`), in order; a test that also failed to end has failed. */
export function parseJunit(xml: string): ReadonlyMap<string, TestOutcome> {
  const outcomes = new Map<string, TestOutcome>();
  for (const [, attributes = "", body = ""] of xml.matchAll(TEST_CASE)) {
    const id = nodeId(attributesOf(attributes));
    if (outcomes.get(id) !== "failed") outcomes.set(id, outcomeOf(body));
  }
  return outcomes;
}

function outcomeOf(body: string): TestOutcome {
  if (/<(failure|error)\b/.test(body)) return "failed";
  return /<skipped\b/.test(body) ? "skipped" : "passed";
}

/** pytest gives the class with the module before it, and the module's file. */
function nodeId({ file = "", classname = "", name = "" }: Readonly<Record<string, string>>): string {
  if (file === "") return [classname, name].filter((part) => part !== "").join("::");
  const module = file.replace(/\.py$/, "").replaceAll(/[/\\]/g, ".");
  const classes = classname.startsWith(`${module}.`) ? classname.slice(module.length + 1).split(".") : [];
  return [file.replaceAll("\\", "/"), ...classes, name].join("::");
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name = "", value = ""]) => [name, decoded(value)]));
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, decimal?: string, entity?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[entity ?? ""] ?? whole;
  });
}
