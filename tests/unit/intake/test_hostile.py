"""Files that are made to harm: a clear refusal or a defined outcome, in bounded time and memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile

import msoffcrypto
import openpyxl
import pytest

from gtrm import landed
from gtrm.intake import archive, landing
from gtrm.intake.limits import MEMORY_LIMIT
from reading import column, position, read, rules, table, told
from workbooks import GTRM_ROW, write_5w, write_cells

TOO_LARGE = "more memory or time than one 5W can need"
DAMAGED = "cannot be opened; it is damaged"
SHEET = "xl/worksheets/sheet1.xml"

# Reads one file in a process of its own and tells what it and its child have cost.
_MEASURE = """
import json, resource, sys
from pathlib import Path
from reading import read
reading = read(Path(sys.argv[1]))
child = resource.getrusage(resource.RUSAGE_CHILDREN)
own = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"rows": len(reading.rows), "refusal": str(reading.refusal or ""),
    "child_mib": child.ru_maxrss / 1024, "cpu": child.ru_utime + child.ru_stime,
    "own_mib": own.ru_maxrss / 1024}))
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

    assert (cost["rows"], cost["refusal"]) == (20_001, "")
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


# ---------------------------------------------------------------- damage and protection


def test_a_password_is_named_with_the_way_to_take_it_off(plain):
    packed = io.BytesIO()
    with plain.open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt("clave", packed)
    plain.write_bytes(packed.getvalue())

    refusal = read(plain).refusal

    assert "protected by a password" in str(refusal)
    assert "Quite la contraseña" in refusal.message_es


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_a_workbook_cut_short_is_refused(plain, share):
    data = plain.read_bytes()
    plain.write_bytes(data[: int(len(data) * share)])

    assert DAMAGED in str(read(plain).refusal)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_an_empty_file_is_refused_as_damaged(tmp_path, suffix):
    (tmp_path / f"a{suffix}").touch()

    assert DAMAGED in str(read(tmp_path / f"a{suffix}").refusal)


def test_an_empty_text_file_and_an_empty_sheet_have_no_header(tmp_path):
    (tmp_path / "a.csv").touch()

    for path in (tmp_path / "a.csv", write_cells(tmp_path / "b.xlsx", [])):
        assert "No sheet has the header row of a known 5W template" in str(read(path).refusal)


# ---------------------------------------------------------------- contents


def test_a_macro_book_is_read_as_values(tmp_path, plain):
    with zipfile.ZipFile(plain) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert kind in parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 Sub Auto_Open()"
    with zipfile.ZipFile(tmp_path / "a.xlsm", "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)

    assert column(read(tmp_path / "a.xlsm"), "men") == {2: "1"}


def test_links_to_other_files_are_not_followed(plain):
    def link(xml):
        at = openpyxl.utils.get_column_letter(position("men") + 1)
        plain_cell = f'<c r="{at}2" t="n"><v>1</v></c>'
        assert plain_cell in xml
        linked = f'<c r="{at}2"><f>[1]Hoja!$A$1</f><v>7</v></c>'
        return [xml.replace(plain_cell, linked).encode()]

    reading = read(rewrite(plain, link))

    assert column(reading, "men") == {2: "7"}  # what Excel saved
    assert rules(reading) == []


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "@SUM(1)"])
def test_a_formula_typed_as_text_stays_text(tmp_path, formula):
    path = tmp_path / "a.xlsx"
    write_cells(path, table([GTRM_ROW]))
    book = openpyxl.load_workbook(path)
    cell = book.active.cell(2, position("description") + 1)
    cell.value = formula
    cell.data_type = "s"
    book.save(path)

    reading = read(path)

    assert column(reading, "description") == {2: formula}
    assert told(reading) == []


# ---------------------------------------------------------------- the inbox


def land(settings, inbox):
    for ids in archive.receive(settings, "2021-09", str(inbox)):
        landing.land_batch(settings, ids)
    found = landed.read(settings, "submissions", landed.all_submission_ids(settings))
    return dict(zip(found["file_name"], found["status"], strict=True))


def test_what_is_no_file_is_passed_over(settings, plain):
    inbox = plain.parent
    os.mkfifo(inbox / "tube.xlsx")
    (inbox / "folder.xlsx").mkdir()
    (inbox / "nowhere.xlsx").symlink_to(inbox / "missing.xlsx")
    start = time.monotonic()

    assert land(settings, inbox) == {"a.xlsx": "read"}
    assert time.monotonic() - start < 60


@pytest.mark.parametrize(
    "name",
    [
        b"a\x07b\nc.xlsx",
        b"..\\..\\x.xlsx",
        b"<script>.xlsx",
        b"=cmd|'!A0.xlsx",
        b"a\xff\xfe.xlsx",
        b"x" * 250 + b".xlsx",
        b"x.xlsx." + b"y" * 245,
    ],
)
def test_a_hostile_name_is_made_harmless_and_never_used_as_a_path(settings, plain, name):
    inbox = plain.parent
    write_5w(inbox / "b.xlsx", [GTRM_ROW | {"admin1": "Tumbes"}])
    os.rename(inbox / "b.xlsx", os.fsencode(inbox) + b"/" + name)  # noqa: PTH104 a name of bytes

    taken = land(settings, inbox)

    assert taken.pop("a.xlsx") == "read"
    [(shown, status)] = taken.items()
    assert status == ("refused" if name.endswith(b"y") else "read")
    assert shown.isprintable()
    assert "/" not in shown
    assert {p.name for p in settings.raw.parent.iterdir()} <= {"in", "raw", "warehouse"}


def test_one_hostile_file_of_each_kind_leaves_the_month_unharmed(settings, plain):
    inbox = plain.parent
    good = plain.read_bytes()
    for name in ("bomb.xlsx", "far.xlsx", "cut.xlsx"):
        (inbox / name).write_bytes(good)
    rewrite(inbox / "bomb.xlsx", lambda xml: padded(xml, b" " * 1024**2, 100))
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    rewrite(inbox / "far.xlsx", lambda xml: padded(xml, far, 1))
    (inbox / "cut.xlsx").write_bytes(good[:700])

    assert land(settings, inbox) == {
        "a.xlsx": "read",
        "bomb.xlsx": "refused",
        "far.xlsx": "refused",
        "cut.xlsx": "refused",
    }
