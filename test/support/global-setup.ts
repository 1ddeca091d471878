/** Before any test: the Python environment, whose interpreter tests get by `inject("python")`. */
import type { TestProject } from "vitest/node";
import { pythonEnvironment } from "./python-environment.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Interpreter that has flytekit and flyte. */
    python: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide("python", await pythonEnvironment());
}
