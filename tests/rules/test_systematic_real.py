"""The systematic defects of Peru's real months, January to March 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
import yaml

from gtrm.core.settings import PROJECT_ROOT
from gtrm.lists.vocabularies import Vocabularies
from gtrm.rules import checks
from gtrm.rules.month import patterns, systematic
from gtrm.rules.preparation import read_figure
from reported_rows import reported

if TYPE_CHECKING:
    from pathlib import Path


def _findings(rows: list[dict], broken: list[int]) -> pd.DataFrame:
    """A finding of rule 5W-309 (new at zero) for each of some rows."""
    base = {"sheet_name": "Reporte 5W", "field_name": "new_beneficiaries", "rule_id": "5W-309"}
    found = [
        {**base, "submission_id": rows[i]["submission_id"], "source_row": i + 4} for i in broken
    ]
    return pd.DataFrame(found, columns=checks.FINDING_COLUMNS, dtype=object)


def _real_rows(folder: Path) -> pd.DataFrame:
    """A month of workbooks in the layout of the 2021 template, read without the intake."""
    template = PROJECT_ROOT / "src/gtrm/intake/layouts/generations/r4v_2021.yml"
    fields = yaml.safe_load(template.read_text(encoding="utf-8"))["fields"]
    names = {header: name for name, field in fields.items() for header in field["headers"]}
    indicators = Vocabularies.load(PROJECT_ROOT / "dbt_project" / "seeds")
    sheets = []
    for path in sorted(folder.glob("*.xlsx")):
        sheet = pd.read_excel(path, header=2, dtype=str, engine="calamine").rename(columns=names)
        sheets.append(sheet.assign(submission_id=path.stem, file_name=path.name))
    rows = pd.concat(sheets, ignore_index=True)
    codes = [
        indicators.indicators.match(name, indicators.sectors.match(sector))
        for name, sector in zip(rows["indicator"], rows["sector"], strict=True)
    ]
    return rows.assign(indicator_type=[indicators.indicator_types.get(code) for code in codes])


@pytest.mark.needs_shared
@pytest.mark.parametrize(
    ("month", "line"),
    [
        ("2021-01", "Monthly total = new people = 2 × host community in 406 of 432 Pin rows"),
        ("2021-02", "Monthly total = new people = 2 × host community in 460 of 481 Pin rows"),
        ("2021-03", "New people = 0 and monthly total = sum of the populations in 1138 of 1138"),
    ],
)
def test_the_defects_of_real_months_are_one_line_each(shared: Path, month: str, line: str) -> None:
    real = _real_rows(shared / "data/r4v_2021_peru" / month)
    figures = real.reindex(columns=patterns.FIGURES).map(read_figure)
    rows = figures.join(real[["submission_id", "file_name", "indicator_type"]]).to_dict("records")
    zero_new = [
        i
        for i, row in enumerate(rows)
        if row["indicator_type"] == "pin"
        and row["new_beneficiaries"] == 0 < row["total_beneficiaries"]
    ]

    found = systematic.find(reported(*rows), _findings(rows, zero_new))

    assert found["rule_id"].tolist() == ["5W-804"]
    assert line in found.loc[0, "hint_en"]
    assert found.loc[0, "reported_value"] == ("5W-309" if zero_new else None)
