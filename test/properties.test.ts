/** However a module is written, it is migrated to the same: each fixture in other quotes, indentation, line ends, names and comments. */
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../src/migrate/plan.ts";
import { loadPythonParser, type ParsePython } from "../src/python/parser.ts";
import { isPragma } from "../src/python/statements.ts";
import type { SyntaxNode, SyntaxTree } from "../src/python/syntax.ts";
import { allFixtures, type Fixture } from "./support/fixtures.ts";
import { planTexts } from "./support/plan-texts.ts";
import { commentsOf, shapeOf } from "./support/python-shape.ts";
import * as variations from "./support/variations.ts";

/** Wide enough that no line breaks because of its length, which a variation changes. */
const NO_LIMIT = 10_000;

/** Random places for each fixture and property, more of them on demand; the seed of a failure is printed with it. */
const RUNS = Number(process.env.FLYTESHIFT_RUNS ?? 2);
/** The same places every time, so that a change is judged and not luck; another number looks elsewhere. */
const SEED = Number(process.env.FLYTESHIFT_SEED ?? 7);

const FIXTURES = allFixtures().map((fixture) => [`${fixture.topic}/${fixture.name}`, fixture] as const);
const SINGLE_FILES = FIXTURES.filter(([, fixture]) => fixture.input.size === 1);

type Texts = ReadonlyMap<string, string>;

let parse: ParsePython;
beforeAll(async () => {
  parse = await loadPythonParser();
});

function mapTexts(texts: Texts, change: (tree: SyntaxTree) => string): Texts {
  return new Map([...texts].map(([path, text]) => [path, change(parse(text))]));
}

interface Migrated {
  readonly texts: Texts;
  readonly plan: Plan;
}

/** The migrated texts; nothing may be skipped, which is also what happens to a result that does not parse. */
async function migrate(fixture: Fixture, texts: Texts): Promise<Migrated> {
  const plan = await planTexts(texts, { ...fixture.settings, lineLength: NO_LIMIT });
  expect(plan.skipped).toEqual([]);
  return { plan, texts: new Map([...texts].map(([path, text]) => [path, migratedText(plan, path) ?? text])) };
}

const asWritten = new Map<Fixture, Promise<Migrated>>();

/** The fixture itself, once. */
function migrateAsWritten(fixture: Fixture): Promise<Migrated> {
  const migrated = asWritten.get(fixture) ?? migrate(fixture, fixture.input);
  asWritten.set(fixture, migrated);
  return migrated;
}

function migratedText(plan: Plan, path: string): string | undefined {
  return plan.files.find((file) => file.path === path)?.migrated;
}

function shapes(texts: Texts): Texts {
  return mapTexts(texts, shapeOf);
}

function codes({ plan }: Migrated): string[] {
  return plan.findings.map(({ path, code }) => `${path} ${code}`).sort();
}

async function expectStable(fixture: Fixture, { texts }: Migrated): Promise<void> {
  const again = await migrate(fixture, texts);
  expect(again.texts).toEqual(texts);
}

describe("the result varies as the input does", () => {
  const exact: readonly (readonly [string, (tree: SyntaxTree) => string])[] = [
    ["CRLF", variations.withCarriageReturns],
    ["a byte order mark", variations.withByteOrderMark],
    ["two blanks", variations.indentedBy("  ")],
    ["tabs", variations.indentedBy("\t")],
  ];

  describe.each(exact)("with %s", (_, vary) => {
    test.each(FIXTURES)("%s", async (__, fixture) => {
      const [plain, varied] = [await migrateAsWritten(fixture), await migrate(fixture, mapTexts(fixture.input, vary))];
      expect(varied.texts).toEqual(mapTexts(plain.texts, vary));
      expect(codes(varied)).toEqual(codes(plain));
      await expectStable(fixture, varied);
    });
  });

  test.each(FIXTURES)("with single quotes: %s", async (_, fixture) => {
    const input = mapTexts(fixture.input, variations.withSingleQuotes);
    const [plain, varied] = [await migrateAsWritten(fixture), await migrate(fixture, input)];
    expect(shapes(varied.texts)).toEqual(shapes(plain.texts));
    expect(mapTexts(varied.texts, (tree) => commentsOf(tree).join("\n"))).toEqual(
      mapTexts(plain.texts, (tree) => commentsOf(tree).join("\n")),
    );
    await expectStable(fixture, varied);
  });

  test.each(SINGLE_FILES)("with other aliases: %s", async (_, fixture) => {
    const input = mapTexts(fixture.input, variations.withOtherAliases);
    const [plain, varied] = [await migrateAsWritten(fixture), await migrate(fixture, input)];
    expect(mapTexts(varied.texts, ({ text }) => variations.withoutOtherAliases(text))).toEqual(plain.texts);
    expect(codes(varied)).toEqual(codes(plain));
  });
});

