"""Logins for the tests; the sample warehouse takes any."""

import pytest


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_USER", "ci")
    monkeypatch.setenv("WAREHOUSE_PASSWORD", "ci")
    # Shells cannot set the first form, some runners only pass on the second.
    for name in ("MODEL-REGISTRY_API-TOKEN", "MODEL_REGISTRY_API_TOKEN"):
        monkeypatch.setenv(name, "token-for-tests")
