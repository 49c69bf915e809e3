"""A zip of workbooks: its members are submissions; what cannot be taken is refused by name."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import struct
import subprocess
import zipfile

import pytest

from gtrm import pipeline
from gtrm.intake import archive, landed, landing, versions
from gtrm.rules import batch
from reading import as_csv, table
from workbooks import GTRM_ROW, write_5w


@pytest.fixture
def book(tmp_path):
    """The bytes of a 5W."""
    return write_5w(tmp_path / "made" / "a.xlsx", [GTRM_ROW]).read_bytes()


@pytest.fixture
def inbox(tmp_path):
    """An inbox with one plain file, which must come through whatever lies beside it."""
    write_5w(tmp_path / "in" / "good.xlsx", [GTRM_ROW | {"admin1": "Tumbes"}])
    return tmp_path / "in"


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in members.items():
            book.writestr(name, data)
    return path


def take(settings, inbox):
    """Archive and land an inbox; return (status, rows, refusal) by file name."""
    for submission_ids in archive.receive(settings, "2021-09", str(inbox)):
        landing.land_batch(settings, submission_ids)
    ids = landed.all_submission_ids(settings)
    rows = landed.read(settings, "submissions", ids).to_dict("records")
    return {
        row["file_name"]: (row["status"], row["rows_received_count"], row["refusal_en"] or "")
        for row in rows
    }


def outside(settings):
    """What lies in the test's folder beside the archive, the landing and the inbox."""
    root = settings.raw.parent
    known = {"raw", "warehouse", "in", "made"}
    return [p for p in root.rglob("*") if p.relative_to(root).parts[0] not in known]


def test_each_member_is_a_submission_with_its_own_hash(settings, inbox, book):
    text = as_csv(table([GTRM_ROW]), ";").encode("cp1252")
    sent = write_zip(inbox / "Tacna.zip", {"a.xlsx": book, "sub/b.csv": text, "sub/": b""})

    taken = take(settings, inbox)

    assert taken == {
        "good.xlsx": ("read", 1, ""),
        "Tacna.zip/a.xlsx": ("read", 1, ""),
        "Tacna.zip/sub/b.csv": ("read", 1, ""),
    }
    hashes = {r.file_name: r.sha256 for r in archive.receipts(settings)}
    assert hashes["Tacna.zip/a.xlsx"] == hashlib.sha256(book).hexdigest()
    assert hashes["Tacna.zip/sub/b.csv"] == hashlib.sha256(text).hexdigest()
    [note] = settings.archive.glob("containers/2021-09/*.json")
    receipt = archive.Receipt(**json.loads(note.read_text(encoding="utf-8")))
    assert receipt.file_name == "Tacna.zip"
    assert archive.content_path(settings, receipt).read_bytes() == sent.read_bytes()


def test_members_and_folders_with_backslashes_are_those_of_windows(settings, inbox, book):
    noise = {"carpeta\\": b"", "carpeta\\sub\\": b"", "__MACOSX\\._a.xlsx": b"x"}
    noise |= {"carpeta\\~$a.xlsx": b"x", "carpeta\\Thumbs.db": b"x"}
    write_zip(inbox / "Tacna.zip", {**noise, "carpeta\\archivo.xlsx": book})

    taken = take(settings, inbox)

    assert taken == {
        "good.xlsx": ("read", 1, ""),
        "Tacna.zip/carpeta\\archivo.xlsx": ("read", 1, ""),
    }


def test_the_same_zip_again_changes_nothing(settings, inbox, book):
    write_zip(inbox / "Tacna.zip", {"a.xlsx": book})
    take(settings, inbox)
    before = archive.receipts(settings)
    shutil.copy(inbox / "Tacna.zip", inbox / "copia.zip")

    take(settings, inbox)

    assert archive.receipts(settings) == before


def test_a_member_that_came_by_itself_is_not_received_twice(settings, inbox):
    write_zip(inbox / "Tacna.zip", {"x.xlsx": (inbox / "good.xlsx").read_bytes()})

    assert len(take(settings, inbox)) == 1


def test_every_file_gets_its_feedback_workbook(settings, inbox, book):
    long = "x" * 230
    members = {"a.xlsx": book, "a.csv": b"?", f"sub/{long}.xlsx": b"!"}
    write_zip(inbox / "Tacna.zip", members)
    taken = take(settings, inbox)
    versions.decide(settings)
    batch.check_batch(settings, landed.all_submission_ids(settings))

    report = pipeline.write_reports(settings, "2021-09", None)

    assert len(list((report.parent / "feedback").iterdir())) == len(taken) == 4


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../x.xlsx", "leads out of the zip"),
        ("/tmp/x.xlsx", "leads out of the zip"),  # noqa: S108 it must not be written
        ("C:\\x.xlsx", "leads out of the zip"),
        ("sub\\..\\..\\x.xlsx", "leads out of the zip"),
        ("a\x07b\n.xlsx", "control characters"),
        ("inner.zip", "a zip inside the zip"),
    ],
)
def test_a_member_with_a_hostile_name_is_refused_and_the_rest_taken(
    settings, inbox, book, name, why
):
    write_zip(inbox / "Tacna.zip", {"a.xlsx": book, name: book})

    taken = take(settings, inbox)

    status, rows, refusal = taken.pop("Tacna.zip")
    assert (status, rows) == ("refused", 0)
    assert why in refusal
    assert "Files received from it: 1." in refusal
    assert taken == {"good.xlsx": ("read", 1, ""), "Tacna.zip/a.xlsx": ("read", 1, "")}
    assert outside(settings) == []