describe("comments and code of others", () => {
  /** Which of the possible places are taken; small numbers, so that a failure shrinks to the first place alone. */
  const picks = fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 6 });

  test.each(FIXTURES)("no comment of %s is lost", async (_, fixture) => {
    const { texts } = await migrateAsWritten(fixture);
    expect(missingComments(fixture.input, texts)).toEqual([]);
  });

  test.each(FIXTURES)("comments put into %s come through, and change nothing else", async (_, fixture) => {
    const plain = await migrateAsWritten(fixture);
    await fc.assert(
      fc.asyncProperty(picks, picks, async (own, behind) => {
        const input = mapTexts(fixture.input, (tree) => withComments(tree, own, behind));
        const varied = await migrate(fixture, input);
        expect(missingComments(input, varied.texts)).toEqual([]);
        expect(shapes(varied.texts)).toEqual(shapes(plain.texts));
        expect(codes(varied)).toEqual(codes(plain));
        await expectStable(fixture, varied);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test.each(FIXTURES)("empty lines put into %s change nothing", async (_, fixture) => {
    const plain = await migrateAsWritten(fixture);
    await fc.assert(
      fc.asyncProperty(picks, async (places) => {
        const varied = await migrate(
          fixture,
          mapTexts(fixture.input, (tree) => withLines(tree, places, () => "\n")),
        );
        expect(shapes(varied.texts)).toEqual(shapes(plain.texts));
        expect(codes(varied)).toEqual(codes(plain));
        await expectStable(fixture, varied);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test.each(FIXTURES)("code of others between the statements of %s stays as it is", async (_, fixture) => {
    const plain = await migrateAsWritten(fixture);
    await fc.assert(
      fc.asyncProperty(picks, async (places) => {
        const varied = await migrate(
          fixture,
          mapTexts(fixture.input, (tree) => withForeignCode(tree, places)),
        );
        expect(shapes(mapTexts(varied.texts, ({ text }) => text.replaceAll(FOREIGN_CODE, "")))).toEqual(shapes(plain.texts));
        expect(codes(varied)).toEqual(codes(plain));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});

test("a file without Flyte 1 is left alone, whatever it holds", async () => {
  const lines = fc.constantFrom(
    "import os\n",
    "x = [\r\n",
    "\tdef f(:\r",
    FOREIGN_CODE,
    "'''",
    "\\\n",
    "from flyte import task\n",
  );
  const anything = fc.array(fc.oneof(lines, fc.string({ unit: "grapheme" })), { maxLength: 12 }).map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FIXTURES), anything, async ([, fixture], text) => {
      const { texts, plan } = await migrate(fixture, new Map([...fixture.input, ["notes/other.py", text]]));
      expect(texts.get("notes/other.py")).toBe(text);
      expect(plan.findings.filter(({ path }) => path === "notes/other.py")).toEqual([]);
      expect(new Map([...texts].filter(([path]) => fixture.input.has(path)))).toEqual((await migrateAsWritten(fixture)).texts);
    }),
    { numRuns: 20 * RUNS, seed: SEED },
  );
});

/** Nothing of it is ours: blanks at line ends, odd quotes and indentation, tabs and a form feed. */
const FOREIGN_CODE = `if  True :   # odd \t
\tforeign_one = ( 'é"ü' ,\\
   "…"  )
 \f
\tforeign_two = {'a' :1 } ; del  foreign_two \t
`;

/** Comments of `before` that `after` does not have; a pragma may go with its line, and a comment between imported names with its name. */
function missingComments(before: Texts, after: Texts): string[] {
  return [...before].flatMap(([path, text]) => {
    const left = commentsOf(parse(after.get(path) ?? ""));
    const expected = [...parse(text).root.walk()]
      .filter((node) => node.kind === "comment" && !mayGo(node))
      .map((node) => node.text);
    return expected.filter((comment) => {
      const index = left.indexOf(comment);
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
  });
}

function mayGo(comment: SyntaxNode): boolean {
  return isPragma(comment.text) || comment.ancestor("import_from_statement") !== undefined;
}

function withComments(tree: SyntaxTree, own: readonly number[], behind: readonly number[]): string {
  const lines = chosen(variations.placesForLines(tree), own).map((offset, index) => ({
    offset,
    text: `${variations.indentationAt(tree, offset)}# own ${index}\n`,
  }));
  const trailing = chosen(variations.placesForTrailingComments(tree), behind).map((offset, index) => ({
    offset,
    text: `  # behind ${index}`,
  }));
  return variations.withInsertions(tree, [...lines, ...trailing]);
}

function withLines(tree: SyntaxTree, places: readonly number[], line: () => string): string {
  return variations.withInsertions(
    tree,
    chosen(variations.placesForLines(tree), places).map((offset) => ({ offset, text: line() })),
  );
}

function withForeignCode(tree: SyntaxTree, places: readonly number[]): string {
  return variations.withInsertions(
    tree,
    chosen(variations.placesForStatements(tree), places).map((offset) => ({ offset, text: FOREIGN_CODE })),
  );
}

/** Each pick names a place, whatever their number; no place twice. */
function chosen(places: readonly number[], picks: readonly number[]): number[] {
  return [...new Set(picks.flatMap((pick) => places[pick % places.length] ?? []))];
}
