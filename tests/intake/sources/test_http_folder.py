"""Pulling from a web folder with an index page."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from gtrm.intake import sources
from gtrm.intake.sources import batch
from lines import Fault, line_to
from loopback import MONTH
from web_servers import Files, running

WORD = "a pass/word+of ours"


@pytest.fixture
def files() -> Iterator[Files]:
    with running(Files()) as server:
        yield server


def entry(port: int, **other: object) -> dict:
    url = f"http://127.0.0.1:{port}/5w/{{month}}"
    return {"name": "web", "kind": "http_folder", "url": url} | other


def pull(settings, connections=None):
    """Return the files' names and bytes, and the report."""
    with sources.pull(settings, MONTH, connections, environ={}) as pulled:
        found = {file.file_name: file.path.read_bytes() for file in pulled.files}
    return found, pulled


def remember(settings, pulled) -> None:
    """Leave the receipts and the bytes that the archive would write."""
    folder, kept = settings.archive / "receipts" / MONTH, settings.archive / "content" / "aa"
    for made in (folder, kept):
        made.mkdir(parents=True, exist_ok=True)
    for file in pulled.files:
        (kept / file.sha256).touch()
        (folder / f"{MONTH}-{file.sha256[:12]}.json").write_text("{}")


def test_the_links_of_an_index_page_are_pulled(office, files):
    files.files = {"5W Perú & co.xlsx": b"one", "b.csv": b"x" * 300_000, "about.html": b"no"}

    found, pulled = pull(office(entry(files.port)))

    assert found == {"5W Perú & co.xlsx": b"one", "b.csv": b"x" * 300_000}
    assert {file.received_at.isoformat() for file in pulled.files} == {"2021-10-08T15:00:00+00:00"}
    assert pulled.reports == [sources.SourceReport("web", "http_folder", "ok", 2, 0)]


def test_hostile_links_are_never_followed(office, files, caplog):
    with running(Files()) as other:
        files.files = {"a.xlsx": b"one", "..\\..\\x.xlsx": b"two"}
        files.links = [
            f"http://127.0.0.1:{other.port}/5w/2021-09/b.xlsx",
            f"//127.0.0.1:{other.port}/c.xlsx",
            "../../secret.xlsx",
            "/secret.xlsx",
            "..%2f..%2fd.xlsx",
            "%2e%2e/e.xlsx",
            "deeper/f.xlsx",
            "a.xlsx?delete=1",
            "file:///etc/passwd.csv",
            "javascript:alert('g.xlsx')",
            "http://[bad/h.xlsx",
            "a.xlsx#again",
            "x\nFAKE LOG LINE/i.xlsx",
        ]
        found, pulled = pull(office(entry(files.port)))

        assert other.requests == []
    assert found.pop("a.xlsx") == b"one"
    assert list(found.values()) == [b"two"]
    assert next(iter(found)).startswith("x [")
    assert set(files.requests) == {"/5w/2021-09/", "/5w/2021-09/a.xlsx",
                                   "/5w/2021-09/..%5C..%5Cx.xlsx"}  # fmt: skip
    assert "\nFAKE" not in caplog.text
    assert pulled.reports[0].status == "ok"


@pytest.mark.parametrize("etags", [True, False])
def test_an_unchanged_file_is_not_downloaded_again(office, files, etags):
    files.etags, files.files = etags, {"a.xlsx": b"one", "b.xlsx": b"two"}
    settings = office(entry(files.port))
    _, pulled = pull(settings)
    remember(settings, pulled)

    again, unchanged = pull(settings)
    (settings.archive / "pulls" / "pulled.json").write_text("{broken")
    lost, _ = pull(settings)

    assert again == {}
    assert unchanged.reports == [sources.SourceReport("web", "http_folder", "ok", 0, 2)]
    assert lost == {"a.xlsx": b"one", "b.xlsx": b"two"}


def test_what_the_archive_did_not_get_is_pulled_again(office, files):
    files.files = {"a.xlsx": b"one"}
    settings = office(entry(files.port))

    with pytest.raises(KeyError), sources.pull(settings, MONTH, environ={}):
        raise KeyError
    _, pulled = pull(settings)  # ends well, but the archive has no receipt
    again, _ = pull(settings)

    assert len(pulled.files) == 1
    assert again == {"a.xlsx": b"one"}
    assert list((settings.raw / "incoming").iterdir()) == []


def test_a_file_of_the_last_minute_is_not_taken_for_unchanged(office, files, monkeypatch):
    files.etags, files.files = False, {"a.xlsx": b"one"}
    settings = office(entry(files.port))
    monkeypatch.setattr(batch, "SETTLED", timedelta(days=10_000))  # as if it were of now
    _, pulled = pull(settings)
    remember(settings, pulled)
    files.files = {"a.xlsx": b"two"}  # within the same second

    assert pull(settings)[0] == {"a.xlsx": b"two"}


