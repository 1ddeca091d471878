/** The graph of a body, and the order in which its steps run: letters are calls, what a letter's call reads is what it needs. */
import { beforeAll, describe, expect, test } from "vitest";
import { bodyOf, findTaskCalls } from "../../src/flyte1/calls.ts";
import { dataFlow, type DataFlow, type Step } from "../../src/flyte1/data-flow.ts";
import { nodeCallsIn } from "../../src/flyte1/node-calls.ts";
import { Repository } from "../../src/flyte1/repository.ts";
import { type Item, schedule, type Unit } from "../../src/flyte1/schedule.ts";
import { openSources } from "../../src/migrate/sources.ts";
import { loadPythonParser, type ParsePython } from "../../src/python/parser.ts";
import { DEFAULT_SETTINGS } from "../support/plan-texts.ts";

let parse: ParsePython;
beforeAll(async () => {
  parse = await loadPythonParser();
});

/** The data flow of a workflow with these lines; `t` is a task. */
function flowOf(...lines: readonly string[]): DataFlow {
  const head = ["from flytekit import task, workflow", "", "@task", "def t(x=0, y=0, z=0): ...", "", "@workflow", "def w(n):"];
  const text = [...head, ...lines.map((line) => `    ${line}`), ""].join("\n");
  const { modules } = openSources([{ path: "w.py", absolutePath: "/w.py", bytes: Buffer.from(text) }], [], parse);
  const repository = new Repository(modules, DEFAULT_SETTINGS);
  const task = repository.tasks.find(({ name }) => name === "w");
  if (!task) throw new Error("the workflow is not found");
  const made = nodeCallsIn(repository, task, findTaskCalls(repository));
  return dataFlow({ repository, task, made }, bodyOf(task)?.parts ?? []);
}

/** Each step's name with those of its ancestors: `c<ab`. */
function ancestors({ steps }: DataFlow): string[] {
  return steps.map((step) => `${nameOf(step)}<${[...step.ancestors].map(nameOf).sort().join("")}`);
}

/** The name that is bound, else the statement's first word. */
function nameOf({ target, node }: Step): string {
  return target?.text ?? node.text.split(/\W/)[0] ?? "";
}

function shown(items: readonly Item[]): string {
  return items.map(shownItem).join(" ");
}

function shownItem(item: Item): string {
  switch (item.kind) {
    case "run":
      return nameOf(item.step);
    case "await":
      return `await(${item.units.map(unitName).join(",")})`;
    case "start":
      return `start(${unitName(item.unit)})`;
    case "receive":
      return `receive(${unitName(item.unit)})`;
    case "join":
      return `join(${item.units.map(unitName).join(",")})`;
    case "define":
      return `${unitName(item.unit)}{${shown(item.unit.body)}}`;
  }
}

function unitName({ steps, isLocal }: Unit): string {
  const names = steps.map(nameOf).join("");
  return isLocal ? names.toUpperCase() : names;
}

describe("the graph", () => {
  test.each([
    ["needs what it reads", ["a = t(n)", "b = t(a)", "c = t(x=a, y=b)"], ["a<", "b<a", "c<ab"]],
    ["follows values through plain statements", ["a = t(n)", 's = f"{a}"', "b = t(s)"], ["a<", "s<a", "b<a"]],
    ["follows unpacking", ["a, b = t(n)", "c = t(b)"], ["a, b<", "c<a, b"]],
    ["knows the last binding", ["a = t(n)", "a = t(1)", "b = t(a)"], ["a<", "a<", "b<a"]],
    ["takes nested calls apart", ["a = t(x=t(n), y=t(1))"], ["t<", "t<", "a<tt"]],
    ["reads >>", ["a = t(n)", "b = t(n)", "a >> b"], ["a<", "b<a"]],
    ["reads >> against the order of statements", ["a = t(n)", "b = t(n)", "b >> a"], ["a<b", "b<"]],
    ["lets nothing pass a statement that may leave", ["a = t(n)", "if n: return", "b = t(n)"], ["a<", "if<a", "b<a"]],
    ["waits for what a loop binds", ["a = 0", "for i in n:", "    a = t(a)", "b = t(a)"], ["a<", "for<", "b<for"]],
    ["sees that a list changes", ["l = []", "l.append(t(n))", "b = t(l)"], ["l<", "t<", "l<t", "b<t"]],
    ["keeps names apart that each loop binds itself", ["for i in n: t(i)", "for i in n: t(i)"], ["for<", "for<"]],
  ])("%s", (_, lines, expected) => {
    expect(ancestors(flowOf(...lines))).toEqual(expected);
  });

  test("says what it does not understand", () => {
    expect(flowOf("a = t(n)", "b = (a, 1)", "c = t(n)", "b >> c").unclear).toHaveLength(1);
    expect(flowOf("a = t(n)", "b = t(a)", "b >> a").unclear).toHaveLength(1);
  });
});

describe("the order", () => {
  test.each([
    ["a chain", ["a = t(n)", "b = t(a)", "return b"], "await(a) await(b) return"],
    ["a stage", ["a = t(n)", "b = t(n)", "c = t(a, b)"], "await(a,b) await(c)"],
    [
      "a call that is needed later",
      ["a = t(n)", "b = t(n)", "c = t(b)", "return a, c"],
      "start(a) await(b) await(c) receive(a) return",
    ],
    [
      "a call that stands too late",
      ["b = t(n)", "c = t(b)", "a = t(n)", "return a, c"],
      "start(a) await(b) await(c) receive(a) return",
    ],
    [
      "two pipelines",
      ["a = t(n)", "b = t(a)", "c = t(n)", "d = t(c)", "return b, d"],
      "AB{await(a) await(b)} CD{await(c) await(d)} await(AB,CD) return",
    ],
    [
      "an N",
      ["a = t(n)", "b = t(n)", "c = t(a)", "d = t(a, b)", "return c, d"],
      "start(b) await(a) start(c) receive(b) await(d) receive(c) return",
    ],
    [
      "a W",
      ["a = t(n)", "b = t(n)", "c = t(n)", "d = t(a, b)", "e = t(b, c)", "return d, e"],
      "start(b) CE{await(c) receive(b) await(e)} start(CE) await(a) receive(b) await(d) receive(CE) return",
    ],
    ["an unused result", ["t(n)", "b = t(n)", "c = t(b)"], "start(t) await(b) await(c) join(t)"],
    ["unused results", ["a = t(n)", "d = t(n)", "b = t(n)", "c = t(b)"], "start(a) start(d) await(b) await(c) join(a,d)"],
    ["statements that look at results", ["a = t(n)", "print(a)", "b = t(n)", "return b"], "await(a,b) print return"],
    [
      "statements that wait",
      ["a = t(n)", "for i in n: t(i)", "b = t(a)", "return b"],
      "AB{await(a) await(b)} start(AB) for receive(AB) return",
    ],
  ])("of %s", (_, lines, expected) => {
    expect(shown(schedule(flowOf(...lines).steps))).toBe(expected);
  });
});
