"""The sheet a partner fills: title, bands, headers, prepared rows, page."""

from __future__ import annotations

from copy import copy
from itertools import groupby
from typing import TYPE_CHECKING

from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.pagebreak import Break, ColBreak

from gtrm.products.template.colours import add_colours
from gtrm.products.template.layout import (
    BAND_ROW,
    COUNTS,
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    Column,
    Layout,
)
from gtrm.products.template.looks import (
    BLACK,
    BLUE,
    BOX,
    CENTRED,
    GREY,
    WHITE,
    WRAPPED,
    font,
    solid,
)
from gtrm.products.template.texts import load_texts, say
from gtrm.products.template.validations import add_validations
from gtrm.products.texts import month_name

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from gtrm.products.template.guidance import Occasion

BAND_COLOURS = (  # of the band and its mandatory headers, of its other headers
    (BLUE, "DDEBF7"),
    ("6B5200", "FFF2CC"),
    ("375623", "E2EFDA"),
    ("843C0C", "FBE5D6"),
    ("4E2A6B", "E9DFF2"),
)
_WIDTHS = {
    **{"appealing_org": 28, "implementing_org": 28, "project": 20, "donor": 18, "month": 11},
    **{"subgroup": 20, "sector": 24, "indicator": 48, "activity": 42, "activity_unit": 16},
    **{"description": 42, "cva_mechanism": 20, "admin1": 16, "admin2": 18, "district": 22},
    **{"implementation_setup": 16, "rmrp_activity": 12, "cva": 14, "cva_value": 14, "ubigeo": 10},
}
_COUNT_WIDTH = 12.5
_FORMATS = {"cva_value": "#,##0.00", "month": "@", "ubigeo": "@"}  # @: 2021-10 stays a text
_HINT_COLUMN = 4  # after the organisation's name, which takes two
_PAGES_END_AFTER = ("sector", "description", "ubigeo")
_SCALE = 54  # per cent; the widest page then fits A4
_FONT_SIZE = 10


def write_sheet(sheet: Worksheet, layout: Layout, occasion: Occasion) -> None:
    """Write the sheet, its dropdowns, colours, protection and page."""
    sheet.title = layout.sheet
    _write_top(sheet, layout, occasion)
    bands = groupby(layout.columns.values(), key=lambda column: column.band)
    for colours, (band, members) in zip(BAND_COLOURS, bands, strict=True):
        _write_band(sheet, band, list(members), colours)
    for column in layout.columns.values():
        _prepare(sheet, column)
    add_validations(sheet, layout)
    add_colours(sheet, layout)
    _protect(sheet)
    _set_page(sheet, layout)


def _write_top(sheet: Worksheet, layout: Layout, occasion: Occasion) -> None:
    language = layout.language
    title = f"{layout.title} · {month_name(occasion.month, language)}"
    sheet.cell(1, 1, title).font = font(BLUE, 16, bold=True)
    lines = (
        (layout.organisation_label, occasion.organisation),
        (layout.month_label, occasion.month),
        (say(language, "deadline_label"), occasion.deadline[language]),
    )
    names = {"nothing": layout.nothing, "instructions": say(language, "sheets", "instructions")}
    hints = [hint[language].format(**names) for hint in load_texts()["hints"]]
    for row, ((label, value), hint) in enumerate(zip(lines, hints, strict=True), start=2):
        sheet.cell(row, 1, label).font = font(bold=True)
        cell = sheet.cell(row, 2, value)
        cell.font, cell.alignment = font(BLUE, bold=True), Alignment(shrink_to_fit=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        sheet.cell(row, _HINT_COLUMN, hint).font = font(GREY, _FONT_SIZE, italic=True)


def _write_band(
    sheet: Worksheet, band: str, columns: list[Column], colours: tuple[str, str]
) -> None:
    dark, light = colours
    first, last = columns[0], columns[-1]
    cell = sheet[f"{first.letter}{BAND_ROW}"]
    cell.value, cell.alignment = band, CENTRED
    cell.font, cell.fill = font(WHITE, bold=True), solid(dark)
    if first is not last:
        sheet.merge_cells(f"{first.letter}{BAND_ROW}:{last.letter}{BAND_ROW}")
    for column in columns:
        header = sheet[f"{column.letter}{HEADER_ROW}"]
        header.value, header.alignment, header.border = column.header, CENTRED, BOX
        text = WHITE if column.is_mandatory else BLACK
        header.font = font(text, _FONT_SIZE, bold=True)
        header.fill = solid(dark if column.is_mandatory else light)


def _prepare(sheet: Worksheet, column: Column) -> None:
    """Format and unlock the cells to fill; they stay blank."""
    sheet.column_dimensions[column.letter].width = _WIDTHS.get(column.field, _COUNT_WIDTH)
    whole = "#,##0" if column.field in COUNTS else "General"
    number_format = _FORMATS.get(column.field, whole)
    first = sheet[f"{column.letter}{FIRST_ROW}"]
    first.protection, first.font = Protection(locked=False), font(size=_FONT_SIZE)
    first.number_format, first.border, first.alignment = number_format, BOX, WRAPPED
    for row in range(FIRST_ROW + 1, LAST_ROW + 1):
        # Copied whole: 10,000 cells x 5 parts, one by one, take three times as long to write.
        sheet[f"{column.letter}{row}"]._style = copy(first._style)


def _protect(sheet: Worksheet) -> None:
    """No password: it keeps headers from slips, not from their owner."""
    sheet.protection.sheet = True
    # In the file format, False means that it is not forbidden.
    for allowed in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def _set_page(sheet: Worksheet, layout: Layout) -> None:
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[BAND_ROW].height = 18
    sheet.row_dimensions[HEADER_ROW].height = 70
    table = f"A{HEADER_ROW}:{layout.last_letter}{LAST_ROW}"
    sheet.auto_filter.ref = table
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.sheet_view.zoomScale = 90
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.scale = _SCALE
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.print_title_rows = f"{BAND_ROW}:{HEADER_ROW}"
    sheet.print_title_cols = "A:A"
    sheet.col_breaks = ColBreak()
    for field in _PAGES_END_AFTER:
        letter = layout.columns[field].letter
        sheet.col_breaks.append(Break(id=sheet[f"{letter}1"].column))
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "&A · &P / &N"
