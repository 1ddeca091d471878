"""Tasks from features to the published forecast."""

from typing import NamedTuple

from flytekit import Cache, Resources, current_context, task, workflow
from flytekit.extras.accelerators import T4  # type: ignore[import-untyped]

from shared import secret_names, settings
from shared.credentials import registry_certificate
from shared.http import post_json
from training import smoothing


class FittedModel(NamedTuple):
    alpha: float
    rmse: float


@task(
    container_image=settings.IMAGE,
    requests=settings.SMALL,
    cache=Cache(
        version=settings.FEATURES_VERSION,
        serialize=True,  # two regions ask for the same week at once
        ignored_inputs=("requested_by",),
    ),
)
def build_features(
    sales: dict[str, list[int]], promotions: list[int], requested_by: str = "nightly"
) -> dict[str, list[float]]:
    """Sales as they would have been without promotions."""
    features = {}
    for store, units in sales.items():
        usual = [sold for sold, promoted in zip(units, promotions) if not promoted]
        promoted_days = [sold for sold, promoted in zip(units, promotions) if promoted]
        uplift = 1.0
        if usual and promoted_days:
            uplift = _mean(promoted_days) / _mean(usual)
        features[store] = [
            sold / uplift if promoted else float(sold) for sold, promoted in zip(units, promotions)
        ]
    return features


@task(
    container_image=settings.GPU_IMAGE,
    requests=Resources(cpu="4", mem="16Gi", gpu="1"),
    limits=Resources(cpu="8", mem="32Gi", gpu="1"),
    accelerator=T4,
    shared_memory="4Gi",  # one worker per core
    environment={"OMP_NUM_THREADS": "4", "LOG_LEVEL": settings.LOG_LEVEL},
    interruptible=True,
    retries=2,
)  # type: ignore[misc]
def fit_smoothing(features: dict[str, list[float]]) -> FittedModel:
    """Find the smoothing factor that would have forecast the history best."""
    if not features:
        raise ValueError("no store has any sales")
    alpha, rmse = smoothing.best_alpha(list(features.values()))
    return FittedModel(alpha=alpha, rmse=round(rmse, 3))


# The version was kept when caching was switched off in 2025: forecasts must be fresh.
@task(
    container_image=settings.IMAGE,
    requests=Resources(cpu="1", mem="1Gi"),
    limits=Resources(cpu="1000m", mem="1024Mi"),
    cache_version="1.0",
)
def predict_demand(
    features: dict[str, list[float]], alpha: float, days: int
) -> dict[str, list[float]]:
    """Units per store for the `days` days that follow."""
    return {
        store: [round(units, 1) for units in smoothing.extend(series, alpha, days)]
        for store, series in features.items()
    }


@task(
    container_image=settings.IMAGE,
    secret_requests=[secret_names.REGISTRY_TOKEN, secret_names.REGISTRY_CLIENT_CERT],
    requests=settings.SMALL,
    retries=5,
)
def publish(forecast: dict[str, list[float]], rmse: float, dry_run: bool = True) -> str:
    """Send the forecast to the registry, and return one line for the morning mail."""
    units = sum(sum(days) for days in forecast.values())
    headline = f"{len(forecast)} stores, {units:.0f} units, rmse {rmse}"
    if dry_run:
        return f"{headline} (dry run)"
    ctx = current_context()
    token = ctx.secrets.get(secret_names.Registry.GROUP, key=secret_names.Registry.TOKEN)
    status = post_json(settings.REGISTRY_URL, forecast, token, registry_certificate())
    return f"{headline} (status {status})"


@task(container_image=settings.IMAGE)  # cheap enough for the default resources
def holdout_error(sales: dict[str, list[int]], weeks_back: int) -> float:
    """Error of the week that ended `weeks_back` weeks ago, when fitted on the weeks before it."""
    errors = []
    for units in sales.values():
        end = len(units) - smoothing.SEASON * (weeks_back - 1)
        known = [float(sold) for sold in units[: end - smoothing.SEASON]]
        alpha, _ = smoothing.best_alpha([known])
        predicted = smoothing.extend(known, alpha, smoothing.SEASON)
        actual = units[end - smoothing.SEASON : end]
        errors += [sold - guess for sold, guess in zip(actual, predicted)]
    return round(smoothing.root_mean_square(errors), 3)


@workflow
def retrain(features: dict[str, list[float]]) -> FittedModel:
    """Only the fit, for the notebooks and for the nightly run."""
    return fit_smoothing(features=features)


def _mean(values: list[int]) -> float:
    return sum(values) / len(values)
