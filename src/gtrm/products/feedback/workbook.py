"""The feedback workbook: a partner's own 5W with every finding in its cell, and the list of them.

The copy holds values, each in its own row and column, so that it can be corrected and sent back;
the file that was received stays as it is. The list is the first sheet, "Observaciones": what was
found, where, what to do.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from gtrm.core import durable
from gtrm.intake.typed_cells import TEXT
from gtrm.products import xlsx
from gtrm.products.feedback import copies
from gtrm.products.feedback.copies import COMMENT_LIMIT, FILLS, RANK, Finding, find_cell
from gtrm.products.texts import SEVERITY_NAMES
from gtrm.products.xlsx import HEAD, Book, Look, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from gtrm.intake.typed_cells import SheetCopy
    from gtrm.products.feedback.copies import Cell, Titled

    Submission = Mapping[Hashable, object]
    Note = tuple[str, str]  # Spanish, English

SHEET = "Observaciones"
TITLE = "Observaciones a su 5W"
LINE_LIMIT = 100_000  # lines: longer lists are not read to the end; every marked cell is coloured
LINK_LIMIT = 30_000  # lines; Excel takes 65,530 links in a sheet, a line has up to two

_NUMBERS = ("source_row", "related_source_row", "rows_affected_count")
_NAMES = {**SEVERITY_NAMES, "accepted": ("Aceptada", "Accepted")}
_MEANINGS = {
    "critical": ("La fila no se cuenta hasta corregirla.", "The row is not counted until then."),
    "warning": ("La fila se cuenta, señalada.", "The row is counted, flagged."),
    "info": ("Para su conocimiento.", "For your information."),
    "accepted": ("Ya revisada: no hace falta cambiarla.", "Reviewed: no need to change it."),
}
_HEADERS = (
    ("Gravedad / Severity", 23),
    ("Celda / Cell", 20),
    ("Fila / Row", 8),
    ("Columna / Column", 29),
    ("Valor / Value", 20),
    ("Valor sugerido / Suggested value", 20),
    ("Qué pasa / What is wrong", 40),
    ("Cómo corregir / How to fix", 60),
    ("Fila relacionada / Related row", 24),
    ("Regla / Rule", 10),
)
_LETTERS = [xlsx.letters(position) for position in range(len(_HEADERS))]
_LINKED = (1, 8)  # positions of the columns with links
_TOP, _SOFT, _PLAIN = Look(bold=True, size=14), Look(colour="595959"), Look()
_BODY = Look(wrap=True, lined=True)
_LINK = _BODY._replace(colour="0563C1", underline=True)

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


class _Line(NamedTuple):
    """One finding of the list. `place` and `related` are worded, their cells are linked to."""

    finding: Finding
    kind: str  # its severity, or 'accepted' if a reviewer waived it
    cell: Cell | None
    place: str
    related_cell: Cell | None
    related: str | None


def as_records(findings: pd.DataFrame) -> list[Finding]:
    """Return what workbooks say of findings, None where nothing is said."""
    table = findings.reindex(columns=list(Finding._fields)).astype(object)
    columns = {name: table[name].where(table[name].notna(), None).to_list() for name in table}
    for name in _NUMBERS:  # with blanks among them they may come as 12.0
        columns[name] = [None if one is None else int(one) for one in columns[name]]
    return list(map(Finding._make, zip(*columns.values(), strict=True)))


def write_feedback(
    findings: Sequence[Finding],
    submission: Submission,
    path: Path,
    sheets: Collection[SheetCopy] = (),
    file_names: Mapping[str, str] | None = None,
) -> None:
    """Write the workbook that goes back to a partner with one submission's findings.

    Args:
        findings: Of this submission (see `as_records`). Those with a `waived_by` are listed as
            accepted, and not marked.
        submission: Its row of the landing's submissions.
        path: The .xlsx to write; its folder exists.
        sheets: The partner's sheets, to be given back marked.
        file_names: The names of other submissions that findings are related to.
    """
    has_open = any(not finding.waived_by for finding in findings)
    ours = [sheet for sheet in sheets if has_open and not _is_old_list(sheet)]
    too_large = copies.is_too_large(ours)
    titled = copies.title_sheets([] if too_large else ours, SHEET)
    own_id, names = str(submission["submission_id"]), file_names or {}
    lines = sorted((_line(one, titled, own_id, names) for one in findings), key=_order)
    still_open = [line for line in lines if line.kind != "accepted"]
    marked = copies.group_by_cell(
        [line.finding for line in still_open], [line.cell for line in still_open]
    )
    notes = list(_notes(submission, lines, len(marked), copied=bool(titled), too_large=too_large))
    title = f"{TITLE} · {submission['cycle_month']} · {submission['file_name']}"
    with durable.writing(path, sync=False) as file, Book(file) as book:  # it can be made again
        _add_list(book, title, notes, lines)
        copies.add_copies(book, titled.values(), marked)


def _notes(
    submission: Submission, lines: list[_Line], marked: int, *, copied: bool, too_large: bool
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


def _line(
    finding: Finding, sheets: Mapping[str, Titled], own_id: str, file_names: Mapping[str, str]
) -> _Line:
    cell = find_cell(finding, sheets)
    related_cell, related = _related(finding, sheets, own_id, file_names)
    kind = "accepted" if finding.waived_by else finding.severity
    return _Line(finding, kind, cell, _place(finding, cell), related_cell, related)


def _place(finding: Finding, cell: Cell | None) -> str:
    if cell:
        return f"{cell.title}!{cell.reference}"
    if finding.submission_id is None:
        return "Todo el mes / Whole month"
    if count := finding.rows_affected_count:
        return f"{count} filas / rows"
    return str(finding.sheet_name or "Todo el archivo / Whole file")


def _related(
    finding: Finding, sheets: Mapping[str, Titled], own_id: str, file_names: Mapping[str, str]
) -> tuple[Cell | None, str | None]:
    """The other row that a finding speaks of: in this file with its cell, or of another."""
    row = finding.related_source_row
    if row is None:
        return None, None
    name, other = (
        str(finding.related_sheet_name),
        str(finding.related_submission_id or own_id),
    )
    if other != own_id:
        return None, f"{file_names.get(other, other)} > {name} > fila {row}"
    cell = sheets[name].cell(row, None) if name in sheets else None
    return cell, f"{name} > fila {row}"


def _order(line: _Line) -> tuple[object, ...]:
    finding = line.finding
    row = finding.source_row or 0
    rank = RANK.get(line.kind, len(RANK))  # what was accepted comes last
    return rank, str(finding.sheet_name or ""), row, finding.rule_id


def _is_old_list(sheet: SheetCopy) -> bool:
    """Whether it is the list of an earlier version, come back with the corrected copy."""
    first = next((row[0] for row in sheet.rows[:1] if row), None) or ""
    return sheet.name.startswith(SHEET) and first.startswith(TEXT + TITLE)


def _add_list(book: Book, title: str, notes: Sequence[Note], lines: Sequence[_Line]) -> None:
    shown = lines[:LINE_LIMIT]
    opening = [[book.text(title, _TOP)], *_opening(book, notes, Counter(one.kind for one in lines))]
    head = len(opening) + 2  # after an empty row
    sheet = Sheet(SHEET, (), {at: width for at, (_, width) in enumerate(_HEADERS)}, grid=False)
    rows = [xlsx.row(n, zip(_LETTERS, cells, strict=False)) for n, cells in enumerate(opening, 1)]
    if lines:
        sheet.head = head
        sheet.filtered = f"A{head}:{_LETTERS[-1]}{head + len(shown)}"
        sheet.links = list(_links(shown[:LINK_LIMIT], head + 1))
        names = [book.text(name, HEAD) for name, _ in _HEADERS]
        rows.append(xlsx.row(head, zip(_LETTERS, names, strict=True), lines=2))
    sheet.rows = chain(rows, _table(book, shown, head + 1))
    book.add(sheet)


def _opening(book: Book, notes: Sequence[Note], counts: Mapping[str, int]) -> Iterator[list[str]]:
    for kind, names in _NAMES.items():
        if count := counts.get(kind):
            name = book.text(" / ".join(names), Look(fill=FILLS[kind], bold=True))
            number = book.value(count, Look(bold=True, centred=True))
            yield [name, number, book.text(" ".join(_MEANINGS[kind]), _PLAIN)]
    for spanish, english in notes:
        yield [book.text(spanish, _PLAIN)]
        yield [book.text(english, _SOFT)]


def _links(lines: Sequence[_Line], first_row: int) -> Iterator[tuple[str, str, str]]:
    for row, line in enumerate(lines, start=first_row):
        for at, cell in zip(_LINKED, (line.cell, line.related_cell), strict=True):
            if cell:
                yield f"{_LETTERS[at]}{row}", cell.title, cell.reference


class _Column(dict[Any, tuple[str, int]]):
    """The cell of each value of a column and how many lines it takes, made once."""

    def __init__(self, width: int, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._width, self._make = width, make

    def __missing__(self, value: object) -> tuple[str, int]:
        lines = xlsx.count_lines(str(value), self._width)
        made = self[value] = (self._make(value), lines)
        return made


def _table(book: Book, lines: Sequence[_Line], first_row: int) -> Iterator[str]:
    columns = [_Column(width, partial(_cell, book, _BODY)) for _, width in _HEADERS]
    columns[0] = _Column(_HEADERS[0][1], partial(_kind, book))
    columns[2] = _Column(_HEADERS[2][1], partial(_number, book))
    linked = {at: _Column(_HEADERS[at][1], partial(_cell, book, _LINK)) for at in _LINKED}
    for number, line in enumerate(lines, start=first_row):
        own = list(columns)
        for at, cell in zip(_LINKED, (line.cell, line.related_cell), strict=True):
            if cell:
                own[at] = linked[at]
        made = [column[value] for column, value in zip(own, _values(line), strict=True)]
        cells = zip(_LETTERS, [cell for cell, _ in made], strict=True)
        yield xlsx.row(number, cells, max([tall for _, tall in made]))


def _cell(book: Book, look: Look, text: object) -> str:
    return book.text(str(text), look) if text else book.blank(look)


def _kind(book: Book, kind: str) -> str:
    return book.text(" / ".join(_NAMES[kind]), _BODY._replace(fill=FILLS[kind]))


def _number(book: Book, number: int | None) -> str:
    look = _BODY._replace(centred=True)
    return book.value(number, look) if number else book.blank(look)


def _values(line: _Line) -> tuple[object, ...]:
    """What a line's cells say, in the order of the headers."""
    finding = line.finding
    if line.kind == "accepted":
        reason = finding.waiver_reason
        remedy = f"Aceptada: {reason}\nAccepted: {reason}"
    else:
        remedy = f"{finding.hint_es}\n{finding.hint_en}"
    return (
        line.kind,
        line.place,
        finding.source_row,
        finding.column_name or finding.field_name,
        finding.reported_value,
        finding.suggested_value,
        f"{finding.title_es}\n{finding.title_en}",
        remedy,
        line.related,
        finding.rule_id,
    )
