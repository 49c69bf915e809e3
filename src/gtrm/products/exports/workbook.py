"""The workbook of a surface: readme, one sheet per report table, dictionary with HXL tags.

Real types throughout: numbers, dates, booleans; texts stay texts whatever they begin with. DuckDB
makes the XML of table rows, where a text is its position among the workbook's shared texts: for
100,000 rows of rpt_activities_flat (53 columns) that takes 3 s of CPU, where XlsxWriter took 56 s
and openpyxl 68 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.products import xlsx
from gtrm.products.exports.tables import WITHHELD, load_words
from gtrm.products.xlsx import HEAD, Book, Look, Sheet, letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb

    from gtrm.products.exports.tables import Column, Surface, Table

    Line = tuple[Sequence[str], Look]

_PLAIN, _WRAPPED = Look(), Look(wrap=True)
_TITLE = Look(bold=True, size=15, colour="0B5C96")
_HIDDEN = Look(italic=True, colour="6B6B6B")
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER")
_NUMBERS = (*_INTEGERS, "DOUBLE", "FLOAT", "DECIMAL")
_VALUES = (*_NUMBERS, "BOOLEAN", "DATE", "TIMESTAMP")
# By the beginning of a column's type: its SQL as the sheet's XML has it, the cell's kind, its form.
_AS_VALUES = {
    "BOOLEAN": ("cast({} as integer)", "b", '"TRUE";"TRUE";"FALSE"'),
    "DATE": ("({} - date '1899-12-30')", "n", r"yyyy\-mm\-dd"),
    "TIMESTAMP": ("(epoch({}) / 86400 + 25569)", "n", r"yyyy\-mm\-dd\ hh:mm"),
}
_COUNT, _MONEY, _SHARE = "#,##0", "#,##0.00", "0.0%"
_BATCH = 5_000
_SAMPLE = 1_000  # rows that a column's width is taken from
_NO_TEXT = "select ''"  # an enum needs a value
_COUNTED_COLUMNS = {"month_code", "aggregation_model", "measure_code", "is_registered"}
_COUNTED = """
    select aggregation_model || ' / ' || measure_code, min(month_code), max(month_code)
    from reporting.rpt_people_reached
    where is_registered
    group by aggregation_model, measure_code
    order by all
"""


def write(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], surface: Surface, path: Path
) -> None:
    """Write the workbook. The same database and manifest give the same bytes."""
    words = load_words()["readme"]
    known = _share_texts(connection, [table for table in tables if _fits(table)])
    with Book(path, known, lambda: _shared_texts(connection)) as book:
        lines = _readme(connection, tables, surface)
        links = [(f"A{len(lines) + n}", table.sheet, "A1") for n, table in enumerate(tables, 1)]
        lines += _sheet_lines(tables)
        _add_texts(book, words["sheet"], lines, [30, 34, 12, 70, 70], links)
        for table in tables:
            book.add(_table_sheet(book, connection, table))
        _add_texts(book, words["dictionary"], _dictionary(tables), [34, 34, 16, 70, 70, 34], ())


def _fits(table: Table) -> bool:
    return table.count <= int(load_words()["sheet_rows"])


def _add_texts(
    book: Book,
    title: str,
    lines: Sequence[Line],
    widths: Sequence[int],
    links: Sequence[tuple[str, str, str]],
) -> None:
    """Add a sheet of texts, each row with its look; an empty text has no cell."""
    rows = (_text_row(book, n, texts, look, widths) for n, (texts, look) in enumerate(lines, 1))
    book.add(Sheet(title, rows, dict(enumerate(widths)), links=links))


def _text_row(
    book: Book, number: int, texts: Sequence[str], look: Look, widths: Sequence[int] = ()
) -> str:
    cells = [(letters(at), book.text(text, look)) for at, text in enumerate(texts) if text]
    sized = zip(texts, widths, strict=False) if look == _WRAPPED else ()
    tall = max((xlsx.count_lines(text, width) for text, width in sized), default=1)
    return xlsx.row(number, cells, tall)


def _table_sheet(book: Book, connection: duckdb.DuckDBPyConnection, table: Table) -> Sheet:
    sheet = Sheet(table.sheet, _table_rows(book, connection, table), head=1)
    sheet.widths = dict(enumerate(_widths(connection, table)))
    if _fits(table):
        sheet.filtered = f"A1:{letters(len(table.columns) - 1)}{table.count + 1}"
    return sheet


def _widths(connection: duckdb.DuckDBPyConnection, table: Table) -> list[int]:
    """Each column's width in letters: its head with the filter's arrow, or its values."""
    longest = ", ".join(f"max(length(cast({c.sql} as varchar)))" for c in table.columns)
    sample = f"select {longest} from (from {table.sql} limit {_SAMPLE})"  # noqa: S608 own names
    found = connection.execute(sample).fetchall()[0]
    return [
        min(max(len(column.name) + 4, (size or 0) + 2), 60)
        for column, size in zip(table.columns, found, strict=True)
    ]


def _table_rows(book: Book, connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    """The names of the columns, then the rows, ordered by all columns."""
    yield _text_row(book, 1, [column.name for column in table.columns], HEAD)
    if not _fits(table):
        places = f"csv/{table.name}.csv, {table.name}.parquet"
        text = load_words()["too_many"].format(count=table.count, places=places)
        yield _text_row(book, 2, [text], _TITLE)
        return
    cells = ", ".join(_cell(book, table, at) for at in range(len(table.columns)))
    rows = connection.execute(
        f"with ordered as (select * from {table.sql} order by all),"  # noqa: S608 our own names
        " numbered as (select *, cast(row_number() over () + 1 as varchar) as _row from ordered)"
        f" select concat('<row r=\"', _row, '\">', {cells}, '</row>') from numbered"
    )
    while batch := rows.fetchmany(_BATCH):
        yield from (xml for (xml,) in batch)


def _cell(book: Book, table: Table, at: int) -> str:
    """The SQL of a cell's XML; null where the cell is empty (`concat` leaves it out)."""
    column = table.columns[at]
    start = f"'<c r=\"{letters(at)}', _row, '\""
    value, kind, look = _value(column)
    [before, after] = book.value("|", look, kind).split("|")
    cell = f"when {column.sql} is not null then concat({start}{before}', {value}, '{after}')"
    if table.has_withheld and column.name != WITHHELD:
        names = f"concat(',', replace({WITHHELD}, ' ', ''), ',')"
        mark = f"concat({start}{book.text(load_words()['withheld'], _HIDDEN)}')"
        cell = f"when contains({names}, ',{column.name},') then {mark} {cell}"
    return f"case {cell} end"


