"""Client of the sales warehouse."""

from datetime import date, timedelta

from shared.http import get_json

SAMPLE_URL = "sample:"
SAMPLE_STORES = {"harbour": 120, "market-hall": 310, "station": 205}
WEEKDAY_FACTORS = (0.8, 0.85, 0.9, 1.0, 1.25, 1.4, 0.8)
PROMOTION_DAYS = range(10, 13)
PROMOTION_UPLIFT = 1.3


class WarehouseClient:
    """Reads `days` days of history that end the day before `day`.

    With the URL `sample:` it answers from a small built-in data set, for laptops and tests.
    """

    def __init__(self, url: str, user: str, password: str) -> None:
        if not user or not password:
            raise PermissionError("the warehouse needs a user and a password")
        self._url = url
        self._login = {"user": user, "password": password}

    def units_sold(self, day: date, days: int) -> dict[str, list[int]]:
        """Units sold per store, oldest day first."""
        if self._url != SAMPLE_URL:
            query = {"until": day.isoformat(), "days": days}
            return get_json(f"{self._url}/units-sold", query, **self._login)
        return {
            store: [_sample_units(base, past) for past in _history(day, days)]
            for store, base in SAMPLE_STORES.items()
        }

    def promotions(self, day: date, days: int) -> list[int]:
        """1 for every day with a promotion, else 0."""
        if self._url != SAMPLE_URL:
            query = {"until": day.isoformat(), "days": days}
            return get_json(f"{self._url}/promotions", query, **self._login)
        return [int(past.day in PROMOTION_DAYS) for past in _history(day, days)]


def _history(day: date, days: int) -> list[date]:
    return [day - timedelta(days=back) for back in range(days, 0, -1)]


def _sample_units(base: int, day: date) -> int:
    uplift = PROMOTION_UPLIFT if day.day in PROMOTION_DAYS else 1.0
    wobble = (day.toordinal() * 37 + base) % 13 - 6
    return round(base * WEEKDAY_FACTORS[day.weekday()] * uplift) + wobble
