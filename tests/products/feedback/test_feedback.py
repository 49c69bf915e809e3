"""The workbook that goes back to a partner: the list of findings and the marked copy."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import openpyxl
import pytest

from findings_samples import findings_of, submissions_of
from gtrm.core.errors import Location, UnreadableFileError
from gtrm.intake.typed_cells import SheetCopy
from gtrm.products import feedback
from gtrm.products.feedback import copies as feedback_copy
from gtrm.products.feedback import workbook as feedback_workbook
from gtrm.products.feedback.workbook import as_records, write_feedback

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SUBMISSION = {
    **{"submission_id": "s0", "file_name": "casa_abierta.xlsx", "cycle_month": "2021-09"},
    "status": "read",
}
# Row 2 is the header; "men" is the third column.
REPORT = SheetCopy(
    "Reporte 5W",
    [["t5W"], ["tMes", "tRegión", "tHombres"], ["d2021-09-01", "tTacna", "tdoce"], ["t2021-09"]],
    header_row=2,
    columns={"month": 0, "admin1": 1, "men": 2},
)
NOWHERE = dict.fromkeys(("source_row", "sheet_name", "column_name", "field_name"))
RED, AMBER, BLUE, NONE = "FFF4B6AE", "FFFFE08A", "FFC5DDEF", "00000000"


def _findings(*changes: dict[str, object]) -> pd.DataFrame:
    """Findings about a count, unless changed, with the columns that only some have."""
    frame = findings_of(*changes)
    more = {name for change in changes for name in change} - set(frame)
    return frame.assign(**{name: [change.get(name) for change in changes] for name in more})


def _book(tmp_path: Path, findings: pd.DataFrame, *sheets: SheetCopy, **changes) -> Workbook:
    path = tmp_path / "feedback.xlsx"
    names = {"s9": "otra.xlsx"}
    write_feedback(as_records(findings), SUBMISSION | changes, path, sheets, names)
    return openpyxl.load_workbook(path)


def _texts(sheet: Worksheet) -> list[str]:
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]


def _last_row(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[sheet.max_row]]


def test_every_finding_is_listed_with_its_place_its_value_and_its_remedy(tmp_path: Path) -> None:
    warning = {"source_row": 4, "severity": "warning", "suggested_value": "12"}
    sheet = _book(tmp_path, _findings(warning, {"source_row": 3}), REPORT)["Observaciones"]

    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][0] == "Observaciones a su 5W · 2021-09 · casa_abierta.xlsx"
    assert [line[:2] for line in lines[1:3]] == [
        ("Crítica / Critical", 1),
        ("Advertencia / Warning", 1),
    ]
    assert lines[9] == (
        *("Crítica / Critical", "Reporte 5W!C3", 3, "Hombres", "doce", None),
        "No es un número entero\nNot a whole number",
        "Escriba un número entero.\nEnter a whole number.",
        *(None, "5W-112"),
    )
    assert lines[10][:6] == (
        *("Advertencia / Warning", "Reporte 5W!C4", 4, "Hombres", "doce", "12"),
    )
    assert sheet["B10"].hyperlink.location == "'Reporte 5W'!C3"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A10", "A9:J11")


def test_each_finding_colours_its_cell_and_says_its_remedy_there(tmp_path: Path) -> None:
    blank = {"source_row": 4, "severity": "warning", "suggested_value": "12"}
    whole_row = {"source_row": 4, "field_name": None, "severity": "info"}
    of_column = {"source_row": None, "field_name": "admin1", "severity": "info"}
    findings = _findings(blank, {"source_row": 3}, whole_row, of_column)
    sheet = _book(tmp_path, findings, REPORT)["Reporte 5W"]

    filled = {cell.coordinate: cell.fill.start_color.rgb for row in sheet for cell in row}
    marked = {where: colour for where, colour in filled.items() if colour not in {NONE}}
    assert marked | {"A2": 0, "C2": 0} == {
        **{"C3": RED, "C4": AMBER, "A4": BLUE, "B2": BLUE},
        **{"A2": 0, "C2": 0},  # the header's own
    }
    assert sheet["C4"].comment.text == (
        "Advertencia: No es un número entero\nEscriba un número entero.\nValor sugerido: 12\n\n"
        "Warning: Not a whole number\nEnter a whole number.\nSuggested value: 12"
    )
    assert sheet["B3"].comment is None


def test_the_gravest_finding_of_a_cell_gives_its_colour_and_all_are_worded(tmp_path: Path) -> None:
    here = {"source_row": 3}
    findings = _findings(here | {"severity": "info", "title_es": "Otra"}, here)
    cell = _book(tmp_path, findings, REPORT)["Reporte 5W"]["C3"]

    assert cell.fill.start_color.rgb == RED
    assert cell.comment.text.startswith("Crítica: No es un número entero\n")
    assert "\n\nAviso: Otra\n" in cell.comment.text


def test_an_accepted_finding_is_listed_last_with_its_reason_and_not_marked(tmp_path: Path) -> None:
    accepted = {"waived_by": "R. Quispe", "waiver_reason": "Confirmado por teléfono."}
    findings = _findings({"source_row": 3} | accepted, {"source_row": 4, "severity": "info"})
    book = _book(tmp_path, findings, REPORT)

    assert book["Reporte 5W"]["C3"].fill.start_color.rgb == NONE
    last = _last_row(book["Observaciones"])
    assert last[0] == "Aceptada / Accepted"
    assert last[7].startswith("Aceptada: Confirmado por teléfono.")


@pytest.mark.parametrize(
    ("related", "told", "link"),
    [
        ("s0", "Reporte 5W > fila 4", "'Reporte 5W'!A4"),
        ("s9", "otra.xlsx > Reporte 5W > fila 4", None),
    ],
)
def test_the_other_row_of_a_pair_is_named(
    tmp_path: Path, related: str, told: str, link: str | None
) -> None:
    other = {"related_sheet_name": "Reporte 5W", "related_source_row": 4}
    finding = {"source_row": 3, "related_submission_id": related, **other}
    sheet = _book(tmp_path, _findings(finding), REPORT)["Observaciones"]

    cell = sheet.cell(sheet.max_row, 9)
    assert cell.value == told
    assert (cell.hyperlink and cell.hyperlink.location) == link


def test_a_count_shown_as_a_date_becomes_text_where_it_is_marked(tmp_path: Path) -> None:
    """A number typed over a date would be a date again."""
    rows = [*REPORT.rows[:2], ["d2021-09-01", None, "d1900-01-12"]]
    copy = SheetCopy(REPORT.name, rows, header_row=2, columns=REPORT.columns)
    month = {"source_row": 3, "field_name": "month"}
    sheet = _book(tmp_path, _findings({"source_row": 3}, month), copy)["Reporte 5W"]

    assert sheet["C3"].value == "1900-01-12"
    assert sheet["A3"].is_date


@pytest.mark.parametrize("value", ["=1+1", "+51 999", "-5", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_a_text_never_becomes_a_formula(tmp_path: Path, value: str) -> None:
    rows = [*REPORT.rows[:2], ["tx", f"t{value}"]]
    copy = SheetCopy(REPORT.name, rows, header_row=2, columns=REPORT.columns)
    findings = _findings({"source_row": 3, "reported_value": value, "column_name": value})
    book = _book(tmp_path, findings, copy)

    for cell in (*book["Observaciones"]["D9:E9"][0], book["Reporte 5W"]["B3"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (value, "s", True)


def test_what_excel_cannot_hold_is_cut_or_blanked(tmp_path: Path) -> None:
    findings = _findings({"reported_value": "a\x07" + "b" * 40_000})
    value = _last_row(_book(tmp_path, findings)["Observaciones"])[4]

    assert value[:3] == "a b"
    assert len(value) == 32_767


def test_more_marks_than_comments_are_told(tmp_path: Path, monkeypatch) -> None:
    for module in (feedback_copy, feedback_workbook):
        monkeypatch.setattr(module, "COMMENT_LIMIT", 1)
    findings = _findings({"source_row": 4, "severity": "info"}, {"source_row": 3})
    book = _book(tmp_path, findings, REPORT)

    sheet = book["Reporte 5W"]
    assert (sheet["C4"].comment, sheet["C4"].fill.start_color.rgb) == (None, BLUE)
    assert sheet["C3"].comment is not None
    assert any("llevan comentario" in text for text in _texts(book["Observaciones"]))


def test_a_file_too_large_for_a_copy_gets_the_list_and_is_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(feedback_copy, "CELL_LIMIT", 5)
    book = _book(tmp_path, _findings({"source_row": 3}), REPORT)

    assert book.sheetnames == ["Observaciones"]
    assert any("demasiado grande" in text for text in _texts(book["Observaciones"]))


def test_a_file_without_findings_is_thanked_for(tmp_path: Path) -> None:
    book = _book(tmp_path, _findings(), REPORT)

    assert book.sheetnames == ["Observaciones"]
    assert _texts(book["Observaciones"])[1:] == [
        "Gracias: su archivo no tiene observaciones. No hace falta que haga nada más.",
        "Thank you: your file has no findings. There is nothing more to do.",
    ]


def test_a_refused_file_is_told_why_and_what_to_do(tmp_path: Path) -> None:
    nowhere = {**NOWHERE, "source_row": float("nan"), "scope": "file"}
    sheet = _book(tmp_path, _findings(nowhere), status="refused")["Observaciones"]

    assert any("No pudimos usar su archivo" in text for text in _texts(sheet))
    assert _last_row(sheet)[:4] == [
        *("Crítica / Critical", "Todo el archivo / Whole file"),
        *(None, None),
    ]


def test_sheets_get_titles_that_excel_allows_and_an_earlier_list_is_left_out(
    tmp_path: Path,
) -> None:
    sheets = [
        SheetCopy("Observaciones", [["tObservaciones a su 5W · 2021-09 · x.xlsx"]]),
        SheetCopy("observaciones", [["tmis notas"]]),
        SheetCopy("Marzo/Abril: [todo] lo que hicimos", [["t1"]], hidden=True),
        SheetCopy("Marzo Abril   todo  lo que hicimos", [["t2"]]),
        REPORT,
    ]
    book = _book(tmp_path, _findings({"source_row": 3}), *sheets)

    assert book.sheetnames == [
        *("Observaciones", "observaciones (2)", "Marzo Abril   todo  lo que hici"),
        *("Marzo Abril   todo  lo que  (2)", "Reporte 5W"),
    ]
    assert book.worksheets[2].sheet_state == "hidden"


def _submissions() -> pd.DataFrame:
    names = ("casa.xlsx", "casa_v1_observaciones.xlsx", "envio.zip/casa.xlsx", "x" * 230 + ".xlsx")
    frame = submissions_of(*({"file_name": name} for name in names))
    frame["received_at"] = ["2021-10-02", "2021-10-03", "2021-10-01", "2021-10-04"]
    return frame


def test_a_month_gets_a_workbook_per_file_that_counts_and_a_copy_is_the_next_version(
    settings,
) -> None:
    submissions = _submissions()
    submissions.loc[0, "status"] = "superseded"
    nobody = _findings({"submission_id": "s8", "related_submission_id": None})

    written = feedback.write_month(settings, "2021-09", submissions, nobody)

    assert written == {
        "s1": "casa_v2_observaciones.xlsx",
        "s2": "envio.zip_casa_v1_observaciones.xlsx",
        "s3": "x" * 180 + "_v1_observaciones.xlsx",
    }
    folder = settings.reports / "2021-09" / "feedback"
    assert {path.name for path in folder.iterdir()} == set(written.values())


def test_what_is_said_of_the_month_reaches_the_files_that_it_concerns(settings) -> None:
    submissions = _submissions()
    systematic = {
        **NOWHERE,
        **{"submission_id": None, "rule_id": "5W-803", "reported_value": "5W-112 5W-401"},
    }
    own = {"submission_id": "s1", "source_row": 3, "related_submission_id": None}
    findings = _findings(own, systematic, {"submission_id": "s2", "rule_id": "5W-310"})
    archive = nullcontext(lambda _: [REPORT])

    written = feedback.write_month(settings, "2021-09", submissions, findings, archive)

    folder = settings.reports / "2021-09" / "feedback"
    told = {
        one: _texts(openpyxl.load_workbook(folder / written[one])["Observaciones"])
        for one in ("s1", "s2")
    }
    assert "5W-803" in told["s1"]
    assert "5W-803" not in told["s2"]


def _month(settings, submissions: pd.DataFrame, findings: pd.DataFrame, read=None) -> set[str]:
    """Write a month's feedback; the submissions whose workbook was written."""
    folder = settings.reports / "2021-09" / "feedback"
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*")}
    archive = nullcontext(read or (lambda _: [REPORT]))
    written = feedback.write_month(settings, "2021-09", submissions, findings, archive)
    assert {path.name for path in folder.iterdir()} == set(written.values())
    new = {
        path.name for path in folder.iterdir() if before.get(path.name) != path.stat().st_mtime_ns
    }
    return {one for one, name in written.items() if name in new}


