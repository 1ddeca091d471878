/** Every kind of value that tasks return: what is the same under both SDKs compares as equal, and what is not as different. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { compareValues } from "../../../src/verify/runs/compare-values.ts";
import { runTrees } from "../../../src/verify/runs/run-trees.ts";
import type { TreeRun } from "../../../src/verify/runs/run-trees.ts";
import type { Json } from "../../../src/verify/processes/json-shape.ts";
import { writeTree } from "../../support/serialised-pairs.ts";

/** Expressions, evaluated in a task of each SDK. */
interface ValueCase {
  /** The task's return annotation; a pair where the SDKs have types of their own. */
  readonly type: string | readonly [v1: string, v2: string];
  readonly value: string;
  /** Another value, and how the difference is told. */
  readonly other: string;
  readonly difference: string;
}

const VALUES: Readonly<Record<string, ValueCase>> = {
  integer: { type: "int", value: "3", other: "4", difference: "o0: 3 became 4" },
  "large integer": {
    type: "int",
    value: "2**62 + 1",
    other: "2**62",
    difference: "o0: 4611686018427387905 became 4611686018427387904",
  },
  boolean: { type: "bool", value: "True", other: "False", difference: "o0: True became False" },
  float: { type: "float", value: "0.5", other: "0.25", difference: "o0: 0.5 became 0.25" },
  "float of no number": { type: "float", value: "float('nan')", other: "1.5", difference: "o0: nan became 1.5" },
  text: { type: "str", value: "'a'", other: "'b'", difference: 'o0: "a" became "b"' },
  nothing: { type: "Optional[int]", value: "None", other: "0", difference: "o0: None became 0" },
  list: { type: "List[int]", value: "[1, 2]", other: "[1, 3]", difference: "o0[1]: 2 became 3" },
  "shorter list": { type: "List[int]", value: "[1, 2]", other: "[1]", difference: "o0: 2 items became 1 item" },
  mapping: { type: "Dict[str, int]", value: "{'a': 1, 'b': 2}", other: "{'a': 1, 'b': 3}", difference: 'o0["b"]: 2 became 3' },
  "mapping without a key": {
    type: "Dict[str, int]",
    value: "{'a': 1, 'b': 2}",
    other: "{'a': 1}",
    difference: 'o0["b"]: 2 became nothing',
  },
  "named tuple": { type: "Score", value: "Score(0.5, 'x')", other: "Score(0.5, 'y')", difference: 'name: "x" became "y"' },
  "named tuple of one": { type: "Single", value: "Single(1)", other: "Single(2)", difference: "only: 1 became 2" },
  tuple: { type: "Tuple[int, str]", value: "(1, 'a')", other: "(1, 'b')", difference: 'o1: "a" became "b"' },
  dataclass: {
    type: "Outer",
    value: "Outer(Point(1, 0.5), [Point(2, 1.5)])",
    other: "Outer(Point(1, 0.5), [Point(2, 2.5)])",
    difference: "o0.points[0].y: 1.5 became 2.5",
  },
  "pydantic model": { type: "Model", value: "Model(size=1)", other: "Model(size=2)", difference: "o0.size: 1 became 2" },
  enum: { type: "Colour", value: "Colour.RED", other: "Colour.BLUE", difference: "o0: Colour.RED became Colour.BLUE" },
  datetime: {
    type: "datetime",
    value: "datetime(2026, 3, 2, 12, tzinfo=timezone.utc)",
    other: "datetime(2026, 3, 2, 13, tzinfo=timezone.utc)",
    difference: "o0: 2026-03-02T12:00:00+00:00 became 2026-03-02T13:00:00+00:00",
  },
  date: { type: "date", value: "date(2026, 3, 2)", other: "date(2026, 3, 3)", difference: "o0: 2026-03-02 became 2026-03-03" },
  timedelta: {
    type: "timedelta",
    value: "timedelta(minutes=1)",
    other: "timedelta(minutes=2)",
    difference: "o0: 60 s became 120 s",
  },
  set: { type: "Set[int]", value: "{1, 2}", other: "{1, 3}", difference: "o0 item 2: 2 became nothing" },
  bytes: { type: "bytes", value: "b'a'", other: "b'b'", difference: "o0: bytes 61 became bytes 62" },
  array: {
    type: "np.ndarray",
    value: "np.array([[1, 2], [3, 4]])",
    other: "np.array([[1, 2], [3, 5]])",
    difference: "o0[1, 1]: 4 became 5",
  },
  "array of another shape": {
    type: "np.ndarray",
    value: "np.array([1, 2])",
    other: "np.array([[1, 2]])",
    difference: "o0: an array of int64 with shape (2) became an array of int64 with shape (1, 2)",
  },
  "data frame": {
    type: "pd.DataFrame",
    value: "pd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    other: "pd.DataFrame({'a': [1, 3], 'b': ['x', None]})",
    difference: 'o0["a"][1]: 2 became 3',
  },
  "data frame with another type": {
    type: "pd.DataFrame",
    value: "pd.DataFrame({'a': [1, 2]})",
    other: "pd.DataFrame({'a': [1.0, 2.0]})",
    difference: 'o0["a"]: a column of int64 became a column of float64',
  },
  "data frame with other columns": {
    type: "pd.DataFrame",
    value: "pd.DataFrame({'a': [1], 'b': [2]})",
    other: "pd.DataFrame({'b': [2], 'a': [1]})",
    difference: "o0: a data frame of 1 rows with the columns a, b became a data frame of 1 rows with the columns b, a",
  },
  file: {
    type: ["FlyteFile", "File"],
    value: "a_file('one\\ntwo')",
    other: "a_file('one\\nthree')",
    difference: 'o0, line 2: "two" became "three"',
  },
  "binary file": {
    type: ["FlyteFile", "File"],
    value: "a_file(b'\\xff')",
    other: "a_file(b'\\xfe')",
    difference: "o0: a file of 1 bytes with hash a8100ae6aa19 became a file of 1 bytes with hash aa687b58b0e7",
  },
  folder: {
    type: ["FlyteDirectory", "Dir"],
    value: "a_folder(one='1', two='2')",
    other: "a_folder(one='1', two='3')",
    difference: 'o0/two, line 1: "2" became "3"',
  },
  "object of another class": {
    type: "Any",
    value: "Plain(1)",
    other: "Plain(2)",
    difference: "o0: <Plain 1> became <Plain 2>",
  },
};