def test_a_server_out_of_order_is_tried_again(office, files):
    files.files = {"a.xlsx": b"one", "b.xlsx": b"two"}
    files.failing = [500, 0, 503, 0]

    found, pulled = pull(office(entry(files.port)))

    assert found == {"a.xlsx": b"one", "b.xlsx": b"two"}
    assert pulled.reports == [sources.SourceReport("web", "http_folder", "ok", 2, 0)]


def test_one_file_that_always_fails_keeps_no_other_back(office, files):
    class Partly(list):
        """Fails for the first three files of the page, always."""

        def pop(self, _index: int) -> int:
            return 500 if files.requests[-1][-6:] in {"a.xlsx", "b.xlsx", "c.xlsx"} else 0

    files.files = {f"{letter}.xlsx": b"x" for letter in "abcdef"}
    files.failing = Partly([1])

    found, pulled = pull(office(entry(files.port)))

    assert sorted(found) == ["d.xlsx", "e.xlsx", "f.xlsx"]
    assert pulled.reports[0].status == "partial"
    assert files.requests.count("/5w/2021-09/a.xlsx") == 3


def test_wrong_credentials_are_tried_once_and_never_shown(office, files, caplog):
    caplog.set_level(logging.DEBUG)
    files.password, files.files = "another", {"a.xlsx": b"one"}
    connections = {"gtrm_web": json.dumps({"login": "gtrm", "password": WORD})}

    found, pulled = pull(office(entry(files.port, credentials="gtrm_web")), connections)
    files.password = WORD
    right, _ = pull(office(entry(files.port, credentials="gtrm_web")), connections)

    assert (found, right) == ({}, {"a.xlsx": b"one"})
    assert "refused the credentials (401)" in pulled.reports[0].error
    assert WORD not in caplog.text + str(pulled.reports)


def test_credentials_do_not_travel_unencrypted(office):
    settings = office(entry(1, url="http://192.0.2.1/5w/", credentials="gtrm_web"))

    _, pulled = pull(settings, {"gtrm_web": "http://gtrm:word@192.0.2.1"})

    assert "unencrypted" in pulled.reports[0].error


def test_a_redirection_is_not_followed_but_told(office, files):
    settings = office(entry(files.port, url=f"http://127.0.0.1:{files.port}/5w/2021-09-old/"))

    _, pulled = pull(settings)

    assert "moved to http://127.0.0.1:1/elsewhere/" in pulled.reports[0].error


def test_a_page_that_is_not_there_is_empty_not_failed(office, files):
    _, pulled = pull(office(entry(files.port, url=f"http://127.0.0.1:{files.port}/5w/2031-01/")))

    assert pulled.reports[0].status == "empty"


def test_a_connection_cut_in_the_middle_gives_the_whole_file_or_none(office, files):
    content = os.urandom(2_000_000)
    files.files = {"a.xlsx": content, "b.xlsx": b"two"}
    with line_to(files.port) as line:
        line.faults = [Fault(900_000)]
        once, _ = pull(office(entry(line.port)))
        line.faults = [Fault(900_000)] * 20
        always, pulled = pull(office(entry(line.port)))

    assert once == {"a.xlsx": content, "b.xlsx": b"two"}
    assert always == {"b.xlsx": b"two"}
    assert pulled.reports[0].status == "partial"


def test_a_file_whose_end_cannot_be_told_is_refused(office, files):
    files.files, files.without_length = {"a.xlsx": b"one"}, True

    found, pulled = pull(office(entry(files.port)))

    assert found == {}
    assert "Content-Length" in pulled.reports[0].error


def test_a_slow_server_is_given_up_in_time(office, files):
    files.files = {"a.xlsx": os.urandom(2_000_000)}
    with line_to(files.port) as line:
        line.faults = [Fault(900_000, silent=True)] * 20
        settings = office(
            entry(line.port), limits={"timeout_seconds": 0.3}, retries={"attempts": 2}
        )
        found, pulled = pull(settings)

    assert (found, pulled.reports[0].status) == ({}, "failed")


def test_files_over_the_limits_are_refused_and_the_others_taken(office, files):
    files.files = {"a.xlsx": b"x" * 3_000_000, "b.xlsx": b"two"}

    found, pulled = pull(office(entry(files.port), limits={"file_mb": 1}))
    _, crowded = pull(office(entry(files.port), limits={"files": 1}))

    assert found == {"b.xlsx": b"two"}
    assert "a.xlsx" in pulled.reports[0].error
    assert "larger than 1 MB" in pulled.reports[0].error
    assert "more than 1" in crowded.reports[0].error


def test_two_sources_may_have_files_of_one_name(office, files):
    with running(Files()) as other:
        files.files, other.files = {"5W.xlsx": b"one"}, {"5W.xlsx": b"two"}
        settings = office(
            entry(files.port, sender="ACNUR"), entry(other.port, name="web2", sender="OIM")
        )
        with sources.pull(settings, MONTH, environ={}) as pulled:
            found = [(f.source_name, f.file_name, f.sender, f.path.read_bytes())
                     for f in pulled.files]  # fmt: skip

    assert found == [("web", "5W.xlsx", "ACNUR", b"one"), ("web2", "5W.xlsx", "OIM", b"two")]
