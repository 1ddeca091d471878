/** The list of what a person must decide, for a terminal. */
import type { Location, Plan } from "../migrate/plan.ts";
import { type Decision, groupDecisions, type Reason } from "./group-decisions.ts";
import { counted, place, prose, visible, wrap } from "./layout.ts";
import type { View } from "./view.ts";

/** What stands above the decisions of each confidence. */
const HEADINGS = {
  manual: { title: "To decide", meaning: "left as it was, with a marker on the line" },
  review: { title: "To review", meaning: "changed, and behaviour can differ" },
} as const;

/** More entries than this scroll away: the report file has them all. */
const MOST_ENTRIES = 20;
const MOST_PLACES = 6;

/** Where the whole list can be read: the report of this run, or the command that writes one. */
export interface WholeList {
  /** Path given to `--report`, or null. */
  readonly report: string | null;
  /** The command as typed, without `--report`. */
  readonly command: string;
}

/** The decisions, or the empty text when there are none. */
export function formatDecisions(plan: Plan, view: View, wholeList: WholeList): string {
  const decisions = groupDecisions(plan.findings);
  const shown = firstEntries(decisions, MOST_ENTRIES);
  const sections = (["manual", "review"] as const).flatMap((confidence) => {
    const entries = shown.filter((decision) => decision.confidence === confidence);
    return entries.length === 0
      ? []
      : [[heading(confidence, view), ...entries.map((entry) => formatDecision(entry, view))].join("\n\n")];
  });
  if (sections.length === 0) return "";
  const left = countEntries(decisions) - countEntries(shown);
  return [...sections, closing(left, view, wholeList)].join("\n\n");
}

function heading(confidence: Decision["confidence"], { colours }: View): string {
  const { title, meaning } = HEADINGS[confidence];
  return `${colours.bold(title)}  ${colours.dim(meaning)}`;
}

function formatDecision({ code, confidence, reasons }: Decision, view: View): string {
  const { colours } = view;
  const count = reasons.reduce((sum, { places }) => sum + places.length, 0);
  const name = (confidence === "manual" ? colours.red : colours.yellow)(visible(code));
  const title = count > 1 ? `${name}  ${colours.dim(counted(count, "place"))}` : name;
  return [`  ${title}`, ...reasons.flatMap((reason, index) => formatReason(reason, reasons[index + 1], view))].join("\n");
}

/** What to do is said once for neighbours that agree on it. */
function formatReason({ why, todo, places, related }: Reason, next: Reason | undefined, view: View): string[] {
  return [
    ...placeLines(places, view, ""),
    ...prose(why, view, 6),
    ...(related.length > 0 ? placeLines(related, view, "  see also ") : []),
    ...(next?.todo === todo ? [] : prose(todo, view, 6, "→ ")),
  ];
}

function placeLines(places: readonly Location[], view: View, lead: string): string[] {
  const shown = places.slice(0, MOST_PLACES).map((location) => place(location, view));
  if (places.length > MOST_PLACES) shown.push(`and ${places.length - MOST_PLACES} more`);
  const indent = " ".repeat(4);
  return wrap(shown, view.width - indent.length - lead.length, "  ").map(
    (line, index) => indent + (index === 0 ? view.colours.dim(lead) : " ".repeat(lead.length)) + line,
  );
}

function countEntries(decisions: readonly Decision[]): number {
  return decisions.reduce((sum, { reasons }) => sum + reasons.length, 0);
}

function firstEntries(decisions: readonly Decision[], most: number): Decision[] {
  let room = most;
  return decisions.flatMap((decision) => {
    const reasons = decision.reasons.slice(0, Math.max(0, room));
    room -= reasons.length;
    return reasons.length > 0 ? [{ ...decision, reasons }] : [];
  });
}

function closing(left: number, view: View, { report, command }: WholeList): string {
  const { colours } = view;
  const explain = colours.dim("  flyteshift explain CODE says more about each.");
  if (left === 0) return explain;
  const where = report === null ? `${command} --report FILE` : visible(report);
  const more = report === null ? `${left} more: ${where} writes them all.` : `${left} more: all are in ${where}.`;
  return [`  ${colours.bold(more)}`, explain].join("\n");
}
