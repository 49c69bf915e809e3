"""The workbook that goes back to a partner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from findings_samples import findings_of

from gtrm.validation.feedback import write_feedback

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet

SUBMISSION = {"file_name": "casa_abierta.xlsx", "cycle_month": "2021-09", "status": "read"}


def _sheet(tmp_path: Path, findings: pd.DataFrame) -> Worksheet:
    write_feedback(findings, SUBMISSION, tmp_path / "feedback.xlsx")
    book = openpyxl.load_workbook(tmp_path / "feedback.xlsx")
    assert book.sheetnames == ["Observaciones"]
    return book["Observaciones"]


def test_every_finding_has_its_place_its_value_and_its_remedy_in_both_languages(
    tmp_path: Path,
) -> None:
    sheet = _sheet(tmp_path, findings_of({}, {"source_row": 10, "severity": "warning"}))

    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][0] == "5W 2021-09 · casa_abierta.xlsx"
    assert "1 Crítica, 1 Advertencia" in lines[1][0]
    assert lines[4][:5] == (
        *("Hoja / Sheet", "Fila / Row", "Columna / Column", "Valor / Value"),
        "Gravedad / Severity",
    )
    assert lines[5] == (
        *("Reporte 5W", 9, "Hombres", "doce", "Crítica / Critical"),
        *("No es un número entero", "Escriba un número entero."),
        *("Not a whole number", "Enter a whole number.", "5W-112"),
    )
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == "A5:J7"
    assert sheet.column_dimensions["G"].width == 60


@pytest.mark.parametrize("value", ["=1+1", "+51 999", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_reported_value_never_becomes_a_formula(tmp_path: Path, value: str) -> None:
    sheet = _sheet(tmp_path, findings_of({"reported_value": value, "column_name": value}))

    for cell in (sheet["C6"], sheet["D6"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (value, "s", True)


def test_what_excel_cannot_hold_is_cut_or_blanked(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, findings_of({"reported_value": "a\x07" + "b" * 40_000}))

    assert sheet["D6"].value[:3] == "a b"
    assert len(sheet["D6"].value) == 32_767


def test_a_file_without_findings_is_thanked_for(tmp_path: Path) -> None:
    sheet = _sheet(tmp_path, findings_of())

    assert [row[0].value for row in sheet.iter_rows()][1:] == [
        "Gracias: su archivo no tiene observaciones. No hace falta que haga nada más.",
        "Thank you: your file has no findings. There is nothing more to do.",
    ]


def test_a_refused_file_gets_its_reason_without_a_row(tmp_path: Path) -> None:
    nowhere = dict.fromkeys(("source_row", "sheet_name", "column_name", "field_name"))
    sheet = _sheet(tmp_path, findings_of({**nowhere, "source_row": float("nan"), "scope": "file"}))

    assert [cell.value for cell in sheet[6]][:4] == [None, None, None, "doce"]