def test_a_name_is_cut_nowhere_by_a_zero_byte(settings, inbox, book):
    path = write_zip(inbox / "Tacna.zip", {"a.xlsxZ.exe": book})
    path.write_bytes(path.read_bytes().replace(b"a.xlsxZ.exe", b"a.xlsx\0.exe"))

    assert "control characters" in take(settings, inbox)["Tacna.zip"][2]


def test_links_and_hidden_members_are_refused_by_name_and_clutter_is_passed_over(
    settings, inbox, book
):
    names = {
        "a.xlsx": book,
        ".b.xlsx": book,
        "c.xlsx.part": book,
        ".DS_Store": b"",
        "._a.xlsx": b"",
    }
    path = write_zip(inbox / "Tacna.zip", names)
    link = zipfile.ZipInfo("link.xlsx")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/hostname")

    taken = take(settings, inbox)

    status, _, refusal = taken.pop("Tacna.zip")
    assert status == "refused"
    assert "«link.xlsx»: it is a link" in refusal
    assert "«.b.xlsx»: its name marks it as hidden" in refusal
    assert "«c.xlsx.part»: its name marks it" in refusal
    assert "DS_Store" not in refusal
    assert taken == {"good.xlsx": ("read", 1, ""), "Tacna.zip/a.xlsx": ("read", 1, "")}

    shutil.rmtree(settings.archive / "receipts")  # and with them that of the refusal
    shutil.rmtree(settings.landing)
    assert take(settings, inbox).keys() == {"Tacna.zip", *taken}


@pytest.mark.needs("zip")
def test_a_member_with_a_password_is_refused_and_the_rest_taken(settings, inbox, book, tmp_path):
    (tmp_path / "made" / "b.xlsx").write_bytes(book + b" ")
    for arguments in (["-q", "z.zip", "a.xlsx"], ["-q", "-P", "clave", "z.zip", "b.xlsx"]):
        subprocess.run(["zip", *arguments], cwd=tmp_path / "made", check=True)
    shutil.move(tmp_path / "made" / "z.zip", inbox / "z.zip")

    taken = take(settings, inbox)

    assert "«b.xlsx»: it is protected by a password" in taken["z.zip"][2]
    assert taken["z.zip/a.xlsx"] == ("read", 1, "")


def test_a_damaged_member_is_refused_and_the_rest_taken(settings, inbox, book):
    path = write_zip(inbox / "z.zip", {"a.xlsx": book, "b.csv": b"A" * 999})
    data = bytearray(path.read_bytes())
    at = data.index(b"b.csv") + len("b.csv")
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)

    taken = take(settings, inbox)

    assert "«b.csv»: it cannot be unpacked" in taken["z.zip"][2]
    assert taken["z.zip/a.xlsx"] == ("read", 1, "")


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


def bomb(path):
    """80 MB of zeros in 80 KB."""
    write_zip(path, {"a.csv": bytes(80 * 1024**2)})


def lying_bomb(path):
    """A bomb that declares 1 KB of contents."""
    bomb(path)
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 80 * 1024**2), struct.pack("<I", 1024)))


def crowd(path):
    write_zip(path, {f"{number}.csv": b"" for number in range(600)})


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (cut, "cut short or damaged"),
        (lambda path: path.write_bytes(b""), "cut short or damaged"),
        (lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18)), "holds no file"),
        (bomb, "more than any 5W can need"),
        (lying_bomb, "cannot be unpacked"),
        (crowd, "more than 500 files"),
    ],
)
def test_a_zip_that_cannot_be_opened_is_refused_whole(settings, inbox, book, spoil, why):
    spoil(write_zip(inbox / "z.zip", {"a.xlsx": book}))

    taken = take(settings, inbox)

    assert taken.pop("z.zip")[0] == "refused"
    assert taken == {"good.xlsx": ("read", 1, "")}
    ids = landed.all_submission_ids(settings)
    refusal = landed.read(settings, "submissions", ids).set_index("file_name").loc["z.zip"]
    assert why in refusal["refusal_en"]
    assert "Envíe cada libro por separado" in refusal["refusal_es"]
