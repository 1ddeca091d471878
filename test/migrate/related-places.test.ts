import { expect, test } from "vitest";
import { planTexts } from "../support/plan-texts.ts";

const IMAGES = `from flytekit import ImageSpec

IMAGE = ImageSpec(name="etl", conda_packages=["gdal"])
`;
const TASKS = `from flytekit import task

from images import IMAGE


@task(container_image=IMAGE)
def load(day: str) -> int:
    return len(day)


@task(container_image=IMAGE)
def report(day: str) -> int:
    return len(day)
`;

test("one reason for several tasks is one finding that names them all", async () => {
  const plan = await planTexts(
    new Map([
      ["images.py", IMAGES],
      ["tasks.py", TASKS],
    ]),
  );
  const [finding, ...others] = plan.findings;
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ path: "images.py", line: 3, code: "images/unsupported" });
  expect(finding?.related.map(({ path, line }) => `${path}:${line}`)).toEqual(["tasks.py:6", "tasks.py:11"]);
});
