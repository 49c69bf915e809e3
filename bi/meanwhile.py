"""Releases published while readers query: what a Python loop and Superset see of them.

Every build is a copy of the release with one number in all rows of two tables, so a reading tells
which release it comes from, and a torn or mixed one has two numbers.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.settings import Settings, load_settings
from gtrm.warehouse import release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from superset_api import Superset

MONTH = "2021-09"
_FIRST, _SECOND = ("rpt_people_reached", "people_reached_count"), ("rpt_cash", "people_total_count")
_REST = 1.0  # seconds between publications, for several queries each


@dataclass
class Readings:
    """What one reader saw: when it began to ask, how long it took, which numbers it got."""

    reader: str
    seen: list[tuple[float, float, set[int]]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def describe(self, published: list[tuple[float, int]]) -> str:
        """Return the line that `make bi` prints; `published`: when each number was current."""
        mixed = sum(len(numbers) != 1 for _, _, numbers in self.seen)
        stale = sum(max(numbers) < _newest(published, start) for start, _, numbers in self.seen)
        longest = max((seconds for _, seconds, _ in self.seen), default=0)
        releases = sorted({number for _, _, numbers in self.seen for number in numbers})
        return (
            f"{self.reader}: {len(self.seen)} queries, {len(self.errors)} errors, {mixed} mixed, "
            f"{stale} older than the release current when asked, longest {longest:.2f} s, "
            f"releases seen {releases}"
        )

    def failed(self, published: list[tuple[float, int]]) -> bool:
        """Whether a promise to readers was broken."""
        wrong = [
            numbers
            for start, _, numbers in self.seen
            if len(numbers) != 1 or max(numbers) < _newest(published, start)
        ]
        return bool(self.errors or wrong or not self.seen)


def copy_warehouse(source: Path, folder: Path) -> Settings:
    """Make a warehouse of its own with the release as its first; return its settings."""
    settings = load_settings({"GTRM_WAREHOUSE": str(folder), "GTRM_RAW": str(folder / "raw")})
    _publish(settings, source, None)
    return settings


def publish_while_querying(
    settings: Settings, open_superset: Callable[[], Superset], count: int
) -> bool:
    """Publish so many releases while three readers query; print what they saw."""
    source = settings.current.resolve() / release.DATABASE
    _publish(settings, source, 1)
    published = [(time.monotonic(), 1)]
    stop = threading.Event()
    loops = [(Readings("Python"), _python_reader(settings))]
    loops += [(Readings(f"Superset {n}"), _superset_reader(open_superset())) for n in (1, 2)]
    threads = [threading.Thread(target=_loop, args=(*loop, stop)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        for number in range(2, count + 2):
            time.sleep(_REST)
            _publish(settings, source, number)
            published.append((time.monotonic(), number))
        time.sleep(_REST)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    print(f"{count} releases published while being queried:")
    for readings, _ in loops:
        print(" ", readings.describe(published), *readings.errors[:1])
    return any(readings.failed(published) for readings, _ in loops)


def _publish(settings: Settings, source: Path, number: int | None) -> None:
    build = settings.build / f"{MONTH}-{number or 0:08x}"
    build.mkdir(parents=True)
    shutil.copyfile(source, build / release.DATABASE)
    if number is not None:
        with duckdb.connect(str(build / release.DATABASE)) as connection:
            for table, column in (_FIRST, _SECOND):
                connection.execute(f"update reporting.{table} set {column} = {number}")  # noqa: S608
    state: dict[str, Any] = {"fingerprint": build.name, "submissions": [], "lists": {}}
    state["serial"] = release.next_serial(settings)
    (build / "inputs.json").write_text(json.dumps(state), encoding="utf-8")
    release.publish(settings, MONTH, str(build), {"decision": "publish", "by": "make bi"})


def _loop(readings: Readings, read: Callable[[], set[int]], stop: threading.Event) -> None:
    while not stop.is_set():
        start = time.monotonic()
        try:
            numbers = read()
        except Exception as error:  # whatever it is, it is counted and printed
            readings.errors.append(repr(error))
        else:
            readings.seen.append((start, time.monotonic() - start, numbers))


def _python_reader(settings: Settings) -> Callable[[], set[int]]:
    def read() -> set[int]:
        """Two tables through one connection, with time for a publication between."""
        with duckdb.connect(str(settings.current / release.DATABASE), read_only=True) as connection:
            numbers = set()
            for table, column in (_FIRST, _SECOND):
                found = connection.execute(f"select distinct {column} from reporting.{table}")  # noqa: S608
                numbers |= {number for (number,) in found.fetchall()}
                time.sleep(0.02)
        return numbers

    return read


def _superset_reader(superset: Superset) -> Callable[[], set[int]]:
    table, column = _FIRST

    def read() -> set[int]:
        return {row[column] for row in superset.query(table, {"columns": [column], "metrics": []})}

    return read


def _newest(published: list[tuple[float, int]], moment: float) -> int:
    return max((number for done, number in published if done <= moment), default=0)
