"""Which stores need a look? Every morning, before the shops open."""

from functools import partial

from flytekit import conditional, dynamic, map_task, task, workflow

from ingest import extract_promotions, extract_sales
from shared import settings

WEEK = 7


@task(container_image=settings.IMAGE)
def open_stores(sales: dict[str, list[int]]) -> list[str]:
    return sorted(sales)


@task(container_image=settings.IMAGE, requests=settings.SMALL)
def weekly_change(store: str, sales: dict[str, list[int]]) -> float:
    """Last week's sales as a share of the week before."""
    units = sales[store]
    before = sum(units[-2 * WEEK : -WEEK])
    if before <= 0:
        raise ValueError(f"{store} sold nothing in the week before")
    return round(sum(units[-WEEK:]) / before, 3)


@task(container_image=settings.IMAGE)
def lowest(changes: list[float | None]) -> float:
    return min(change for change in changes if change is not None)


@task(container_image=settings.IMAGE)
def describe(store: str, change: float, promotions: list[int]) -> str:
    """One line for the mail to the store's manager."""
    promoted = sum(promotions[-2 * WEEK : -WEEK]) - sum(promotions[-WEEK:])
    reason = f", after {promoted} days of promotion" if promoted > 0 else ""
    return f"{store} at {change:.1%}{reason}"


@task(container_image=settings.IMAGE)
def join_lines(lines: list[str]) -> str:
    return "; ".join(lines)


@task(container_image=settings.IMAGE)
def all_well(changes: list[float | None]) -> str:
    return f"{len(changes)} stores, nothing to look at"


@dynamic(container_image=settings.IMAGE)
def look_closer(
    stores: list[str], changes: list[float | None], promotions: list[int], limit: float
) -> str:
    """A line for every store below the limit; stores that could not be compared have none."""
    lines = []
    for store, change in zip(stores, changes):
        if change is not None and change < limit:
            lines.append(describe(store=store, change=change, promotions=promotions))
    return join_lines(lines=lines)


@workflow
def morning_check(day: str = "2026-03-02", limit: float = 0.9) -> str:
    """Compare the last two weeks of every store, and look closer when one fell below `limit`."""
    sales = extract_sales(day=day, days=2 * WEEK)
    promotions = extract_promotions(day=day, days=2 * WEEK)
    stores = open_stores(sales=sales)
    # New stores have no week before: up to a third may fail.
    changes = map_task(
        partial(weekly_change, sales=sales), concurrency=20, min_success_ratio=0.66
    )(store=stores)
    worst = lowest(changes=changes)
    return (
        conditional("fell-below-the-limit")
        .if_(worst < limit)
        .then(look_closer(stores=stores, changes=changes, promotions=promotions, limit=limit))
        .else_()
        .then(all_well(changes=changes))
    )
