import { describe, expect, it, vi } from "vitest";
import { temporaryRepository } from "../project/temporary-folder.ts";
import { flyteshift } from "./command-line.ts";

// Each run is a process of its own, and other tests may keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

const CLEAN = { "flow.py": "import flyte\n" };

describe("usage", () => {
  it("prints its version", async () => {
    expect(await flyteshift(temporaryRepository(CLEAN), ["--version"])).toEqual({ code: 0, out: "0.1.0\n", error: "" });
  });

  it("prints its help", async () => {
    const { code, out, error } = await flyteshift(temporaryRepository(CLEAN), ["--help"]);
    expect({ code, error }).toEqual({ code: 0, error: "" });
    expect(out).toMatchInlineSnapshot(`
      "Usage: flyteshift [options] [command] [path...]

      Migrates a repository from Flyte 1 (flytekit) to Flyte 2 (flyte). Writes nothing
      unless told to.

      Arguments:
        path                          files and folders to migrate (default: the
                                      current folder)

      Options:
        -V, --version                 print the version
        --color                       colour even when the output is not a terminal
        --no-color                    no colour (also: NO_COLOR, FORCE_COLOR)
        --write                       apply the changes
        --allow-dirty                 write even where git could not bring the present
                                      state back
        --diff                        show the diff (default: shown unless --write)
        --no-diff                     do not show the diff
        --report <file>               write everything to a Markdown file
        --json                        print the plan as one JSON document
        --timings                     show how long each stage took
        -h, --help                    print this help

      Settings (also in [tool.flyteshift] of pyproject.toml):
        --include <glob>              migrate only files that match (repeatable)
        --exclude <glob>              leave files that match alone (repeatable)
        --import-root <folder>        folder that Python imports start from; found by
                                      itself when not given (repeatable)
        --line-length <columns>       break longer calls over lines; taken from ruff's
                                      or black's settings when not given
        --default-accelerator <name>  accelerator of tasks that ask for GPUs without
                                      naming one, for example T4
        --secret-names <form>         how secrets are named in the store:
                                      group-and-key, or folded into one key
        --sequential                  keep former workflows synchronous: calls that
                                      ran at the same time run one after the other

      Commands:
        check [options] [path...]     list what is left of Flyte 1, markers included;
                                      exits 1 while there is any
        verify [options] [path...]    compare what every task asks the cluster for,
                                      before and after, with both SDKs and without a
                                      cluster; imports your modules; exits 1 unless
                                      all is equal or announced
        explain [options] [code]      print the page of a finding's code; without a
                                      code list them all
        transforms [options]          list what is migrated, each with before and
                                      after
        help [command]                print the help of a command

      Examples:
        flyteshift                          show what would change in this folder
        flyteshift src tests/test_tasks.py  only there; the rest of the repository is read, not changed
        flyteshift --report migration.md    write everything a person must decide to a file
        flyteshift --write                  apply the changes (in a clean git tree)
        flyteshift | git apply              the same, through git
        flyteshift check                    for your CI: fails while any Flyte 1 is left
        flyteshift verify                   compare with both SDKs what every task asks the cluster for
        flyteshift explain                  list the codes of the findings

      Exit codes: 0 done; 1 something is left for a person (check), or is not proven to be the same (verify); 2 wrong usage, or the tool
      could not do its work.
      A folder that is named like a command is given with a dot: flyteshift ./check

      "
    `);
  });

  it.each([
    [
      "an unknown option",
      ["--wriet"],
      "flyteshift: unknown option '--wriet'\n(Did you mean --write?)\nRun `flyteshift --help` to see what there is.\n",
    ],
    [
      "an option without its value",
      ["--report"],
      "flyteshift: option '--report <file>' argument missing\nRun `flyteshift --help` to see what there is.\n",
    ],
    ["a misspelt command", ["chekc"], "flyteshift: chekc is neither a command nor a path. Did you mean `flyteshift check`?\n"],
    ["a wrong value", ["--line-length", "wide"], 'flyteshift: --line-length: expected a whole number above 0, found "wide".\n'],
    [
      "an unknown code",
      ["explain", "no-such-thing"],
      'flyteshift: there is no finding with the code "no-such-thing". Run `flyteshift explain` to list the codes.\n',
    ],
    [
      "a report over someone's file",
      ["--report", "flow.py"],
      "flyteshift: flow.py exists and is not a report of flyteshift. Name another file for --report, or move this one away.\n",
    ],
  ])("%s ends with 2 and one message", async (_, words, error) => {
    expect(await flyteshift(temporaryRepository(CLEAN), words)).toEqual({ code: 2, out: "", error });
  });

  it("names a path that does not exist", async () => {
    const folder = temporaryRepository(CLEAN);
    expect(await flyteshift(folder, ["missing"])).toEqual({
      code: 2,
      out: "",
      error: `flyteshift: missing does not exist (looked for ${folder}/missing). Name a Python file or a folder.\n`,
    });
  });
});
