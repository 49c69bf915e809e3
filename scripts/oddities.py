"""Odd forms in which a 5W arrives, each saying what the plain file says (see `hunt`).

Seen in partners' files, in trackers of libraries that read them, or thought up by the same measure:
whoever looks at the file in Excel sees the same activities and figures as before.
"""

from __future__ import annotations

import copy
import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gtrm.intake.layouts.templates import load_templates

_TEMPLATES = load_templates()
FIGURES = (
    *("output_quantity", "total_beneficiaries", "new_beneficiaries", "in_destination"),
    *("in_transit", "host_community", "girls", "boys", "women", "men"),
)
OPTIONAL = ("output_quantity", "cva_value", "cva_mechanism", "description", "admin2", "district")
PLACING = ("appealing_org", "month", "sector", "indicator", "activity", "admin1")


class Base:
    """A plain sample file: its bytes, its cells, and where the header and our fields are."""

    def __init__(self, name: str, form: str, data: bytes, cells: list[list[Any]]) -> None:
        self.name, self.form, self.data, self.cells = name, form, data, cells
        found = [
            ({field: at for at, text in enumerate(row) if (field := _field(one, text))}, number)
            for number, row in enumerate(cells)
            for one in _TEMPLATES
        ]
        self.fields, self.header = max(found, key=lambda one: len(one[0]))
        self.delimiter = ";"

    @classmethod
    def of_workbook(cls, path: Path) -> Base:
        """Return a sample workbook."""
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        return cls(path.name, "workbook", path.read_bytes(), rows)

    @classmethod
    def of_text(cls, path: Path, delimiter: str) -> Base:
        """Return the 5W sheet of a sample workbook as delimited text."""
        book = cls.of_workbook(path)
        rows = [["" if cell is None else str(cell) for cell in row] for row in book.cells]
        base = cls(f"{path.stem}{'' if delimiter == ';' else '_comma'}.csv", "text", b"", rows)
        base.delimiter = delimiter
        base.data = base.as_text(rows).encode()
        return base

    def write(self, folder: Path, data: bytes, suffix: str | None = None) -> Path:
        """Write bytes under the base's name, or with another suffix."""
        path = folder / self.name
        path = path.with_suffix(suffix) if suffix else path
        path.write_bytes(data)
        return path

    def as_text(
        self, rows: list[list[str]], delimiter: str | None = None, end: str = "\r\n"
    ) -> str:
        """Return rows as delimited text."""
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter or self.delimiter, lineterminator=end).writerows(rows)
        return out.getvalue()

    @property
    def body(self) -> list[list[Any]]:
        """The rows under the header."""
        return self.cells[self.header + 1 :]

    @property
    def rows(self) -> int:
        """How many activities it holds; 0 if it says that there is nothing to report."""
        activity = self.fields.get("activity", 0)
        return sum(bool(row[activity]) for row in self.body)


def _field(template: Any, text: object) -> str | None:
    return template.field_of(text) if isinstance(text, str) and text else None


# Oddities that must be told even where every row reads as before, with the least severity: what
# the header says is not what the field means, or a person does not see what was read.
MUST_TELL = {
    **dict.fromkeys(
        (
            *("header_of_another_period", "header_of_some_months", "header_in_soles"),
            *("header_in_thousands", "header_of_other_ages", "column_twice_with_other_figures"),
        ),
        "warning",
    ),
    **dict.fromkeys(
        (
            *("column_hidden", "row_hidden", "row_of_no_height", "row_struck_out", "notes_below"),
            *("total_row_labelled", "total_row_of_sums_only", "sheet_copied_and_hidden"),
            *("subtotals", "header_again"),
        ),
        "info",
    ),
}

Change = Callable[[Base, Random], bytes | None]


@dataclass(frozen=True)
class Oddity:
    """One odd form. `change` returns the changed file, None where there is nothing to change."""

    name: str
    form: str  # 'workbook' or 'text'
    change: Change
    suffix: str | None = None


ODDITIES: list[Oddity] = []


def _sheet_oddity(
    change: Callable[[Worksheet, Base, Random], object],
) -> Callable[[Worksheet, Base, Random], object]:
    """Register a change of a workbook's 5W sheet; False says that there was nothing to change."""

    def apply(base: Base, dice: Random) -> bytes | None:
        if not base.rows:
            return None
        book = openpyxl.load_workbook(io.BytesIO(base.data))
        if change(book.worksheets[0], base, dice) is False:
            return None
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    ODDITIES.append(Oddity(change.__name__, "workbook", apply))
    return change