/** What both modules have. */
const SHARED = `
import os
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple

import numpy as np
import pandas as pd
from pydantic import BaseModel


class Score(NamedTuple):
    loss: float
    name: str


class Single(NamedTuple):
    only: int


@dataclass
class Point:
    x: int
    y: float


@dataclass
class Outer:
    point: Point
    points: List[Point]


class Model(BaseModel):
    size: int


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Plain:
    def __init__(self, number):
        self.number = number

    def __repr__(self):
        return f"<Plain {self.number}>"


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def a_path(content):
    return write(tempfile.mkdtemp(), "content", content)


def a_folder_path(contents):
    folder = tempfile.mkdtemp()
    for name, content in contents.items():
        write(folder, name, content)
    return folder

`;

const V1 = `${SHARED}
from flytekit import task
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile


def a_file(content):
    return FlyteFile(a_path(content))


def a_folder(**contents):
    return FlyteDirectory(a_folder_path(contents))
`;

const V2 = `${SHARED}
import flyte
from flyte.io import Dir, File

env = flyte.TaskEnvironment("values")


def a_file(content):
    return File.from_local_sync(a_path(content))


def a_folder(**contents):
    return Dir.from_local_sync(a_folder_path(contents))
`;

const NAMES = Object.keys(VALUES);

function moduleText(head: string, decorator: string, side: 0 | 1): string {
  const tasks = Object.values(VALUES).flatMap(({ type, value, other }, index) => {
    const annotation = typeof type === "string" ? type : type[side];
    return [
      `\n\n${decorator}\ndef same_${index}() -> ${annotation}:\n    return ${value}\n`,
      `\n\n${decorator}\ndef other_${index}() -> ${annotation}:\n    return ${other}\n`,
    ];
  });
  return head + tasks.join("");
}

let folder: string;
let v1: ReadonlyMap<string, Json>;
let v2: ReadonlyMap<string, Json>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flyteshift-values-"));
  const trees = { v1: join(folder, "v1"), v2: join(folder, "v2") };
  writeTree(trees.v1, { "values.py": moduleText(V1, "@task", 0) });
  writeTree(trees.v2, { "values.py": moduleText(V2, "@env.task", 1) });
  const options = { python: inject("python"), timeoutMilliseconds: 110_000, environment: process.env };
  const run = (sdk: "flytekit" | "flyte", root: string) =>
    runTrees(sdk, [{ root, modules: ["values"], entries: "all" }], options);
  const [before, after] = await Promise.all([run("flytekit", trees.v1), run("flyte", trees.v2)]);
  v1 = outputs(before[0]);
  v2 = outputs(after[0]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Errors stand for outputs that are not there. */
function outputs(tree: TreeRun | undefined): ReadonlyMap<string, Json> {
  expect(tree?.unread).toEqual(new Map());
  return new Map(tree?.runs.map(({ name, result }) => [name, (result.outputs ?? result.error) as Json]));
}

/** As `verify` prints it. */
function compare(one: string, other: string): readonly string[] {
  const before = namedOutputs(v1.get(one));
  const after = namedOutputs(v2.get(other));
  return before.flatMap(([name, value], index) =>
    compareValues(value, after[index]?.[1] ?? null, name, 1e-9).differences.map(
      ({ place, v1: was, v2: is }) => `${place}: ${was} became ${is}`,
    ),
  );
}

function namedOutputs(found: Json | undefined): readonly (readonly [string, Json])[] {
  expect(Array.isArray(found), `not an output: ${JSON.stringify(found)}`).toBe(true);
  return (found as unknown as { name: string; value: Json }[]).map(({ name, value }) => [name, value]);
}

describe.each(NAMES.map((name, index) => [name, index] as const))("%s", (name, index) => {
  test("the same", () => {
    expect(compare(`same_${index}`, `same_${index}`)).toEqual([]);
  });

  test("another", () => {
    expect(compare(`same_${index}`, `other_${index}`)).toContain(VALUES[name]?.difference);
  });
});

describe("numbers with a fraction", () => {
  test.each([
    [1e-9, 0.1 + 0.2, 0.3, true],
    [1e-9, 0.5, 0.50001, false],
    [1e-3, 0.5, 0.50001, true],
    [1e-3, 1000, 1001, false],
  ])("within %d: %d and %d", (tolerance, one, other, areEqual) => {
    expect(compareValues(one, other, "o0", tolerance).differences.length === 0).toBe(areEqual);
  });
});
