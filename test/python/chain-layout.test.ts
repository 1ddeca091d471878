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
