"""Great Expectations, imported the one way it may be: quiet, and sending nothing."""

from __future__ import annotations

import gc
import os
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when GX is imported

# GX is half a million objects that live as long as the process. Kept from the garbage collector,
# they are not walked again and again, nor taken apart one by one when the process ends (0.9 s).
gc.disable()
try:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GX imports modules that Python has deprecated
        import great_expectations as gx
        from great_expectations.execution_engine.pandas_execution_engine import (
            PandasExecutionEngine,
        )
        from great_expectations.expectations.registry import get_metric_kwargs
        from great_expectations.validator.metric_configuration import MetricConfiguration
        from great_expectations.validator.metrics_calculator import MetricsCalculator
finally:
    gc.enable()
gc.freeze()

__all__ = [
    "MetricConfiguration",
    "MetricsCalculator",
    "PandasExecutionEngine",
    "get_metric_kwargs",
    "gx",
]
