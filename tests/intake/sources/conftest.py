"""An installation with its own `sources.yml`, and real servers on loopback."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
import yaml

from gtrm.core.settings import Settings
from lines import free_port, wait_for_port
from loopback import PATH, S3, Sftp, make_user, start, stop

QUICK = {"attempts": 3, "wait_seconds": 0.05, "max_wait_seconds": 0.1, "source_seconds": 60}


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Callable[..., Settings]:
    """Write `sources.yml` and return the settings that use it."""

    def make(*sources: dict, retries: dict | None = None, limits: dict | None = None) -> Settings:
        config = tmp_path / "config"
        config.mkdir(exist_ok=True)
        content = {
            "sources": list(sources),
            "retries": QUICK | (retries or {}),
            "limits": {"timeout_seconds": 5} | (limits or {}),
        }
        (config / "sources.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
        return replace(settings, config=config)

    return make


@pytest.fixture(scope="session")
def sftp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sftp]:
    """OpenSSH's own server with a host key, a user key and a folder of this run."""
    home = tmp_path_factory.mktemp("sshd")
    for name in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)], check=True
        )
    (home / "authorized").write_text((home / "user.pub").read_text())
    (home / "authorized").chmod(0o600)
    port = free_port()
    (home / "config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {home}/host\nPidFile none\n"
        f"AuthorizedKeysFile {home}/authorized\nStrictModes no\nUsePAM no\nMaxAuthTries 20\n"
        "PermitRootLogin yes\nPasswordAuthentication yes\nSubsystem sftp internal-sftp\n"
        "MaxStartups 100\n"
    )
    if os.geteuid() == 0:  # root's server insists on this folder, which Debian makes at boot
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    server = start(
        [str(which("sshd", path=PATH)), "-D", "-e", "-f", str(home / "config")], home / "sshd.log"
    )
    try:
        wait_for_port(port)
        yield Sftp(
            port=port,
            folder=home,
            host_key=" ".join((home / "host.pub").read_text().split()[:2]),
            user_key=(home / "user").read_text(),
            user=pwd.getpwuid(os.geteuid()).pw_name,
        )
    finally:
        stop(server)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """moto's server in a process of its own; after three calls it checks who asks."""
    port = free_port()
    server = start(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        tmp_path_factory.mktemp("s3") / "s3.log",
        INITIAL_NO_AUTH_ACTION_COUNT="3",
        MOTO_S3_DEFAULT_MAX_KEYS="5",  # objects on a page
    )
    try:
        wait_for_port(port)
        yield make_user(port)
    finally:
        stop(server)
