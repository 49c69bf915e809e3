"""Expectations that Great Expectations does not have. Importing this module registers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from gtrm.validation.gx_library import (
    ColumnMapExpectation,
    ColumnMapMetricProvider,
    PandasExecutionEngine,
    column_condition_partial,
)

if TYPE_CHECKING:
    import pandas as pd


class ColumnValuesWholeNumber(ColumnMapMetricProvider):
    """Whether a figure is a whole number of zero or more; a null is not."""

    condition_metric_name = "column_values.whole_number"
    # Prepared columns hold 0 for a blank cell and null for one that cannot be read: nulls count.
    filter_column_isnull = False

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **_: Any) -> pd.Series:  # noqa: ANN401, N805 - GX's form
        return (column >= 0) & (column % 1 == 0)


class ExpectColumnValuesToBeWholeNumbers(ColumnMapExpectation):
    """Expect the figures of a prepared column to be whole numbers of zero or more."""

    map_metric: ClassVar[str] = "column_values.whole_number"
