"""Readers that never pause, while five releases are published (`-s` prints the figures)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from gtrm.warehouse import build, release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtrm.core.settings import Settings
    from office import Office

RELEASES = 5
TABLES = {"rpt_people_reached": "people_reached_count", "rpt_age_sex": "people_count"}

# One line per connection: when it was opened, every number it saw, queries, longest wait (s).
READER = """
import json, os, sys, time
import duckdb

path, stop, queries_per_connection, *queries = sys.argv[1:]
lines = []  # told at the end: nobody reads them before
while not os.path.exists(stop):
    opened, seen, count, longest = time.time(), set(), 0, 0.0
    with duckdb.connect(path, read_only=True) as connection:
        while count < int(queries_per_connection) and not os.path.exists(stop):
            for query in queries:
                started = time.perf_counter()
                seen.update(connection.execute(query).fetchone())
                longest = max(longest, time.perf_counter() - started)
                count += 1
    if count:
        lines.append(json.dumps([opened, sorted(seen), count, longest]))
print("\\n".join(lines))
"""


class Readers:
    """Processes that read the current release until `stop`."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.path, self.stop_file = settings.current / release.DATABASE, folder / "stop"
        self.program = folder / "reader.py"  # a file: DuckDB shows `python -c` a progress bar
        self.program.write_text(READER, encoding="utf-8")
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, queries_per_connection: int) -> None:
        queries = [f"select min({c}), max({c}) from reporting.{t}" for t, c in TABLES.items()]
        command = [sys.executable, self.program, self.path, self.stop_file]
        self.processes.append(
            subprocess.Popen(
                [*map(str, command), str(queries_per_connection), *queries],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )

    def stop(self) -> tuple[list[list[list[float]]], str]:
        """Return each process's lines, and what went wrong."""
        self.stop_file.touch()
        outputs = [process.communicate(timeout=60) for process in self.processes]
        self.processes.clear()
        lines = [[json.loads(line) for line in output.splitlines()] for output, _ in outputs]
        return lines, "".join(error for _, error in outputs)


@pytest.fixture
def readers(settings: Settings, tmp_path: Path) -> Iterator[Readers]:
    found = Readers(settings, tmp_path)
    yield found
    found.stop()


def numbered_build(settings: Settings, source: Path, number: int) -> str:
    """A finished build of the sample in which every count of two tables is `number`."""
    folder = settings.build / f"2021-09-{number:08x}"
    folder.mkdir(parents=True)
    path = folder / build.BUILD_FILE
    path.write_bytes(source.read_bytes())
    with duckdb.connect(str(path)) as connection:
        for table, column in TABLES.items():
            connection.execute(f"update reporting.{table} set {column} = {number}")
    (folder / build.INPUTS).write_text(json.dumps({"fingerprint": f"{number}", "submissions": []}))
    return str(folder)


@pytest.mark.slow
def test_readers_see_whole_releases_in_order_and_no_error(
    sample: Office, settings: Settings, readers: Readers
) -> None:
    source = sample.settings.current.resolve() / release.DATABASE
    builds = [numbered_build(settings, source, number) for number in range(RELEASES + 1)]
    release.publish(settings, "2021-09", builds[0], {})
    for queries_per_connection in (20, 10**9):  # two: there may be two cores only
        readers.start(queries_per_connection)
    published = []
    for folder in builds[1:]:
        time.sleep(1)
        release.publish(settings, "2021-09", folder, {})
        published.append(time.time())
    time.sleep(1)
    (*loops, held), errors = readers.stop()

    connections = [line for lines in loops for line in lines]
    assert errors == ""
    assert [line[1] for line in held] == [[0]]  # one connection, the release that it opened
    for opened, numbers, _, _ in connections:
        assert len(numbers) == 1  # never a mixture
        assert numbers[0] >= sum(moment < opened for moment in published)  # at once
    assert {line[1][0] for line in connections} == set(range(RELEASES + 1))
    queries = sum(line[2] for line in [*connections, *held])
    longest = max(line[3] for line in [*connections, *held])
    sys.stdout.write(
        f"\n{queries:,} queries in {len(connections) + 1:,} connections, 0 errors, "
        f"longest wait {longest * 1000:.0f} ms\n"
    )
