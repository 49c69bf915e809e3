"""Cells of a workbook's sheets as XML: of heads and notes in Python, of table rows in SQL.

DuckDB makes the XML of table rows, where a text is its position among the workbook's shared texts:
for 100,000 rows of rpt_activities_flat (53 columns) that takes 3 s of CPU, where XlsxWriter took
56 s and openpyxl 68 s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from gtrm.products.exports.tables import WITHHELD, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from gtrm.products.exports.tables import Column, Table

# Positions in styles.xml, see `parts`.
PLAIN, HEAD, DAY, TIME, MONEY, COUNT, SHARE, WRAPPED, TITLE, HIDDEN, TRUTH = range(11)

_INLINE: Final = 't="inlineStr"><is><t xml:space="preserve">'
_INLINE_END: Final = "</t></is></c>"
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER")
_NUMBERS = (*_INTEGERS, "DOUBLE", "FLOAT", "DECIMAL")
_VALUES = (*_NUMBERS, "BOOLEAN", "DATE", "TIMESTAMP")
_BATCH = 5_000
_NO_TEXT = "select ''"  # an enum needs a value
# XML 1.0 has no control characters; a line break inside a cell is a line feed.
_FORBIDDEN = bytes(set(range(32)) - {9, 10})
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_LOOKS_ESCAPED = re.compile(rb"_(x[0-9A-Fa-f]{4}_)")  # Excel reads _x000D_ as a character


def letters(position: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    rest, letter = divmod(position, 26)
    return (letters(rest - 1) if rest else "") + chr(65 + letter)


def text_row(number: int, texts: Sequence[str], style: int, widths: Sequence[int] = ()) -> bytes:
    """Return a sheet's row of texts; an empty one has no cell.

    With the columns' widths the row is as high as its wrapped texts: not every program sees to it.
    """
    lines = max(
        (-(-len(text) // size) for text, size in zip(texts, widths, strict=False)), default=1
    )
    height = f' ht="{15 * lines}" customHeight="1"' if lines > 1 else ""
    cells = [
        f'<c r="{letters(place)}{number}" s="{style}" {_INLINE}{escape(text)}{_INLINE_END}'
        for place, text in enumerate(texts)
        if text
    ]
    return _clean(f'<row r="{number}"{height}>{"".join(cells)}</row>')


def share_texts(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Give each different text of the tables its position, as the temporary type `shared`."""
    columns = [(column, table) for table in tables for column in _texts(table)]
    found = [f"select {_as_text(column)} from {table.sql}" for column, table in columns]  # noqa: S608
    connection.execute(
        "create or replace temp table shared_texts as"  # noqa: S608 our own table and column names
        f" select text from ({' union '.join([_NO_TEXT, *found])}) as found (text)"
        " where text is not null order by text"
    )
    connection.execute("drop type if exists temp.shared")
    connection.execute(
        "create temp type shared as enum (select text from shared_texts order by text)"
    )


def shared_texts(connection: duckdb.DuckDBPyConnection) -> Iterator[bytes]:
    """Yield the shared texts as XML, in their order."""
    limit, mark = load_words()["text_letters"], load_words()["cut"]
    rows = connection.execute(
        f"select if(length(text) > {limit}, left(text, {limit}) || '{mark}', text)"  # noqa: S608
        " from shared_texts order by text"
    )
    while batch := rows.fetchmany(_BATCH):
        xml = (f'<si><t xml:space="preserve">{escape(text)}</t></si>' for (text,) in batch)
        yield _clean("".join(xml))


def table_rows(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[bytes]:
    """Yield a table's rows as XML from the sheet's second row on, ordered by all columns."""
    cells = ", ".join(_cell(table, place) for place in range(len(table.columns)))
    rows = connection.execute(
        f"with ordered as (select * from {table.sql} order by all),"  # noqa: S608 our own names
        " numbered as (select *, cast(row_number() over () + 1 as varchar) as _row from ordered)"
        f" select concat('<row r=\"', _row, '\">', {cells}, '</row>') from numbered"
    )
    while batch := rows.fetchmany(_BATCH):
        yield "".join(xml for (xml,) in batch).encode()


def width(column: Column, longest: int) -> int:
    """Return a column's width in letters: its head with the filter's arrow, or its values."""
    return min(max(len(column.name) + 4, longest + 2), 60)


def _clean(xml: str) -> bytes:
    """Return XML as UTF-8 without what a workbook must not hold."""
    data = xml.encode().translate(None, _FORBIDDEN)
    for character in _NOT_CHARACTERS:
        data = data.replace(character, b"")
    return _LOOKS_ESCAPED.sub(rb"_x005F_\1", data) if b"_x" in data else data


def _texts(table: Table) -> list[Column]:
    return [column for column in table.columns if not column.type.startswith(_VALUES)]


def _as_text(column: Column) -> str:
    return f"cast({column.sql} as varchar)"


def _cell(table: Table, place: int) -> str:
    """Return the SQL of a cell's XML; null where the cell is empty (`concat` leaves it out)."""
    column = table.columns[place]
    start = f"concat('<c r=\"{letters(place)}', _row, '\""
    value, attributes = _value(column)
    cell = f"when {column.sql} is not null then {start}{attributes}><v>', {value}, '</v></c>')"
    if table.has_withheld and column.name != WITHHELD:
        names = f"concat(',', replace({WITHHELD}, ' ', ''), ',')"
        mark = f'{start} s="{HIDDEN}" {_INLINE}{load_words()["withheld"]}{_INLINE_END}\')'
        cell = f"when contains({names}, ',{column.name},') then {mark} {cell}"
    return f"case {cell} end"


def _value(column: Column) -> tuple[str, str]:
    """Return SQL of a column's value as the sheet's XML has it, and the cell's attributes."""
    name = column.sql
    if not column.type.startswith(_VALUES):
        return f"enum_code(cast({_as_text(column)} as shared))", ' t="s"'
    if column.type == "BOOLEAN":
        return f"cast({name} as integer)", f' s="{TRUTH}" t="b"'
    if column.type == "DATE":
        return f"({name} - date '1899-12-30')", f' s="{DAY}"'
    if column.type.startswith("TIMESTAMP"):
        return f"(epoch({name}) / 86400 + 25569)", f' s="{TIME}"'
    if column.name.endswith("_id"):  # Excel keeps 15 digits of a number: a key would be changed
        return name, ' t="str"'
    return name, f' s="{_number_style(column)}"'


def _number_style(column: Column) -> int:
    if column.name.endswith("_share"):
        return SHARE
    if column.name.endswith("_count"):
        return COUNT
    return PLAIN if column.type.startswith(_INTEGERS) else MONEY
