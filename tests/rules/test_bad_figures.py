"""What stands in a count and is no number ends as a critical finding with a hint: never a zero."""

from __future__ import annotations

import openpyxl
import pytest

from gtrm import pipeline
from gtrm.core.settings import Settings
from gtrm.intake import archive, landed, landing
from gtrm.rules import batch
from workbooks import GTRM_ROW, template, write_5w

# Excel row -> what its cell "total of people in the month" holds.
BAD = {
    2: "#N/A",
    3: "#DIV/0!",
    4: "=SUM(A1:A2)",
    5: "1.490",
    6: "1,490",
    7: "12 personas",
    8: "doce",
    9: 12.5,
    10: -3,
    11: True,
    12: "=cmd|' /C calc'!A0",
    13: "1e3",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    from gtrm.core.settings import load_settings

    settings = load_settings(
        {"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "warehouse")}
    )
    path = folder / "in" / "a.xlsx"
    write_5w(path, [GTRM_ROW | {"total_beneficiaries": value} for value in BAD.values()])
    book = openpyxl.load_workbook(path)
    at = list(template("gtrm_es_2021").headers).index("total_beneficiaries") + 1
    for row, value in BAD.items():
        if str(value).startswith("#"):
            book.active.cell(row, at).data_type = "e"
    book.save(path)
    for ids in archive.receive(settings, "2021-09", str(folder / "in")):
        landing.land_batch(settings, ids)
        batch.check_batch(settings, ids)
    return settings


@pytest.fixture(scope="module")
def findings(office: Settings):
    return landed.read(office, "findings", landed.all_submission_ids(office))


@pytest.mark.parametrize(("row", "value"), BAD.items())
def test_it_is_kept_as_written_and_critical_with_a_hint(findings, row, value):
    [finding] = findings[
        (findings["source_row"] == row)
        & (findings["field_name"] == "total_beneficiaries")
        & (findings["severity"] == "critical")
    ].to_dict("records")

    expected = {True: "TRUE"}.get(value, str(value)) if value is True else str(value)
    assert finding["reported_value"] == expected
    assert finding["rule_id"] == "5W-102"
    assert "whole number" in finding["hint_en"]
    assert "número entero" in finding["hint_es"]


def test_a_formula_goes_back_to_the_partner_as_text(office: Settings):
    pipeline.compare_month(office, "2021-09")
    report = pipeline.write_reports(office, "2021-09", None)
    [path] = (report.parent / "feedback").glob("*.xlsx")

    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]

    told = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert {cell.value for cell in told} == {"=SUM(A1:A2)", "=cmd|' /C calc'!A0"}
    assert {cell.data_type for cell in told} == {"s"}
