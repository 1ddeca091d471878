import pytest

from ingest import clean_sales, extract_promotions, extract_sales
from training import build_features, fit, forecast, publish
from training.tasks import holdout_error

WEEK = [10, 12, 11, 14, 20, 25, 9]
NO_PROMOTIONS = [0] * 28


def test_login_comes_from_the_secrets(monkeypatch):
    logins = []

    class Recorder:
        def __init__(self, url, user, password):
            logins.append((user, password))

        def promotions(self, day, days):
            return [0] * days

    monkeypatch.setattr("ingest.tasks.WarehouseClient", Recorder)
    monkeypatch.setenv("WAREHOUSE_USER", "etl")
    monkeypatch.setenv("WAREHOUSE_PASSWORD", "s3cret")
    assert extract_promotions(day="2026-03-02", days=2) == [0, 0]
    assert logins == [("etl", "s3cret")]


def test_empty_password_is_refused(monkeypatch):
    monkeypatch.setenv("WAREHOUSE_PASSWORD", "")
    with pytest.raises(PermissionError):
        extract_promotions(day="2026-03-02", days=2)


def test_history_ends_the_day_before():
    sales = extract_sales(day="2026-03-02", days=14)
    assert sorted(sales) == ["harbour", "market-hall", "station"]
    assert extract_promotions(day="2026-02-13", days=4) == [0, 1, 1, 1]


def test_clean_sales_drops_stores_without_sales():
    sales = {"station": [3, -1], "closed": [0, 0]}
    assert clean_sales(sales=sales, promotions=[0, 0]) == {"station": [3, 0]}


def test_clean_sales_refuses_another_number_of_days():
    with pytest.raises(ValueError, match="station: 2 days of sales, not 1"):
        clean_sales(sales={"station": [3, 4]}, promotions=[0])


def test_promotions_do_not_count_as_demand():
    features = build_features(sales={"station": [10, 20, 10]}, promotions=[0, 1, 0])
    assert features == {"station": [10.0, 10.0, 10.0]}


def test_a_repeating_week_is_forecast_without_error():
    features = build_features(sales={"harbour": WEEK * 4}, promotions=NO_PROMOTIONS)
    model = fit(features=features)
    assert model.rmse == 0.0  # type: ignore[union-attr]
    demand = forecast(features=features, alpha=model.alpha, days=7)
    assert demand == {"harbour": [float(units) for units in WEEK]}
    assert holdout_error(sales={"harbour": WEEK * 4}, weeks_back=1) == 0.0


def test_fit_refuses_no_stores():
    with pytest.raises(ValueError):
        fit(features={})


def test_dry_run_sends_nothing():
    line = publish(forecast={"harbour": [1.0, 2.0]}, rmse=0.5)
    assert line == "1 stores, 3 units, rmse 0.5 (dry run)"


def test_publish_identifies_itself(monkeypatch):
    sent = {}

    def post_json(url, document, token, certificate):
        sent.update(document=document, token=token, certificate=certificate)
        return 201

    monkeypatch.setattr("training.tasks.post_json", post_json)
    line = publish(forecast={"harbour": [1.0]}, rmse=0.5, dry_run=False)
    assert line.endswith("(status 201)")
    assert sent["document"] == {"harbour": [1.0]}
    assert sent["token"] == "token-for-tests"
    assert sent["certificate"].endswith("/client-cert")
