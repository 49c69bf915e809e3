"""The tables of a 5W sheet: headers that are printed again, below the first one or beside it.

A header repeated in the same order is ignored. In another order it begins a separate table, which
is read by that header; if it lacks mandatory columns, the rows below it are kept out. Columns
repeated at the right are not read, and the rows with values in them are kept out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from gtrm.core.cycle import parse_month
from gtrm.core.normal import normalise
from gtrm.intake.layouts.columns import cell, number_of, sum_text
from gtrm.intake.layouts.headers import is_tag_row, read_row
from gtrm.intake.layouts.templates import split_words, without_fillers, word_catalogue
from gtrm.intake.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.headers import Header
    from gtrm.intake.layouts.templates import Template

_LEAST = 3  # header texts in a row that make it a header, if they are half of what it says
_ALL = 2  # ... or so many, if it says nothing else
_FILLERS = 3  # first words of a text, of which one must be more than "de" or "the"


def split(sheet: Sheet, header: Header, templates: Sequence[Template]) -> list[Header]:
    """Return the headers of a sheet from the top down, each with the rows that are its own."""
    likely = header_rows(sheet, templates, beyond=max(header.columns.values()) + 1)
    tables = [_first(sheet, header, likely, templates)]
    tag_rows = [n for n, cells in enumerate(sheet.rows, start=1) if is_tag_row(cells)]
    for number in sorted({*likely, *tag_rows}):
        if number > tables[0].row and number != tables[-1].tag_row:
            _go_on(tables, sheet, number, templates)
    return [
        replace(table, beside={**_beside(table.unmapped, table, templates, sheet), **table.beside})
        for table in tables
    ]


def header_rows(sheet: Sheet, templates: Sequence[Template], beyond: int = 0) -> list[int]:
    """Return Excel's numbers of the rows that print a header; of all columns or those `beyond`."""
    maybe = _beginning_as_headers(sheet, templates)
    found = []
    for number, cells in enumerate(sheet.rows, start=1):
        if len(maybe.intersection(cells)) < _ALL:
            continue
        parts = [cells, cells[beyond:]] if beyond else [cells]
        # First by how the texts begin, which is cheap, then by what they are.
        likely = [part for part in parts if _is_header(part, maybe)]
        texts = {text for part in likely for text in part if text in maybe}
        printed = {text for text in texts if text and _meanings(text, templates)}
        if any(_is_header(part, printed) for part in likely):
            found.append(number)
    return found


def _go_on(tables: list[Header], sheet: Sheet, number: int, templates: Sequence[Template]) -> None:
    """Take a row that prints a header or tags again: a repeat, a block beside, or a new table."""
    current, cells = tables[-1], sheet.rows[number - 1]
    if is_tag_row(cells):
        tables[-1] = replace(current, repeats=(*current.repeats, number))
        return
    aside = {at: text for at, text in enumerate(cells) if text and at in _free(current, sheet)}
    if (block := _beside(aside, current, templates, sheet)) and _goes_on(current, sheet, number):
        tables[-1] = replace(current, beside={**block, **current.beside})
        return
    above = _first_row_of_title(sheet, current, number)
    if _agrees(cells, current, templates):
        tables[-1] = replace(current, repeats=(*current.repeats, *range(above, number + 1)))
        return
    below = _read(sheet, number, current, templates)
    tables[-1] = replace(current, last=above - 1)
    tables.append(replace(below, follows=current.row, title_from=above))


def _free(table: Header, sheet: Sheet) -> range:
    """The columns at the right of a table."""
    return range(max(table.columns.values()) + 1, max(map(len, sheet.rows)))


def _goes_on(table: Header, sheet: Sheet, number: int) -> bool:
    """Whether a table has figures of its own from a row on."""
    figures = [at for name, at in table.columns.items() if table.template.counts(name)]
    return any(
        number_of(text) is not None
        for cells in sheet.rows[number - 1 :]
        for at in figures
        if (text := cell(cells, at))
    )


def find_notices(sheet: Sheet, header: Header, numbers: Sequence[int]) -> Iterator[Notice]:
    """Yield notices about a repeated header, and about the rows that it keeps out.

    Args:
        sheet: With the cells as they are.
        header: As `split` returns it.
        numbers: Excel's numbers of the rows that were read below it.
    """
    if passed_over := [number for number in header.repeats if any(sheet.rows[number - 1])]:
        rows = ", ".join(map(str, passed_over))
        yield Notice("repeated_header", passed_over[0], words={"rows": rows})
    if header.follows is not None:
        yield Notice("second_table", header.row, words=_above_words(sheet, header))
        if header.missing:
            missing = ", ".join(f"«{name}»" for name in header.missing)
            for number in numbers:
                words = {"other": str(header.row)}
                yield Notice("under_partial_header", number, value=missing, words=words)
    if header.beside:
        yield from _beside_notices(sheet, header)


def _beginning_as_headers(sheet: Sheet, templates: Sequence[Template]) -> set[str]:
    """The different texts of a sheet that begin with the word that some header begins with."""
    texts: set[str | None] = set()
    for cells in sheet.rows:
        texts.update(cells)
    beginnings = {form.split()[0] for one in templates for form in one.field_by_header}
    return {text for text in texts if text and _first_word(text) in beginnings}


