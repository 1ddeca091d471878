/** Expected differences of secrets: how they are stored, and what their variables are called. */
import { environmentVariable, foldedKey } from "../../../flyte2/secrets.ts";
import type { StoredSecret } from "../../../flyte2/secrets.ts";
import type { SecretFacts } from "../../serialise/serialised-document.ts";
import { rule } from "../expected-difference.ts";
import type { ExpectedDifference, RuleContext } from "../expected-difference.ts";
import { distinctSecrets } from "../facts.ts";

/** In the order in which they apply. */
export const SECRET_RULES: readonly ExpectedDifference[] = [
  secretRule({
    id: "secret-group-version",
    why: "Flyte 2 secrets have no version.",
    announcedBy: ["secrets/group-version"],
    rewrite: (secret) => ({ ...secret, group_version: null }),
  }),
  secretRule({
    id: "secret-group-without-key",
    why: "Flyte 2 secrets need a key.",
    announcedBy: ["secrets/group-only"],
    rewrite: (secret) => (secret.key === null ? { ...secret, group: null, key: secret.group } : secret),
  }),
  secretRule({
    id: "secret-environment-variable",
    why: "Flyte 2 names the environment variable of a secret; it has one name in the whole repository.",
    announcedBy: [],
    rewrite: (secret, { chosenVariables }) =>
      secret.mount === "FILE" ? secret : { ...secret, mount: "ENV_VAR", env_var: variableOf(secret, chosenVariables) },
  }),
  secretRule({
    id: "secret-file-variable",
    why: "Flyte 2 gives no variable with the path of a secret's file.",
    announcedBy: ["secrets/file-variable"],
    rewrite: (secret) => (secret.mount === "FILE" ? { ...secret, env_var: null } : secret),
  }),
  secretRule({
    id: "secret-folded-group",
    why: "The settings fold a secret's group into its key.",
    announcedBy: [],
    rewrite: (secret, { settings }) =>
      settings.foldSecretGroups && secret.key ? { ...secret, group: null, key: foldedKey(storedName(secret)) } : secret,
  }),
  secretRule({
    id: "secret-renamed-variable",
    why: "The usual environment variable is another secret's, or the secret's name depends on where the code runs.",
    announcedBy: ["secrets/name-collision", "secrets/name-from-environment"],
    rewrite: (secret, { v2 }) => ({ ...secret, env_var: renamedVariable(secret, v2.secrets) }),
  }),
];

/** A rule about each secret on its own. */
function secretRule(
  row: Omit<ExpectedDifference<"secrets">, "facts" | "rewrite"> & {
    rewrite(secret: SecretFacts, context: RuleContext): SecretFacts;
  },
): ExpectedDifference {
  return rule<"secrets">({
    ...row,
    facts: ["secrets"],
    rewrite: (secrets, context) => distinctSecrets(secrets.map((secret) => row.rewrite(secret, context))),
  });
}

function storedName({ group, key }: SecretFacts): StoredSecret {
  return { group, key: key ?? "" };
}

/** What tells secrets apart, whatever their variables. */
function identity({ group, key, mount }: SecretFacts): string {
  return JSON.stringify([group, key, mount === "FILE"]);
}

function variableOf(secret: SecretFacts, chosen: ReadonlyMap<string, string>): string {
  return secret.env_var ?? chosen.get(identity(secret)) ?? environmentVariable(storedName(secret));
}

/** The variables that Flyte 1 tasks name, by the secret. */
export function variablesChosenIn(secrets: readonly SecretFacts[]): ReadonlyMap<string, string> {
  return new Map(secrets.flatMap((secret) => (secret.env_var === null ? [] : [[identity(secret), secret.env_var]])));
}

function renamedVariable(secret: SecretFacts, candidates: readonly SecretFacts[]): string | null {
  const same = candidates.filter((candidate) => identity(candidate) === identity(secret));
  return same.length === 1 ? (same[0]?.env_var ?? null) : secret.env_var;
}
