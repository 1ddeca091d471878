/** Makes the Python environment before the tests start, so that what is missing is said in one sentence and not in each test. */
import { pythonEnvironment } from "./python-environment.ts";

try {
  await pythonEnvironment();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
