"""The secrets that we use; the platform team fills them (see the runbook)."""

from flytekit import Secret


class Warehouse:
    GROUP = "warehouse"
    USER = "user"
    PASSWORD = "password"


class Registry:
    GROUP = "model-registry"
    TOKEN = "api-token"
    CLIENT_CERT = "client-cert"


WAREHOUSE_LOGIN = [
    Secret(group=Warehouse.GROUP, key=Warehouse.USER),
    Secret(group=Warehouse.GROUP, key=Warehouse.PASSWORD),  # rotated every quarter
]

REGISTRY_TOKEN = Secret(Registry.GROUP, Registry.TOKEN)
REGISTRY_CLIENT_CERT = Secret(
    group=Registry.GROUP,
    key=Registry.CLIENT_CERT,
    mount_requirement=Secret.MountType.FILE,  # ssl only takes a path
)
