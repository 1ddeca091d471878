import { describe, expect, test } from "vitest";
import { type ChainExpression, type Expression, flat, type Item, layOut, source } from "../../src/python/expression.ts";

const item = (text: string, behind: string | null = null): Item => ({
  prefix: "",
  value: source(text),
  comments: { above: [], behind },
});
const start: Expression = {
  kind: "call",
  callee: "flyte.Image.from_debian_base",
  arguments: [{ prefix: "name=", value: source('"etl"') }],
};
const chain = (...packages: Item[]): ChainExpression => ({
  kind: "chain",
  start,
  links: [
    { method: "with_apt_packages", arguments: [item('"git"')] },
    { method: "with_pip_packages", arguments: packages },
  ],
});

const pair = (...packages: Item[]): ChainExpression => ({
  kind: "chain",
  start,
  links: [{ method: "with_pip_packages", arguments: packages }],
});
const onName = (...links: ChainExpression["links"]): ChainExpression => ({ kind: "chain", start: source("base"), links });

const naming = (path: string) => path.replace("flyte.", "fl.");

function laidOut(expression: Expression, width: number): string {
  return `IMAGE = ${layOut(expression, { naming, indent: "", column: 8, behind: 0, width, newline: "\n", step: "    " })}`;
}

describe("a chain of calls", () => {
  test("is one line where it fits, with the start's name spelled for the module", () => {
    expect(laidOut(chain(item('"pandas"')), 120)).toBe(
      'IMAGE = fl.Image.from_debian_base(name="etl").with_apt_packages("git").with_pip_packages("pandas")',
    );
    expect(flat(chain())).toBe('flyte.Image.from_debian_base(name="etl").with_apt_packages("git").with_pip_packages()');
  });

  test("stands in parentheses, one call a line, where it does not fit", () => {
    expect(laidOut(chain(item('"pandas"'), item('"pyarrow"')), 80)).toBe(`IMAGE = (
    fl.Image.from_debian_base(name="etl")
    .with_apt_packages("git")
    .with_pip_packages("pandas", "pyarrow")
)`);
  });

  test("breaks the first of two calls where the second then fits", () => {
    expect(laidOut(pair(item('"pandas"')), 60)).toBe(`IMAGE = fl.Image.from_debian_base(
    name="etl",
).with_pip_packages("pandas")`);
  });

  test("breaks the second of two calls where it does not fit or carries a comment", () => {
    expect(laidOut(pair(item('"pandas"', "# tables")), 120))
      .toBe(`IMAGE = fl.Image.from_debian_base(name="etl").with_pip_packages(
    "pandas",  # tables
)`);
    expect(laidOut(pair(item('"a-package-with-a-long-name"'), item('"another-long-one"')), 65))
      .toBe(`IMAGE = fl.Image.from_debian_base(name="etl").with_pip_packages(
    "a-package-with-a-long-name",
    "another-long-one",
)`);
  });

  test("keeps a name with its first call", () => {
    const clone = { method: "clone", arguments: [item('name="gpu"')] };
    const [apt, pip] = chain(item('"torch"')).links;
    expect(laidOut(onName(clone), 20)).toBe('IMAGE = base.clone(\n    name="gpu",\n)');
    expect(laidOut(onName(clone, ...(apt && pip ? [apt, pip] : [])), 40)).toBe(`IMAGE = (
    base.clone(name="gpu")
    .with_apt_packages("git")
    .with_pip_packages("torch")
)`);
  });

  test("breaks a call that does not fit, or that carries a comment, over lines of its own", () => {
    expect(laidOut(chain(item('"pandas"', "# tables"), item('"pyarrow"')), 120)).toBe(`IMAGE = (
    fl.Image.from_debian_base(name="etl")
    .with_apt_packages("git")
    .with_pip_packages(
        "pandas",  # tables
        "pyarrow",
    )
)`);
    expect(laidOut(chain(item('"a-package-with-a-long-name"'), item('"b"')), 50)).toContain(
      '.with_pip_packages(\n        "a-package-with-a-long-name",\n        "b",\n    )',
    );
  });
});
