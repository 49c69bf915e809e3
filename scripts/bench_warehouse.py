"""What one more month costs, by how many are loaded: `make bench-warehouse`.

Landed months are made on the spot and kept in `.airflow/bench`: 40 files each, one row in 25 of the
month before, and the correction of a file of the month before. For each number of months they are
built in full, then one is added and only what it touches is built, data tests included both times,
by the function that the cycle calls. CPU seconds are of all processes; Python's part is what the
build costs before and after dbt (hashing what is landed, copying the base). Both are published
(without bulletins, site and exports), so that the second knows what moved since the first; the
questions of docs/questions.md are then asked where the most months are.
"""

from __future__ import annotations

import argparse
import logging
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench_months import make_landing, month_code
from bench_questions import print_times
from gtrm.core.settings import PROJECT_ROOT, Settings, load_settings
from gtrm.warehouse import build, release

BENCH = PROJECT_ROOT / ".airflow" / "bench"
MONTHS = (24, 60, 120)
ROWS = 10_000  # a month
CEILING = 1.25  # times the CPU of adding a month to the fewest, where the most are loaded


@dataclass(frozen=True)
class Cost:
    """Of one build: seconds, and the size of its file."""

    kind: str
    python: float
    dbt: float
    wall: float
    mib: float

    @property
    def cpu(self) -> float:
        """Seconds of all processes."""
        return self.python + self.dbt


def measure(settings: Settings, months: int, rows: int) -> Iterator[tuple[int, Cost]]:
    """Yield how many months are loaded and what the build cost: these months, then one added."""
    shutil.rmtree(settings.warehouse, ignore_errors=True)
    for number in (months, months + 1):
        make_landing(settings, BENCH / f"months-{rows}", number, rows)
        wall, cpu = time.perf_counter(), _cpu()
        folder = build.build_if_changed(settings, month_code(number - 1))
        python, dbt = (after - before for before, after in zip(cpu, _cpu(), strict=True))
        wall = time.perf_counter() - wall
        path = Path(str(folder)) / build.BUILD_FILE
        made = build.read_inputs(path.parent)["build"]
        if number > months and made["kind"] == "full":
            raise SystemExit(f"The month was not added to what is there: {made['reason']}.")
        size = path.stat().st_size / 2**20
        release.publish(settings, month_code(number - 1), folder, {})
        yield number, Cost(made["kind"], python, dbt, wall, size)


def _cpu() -> tuple[float, float]:
    """CPU seconds of this process and of its ended children."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    mine, theirs = (one.ru_utime + one.ru_stime for one in used)
    return mine, theirs


def main() -> int:
    """Print the table; return 1 where the limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--months", type=int, nargs="+", default=MONTHS)
    parser.add_argument("--rows", type=int, default=ROWS, help="a month")
    options = parser.parse_args()
    logging.getLogger("gtrm").setLevel(logging.WARNING)
    head = ("Python s", "dbt s", "CPU s", "wall s", "file MiB")
    print(f"{'months':>6}  {'build':<12}" + "".join(f"{one:>10}" for one in head))
    added = []
    for months in options.months:
        settings = replace(load_settings(), warehouse=BENCH / f"warehouse-{months}")
        for number, cost in measure(settings, months, options.rows):
            figures = (cost.python, cost.dbt, cost.cpu, cost.wall, cost.mib)
            shown = "".join(f"{one:>10.1f}" for one in figures)
            print(f"{number:>6}  {cost.kind:<12}{shown}", flush=True)
        added.append(cost.cpu)
    times = added[-1] / added[0]
    print(f"\nAdding a month costs {times:.2f} times the CPU with {options.months[-1]} months.")
    in_time = print_times(settings.current / release.DATABASE)
    return int(times > CEILING or not in_time)


if __name__ == "__main__":
    sys.exit(main())
