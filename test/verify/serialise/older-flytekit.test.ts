/**
 * What older releases of flytekit print for one module, against its migration in the present flyte. The releases are not installed for
 * the tests: `older-flytekit/VERSION.json` is what the serialiser printed with each. To write one:
 *
 *     FLYTESHIFT_OLDER_FLYTEKIT=/path/to/python npx vitest run test/verify/serialise/older-flytekit.test.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { compareTrees } from "../../../src/verify/compare/compare-trees.ts";
import { serialise } from "../../../src/verify/serialise/serialise.ts";
import { serialisedDocument } from "../../../src/verify/serialise/serialised-document.ts";
import type { SerialisedDocument } from "../../../src/verify/serialise/serialised-document.ts";
import type { Sdk } from "../../../src/verify/sides.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "older-flytekit");

/** The oldest release that is promised, and one between it and the installed one. */
const VERSIONS = ["1.10.7", "1.13.15"] as const;

const MODULES: Readonly<Record<Sdk, string>> = { flytekit: "flyte1.py", flyte: "flyte2.py" };

let folder: string;
let migrated: SerialisedDocument;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-older-"));
  const older = process.env["FLYTESHIFT_OLDER_FLYTEKIT"];
  if (older) {
    const document = await serialised("flytekit", older);
    const text = JSON.stringify({ ...document, trees: document.trees.map((tree) => ({ ...tree, root: "" })) }, null, 1);
    writeFileSync(join(FOLDER, `${document.version}.json`), `${text}\n`);
  }
  migrated = await serialised("flyte", inject("python"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serialised(sdk: Sdk, python: string): Promise<SerialisedDocument> {
  const root = join(folder, sdk);
  writeTree(root, { "tasks.py": readFileSync(join(FOLDER, MODULES[sdk]), "utf8") });
  return serialise(sdk, [{ root, modules: ["tasks"] }], { python, timeoutMilliseconds: 110_000 });
}

function compared(document: SerialisedDocument) {
  const [v1, v2] = [document.trees[0], migrated.trees[0]];
  if (!v1 || !v2) throw new Error("a tree is missing");
  return compareTrees(v1, v2, { announced: () => new Set(["types/enum-names", "types/pickled"]) });
}

function outcomes(document: SerialisedDocument): Record<string, string> {
  return Object.fromEntries(compared(document).tasks.map(({ name, outcome }) => [name, outcome]));
}

/** `fit` takes an enum. */
const OUTCOMES = { load: "equal", fit: "expected", serve: "equal", spread: "equal", nightly: "equal" };

test("the installed release", async () => {
  expect(outcomes(await serialised("flytekit", inject("python")))).toEqual(OUTCOMES);
});

describe.each(VERSIONS)("flytekit %s", (version) => {
  const document = () => serialisedDocument(JSON.parse(readFileSync(join(FOLDER, `${version}.json`), "utf8")), version);

  test("is read", () => {
    expect(document()).toMatchObject({ sdk: "flytekit", version });
    expect(document().trees[0]?.modules[0]?.error).toBeNull();
  });

  test("compares as the installed one", () => expect(outcomes(document())).toEqual(OUTCOMES));
});

test("the rules about older releases are needed", () => {
  const document = serialisedDocument(JSON.parse(readFileSync(join(FOLDER, "1.10.7.json"), "utf8")), "1.10.7");
  const fit = compared(document).tasks.find(({ name }) => name === "fit");
  const rules = new Set(fit?.facts.flatMap((fact) => fact.rules.map(({ id }) => id)));
  expect(rules).toContain("pickled-formerly");
  expect(rules).toContain("undescribed-record");
});
