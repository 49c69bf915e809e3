from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gtrm.core.errors import NothingReceivedError, SettingsError
from gtrm.intake import archive, sources
from gtrm.intake.sources import batch, folder, memory, model
from gtrm.products.approval import summary

MONTH = "2021-09"


def pull(settings, inbox=None):
    with sources.pull(settings, MONTH, inbox=inbox, environ={}) as pulled:
        found = {file.file_name: file.path.read_bytes() for file in pulled.files}
    return found, pulled


def fill(folder, **files: bytes):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def test_the_inbox_of_the_month_is_read_and_left_as_it_was(settings):
    inbox = fill(settings.inbox / MONTH, **{"a.xlsx": b"one", "~$a.xlsx": b"no", "b.pdf": b"two"})
    (inbox / "older").mkdir()
    before = sorted(path.name for path in inbox.iterdir())

    found, pulled = pull(settings)

    assert found == {"a.xlsx": b"one", "b.pdf": b"two"}
    told = ("older: a folder, and its 0 files are not read",)
    assert pulled.reports == [sources.SourceReport("inbox", "folder", "ok", 2, 0, None, told)]
    assert sorted(path.name for path in inbox.iterdir()) == before
    assert list((settings.raw / "incoming").iterdir()) == []
    assert abs((pulled.files[0].received_at - datetime.now(UTC)).total_seconds()) < 60


def test_an_empty_inbox_gives_way_to_the_sample_month(settings):
    found, _ = pull(settings)
    fill(settings.inbox / MONTH, **{"a.xlsx": b"one"})
    own, _ = pull(settings)

    assert len(found) == 14
    assert own == {"a.xlsx": b"one"}


def test_received_csv_says_when_and_from_whom(settings, tmp_path):
    inbox = fill(tmp_path / "in", **{"a.xlsx": b"one"})
    (inbox / "received.csv").write_text(
        "file_name,received_at,sender\na.xlsx,2021-10-08T10:00:00-05:00,OIM\n"
    )

    _, pulled = pull(settings, str(inbox))

    [file] = pulled.files
    assert (file.received_at, file.sender) == (datetime(2021, 10, 8, 15, tzinfo=UTC), "OIM")


def test_a_received_csv_that_cannot_be_read_stops_the_run(settings, tmp_path):
    inbox = fill(
        tmp_path / "in", **{"a.xlsx": b"one", "received.csv": b"file_name,received_at\na,x"}
    )

    with pytest.raises(SettingsError, match=r"received\.csv > row 2"):
        pull(settings, str(inbox))


def test_a_folder_that_is_not_there_is_empty_and_says_where(settings):
    other = replace(settings, home=settings.raw)  # an installation without samples

    found, pulled = pull(other)

    assert found == {}
    assert pulled.reports[0].status == "empty"
    assert str(settings.inbox / MONTH) in pulled.reports[0].error


def test_a_file_still_being_written_is_taken_when_it_is_whole(settings, tmp_path, monkeypatch):
    inbox = fill(tmp_path / "in", **{"a.xlsx": b"one"})
    monkeypatch.setattr(batch.time, "sleep", lambda _: None)
    saved = batch.transfer.save
    writes = iter([b" and more", b"", b""])

    def save(*arguments):
        done = saved(*arguments)
        with (inbox / "a.xlsx").open("ab") as file:
            file.write(next(writes))
        return done

    monkeypatch.setattr(batch.transfer, "save", save)

    found, _ = pull(settings, str(inbox))

    assert found == {"a.xlsx": b"one and more"}


def test_a_fault_in_one_kind_does_not_stop_the_others(settings, tmp_path, monkeypatch):
    (tmp_path / "sources.yml").write_text(
        "sources: [{name: bad, kind: sftp, path: x}, {name: good, kind: folder, path: raw/in}]"
    )
    fill(settings.raw / "in", **{"a.xlsx": b"one"})
    opened = batch.open_source

    def open_source(source, *others):
        if source.kind == "sftp":
            raise ZeroDivisionError("of the library")
        return opened(source, *others)

    monkeypatch.setattr(batch, "open_source", open_source)

    found, pulled = pull(replace(settings, config=tmp_path))

    assert found == {"a.xlsx": b"one"}
    assert [report.status for report in pulled.reports] == ["failed", "ok"]
    assert "ZeroDivisionError" in pulled.reports[0].error


def test_the_reports_are_kept_for_the_summary(settings):
    pull(settings)

    kept = json.loads((settings.archive / "pulls" / f"{MONTH}.json").read_text())

    assert kept["sources"] == [
        {"source_name": "inbox", "kind": "folder", "status": "ok", "files": 14, "unchanged": 0,
         "error": None, "passed_over": []}
    ]  # fmt: skip


