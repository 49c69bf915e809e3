"""Lines of a delimited file are held against its rows: none is swallowed or moved in silence."""

from __future__ import annotations

import random

import pytest

from gtrm.intake.formats import delimited
from reading import as_csv, column, position, read, table, told
from workbooks import GTRM_ROW, template

LAST = list(template("gtrm_es_2021").headers)[-1]
DELIMITERS = (";", ",", "\t", "|")
LINE_ENDS = ("\r\n", "\n", "\r")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
TEXTS = (
    "Orientación",
    "Uno;\r\ndos\ntres",
    '«Taller», con comillas "rectas"',
    "una, dos; tres\ty | cuatro",
    "\n\nlíneas en blanco\n",
    'termina en "',
    None,
)


def rows_of(count: int, seed: int = 1) -> list[dict[str, object]]:
    """Reported rows, each with its own figures; texts with everything that must be quoted."""
    chance = random.Random(seed)  # noqa: S311 a repeatable choice
    return [
        GTRM_ROW
        | {"description": chance.choice(TEXTS), "project": chance.choice(TEXTS)}
        | {"total_beneficiaries": 1000 + number, LAST: chance.choice(TEXTS)}
        for number in range(count)
    ]


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


# ---------------------------------------------------------------- what is whole


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("line_end", LINE_ENDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_row_of_a_whole_file_is_one_row_and_nothing_is_told(
    tmp_path, delimiter, line_end, encoding
):
    cells = table(rows_of(40))
    path = write(tmp_path / "a.csv", as_csv(cells, delimiter).replace("\r\n", line_end), encoding)

    found = delimited.read_table(path)

    expected = [[_as_read(cell, line_end) for cell in row] for row in cells]
    assert [row + [None] * (len(cells[0]) - len(row)) for row in found["rows"]] == expected
    assert {note["kind"] for note in found["notes"]} <= {"encoding"}
    lines = _lines(path, encoding)
    breaks = sum((cell or "").count("\n") for row in found["rows"] for cell in row)
    assert lines >= len(found["rows"]) + breaks


def _as_read(cell: object, line_end: str) -> str | None:
    text = "" if cell is None else str(cell)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() or None


def _lines(path, encoding: str) -> int:
    return len(
        path.read_bytes().decode(encoding).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )


def test_a_text_of_sixty_commas_does_not_make_a_comma_the_delimiter(tmp_path):
    rows = rows_of(12)
    rows[3]["description"] = ", ".join(f"distrito {number}" for number in range(61))
    path = write(tmp_path / "a.csv", as_csv(table(rows), ";"))

    reading = read(path)

    assert list(column(reading, "total_beneficiaries").values()) == [
        str(1000 + number) for number in range(12)
    ]
    assert told(reading) == []


def test_the_line_that_tells_excel_the_delimiter_is_no_row(tmp_path):
    path = write(tmp_path / "a.csv", "sep=|\r\n" + as_csv(table(rows_of(3)), "|"))

    assert list(column(read(path), "men")) == [2, 3, 4]


# ---------------------------------------------------------------- quotes that swallow


def plain(count: int = 10) -> list[list[object]]:
    rows = [GTRM_ROW | {"total_beneficiaries": 1000 + n, LAST: "ok"} for n in range(count)]
    return table(rows)


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("field", ["appealing_org", "description", "total_beneficiaries", LAST])
@pytest.mark.parametrize("closing", ["", "”", "'"])
def test_a_quote_that_is_never_closed_refuses_the_file_and_names_its_line(
    tmp_path, delimiter, field, closing
):
    cells = plain()
    cells[4][position(field)] = "@"
    text = as_csv(cells, delimiter).replace("@", f'"pendiente{closing}')

    with pytest.raises(delimited.OpenQuoteError, match="line 5"):
        delimited.read_table(write(tmp_path / "a.csv", text))


def test_the_refusal_says_the_line_and_the_remedy_in_both_languages(tmp_path):
    cells = plain()
    cells[4][position("description")] = "@"
    path = write(tmp_path / "a.csv", as_csv(cells, ";").replace("@", '"pendiente'))

    refusal = read(path).refusal

    assert "opens in line 5 " in str(refusal)
    assert "Close or delete the quotation mark in line 5" in str(refusal)
    assert "se abre en la línea 5 " in refusal.message_es
    assert "guarde la tabla como .xlsx" in refusal.message_es


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("opened", ["appealing_org", "description", LAST])
@pytest.mark.parametrize("closed", ["appealing_org", "description", LAST])
@pytest.mark.parametrize("closing", ['fin"', '"fin', '"entre"', 'a "b'])
def test_a_quote_that_a_later_row_closes_refuses_the_file(
    tmp_path, delimiter, opened, closed, closing
):
    for later in (1, 3):
        cells = plain()
        cells[4][position(opened)], cells[4 + later][position(closed)] = "@", "%"
        text = as_csv(cells, delimiter).replace("@", '"abierta').replace("%", closing)

        with pytest.raises(delimited.OpenQuoteError, match="line 5"):
            delimited.read_table(write(tmp_path / "a.csv", text))


def test_the_line_of_an_open_quote_counts_the_breaks_before_it(tmp_path):
    cells = plain()
    cells[2][position("description")] = "uno\ndos\ntres"
    cells[6][position(LAST)] = "@"
    text = as_csv(cells, ";").replace("@", '"abierta')

    with pytest.raises(delimited.OpenQuoteError, match="line 9"):
        delimited.read_table(write(tmp_path / "a.csv", text))


def test_a_long_description_with_line_breaks_is_a_cell(tmp_path):
    rows = rows_of(5)
    rows[2]["description"] = "\n".join(f"{n}. Taller, charla, visita, entrega" for n in range(12))
    path = write(tmp_path / "a.csv", as_csv(table(rows), ","))

    reading = read(path)

    assert len(reading.rows) == 5
    assert told(reading) == []


# ---------------------------------------------------------------- delimiters too few or too many


def moved(path) -> list[int]:
    notes = delimited.read_table(path)["notes"]
    return [note["row"] for note in notes if note["kind"] == "moved_row"]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("filled_to_the_end", [True, False])
@pytest.mark.parametrize("at", range(1, 34, 4))
def test_a_row_that_lacks_a_delimiter_is_held(tmp_path, delimiter, filled_to_the_end, at):
    cells = plain(8)
    if not filled_to_the_end:
        cells[1][-1] = None
    del cells[5][at]
    path = write(tmp_path / "a.csv", as_csv(cells, delimiter))

    assert moved(path) == [6]


def test_a_moved_row_is_a_critical_finding_of_that_row(tmp_path):
    cells = plain(8)
    del cells[5][20]

    reading = read(write(tmp_path / "a.csv", as_csv(cells, ";")))

    assert told(reading) == [("5W-520", 6, None, str(len(cells[0]) - 1))]
    finding = reading.notices[0][1].as_finding()
    assert (finding["severity"], finding["scope"]) == ("critical", "row")
    assert f"the header {len(cells[0])}" in finding["hint_en"]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("last", ["ok", None])
def test_a_text_with_delimiters_and_no_quotes_holds_its_row(tmp_path, delimiter, last):
    cells = plain(8)
    cells[5][-1] = last
    cells[5][position("description")] = "@"
    text = as_csv(cells, delimiter).replace("@", f"una{delimiter} dos")

    assert moved(write(tmp_path / "a.csv", text)) == [6]


def test_two_of_ten_rows_that_lack_a_delimiter_are_held(tmp_path):
    cells = plain(10)
    del cells[3][20], cells[7][20]

    assert moved(write(tmp_path / "a.csv", as_csv(cells, ";"))) == [4, 8]


def test_the_only_row_is_held_against_the_header(tmp_path):
    cells = plain(1)
    del cells[1][20]

    assert moved(write(tmp_path / "a.csv", as_csv(cells, ";"))) == [2]


def test_a_line_break_outside_quotes_holds_both_pieces(tmp_path):
    cells = plain(10)
    cells[5][position("total_beneficiaries")] = "@"
    path = write(tmp_path / "a.csv", as_csv(cells, ";").replace("@", "10\n01"))

    assert moved(path) == [6, 7]


def test_rows_whose_blank_ends_are_left_out_are_read_and_told(tmp_path):
    """As programs write that stop at a row's last filled cell."""
    cells = plain(12)
    for number, row in enumerate(cells[1:]):
        if number % 2:
            del row[position("men") + 1 :]

    reading = read(write(tmp_path / "a.csv", as_csv(cells, ";")))

    assert len(reading.rows) == 12
    assert told(reading) == [("5W-521", None, None, "3, 5, 7, 9, 11, 13")]


def test_a_block_of_rows_whose_last_column_excel_left_out_is_read(tmp_path):
    """Excel writes blocks of sixteen rows, each as wide as its widest row."""
    cells = plain(60)
    for row in cells[16:32]:
        del row[position("men") + 1 :]

    reading = read(write(tmp_path / "a.csv", as_csv(cells, ";")))

    assert len(reading.rows) == 60
    assert told(reading) == []


def test_a_delimiter_at_the_end_of_every_row_is_told_and_read(tmp_path):
    header, *rows = plain(6)

    reading = read(write(tmp_path / "a.csv", as_csv([header, *[[*row, ""] for row in rows]], ";")))

    assert set(column(reading, LAST).values()) == {"ok"}
    assert told(reading) == [("5W-521", None, None, "2, 3, 4, 5, 6, 7")]


def test_titles_and_notes_around_the_table_are_no_moved_rows(tmp_path):
    cells = [["Matriz 5W"], ["Mes", "09/2021"], *plain(6), [], ["Fuente: monitoreo"]]

    assert delimited.read_table(write(tmp_path / "a.csv", as_csv(cells, ";")))["notes"] == []
