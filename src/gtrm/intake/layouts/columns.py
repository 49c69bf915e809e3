"""Columns of a 5W sheet that belong to no field, and columns with a doubtful header.

Each such column gives one finding per sheet, with its cells and their sum. If a cell's figure may
belong to a field that the sheet lacks, its row is not counted: an unknown header must not lead to
a wrong published figure (docs/formats.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from rapidfuzz import fuzz

from gtrm.core.figures import read_decimal
from gtrm.core.normal import normalise
from gtrm.intake.layouts.templates import header_forms
from gtrm.intake.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.headers import Header

# Likeness (of 100) from which on a header is taken to be meant for a field. Only fields that the
# sheet lacks are compared, so that a column of the partner's own seldom reaches it.
ALIKE = 75
_FIGURE = re.compile(r"[^\d/-]{0,4}-?\d[\d.,' ]*[^\d/-]{0,15}")  # "S/ 100" has a sign before it
_MONEY = re.compile(r"s/\.?\s*|us\$|\$|€", re.IGNORECASE)
_MOST = 0.5  # of the filled cells of a column
_ROW_NUMBERS = 5  # a column counting from 1 over fewer rows may be a figure


@dataclass(frozen=True)
class Column:
    """A column that was not read: its filled cells in the rows of the table."""

    position: int  # from 0
    text: str  # header as printed, '' if blank
    cells: Mapping[int, str]  # Excel row -> text

    @property
    def name(self) -> str:
        """How a finding calls it: its header, else its letter."""
        return self.text or f"columna {self.letter}"

    @property
    def letter(self) -> str:
        """Its letter in Excel."""
        return get_column_letter(self.position + 1)

    @property
    def has_figures(self) -> bool:
        """Whether most of its cells hold a figure."""
        figures = sum(is_figure(text) for text in self.cells.values())
        return figures > 0 and figures >= _MOST * len(self.cells)

    @property
    def numbers_rows(self) -> bool:
        """Whether it only counts the rows."""
        numbers = [number_of(text) for text in self.cells.values()]
        return len(numbers) >= _ROW_NUMBERS and numbers == [*range(1, len(numbers) + 1)]


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, perhaps with its unit: "1.490", "S/ 20", "12 personas"."""
    return bool(_FIGURE.fullmatch(_MONEY.sub("", text.strip())))


def number_of(text: str) -> float | None:
    """Return the figure of a cell; None if it is not clearly one ("1.490" may be 1.49)."""
    figure = read_decimal(text)
    return None if figure is None else float(figure)


def sum_text(texts: Iterator[str] | Sequence[str], separator: str) -> str:
    """Return the sum of the numbers among texts, with thousands grouped; '' if none is a number."""
    numbers = [number for text in texts if (number := number_of(text)) is not None]
    if not numbers:
        return ""
    shown = f"{sum(numbers):,.2f}".removesuffix(".00")
    swapped = shown.translate(str.maketrans(",.", ".,"))
    return swapped if separator == "." else shown


def cell(cells: Sequence[str | None], position: int) -> str | None:
    """Return the text in a column of a row, None past its end."""
    return cells[position] if position < len(cells) else None


def find_notices(sheet: Sheet, header: Header, numbers: Sequence[int]) -> Iterator[Notice]:
    """Yield notices about the columns of a table that were not read, or not read with certainty.

    Args:
        sheet: With the cells as they are.
        header: Of the table.
        numbers: Excel's numbers of the rows that were read below it.
    """
    rows = {number: sheet.rows[number - 1] for number in numbers}
    unread = _unread(header, rows)
    for column in unread:
        found = header.template.read_header(column.text) if column.text else None
        if found and not found[1] and found[0] in header.columns:
            yield from _doubled(header, rows, column, found[0])
    rest = [column for column in unread if not _is_doubled(header, column) and column.cells]
    meant = suggest(header, rest)
    for column in rest:
        yield from _unread_notices(header, column, meant.get(column.position))
    for name, words in header.doubts.items():
        yield from _doubtful(header, rows, name, words)


def suggest(header: Header, unread: Sequence[Column]) -> dict[int, str]:
    """Return the field that each unread column may be meant for, among those the sheet lacks.

    By its header's likeness first, then by its place: it stands where the template has the field,
    between the same neighbours.
    """
    lacking = [name for name in header.template.headers if name not in header.columns]
    meant: dict[int, str] = {}
    likeness = sorted(
        (
            (-_alike(header, name, column.text), column.position, name)
            for column in unread
            if column.text
            for name in lacking
        ),
    )
    for minus_score, position, name in likeness:
        if -minus_score >= ALIKE and position not in meant and name not in meant.values():
            meant[position] = name
    left = [column for column in unread if column.position not in meant]
    return meant | _by_place(header, left, [name for name in lacking if name not in meant.values()])


def unread_columns(sheet: Sheet, header: Header) -> list[Column]:
    """Return the unread columns with values below a header, without the declared ones."""
    below = enumerate(sheet.rows[header.row : header.last], start=header.row + 1)
    columns = _unread(header, dict(below))
    return [column for column in columns if column.cells and not _is_doubled(header, column)]


