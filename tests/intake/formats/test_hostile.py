"""Files that are made to harm: a clear refusal or a defined outcome, in bounded time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile

import pytest

from gtrm.intake.formats.limits import MEMORY_LIMIT
from reading import column, read, table
from workbooks import GTRM_ROW, write_5w, write_cells

TOO_LARGE = "more memory or time than one 5W can need"
DAMAGED = "cannot be opened; it is damaged"
SHEET = "xl/worksheets/sheet1.xml"

# Reads one file in a process of its own and tells what it and its child have cost. Its own peak is
# taken from /proc: the one of `getrusage` starts with the peak of the process that started it.
_MEASURE = """
import json, resource, sys
from pathlib import Path
from reading import read
reading = read(Path(sys.argv[1]))
child = resource.getrusage(resource.RUSAGE_CHILDREN)
status = Path("/proc/self/status").read_text()
print(json.dumps({"rows": len(reading.rows), "refusal": str(reading.refusal or ""),
    "child_mib": child.ru_maxrss / 1024, "cpu": child.ru_utime + child.ru_stime,
    "own_mib": int(status.split("VmHWM:")[1].split()[0]) / 1024}))
"""


def measure(path):
    """Return rows, refusal, and the peak memory and CPU of reading a file."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return json.loads(done.stdout)


def rewrite(path, change, part=SHEET):
    """Stream a changed part into a workbook: `change` takes its text, gives chunks of bytes."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            if name != part:
                book.writestr(name, data)
        with book.open(part, "w", force_zip64=True) as file:
            for chunk in change(parts[part].decode()):
                file.write(chunk)
    return path


def padded(xml, chunk, count):
    """The sheet with rows repeated before its end."""
    head, end, tail = xml.partition("</sheetData>")
    yield head.encode()
    for _ in range(count):
        yield chunk
    yield (end + tail).encode()


@pytest.fixture
def plain(tmp_path):
    return write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])


# ---------------------------------------------------------------- size


def test_a_sheet_of_500_mb_is_refused_before_it_is_unpacked(plain):
    chunk = b'<row><c t="inlineStr"><is><t>texto 12</t></is></c></row>' * 20_000
    rewrite(plain, lambda xml: padded(xml, chunk, 500 * 1024**2 // len(chunk)))

    cost = measure(plain)

    assert TOO_LARGE in cost["refusal"]
    assert cost["cpu"] < 10
    assert cost["child_mib"] < 200


def test_a_zip_bomb_is_refused_by_what_it_declares(plain):
    rewrite(plain, lambda xml: padded(xml, b" " * 1024**2, 100))
    assert plain.stat().st_size < 500_000

    cost = measure(plain)

    assert TOO_LARGE in cost["refusal"]
    assert cost["child_mib"] < 200


def test_a_zip_bomb_that_lies_about_its_size_is_stopped(plain):
    rewrite(plain, lambda xml: padded(xml, b" " * 1024**2, 100))
    with zipfile.ZipFile(plain) as book:
        size = book.getinfo(SHEET).file_size
    data = plain.read_bytes()
    plain.write_bytes(data.replace(size.to_bytes(4, "little"), (9999).to_bytes(4, "little")))

    cost = measure(plain)

    assert DAMAGED in cost["refusal"] or TOO_LARGE in cost["refusal"]
    assert cost["child_mib"] < 400


def test_a_million_blank_styled_rows_are_no_rows(plain):
    row = b'<row><c s="0"/><c s="0"/></row>' * 10_000
    rewrite(plain, lambda xml: padded(xml, row, 100))

    cost = measure(plain)

    assert (cost["rows"], cost["refusal"]) == (1, "")
    assert cost["cpu"] < 60
    assert cost["child_mib"] < 1024


@pytest.mark.parametrize("cell", ["<v>1</v>", "<f>A1</f>", "<v>#N/A</v>"])
def test_one_cell_at_the_far_end_of_a_sheet_costs_its_file_alone(plain, cell):
    kind = ' t="e"' if "#" in cell else ""
    far = f'<row r="1048576"><c r="XFD1048576"{kind}>{cell}</c></row>'.encode()
    rewrite(plain, lambda xml: padded(xml, far, 1))

    cost = measure(plain)

    assert TOO_LARGE in cost["refusal"]
    assert cost["child_mib"] < MEMORY_LIMIT / 1024**2


def test_one_text_shared_by_many_cells_is_handed_over_once(plain):
    """32,767 letters in each of 20,000 cells are 655 MB if each cell has its own."""
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{name}"><si><t>{"x" * 32_767}</t></si></sst>'
    with zipfile.ZipFile(plain, "a") as book:
        book.writestr("xl/sharedStrings.xml", strings)
    cells = b'<row><c t="s"><v>0</v></c></row>' * 1000
    rewrite(plain, lambda xml: padded(xml, cells, 20))

    cost = measure(plain)

    assert (cost["rows"], cost["refusal"]) == (1, "")  # a text alone is no activity
    assert cost["own_mib"] < 400  # of 655
    assert cost["child_mib"] < MEMORY_LIMIT / 1024**2


def test_entities_that_grow_without_end_are_refused(plain):
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "boom">' for n in range(12)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [{levels}]>'
    rewrite(
        plain,
        lambda xml: [bomb.encode(), xml.replace('<c r="A2"', '<c r="A2" x="&e11;"').encode()],
    )

    cost = measure(plain)

    assert cost["cpu"] < 30
    assert cost["child_mib"] < 500


def test_300_columns_are_read_and_the_unknown_ones_kept(tmp_path):
    header, row = table([GTRM_ROW])
    more = [f"Extra {number}" for number in range(300 - len(header))]
    path = write_cells(tmp_path / "a.xlsx", [[*header, *more], [*row, *more]])

    reading = read(path)

    assert column(reading, "men") == {2: "1"}
    assert len(json.loads(column(reading, "other_cells")[2])) == len(more)
