"""Every real file beside the checkout loads, to the row, without a line of code for any of them."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from gtrm.intake import landing
from gtrm.intake.archive import Receipt
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.layouts.templates import load_templates

TEMPLATES = load_templates()
pytestmark = pytest.mark.needs_shared

# File, generation, sheet, Excel's number of the header row.
OTHERS = [
    ("r4v_2021_costa_rica/consolidated_feb.xlsx", "r4v_2021", "5W RMRP 2021", 3),
    ("r4v_2022/activities_es_mexico_panama.xlsx", "r4v_2022_es", "5W - RMRP 2022 - Español", 1),
    ("r4v_2022/import_template_2022.xlsx", "r4v_2022", "5W RMRP 2022", 3),
    ("r4v_2025/template_5w_2025.xlsx", "r4v_2023", "5W - RMRP 2025", 1),
    *((f"ve_education_2020/SOCIO {n}.xlsx", "education_ve_2020", "Sheet1", 1) for n in (3, 7, 8)),
    *((f"ve_education_2020/SOCIO {n}.xlsx", "education_ve_2020", "Sheet1", 1) for n in (9, 10)),
]


@pytest.fixture(scope="module")
def reader():
    with WorkbookReader() as opened:
        yield opened


def read(reader: WorkbookReader, path: Path) -> landing.Reading:
    receipt = Receipt("2021-01-x", "2021-01", "folder", path.name, "x", 0, "", None, 1)
    return landing.read_file(path, receipt, reader, TEMPLATES)


def rows_by_pandas(path: Path, sheet: str, header_row: int) -> list[int]:
    """Excel's numbers of the filled rows below the header, as pandas with openpyxl sees them."""
    with warnings.catch_warnings(action="ignore"):  # openpyxl tells what it would lose on saving
        cells = pd.read_excel(path, sheet_name=sheet, header=None, engine="openpyxl")
    filled = cells.iloc[header_row:].dropna(how="all")
    return [int(index) + 1 for index in filled.index]


def test_all_72_peru_workbooks(reader, shared):
    manifest = pd.read_csv(shared / "data" / "r4v_2021_peru" / "MANIFEST.csv")
    found = {}
    for row in manifest.itertuples():
        reading = read(reader, shared / "data" / "r4v_2021_peru" / row.month / row.file)
        found[row.month, row.file] = (reading.status, len(reading.rows))

    assert found == {(row.month, row.file): ("read", row.rows) for row in manifest.itertuples()}
    assert len(found) == 72


@pytest.mark.parametrize("known", OTHERS, ids=lambda known: known[0])
def test_other_generations_load_to_the_row(reader, shared, known):
    name, generation, sheet, header_row = known
    path = shared / "data" / name

    reading = read(reader, path)

    expected = rows_by_pandas(path, sheet, header_row)
    assert reading.refusal is None
    assert [(h.template.generation, h.sheet, h.row) for h in reading.headers] == [
        (generation, sheet, header_row)
    ]
    assert [row["source_row"] for row in reading.rows] == expected


def test_ages_of_the_education_cluster_are_kept_and_rolled_up(reader, shared):
    reading = read(reader, shared / "data" / "ve_education_2020" / "SOCIO 9.xlsx")
    first = reading.rows[0]

    # Row 2 of the sheet: boys 136 + 120 + 162 + 5, aged 18-19: 0; girls 130 + 115 + 154 + 15,
    # aged 18-19: 15; women 257, men 13.
    assert (first["boys"], first["girls"]) == ("423", "414")
    assert (first["women"], first["men"]) == ("272", "13")
    assert '"girls_12_17": "15"' in first["age_bands"]
