from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from gtrm.core.settings import Settings
from gtrm.intake import archive, landed, landing
from workbooks import GTRM_ROW, R4V_ROW, template, write_5w, write_cells

TITLE = (["Matriz 5W del GTRM"], ["Organización:", "Organización Muestra A"], [])


def land(settings: Settings, inbox: Path, month: str = "2021-09") -> pd.DataFrame:
    """Archive and land a folder; return the submissions, by file name."""
    for batch in archive.receive(settings, month, str(inbox)):
        landing.land_batch(settings, batch)
    ids = landed.all_submission_ids(settings)
    return landed.read(settings, "submissions", ids).set_index("file_name").sort_index()


def rows_of(settings: Settings) -> pd.DataFrame:
    return landed.read(settings, "activities", landed.all_submission_ids(settings))


def test_rows_land_as_text_with_file_sheet_and_excel_row(settings, tmp_path):
    blank: dict[str, object] = {}
    write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW, blank, GTRM_ROW | {"men": 12.5}], above=TITLE)

    submissions = land(settings, tmp_path / "in")
    rows = rows_of(settings)

    assert list(rows["source_row"]) == [5, 7]  # three lines above, header in 4, blank row 6
    assert set(rows["file_name"]) == {"a.xlsx"}
    assert set(rows["sheet_name"]) == {"5W"}
    assert list(rows["men"]) == ["1", "12.5"]
    assert rows["output_quantity"][0] == "40"
    assert rows["country"][0] == "Perú"  # the GTRM's template has no country column
    assert submissions.loc["a.xlsx", "status"] == "read"
    assert submissions.loc["a.xlsx", "rows_received_count"] == 2
    assert submissions.loc["a.xlsx", "generation_code"] == "gtrm_es_2021"


def test_names_become_codes_beside_what_was_written(settings, tmp_path):
    row = GTRM_ROW | {"admin1": "TACNA ", "sector": "seguridad  alimentaria", "cva": "NO"}
    write_5w(tmp_path / "in" / "a.xlsx", [row])

    land(settings, tmp_path / "in")
    landed_row = rows_of(settings).iloc[0]

    assert landed_row["admin1"] == "TACNA"
    assert landed_row["region_pcode"] == "PE23"
    assert landed_row["province_pcode"] == "PE2301"
    assert landed_row["sector_code"] == "food_security"
    assert landed_row["indicator_code"] == "RE-FS1"
    assert landed_row["month_code"] == "2021-09"
    assert landed_row["cva_code"] == "no"
    assert landed_row["population_measure_code"] == "total"


@pytest.mark.parametrize(
    ("country", "measure"),
    [("Peru", "total"), ("Pérou", "total"), ("PE", "total"), ("Costa Rica", "new")],
)
def test_what_populations_break_down_depends_on_generation_and_country(
    settings, tmp_path, country, measure
):
    write_5w(tmp_path / "in" / "a.xlsx", [R4V_ROW | {"country": country}], "r4v_2021")

    land(settings, tmp_path / "in")

    assert list(rows_of(settings)["population_measure_code"]) == [measure]


def test_header_is_found_by_content_in_any_order_below_anything(settings, tmp_path):
    headers = template("r4v_2021").headers
    fields = list(reversed(headers))
    cells = [
        ["WHO", "WHEN"],
        ["Complete este campo"] * 28,
        [f" {headers[field][0].upper()}_x000D_\n" for field in fields],
        [R4V_ROW.get(field) for field in fields],
    ]
    write_cells(tmp_path / "in" / "a.xlsx", cells)

    submissions = land(settings, tmp_path / "in")

    assert submissions.loc["a.xlsx", "generation_code"] == "r4v_2021"
    assert rows_of(settings)["girls"][0] == "2"
    assert rows_of(settings)["source_row"][0] == 4


def test_a_column_no_template_knows_is_kept(settings, tmp_path):
    path = write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])
    cells = [list(row) for row in _values(path)]
    write_cells(path, [[*cells[0], "Nota interna"], [*cells[1], "revisar"]])

    land(settings, tmp_path / "in")

    assert json.loads(rows_of(settings)["other_cells"][0]) == {"Nota interna": "revisar"}


def test_missing_columns_refuse_the_file_naming_sheet_row_and_fix(settings, tmp_path):
    write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW], above=TITLE, without=("month", "sector"))

    submission = land(settings, tmp_path / "in").loc["a.xlsx"]

    assert submission["status"] == "refused"
    assert submission["refusal_code"] == "columns_missing"
    assert submission["refusal_en"] == (
        "These columns are missing: «Mes de reporte», «Sector». [a.xlsx > 5W > row 4] "
        "Add them to the header row as in the template (5W template of the GTRM Peru)."
    )
    assert "Faltan estas columnas: «Mes de reporte», «Sector»." in submission["refusal_es"]


def test_one_bad_file_never_stops_the_others(settings, tmp_path):
    inbox = tmp_path / "in"
    write_5w(inbox / "good.xlsx", [GTRM_ROW])
    (inbox / "truncated.xlsx").write_bytes((inbox / "good.xlsx").read_bytes()[:900])
    (inbox / "letter.docx").write_bytes(b"PK\x03\x04 a letter")
    write_cells(inbox / "budget.xlsx", [["Rubro", "Monto"], ["Agua", 12]])
    _write_far_cell(inbox / "far.xlsx")

    submissions = land(settings, inbox)

    assert dict(submissions["refusal_code"]) == {
        "budget.xlsx": "unknown_template",
        "far.xlsx": "unreadable_file",
        "good.xlsx": None,
        "letter.docx": "unreadable_file",
        "truncated.xlsx": "unreadable_file",
    }
    assert len(rows_of(settings)) == 1


@pytest.mark.parametrize("cells", [[], [["Sin actividades este mes"]]])
def test_nothing_to_report_is_a_submission(settings, tmp_path, cells):
    header = [texts[0] for texts in template("gtrm_es_2021").headers.values()]
    write_cells(tmp_path / "in" / "a.xlsx", [*TITLE, header, *cells])

    submission = land(settings, tmp_path / "in").loc["a.xlsx"]

    assert submission["status"] == "nothing_to_report"
    assert submission["rows_received_count"] == 0
    assert submission["organisation_code"] is not None


def _values(path: Path) -> list[tuple[object, ...]]:
    import openpyxl

    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def _write_far_cell(path: Path) -> None:
    """A 5 KB workbook whose only cell is the last one a sheet can have."""
    write_cells(path, [["x"]])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace(b'r="A1"', b'r="XFD1048576"').replace(b'<row r="1"', b'<row r="1048576"')
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1"', b'ref="A1:XFD1048576"')
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
