"""Whatever happens to the archive: nothing that still lies somewhere is lost, nothing is landed
under another's name, and what cannot be mended names the file and the remedy."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from gtrm import rebuilding
from gtrm.cli import app
from gtrm.core import fingerprints
from gtrm.core.errors import ArchiveError, PublishError, SettingsError, UnreadableFileError
from gtrm.core.settings import Settings, load_settings
from gtrm.intake import archive, landed, landing
from gtrm.intake.archive import copies, custody
from gtrm.products.approval import summary
from workbooks import GTRM_ROW, write_5w

MONTH = "2021-09"
PLACES = {"a.xlsx": "Tacna", "b.xlsx": "Tumbes"}


@dataclass
class Office:
    """An installation that has received a.xlsx and b.xlsx; its inbox still holds them."""

    settings: Settings
    inbox: Path
    spare: Path  # a copy of raw/ as it was

    @property
    def receipt(self) -> archive.Receipt:
        """The receipt of a.xlsx, as it should be."""
        return next(iter(self.receipts()))

    def receipts(self) -> list[archive.Receipt]:
        """The receipts as they were before any damage."""
        return archive.receipts(replace(self.settings, raw=self.spare))

    @property
    def kept(self) -> Path:
        return archive.content_path(self.settings, self.receipt)

    @property
    def other(self) -> Path:
        """Where the bytes of b.xlsx are kept."""
        return archive.content_path(self.settings, self.receipts()[1])

    @property
    def note(self) -> Path:
        folder = self.settings.archive / "receipts" / MONTH
        return folder / f"{self.receipt.submission_id}.json"

    @property
    def manifest(self) -> dict[str, object]:
        """What a release that was made of both files says of them."""
        return {"submissions": [vars(one) for one in self.receipts()]}

    def receive(self) -> list[str]:
        return [
            one for ids in archive.receive(self.settings, MONTH, str(self.inbox)) for one in ids
        ]

    def land(self, ids: list[str]) -> None:
        """Land submissions, and leave the empty findings that checking them would."""
        landing.land_batch(self.settings, ids)
        version = fingerprints.of_reading(self.settings)
        for one in ids:
            path = landed.path_of(self.settings, "findings", one)
            landed.write(path, "findings", pd.DataFrame(), version)

    def forget_landing(self) -> None:
        shutil.rmtree(self.settings.landing, ignore_errors=True)

    def send_no_more(self) -> None:
        """Leave only b.xlsx in the inbox."""
        (self.inbox / "a.xlsx").unlink()

    def check_whole(self) -> None:
        """Archive and landing hold both files, each its own rows, and the archive verifies."""
        assert archive.receipts(self.settings) == self.receipts()
        assert custody.inspect(self.settings).faults == []
        ids = landed.all_submission_ids(self.settings)
        rows = landed.read(self.settings, "activities", ids)
        assert dict(zip(rows["file_name"], rows["admin1"], strict=True)) == PLACES


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has received, read and checked both files; tests take copies."""
    folder = tmp_path_factory.mktemp("received")
    made = _office_in(folder)
    for name, place in PLACES.items():
        write_5w(made.inbox / name, [GTRM_ROW | {"admin1": place}])
    made.land(made.receive())
    shutil.copytree(made.settings.archive, made.spare / "archive")
    return folder


@pytest.fixture
def office(received: Path, tmp_path: Path) -> Office:
    shutil.copytree(received, tmp_path / "office")
    return _office_in(tmp_path / "office")


def _office_in(folder: Path) -> Office:
    environ = {"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "warehouse")}
    settings = load_settings(environ)
    return Office(settings, settings.inbox / MONTH, folder / "spare")


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o640)
    path.write_bytes(content)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    overwrite(path, bytes(content))


def put_link(path: Path, target: Path) -> None:
    path.unlink()
    path.symlink_to(target)


