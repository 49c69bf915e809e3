"""Submissions and findings for the report and the feedback."""

from __future__ import annotations

import pandas as pd

from gtrm.intake import landed


def submissions_of(*changes: dict[str, object]) -> pd.DataFrame:
    """Submissions of 20 rows each, unless changed."""
    base = {"status": "read", "version_number": 1, "rows_received_count": 20}
    rows = [
        {**base, "submission_id": f"s{i}", "file_name": f"{i}.xlsx", "cycle_month": "2021-09"}
        | change
        for i, change in enumerate(changes)
    ]
    return pd.DataFrame(rows, columns=landed.SCHEMAS["submissions"].names, dtype=object)


def findings_of(*changes: dict[str, object]) -> pd.DataFrame:
    """Findings about a count, unless changed."""
    base = {
        "submission_id": "s0",
        "cycle_month": "2021-09",
        "file_name": "0.xlsx",
        "sheet_name": "Reporte 5W",
        "source_row": 9,
        "field_name": "men",
        "column_name": "Hombres",
        "reported_value": "doce",
        "rule_id": "5W-112",
        "rule_alias": None,
        "severity": "critical",
        "scope": "cell",
        "title_es": "No es un número entero",
        "title_en": "Not a whole number",
        "hint_es": "Escriba un número entero.",
        "hint_en": "Enter a whole number.",
    }
    return pd.DataFrame(
        [{**base, **change} for change in changes], columns=list(base), dtype=object
    )
