/** How secrets are named in the store: `group` and `key` as they are, or folded into one key (`db-password`). */
export type SecretNames = "group-and-key" | "folded";

/** What a user can set, in `pyproject.toml`, in `flyteshift.toml` or with flags. */
export interface Settings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly importRoots: readonly string[];
  readonly lineLength: number;
  readonly defaultAccelerator: string | null;
  readonly secretNames: SecretNames;
  /** Former workflows keep plain calls, which run one after the other. */
  readonly sequential: boolean;
}

/** One setting: its names, its values, and its line in `--help`. */
export interface Setting<Value> {
  /** Name in TOML. */
  readonly name: string;
  /** As the argument parser takes it; lists are given by repeating the flag. */
  readonly flag: string;
  readonly description: string;
  readonly default: Value;
  readonly form: Form<Value>;
}

/** Which values a setting takes. */
interface Form<Value> {
  /** Completes "expected …". */
  readonly expected: string;
  readonly isList: boolean;
  /** The value when it is of this form, else undefined. */
  readonly read: (value: unknown) => Value | undefined;
  /** A flag's text as the value that TOML would give. */
  readonly fromFlag: (text: string) => unknown;
}

/** GPUs that take `"NAME:count"` with counts from 1 to 8, `RTX_PRO_6000` to 2 (`flyte/_resources.py`, `Accelerators`). */
const ACCELERATORS = [
  "A10",
  "A10G",
  "A100",
  "A100_80G",
  "B200",
  "H100",
  "H200",
  "L4",
  "L40s",
  "T4",
  "V100",
  "RTX_PRO_6000",
] as const;

const strings: Form<readonly string[]> = {
  expected: "a list of strings",
  isList: true,
  read: (value) => (Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined),
  fromFlag: (text) => text,
};

const yes: Form<boolean> = {
  expected: "true or false",
  isList: false,
  read: (value) => (typeof value === "boolean" ? value : undefined),
  fromFlag: (text) => text === "true",
};

const columns: Form<number> = {
  expected: "a whole number above 0",
  isList: false,
  read: (value) => (typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined),
  fromFlag: Number,
};

function oneOf<Choice extends string>(choices: readonly Choice[]): Form<Choice> {
  return {
    expected: `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`,
    isList: false,
    read: (value) => choices.find((choice) => choice === value),
    fromFlag: (text) => text,
  };
}

/** Every setting there is. The defaults hold where neither a formatter's settings, nor the configuration, nor a flag says otherwise. */
export const settingsTable: { readonly [Key in keyof Settings]: Setting<Settings[Key]> } = {
  include: {
    name: "include",
    flag: "--include <glob>",
    description: "migrate only files that match (repeatable)",
    default: [],
    form: strings,
  },
  exclude: {
    name: "exclude",
    flag: "--exclude <glob>",
    description: "leave files that match alone (repeatable)",
    default: [],
    form: strings,
  },
  importRoots: {
    name: "import-roots",
    flag: "--import-root <folder>",
    description: "folder that Python imports start from; found by itself when not given (repeatable)",
    default: [],
    form: strings,
  },
  lineLength: {
    name: "line-length",
    flag: "--line-length <columns>",
    description: "break longer calls over lines; taken from ruff's or black's settings when not given",
    default: 88,
    form: columns,
  },
  defaultAccelerator: {
    name: "default-accelerator",
    flag: "--default-accelerator <name>",
    description: "accelerator of tasks that ask for GPUs without naming one, for example T4",
    default: null,
    form: oneOf(ACCELERATORS),
  },
  secretNames: {
    name: "secret-names",
    flag: "--secret-names <form>",
    description: "how secrets are named in the store: group-and-key, or folded into one key",
    default: "group-and-key",
    form: oneOf(["group-and-key", "folded"]),
  },
  sequential: {
    name: "sequential",
    flag: "--sequential",
    description: "keep former workflows synchronous: calls that ran at the same time run one after the other",
    default: false,
    form: yes,
  },
};
