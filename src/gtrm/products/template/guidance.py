"""The instructions sheet: Spanish with English beside it, or the other way round."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.properties import PageSetupProperties

from gtrm.products.template.layout import POPULATIONS, PREPARED_ROWS, Layout
from gtrm.products.template.looks import BLACK, BLUE, LINE, LOOKS, RED, WHITE, WRAPPED, font, solid
from gtrm.products.template.texts import load_texts, say
from gtrm.products.texts import LANGUAGES, month_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"A": 30, "B": 74, "C": 74}
_TOP_ROWS = 3
_LETTERS_PER_WIDTH = 1.1  # of the usual text; a column's width counts digits
_LINE_HEIGHT = 15  # points; a program that only opens the file does not fit rows to their text


@dataclass(frozen=True)
class Occasion:
    """For whom and when the workbook is made."""

    organisation: str
    month: str
    deadline: Mapping[str, str]  # as printed, by language
    contact: Mapping[str, str]


class _Page:
    """The sheet, written from top to bottom."""

    def __init__(self, sheet: Worksheet, layout: Layout, names: Mapping[str, Any]) -> None:
        self.sheet, self.layout, self._names, self._row = sheet, layout, names, _TOP_ROWS
        own = layout.language
        self.languages = (own, *(one for one in LANGUAGES if one != own))

    def heading(self, key: str) -> None:
        self._row += 2
        texts = load_texts()["headings"][key]
        for position, text in enumerate(["", *(texts[one] for one in self.languages)], start=1):
            cell = self.sheet.cell(self._row, position, text or None)
            cell.font, cell.fill = font(WHITE, bold=True), solid(BLUE)

    def line(self, label: str, texts: Mapping[str, str], look: str | None = None) -> None:
        self._row += 1
        filled = [
            texts[one].format(**{name: by[one] for name, by in self._names.items()})
            for one in self.languages
        ]
        for position, text in enumerate([label, *filled], start=1):
            cell = self.sheet.cell(self._row, position, text)
            cell.alignment, cell.border, cell.font = WRAPPED, LINE, font()
        first = self.sheet.cell(self._row, 1)
        fill, colour = LOOKS[look] if look else (None, BLACK)
        first.font = font(colour, bold=True)
        if fill:
            first.fill = solid(fill)
        widths = zip(_WIDTHS.values(), (label, *filled), strict=True)
        lines = max(math.ceil(len(text) / width / _LETTERS_PER_WIDTH) for width, text in widths)
        self.sheet.row_dimensions[self._row].height = lines * _LINE_HEIGHT

    def lines(self, items: Iterable[Mapping[str, str]]) -> None:
        for number, texts in enumerate(items, start=1):
            self.line(str(number), texts)


def write_guidance(sheet: Worksheet, layout: Layout, occasion: Occasion) -> None:
    """Write how to fill the workbook, what each column means, by when, and whom to ask."""
    page = _Page(sheet, layout, _names(layout, occasion))
    texts = load_texts()
    _write_top(sheet, layout, occasion)
    page.heading("steps")
    page.lines(texts["steps"])
    page.heading("colours")
    for one in texts["colours"]:
        page.line(one["name"][layout.language], one, one["look"])
    page.heading("people")
    page.lines(texts["people"])
    page.heading("populations")
    for field in POPULATIONS:
        page.line(layout.columns[field].header, texts["columns"][field])
    page.heading("columns")
    for field, column in layout.columns.items():
        if field not in POPULATIONS:
            star = " *" if column.is_mandatory else ""
            page.line(f"{column.header}{star}", texts["columns"][field])
    page.heading("help")
    page.lines(texts["help"])
    _set_page(sheet)


def _names(layout: Layout, occasion: Occasion) -> dict[str, Mapping[str, str]]:
    """What the texts' {names} stand for, by language; headers stay as printed."""
    same = {
        "sheet": layout.sheet,
        "rows": str(PREPARED_ROWS),
        "nothing": layout.nothing,
        "quantity": layout.columns["output_quantity"].header,
    }
    printed = {name: dict.fromkeys(LANGUAGES, text) for name, text in same.items()}
    return {**printed, "deadline": occasion.deadline, "contact": occasion.contact}


def _write_top(sheet: Worksheet, layout: Layout, occasion: Occasion) -> None:
    own = layout.language
    other = next(one for one in LANGUAGES if one != own)
    for position, language in ((1, own), (3, other)):
        title = say(language, "headings", "title", month=month_name(occasion.month, language))
        sheet.cell(1, position, title).font = font(BLUE, 16 if language == own else 12, bold=True)
    sheet.cell(2, 1, layout.organisation_label).font = font(bold=True)
    sheet.cell(2, 2, occasion.organisation)
    sheet.cell(3, 1, say(own, "deadline_label")).font = font(bold=True)
    for position, language in ((2, own), (3, other)):
        cell = sheet.cell(3, position, occasion.deadline[language])
        cell.font = font(RED, bold=True)


def _set_page(sheet: Worksheet) -> None:
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed
