"""Exponential smoothing with one level per weekday."""

from math import sqrt

SEASON = 7
ALPHAS = tuple(step / 20 for step in range(1, 20))


def smooth(series: list[float], alpha: float) -> tuple[list[float], list[float]]:
    """Levels after the last day (one per position in the season), and the one-step errors."""
    levels = list(series[:SEASON])
    errors = []
    for index in range(SEASON, len(series)):
        position = index % SEASON
        errors.append(series[index] - levels[position])
        levels[position] += alpha * errors[-1]
    return levels, errors


def root_mean_square(errors: list[float]) -> float:
    return sqrt(sum(error * error for error in errors) / len(errors))


def best_alpha(series: list[list[float]]) -> tuple[float, float]:
    """The smoothing factor with the lowest error over all series, and that error."""

    def error_of(alpha: float) -> float:
        return root_mean_square([error for one in series for error in smooth(one, alpha)[1]])

    alpha = min(ALPHAS, key=error_of)
    return alpha, error_of(alpha)


def extend(series: list[float], alpha: float, days: int) -> list[float]:
    """The `days` days that follow."""
    levels, _ = smooth(series, alpha)
    return [levels[(len(series) + ahead) % SEASON] for ahead in range(days)]
