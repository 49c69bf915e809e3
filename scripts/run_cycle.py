"""Run the monthly cycle here and now: the two DAGs, one after the other, in this process.

The same DAG files as on a server, with `dag.test()`. Airflow's metadata are a SQLite file that is
thrown away, so nothing that an interrupted run left behind can stop the next one.

Usage: run_cycle.py --month 2021-09 [--inbox FOLDER] [--approve no]
"""

from __future__ import annotations

import argparse
import gc
import getpass
import logging
import os
import shutil
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pluggy

from gtrm.core.cycle import check_month
from gtrm.core.errors import GtrmError, SettingsError
from gtrm.core.settings import Settings, load_settings
from gtrm.pipeline import STAGES
from gtrm.warehouse import dbt_process

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".airflow"
DAGS = ("gtrm_intake", "gtrm_warehouse")
LAST_WITHOUT_APPROVAL = "prepare_question"
hookimpl = pluggy.HookimplMarker("airflow")


class CycleError(Exception):
    """A task failed with an error that the package did not raise: a fault of ours."""


def main() -> int:
    """Run the cycle of one month; return 0, or 2 when it could not be run to its end."""
    parser = argparse.ArgumentParser(description="Run the monthly 5W cycle.")
    parser.add_argument("--month", required=True, help="reporting month, such as 2021-09")
    parser.add_argument("--inbox", help="folder of partner files (default: raw/inbox/<month>)")
    parser.add_argument(
        "--approve", choices=["yes", "no"], default="yes", help="no: stop before publishing"
    )
    arguments = parser.parse_args()
    gc.disable()  # until the first task: Airflow's objects all stay (see `_Watcher`)
    STATE.mkdir(exist_ok=True)
    log_file = STATE / "last_cycle.log"
    console = _keep_terminal_for_progress(log_file)
    try:
        summary = _run_cycle(arguments, console)
    except GtrmError as error:
        return _fail(console, str(error))
    except Exception:  # the last resort: say where the details are
        lines = traceback.format_exc().rstrip().splitlines()
        return _fail(console, f"{lines[-1]}\nUnexpected; the details are in {log_file}")
    print(summary, file=console, flush=True)
    return 0


def _run_cycle(arguments: argparse.Namespace, console: Any) -> str:
    """Run both DAGs, the second one up to the decision if nobody approves; return what to say."""
    started = time.monotonic()
    settings, month = load_settings(), check_month(arguments.month)
    folder = str(Path(arguments.inbox).resolve()) if arguments.inbox else None
    shown = folder or settings.config / "sources.yml"
    print(f"Ciclo 5W · 5W cycle {month}\n  {shown}", file=console, flush=True)
    last = None if arguments.approve == "yes" else LAST_WITHOUT_APPROVAL
    os.environ["GTRM_APPROVE_AS"] = name = _user_name() if last is None else ""
    if name:
        print(f"  Aprueba {name}, quien lo ejecuta · approved by whoever runs it", file=console)
    home_of_run = tempfile.TemporaryDirectory(prefix="cycle-", dir=STATE)
    with home_of_run as home, dbt_process.started(settings):
        _configure_airflow(Path(home))
        _prepare_metadata(Path(home), console)
        _serve_newest_api_only()
        _run_dag("gtrm_intake", {"month": month, "inbox": folder}, console)
        _run_dag("gtrm_warehouse", {"month": month}, console, last)
    return f"{_closing_words(settings, month)}\n{time.monotonic() - started:.0f} s"


def _closing_words(settings: Settings, month: str) -> str:
    from gtrm.products import approval
    from gtrm.products.approval import summary

    waiting = approval.find_waiting(settings, month)
    if waiting is None:
        return summary.describe(settings, month)
    kept = (
        f"{settings.current} sigue igual · stays as it was\n" if settings.current.exists() else ""
    )
    command = approval.publish_command(settings, month, waiting)
    return (
        f"\nFALTA APROBAR · NOT PUBLISHED YET\n{approval.describe(settings, month, waiting)}\n\n"
        f"{kept}Para publicarlo · to publish it:\n"
        f"  {Path(sys.executable).parent}/{command}"
    )