def test_only_what_changed_is_written_again(settings, monkeypatch) -> None:
    submissions, everyone = _submissions(), {"s0", "s1", "s2", "s3"}
    rows = [{"submission_id": one, "source_row": 3} for one in sorted(everyone)]
    unrelated = {"related_submission_id": None}

    def findings(**changes: object) -> pd.DataFrame:
        """Those of all files; changed are those of the second."""
        return _findings(
            *(row | unrelated | (changes if n == 1 else {}) for n, row in enumerate(rows))
        )

    folder = settings.reports / "2021-09" / "feedback"
    assert _month(settings, submissions, findings()) == everyone
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert _month(settings, submissions, findings()) == set()
    for change in ({"reported_value": "trece"}, {"waived_by": "ana"}, {"severity": "info"}, {}):
        assert _month(settings, submissions, findings(**change)) == {"s1"}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first

    submissions.loc[0, "submission_id"] = "s7"  # of other bytes
    assert _month(settings, submissions, findings()) == {"s7"}
    monkeypatch.setattr(feedback, "code_version", lambda _: "of other code")
    assert _month(settings, submissions, findings()) == {"s7", "s1", "s2", "s3"}
    (folder / "casa_v1_observaciones.xlsx").write_bytes(b"typed over")
    (folder / "casa_v2_observaciones.xlsx").unlink()
    assert len(_month(settings, submissions, findings())) == 2
    assert folder.with_suffix(".json").read_text(encoding="utf-8").count("made_from") == 4