def put_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BYTES = {  # what happens to the bytes of a.xlsx
    "missing": lambda o: o.kept.unlink(),
    "its folder missing": lambda o: shutil.rmtree(o.kept.parent),
    "empty": lambda o: overwrite(o.kept, b""),
    "cut short": lambda o: overwrite(o.kept, o.kept.read_bytes()[:-20]),
    "one bit other": lambda o: flip(o.kept),
    "bytes of b.xlsx": lambda o: overwrite(o.kept, o.other.read_bytes()),
    "a link to b.xlsx": lambda o: put_link(o.kept, o.other),
    "a link to nothing": lambda o: put_link(o.kept, o.kept.with_name("gone")),
    "a folder": lambda o: put_folder(o.kept),
}
NOTES = {  # what happens to its receipt
    "receipt missing": lambda o: o.note.unlink(),
    "receipt empty": lambda o: overwrite(o.note, b""),
    "receipt cut short": lambda o: overwrite(o.note, o.note.read_bytes()[:60]),
    "receipt of other keys": lambda o: overwrite(o.note, b'{"sha256": "x"}'),
    "receipt of b.xlsx": lambda o: shutil.copy(
        o.note.with_name(f"{o.receipts()[1].submission_id}.json"), o.note
    ),
}
BOTH = {
    f"{one} and {other}": lambda o, a=NOTES[one], b=BYTES[other]: (a(o), b(o))
    for one, other in [("receipt missing", "missing"), ("receipt empty", "bytes of b.xlsx")]
}
DAMAGES = pytest.mark.parametrize("damage", [*BYTES, *NOTES, *BOTH])
HARM = BYTES | NOTES | BOTH


@pytest.mark.parametrize("landing_too", [False, True])
@DAMAGES
def test_what_lies_in_the_inbox_is_restored_by_the_next_run(office, damage, landing_too):
    HARM[damage](office)
    if landing_too:
        office.forget_landing()

    office.land(office.receive())

    found = {(one.file_name, one.sha256) for one in archive.receipts(office.settings)}
    assert found == {(one.file_name, one.sha256) for one in office.receipts()}
    assert custody.inspect(office.settings).faults == []
    ids = landed.all_submission_ids(office.settings)
    rows = landed.read(office.settings, "activities", ids)
    assert dict(zip(rows["file_name"], rows["admin1"], strict=True)) == PLACES


@DAMAGES
def test_what_lies_in_a_backup_is_restored_with_who_sent_it_and_when(office, damage):
    office.settings = replace(office.settings, backup=office.spare)
    office.send_no_more()
    HARM[damage](office)
    office.forget_landing()

    office.land(office.receive())

    office.check_whole()


@pytest.mark.parametrize("damage", BYTES)
def test_bytes_that_are_lost_and_needed_stop_the_run_and_name_file_hash_and_place(office, damage):
    office.send_no_more()
    HARM[damage](office)
    office.forget_landing()

    with pytest.raises(ArchiveError) as caught:
        office.receive()

    message = str(caught.value)
    for word in ("a.xlsx", office.receipt.sha256, str(office.kept), str(office.inbox)):
        assert word in message
    assert "not at fault" in message
    with pytest.raises(ArchiveError, match=office.receipt.sha256):  # nor by itself
        landing.land_batch(office.settings, [office.receipt.submission_id])
    assert landed.all_submission_ids(office.settings) == []


@pytest.mark.parametrize("damage", BYTES)
def test_bytes_that_are_lost_and_not_needed_are_told_and_stop_nothing(office, damage):
    office.send_no_more()
    HARM[damage](office)

    assert office.receive() == []

    [finding] = landed.read_month_findings(office.settings, MONTH).to_dict("records")
    assert finding["submission_id"] == office.receipt.submission_id
    assert (finding["rule_id"], finding["severity"]) == ("5W-560", "info")
    shown = "\n".join(summary._source_lines(office.settings, MONTH))
    assert office.receipt.sha256 in shown
    with copies.open_archive(office.settings, MONTH) as read:
        assert read(office.receipts()[1].submission_id)
        with pytest.raises(UnreadableFileError, match="Our archive does not hold"):
            read(office.receipt.submission_id)

    shutil.copy(office.spare / office.kept.relative_to(office.settings.raw), office.inbox / "x")
    assert office.receive() == []  # put back under any name
    office.check_whole()
    assert landed.read_month_findings(office.settings, MONTH).empty


@pytest.mark.parametrize("damage", [*NOTES, *BOTH])
def test_a_receipt_that_is_lost_comes_back_from_the_landing(office, damage):
    office.send_no_more()
    NOTES.get(damage, NOTES["receipt missing"])(office)

    assert office.receive() == []

    office.check_whole()


@pytest.mark.parametrize("damage", [one for one in NOTES if one != "receipt missing"])
def test_a_receipt_that_lies_nowhere_stops_the_run_and_is_named(office, damage):
    office.send_no_more()
    HARM[damage](office)
    office.forget_landing()

    with pytest.raises(ArchiveError, match="receipt of our archive is damaged") as caught:
        office.receive()

    assert caught.value.where == str(office.note)
    assert office.receipt.sha256[:12] in caught.value.fix
    assert office.kept.is_file()