def _user_name() -> str:
    """Return who runs the cycle and so approves: the machine's name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        return f"uid {os.getuid()}"


def _configure_airflow(home: Path) -> None:
    """Set before Airflow is imported: it reads its configuration then."""
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
    }


def _prepare_metadata(home: Path, console: Any) -> None:
    """Give the run an empty metadata database: making one takes 5 s, copying it none."""
    import airflow
    from airflow.utils.db import initdb

    template = STATE / f"metadata-{airflow.__version__}.db"
    if template.is_file():
        shutil.copyfile(template, home / "airflow.db")
        return
    print("  preparing Airflow's metadata (first time only)", file=console, flush=True)
    initdb()
    part = template.with_suffix(f".{os.getpid()}.part")
    with closing(sqlite3.connect(home / "airflow.db")) as made:  # rows are still in its log
        made.execute("vacuum into ?", [str(part)])
    part.replace(template)


def _serve_newest_api_only() -> None:
    """Make Airflow's API of tasks for one generation of clients: nine cost 1.7 s of CPU more.

    The client in this process is of the newest version, which comes first. Airflow checks that
    each route is in one of the versions; those it has taken out since are in the third.
    """
    from airflow.api_fastapi.execution_api.versions import bundle

    bundle.versions = bundle.versions[:3]


def _run_dag(dag_id: str, conf: dict[str, Any], console: Any, last: str | None = None) -> None:
    """Run a DAG, up to the task `last` if given; raise what made it fail."""
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk.listener import get_listener_manager

    bag = DagBag(str(ROOT / "dags"))
    if bag.import_errors or dag_id not in bag.dags:
        raise SettingsError(f"{dag_id} did not load.", "dags", str(bag.import_errors))
    dag = bag.dags[dag_id]
    if last is not None:
        dag = dag.partial_subset([last], include_upstream=True)
    for task in dag.tasks:
        task.retries = 0  # a person is waiting, and is shown the error at once
    watcher = _Watcher(console)
    get_listener_manager().add_listener(watcher)
    run = dag.test(run_conf=conf, logical_date=None)
    get_listener_manager().clear()
    if watcher.error is not None:
        raise watcher.error
    if run.state != "success":
        raise CycleError(f"{dag_id} ended as {run.state}")


class _Watcher:
    """Shows each stage as it starts, and keeps the error that Airflow would only log."""

    def __init__(self, console: Any) -> None:
        self.console = console
        self.error: Exception | None = None

    @hookimpl
    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
        if not gc.isenabled():  # what there is now stays; it need not be looked through again
            gc.freeze()
            gc.set_threshold(100_000)
            gc.enable()
        number = list(STAGES).index(task_instance.task_id) + 1
        told = f"\n{number}/{len(STAGES)} {STAGES[task_instance.task_id]}"
        print(told, file=self.console, flush=True)

    @hookimpl
    def on_task_instance_failed(
        self, previous_state: Any, task_instance: Any, error: str | BaseException | None
    ) -> None:
        cause = error if isinstance(error, Exception) else CycleError(str(error))
        self.error = self.error or cause


def _keep_terminal_for_progress(log_file: Path) -> Any:
    """Return the terminal; from here on all that Airflow says goes to the log file."""
    warnings.simplefilter("ignore")
    console = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with log_file.open("w", encoding="utf-8") as target:
        os.dup2(target.fileno(), 1)
        os.dup2(target.fileno(), 2)
    progress = logging.StreamHandler(console)
    progress.setFormatter(logging.Formatter("  %(message)s"))
    logger = logging.getLogger("gtrm")
    logger.setLevel(logging.INFO)
    logger.addHandler(progress)
    logger.propagate = False
    return console


def _fail(console: Any, message: str) -> int:
    current = load_settings().current
    kept = f"\n{current} stays as it was." if current.exists() else ""
    print(f"\nNO SE PUBLICÓ · NOT PUBLISHED\n{message}{kept}", file=console, flush=True)
    return 2


if __name__ == "__main__":
    sys.exit(main())
