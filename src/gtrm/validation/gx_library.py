"""Great Expectations, imported the one way it may be: quiet, and sending nothing."""

from __future__ import annotations

import os
import warnings

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when GX is imported

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # GX imports modules that Python has deprecated
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

__all__ = ["ProgressBarsConfig", "gx"]
