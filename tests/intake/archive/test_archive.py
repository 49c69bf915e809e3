from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from gtrm.core import durable, fingerprints
from gtrm.core.errors import ArchiveError, NothingReceivedError, SettingsError
from gtrm.intake import archive, landed, landing
from gtrm.intake.archive import content, custody
from workbooks import GTRM_ROW, write_5w


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_every_byte_is_kept_under_its_hash(settings, tmp_path):
    sent = write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])

    [[submission_id]] = archive.receive(settings, "2021-09", str(tmp_path / "in"))
    [receipt] = archive.receipts(settings)
    kept = archive.content_path(settings, receipt)

    assert kept.read_bytes() == sent.read_bytes()
    assert kept.stem == receipt.sha256
    assert submission_id == f"2021-09-{receipt.sha256[:12]}"


def test_the_same_bytes_again_change_nothing(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    archive.receive(settings, "2021-09", str(tmp_path / "in"))
    before = archive.receipts(settings)
    write(tmp_path / "in" / "copy of a.csv", "one")

    archive.receive(settings, "2021-09", str(tmp_path / "in"))

    assert archive.receipts(settings) == before


def test_a_changed_file_is_the_next_version_and_both_stay(settings, tmp_path):
    for text in ("one", "two"):
        write(tmp_path / "in" / "a.csv", text)
        archive.receive(settings, "2021-09", str(tmp_path / "in"))

    receipts = archive.receipts(settings)

    assert [receipt.version_number for receipt in receipts] == [1, 2]
    kept = [archive.content_path(settings, receipt).read_text() for receipt in receipts]
    assert kept == ["one", "two"]


def test_received_list_says_when_a_file_came(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    write(
        tmp_path / "in" / "received.csv",
        "file_name,received_at,sender\na.csv,2021-10-08T10:00:00-05:00,Muestra A\n",
    )

    archive.receive(settings, "2021-09", str(tmp_path / "in"))
    [receipt] = archive.receipts(settings)

    assert receipt.received_at == "2021-10-08T15:00:00+00:00"
    assert receipt.sender_name == "Muestra A"


def test_unreadable_receipt_time_names_file_and_row(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    write(tmp_path / "in" / "received.csv", "file_name,received_at,sender\na.csv,ayer,\n")

    with pytest.raises(SettingsError, match=r"received\.csv > row 2"):
        archive.receive(settings, "2021-09", str(tmp_path / "in"))


def test_an_empty_inbox_says_where_to_put_files(settings):
    with pytest.raises(NothingReceivedError) as caught:
        archive.receive(settings, "2031-01")

    assert str(settings.inbox / "2031-01") in str(caught.value)


@pytest.mark.parametrize("month", ["2021-13", "2021-9", "septiembre", "2021-09-01", ""])
def test_a_month_is_year_and_month(settings, month):
    with pytest.raises(SettingsError, match="is not a month"):
        archive.receive(settings, month)


def modes(folder: Path) -> set[tuple[str, str]]:
    """The kinds of file in a folder and all below, each with its rights."""
    paths = [folder, *folder.rglob("*")]
    return {("d" if path.is_dir() else "f", oct(path.stat().st_mode & 0o777)) for path in paths}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_partners_sent_is_closed_to_others_whatever_the_umask(settings, tmp_path, umask):
    write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])
    settings.inbox.mkdir(parents=True)
    before = os.umask(umask)
    try:
        for ids in archive.receive(settings, "2021-09", str(tmp_path / "in")):
            landing.land_batch(settings, ids)
    finally:
        os.umask(before)

    assert modes(settings.archive / "content") == {("d", "0o750"), ("f", "0o440")}
    for folder in ("receipts", "pulls"):
        assert modes(settings.archive / folder) == {("d", "0o750"), ("f", "0o640")}
    assert modes(settings.landing) == {("d", "0o750"), ("f", "0o640")}
    for folder in (settings.archive, settings.raw / "incoming"):
        assert oct(folder.stat().st_mode & 0o777) == "0o750"
    assert oct(settings.inbox.stat().st_mode & 0o007) == "0o0"
    assert custody.secure(settings) == []


def test_an_older_installation_is_closed_by_the_next_run(settings, tmp_path, caplog):
    write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])
    [ids] = archive.receive(settings, "2021-09", str(tmp_path / "in"))
    landing.land_batch(settings, ids)
    (settings.archive / "content").chmod(0o2775)  # handing its group on
    for path in [*settings.archive.rglob("*.*"), *settings.landing.rglob("*.parquet")]:
        path.chmod(0o666)
    [kept] = settings.archive.glob("content/*/*")
    kept.chmod(0o000)
    feedback = settings.reports / "2021-09" / "feedback"
    feedback.mkdir(parents=True, mode=0o755)

    archive.receive(settings, "2021-09", str(tmp_path / "in"))

    rights = {oct(path.stat().st_mode & 0o777) for path in settings.landing.rglob("*.parquet")}
    assert rights == {"0o640"}
    assert oct(kept.stat().st_mode & 0o777) == "0o440"
    assert oct((settings.archive / "content").stat().st_mode & 0o7777) == "0o2750"
    assert oct(feedback.stat().st_mode & 0o007) == "0o0"
    assert "had other rights, now set right" in caplog.text
    assert custody.secure(settings) == []


