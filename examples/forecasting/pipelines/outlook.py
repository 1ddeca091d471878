"""How much will we need? For the buyers: three days of fresh goods, a week, a month."""

from flytekit import task, workflow

from ingest import clean_sales, extract_promotions, extract_sales
from shared import settings
from training import build_features, forecast, retrain

FRESH, WEEK, MONTH = 3, 7, 30


@task(container_image=settings.IMAGE)
def compare(
    fresh: dict[str, list[float]], week: dict[str, list[float]], month: dict[str, list[float]]
) -> str:
    """Units per day over all stores, the nearest horizon first."""
    horizons = {"fresh": fresh, "week": week, "month": month}
    return ", ".join(f"{name}: {_units_per_day(demand):.1f}" for name, demand in horizons.items())


@workflow
def outlook(day: str = "2026-03-02") -> str:
    """Demand per day over three horizons, from one fit."""
    sales = extract_sales(day=day, days=settings.HISTORY_DAYS)
    promotions = extract_promotions(day=day, days=settings.HISTORY_DAYS)
    cleaned = clean_sales(sales=sales, promotions=promotions)
    features = build_features(sales=cleaned, promotions=promotions, requested_by="outlook")
    model = retrain(features=features)
    fresh = forecast(features=features, alpha=model.alpha, days=FRESH)
    week = forecast(features=features, alpha=model.alpha, days=WEEK)
    month = forecast(features=features, alpha=model.alpha, days=MONTH)
    return compare(fresh=fresh, week=week, month=month)


def _units_per_day(demand: dict[str, list[float]]) -> float:
    days = len(next(iter(demand.values())))
    return sum(sum(units) for units in demand.values()) / days
