/** The command line: commands, options and `--help`. What a command does stands in `commands/`. */
import { Command } from "commander";
import { check, type CheckOptions } from "./commands/check.ts";
import { type ColourOptions, explain } from "./commands/explain.ts";
import { migrateRepository, type MigrateCommandOptions } from "./commands/migrate.ts";
import { listTransforms } from "./commands/transforms.ts";
import { type VerifyCommandOptions, verifyRepository } from "./commands/verify.ts";
import { addSettingsOptions } from "./settings-options.ts";
import { packageVersion } from "./version.ts";

const EXAMPLES = `
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
`;

/** The program. Parsing throws a `CommanderError` for wrong usage, after printing what is wrong. */
export function createProgram(): Command {
  const program = new Command("flyteshift")
    .description("Migrates a repository from Flyte 1 (flytekit) to Flyte 2 (flyte). Writes nothing unless told to.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "flyteshift: ")) })
    .showHelpAfterError("Run `flyteshift --help` to see what there is.")
    // Without this, an option after a command would be taken by the program when both have it.
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  addMigrate(program);
  addCheck(program);
  addVerify(program);
  addExplain(program);
  addTransforms(program);
  return program;
}

function addMigrate(program: Command): void {
  addColour(program)
    .argument("[path...]", "files and folders to migrate (default: the current folder)")
    .option("--write", "apply the changes")
    .option("--allow-dirty", "write even where git could not bring the present state back")
    .option("--diff", "show the diff (default: shown unless --write)")
    .option("--no-diff", "do not show the diff")
    .option("--report <file>", "write everything to a Markdown file")
    .option("--json", "print the plan as one JSON document")
    .option("--timings", "show how long each stage took")
    .action((paths: string[], options: MigrateCommandOptions) => migrateRepository(paths, options));
  addSettingsOptions(program);
}

function addCheck(program: Command): void {
  const command = addColour(program.command("check"))
    .description("list what is left of Flyte 1, markers included; exits 1 while there is any")
    .argument("[path...]", "files and folders to look at (default: the current folder)")
    .action((paths: string[], _: CheckOptions, self: Command) => check(paths, self.optsWithGlobals()));
  addSettingsOptions(command);
}

function addVerify(program: Command): void {
  const command = addColour(program.command("verify"))
    .description(
      "compare what every task asks the cluster for, before and after, with both SDKs and without a cluster; imports your modules; " +
        "exits 1 unless all is equal or announced",
    )
    .argument("[path...]", "files and folders to compare (default: the current folder)")
    .option("--base <revision>", "compare the files of this git revision with those on disk (default: the files with the plan)")
    .option("--python <path>", "interpreter with your packages and both SDKs (default: found in .venv and the like)")
    .option("--python-v1 <path>", "interpreter with flytekit, for the code before")
    .option("--python-v2 <path>", "interpreter with flyte, for the code after")
    .option("--install", "install a missing SDK into a private environment in your cache folder")
    .option("--stub-missing", "import stand-ins for packages that are not installed, and mark what was found so")
    .option("--timeout <seconds>", "how long one module, or one run, may take", "60")
    .option("--run <entry>", "run MODULE.FUNCTION on both sides and compare what comes out (repeatable)", collect)
    .option("--inputs <json>", "inputs of --run: a JSON object, or a file with one")
    .option("--env-file <file>", "variables for your code, secrets among them; never printed")
    .option("--tolerance <number>", "relative difference that numbers of --run may have")
    .option("--tests <command>", "run this command of yours on both sides and compare which tests pass")
    .option("--markdown <file>", "write the report to a Markdown file; - prints it in place of the table")
    .option("--json", "print the report as one JSON document")
    .action((paths: string[], _: VerifyCommandOptions, self: Command) => verifyRepository(paths, self.optsWithGlobals()));
  addSettingsOptions(command);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function addExplain(program: Command): void {
  addColour(program.command("explain"))
    .description("print the page of a finding's code; without a code list them all")
    .argument("[code]", "for example secrets/undeclared-read")
    .action((code: string | undefined, _: ColourOptions, self: Command) => explain(code, self.optsWithGlobals()));
}

function addTransforms(program: Command): void {
  addColour(program.command("transforms"))
    .description("list what is migrated, each with before and after")
    .action((_: ColourOptions, self: Command) => listTransforms(self.optsWithGlobals()));
}

function addColour(command: Command): Command {
  return command
    .option("--color", "colour even when the output is not a terminal")
    .option("--no-color", "no colour (also: NO_COLOR, FORCE_COLOR)");
}