def _unread(header: Header, rows: Mapping[int, Sequence[str | None]]) -> list[Column]:
    width = max([len(cells) for cells in rows.values()] + [max(header.unmapped, default=-1) + 1])
    passed_over = {*header.columns.values(), *header.beside}
    columns = []
    for position in range(width):
        text = header.unmapped.get(position, "")
        if position in passed_over or (text and header.template.declares_unread(text)):
            continue
        cells = {number: found for number, row in rows.items() if (found := cell(row, position))}
        if text or cells:
            columns.append(Column(position, text, cells))
    return columns


def _is_doubled(header: Header, column: Column) -> bool:
    return bool(column.text) and header.template.field_of(column.text) in header.columns


def _alike(header: Header, name: str, text: str) -> float:
    forms = {header_forms(text)[0], header_forms(text)[-1]}
    known = {header_forms(printed)[0] for printed in header.template.headers[name]}
    return max(fuzz.token_set_ratio(one, other) for one in forms for other in known)


def _by_place(header: Header, unread: Sequence[Column], lacking: Sequence[str]) -> dict[int, str]:
    """Match unread columns and lacking fields that stand between the same two read columns.

    Columns of figures are matched with fields of figures, the others with the others. They are
    matched only if there are as many columns as fields: otherwise the pairs are not known.
    """
    order = list(header.template.headers)
    placed = sorted((at, order.index(name)) for name, at in header.columns.items())
    meant: dict[int, str] = {}

    def gap(position: int) -> tuple[int, int]:
        before = [number for at, number in placed if at < position]
        after = [number for at, number in placed if at > position]
        return before[-1] if before else -1, after[0] if after else len(order)

    for (first, last), group in groupby(unread, key=lambda column: gap(column.position)):
        columns = list(group)
        for figures in (True, False):
            mine = [column for column in columns if column.has_figures is figures]
            names = [
                name
                for name in lacking
                if first < order.index(name) < last and header.template.counts(name) is figures
            ]
            if len(mine) == len(names):
                meant |= {column.position: name for column, name in zip(mine, names, strict=True)}
    return meant


def _unread_notices(header: Header, column: Column, name: str | None) -> Iterator[Notice]:
    if name is None and (column.numbers_rows or not column.cells):
        return
    printed = header.template.headers[name][0] if name else ""
    yield Notice(
        "unread_column",
        header.row,
        name,
        column.name,
        None,
        {
            "suggestion": printed,
            "column": column.letter,
            "cells": str(len(column.cells)),
            "sum_es": _summing(column, "; suman {}", "."),
            "sum_en": _summing(column, "; they add up to {}", ","),
            "meant_es": f"¿Quiso decir «{printed}»? Escriba así su encabezado."
            if printed
            else "Si es de la 5W, use el encabezado de la plantilla; si no, retírela.",
            "meant_en": f"Did you mean “{printed}”? Write its header so."
            if printed
            else "If it belongs to the 5W use the header of the template; else take it out.",
        },
    )
    if name is None or not header.template.counts(name):
        return
    if not column.has_figures and _alike(header, name, column.text) < ALIKE:
        return
    for row, text in column.cells.items():
        words = {"suggestion": printed, "column": column.letter}
        yield Notice("unread_figure", row, name, column.name, text, words)


def _summing(column: Column, words: str, separator: str) -> str:
    total = sum_text(list(column.cells.values()), separator) if column.has_figures else ""
    return words.format(total) if total else ""


def _doubled(
    header: Header, rows: Mapping[int, Sequence[str | None]], column: Column, name: str
) -> Iterator[Notice]:
    """Two columns of one field: if they have different values in a row, the row is held."""
    at = header.columns[name]
    first = {number: cell(cells, at) for number, cells in rows.items()}
    odd = {row: text for row, text in column.cells.items() if not _same(first[row], text)}
    differ = bool(odd) and header.template.counts(name)
    words = {
        "column": get_column_letter(at + 1),
        "other": column.letter,
        "sum_es": "",
        "sum_en": "",
    }
    if differ:
        own, others = [text for text in first.values() if text], list(column.cells.values())
        words["sum_es"] = (
            f" La primera suma {sum_text(own, '.') or '0'} y la segunda {sum_text(others, '.')}."
        )
        words["sum_en"] = (
            f" The first adds up to {sum_text(own, ',') or '0'}, the second to"
            f" {sum_text(others, ',')}."
        )
    yield Notice("doubled_column", header.row, name, column.text, column.text, words)
    for row, text in odd.items():
        told = {"suggestion": first[row] or "—", "column": column.letter}
        yield Notice("doubled_differs", row, name, column.text, text, told)


def _same(one: str | None, other: str) -> bool:
    if one is None:
        return False
    number = number_of(other)
    return normalise(one) == normalise(other) or (number is not None and number_of(one) == number)


def _doubtful(
    header: Header, rows: Mapping[int, Sequence[str | None]], name: str, words: str
) -> Iterator[Notice]:
    at, printed = header.columns[name], header.printed[name]
    told = {"suggestion": header.template.headers[name][0], "words": words}
    if not header.template.counts(name):
        yield Notice("doubtful_header", header.row, name, printed, words, told)
        return
    for row, cells in rows.items():
        if text := cell(cells, at):
            yield Notice("doubtful_figure", row, name, printed, text, told)
