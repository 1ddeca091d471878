"""Tasks that read the sales warehouse."""

import logging
from datetime import date, timedelta

from flytekit import Resources, task  # type: ignore[attr-defined]

from ingest.warehouse import WarehouseClient
from shared import settings
from shared.credentials import read_warehouse_secret
from shared.secret_names import WAREHOUSE_LOGIN, Warehouse

logger = logging.getLogger(__name__)


def connect() -> WarehouseClient:
    return WarehouseClient(
        settings.WAREHOUSE_URL,
        user=read_warehouse_secret(Warehouse.USER),
        password=read_warehouse_secret(Warehouse.PASSWORD),
    )


@task(
    container_image=settings.IMAGE,
    secret_requests=WAREHOUSE_LOGIN,
    requests=Resources(cpu="500m", mem="1Gi"),
    limits=Resources(cpu="1", mem="2Gi"),  # the driver buffers a whole result set
    cache=True,
    cache_version="3.1",
    retries=3,  # the warehouse restarts at 02:10
    timeout=timedelta(minutes=20),
)
def extract_sales(day: str, days: int) -> dict[str, list[int]]:
    """Units sold per store and day, oldest day first."""
    sales = connect().units_sold(date.fromisoformat(day), days)
    logger.info("read %d stores", len(sales))
    return sales


@task(
    container_image=settings.IMAGE,
    secret_requests=WAREHOUSE_LOGIN,
    requests=Resources(cpu="500m", mem="1Gi"),
    limits=Resources(cpu="1", mem="2Gi"),
    retries=3,
)
def extract_promotions(day: str, days: int) -> list[int]:
    """1 for every day with a promotion, else 0."""
    return connect().promotions(date.fromisoformat(day), days)


# Spills to disk for the big regions, hence the wide range.
@task(
    container_image=settings.IMAGE,
    requests=Resources(cpu="1", mem="2Gi", ephemeral_storage="5Gi"),
    limits=Resources(cpu="1", mem="4Gi", ephemeral_storage="20Gi"),
    cache=settings.CACHE_ENABLED,
    cache_version=settings.DATA_VERSION,
    environment={"LOG_LEVEL": settings.LOG_LEVEL},
)
def clean_sales(sales: dict[str, list[int]], promotions: list[int]) -> dict[str, list[int]]:
    """Drop stores without sales and set returns (negative days) to zero."""
    cleaned = {}
    for store, units in sorted(sales.items()):
        if len(units) != len(promotions):
            raise ValueError(f"{store}: {len(units)} days of sales, not {len(promotions)}")
        if any(units):
            cleaned[store] = [max(0, sold) for sold in units]
    return cleaned
