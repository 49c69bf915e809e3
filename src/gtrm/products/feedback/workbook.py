"""The feedback workbook: a partner's own 5W with every finding in its cell, and the list of them.

The copy holds values, each in its own row and column, so that it can be corrected and sent back;
the file that was received stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.intake import landed
from gtrm.intake.typed_cells import TEXT
from gtrm.products.feedback import marks
from gtrm.products.feedback.book import BookWriter
from gtrm.products.feedback.observations import LINE_LIMIT, SHEET, TITLE, Line, ObservationList
from gtrm.products.feedback.sheet_copies import COMMENT_LIMIT, add_copies, is_too_large

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from gtrm.intake.typed_cells import SheetCopy
    from gtrm.products.feedback.marks import Cell, Finding, Titled

    Submission = Mapping[Hashable, object]
    Note = tuple[str, str]  # Spanish, English

_COLUMNS = (*landed.SCHEMAS["findings"].names, "waived_by", "waiver_reason")

_THANKS = (
    "Gracias: su archivo no tiene observaciones. No hace falta que haga nada más.",
    "Thank you: your file has no findings. There is nothing more to do.",
)
_REFUSED = (
    "No pudimos usar su archivo. Abajo se indica por qué y qué hacer.",
    "We could not use your file. Below is why, and what to do.",
)
_COPY = (
    "Las hojas siguientes copian su archivo (valores, sin fórmulas ni listas; las filas ocultas se"
    " ven). Cada celda con color tiene una observación: acerque el cursor para leerla.",
    "The next sheets copy your file (values, no formulas or lists; hidden rows are shown). Each"
    " coloured cell has a finding: point at it to read it.",
)
_SEND = (
    "Corrija en esta copia y envíela tal cual, sin cambiar su nombre: se recibe como su nueva"
    " versión. No hace falta quitar los colores ni esta hoja.",
    "Correct this copy and send it as it is, under its name: it is taken as your new version."
    " Colours and this sheet may stay.",
)
_SEND_OWN = (
    "Corrija su archivo y vuelva a enviarlo con el mismo nombre.",
    "Correct your file and send it again under the same name.",
)
_NO_COPY = (
    "Su archivo es demasiado grande para devolverlo con las celdas marcadas.",
    "Your file is too large to be given back with its cells marked.",
)
_FEW_COMMENTS = (
    f"Solo las {COMMENT_LIMIT} celdas más graves llevan comentario; las demás, su color y la lista"
    " de abajo.",
    f"Only the {COMMENT_LIMIT} gravest cells have a comment; the others have their colour and the"
    " list below.",
)
_FEW_LINES = (
    f"La lista muestra las {LINE_LIMIT} primeras observaciones; las demás solo llevan color.",
    f"The list shows the first {LINE_LIMIT} findings; the others only have their colour.",
)


def write_feedback(
    findings: pd.DataFrame,
    submission: Submission,
    path: Path,
    sheets: Collection[SheetCopy] = (),
    file_names: Mapping[str, str] | None = None,
) -> None:
    """Write the workbook that goes back to a partner with one submission's findings.

    Args:
        findings: Of this submission, in the landing's schema; may have no rows. Those with a
            `waived_by` are listed as accepted, and not marked.
        submission: Its row of the landing's submissions.
        path: The .xlsx to write; its folder exists.
        sheets: The partner's sheets, to be given back marked.
        file_names: The names of other submissions that findings are related to.
    """
    table = findings.reindex(columns=list(_COLUMNS)).astype(object)
    records: list[Finding] = [*table.where(table.notna(), None).to_dict("records")]
    still_open = [finding for finding in records if not finding["waived_by"]]
    ours = [sheet for sheet in sheets if still_open and not _is_old_list(sheet)]
    too_large = is_too_large(ours)
    titled = marks.title_sheets([] if too_large else ours, SHEET)
    cells = [marks.find_cell(finding, titled) for finding in still_open]
    marked = marks.group_by_cell(still_open, cells)
    lines = sorted(
        _lines(records, titled, str(submission["submission_id"]), file_names or {}), key=_order
    )
    notes = list(_notes(submission, lines, len(marked), copied=bool(titled), too_large=too_large))
    title = f"{TITLE} · {submission['cycle_month']} · {submission['file_name']}"
    book = BookWriter()
    ObservationList(title, notes, lines).add_to(book)
    add_copies(book, titled.values(), marked)
    book.save(path)


def _notes(
    submission: Submission, lines: list[Line], marked: int, *, copied: bool, too_large: bool
) -> Iterator[Note]:
    if submission["status"] == "refused":
        yield _REFUSED
    elif all(line.kind == "accepted" for line in lines):
        yield _THANKS
    else:
        if too_large:
            yield _NO_COPY
        if copied:
            yield _COPY
        yield _SEND if copied else _SEND_OWN
        if marked > COMMENT_LIMIT:
            yield _FEW_COMMENTS
        if len(lines) > LINE_LIMIT:
            yield _FEW_LINES


def _lines(
    findings: list[Finding],
    sheets: Mapping[str, Titled],
    own_id: str,
    file_names: Mapping[str, str],
) -> Iterator[Line]:
    for finding in findings:
        cell = marks.find_cell(finding, sheets)
        related_cell, related = _related(finding, sheets, own_id, file_names)
        yield Line(finding, cell, _place(finding, cell), related_cell, related)


def _place(finding: Finding, cell: Cell | None) -> str:
    if cell:
        return f"{cell.title}!{cell.reference}"
    if finding["submission_id"] is None:
        return "Todo el mes / Whole month"
    if count := marks.as_row(finding["rows_affected_count"]):
        return f"{count} filas / rows"
    return str(finding["sheet_name"] or "Todo el archivo / Whole file")


def _related(
    finding: Finding, sheets: Mapping[str, Titled], own_id: str, file_names: Mapping[str, str]
) -> tuple[Cell | None, str | None]:
    """The other row that a finding speaks of: in this file with its cell, or of another."""
    row, name = marks.as_row(finding["related_source_row"]), str(finding["related_sheet_name"])
    other = str(finding["related_submission_id"] or own_id)
    if row is None:
        return None, None
    if other != own_id:
        return None, f"{file_names.get(other, other)} > {name} > fila {row}"
    cell = sheets[name].cell(row, None) if name in sheets else None
    return cell, f"{name} > fila {row}"


def _order(line: Line) -> tuple[object, ...]:
    finding = line.finding
    row = marks.as_row(finding["source_row"]) or 0
    rank = marks.RANK.get(line.kind, len(marks.RANK))  # what was accepted comes last
    return rank, str(finding["sheet_name"] or ""), row, str(finding["rule_id"])


def _is_old_list(sheet: SheetCopy) -> bool:
    """Whether it is the list of an earlier version, come back with the corrected copy."""
    first = next((row[0] for row in sheet.rows[:1] if row), None) or ""
    return sheet.name.startswith(SHEET) and first.startswith(TEXT + TITLE)
