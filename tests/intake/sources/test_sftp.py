"""Pulling from OpenSSH's own SFTP server."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gtrm.intake import sources
from lines import Fault, free_port, line_to
from loopback import MONTH, Sftp

pytestmark = pytest.mark.needs("sshd")

OLD = 1_633_705_200  # 2021-10-08 15:00 UTC
WRONG = "no such pass/word+1"


@pytest.fixture
def folder(sftp: Sftp) -> Path:
    folder = sftp.folder / "5w" / MONTH
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def put(path: Path, content: bytes, mtime: int = OLD) -> Path:
    path.write_bytes(content)
    os.utime(path, (mtime, mtime))
    return path


def entry(sftp: Sftp, **other: object) -> dict:
    return {
        "name": "partners",
        "kind": "sftp",
        "host": "127.0.0.1",
        "port": sftp.port,
        "path": f"{sftp.folder}/5w/{{month}}",
        "credentials": "gtrm_sftp",
        "known_hosts": sftp.known_hosts(),
    } | other


def login(sftp: Sftp, **other: object) -> dict[str, str]:
    values = {"login": sftp.user, "extra": {"private_key": sftp.user_key}} | other
    return {"gtrm_sftp": json.dumps(values)}


def pull(settings, connections):
    """Return the files' names and bytes, and the report."""
    with sources.pull(settings, MONTH, connections, environ={}) as pulled:
        found = {file.file_name: file.path.read_bytes() for file in pulled.files}
        assert len(found) == len(pulled.files)
    return found, pulled


def test_files_of_the_month_are_pulled_with_the_servers_time(office, sftp, folder):
    put(folder / "5W Perú ñ.xlsx", b"one")
    put(folder / "b.csv", b"x" * 3_000_000)
    put(folder / "upload.xlsx.filepart", b"half")
    put(folder / "~$b.xlsx", b"lock")
    (folder / "old").mkdir()
    (folder / "link.xlsx").symlink_to(folder / "b.csv")

    found, pulled = pull(office(entry(sftp)), login(sftp))

    assert found == {"5W Perú ñ.xlsx": b"one", "b.csv": b"x" * 3_000_000}
    assert {file.received_at.isoformat() for file in pulled.files} == {"2021-10-08T15:00:00+00:00"}
    told = (
        "link.xlsx: a link, and what it leads to was not sent",
        "old: a folder, and its files are not read",
        "upload.xlsx.filepart: an unfinished upload",
    )
    assert pulled.reports == [sources.SourceReport("partners", "sftp", "ok", 2, 0, None, told)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "5W Perú ñ.xlsx", "b.csv", "link.xlsx", "old", "upload.xlsx.filepart", "~$b.xlsx",
    ]  # fmt: skip


def test_a_name_that_is_not_utf8_does_not_hide_the_folder(office, sftp, folder):
    put(Path(os.fsdecode(os.fsencode(folder) + b"/Educaci\xf3n.xlsx")), b"one")
    put(folder / "b.xlsx", b"two")

    found, _ = pull(office(entry(sftp)), login(sftp))

    assert found == {"Educación.xlsx": b"one", "b.xlsx": b"two"}


def test_a_folder_not_made_yet_is_empty_not_failed(office, sftp, folder):
    folder.rmdir()

    found, pulled = pull(office(entry(sftp)), login(sftp))

    assert (found, pulled.reports[0].status) == ({}, "empty")
    assert "no such folder" in pulled.reports[0].error


def test_an_unknown_host_is_refused_with_its_fingerprint(office, sftp, folder):
    put(folder / "a.xlsx", b"one")
    fingerprint = subprocess.run(
        ["ssh-keygen", "-lf", str(sftp.folder / "host.pub")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()[1]

    found, pulled = pull(office(entry(sftp, known_hosts="")), login(sftp))

    assert found == {}
    assert pulled.reports[0].status == "failed"
    assert fingerprint in pulled.reports[0].error
    assert f"known_hosts: '{sftp.known_hosts()}'" in pulled.reports[0].error


def test_a_changed_host_key_is_refused_and_not_tried_again(office, sftp, folder, tmp_path):
    put(folder / "a.xlsx", b"one")
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "other")], check=True
    )
    other = " ".join((tmp_path / "other.pub").read_text().split()[:2])
    with line_to(sftp.port) as line:
        known = f"[127.0.0.1]:{line.port} {other}"
        found, pulled = pull(office(entry(sftp, port=line.port, known_hosts=known)), login(sftp))

        assert (found, line.connections) == ({}, 1)
    assert "another key" in pulled.reports[0].error


