"""What reading a 5W costs, beside other readers, each in a process of its own: `make bench-intake`.

Workbooks of R4V's 2021 layout are made on the spot and kept in `.airflow/bench`. "gtrm" is all of
intake's reading: the child process with its checks, recognising the template, reported rows. The
others only hand over cells. CPU is that of parent and child together, and so is memory: the sum of
both peaks. Lists and templates are loaded before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench_workbooks import FOLDER, one_organisation, write_workbook
from gtrm.intake.layouts.templates import load_templates

SIZES = (200, 5_000, 100_000)
CEILING = 3.5  # times bare calamine's CPU, at the largest size: a file is counted twice on purpose
MANY = 20
GROWTH = 1.25  # the peak over MANY files may be this much above that of one


def make_workbook(rows: int) -> Path:
    """Return a workbook with that many reported rows, as Excel writes it (shared strings)."""
    return write_workbook(FOLDER / f"r4v_2021_{rows}_rows.xlsx", one_organisation(rows))


def read_calamine(paths: list[Path]) -> Iterator[int]:
    """Cells by the library that intake uses, bare."""
    from python_calamine import CalamineWorkbook

    yield 0  # loaded: the clock starts
    for path in paths:
        with CalamineWorkbook.from_path(path) as book:
            yield len(book.get_sheet_by_index(0).to_python()) - 3


def read_gtrm(paths: list[Path]) -> Iterator[int]:
    """Reported rows, as intake reads them."""
    from gtrm.intake import landing
    from gtrm.intake.archive import Receipt
    from gtrm.intake.formats.workbook import WorkbookReader

    templates = load_templates()
    receipt = Receipt("2021-09-0", "2021-09", "bench", "a.xlsx", "0", 0, "2021-10-01", None, 1)
    yield 0
    with WorkbookReader() as reader:
        for path in paths:
            yield len(landing.read_file(path, receipt, reader, templates).rows)


def read_pandas(paths: list[Path]) -> Iterator[int]:
    """A data frame by pandas with openpyxl."""
    import pandas as pd

    yield 0
    for path in paths:
        yield len(pd.read_excel(path, engine="openpyxl", header=None, dtype=object)) - 3


def read_openpyxl(paths: list[Path]) -> Iterator[int]:
    """Cells by openpyxl, read-only."""
    import openpyxl

    yield 0
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        yield len([row for row in book.worksheets[0].iter_rows(values_only=True) if any(row)]) - 3
        book.close()


READERS: dict[str, Callable[[list[Path]], Iterator[int]]] = {
    "calamine": read_calamine,
    "gtrm": read_gtrm,
    "pandas": read_pandas,
    "openpyxl": read_openpyxl,
}


def measure_here(name: str, paths: list[Path]) -> dict[str, float]:
    """Read the files in this process; return rows, CPU, wall and peak memory."""
    reading = READERS[name](paths)
    next(reading)
    start, before = time.perf_counter(), _cpu()
    rows = sum(reading)
    wall, cpu = time.perf_counter() - start, _cpu() - before
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = sum(resource.getrusage(one).ru_maxrss for one in who) / 1024
    return {"rows": rows, "cpu": cpu, "wall": wall, "peak": peak}


def measure(name: str, paths: list[Path]) -> dict[str, Any]:
    """Return what one run in a new process costs."""
    command = [sys.executable, __file__, "--one", name, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _cpu() -> float:
    """CPU of this process and of its ended children: a reader's child has ended by then."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(one)[:2]) for one in who)


def compare(rows: int, repeat: int) -> float:
    """Print every reader at one size; return ours over bare calamine, the median of the rounds.

    Both run in turns, because a busy machine slows either by half; the slow readers run once.
    """
    path = make_workbook(rows)
    rounds = [{name: measure(name, [path]) for name in ("calamine", "gtrm")} for _ in range(repeat)]
    others = {name: measure(name, [path]) for name in READERS if name not in rounds[0]}
    ratio = median(one["gtrm"]["cpu"] / one["calamine"]["cpu"] for one in rounds)
    middle = sorted(rounds, key=lambda one: one["gtrm"]["cpu"])[repeat // 2]
    for name, found in (middle | others).items():
        if found["rows"] != rows:
            raise SystemExit(f"{name} read {found['rows']} of {rows} rows")
        times = ratio if name == "gtrm" else found["cpu"] / middle["calamine"]["cpu"]
        print(
            f"{rows:>8,}  {name:<10}{found['cpu']:>8.2f}{found['wall']:>8.2f}"
            f"{found['peak']:>10.0f}{times:>12.2f}",
            flush=True,
        )
    return ratio


def grow() -> float:
    """Print ours over one and many files of 5,000 rows; return how much the peak grew."""
    path = make_workbook(5_000)
    one, many = (measure("gtrm", [path] * count)["peak"] for count in (1, MANY))
    print(f"\nfiles of 5,000 rows: 1 peaks at {one:.0f} MiB, {MANY} at {many:.0f} MiB")
    return many / one


def main() -> int:
    """Print the table; return 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeat", type=int, default=5, help="runs of ours and calamine's")
    parser.add_argument("--one", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, *paths = options.one
        print(json.dumps(measure_here(name, [Path(path) for path in paths])))
        return 0
    print(f"{'rows':>8}  {'reader':<10}{'CPU s':>8}{'wall s':>8}{'peak MiB':>10}{'x calamine':>12}")
    ratio = [compare(rows, options.repeat) for rows in SIZES][-1]
    grown = grow()
    kept = ratio <= CEILING and grown <= GROWTH
    print(
        f"{'Kept' if kept else 'NOT KEPT'}: {ratio:.2f} x calamine's CPU at {SIZES[-1]:,} rows "
        f"(limit {CEILING}), {grown:.2f} x the memory of one file (limit {GROWTH})."
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
