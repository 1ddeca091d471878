import { spawn } from "node:child_process";
import { expect, it, vi } from "vitest";
import { LOADER } from "./command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

const MODULE = new URL("../../src/cli/interruption.ts", import.meta.url).href;

/** Runs `body` with an `interruption`, sends the signal once it prints `ready`, and gives back how it ended. */
function interrupted(body: string, signal: NodeJS.Signals): Promise<{ code: number | null; error: string; out: string }> {
  const script = `
    import { Interruption } from ${JSON.stringify(MODULE)};
    import { setTimeout as wait } from "node:timers/promises";
    const interruption = new Interruption({ update() {}, clear() { process.stderr.write("(cleared)"); } });
    ${body}
    process.exitCode = interruption.exitCode ?? 0;`;
  const tool = spawn(process.execPath, ["--import", LOADER, "--input-type=module", "--eval", script]);
  let [out, error] = ["", ""];
  tool.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
  tool.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (text.includes("ready")) tool.kill(signal);
  });
  return new Promise((resolve) => tool.on("close", (code) => resolve({ code, out, error })));
}

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s ends a run that has written nothing", async (signal, code) => {
  const ended = await interrupted(`console.log("ready"); await wait(60_000);`, signal);
  expect(ended).toEqual({ code, out: "ready\n", error: "(cleared)\nflyteshift: interrupted; nothing was written.\n" });
});

it("waits for files that are being written", async () => {
  const ended = await interrupted(
    `await interruption.whileWriting(async () => { console.log("ready"); await wait(500); console.log("all written"); });`,
    "SIGINT",
  );
  expect(ended).toEqual({
    code: 130,
    out: "ready\nall written\n",
    error: "(cleared)flyteshift: interrupted; finishing the files that are being written.\n",
  });
});

it("says that the files were written when it comes after that", async () => {
  const ended = await interrupted(
    `await interruption.whileWriting(async () => {}); console.log("ready"); await wait(60_000);`,
    "SIGINT",
  );
  expect(ended).toEqual({ code: 130, out: "ready\n", error: "(cleared)\nflyteshift: interrupted; the files were written.\n" });
});