def test_known_hosts_may_come_from_a_file_or_the_connection(office, sftp, folder, tmp_path):
    put(folder / "a.xlsx", b"one")
    settings = office(entry(sftp, known_hosts=None))
    (tmp_path / "known").write_text(sftp.known_hosts())
    environ = {"GTRM_KNOWN_HOSTS": str(tmp_path / "known")}
    extra = {"private_key": sftp.user_key, "host_key": sftp.host_key}

    with sources.pull(settings, MONTH, login(sftp), environ=environ) as by_file:
        pass
    with sources.pull(settings, MONTH, login(sftp, extra=extra), environ={}) as by_connection:
        pass

    assert [by_file.reports[0].status, by_connection.reports[0].status] == ["ok", "ok"]


def test_a_wrong_password_is_tried_once_and_never_shown(office, sftp, folder, caplog):
    put(folder / "a.xlsx", b"one")
    caplog.set_level(logging.DEBUG)
    with line_to(sftp.port) as line:
        settings = office(entry(sftp, port=line.port, known_hosts=sftp.known_hosts(line.port)))
        found, pulled = pull(settings, login(sftp, password=WRONG, extra={}))

        assert (found, line.connections) == ({}, 1)
    assert "refused the login" in pulled.reports[0].error
    assert WRONG not in caplog.text + str(pulled.reports)


def test_a_connection_cut_in_the_middle_gives_the_whole_file_or_none(office, sftp, folder):
    content = os.urandom(2_000_000)
    put(folder / "a.xlsx", content)
    put(folder / "b.xlsx", b"two")
    with line_to(sftp.port) as line:
        settings = office(entry(sftp, port=line.port, known_hosts=sftp.known_hosts(line.port)))
        line.faults = [Fault(900_000)]
        once, _ = pull(settings, login(sftp))
        line.faults = [Fault(900_000)] * 20
        always, pulled = pull(settings, login(sftp))

    assert once == {"a.xlsx": content, "b.xlsx": b"two"}
    assert always == {"b.xlsx": b"two"}
    assert pulled.reports[0].status == "partial"
    assert "a.xlsx" in pulled.reports[0].error


def test_a_server_that_goes_silent_is_given_up_in_time(office, sftp, folder):
    put(folder / "a.xlsx", os.urandom(2_000_000))
    with line_to(sftp.port) as line:
        line.faults = [Fault(900_000, silent=True)] * 20
        settings = office(
            entry(sftp, port=line.port, known_hosts=sftp.known_hosts(line.port)),
            limits={"timeout_seconds": 0.5},
            retries={"attempts": 2},
        )
        found, pulled = pull(settings, login(sftp))

    assert (found, pulled.reports[0].status) == ({}, "failed")


def test_a_server_that_is_down_is_tried_three_times_and_the_others_go_on(office, sftp, folder):
    put(folder / "a.xlsx", b"one")
    down = entry(sftp, name="down", port=free_port())

    found, pulled = pull(office(down, entry(sftp)), login(sftp))

    assert found == {"a.xlsx": b"one"}
    assert [report.status for report in pulled.reports] == ["failed", "ok"]
    assert "does not answer" in pulled.reports[0].error


def test_a_private_key_that_cannot_be_read_is_not_quoted(office, sftp, folder):
    settings = office(entry(sftp))
    broken = sftp.user_key.replace("b3BlbnNz", "AAAAAAAA")

    _, unreadable = pull(settings, login(sftp, extra={"private_key": broken}))
    _, missing = pull(settings, login(sftp, extra={"key_file": str(sftp.folder / "no")}))

    assert "private key" in unreadable.reports[0].error
    assert "private key" in missing.reports[0].error
    assert broken.splitlines()[1] not in str(unreadable.reports)
