"""Settings that all pipelines share. Versions are changed here, never in the tasks."""

import os

from flytekit import Resources

IMAGE = "ghcr.io/corner-grocers/forecasting:2026.4.1"
GPU_IMAGE = "ghcr.io/corner-grocers/forecasting-cuda:2026.4.1"

WAREHOUSE_URL = os.getenv("WAREHOUSE_URL", "sample:")
REGISTRY_URL = os.getenv("REGISTRY_URL", "https://registry.corner-grocers.example/forecasts")
LOG_LEVEL = os.getenv("FORECASTING_LOG_LEVEL", "INFO")

# Off in CI: FORECASTING_CACHE=0
CACHE_ENABLED = os.getenv("FORECASTING_CACHE", "1") == "1"
DATA_VERSION = "2026.4"
FEATURES_VERSION = f"{DATA_VERSION}.2"

# What a task gets that only moves a few kilobytes around.
SMALL = Resources(cpu="500m", mem="512Mi")

HISTORY_DAYS = 84
HORIZON_DAYS = 7
