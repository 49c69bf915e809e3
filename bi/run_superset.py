"""`make bi`: a real Superset with the bundle, its charts compared with SQL, its dashboard pictured.

Makes `.venv-bi` from bi/requirements.lock, starts Superset on the loopback address with a database
of its own in a temporary folder, imports bi/bundle, asks every chart's question through the REST
API and of DuckDB, photographs the dashboard, and ends what it started. `--while-publishing 5` does
the same on a copy of the warehouse and publishes five releases while it is queried; `--stay` leaves
Superset running until Ctrl+C. Exit 0 all equal, 1 not, 2 could not run.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import httpx
from meanwhile import copy_warehouse, publish_while_querying
from photograph import photograph
from superset_api import BUNDLE, Superset, ask_duckdb, read_questions

from gtrm.core.settings import PROJECT_ROOT, Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
VENV = PROJECT_ROOT / ".venv-bi"
LOCK = HERE / "requirements.lock"
PICTURE = PROJECT_ROOT / "tests" / "artefacts" / "superset_dashboard.png"
USER = "gtrm"
_START = 1800  # seconds until a new Superset answers: 45 on an idle machine
_PYTHONS = ("python3.11", "python3.12")  # of Superset 6.1's locked pandas and numpy


def main() -> int:
    """Run what the module docstring says; return the exit code."""
    arguments = _arguments()
    _install()
    with tempfile.TemporaryDirectory(prefix="gtrm_bi_") as name:
        folder, settings = Path(name), load_settings()
        if not (settings.current / "warehouse.duckdb").is_file():
            print("There is no release. Run `make cycle` first.", file=sys.stderr)
            return 2
        if arguments.while_publishing:
            source = settings.current.resolve() / "warehouse.duckdb"
            settings = copy_warehouse(source, folder / "warehouse")
        with _running(settings, folder) as (address, password):
            failed = _compare(settings, Superset(address, USER, password))
            foreign = photograph(address, USER, password, arguments.picture)
            print(f"picture: {arguments.picture} ({len(foreign)} requests to other hosts)")
            if arguments.while_publishing:
                failed |= publish_while_querying(
                    settings, lambda: Superset(address, USER, password), arguments.while_publishing
                )
            if arguments.stay:
                _stay(address, password)
    return int(failed or bool(foreign))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--while-publishing", type=int, default=0, metavar="N")
    parser.add_argument("--stay", action="store_true", help="leave Superset running until Ctrl+C")
    parser.add_argument("--picture", type=Path, default=PICTURE)
    return parser.parse_args()


def _install() -> None:
    """Make `.venv-bi`, or make it again when the lock has changed."""
    ready = VENV / ".ready"
    if ready.is_file() and ready.read_text() == LOCK.read_text():
        return
    print("Installing Superset into .venv-bi (a few minutes the first time) ...", flush=True)
    start = time.monotonic()
    python = next(filter(None, map(shutil.which, _PYTHONS)), None)
    if python is None:
        raise SystemExit("make bi: Superset 6.1 needs Python 3.11 or 3.12 on the PATH.")
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for name in ("UV_PYTHON", "VIRTUAL_ENV"):
        environment.pop(name, None)
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([python, "-m", "venv", "--without-pip", "--clear", VENV], check=True)
    sync = [uv, "pip", "sync", "--quiet", "--python", VENV / "bin" / "python", LOCK]
    subprocess.run(sync, env=environment, check=True)
    ready.write_text(LOCK.read_text())
    print(f"installed in {time.monotonic() - start:.0f} s")


@contextmanager
def _running(settings: Settings, folder: Path) -> Iterator[tuple[str, str]]:
    """Start Superset, yield its address and password, end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bundle = shutil.make_archive(str(folder / "bundle"), "zip", BUNDLE.parent, BUNDLE.name)
    password, log = secrets.token_urlsafe(12), folder / "superset.log"
    environment = _environment(settings, folder, password)
    command = [VENV / "bin" / "python", HERE / "serve_superset.py", str(port), bundle]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}", log)
        yield f"http://127.0.0.1:{port}", password
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _environment(settings: Settings, folder: Path, password: str) -> dict[str, str]:
    return {
        **os.environ,
        "GTRM_WAREHOUSE": str(settings.warehouse),
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_SECRET_KEY": secrets.token_urlsafe(32),
        "SUPERSET_USER": USER,
        "SUPERSET_PASSWORD": password,
        "SCARF_ANALYTICS": "false",
    }


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    start = time.monotonic()
    while time.monotonic() - start < _START and process.poll() is None:
        try:
            httpx.get(f"{address}/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(1)
        else:
            print(f"Superset answers on {address} after {time.monotonic() - start:.0f} s")
            return
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    raise SystemExit("make bi: Superset did not start.\n" + "\n".join(lines[-20:]))


def _compare(settings: Settings, superset: Superset) -> bool:
    """Ask every chart's question twice, print the outcome; return whether any differs."""
    failed = False
    with duckdb.connect(str(settings.current / "warehouse.duckdb"), read_only=True) as connection:
        for question in read_questions():
            start = time.monotonic()
            answer, expected = superset.ask(question), ask_duckdb(connection, question)
            equal = answer == expected and bool(answer)
            failed |= not equal
            figure = f"{answer[0][0]:,.2f}" if len(answer) == 1 and len(answer[0]) == 1 else ""
            print(
                f"{'equal ' if equal else 'DIFFERS'} {len(answer):5} rows "
                f"{time.monotonic() - start:5.2f} s  {question.name} {figure}"
            )
    return failed


def _stay(address: str, password: str) -> None:
    print(f"Superset: {address}  user {USER}  password {password}  (Ctrl+C ends it)", flush=True)
    try:
        while True:
            time.sleep(60)
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    sys.exit(main())
