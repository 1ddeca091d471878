import { assert, option, property, string } from "fast-check";
import { expect, test } from "vitest";

import { flat, source } from "../../src/python/expression.ts";
import { environmentVariable, foldedKey, isEnvironmentVariable, secretCall, secretPath } from "../../src/flyte2/secrets.ts";

const isAccepted = (group: string | null, key: string) => isEnvironmentVariable(environmentVariable({ group, key }));

test.each([
  [{ group: "db", key: "password" }, "DB_PASSWORD"],
  [{ group: "model-registry", key: "api.token" }, "MODEL_REGISTRY_API_TOKEN"],
  [{ group: null, key: "1key" }, "_1KEY"],
  [{ group: "1g", key: "k" }, "_1G_K"],
  [{ group: "", key: "k" }, "K"],
  [{ group: "arn:aws", key: "a/b c" }, "ARN_AWS_A_B_C"],
])("%o is received as %s", (secret, variable) => {
  expect(environmentVariable(secret)).toBe(variable);
});

test("a secret never replaces a variable that the container lives by", () => {
  expect(environmentVariable({ group: null, key: "path" })).toBe("PATH_SECRET");
  expect(environmentVariable({ group: "app", key: "path" })).toBe("APP_PATH");
});

test("every name is one that flyte.Secret accepts", () => {
  const names = property(option(string()), string({ minLength: 1 }), isAccepted);
  expect(() => assert(names)).not.toThrow();
});

test("an illegal name is told from a legal one", () => {
  expect(isEnvironmentVariable("DB_PASSWORD")).toBe(true);
  expect(["lower", "A-B", "1A", ""].some(isEnvironmentVariable)).toBe(false);
});

test("arguments stand in the SDK's order", () => {
  expect(flat(secretCall(source('"k"'), source("Names.GROUP"), "G_K"))).toBe(
    'flyte.Secret(key="k", group=Names.GROUP, as_env_var="G_K")',
  );
  expect(flat(secretCall(source('"k"'), undefined, null))).toBe('flyte.Secret(key="k", mount="/etc/flyte/secrets")');
});

test("the file of a secret has no group in its path", () => {
  expect(secretPath("client.crt")).toBe("/etc/flyte/secrets/client.crt");
});

test("folding joins group and key", () => {
  expect(foldedKey({ group: "db", key: "password" })).toBe("db-password");
  expect(foldedKey({ group: null, key: "password" })).toBe("password");
});
