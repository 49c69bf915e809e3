"""The process that runs dbt: it parses the project, waits for its order, builds and reports.

The one module that imports dbt, and only `dbt_process` starts it. Arguments: the project folder,
the file that keeps what was parsed, the process id of the parent. An order is one line of JSON on
standard input (see `dbt_process.Order`); without one the process ends. Standard output has lines of
JSON: `{"made": [number, of, name]}` for a model or list, last `{"passed": number, "failed": [..]}`.

The project is always parsed with the same settings, so that one parse serves every build. What
changes from build to build (folders, months, the moment) is said when it is built, and dbt is given
the parsed project as it is.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import duckdb
import jinja2
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.files import SchemaSourceFile
from dbt.contracts.graph.manifest import Manifest

from gtrm.warehouse import dbt_savings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dbt.cli.main import dbtRunnerResult
    from dbt_common.events.base_types import EventMsg

_QUIET = (
    *("--no-use-colors", "--log-level", "none", "--log-level-file", "none"),
    *("--no-write-json", "--no-send-anonymous-usage-stats"),
)
_MADE = {"LogModelResult", "LogSeedResult"}
_WRONG = {"error", "fail", "runtime error"}
_WATCHED = 1.0  # seconds between two looks at whether the parent lives


def main() -> None:
    """Serve one order."""
    # dbt makes millions of small objects that live until it ends, and looking through them for
    # cycles takes a fifth of its time. Without it the sample month needs 0.6 GB instead of 0.3.
    gc.disable()
    project, parsed, parent = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    dbt_savings.apply()
    outcome = _parse(project, parsed)
    if line := sys.stdin.readline():
        if isinstance(outcome.result, Manifest):
            outcome = _build(project, outcome.result, json.loads(line), answers)
        answer = _describe(outcome)
        answer["failed"] += _close()
        _tell(answers, **answer)
    os._exit(0)  # freeing a million objects one by one is useless


def _end_with(parent: int) -> None:
    """End when the process that gave the order has ended: its build would not be published."""
    while os.getppid() == parent:
        time.sleep(_WATCHED)
    os._exit(1)


def _parse(project: Path, parsed: Path) -> dbtRunnerResult:
    """Parse the project, or read what was parsed of the same files; keep it if it is new."""
    known = ("--partial-parse-file-path", str(parsed)) if parsed.is_file() else ()
    with tempfile.TemporaryDirectory() as target:
        outcome = _run("parse", project, Path(target), *known)
        made = Path(target) / "partial_parse.msgpack"
        if outcome.success and made.is_file():
            _keep(made, parsed)
    return outcome


def _keep(made: Path, parsed: Path) -> None:
    """Keep it instead of what was parsed of other files; where that cannot be, only time is lost."""
    with contextlib.suppress(OSError):
        parsed.parent.mkdir(parents=True, exist_ok=True)
        part = parsed.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(made, part)
        for other in parsed.parent.glob("parsed-*"):
            if other != part:
                other.unlink(missing_ok=True)
        part.replace(parsed)


def _build(
    project: Path, manifest: Manifest, order: Mapping[str, Any], answers: TextIO
) -> dbtRunnerResult:
    os.environ.update(order["environment"])
    _place_sources(manifest, order["months"])

    def tell_made(event: EventMsg) -> None:
        if event.info.name in _MADE and event.info.level == "info":
            node = event.data.node_info.node_relation
            name = f"{node.schema}.{node.alias}"
            _tell(answers, made=[event.data.index, event.data.total, name])

    arguments = (*order["arguments"], "--vars", json.dumps(order["months"]))
    target = Path(order["target"])
    return _run("build", project, target, *arguments, manifest=manifest, callbacks=[tell_made])


def _close() -> list[str]:
    """Write all into the database and close it; return what went wrong.

    DuckDB says nothing of it when it closes: on a full disk half would be in a log beside the file.
    """
    if DuckDBConnectionManager._ENV is None:  # nothing was opened
        return []
    environment = DuckDBConnectionManager.env()
    try:
        environment.handle().cursor().execute("checkpoint")
    except (duckdb.Error, RuntimeError) as error:
        return [f"The database cannot be written: {error}"]
    finally:
        environment.close()
    return []


def _place_sources(manifest: Manifest, months: Mapping[str, Any]) -> None:
    """Say where the sources of this build are: as dbt does when it parses, with what is set now."""
    environment = {
        "env_var": lambda name, default=None: os.environ.get(name, default),
        "var": lambda name, default=None: months.get(name, default),
    }
    for source in manifest.sources.values():
        file = manifest.files[source.file_id]
        assert isinstance(file, SchemaSourceFile)
        [group] = [one for one in file.dfy["sources"] if one["name"] == source.source_name]
        [table] = [one for one in group["tables"] if one["name"] == source.name]
        template = (table if "config" in table else group)["config"]["meta"]["external_location"]
        place = jinja2.Template(template).render(environment)
        source.meta["external_location"] = source.config.meta["external_location"] = place


def _run(
    command: str,
    project: Path,
    target: Path,
    *arguments: str,
    manifest: Manifest | None = None,
    callbacks: Sequence[Callable[[EventMsg], None]] = (),
) -> dbtRunnerResult:
    folders = (
        *("--project-dir", project, "--profiles-dir", project),
        *("--target-path", target, "--log-path", target),
    )
    runner = dbtRunner(manifest=manifest, callbacks=list(callbacks))
    return runner.invoke([command, *_QUIET, *map(str, folders), *arguments])


def _describe(outcome: dbtRunnerResult) -> dict[str, Any]:
    results = getattr(outcome.result, "results", ())
    failed = [
        f"{one.node.unique_id}: {(one.message or '').strip()}"
        for one in results
        if str(one.status) in _WRONG
    ]
    if not outcome.success and not failed:
        failed = [str(outcome.exception or "dbt does not say why.").strip()]
    passed = sum(str(one.status) in {"success", "pass"} for one in results)
    return {"passed": passed, "failed": failed}


def _tell(answers: TextIO, **answer: object) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