def _text_oddity(
    change: Callable[[Base, Random], str | bytes | None],
) -> Callable[[Base, Random], str | bytes | None]:
    """Register a change of a delimited text."""

    def apply(base: Base, dice: Random) -> bytes | None:
        made = change(base, dice) if base.rows else None
        return made.encode() if isinstance(made, str) else made

    ODDITIES.append(Oddity(change.__name__, "text", apply))
    return change


# ---------- where things are


def _first(base: Base) -> int:
    return base.header + 2  # Excel's number of the first row under the header


def _last(base: Base) -> int:
    return len(base.cells)


def _row(base: Base, dice: Random) -> int:
    return dice.randint(_first(base), _last(base))


def _cell(sheet: Worksheet, base: Base, row: int, field: str) -> Any:
    return sheet.cell(row, base.fields[field] + 1)


def _figure(base: Base, dice: Random) -> tuple[int, str] | None:
    """A cell with a figure of more than one: (Excel row, field)."""
    found = [
        (_first(base) + at, field)
        for at, row in enumerate(base.body)
        for field in FIGURES
        if field in base.fields and _number(row[base.fields[field]]) > 1
    ]
    return dice.choice(found) if found else None


def _number(cell: object) -> float:
    return float(cell) if re.fullmatch(r"\d+(\.\d+)?", str(cell)) else 0


def _has(base: Base, field: str) -> bool:
    return field in base.fields and any(row[base.fields[field]] for row in base.body)


def _widest(base: Base) -> int:
    return max(map(len, base.cells))


# ---------- headers


def _rename(name: str, new: Callable[[str, Random], str], fields: tuple[str, ...]) -> None:
    """Register the renaming of one header of a column with values, in both forms."""

    def in_sheet(sheet: Worksheet, base: Base, dice: Random) -> bool:
        own = [field for field in fields if _has(base, field)]
        if not own:
            return False
        cell = sheet.cell(base.header + 1, base.fields[dice.choice(own)] + 1)
        cell.value = new(str(cell.value), dice)
        return True

    def in_text(base: Base, dice: Random) -> str | None:
        own = [field for field in fields if _has(base, field)]
        if not own:
            return None
        rows = copy.deepcopy(base.cells)
        at = base.fields[dice.choice(own)]
        rows[base.header][at] = new(rows[base.header][at], dice)
        return base.as_text(rows)

    in_sheet.__name__ = in_text.__name__ = name
    _sheet_oddity(in_sheet)
    _text_oddity(in_text)


def _typo(text: str, dice: Random) -> str:
    at = dice.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_ALL = (*FIGURES, *OPTIONAL, *PLACING)