def _value(column: Column) -> tuple[str, str, Look]:
    """SQL of a column's value as the sheet's XML has it, the cell's kind and look."""
    name = column.sql
    if not column.type.startswith(_VALUES):
        return f"enum_code(cast({_as_text(column)} as shared))", "s", _PLAIN
    for beginning, (sql, kind, form) in _AS_VALUES.items():
        if column.type.startswith(beginning):
            return sql.format(name), kind, Look(form=form)
    if column.name.endswith("_id"):  # Excel keeps 15 digits of a number: a key would be changed
        return name, "str", _PLAIN
    return name, "n", Look(form=_number_form(column))


def _number_form(column: Column) -> str:
    if column.name.endswith("_share"):
        return _SHARE
    if column.name.endswith("_count"):
        return _COUNT
    return xlsx.GENERAL if column.type.startswith(_INTEGERS) else _MONEY


def _share_texts(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> int:
    """Give each different text of the tables its position, as the temporary type `shared`."""
    columns = [
        (column, table)
        for table in tables
        for column in table.columns
        if not column.type.startswith(_VALUES)
    ]
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
    [(count,)] = connection.execute("select count(*) from shared_texts").fetchall()
    return int(count)


def _as_text(column: Column) -> str:
    return f"cast({column.sql} as varchar)"


def _shared_texts(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The shared texts in their order."""
    limit, mark = load_words()["text_letters"], load_words()["cut"]
    rows = connection.execute(
        f"select if(length(text) > {limit}, left(text, {limit}) || '{mark}', text)"  # noqa: S608
        " from shared_texts order by text"
    )
    while batch := rows.fetchmany(_BATCH):
        yield from (text for (text,) in batch)


def _readme(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], surface: Surface
) -> list[Line]:
    """The first sheet's rows down to the head of the list of sheets."""
    words = load_words()["readme"]
    lines: list[Line] = [([words["title"]], _TITLE)]
    lines += [([text], _PLAIN) for text in words["surfaces"][surface.name]]
    lines += [([text, str(surface.manifest[key])], _PLAIN) for key, text in words["facts"].items()]
    lines += [([], _PLAIN), *(([text], _PLAIN) for text in words["counted"])]
    lines += [([line], _PLAIN) for line in _counted(connection, tables)]
    notes = [*words["notes"], *words.get(f"notes_{surface.name}", [])]
    lines += [([], _PLAIN), *(([text], _PLAIN) for pair in notes for text in pair)]
    return [*lines, ([], _PLAIN), (words["sheets_head"], HEAD)]


def _sheet_lines(tables: Sequence[Table]) -> list[Line]:
    return [
        ([table.sheet, table.name, str(table.count), table.grain_es, table.grain_en], _WRAPPED)
        for table in tables
    ]


def _counted(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> Iterator[str]:
    """Yield the registered counting models with the months they were used in."""
    names = {c.name for t in tables if t.name == "rpt_people_reached" for c in t.columns}
    if names >= _COUNTED_COLUMNS:
        for method, first, last in connection.execute(_COUNTED).fetchall():
            yield f"{method}: {first} – {last}"


def _dictionary(tables: Sequence[Table]) -> list[Line]:
    lines = [
        ([table.name, column.name, column.type.lower(), column.es, column.en, column.tag], _WRAPPED)
        for table in tables
        for column in table.columns
    ]
    return [(load_words()["readme"]["dictionary_head"], HEAD), *lines]