def test_a_copy_that_could_not_be_made_is_tried_again_and_that_of_a_lost_file_stays(
    settings, caplog
) -> None:
    submissions = _submissions().iloc[:1]
    findings = _findings({"submission_id": "s0", "source_row": 3, "related_submission_id": None})

    def fail(_: str) -> list[SheetCopy]:
        raise UnreadableFileError("It is lost.", Location("casa.xlsx"), "Restore it.")

    assert _month(settings, submissions, findings, fail) == {"s0"}
    assert "is given back as a list" in caplog.text
    assert _month(settings, submissions, findings) == {"s0"}
    assert _month(settings, submissions, findings, fail) == set()
    [path] = (settings.reports / "2021-09" / "feedback").iterdir()
    assert "Reporte 5W" in openpyxl.load_workbook(path).sheetnames


def test_the_workbook_of_a_file_that_is_gone_is_removed_and_never_taken_for_another(
    settings,
) -> None:
    submissions = _submissions()
    assert _month(settings, submissions, _findings()) == {"s0", "s1", "s2", "s3"}
    folder = settings.reports / "2021-09" / "feedback"

    # The first is gone: the second takes its name, as the file that a third one replaced.
    left = submissions.iloc[1:].assign(status=["superseded", "read", "read"])
    written = feedback.write_month(settings, "2021-09", left, _findings())

    assert "casa_v1_observaciones.xlsx" not in {path.name for path in folder.iterdir()}
    assert {path.name for path in folder.iterdir()} == set(written.values())
