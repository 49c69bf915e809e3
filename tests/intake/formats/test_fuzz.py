"""Mutated files through the real reader: never a crash or a hang, always rows or a refusal."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtrm.core.errors import SubmissionError
from gtrm.intake import landing
from gtrm.intake.formats.workbook import WorkbookReader
from reading import RECEIPT, as_csv, table, templates
from soffice import convert
from workbooks import GTRM_ROW, write_cells
from xlsb import Error, write_xlsb

CELLS = table([GTRM_ROW | {"men": "=1/0", "girls": "#N/A"}, GTRM_ROW])
BOUNDED = settings(
    max_examples=90,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
# Where, what with, and how much of the old to leave out.
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 12)), min_size=1, max_size=8
)


def mutate(data: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for place, new, gone in changes:
        at = int(place * len(data))
        data = data[:at] + new + data[at + gone :]
    return data


def take(reader: WorkbookReader, path: Path) -> None:
    """Read a file as intake does; every row has its Excel number, or there is a refusal."""
    reading = landing.read_file(path, RECEIPT, reader, templates())

    if reading.refusal:
        assert isinstance(reading.refusal, SubmissionError)
        assert str(reading.refusal)
        assert reading.refusal.message_es
        assert not reading.rows
    for row in reading.rows:
        assert row["source_row"] >= 1
        assert all(value is None or value for value in row.values())
    for _, notice in reading.notices:
        assert notice.as_finding()["hint_es"]


@pytest.fixture(scope="module")
def reader():
    with WorkbookReader() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def workbook(folder):
    return write_cells(folder / "made.xlsx", CELLS).read_bytes()


@BOUNDED
@given(changes=CHANGES)
def test_a_workbook_with_bytes_changed(reader, folder, workbook, changes):
    path = folder / "a.xlsx"
    path.write_bytes(mutate(workbook, changes))

    take(reader, path)


@BOUNDED
@given(part=st.integers(0, 20), changes=CHANGES)
def test_a_workbook_with_a_part_changed_inside(reader, folder, workbook, part, changes):
    """The zip is sound: the changes reach the XML behind it."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = sorted(parts)[part % len(parts)]
    parts[name] = mutate(parts[name], changes)
    path = folder / "b.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for one, data in parts.items():
            book.writestr(one, data)

    take(reader, path)


XML_WORDS = st.sampled_from(
    [
        *(b'r="XFD9999999"', b'r="-1"', b't="e"', b't="s"', b"<v>999999999</v>", b"<f>", b"</f>"),
        *(b"<row>", b"</row>", b"<c/>", b'<c r="A0"/>', b'hidden="1"', b"&amp;", b"&#0;", b"]]>"),
        *(b"<![CDATA[", b"<!--", b'<mergeCell ref="A1:A1048576"/>', b"<mergeCell ref=''/>"),
    ]
)


@BOUNDED
@given(changes=st.lists(st.tuples(st.floats(0, 1), XML_WORDS, st.integers(0, 4)), max_size=5))
def test_a_workbook_with_the_formats_own_words_out_of_place(reader, folder, workbook, changes):
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = mutate(parts[sheet], changes)
    path = folder / "c.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        for one, data in parts.items():
            book.writestr(one, data)

    take(reader, path)


@BOUNDED
@given(changes=CHANGES)
def test_a_binary_workbook_with_records_changed(reader, folder, changes):
    cells = [[Error(42) if cell == "#N/A" else cell for cell in row] for row in CELLS]
    path = write_xlsb(folder / "d.xlsb", cells, hidden_rows=(3,), merged=((2, 3, 1),))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.bin"
    parts[sheet] = mutate(parts[sheet], changes)
    with zipfile.ZipFile(path, "w") as book:
        for one, data in parts.items():
            book.writestr(one, data)

    take(reader, path)


@pytest.fixture(scope="module", params=["xls", "ods"])
def converted(request, folder):
    return convert(write_cells(folder / f"{request.param}.xlsx", CELLS), request.param).read_bytes()


@pytest.mark.needs("soffice")
@BOUNDED
@given(changes=CHANGES)
def test_an_old_or_open_workbook_with_bytes_changed(reader, folder, converted, changes):
    path = folder / ("e.ods" if converted.startswith(b"PK") else "e.xls")
    path.write_bytes(mutate(converted, changes))

    take(reader, path)


@BOUNDED
@given(
    changes=CHANGES,
    delimiter=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_text_file_with_bytes_changed(reader, folder, changes, delimiter, encoding):
    path = folder / "f.csv"
    path.write_bytes(mutate(as_csv(CELLS, delimiter).encode(encoding), changes))

    take(reader, path)


@BOUNDED
@given(body=st.lists(st.lists(st.text(max_size=12), max_size=45), max_size=8))
def test_any_text_below_a_header(reader, folder, body):
    path = folder / "g.csv"
    text = as_csv([CELLS[0], *body], ";")
    path.write_bytes(text.encode("utf-8", "replace"))

    take(reader, path)


@BOUNDED
@given(data=st.binary(max_size=400), suffix=st.sampled_from(["csv", "xlsx", "xls", "xlsb", "ods"]))
def test_any_bytes_at_all(reader, folder, data, suffix):
    path = folder / f"h.{suffix}"
    path.write_bytes(data)

    take(reader, path)
