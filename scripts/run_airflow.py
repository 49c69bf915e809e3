"""Start a local Airflow with its web page, and stop it whole: `make airflow`.

The four processes of a server (api-server, scheduler, dag-processor, triggerer) on loopback, with
SQLite unless AIRFLOW__DATABASE__SQL_ALCHEMY_CONN says otherwise. Any AIRFLOW__* setting of the
environment wins over the ones here. Ctrl+C or SIGTERM ends every process that was started.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
HOST = "127.0.0.1"
COMPONENTS = {  # the log servers would listen on every address, and all logs are in one folder
    "api-server": [],
    "scheduler": ["--skip-serve-logs"],
    "dag-processor": [],
    "triggerer": ["--skip-serve-logs"],
}
START_LIMIT = 180  # seconds until the web page has to answer
STOP_LIMIT = 20  # seconds a process gets to end by itself


def main() -> int:
    """Run until interrupted; return 0, or 2 if Airflow did not start or a part of it ended."""
    parser = argparse.ArgumentParser(description="Start a local Airflow.")
    parser.add_argument("--port", type=int, default=8080)
    port = parser.parse_args().port
    if not _is_free(port):
        print(f"Port {port} is in use. Choose another: make airflow PORT=8081", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _interrupt)
    environment = _environment(port)
    logs = Path(environment["AIRFLOW_HOME"]) / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        print("Preparing Airflow's database ...", flush=True)
        subprocess.run(
            [BIN / "airflow", "db", "migrate"], env=environment, check=True, capture_output=True
        )
        for component in COMPONENTS:
            started[component] = _start(component, environment, logs)
        _wait_until_up(port, started)
        print(
            f"Airflow is at http://{HOST}:{port} (only from this machine; Ctrl+C stops it).\n"
            "Trigger gtrm_intake for a month from its form; gtrm_warehouse follows by itself\n"
            "and asks before it publishes: Browse > Required Actions.\n"
            f"Logs: {logs}",
            flush=True,
        )
        while not (ended := _ended(started)):
            time.sleep(1)
        print(f"{ended} ended; see {logs}/{ended}.log", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
        return 0
    except subprocess.CalledProcessError as error:
        print(error.stderr.decode()[-2000:], file=sys.stderr)
    except TimeoutError as error:
        print(error, file=sys.stderr)
    finally:
        _stop(list(started.values()))
    return 2


def _environment(port: int) -> dict[str, str]:
    home = os.environ.get("AIRFLOW_HOME") or str(ROOT / ".airflow" / "server")
    return {
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        # One person on loopback: no password. docker-compose.yml has users.
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{HOST}:{port}/execution/",
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{HOST}:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        **os.environ,
        "AIRFLOW_HOME": home,
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def _start(component: str, environment: dict[str, str], logs: Path) -> subprocess.Popen[bytes]:
    """Start one component as the head of a process group of its own."""
    with (logs / f"{component}.log").open("ab") as log:
        return subprocess.Popen(
            [BIN / "airflow", component, *COMPONENTS[component]],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_up(port: int, started: dict[str, subprocess.Popen[bytes]]) -> None:
    url = f"http://{HOST}:{port}/api/v2/monitor/health"
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if ended := _ended(started):
            raise TimeoutError(f"{ended} ended while starting; see its log.")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if b'"scheduler":{"status":"healthy"' in answer.read().replace(b" ", b""):
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass  # not listening yet
        time.sleep(1)
    raise TimeoutError(f"Airflow did not answer at {url} in {START_LIMIT} s.")


def _ended(started: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, one in started.items() if one.poll() is not None), None)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End every component, the newest first; by force what does not end in time.

    A running task heads a process group of its own, so that ending the groups is not enough; but
    it stays in the session of the component that started it.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl+C must not leave half of them
    for process in reversed(processes):
        _signal_group(process, signal.SIGTERM)
    limit = time.monotonic() + STOP_LIMIT
    for process in processes:
        with suppress(subprocess.TimeoutExpired):  # ended by force below
            process.wait(timeout=max(0.1, limit - time.monotonic()))
    while left := _living_members({process.pid for process in processes}):
        for pid in left:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    for process in processes:
        process.wait()


def _living_members(sessions: set[int]) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            # pid (name) state parent group session ...
            state, _, _, session = path.read_bytes().rpartition(b")")[2].split()[:4]
            if int(session) in sessions and state not in b"ZX":
                found.append(int(path.parent.name))
    return found


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # the whole group has ended
        os.killpg(process.pid, number)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
