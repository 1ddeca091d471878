"""How far off were we? Runs on Mondays, before the review."""

import flytekit as fl

import ingest
from shared import settings
from training.tasks import holdout_error

YEAR = 364


@fl.dynamic(
    container_image=settings.IMAGE,
    requests=settings.SMALL,
    cache=True,
    cache_version=f"{settings.DATA_VERSION}.backtest",
)
def weekly_errors(sales: dict[str, list[int]], weeks: int) -> list[float]:
    """One error per week, the latest week first."""
    errors = []
    for week in range(1, weeks + 1):
        errors.append(holdout_error(sales=sales, weeks_back=week))
    return errors


@fl.task(container_image=settings.IMAGE)
def summarise(errors: list[float]) -> str:
    return f"worst of {len(errors)} weeks: {max(errors)}, latest: {errors[0]}"


@fl.workflow
def backtest(day: str = "2026-03-02", weeks: int = 4) -> str:
    """Errors of the last `weeks` weeks in one line."""
    sales = ingest.extract_sales(day=day, days=YEAR).with_overrides(
        requests=fl.Resources(cpu="1", mem="4Gi"),
        limits=fl.Resources(cpu="2", mem="8Gi"),  # a year instead of twelve weeks
    )
    errors = weekly_errors(sales=sales, weeks=weeks)
    return summarise(errors=errors)
