"""The workbook of a surface: readme, one sheet per report table, dictionary with HXL tags.

Real types throughout: numbers, dates, booleans; texts stay texts whatever they begin with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from gtrm.products.exports import cells
from gtrm.products.exports.parts import HEAD, MAIN, Package
from gtrm.products.exports.tables import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import IO

    import duckdb

    from gtrm.products.exports.tables import Surface, Table

_COUNTED_COLUMNS = {"month_code", "aggregation_model", "measure_code", "is_registered"}
_COUNTED = """
    select aggregation_model || ' / ' || measure_code, min(month_code), max(month_code)
    from reporting.rpt_people_reached
    where is_registered
    group by aggregation_model, measure_code
    order by all
"""
_SAMPLE = 1000  # rows that a column's width is taken from


def write(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], surface: Surface, path: Path
) -> None:
    """Write the workbook. The same database and manifest give the same bytes."""
    words = load_words()["readme"]
    cells.share_texts(connection, [table for table in tables if _fits(table)])
    package = Package(path)
    rows, links = _readme(connection, tables, surface)
    with package.open_sheet(words["sheet"]) as sheet:
        _write_texts(sheet, rows, [30, 34, 12, 70, 70], links)
    for table in tables:
        with package.open_sheet(table.sheet, _filtered(table)) as sheet:
            _write_table(connection, table, sheet)
    with package.open_sheet(words["dictionary"]) as sheet:
        _write_texts(sheet, _dictionary(tables), [34, 34, 16, 70, 70, 34], [])
    package.close(cells.shared_texts(connection))


def _fits(table: Table) -> bool:
    return table.count <= int(load_words()["sheet_rows"])


def _filtered(table: Table) -> str:
    last = cells.letters(len(table.columns) - 1)
    return f"A1:{last}{table.count + 1}" if _fits(table) else ""


def _write_table(connection: duckdb.DuckDBPyConnection, table: Table, sheet: IO[bytes]) -> None:
    names = [column.name for column in table.columns]
    sheet.write(_begin(_widths(connection, table), frozen=1))
    sheet.write(cells.text_row(1, names, cells.HEAD))
    if _fits(table):
        sheet.writelines(cells.table_rows(connection, table))
    else:
        places = f"csv/{table.name}.csv, {table.name}.parquet"
        text = load_words()["too_many"].format(count=table.count, places=places)
        sheet.write(cells.text_row(2, [text], cells.TITLE))
    sheet.write(b"</sheetData>")
    if filtered := _filtered(table):
        sheet.write(f'<autoFilter ref="{filtered}"/>'.encode())
    sheet.write(b"</worksheet>")


def _widths(connection: duckdb.DuckDBPyConnection, table: Table) -> list[int]:
    longest = ", ".join(f"max(length(cast({c.sql} as varchar)))" for c in table.columns)
    sample = f"select {longest} from (from {table.sql} limit {_SAMPLE})"  # noqa: S608 own names
    found = connection.execute(sample).fetchall()[0]
    return [
        cells.width(column, size or 0) for column, size in zip(table.columns, found, strict=True)
    ]


def _begin(widths: Sequence[int], frozen: int) -> bytes:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(widths, start=1)
    )
    pane = (
        f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft"'
        ' state="frozen"/>'
        if frozen
        else ""
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}'
        f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>"
    ).encode()


def _write_texts(
    sheet: IO[bytes],
    rows: Iterable[tuple[Sequence[str], int]],
    widths: Sequence[int],
    links: Sequence[tuple[int, str]],
) -> None:
    """Write rows of texts, each with its style; `links`: row number and the sheet it leads to."""
    sheet.write(_begin(widths, frozen=0))
    for number, (texts, style) in enumerate(rows, start=1):
        wrapped = widths if style == cells.WRAPPED else ()
        sheet.write(cells.text_row(number, texts, style, wrapped))
    sheet.write(b"</sheetData>")
    targets = "".join(
        f'<hyperlink ref="A{number}" location={quoteattr(_place(name))}/>' for number, name in links
    )
    if targets:
        sheet.write(f"<hyperlinks>{targets}</hyperlinks>".encode())
    sheet.write(b"</worksheet>")


def _place(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!A1"


def _readme(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], surface: Surface
) -> tuple[list[tuple[Sequence[str], int]], list[tuple[int, str]]]:
    """Return the first sheet's rows with their styles, and which rows lead to which sheet."""
    words = load_words()["readme"]
    rows: list[tuple[Sequence[str], int]] = [([words["title"]], cells.TITLE)]
    rows += [([text], cells.PLAIN) for text in words["surfaces"][surface.name]]
    rows += [
        ([text, str(surface.manifest[key])], cells.PLAIN) for key, text in words["facts"].items()
    ]
    rows += [([], cells.PLAIN), *(([text], cells.PLAIN) for text in words["counted"])]
    rows += [([line], cells.PLAIN) for line in _counted(connection, tables)]
    notes = [*words["notes"], *words.get(f"notes_{surface.name}", [])]
    rows += [([], cells.PLAIN), *(([text], cells.PLAIN) for pair in notes for text in pair)]
    rows += [([], cells.PLAIN), (words["sheets_head"], cells.HEAD)]
    first = len(rows) + 1
    rows += [
        ([table.sheet, table.name, str(table.count), table.grain_es, table.grain_en], cells.WRAPPED)
        for table in tables
    ]
    return rows, [(first + number, table.sheet) for number, table in enumerate(tables)]


def _counted(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> Iterator[str]:
    """Yield the registered counting models with the months they were used in."""
    names = {c.name for t in tables if t.name == "rpt_people_reached" for c in t.columns}
    if names >= _COUNTED_COLUMNS:
        for method, first, last in connection.execute(_COUNTED).fetchall():
            yield f"{method}: {first} – {last}"


def _dictionary(tables: Sequence[Table]) -> list[tuple[Sequence[str], int]]:
    rows: list[tuple[Sequence[str], int]] = [
        (load_words()["readme"]["dictionary_head"], cells.HEAD)
    ]
    rows += [
        (
            [table.name, column.name, column.type.lower(), column.es, column.en, column.tag],
            cells.WRAPPED,
        )
        for table in tables
        for column in table.columns
    ]
    return rows