def test_bytes_and_their_folder_are_on_the_disk_before_a_receipt_says_received(
    settings, tmp_path, monkeypatch
):
    write(tmp_path / "in" / "a.csv", "one")
    done: list[str] = []
    fsync, move = os.fsync, Path.replace

    def fsync_and_note(handle):
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink()}")
        fsync(handle)

    def move_and_note(self, target):
        done.append(f"name {target}")
        return move(self, target)

    monkeypatch.setattr(os, "fsync", fsync_and_note)
    monkeypatch.setattr(Path, "replace", move_and_note)

    archive.receive(settings, "2021-09", str(tmp_path / "in"))

    [kept] = settings.archive.glob("content/*/*")
    [note] = settings.archive.glob("receipts/*/*")
    steps = [
        f"sync {kept.with_name(f'.{kept.name}.{os.getpid()}.part')}",
        f"name {kept}",
        f"sync {kept.parent}",
        f"sync {note.with_name(f'.{note.name}.{os.getpid()}.part')}",
        f"name {note}",
        f"sync {note.parent}",
    ]
    assert [done.index(step) for step in steps] == sorted(done.index(step) for step in steps)
    assert f"sync {kept.parent.parent}" in done[: done.index(steps[3])]  # its folder was new


def test_what_a_killed_writer_left_is_removed_and_a_living_one_left_alone(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from gtrm.core import durable\n"
        "with durable.writing(Path(sys.argv[1])) as file:\n"
        "    file.write(b'half'); file.flush(); print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        writer.stdout.readline()
        [part] = tmp_path.iterdir()

        assert durable.tidy(tmp_path)[1] == 0
        writer.kill()
        writer.wait()
        assert part.read_bytes() == b"half"
        assert durable.tidy(tmp_path)[1] == 1

    assert list(tmp_path.iterdir()) == []


def test_a_file_of_the_landing_that_is_cut_short_is_read_again(settings, tmp_path):
    write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])
    [[one]] = archive.receive(settings, "2021-09", str(tmp_path / "in"))
    landing.land_batch(settings, [one])
    version = fingerprints.of_reading(settings)
    landed.write(landed.path_of(settings, "findings", one), "findings", pd.DataFrame(), version)
    assert archive.receive(settings, "2021-09", str(tmp_path / "in")) == []
    path = landed.path_of(settings, "activities", one)
    path.write_bytes(path.read_bytes()[:100])

    assert archive.receive(settings, "2021-09", str(tmp_path / "in")) == [[one]]


def test_a_disk_that_is_full_is_an_error_of_ours(settings, tmp_path, monkeypatch):
    write(tmp_path / "in" / "a.csv", "one")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(content.shutil, "copyfileobj", full)

    with pytest.raises(ArchiveError, match="No space left on device"):
        archive.receive(settings, "2021-09", str(tmp_path / "in"))

    assert archive.receipts(settings) == []
    assert [path for path in settings.archive.rglob("*") if path.is_file()] == []
