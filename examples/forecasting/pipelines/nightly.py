"""The nightly forecast of all stores."""

import os

from flytekit import workflow

from ingest import clean_sales, extract_promotions, extract_sales
from shared.settings import HISTORY_DAYS, HORIZON_DAYS
from training import build_features, forecast, publish, retrain


@workflow
def nightly(day: str = "2026-03-02", dry_run: bool = True) -> str:
    """Forecast the week that starts on `day`."""
    sales = extract_sales(day=day, days=HISTORY_DAYS)
    promotions = extract_promotions(day=day, days=HISTORY_DAYS)
    cleaned = clean_sales(sales=sales, promotions=promotions)
    features = build_features(sales=cleaned, promotions=promotions)
    model = retrain(features=features)
    demand = forecast(features=features, alpha=model.alpha, days=HORIZON_DAYS)
    return publish(forecast=demand, rmse=model.rmse, dry_run=dry_run)


if __name__ == "__main__":
    # The sample warehouse takes any login.
    os.environ.setdefault("WAREHOUSE_USER", "laptop")
    os.environ.setdefault("WAREHOUSE_PASSWORD", "laptop")
    print(nightly(day="2026-03-02"))
