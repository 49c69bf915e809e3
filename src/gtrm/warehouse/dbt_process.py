"""dbt as the rest of the package sees it: a process that gets one order and reports its result.

Importing dbt and reading the parsed project take seconds, so a run that may build starts
the process early (`started`, `start`) and goes on with its own work; `build` takes it up, or starts
one where none waits. Nothing is built without an order. See decision 20.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from gtrm.core import fingerprints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

_PROJECT = (
    "*.yml",
    *(f"{folder}/**/*" for folder in ("models", "macros", "seeds", "tests")),
)
_TOOLS = ("dbt-core", "dbt-common", "dbt-adapters", "dbt-duckdb")
_OURS = ("GTRM_", "DBT_")  # what a shell sets for dbt is for dbt run by hand


@dataclass(frozen=True)
class Order:
    """One build.

    build_file: the database to make; for months alone it exists and has the others. target: gets
    the SQL that ran. as_of: ISO, statuses are judged at it. history: what `history.prepare` wrote;
    None: there is no earlier release. months: `touched_cycles` and `touched_months`; empty for all.
    arguments: more of `dbt build`, such as what to leave out.
    """

    build_file: Path
    target: Path
    landing: Path
    as_of: str
    history: Path | None = None
    months: Mapping[str, Sequence[str]] = field(default_factory=dict)
    arguments: Sequence[str] = ()

    def to_json(self) -> str:
        """Return it as the one line that the process reads."""
        environment = {
            "GTRM_BUILD_FILE": str(self.build_file),
            "GTRM_LANDING": str(self.landing),
            "GTRM_AS_OF": self.as_of,
            **({"GTRM_HISTORY": str(self.history)} if self.history else {}),
        }
        order = {
            "environment": environment,
            "target": str(self.target),
            "months": dict(self.months),
            "arguments": list(self.arguments),
        }
        return json.dumps(order) + "\n"


@dataclass(frozen=True)
class Outcome:
    """How many models, lists and tests passed; what failed, by dbt's name and with its words."""

    passed: int = 0
    failed: Sequence[str] = ()


class DbtProcess:
    """A started process, good for one order."""

    def __init__(self, settings: Settings) -> None:
        """Start it: it imports dbt and parses the project until the order comes."""
        self.project = _hash_project(settings)
        self.owner = os.getpid()
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        parsed = _folder_of_parsed(settings) / f"parsed-{self.project[:16]}.msgpack"
        arguments = (str(settings.dbt_project), str(parsed), str(self.owner))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gtrm.warehouse.dbt_child", *arguments],
            env={name: text for name, text in os.environ.items() if not name.startswith(_OURS)}
            | {"DO_NOT_TRACK": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            text=True,
            encoding="utf-8",
        )

    def build(self, order: Order, made: Callable[[int, int, str], None]) -> Outcome:
        """Have it built; `made` is told of each model and list: its number, of how many, its name.

        Returns when the process has ended, so that no process has the file open.
        """
        outcome = None
        with self._words, self._process as process:
            orders, answers = process.stdin, process.stdout
            assert orders and answers
            with contextlib.suppress(BrokenPipeError):  # it died before; its words say why
                with orders:
                    orders.write(order.to_json())
            for line in answers:
                answer: dict[str, Any] = json.loads(line)
                if "made" in answer:
                    made(*answer["made"])
                else:
                    outcome = Outcome(**answer)
            return outcome or Outcome(failed=[self._last_words(process.wait())])

    def end(self) -> None:
        """End it without an order."""
        with self._words, self._process as process:
            process.kill()

    def is_fit(self, settings: Settings) -> bool:
        """Return whether it lives, is this process's own and parsed the project as it is now."""
        same = self.owner == os.getpid() and self.project == _hash_project(settings)
        return same and self._process.poll() is None

    def _last_words(self, code: int) -> str:
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").splitlines()
        return "\n".join([*lines[-15:], f"dbt ended with code {code}"])


_waiting: list[DbtProcess] = []


def start(settings: Settings) -> None:
    """Start a process that waits for the next build of this one, if none waits already."""
    if not _waiting:
        _waiting.append(DbtProcess(settings))


@contextlib.contextmanager
def started(settings: Settings) -> Iterator[None]:
    """Have a process wait for a build in this block; it is ended if nothing was to be built."""
    start(settings)
    try:
        yield
    finally:
        _stop()


def build(settings: Settings, order: Order, made: Callable[[int, int, str], None]) -> Outcome:
    """Build by the process that waits, or by a new one; see `DbtProcess.build`."""
    if not (_waiting and _waiting[0].is_fit(settings)):
        _stop()
        start(settings)
    return _waiting.pop().build(order, made)


def _stop() -> None:
    while _waiting:
        _waiting.pop().end()


def _hash_project(settings: Settings) -> str:
    """Return a hash of all that a parse depends on: files, their place, dbt."""
    text = [
        fingerprints.hash_files(settings.dbt_project, _PROJECT),
        str(settings.dbt_project),
        *(version(tool) for tool in _TOOLS),
    ]
    return hashlib.sha256("\0".join(text).encode()).hexdigest()


def _folder_of_parsed(settings: Settings) -> Path:
    """Beside the project, for all who build from it; its own where the project cannot be changed."""
    beside = settings.dbt_project
    return beside / "target" if os.access(beside, os.W_OK) else settings.build / "parsed"
