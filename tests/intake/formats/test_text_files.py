"""CSV and TSV in every encoding, delimiter and line end of the field."""

from __future__ import annotations

import pytest

from reading import as_csv, column, position, read, rules, table, told
from workbooks import GTRM_ROW

ROWS = [GTRM_ROW | {"description": "Orientación"}, GTRM_ROW | {"admin1": "Tumbes"}]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".CSV"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_any_delimiter_is_found_whatever_the_suffix(tmp_path, delimiter, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_text(as_csv(table(ROWS), delimiter), encoding="utf-8", newline="")

    reading = read(path)

    assert column(reading, "admin1") == {2: "Tacna", 3: "Tumbes"}
    assert rules(reading) == []


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_any_line_end_is_read(tmp_path, line_end):
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table(ROWS), ";", line_end).encode())

    assert column(read(path), "admin1") == {2: "Tacna", 3: "Tumbes"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_is_read_with_or_without_its_mark(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table(ROWS)).encode(encoding))

    reading = read(path)

    assert column(reading, "description")[2] == "Orientación"
    assert column(reading, "appealing_org")[2] == "Organización Muestra A"
    assert rules(reading) == []


def test_cp1252_is_read_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table(ROWS), ";").encode("cp1252"))

    reading = read(path)

    assert column(reading, "description")[2] == "Orientación"
    assert told(reading) == [("5W-505", None, None, "cp1252")]


def test_utf8_encoded_twice_is_repaired_header_and_cells_and_each_text_told(tmp_path):
    path = tmp_path / "a.csv"
    row = GTRM_ROW | {"description": "Orientación"}
    path.write_bytes(as_csv(table([row, row])).encode().decode("latin-1").encode())

    reading = read(path)

    assert column(reading, "description") == {2: "Orientación", 3: "Orientación"}
    assert column(reading, "cva") == {2: "No", 3: "No"}  # its header is "¿Transferencia ...?"
    assert ("5W-506", 2, "description", "OrientaciÃ³n") in told(reading)
    assert len(told(reading)) == len({(field, text) for _, _, field, text in told(reading)})
    hints = [notice.as_finding()["hint_en"] for _, notice in reading.notices]
    assert any("“Orientación”" in hint for hint in hints)


def test_a_line_break_in_quotes_begins_no_row(tmp_path):
    path = tmp_path / "a.csv"
    rows = [GTRM_ROW | {"description": "Uno;\r\ndos\ntres"}, GTRM_ROW | {"admin1": "Tumbes"}]
    path.write_text(as_csv(table(rows), ";"), encoding="utf-8", newline="")

    reading = read(path)

    assert column(reading, "admin1") == {2: "Tacna", 3: "Tumbes"}
    assert column(reading, "description")[2] == "Uno;\ndos\ntres"


def test_separators_inside_a_title_do_not_decide(tmp_path):
    path = tmp_path / "a.csv"
    title = ["Matriz, con, muchas, comas, en, el, título"]
    path.write_text(as_csv([title, *table(ROWS)], ";"), encoding="utf-8", newline="")

    assert column(read(path), "admin1") == {3: "Tacna", 4: "Tumbes"}


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#N/D", "#¡DIV/0!", "#¿NOMBRE?"])
def test_an_error_exported_as_text_is_told_in_either_language(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(as_csv(table([GTRM_ROW | {"men": text}])), encoding="utf-8", newline="")

    reading = read(path)

    assert column(reading, "men") == {2: text}
    assert told(reading) == [("5W-501", 2, "men", text)]


def test_blank_lines_keep_the_rows_numbers(tmp_path):
    cells = table(ROWS)
    blank = [""] * len(cells[0])
    path = tmp_path / "a.csv"
    path.write_text(as_csv([[], *cells[:2], [], blank, cells[2]]), encoding="utf-8", newline="")

    assert column(read(path), "admin1") == {3: "Tacna", 6: "Tumbes"}


def test_short_and_long_lines_are_read(tmp_path):
    cells = table(ROWS)
    cells[1] = cells[1][: position("women") + 1]
    cells[2] = [*cells[2], "", "sobra"]
    path = tmp_path / "a.csv"
    path.write_text(as_csv(cells), encoding="utf-8", newline="")

    reading = read(path)

    assert column(reading, "men") == {2: None, 3: "1"}
    assert column(reading, "other_cells")[3] == f'{{"column {len(cells[0]) + 2}": "sobra"}}'


def test_an_open_quote_refuses_the_file_and_not_the_reader(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"' + "a;b\n" * 4_000_000, encoding="utf-8")

    assert read(path).refusal is not None
