"""The table `reported`, as `gtrm.rules.month.comparison` makes it, from a few words a row."""

from __future__ import annotations

import duckdb
import pandas as pd

from gtrm.lists.vocabularies import RESOLVED_COLUMNS
from gtrm.rules.preparation import NUMBER_FIELDS

MONTH = "2021-09"
_TEXT = {
    **dict.fromkeys(RESOLVED_COLUMNS),
    "submission_id": "s0",
    "file_name": "0.xlsx",
    "sheet_name": "Reporte 5W",
    "generation_code": "gtrm_es_2021",
    "population_measure_code": "total",
    "cycle_month": MONTH,
    "country_code": "PER",
    "region_pcode": "PE23",
    "organisation_code": "ORG1",
    "sector_code": "health",
    "indicator_code": "HE1",
    "indicator_type": "pin",
    "activity_code": None,
    "activity": "Consultas",
    "setup_code": "no",
    "cva_code": "no",
}
_NUMBERS = {f"{name}_number": 0.0 for name in NUMBER_FIELDS}


def reported(*changes: dict[str, object]) -> duckdb.DuckDBPyConnection:
    """A connection with the table; `in_destination=9` sets a figure, None makes it unreadable.

    Rows are numbered as they come; a row's own month is its cycle month unless it has one.
    """
    rows = []
    for number, change in enumerate(changes):
        figures = {
            f"{name}_number": value for name, value in change.items() if name in NUMBER_FIELDS
        }
        words = {name: value for name, value in change.items() if name not in NUMBER_FIELDS}
        row = {**_TEXT, **_NUMBERS, "row_number": number, "source_row": number + 4}
        row |= words | figures
        row["month_code"] = words.get("month_code", row["cycle_month"])
        row["is_of_month"] = row["cycle_month"] == MONTH
        rows.append(row)
    frame = pd.DataFrame(rows)
    frame = frame.astype(dict.fromkeys(_TEXT, "string") | dict.fromkeys(_NUMBERS, "Float64"))
    connection = duckdb.connect()
    connection.execute("create table reported as from frame")
    return connection
