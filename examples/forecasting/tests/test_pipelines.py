import pytest
from flytekit.testing import task_mock

from pipelines.backtest import backtest
from pipelines.morning_check import look_closer, morning_check, weekly_change
from pipelines.nightly import nightly
from pipelines.outlook import outlook


def test_nightly():
    assert nightly(day="2026-03-02") == "3 stores, 4451 units, rmse 3.665 (dry run)"


def test_backtest():
    assert backtest(day="2026-03-02", weeks=3) == "worst of 3 weeks: 37.2, latest: 7.447"


def test_outlook():
    assert outlook(day="2026-03-02") == "fresh: 538.4, week: 635.8, month: 628.5"


def test_morning_check_finds_nothing():
    assert morning_check(day="2026-03-02") == "3 stores, nothing to look at"


def test_morning_check_finds_the_end_of_a_promotion():
    lines = morning_check(day="2026-02-20").split("; ")
    assert lines == [
        "market-hall at 89.2%, after 3 days of promotion",
        "station at 89.7%, after 3 days of promotion",
    ]


def test_morning_check_leaves_out_new_stores():
    with task_mock(weekly_change) as change:
        change.side_effect = lambda store, sales: {"harbour": 1.0, "station": 0.95}[store]
        assert morning_check(day="2026-03-02") == "3 stores, nothing to look at"
        assert change.call_count == 3


def test_morning_check_needs_two_thirds_of_the_stores():
    with task_mock(weekly_change) as change:
        change.side_effect = lambda store, sales: {"harbour": 1.0}[store]
        with pytest.raises(Exception):
            morning_check(day="2026-03-02")


def test_look_closer_takes_only_stores_below_the_limit():
    text = look_closer(
        stores=["harbour", "new", "station"],
        changes=[0.5, None, 0.8],
        promotions=[1, 1] + [0] * 12,
        limit=0.75,
    )
    assert text == "harbour at 50.0%, after 2 days of promotion"


def test_weekly_change_refuses_new_stores():
    with pytest.raises(ValueError, match="new sold nothing"):
        weekly_change(store="new", sales={"new": [0] * 7 + [10] * 7})
