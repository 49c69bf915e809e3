"""Pulling from an S3-compatible server that checks signatures."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator

import pytest

from gtrm.intake import sources
from lines import Fault, free_port, line_to
from loopback import MONTH, S3

WRONG = "not+the/secret of this user"


@pytest.fixture
def bucket(s3: S3) -> Iterator[str]:
    client = s3.client()
    name = f"partners-{os.urandom(4).hex()}"
    client.create_bucket(Bucket=name)
    yield name
    client.close()


def put(s3: S3, bucket: str, **files: bytes) -> None:
    client = s3.client()
    for key, content in files.items():
        client.put_object(Bucket=bucket, Key=f"5w/2021/09/{key}", Body=content)
    client.close()


def entry(bucket: str, port: int, **other: object) -> dict:
    return {
        "name": "bucket",
        "kind": "s3",
        "bucket": bucket,
        "path": "5w/{year}/{month_number}",
        "endpoint": f"http://127.0.0.1:{port}",
        "credentials": "gtrm_s3",
    } | other


def login(s3: S3, **other: str) -> dict[str, str]:
    return {"gtrm_s3": json.dumps({"login": s3.key, "password": s3.secret} | other)}


def pull(settings, connections):
    """Return the files' names and bytes, and the report."""
    with sources.pull(settings, MONTH, connections, environ={}) as pulled:
        found = {file.file_name: file.path.read_bytes() for file in pulled.files}
    return found, pulled


def test_objects_right_under_the_prefix_are_pulled(office, s3, bucket):
    put(s3, bucket, **{"5W Perú.xlsx": b"one", "b.csv": b"x" * 300_000, "deeper/c.csv": b"no"})

    found, pulled = pull(office(entry(bucket, s3.port)), login(s3))

    assert found == {"5W Perú.xlsx": b"one", "b.csv": b"x" * 300_000}
    assert pulled.reports == [sources.SourceReport("bucket", "s3", "ok", 2, 0)]
    assert all(file.received_at.utcoffset().total_seconds() == 0 for file in pulled.files)


def test_hostile_keys_become_safe_names_and_are_told_apart(office, s3, bucket):
    climbing, turned = "..\\..\\x.xlsx", "b\x07\u202excod.xlsx"
    put(s3, bucket, **{climbing: b"one", "x.xlsx": b"two", turned: b"three"})

    found, pulled = pull(office(entry(bucket, s3.port)), login(s3))
    names = {file.original_name: file.file_name for file in pulled.files}

    assert found["x.xlsx"] == b"two"
    assert names[climbing].startswith("x [")
    assert names[turned].startswith("bxcod [")
    assert len(found) == 3


def test_more_than_a_page_of_objects_is_listed(office, s3, bucket):
    put(s3, bucket, **{f"{number:04}.csv": b"x" for number in range(13)})

    found, _ = pull(office(entry(bucket, s3.port, files="*1?.csv")), login(s3))

    assert sorted(found) == ["0010.csv", "0011.csv", "0012.csv"]


@pytest.mark.parametrize("other", [{"password": WRONG}, {"login": "AKIANOTOURS000000000"}])
def test_wrong_credentials_are_tried_once_and_never_shown(office, s3, bucket, caplog, other):
    caplog.set_level(logging.DEBUG)
    with line_to(s3.port) as line:
        found, pulled = pull(office(entry(bucket, line.port)), login(s3, **other))

        assert (found, line.connections) == ({}, 1)
    assert "refused the credentials" in pulled.reports[0].error
    shown = caplog.text + str(pulled.reports)
    assert WRONG not in shown
    assert s3.secret not in shown


def test_a_bucket_that_is_not_there_is_said_once(office, s3):
    _, pulled = pull(office(entry("no-such-bucket", s3.port)), login(s3))

    assert pulled.reports[0].status == "failed"
    assert "NoSuchBucket" in pulled.reports[0].error


def test_a_connection_cut_in_the_middle_gives_the_whole_object_or_none(office, s3, bucket):
    content = os.urandom(2_000_000)
    put(s3, bucket, **{"a.xlsx": content, "b.xlsx": b"two"})
    with line_to(s3.port) as line:
        line.faults = [Fault(900_000)]
        once, _ = pull(office(entry(bucket, line.port)), login(s3))
        line.faults = [Fault(900_000)] * 20
        always, pulled = pull(office(entry(bucket, line.port)), login(s3))

    assert once == {"a.xlsx": content, "b.xlsx": b"two"}
    assert always == {"b.xlsx": b"two"}
    assert pulled.reports[0].status == "partial"


def test_a_silent_or_absent_server_is_given_up_in_time(office, s3, bucket):
    put(s3, bucket, **{"a.xlsx": b"one"})
    limits, retries = {"timeout_seconds": 2}, {"attempts": 2}
    with line_to(s3.port) as line:
        line.faults = [Fault(0, silent=True)] * 20
        silent = entry(bucket, line.port, name="silent")
        absent = entry(bucket, free_port(), name="absent")
        settings = office(silent, absent, entry(bucket, s3.port), limits=limits, retries=retries)
        found, pulled = pull(settings, login(s3))

    assert [report.status for report in pulled.reports] == ["failed", "failed", "ok"]
    assert found == {"a.xlsx": b"one"}


def test_an_object_is_downloaded_once_while_it_stays_the_same(office, s3, bucket, monkeypatch):
    from datetime import timedelta

    from gtrm.intake.sources import batch

    monkeypatch.setattr(batch, "SETTLED", timedelta(days=-1))  # as if the object were old
    put(s3, bucket, **{"a.xlsx": b"one"})
    settings = office(entry(bucket, s3.port))
    first, pulled = pull(settings, login(s3))
    note = settings.archive / "receipts" / MONTH / f"{MONTH}-{pulled.files[0].sha256[:12]}.json"
    note.parent.mkdir(parents=True)
    note.write_text("{}")
    kept = settings.archive / "content" / "aa" / pulled.files[0].sha256
    kept.parent.mkdir(parents=True)
    kept.touch()

    again, unchanged = pull(settings, login(s3))
    put(s3, bucket, **{"a.xlsx": b"two"})
    changed, _ = pull(settings, login(s3))

    assert (first, again, changed) == ({"a.xlsx": b"one"}, {}, {"a.xlsx": b"two"})
    assert unchanged.reports == [sources.SourceReport("bucket", "s3", "ok", 0, 1)]