for _name, _new, _fields in (
    ("header_with_a_word_more", lambda text, dice: f"{text} entregada", _ALL),
    ("header_with_a_word_before", lambda text, dice: f"N.º {text}", _ALL),
    ("header_with_a_typing_error", _typo, _ALL),
    ("header_in_capitals", lambda text, dice: text.upper(), _ALL),
    ("header_over_two_lines", lambda text, dice: text.replace(" ", "\n", 1), _ALL),
    ("header_with_invisible_marks", lambda text, dice: f"\u200f{text}\u200b", _ALL),
    ("header_with_excel_line_end", lambda text, dice: f"{text}_x000D_", _ALL),
    ("header_of_another_period", lambda text, dice: f"{text} (acumulado anual)", FIGURES),
    ("header_of_some_months", lambda text, dice: f"{text} (enero a septiembre)", FIGURES),
    ("header_in_soles", lambda text, dice: f"{text} (soles)", ("cva_value",)),
    ("header_in_thousands", lambda text, dice: f"{text} (en miles)", FIGURES),
    ("header_of_other_ages", lambda text, dice: "Mujeres (0-17)", ("women",)),
    ("header_cut_short", lambda text, dice: text[: max(4, len(text) // 2)], _ALL),
    ("header_that_is_blank", lambda text, dice: "", _ALL),
    ("header_that_is_a_number", lambda text, dice: "12", _ALL),
    ("header_with_other_words", lambda text, dice: "Dato reportado", _ALL),
):
    _rename(_name, _new, _fields)


@_sheet_oddity
def column_twice_with_other_figures(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """A second column of the same header, with other figures."""
    field = dice.choice([one for one in FIGURES if _has(base, one)])
    at = _widest(base) + 1
    sheet.cell(base.header + 1, at).value = sheet.cell(
        base.header + 1, base.fields[field] + 1
    ).value
    for row in range(_first(base), _last(base) + 1):
        sheet.cell(row, at).value = 7
    return True


@_sheet_oddity
def column_of_row_numbers(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A first column that numbers the rows."""
    sheet.merged_cells.ranges.clear()
    sheet.insert_cols(1)
    sheet.cell(base.header + 1, 1).value = "N.º"
    for number, row in enumerate(range(_first(base), _last(base) + 1), start=1):
        sheet.cell(row, 1).value = number


@_sheet_oddity
def columns_in_another_order(sheet: Worksheet, base: Base, dice: Random) -> None:
    """All columns shuffled, headers with them."""
    sheet.merged_cells.ranges.clear()
    order = list(range(1, _widest(base) + 1))
    dice.shuffle(order)
    for row in range(base.header + 1, _last(base) + 1):
        values = [sheet.cell(row, at).value for at in order]
        for at, value in enumerate(values, start=1):
            sheet.cell(row, at).value = value


@_sheet_oddity
def column_hidden(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A column of figures is hidden."""
    at = base.fields[dice.choice([one for one in FIGURES if _has(base, one)])] + 1
    sheet.column_dimensions[get_column_letter(at)].hidden = True


@_sheet_oddity
def lines_above_the_header(sheet: Worksheet, base: Base, dice: Random) -> None:
    """Four more lines of title."""
    sheet.merged_cells.ranges.clear()
    sheet.insert_rows(1, 4)
    sheet.cell(1, 1).value = "Reporte interno, versión para enviar"


# ---------- rows


def _values(sheet: Worksheet, row: int, base: Base) -> list[Any]:
    return [sheet.cell(row, at).value for at in range(1, _widest(base) + 1)]


def _put(sheet: Worksheet, row: int, values: list[Any], left: int = 1) -> None:
    for at, value in enumerate(values, start=left):
        sheet.cell(row, at).value = value


def _middle(base: Base) -> int | None:
    """A row with at least one above it; None if there is one activity only."""
    return _first(base) + base.rows // 2 if base.rows > 1 else None


@_sheet_oddity
def blank_rows_between(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """Three blank rows in the middle."""
    if (middle := _middle(base)) is None:
        return False
    sheet.insert_rows(middle, 3)
    return True


@_sheet_oddity
def header_again(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """The header stands again in the middle."""
    if (middle := _middle(base)) is None:
        return False
    header = _values(sheet, base.header + 1, base)
    sheet.insert_rows(middle)
    _put(sheet, middle, header)
    return True


@_sheet_oddity
def header_again_in_another_order(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """The header stands again in another order, and the rows below follow it."""
    if (middle := _middle(base)) is None:
        return False
    order = list(range(_widest(base)))
    dice.shuffle(order)
    lines = [base.header + 1, *range(middle, _last(base) + 1)]
    shuffled = [[values[at] for at in order] for values in (_values(sheet, n, base) for n in lines)]
    for number, values in enumerate(shuffled, start=middle):
        _put(sheet, number, values)
    return True


@_sheet_oddity
def second_table_below(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """Two blank rows, a title, the header again, and the rest of the rows."""
    if (middle := _middle(base)) is None:
        return False
    rest = [_values(sheet, number, base) for number in range(middle, _last(base) + 1)]
    header = _values(sheet, base.header + 1, base)
    sheet.delete_rows(middle, len(rest))
    _put(sheet, middle + 2, ["Segunda parte"])
    for number, values in enumerate([header, *rest], start=middle + 3):
        _put(sheet, number, values)
    return True


@_sheet_oddity
def second_table_beside(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """The rest of the rows stands to the right, under a header of its own."""
    if (middle := _middle(base)) is None:
        return False
    left = _widest(base) + 2
    lines = [base.header + 1, *range(middle, _last(base) + 1)]
    moved = [_values(sheet, number, base) for number in lines]
    sheet.delete_rows(middle, len(moved) - 1)
    for number, values in enumerate(moved, start=base.header + 1):
        _put(sheet, number, values, left)
    return True


def _sums(base: Base, rows: list[list[Any]]) -> dict[int, float]:
    return {
        base.fields[field]: sum(_number(row[base.fields[field]]) for row in rows)
        for field in (*FIGURES, "pendulars", "returnees", "cva_value")
        if field in base.fields
    }


def _total_row(name: str, label: str, *, fill: bool, field: str | None = None) -> None:
    def change(sheet: Worksheet, base: Base, dice: Random) -> bool:
        if base.rows < 3 or (field is not None and field not in base.fields):
            return False
        values = list(base.body[-1]) if fill else [None] * _widest(base)
        for at, value in _sums(base, base.body).items():
            values[at] = value
        if label:
            values[base.fields[field] if field else 0] = label
        _put(sheet, _last(base) + 1, values)
        return True

    change.__name__ = name
    _sheet_oddity(change)


_total_row("total_row_labelled", "TOTAL", fill=False)
_total_row("total_row_that_fills_every_field", "TOTAL", fill=True, field="activity")
_total_row("total_row_gran_total", "Gran total", fill=True)
_total_row("total_row_with_a_sentence", "Total beneficiarios", fill=False, field="description")
_total_row("total_row_without_a_label", "", fill=True)
_total_row("total_row_of_sums_only", "", fill=False)


@_sheet_oddity
def subtotals(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """A subtotal after the first rows, another at the end."""
    if base.rows < 8:
        return False
    half = base.rows // 2
    sheet.insert_rows(_first(base) + half)
    for at, rows in ((_first(base) + half, base.body[:half]), (_last(base) + 2, base.body[half:])):
        sheet.cell(at, 1).value = "Subtotal"
        for place, value in _sums(base, rows).items():
            sheet.cell(at, place + 1).value = value
    return True


@_sheet_oddity
def notes_below(sheet: Worksheet, base: Base, dice: Random) -> None:
    """Notes and a signature under the table."""
    for number, text in enumerate(
        ("Nota: cifras preliminares.", "Fuente: registros propios", "Elaborado por: equipo M&E"),
        start=_last(base) + 2,
    ):
        sheet.cell(number, 1).value = text


@_sheet_oddity
def column_filled_far_down(sheet: Worksheet, base: Base, dice: Random) -> None:
    """The organisation is filled down far below the last activity."""
    name = _cell(sheet, base, _first(base), "appealing_org").value
    for row in range(_last(base) + 1, _last(base) + 1500):
        _cell(sheet, base, row, "appealing_org").value = name


@_sheet_oddity
def row_hidden(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A row is hidden."""
    sheet.row_dimensions[_row(base, dice)].hidden = True


@_sheet_oddity
def row_struck_out(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A row is struck out."""
    row = _row(base, dice)
    for at in range(1, _widest(base) + 1):
        sheet.cell(row, at).font = Font(strike=True)


@_sheet_oddity
def region_merged_over_rows(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """Rows of one region share one merged cell."""
    at, first = base.fields["admin1"] + 1, _first(base)
    last = first
    while last < _last(base) and sheet.cell(last + 1, at).value == sheet.cell(first, at).value:
        last += 1
    if last > first:
        sheet.merge_cells(start_row=first, end_row=last, start_column=at, end_column=at)
    return last > first


@_sheet_oddity
def region_as_a_title_of_its_rows(sheet: Worksheet, base: Base, dice: Random) -> None:
    """The region stands once, in a row of its own, and not in the rows below it."""
    name = _cell(sheet, base, _first(base), "admin1").value
    for row in range(_first(base), _last(base) + 1):
        if _cell(sheet, base, row, "admin1").value == name:
            _cell(sheet, base, row, "admin1").value = None
    sheet.insert_rows(_first(base))
    sheet.cell(_first(base), 1).value = f"Región {name}"


# ---------- sheets


@_sheet_oddity
def sheet_copied(sheet: Worksheet, base: Base, dice: Random) -> None:
    """The sheet stands twice in the workbook."""
    sheet.parent.copy_worksheet(sheet)


@_sheet_oddity
def sheet_copied_and_hidden(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A hidden copy of the sheet."""
    sheet.parent.copy_worksheet(sheet).sheet_state = "hidden"


@_sheet_oddity
def rows_on_a_hidden_sheet(sheet: Worksheet, base: Base, dice: Random) -> None:
    """The activities are on a hidden sheet, the visible form is empty."""
    empty = sheet.parent.copy_worksheet(sheet)
    empty.delete_rows(_first(base), base.rows)
    sheet.sheet_state = "hidden"
    sheet.parent.active = 1


@_sheet_oddity
def rows_on_two_sheets(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """Half of the rows on each of two sheets with the header."""
    if (middle := _middle(base)) is None:
        return False
    other = sheet.parent.copy_worksheet(sheet)
    other.delete_rows(_first(base), middle - _first(base))
    sheet.delete_rows(middle, _last(base) - middle + 1)
    return True


@_sheet_oddity
def rows_go_on_without_a_header(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """The last rows are on a second sheet that has no header."""
    if (middle := _middle(base)) is None:
        return False
    other = sheet.parent.create_sheet("Continuación")
    for number, row in enumerate(range(middle, _last(base) + 1), start=1):
        _put(other, number, _values(sheet, row, base))
    sheet.delete_rows(middle, _last(base) - middle + 1)
    return True


@_sheet_oddity
def sheets_and_their_sum(sheet: Worksheet, base: Base, dice: Random) -> bool:
    """One sheet for each half of the rows, and the whole beside them."""
    if (middle := _middle(base)) is None or base.rows < 6:
        return False
    one, two = sheet.parent.copy_worksheet(sheet), sheet.parent.copy_worksheet(sheet)
    one.delete_rows(middle, _last(base) - middle + 1)
    two.delete_rows(_first(base), middle - _first(base))
    sheet.title, one.title, two.title = "Consolidado", "Parte A", "Parte B"
    return True


@_sheet_oddity
def sheet_of_a_summary(sheet: Worksheet, base: Base, dice: Random) -> None:
    """A small summary on a sheet of its own."""
    other = sheet.parent.create_sheet("Resumen", 0)
    _put(other, 1, ["Indicador", "Personas"])
    _put(other, 2, ["Total", 1234])


# ---------- cells


def _change_figure(name: str, new: Callable[[Any], Any]) -> None:
    def change(sheet: Worksheet, base: Base, dice: Random) -> bool:
        if (found := _figure(base, dice)) is None:
            return False
        cell = _cell(sheet, base, *found)
        cell.value = new(cell.value)
        return True

    change.__name__ = name
    _sheet_oddity(change)


for _name, _value in (
    ("figure_as_text", str),
    ("figure_with_blanks", lambda value: f"  {value} "),
    ("figure_with_a_hard_blank", lambda value: f"{value}\u00a0"),
    ("figure_with_an_invisible_mark", lambda value: f"\u200e{value}"),
    ("figure_with_zero_width_blank", lambda value: f"{value}\u200b"),
    ("figure_with_three_decimals", lambda value: f"{value}.000"),
    ("figure_with_a_comma", lambda value: f"{value},0"),
    ("figure_in_groups_of_thousands", lambda value: f"{int(value):,}".replace(",", ".") + ".000"),
    ("figure_with_words", lambda value: f"{value} personas"),
    ("figure_with_a_float_tail", lambda value: value + 1e-13 * value),
    ("figure_with_a_sign", lambda value: f"+{value}"),
    (
        "figure_in_full_width_digits",
        lambda value: str(value).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ),
    ("figure_in_powers_of_ten", lambda value: f"{value}e0"),
    ("figure_as_a_sum", lambda value: f"{value}+0"),
    ("figure_as_a_range", lambda value: f"{value}-{value}"),
    ("figure_with_an_asterisk", lambda value: f"{value}*"),
    ("figure_as_a_date", lambda value: date(1900, 1, 1)),
    ("figure_as_a_formula_never_computed", lambda value: f"={value}+0"),
    ("figure_that_is_an_error", lambda value: "#N/A"),
):
    _change_figure(_name, _value)


@_sheet_oddity
def dashes_for_zero(sheet: Worksheet, base: Base, dice: Random) -> None:
    """Every zero is a dash."""
    for row in range(_first(base), _last(base) + 1):
        for field in FIGURES:
            if field in base.fields and _cell(sheet, base, row, field).value == 0:
                _cell(sheet, base, row, field).value = "-"


@_sheet_oddity
def blanks_for_zero(sheet: Worksheet, base: Base, dice: Random) -> None:
    """Every zero is blank."""
    for row in range(_first(base), _last(base) + 1):
        for field in FIGURES:
            if field in base.fields and _cell(sheet, base, row, field).value == 0:
                _cell(sheet, base, row, field).value = None


def _months(name: str, new: Callable[[], Any]) -> None:
    def change(sheet: Worksheet, base: Base, dice: Random) -> None:
        for row in range(_first(base), _last(base) + 1):
            _cell(sheet, base, row, "month").value = new()

    change.__name__ = name
    _sheet_oddity(change)


for _name, _month in (
    ("month_as_a_date", lambda: date(2021, 9, 1)),
    ("month_as_its_last_day", lambda: "30/09/2021"),
    ("month_with_a_slash", lambda: "2021/09"),
    ("month_in_six_digits", lambda: "202109"),
    ("month_as_a_short_name", lambda: "1-set-2021"),
    ("month_with_an_apostrophe", lambda: "Setiembre'21"),
    ("month_by_its_name", lambda: "setiembre"),
    ("month_in_capitals", lambda: "SEPTIEMBRE 2021"),
    ("month_two_ways", lambda: "09/10/2021"),
    ("month_as_a_serial_number", lambda: 44440),
):
    _months(_name, _month)


@_sheet_oddity
def names_with_invisible_marks(sheet: Worksheet, base: Base, dice: Random) -> None:
    """Region and organisation carry marks that nobody sees."""
    for row in range(_first(base), _last(base) + 1):
        for field in ("admin1", "appealing_org"):
            cell = _cell(sheet, base, row, field)
            cell.value = f"\u200f{cell.value}\u00a0"


@_sheet_oddity
def region_in_capitals_without_accents(sheet: Worksheet, base: Base, dice: Random) -> None:
    """The region is written in capitals."""
    for row in range(_first(base), _last(base) + 1):
        cell = _cell(sheet, base, row, "admin1")
        cell.value = str(cell.value).upper()


@_sheet_oddity
def region_with_its_kind(sheet: Worksheet, base: Base, dice: Random) -> None:
    """'Región Tacna' instead of 'Tacna'."""
    row = _row(base, dice)
    _cell(sheet, base, row, "admin1").value = f"Región {_cell(sheet, base, row, 'admin1').value}"


# ---------- the XML of a workbook


def _xml_oddity(name: str, change: Callable[[str, Random], str | None]) -> None:
    """Register a change of the 5W sheet's XML as another program may write it."""

    def apply(base: Base, dice: Random) -> bytes | None:
        if not base.rows:
            return None
        with zipfile.ZipFile(io.BytesIO(base.data)) as book:
            parts = {one: book.read(one) for one in book.namelist()}
        made = change(parts["xl/worksheets/sheet1.xml"].decode(), dice)
        if made is None:
            return None
        parts["xl/worksheets/sheet1.xml"] = made.encode()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
            for one, data in parts.items():
                book.writestr(one, data)
        return out.getvalue()

    ODDITIES.append(Oddity(name, "workbook", apply))


_NUMBER = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?)(?: t="n")?><v>(\d+)</v></c>')


def _one_number(new: Callable[[re.Match[str]], str]) -> Callable[[str, Random], str | None]:
    def change(xml: str, dice: Random) -> str | None:
        found = [match for match in _NUMBER.finditer(xml) if match[3] != "0"]
        if not found:
            return None
        match = dice.choice(found)
        return xml[: match.start()] + new(match) + xml[match.end() :]

    return change


_xml_oddity(
    "figure_in_cdata",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]}><v><![CDATA[{m[3]}]]></v></c>'),
)
_xml_oddity(
    "figure_as_inline_text",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]} t="inlineStr"><is><t>{m[3]}</t></is></c>'),
)
_xml_oddity(
    "figure_as_inline_rich_text",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]} t="inlineStr"><is><r><t>{m[3]}</t></r></is></c>'),
)
_xml_oddity(
    "figure_as_formula_text",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]} t="str"><f>1*{m[3]}</f><v>{m[3]}</v></c>'),
)
_xml_oddity(
    "figure_as_formula_of_another_program",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]}><f>1*{m[3]}</f><v></v></c>'),
)
_xml_oddity(
    "figure_with_comment_in_the_xml",
    _one_number(lambda m: f'<c r="{m[1]}"{m[2]}><v><!-- x -->{m[3]}</v></c>'),
)


# The last row of a sheet, as a person makes it who drags its edge up.
_xml_oddity(
    "row_of_no_height",
    lambda xml, dice: re.sub(r"<row (?=[^>]*>(?!.*<row ))", '<row ht="0" customHeight="1" ', xml),
)


def _prefixed(xml: str, dice: Random) -> str:
    start = xml.index("<worksheet")
    body = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml[start:])
    return xml[:start] + body.replace("xmlns=", "xmlns:x=", 1)


_xml_oddity("xml_with_prefixes", _prefixed)
_xml_oddity("xml_without_references", lambda xml, dice: re.sub(r'<c r="[A-Z]+\d+"', "<c", xml))


# ---------- delimited text


def _lines(base: Base) -> list[str]:
    return base.as_text(base.cells, end="\n").splitlines()


@_text_oddity
def quote_never_closed(base: Base, dice: Random) -> str | None:
    """A description opens a quote and does not close it."""
    return _with_description(base, dice, lambda text: f'"{text}')


@_text_oddity
def quote_closed_by_a_curly_one(base: Base, dice: Random) -> str | None:
    """A description closes its quote with a curly one."""
    return _with_description(base, dice, lambda text: f'"{text}”')


@_text_oddity
def quote_in_the_middle_of_a_cell(base: Base, dice: Random) -> str | None:
    """An inch mark in a description, as it is."""
    return _with_description(base, dice, lambda text: f'Tubo de 5" {text}')


@_text_oddity
def line_break_in_a_cell(base: Base, dice: Random) -> str | None:
    """A description over two lines, in quotes as Excel writes it."""
    return _with_description(base, dice, lambda text: f'"{text}\nsegunda línea"')


@_text_oddity
def delimiter_in_a_cell(base: Base, dice: Random) -> str | None:
    """A description with the delimiter in it, without quotes."""
    return _with_description(base, dice, lambda text: f"{text}{base.delimiter} y más")


@_text_oddity
def delimiter_often_in_a_quoted_cell(base: Base, dice: Random) -> str | None:
    """A description with sixty commas and semicolons, in quotes."""
    return _with_description(base, dice, lambda text: f'"{text}{",;" * 60}"')


@_text_oddity
def commas_in_a_cell(base: Base, dice: Random) -> str | None:
    """A description with sixty commas in a file of semicolons."""
    if base.delimiter == ",":
        return None
    return _with_description(base, dice, lambda text: text + "," * 60)


def _with_description(base: Base, dice: Random, new: Callable[[str], str]) -> str | None:
    """The text with one description written as given, without any quoting."""
    if "description" not in base.fields:
        return None
    row, at = dice.randrange(base.rows) + base.header + 1, base.fields["description"]
    mark = "@@@"
    rows = copy.deepcopy(base.cells)
    old = rows[row][at].replace(base.delimiter, " ").replace('"', "")
    rows[row][at] = mark
    return base.as_text(rows, end="\n").replace(mark, new(old), 1)


@_text_oddity
def delimiter_too_few(base: Base, dice: Random) -> str:
    """A row lacks one delimiter between blank cells: what follows is shifted."""
    lines = _lines(base)
    at = base.header + 1 + dice.randrange(base.rows)
    twice = base.delimiter * 2
    if twice in lines[at]:
        lines[at] = lines[at].replace(twice, base.delimiter, 1)
    else:
        lines[at] = lines[at].replace(base.delimiter, "", 1)
    return "\n".join(lines)


@_text_oddity
def delimiter_too_many(base: Base, dice: Random) -> str:
    """A row has one delimiter too many in front of its figures."""
    lines = _lines(base)
    at = base.header + 1 + dice.randrange(base.rows)
    cells = lines[at].split(base.delimiter)
    cells.insert(len(cells) // 2, "")
    lines[at] = base.delimiter.join(cells)
    return "\n".join(lines)


@_text_oddity
def trailing_delimiters(base: Base, dice: Random) -> str:
    """Every row ends with five delimiters more, as Excel pads them."""
    return "\n".join(line + base.delimiter * 5 for line in _lines(base))


@_text_oddity
def trailing_blanks_left_out(base: Base, dice: Random) -> str:
    """Rows end with their last filled cell."""
    return "\n".join(line.rstrip(base.delimiter) for line in _lines(base))


@_text_oddity
def separator_named_in_the_first_line(base: Base, dice: Random) -> str:
    """Excel's own `sep=;`."""
    return f"sep={base.delimiter}\n" + base.as_text(base.cells)


@_text_oddity
def tabs(base: Base, dice: Random) -> str:
    """Tabs for delimiters."""
    return base.as_text(base.cells, "\t")


@_text_oddity
def bars(base: Base, dice: Random) -> str:
    """Bars for delimiters."""
    return base.as_text(base.cells, "|")


@_text_oddity
def line_ends_of_old_macs(base: Base, dice: Random) -> str:
    """CR alone ends a line."""
    return base.as_text(base.cells, end="\r")


@_text_oddity
def line_ends_mixed(base: Base, dice: Random) -> str:
    """CR LF and LF take turns."""
    ends = ("\r\n", "\n")
    return "".join(line + ends[n % 2] for n, line in enumerate(_lines(base)))


@_text_oddity
def no_line_end_at_the_end(base: Base, dice: Random) -> str:
    """The last line is not ended."""
    return base.as_text(base.cells).rstrip("\r\n")


@_text_oddity
def byte_order_mark(base: Base, dice: Random) -> bytes:
    """UTF-8 with its mark."""
    return b"\xef\xbb\xbf" + base.data


@_text_oddity
def utf_16(base: Base, dice: Random) -> bytes:
    """UTF-16, as Excel's "Unicode text" is."""
    return base.as_text(base.cells, "\t").encode("utf-16")


@_text_oddity
def windows_code_page(base: Base, dice: Random) -> bytes:
    """Code page 1252."""
    return base.data.decode().encode("cp1252", "replace")


@_text_oddity
def mac_code_page(base: Base, dice: Random) -> bytes:
    """The code page of old Macs: accents become other letters."""
    return base.data.decode().encode("mac_roman", "replace")


@_text_oddity
def utf_8_encoded_twice(base: Base, dice: Random) -> bytes:
    """UTF-8 taken for 1252 and encoded again."""
    return base.data.decode().encode().decode("cp1252", "replace").encode()


@_text_oddity
def blank_lines_between(base: Base, dice: Random) -> str:
    """A blank line after each line."""
    return "\n\n".join(_lines(base))


@_text_oddity
def text_header_again(base: Base, dice: Random) -> str | None:
    """The header line stands again in the middle."""
    if (middle := _middle(base)) is None:
        return None
    lines = _lines(base)
    lines.insert(middle - 1, lines[base.header])
    return "\n".join(lines)


@_text_oddity
def text_total_row(base: Base, dice: Random) -> str | None:
    """A last line that adds up the others, every field filled."""
    if base.rows < 3:
        return None
    values = list(base.cells[-1])
    for at, value in _sums(base, base.body).items():
        values[at] = str(int(value))
    return base.as_text([*base.cells, values])


@_text_oddity
def decimal_commas(base: Base, dice: Random) -> str | None:
    """Figures with a decimal comma, in a file of semicolons."""
    if base.delimiter == ",":
        return None
    rows = copy.deepcopy(base.cells)
    for row in rows[base.header + 1 :]:
        for field in FIGURES:
            at = base.fields.get(field)
            if at is not None and row[at]:
                row[at] += ",0"
    return base.as_text(rows)


def _workbook_under_another_name(name: str, suffix: str, form: str) -> None:
    def apply(base: Base, dice: Random) -> bytes | None:
        return base.data if base.rows else None

    ODDITIES.append(Oddity(name, form, apply, suffix))


_workbook_under_another_name("text_called_xls", ".xls", "text")
_workbook_under_another_name("text_called_xlsx", ".xlsx", "text")
_workbook_under_another_name("workbook_called_csv", ".csv", "workbook")
_workbook_under_another_name("workbook_called_xltx", ".xltx", "workbook")
_workbook_under_another_name("workbook_called_xls", ".xls", "workbook")
