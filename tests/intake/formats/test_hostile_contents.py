"""Damaged and protected files, contents that mean harm, and what lies in an inbox beside them."""

from __future__ import annotations

import io
import os
import time
import zipfile

import msoffcrypto
import openpyxl
import pytest

from gtrm.intake import archive, landed, landing
from reading import column, position, read, rules, table, told
from workbooks import GTRM_ROW, edit_xml, write_5w, write_cells

DAMAGED = "cannot be opened; it is damaged"


@pytest.fixture
def plain(tmp_path):
    return write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])


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
        return xml.replace(plain_cell, linked)

    reading = read(edit_xml(plain, link))

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
    end = "</sheetData>"
    edit_xml(inbox / "bomb.xlsx", lambda xml: xml.replace(end, " " * 100 * 1024**2 + end))
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    edit_xml(inbox / "far.xlsx", lambda xml: xml.replace(end, far + end))
    (inbox / "cut.xlsx").write_bytes(good[:700])

    assert land(settings, inbox) == {
        "a.xlsx": "read",
        "bomb.xlsx": "refused",
        "far.xlsx": "refused",
        "cut.xlsx": "refused",
    }
