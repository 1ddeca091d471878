/** The tables of `docs/verify.md`, from the tables that the code uses. */
import { EXPECTED_DIFFERENCES } from "../../src/verify/compare/expected-differences.ts";
import { FACT_IDS, FACTS } from "../../src/verify/compare/facts.ts";
import { markdownTable } from "../../src/report/markdown-text.ts";

/** What stands between the markers `<!-- NAME -->` and `<!-- end of NAME -->`. */
const TABLES: Readonly<Record<string, () => string>> = { facts: factTable, rules: ruleTable };

/** The page with its tables as they should be. */
export function withTables(page: string): string {
  return Object.entries(TABLES).reduce((text, [name, table]) => withTable(text, name, table()), page);
}

function withTable(page: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/verify.md has no place for ${name}: ${start} … ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${table}\n\n${page.slice(to)}`;
}

function factTable(): string {
  const rows = FACT_IDS.map((id) => {
    const { title, about, ofWorkflows } = FACTS[id];
    return [title, about, ofWorkflows ? "yes" : ""];
  });
  return markdownTable(["fact", "what is compared", "of workflows too"], rows);
}

function ruleTable(): string {
  const rows = EXPECTED_DIFFERENCES.map(({ id, facts, why, announcedBy }) => [
    facts.map((fact) => FACTS[fact].title).join(", "),
    why,
    announcedBy.length === 0 ? "nobody need be told" : announcedBy.map((code) => `\`${code}\``).join(" or "),
    `\`${id}\``,
  ]);
  return markdownTable(["fact", "what is expected instead", "announced by", "rule"], rows);
}
