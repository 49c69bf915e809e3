"""Great Expectations, imported the one way it may be: quiet, and sending nothing."""

from __future__ import annotations

import os
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when GX is imported

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # GX imports modules that Python has deprecated
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation import ColumnMapExpectation
    from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (  # noqa: E501
        column_condition_partial,
    )
    from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (  # noqa: E501
        ColumnMapMetricProvider,
    )

__all__ = [
    "ColumnMapExpectation",
    "ColumnMapMetricProvider",
    "PandasExecutionEngine",
    "ProgressBarsConfig",
    "column_condition_partial",
    "gx",
]
