"""Where each SDK looks for a secret, and the one setting of the user's that serves both."""

import os
import re
from dataclasses import dataclass

FLYTE1_PREFIX = "_FSEC_"
"""`flytekit/configuration/__init__.py`, SecretsConfig; FLYTE_SECRETS_ENV_PREFIX changes it."""


@dataclass(frozen=True)
class DeclaredSecret:
    """A secret that a task asks for."""

    group: "str | None"
    key: "str | None"
    version: "str | None"
    variables: "tuple[str, ...]"
    """Where the code looks for the value."""
    file: "str | None"
    """Where the code looks for a file with the value."""
    path_variable: "str | None" = None
    """Where the code looks for the path of that file."""


class SecretSource:
    """Finds the values of secrets in this process's environment.

    `aliases`: {"group", "key", "variable"} of the plan: names that the migration chose.
    """

    def __init__(self, aliases):
        self.aliases = aliases
        self.used, self.unset = set(), []

    def value(self, secret):
        """The value, or None. Remembers from which variable it came."""
        names = self._names(secret)
        for name in names:
            if name in os.environ:
                self.used.add(name)
                return os.environ[name]
        if not (secret.file and os.path.exists(secret.file)):
            shown = "/".join(part for part in (secret.group, secret.key) if part)
            self.unset.append({"secret": shown, "variable": sanitised(joined(secret.group, secret.key))})
        return None

    def _names(self, secret):
        name = joined(secret.group, secret.key)
        full_name = joined(secret.group, secret.version, secret.key)
        prefix = os.environ.get("FLYTE_SECRETS_ENV_PREFIX", FLYTE1_PREFIX)
        planned = [one["variable"] for one in self.aliases if one["variable"] and joined(one["group"], one["key"]) == name]
        both = [one for full in (full_name, name) for one in (prefix + full, full, sanitised(full))]
        return list(dict.fromkeys([*secret.variables, *planned, *both]))


class MadeUpSecrets:
    """The same value for a secret under both SDKs, folded or not."""

    used, unset = frozenset(), ()

    def value(self, secret):
        return "-".join(part for part in (secret.group, secret.key) if part)


def place_secrets(secrets, source):
    """Puts the value of each secret where the code looks for it."""
    for secret in secrets:
        value = source.value(secret)
        if value is None:
            continue
        for variable in secret.variables:
            os.environ[variable] = value
        if secret.file:
            os.makedirs(os.path.dirname(secret.file), exist_ok=True)
            with open(secret.file, "w") as file:
                file.write(value)
            if secret.path_variable:
                os.environ[secret.path_variable] = secret.file


def joined(*parts):
    """The name of a secret's variable in Flyte 1, without prefix (`flytekit/core/context_manager.py`, get_secrets_env_var)."""
    return "_".join(part.upper() for part in parts if part)


def sanitised(name):
    """The name that a migration gives to the variable: what a shell accepts."""
    return re.sub(r"^(?=\d)", "_", re.sub(r"[^A-Z0-9_]", "_", name))
