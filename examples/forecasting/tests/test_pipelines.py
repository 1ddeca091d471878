from pipelines.backtest import backtest
from pipelines.nightly import nightly


def test_nightly():
    assert nightly(day="2026-03-02") == "3 stores, 4451 units, rmse 3.665 (dry run)"


def test_backtest():
    assert backtest(day="2026-03-02", weeks=3) == "worst of 3 weeks: 37.2, latest: 7.447"
