/** The Markdown of `run-equality.ts`. */
import { groupBy } from "../src/project/group-by.ts";

/**
 * How one workflow or task ended.
 *
 * - `equal`, `differs`: it ran before and gives the same after, or not.
 * - `fails-alike`: it fails on both sides with the same error.
 * - `not-migrated`: it runs before, and stays Flyte 1; `reason` has the codes of the findings.
 * - `not-run`: it does not run before; `reason` says why.
 */
export interface EntryOutcome {
  readonly name: string;
  readonly kind: string;
  readonly outcome: "equal" | "differs" | "fails-alike" | "not-migrated" | "not-run";
  readonly reason: string;
}

export interface FileOutcome {
  /** Relative to the repository's folder. */
  readonly path: string;
  /** Why it cannot be imported with Flyte 1. */
  readonly unread: string | null;
  readonly entries: readonly EntryOutcome[];
}

export interface RepositoryOutcome {
  readonly name: string;
  readonly files: readonly FileOutcome[];
}

/** Reasons for which something does not run with Flyte 1 on this machine, the first that fits. */
const GROUPS: readonly (readonly [name: string, reason: RegExp])[] = [
  ["needs a package", /^(ModuleNotFoundError|ImportError)|No module named|not installed|pip install/i],
  ["needs input", /^needs input/],
  ["needs a person", /^(Abort|EOFError)/],
  ["needs a program", /^DockerException|command not found|docker/i],
  [
    "needs the network or a service",
    /^\w*(Connect|Network|URL|HTTP|Auth|Credentials|Remote|Download|Upload|RPC|Timeout)\w*(Error|Exception)|https?:|s3:|gs:|gaierror/i,
  ],
  ["takes too long", /^TimedOut/],
  ["needs a file", /^FileNotFoundError/],
  ["gives something else each time", /^gives something else/],
];

const OTHER = "fails with Flyte 1";

export function equalityReport(repositories: readonly RepositoryOutcome[]): string {
  const sections = [totals(repositories), ...repositories.flatMap(details)];
  return `${[TITLE, ...sections].join("\n\n")}\n`;
}

const TITLE = `# Run equality

Workflows of public examples, and tasks that no workflow calls, run with Flyte 1 before the migration and with Flyte 2 after it, on
one machine, with made-up inputs where there is no default. Their outputs are compared by value. \`scripts/run-equality.ts\` writes
this page.`;

function totals(repositories: readonly RepositoryOutcome[]): string {
  const header = ["", ...repositories.map(({ name }) => name)];
  const row = (title: string, count: (repository: RepositoryOutcome) => number) => [
    title,
    ...repositories.map((one) => String(count(one))),
  ];
  const entries = ({ files }: RepositoryOutcome) => files.flatMap((file) => file.entries);
  const ended = (outcome: EntryOutcome["outcome"]) => (one: RepositoryOutcome) =>
    entries(one).filter((entry) => entry.outcome === outcome).length;
  const ran = (one: RepositoryOutcome) =>
    entries(one).filter(({ outcome }) => outcome !== "not-run" && outcome !== "fails-alike").length;
  return table(header, [
    row("files that declare tasks", ({ files }) => files.length),
    row("of these, imported with Flyte 1", ({ files }) => files.filter(({ unread }) => unread === null).length),
    row("workflows and tasks in them", (one) => entries(one).length),
    row("run with Flyte 1", ran),
    row("not migrated", ended("not-migrated")),
    row("**equal**", ended("equal")),
    row("**differ**", ended("differs")),
    row("fail on both sides with the same error", ended("fails-alike")),
  ]);
}

function details({ name, files }: RepositoryOutcome): readonly string[] {
  const entries = files.flatMap(({ path, entries: own }) => own.map((entry) => ({ ...entry, path })));
  const of = (outcome: EntryOutcome["outcome"]) => entries.filter((entry) => entry.outcome === outcome);
  return [
    `## ${name}`,
    ...section(
      "Differ",
      ["", "what"],
      of("differs").map((entry) => [place(entry), entry.reason]),
    ),
    ...section(
      "Not migrated",
      ["finding", "count", ""],
      grouped(of("not-migrated"), ({ reason }) => reason, place),
    ),
    ...section("Not run: files", ["why", "count", ""], groupedFiles(files)),
    ...section(
      "Not run: workflows and tasks",
      ["why", "count", ""],
      grouped(
        of("not-run"),
        ({ reason }) => groupOf(reason),
        (entry) => `${place(entry)}: ${entry.reason}`,
      ),
    ),
    ...section(
      "Fail on both sides with the same error",
      ["", "error"],
      of("fails-alike").map((entry) => [place(entry), entry.reason]),
    ),
    ...section("Equal", ["file", "workflows and tasks"], equalByFile(of("equal"))),
  ];
}

function place({ path, name }: { readonly path: string; readonly name: string }): string {
  return `\`${path}\` ${name}`;
}

function section(title: string, header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : [`### ${title}`, table(header, rows)];
}

function grouped<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  show: (entry: Entry) => string,
): readonly (readonly string[])[] {
  const groups = [...groupBy(entries, keyOf)].sort(([, one], [, other]) => other.length - one.length);
  return groups.map(([key, members]) => [key, String(members.length), members.map(show).join("<br>")]);
}

function groupedFiles(files: readonly FileOutcome[]): readonly (readonly string[])[] {
  const unread = files.flatMap(({ path, unread: reason }) => (reason === null ? [] : [{ path, reason }]));
  return grouped(
    unread,
    ({ reason }) => groupOf(reason),
    ({ path, reason }) => `\`${path}\`: ${reason}`,
  );
}

function equalByFile(entries: readonly (EntryOutcome & { readonly path: string })[]): readonly (readonly string[])[] {
  return [...groupBy(entries, ({ path }) => path)].map(([path, own]) => [`\`${path}\``, own.map(({ name }) => name).join(", ")]);
}

function groupOf(reason: string): string {
  return GROUPS.find(([, pattern]) => pattern.test(reason))?.[0] ?? OTHER;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map(line).join("\n");
}

function line(cells: readonly string[]): string {
  const written = cells.map((cell) => cell.replaceAll("|", String.raw`\|`).replaceAll("\n", " "));
  return `| ${written.join(" | ")} |`;
}
