"""Fitting and publishing the forecast."""

from training.tasks import FittedModel, build_features, publish, retrain
from training.tasks import fit_smoothing as fit  # noqa: F401  (the name in the notebooks)
from training.tasks import predict_demand as forecast

__all__ = ["FittedModel", "build_features", "fit", "forecast", "publish", "retrain"]
