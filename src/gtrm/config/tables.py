"""A CSV as a person or Excel saved it, as rows by the name of their columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtrm.config.problems import ConfigError, Expected, Problem, Texts
from gtrm.config.texts import check_letters, read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

_DELIMITERS = ",;\t|"
_DECLARED = re.compile(r"sep=(.)\s*")  # how Excel is told the delimiter; it shows no such row
_HEADER = Texts("La cabecera es: {columns}.", "The header is: {columns}.")
_EMPTY = Texts("está vacío, sin cabecera", "it is empty and has no header")
_MISSING = Texts("falta la columna", "the column is missing")
_DOUBLED = Texts("la columna está dos veces", "the column stands twice")
_UNKNOWN = Texts("no se conoce esa columna", "no such column is known")
_SHORT = Expected(
    Texts(
        "la fila tiene {found} celdas y la cabecera {wanted}",
        "the row has {found} cells and the header {wanted}",
    ),
    Texts(
        "Complete la fila; una celda vacía también lleva su separador.",
        "Complete the row; a blank cell has its separator too.",
    ),
)
_LONG = Expected(
    Texts(
        "hay texto en una celda que no tiene columna", "there is text in a cell without a column"
    ),
    Texts(
        'Ponga entre comillas los textos con comas: "a, b".',
        'Put texts with commas in quotes: "a, b".',
    ),
)
_QUOTE = Expected(
    Texts(
        "una comilla se abre y no se cierra, o se cierra antes de tiempo",
        "a quote is opened and not closed, or closed too early",
    ),
    Texts(
        'Cierre la comilla; una comilla dentro de un texto se escribe dos veces: "".',
        'Close the quote; a quote within a text is written twice: "".',
    ),
)


@dataclass(frozen=True)
class Row:
    """A row that holds anything: its cells without blanks around them, '' where there is nothing.

    number: as a spreadsheet shows it.
    """

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows that can be read and what is wrong with the others."""

    header_row: int
    rows: Sequence[Row]
    problems: Sequence[Problem]


def read_table(path: Path, name: str, columns: Sequence[str]) -> Table:
    """Return the rows of a CSV that has these columns and no others, in any order.

    Read is what spreadsheets save: commas, semicolons or tabs; UTF-8, UTF-16 or cp1252; any line
    end; blank lines; cells beyond the header as long as they are blank.

    Raises:
        ConfigError: The file cannot be read, its header is another, or a quote is left open.
    """
    lines = _parse(read_text(path, name), name, columns)
    if not lines:
        raise _header_error(name, columns, [Problem(name, _expected(_EMPTY, columns))])
    header_row, names = lines[0]
    _check_header(name, header_row, names, columns)
    rows, problems = [], []
    for number, cells in lines[1:]:
        found = _problem_of_row(name, number, names, cells)
        if found:
            problems.append(found)
        else:
            of_column = dict(zip(names, cells, strict=False))
            rows.append(Row(number, {column: of_column[column] for column in columns}))
    return Table(header_row, rows, problems)


def read_columns(path: Path, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Return some columns of a code list of the project, which has them among others.

    Raises:
        ConfigError: It cannot be read or lacks one of the columns.
    """
    lines = csv.reader(io.StringIO(read_text(path, path.name), newline=""))
    header = next(lines, [])
    for column in columns:
        if column not in header:
            raise ConfigError([Problem(path.name, _expected(_MISSING, columns), 1, column)])
    positions = [header.index(column) for column in columns]
    return [tuple(line[at] for at in positions) for line in lines if line]


def _parse(text: str, name: str, columns: Collection[str]) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, header first, each with its number and stripped cells."""
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    delimiter = declared[1] if declared else _delimiter(text, columns)
    found, number = [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                found.append((number, stripped))
    except csv.Error:
        raise ConfigError([Problem(name, _QUOTE, number + 1)]) from None
    return [(number, _unfold(cells, found[0][1], delimiter)) for number, cells in found]


def _delimiter(text: str, columns: Collection[str]) -> str:
    """The one that gives the most known columns in the first line that holds anything."""
    header = next((line for line in text.splitlines() if line.strip(f" \t\"'{_DELIMITERS}")), "")

    def known(delimiter: str) -> int:
        names = {cell.strip(' "') for cell in header.split(delimiter)}
        return len(names & set(columns))

    return max(_DELIMITERS, key=known)


def _unfold(cells: list[str], header: list[str], delimiter: str) -> list[str]:
    """Divide a row that Excel kept in one cell, because its own separator is another."""
    if len(header) < 2 or any(cells[1:]) or cells[0].count(delimiter) < len(header) - 1:
        return cells
    return [cell.strip() for cell in next(csv.reader([cells[0]], delimiter=delimiter))]


def _check_header(name: str, row: int, names: Sequence[str], columns: Sequence[str]) -> None:
    def problems() -> Iterator[Problem]:
        for column in columns:
            if column not in names:
                yield Problem(name, _expected(_MISSING, columns), row, column)
        for column in dict.fromkeys(one for one in names if one):
            if names.count(column) > 1:
                yield Problem(name, _expected(_DOUBLED, columns), row, column, column)
            if column not in columns:
                yield Problem(name, _expected(_UNKNOWN, columns), row, column, column)

    if found := list(problems()):
        raise _header_error(name, columns, found)


def _header_error(name: str, columns: Sequence[str], found: Sequence[Problem]) -> ConfigError:
    about = Texts("La cabecera es otra", "The header is another one")
    return ConfigError(
        [Problem(name, one.expected, one.line, one.column, one.value, about) for one in found]
    )


def _expected(what: Texts, columns: Collection[str]) -> Expected:
    return Expected(what, _HEADER.fill(columns=",".join(columns)))


def _problem_of_row(
    name: str, number: int, names: Sequence[str], cells: Sequence[str]
) -> Problem | None:
    width = max(position for position, column in enumerate(names, start=1) if column)
    if len(cells) < width:
        expected = Expected(_SHORT.what.fill(found=len(cells), wanted=width), _SHORT.remedy)
        return Problem(name, expected, number, names[len(cells)], cells[-1])
    for position, cell in enumerate(cells):
        if cell and (position >= len(names) or not names[position]):
            return Problem(name, _LONG, number, f"{position + 1}", cell)
        if wrong := check_letters(cell):
            return Problem(name, wrong, number, names[position], cell)
    return None
