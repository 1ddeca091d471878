import { describe, expect, test } from "vitest";
import { ModuleLayout } from "../../src/project/layout.ts";

describe("a repository of several projects", () => {
  const layout = new ModuleLayout([
    "billing/shared/__init__.py",
    "billing/shared/names.py",
    "billing/jobs/__init__.py",
    "billing/jobs/tasks.py",
    "billing/tests/test_tasks.py",
    "shipping/shared/__init__.py",
    "shipping/shared/names.py",
    "shipping/src/routes/__init__.py",
    "shipping/tools/run.py",
  ]);

  test("an import means the module of the importer's own project", () => {
    expect(layout.find("shared.names", "billing/jobs/tasks.py")).toBe("billing/shared/names.py");
    expect(layout.find("shared.names", "shipping/shared/__init__.py")).toBe("shipping/shared/names.py");
  });

  test("a test folder without packages finds the packages beside it", () => {
    expect(layout.find("jobs.tasks", "billing/tests/test_tasks.py")).toBe("billing/jobs/tasks.py");
  });

  test("a script finds the packages below src beside it", () => {
    expect(layout.find("routes", "shipping/tools/run.py")).toBe("shipping/src/routes/__init__.py");
  });

  test("the only module of a name is found from anywhere, one of two is not", () => {
    expect(layout.find("jobs", "shipping/tools/run.py")).toBe("billing/jobs/__init__.py");
    const outside = new ModuleLayout(["a/shared/__init__.py", "b/shared/__init__.py", "c/run.py"]);
    expect(outside.find("shared", "c/run.py")).toBeUndefined();
  });

  test("findNear stays in the importer's own project", () => {
    expect(layout.findNear("jobs", "shipping/tools/run.py")).toBeUndefined();
    expect(layout.findNear("jobs", "billing/tests/test_tasks.py")).toBe("billing/jobs/__init__.py");
  });

  test("names are shown as flytekit shows them", () => {
    expect(layout.dottedName("billing/jobs/tasks.py")).toBe("jobs.tasks");
    expect(layout.dottedName("billing/jobs/__init__.py")).toBe("jobs");
    expect(layout.dottedName("billing/tests/test_tasks.py")).toBe("test_tasks");
  });

  test("relative imports follow the folders", () => {
    expect(layout.find(".tasks", "billing/jobs/__init__.py")).toBe("billing/jobs/tasks.py");
    expect(layout.find("..shared.names", "billing/jobs/tasks.py")).toBe("billing/shared/names.py");
  });
});