def test_bytes_that_no_receipt_names_are_told_and_taken_when_they_are_sent_again(office):
    office.send_no_more()
    office.note.unlink()
    office.forget_landing()
    office.land(office.receive())

    [told] = custody.inspect(office.settings).faults
    assert str(office.kept) in told
    shutil.copy(office.kept, office.inbox / "a.xlsx")
    office.land(office.receive())

    assert custody.inspect(office.settings).faults == []
    assert len(landed.all_submission_ids(office.settings)) == 2


@DAMAGES
def test_rebuilding_takes_what_a_backup_holds(office, damage):
    office.send_no_more()
    HARM[damage](office)
    office.settings = replace(office.settings, backup=office.spare)

    ids = rebuilding._received(office.settings, office.manifest)

    assert ids == [one.submission_id for one in office.receipts()]
    assert custody.inspect(office.settings).faults == []


@DAMAGES
def test_rebuilding_from_an_archive_that_lacks_a_file_is_refused_by_its_name(office, damage):
    office.send_no_more()
    HARM[damage](office)
    office.forget_landing()

    with pytest.raises(PublishError, match=r"a\.xlsx of 2021-09 is not in the archive") as caught:
        rebuilding._received(office.settings, office.manifest)

    assert caught.value.where in {str(office.kept), str(office.note)}
    assert office.receipt.sha256[:12] in caught.value.fix


@pytest.mark.parametrize("damage", BYTES)
def test_what_stood_in_the_place_of_the_bytes_is_kept_aside_unchanged(office, damage):
    HARM[damage](office)
    stood = office.kept.is_symlink() or office.kept.exists()
    content = office.kept.read_bytes() if office.kept.is_file() else None

    office.receive()

    aside = [*office.settings.archive.glob("set_aside/*")]
    assert len(aside) == stood
    if stood and not aside[0].is_symlink() and content is not None:
        assert aside[0].read_bytes() == content


def test_members_of_a_zip_come_back_from_the_zip_and_the_zip_from_the_inbox(office):
    members = {name: (office.inbox / name).read_bytes() for name in PLACES}
    for name in PLACES:
        (office.inbox / name).unlink()
    shutil.rmtree(office.settings.archive)
    office.forget_landing()
    with zipfile.ZipFile(office.inbox / "all.zip", "w") as book:
        for name, content in members.items():
            book.writestr(name, content)
    office.land(office.receive())
    before = archive.receipts(office.settings)
    [container] = custody.inspect(office.settings).zips
    zip_path = archive.content_path(office.settings, container)

    zip_path.unlink()
    office.receive()  # the zip from the inbox
    assert zip_path.is_file()
    (office.inbox / "all.zip").unlink()
    office.kept.unlink()
    (office.settings.archive / "receipts" / MONTH / f"{before[0].submission_id}.json").unlink()
    office.forget_landing()
    shutil.copy(office.other, office.inbox / "b.xlsx")
    office.land(office.receive())  # the member from the zip in the archive

    assert archive.receipts(office.settings) == before
    assert custody.inspect(office.settings).faults == []
    assert len(landed.all_submission_ids(office.settings)) == 2


def test_a_file_lost_for_good_can_be_taken_out_and_only_then(office):
    office.send_no_more()
    one = office.receipt.submission_id
    with pytest.raises(SettingsError, match="holds this file as it was received"):
        custody.forget(office.settings, one)
    office.kept.unlink()

    gone = custody.forget(office.settings, one)

    assert json.loads(gone[0].read_text())["file_name"] == "a.xlsx"
    assert office.receive() == []
    assert landed.all_submission_ids(office.settings) == [office.receipts()[1].submission_id]
    with pytest.raises(SettingsError, match="There is no submission"):
        custody.forget(office.settings, "2021-09-000000000000")


def test_the_command_names_every_fault_and_changes_nothing(office, monkeypatch):
    monkeypatch.setenv("GTRM_RAW", str(office.settings.raw))
    monkeypatch.setenv("GTRM_WAREHOUSE", str(office.settings.warehouse))
    clean = CliRunner().invoke(app, ["archive", "verify"])
    overwrite(office.kept, b"other bytes")

    found = CliRunner().invoke(app, ["archive", "verify"])

    assert (clean.exit_code, found.exit_code) == (0, 2)
    assert "all as received" in clean.stdout
    assert str(office.kept) in found.stdout
    assert office.receipt.sha256 in found.stdout
    assert office.kept.read_bytes() == b"other bytes"
