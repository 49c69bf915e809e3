"""The services of docker-compose.yml as processes of this machine: PostgreSQL, Airflow, its API."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
START_LIMIT = 200  # seconds; two busy cores need 70


def debian_program(name: str) -> str:
    """Return where one of PostgreSQL's programs is; Debian keeps them off the PATH."""
    folders = [os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
    found = shutil.which(name, path=os.pathsep.join(folders))
    assert found, f"{name} is missing"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what: str, limit: float, check: Callable[[], Any], evidence: Callable[[], str]):
    """Return the first true answer of `check`; fail with the evidence when the limit is over."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if answer := check():
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{what}: not within {limit} s.\n{evidence()}")


def sessions_under(pid: int) -> set[int]:
    """Return the sessions of a process and of all it has started, directly or not."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {os.getsid(one.pid) for one in processes if one.is_running()}


def living(home: Path, sessions: set[int]) -> dict[int, str]:
    """Return the living processes of these sessions, or with this AIRFLOW_HOME: their commands.

    Both are looked at: Airflow's processes rename themselves, and that overwrites what can be read
    of their environment; and a process may have left its session.
    """
    found = {}
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):  # it ended while we looked
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            own = os.getsid(process.pid) in sessions
            if own or process.environ().get("AIRFLOW_HOME") == str(home):
                found[process.pid] = " ".join(process.cmdline())
    return found


@contextmanager
def postgresql(password: str) -> Iterator[int]:
    """Run an empty PostgreSQL with a database and a user `airflow` on loopback; yield its port.

    PostgreSQL refuses to run as root, so root starts it as the user of Debian's package.
    """
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="gtrm-postgresql-"))
    (folder / "password").write_text(password, encoding="utf-8")
    if owner:
        for path in (folder, folder / "password"):
            shutil.chown(path, **owner)
    port, log = free_port(), (folder / "log").open("wb")
    run = {"cwd": "/", "stdout": log, "stderr": log, **owner}
    try:
        subprocess.run(
            [
                *(debian_program("initdb"), "-D", folder / "data", "-U", "airflow", "-E", "UTF8"),
                *("-A", "scram-sha-256", f"--pwfile={folder / 'password'}"),
            ],
            check=True,
            **run,
        )
        server = subprocess.Popen(
            [
                *(debian_program("postgres"), "-D", folder / "data", "-p", str(port)),
                *("-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"),
            ],
            **run,
        )
        try:
            _create_database(port, password, folder / "log")
            yield port
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            server.wait(timeout=30)
    finally:
        log.close()
        shutil.rmtree(folder)


def _create_database(port: int, password: str, log: Path) -> None:
    address = ["-h", "127.0.0.1", "-p", str(port)]
    wait_until(
        "PostgreSQL answers",
        30,
        lambda: subprocess.run([debian_program("pg_isready"), "-q", *address]).returncode == 0,
        lambda: log.read_text(encoding="utf-8"),
    )
    subprocess.run(
        [debian_program("createdb"), *address, "-U", "airflow", "airflow"],
        env={"PGPASSWORD": password},
        check=True,
    )


@dataclass
class Airflow:
    """A running Airflow, its settings and its REST API."""

    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes]
    output: Path
    token: str | None = None

    def processes(self) -> dict[int, str]:
        return living(self.home, sessions_under(self.process.pid))

    @property
    def home(self) -> Path:
        return Path(self.environment["AIRFLOW_HOME"])

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Return what the API answers.

        Raises:
            urllib.error.HTTPError: It answers with an error.
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 loopback
            return json.load(answer)

    def log_in(self, name: str, password: str) -> None:
        body = {"username": name, "password": password}
        self.token = None
        self.token = self.call("POST", "/auth/token", body)["access_token"]

    def is_healthy(self) -> bool:
        try:
            health = self.call("GET", "/api/v2/monitor/health")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False
        parts = ("metadatabase", "scheduler", "triggerer", "dag_processor")
        return all(health[part]["status"] == "healthy" for part in parts)

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        path = f"/api/v2/dags/{dag_id}/dagRuns?order_by=run_after"
        runs: list[dict[str, Any]] = self.call("GET", path)["dag_runs"]
        return runs

    def evidence(self) -> str:
        """Return the ends of all logs, for the message of a failed assertion."""
        logs = sorted((self.home / "logs").rglob("*.log"), key=lambda path: path.stat().st_mtime)
        texts = [
            f"--- {path}\n{path.read_text(encoding='utf-8', errors='replace')[-1500:]}"
            for path in [self.output, *logs[-12:]]
        ]
        return "\n".join(texts)


@contextmanager
def airflow(command: list[Any], environment: dict[str, str], port: int) -> Iterator[Airflow]:
    """Run Airflow until the block ends, then press Ctrl+C; nothing of it may be left."""
    home = Path(environment["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    output = home / "output.txt"
    with output.open("wb") as target:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=target, stderr=target, start_new_session=True
        )
    running = Airflow(environment, port, process, output)
    try:
        wait_until(
            "Airflow is healthy",
            START_LIMIT,
            lambda: process.poll() is not None or running.is_healthy(),
            running.evidence,
        )
        assert process.poll() is None, running.evidence()
        yield running
    finally:
        sessions = sessions_under(process.pid) if process.poll() is None else {process.pid}
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=90)
        wait_until(
            "all processes have ended",
            5,
            lambda: not living(home, sessions),
            lambda: str(living(home, sessions)),
        )


def random_secret() -> str:
    return secrets.token_urlsafe(48)
