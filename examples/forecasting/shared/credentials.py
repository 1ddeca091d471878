"""Read secrets inside of a task. Never log what comes back."""

from flytekit import current_context

from shared.secret_names import Registry, Warehouse


def read_warehouse_secret(key: str) -> str:
    """Value of one secret of the warehouse; `key` is one of the names in `Warehouse`."""
    return current_context().secrets.get(Warehouse.GROUP, key)


def registry_certificate() -> str:
    """Path of the client certificate for the registry."""
    return current_context().secrets.get_secrets_file(
        group=Registry.GROUP, key=Registry.CLIENT_CERT
    )