def test_what_a_killed_pull_left_is_swept_away_after_a_day(settings):
    old, new = settings.raw / "incoming" / "old", settings.raw / "incoming" / "new"
    fill(old, x=b"1")
    fill(new, x=b"1")
    os.utime(old, (time.time() - 90_000,) * 2)

    pull(settings)

    assert [path.name for path in (settings.raw / "incoming").iterdir()] == ["new"]


def test_a_source_that_stays_down_is_left_after_its_time(settings, tmp_path, monkeypatch):
    (tmp_path / "sources.yml").write_text(
        "sources: [{name: a, kind: sftp, path: x}]\n"
        "retries: {attempts: 99, wait_seconds: 10, source_seconds: 100}"
    )
    clock = [0.0]
    tries = []

    def open_source(*_):
        tries.append(clock[0])
        raise model.SourceDownError("It is down.", "a", "Wait.")

    monkeypatch.setattr(batch, "open_source", open_source)
    monkeypatch.setattr(batch.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(batch.time, "sleep", lambda s: clock.__setitem__(0, clock[0] + s))

    _, pulled = pull(replace(settings, config=tmp_path))

    assert tries == [0, 10, 30, 70]
    assert pulled.reports[0].status == "failed"


@pytest.mark.parametrize("kept_in", ["receipts", "containers"])
def test_only_what_is_archived_is_remembered(settings, kept_in):
    seen = {tag: {"tag": tag, "sha256": tag * 64} for tag in "abc"}
    memory.save(settings, {"partners": seen})
    notes = {f"{MONTH}-{tag * 12}.json": b"{}" for tag in "ac"}  # the bytes of "c" are lost
    fill(settings.archive / kept_in / MONTH, **notes)
    fill(settings.archive / "content" / "aa", **{"a" * 64 + ".xlsx": b"kept"})

    assert memory.load(settings) == {"partners": {"a": seen["a"]}}


def test_links_and_special_files_are_never_opened_and_what_is_not_taken_is_told(settings, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_bytes(b"password")
    clutter = (".DS_Store", "Thumbs.db", "~$a.xlsx", "._a.xlsx", ".~lock.a.xlsx#", "desktop.ini")
    inbox = fill(tmp_path / "in", **{"a.xlsx": b"one", **dict.fromkeys(clutter, b"x")})
    fill(inbox, **{".oculto.xlsx": b"two", "b.xlsx.part": b"half"})
    fill(inbox / "Tacna", **{"c.xlsx": b"three", "d.xlsx": b"four"})
    (inbox / "link.csv").symlink_to(secret)
    (inbox / "nowhere.csv").symlink_to(tmp_path / "gone")
    os.mkfifo(inbox / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(inbox / "socket.csv"))
        found, pulled = pull(settings, str(inbox))

    assert found == {"a.xlsx": b"one"}
    assert pulled.reports[0].passed_over == (
        ".oculto.xlsx: hidden: its name starts with a dot",
        "Tacna: a folder, and its 2 files are not read",
        "b.xlsx.part: an unfinished upload",
        "link.csv: a link, and what it leads to was not sent",
        "nowhere.csv: a link, and what it leads to was not sent",
        "pipe.csv: no file but a pipe, socket or device",
        "socket.csv: no file but a pipe, socket or device",
    )
    shown = "\n".join(summary._source_lines(settings, MONTH))
    assert "not taken" in shown
    assert "link.csv: a link" in shown


def test_a_list_of_receipt_times_that_is_a_link_is_not_read(settings, tmp_path):
    inbox = fill(tmp_path / "in", **{"a.csv": b"one"})
    (inbox / "received.csv").symlink_to(inbox / "a.csv")

    with pytest.raises(SettingsError, match=r"is a link or no file\. \[.*received\.csv\]"):
        pull(settings, str(inbox))


def test_a_file_that_becomes_a_link_while_it_is_taken_is_not_followed(settings, tmp_path):
    inbox = fill(tmp_path / "in", **{"a.csv": b"one"})
    place = folder.Folder(inbox)
    [entry] = place.entries()
    (inbox / "a.csv").unlink()
    (inbox / "a.csv").symlink_to(fill(tmp_path / "other", **{"x": b"secret"}) / "x")

    with pytest.raises(model.SourceError), place.download(entry, None) as download:
        list(download.chunks)


def test_an_inbox_with_nothing_but_a_link_is_not_empty_of_submissions(settings):
    fill(settings.inbox / MONTH)
    (settings.inbox / MONTH / "a.csv").symlink_to("/nowhere")

    found, _ = pull(settings)
    with pytest.raises(NothingReceivedError, match=r"a\.csv: a link"):
        archive.receive(settings, MONTH)

    assert found == {}  # not those of the sample month