def _first_word(text: str) -> str:
    """The first word of a text that is not left out of headers."""
    return next(filter(None, map(_word, text.split(maxsplit=_FILLERS)[:_FILLERS])), "")


@lru_cache(maxsize=100_000)
def _word(token: str) -> str:
    words = without_fillers(" ".join(split_words(token))).split()
    return "" if words and words[0] in word_catalogue().fillers else "".join(words[:1])


def _meanings(text: str, templates: Sequence[Template]) -> set[str]:
    """The fields that layouts print a text for."""
    return {found[0] for template in templates if (found := template.read_header(text))}


def _is_header(cells: Sequence[str | None], printed: set[str]) -> bool:
    filled = {text for text in cells if text}
    known = len(filled & printed)
    return (known >= _LEAST and 2 * known >= len(filled)) or _ALL <= known == len(filled)


def _first(
    sheet: Sheet, header: Header, likely: Sequence[int], templates: Sequence[Template]
) -> Header:
    """The header, or a whole one above it if rows stand between the two."""
    for number in likely:
        if number >= header.row:
            break
        above = read_row(sheet, number, templates)
        between = sheet.rows[number : header.row - 1]
        if not above.missing and any(map(_holds_number, between)):
            return above
    return header


def _holds_number(cells: Sequence[str | None]) -> bool:
    return any(text and number_of(text) is not None for text in cells)


def _agrees(cells: Sequence[str | None], current: Header, templates: Sequence[Template]) -> bool:
    """Whether a row prints nothing but what the header prints in the same columns."""
    field_at = {at: name for name, at in current.columns.items()}
    text_at = {**current.unmapped, **{at: current.printed[name] for at, name in field_at.items()}}
    for at, text in enumerate(cells):
        if not text or normalise(text) == normalise(text_at.get(at, "")):
            continue
        meanings = _meanings(text, templates)
        # An unknown text is nothing new only over a column that no field took.
        if field_at.get(at) not in meanings and (meanings or at in field_at):
            return False
    return True


def _read(sheet: Sheet, number: int, current: Header, templates: Sequence[Template]) -> Header:
    """A header by the layout of the one above if that is whole, else by the closest one."""
    same = read_row(sheet, number, [current.template])
    return same if not same.missing else read_row(sheet, number, templates)


def _first_row_of_title(sheet: Sheet, current: Header, number: int) -> int:
    """The first of the rows above a header that are its title, bands or instructions."""
    at = current.columns.get("month", -1)
    while number - 1 > current.row:
        cells = sheet.rows[number - 2]
        month = cells[at] if 0 <= at < len(cells) else None
        if _holds_number(cells) or (month and parse_month(month, "2000-01")[0]):
            break
        number -= 1
    return number


def _above_words(sheet: Sheet, header: Header) -> dict[str, str]:
    """What a second table's finding says of the title above it."""
    words = {"other": str(header.follows), "above_es": "", "above_en": ""}
    titles = []
    for number in range(header.row - 1, header.title_from - 1, -1):
        titles += [text for text in sheet.rows[number - 1] if text][:1]
    if titles:
        title = titles[-1][:80]
        rows = row_range([header.title_from, header.row - 1])
        words["above_es"] = f" Las filas {rows} («{title}») se tomaron por su título."
        words["above_en"] = f" Rows {rows} (“{title}”) were taken as its title."
    return words


def row_range(numbers: Sequence[int]) -> str:
    """Return rows as a finding names them: '7', '7–18'."""
    first, last = min(numbers), max(numbers)
    return str(first) if first == last else f"{first}–{last}"


def _beside(
    printed: Mapping[int, str], table: Header, templates: Sequence[Template], sheet: Sheet
) -> dict[int, str | None]:
    """The columns among those `printed` that have fields of the table a second time, as a block."""
    again = {
        at: meanings
        for at, text in printed.items()
        if text and (meanings := _meanings(text, templates) & table.columns.keys())
    }
    fields = set().union(*again.values())
    if len(fields) < _LEAST or not any(map(table.template.counts, fields)):
        return {}
    mapped = {*table.columns.values()}
    last = max(again) if any(at > max(again) for at in mapped) else max(map(len, sheet.rows)) - 1
    return {
        at: min(again[at]) if at in again else None
        for at in range(min(again), last + 1)
        if at not in mapped
    }


def _beside_notices(sheet: Sheet, header: Header) -> Iterator[Notice]:
    cells_of = {
        number: [cells[at] for at in header.beside if at < len(cells) and cells[at]]
        for number, cells in enumerate(sheet.rows, start=1)
        if header.owns(number) and number not in header.repeats
    }
    filled = {number: cells for number, cells in cells_of.items() if cells}
    if not filled:
        return
    totals = [at for at, name in header.beside.items() if name == "total_beneficiaries"]
    people = [
        text for number in filled for at in totals[:1] if (text := cell(sheet.rows[number - 1], at))
    ]
    letters = [get_column_letter(at + 1) for at in (min(header.beside), max(header.beside))]
    words = {
        "column": "–".join(letters),
        "rows": row_range([*filled]),
        "sum_es": f"; {total} personas" if (total := sum_text(people, ".")) else "",
        "sum_en": f"; {total} people" if (total := sum_text(people, ",")) else "",
    }
    for number in filled:
        yield Notice("beside_table", number, words=words)
