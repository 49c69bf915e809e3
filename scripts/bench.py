"""What a cycle costs, beside its floor and beside a script by hand, in one run: `make bench`.

Whole cycles, as `make cycle` runs them, each in an empty installation of its own: the sample month,
the real months (where they lie beside the checkout), 22,496 rows in 72 workbooks, 200,000 rows, and
the 22,496 again after one file of them was corrected. The rounds are interleaved, so that a machine
that slows down slows all of them; the medians are told.

    floor     an empty pair of DAGs with the same tasks; the imports alone; the same SQL straight to
              DuckDB
    by hand   what a person would write instead: calamine, one DuckDB script with 40 rules and sums

CPU is that of all processes of a run, peak memory the sum of their shares (PSS), sampled. Writes
`.airflow/bench/bench.json`; ends with 1 where a limit of BUDGET is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from bench_workbooks import FOLDER, MONTH, REAL, month_of_workbooks
from gtrm.core.settings import PROJECT_ROOT

RESULT = FOLDER / "bench.json"
SCRIPTS = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
# Name -> (imports, for a look at what starting costs).
IMPORTS = {
    "airflow": "import airflow.sdk; from airflow.dag_processing.dagbag import DagBag",
    "great expectations": "import great_expectations",
    "dbt": "from dbt.cli.main import dbtRunner",
    "pandas, duckdb": "import pandas, duckdb",
}
# What is held, as (figure, at most). Ratios hold on any machine; seconds would not.
BUDGET = {
    "sample: CPU over floor": 2.5,
    "22,496 rows: CPU beyond the sample's, over by hand": 12.0,
    "22,496 rows: peak memory over the sample's": 2.0,
    "200,000 rows: CPU a row over that of 22,496": 1.25,
    "one file corrected: CPU over all 22,496 rows": 0.95,
}
_STAGE = re.compile(r"^(\d/\d) .*· (.+)$")


@dataclass
class Run:
    """What one command cost: seconds, MiB, and for a cycle (wall, CPU) by stage."""

    cpu: float
    wall: float
    peak: float
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)


def measure(command: list[str], **environment: str) -> Run:
    """Run a command and return what it cost with all its children.

    Raises:
        SystemExit: It failed; what it said last is told.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peaks = [0.0]
    watcher = threading.Thread(target=_watch_memory, args=(process, peaks))
    watcher.start()
    marks, lines = [], []
    for line in process.stdout or ():
        lines.append(line)
        if found := _STAGE.match(line):
            marks.append((found[2].strip(), time.perf_counter(), _cpu_of_tree(process.pid)))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    watcher.join()
    if process.returncode != 0:
        raise SystemExit("".join(lines[-20:]) + f"\nfailed: {' '.join(command)}")
    ends = [*marks[1:], ("", started + wall, cpu)]
    stages: dict[str, tuple[float, float]] = {}
    for (name, at, spent), end in zip(marks, ends, strict=False):  # a stage comes for each batch
        had = stages.get(name, (0.0, 0.0))
        stages[name] = (had[0] + end[1] - at, had[1] + end[2] - spent)
    if marks:
        stages = {"start": (marks[0][1] - started, marks[0][2])} | stages
    return Run(cpu, wall, peaks[0], stages)


def _watch_memory(process: subprocess.Popen[str], peaks: list[float]) -> None:
    """Keep the largest sum of memory of a command and its children, looking five times a second."""
    while process.returncode is None:
        total = sum(_memory_of(pid) for pid in _tree(process.pid))
        peaks[0] = max(peaks[0], total / 1024)
        time.sleep(0.2)


def _tree(root: int) -> list[int]:
    found, seen = [root], 0
    while seen < len(found):
        for path in Path(f"/proc/{found[seen]}/task").glob("*/children"):
            try:
                found += [int(one) for one in path.read_text().split()]
            except OSError:
                continue  # it has ended meanwhile
        seen += 1
    return found


def _memory_of(pid: int) -> int:
    """Return a process's share of memory in KiB; 0 if it has ended."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0


def _cpu_of_tree(root: int) -> float:
    """Return the seconds that a process, its children and those that have ended took."""
    total = 0
    for pid in _tree(root):
        try:
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, told[11:15]))
    return total / TICKS


def run_cycle(name: str, month: str, inbox: Path | None = None, *, again: bool = False) -> Run:
    """Run a whole cycle in an installation of its own; `again` keeps what is there."""
    home = FOLDER / "cycles" / name
    if not again:
        shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, str(SCRIPTS / "run_cycle.py"), "--month", month]
    command += ["--inbox", str(inbox)] if inbox else []
    return measure(command, GTRM_RAW=str(home / "raw"), GTRM_WAREHOUSE=str(home / "warehouse"))


def run_real_months() -> Run:
    """January and February are there; March is run."""
    home = FOLDER / "cycles" / "real"
    shutil.rmtree(home, ignore_errors=True)
    for month in ("2021-01", "2021-02"):
        run_cycle("real", month, REAL / month, again=True)
    return run_cycle("real", "2021-03", REAL / "2021-03", again=True)


def run_corrected(rows: int, files: int) -> Run:
    """Run the month again after one of its files came corrected: a figure of it has changed."""
    source = month_of_workbooks(rows, files)
    inbox = FOLDER / "corrected"
    shutil.rmtree(inbox, ignore_errors=True)
    shutil.copytree(source, inbox)
    first = sorted(inbox.iterdir())[0]
    other = sorted(month_of_workbooks(rows + files, files).iterdir())[0]
    shutil.copyfile(other, first)  # the same rows and some more
    return run_cycle(f"rows-{rows}", MONTH, inbox, again=True)


def run_python(text: str) -> Run:
    """Run a line of Python."""
    return measure([sys.executable, "-c", text])


def run_script(*arguments: str) -> Run:
    """Run a script of this folder."""
    return measure([sys.executable, str(SCRIPTS / arguments[0]), *arguments[1:]])


def run_same_sql() -> Run:
    """Run the SQL of the sample's build, which is made once more to get at it."""
    home = str(FOLDER / "cycles" / "sample")
    run_script("bench_floor.py", "prepare", home)
    return run_script("bench_floor.py", "sql", home)


def the_cases(*, quick: bool) -> dict[str, Callable[[], Run]]:
    """Return what is measured in a round, in order."""
    cases: dict[str, Callable[[], Run]] = {
        "sample": lambda: run_cycle("sample", "2021-09"),
        "floor: empty DAGs": lambda: run_script("bench_floor.py", "dags"),
        "floor: same SQL": run_same_sql,
        **{
            f"floor: import {name}": (lambda text=text: run_python(text))  # type: ignore[misc]
            for name, text in IMPORTS.items()
        },
        "22,496 rows": lambda: run_cycle("rows-22496", MONTH, month_of_workbooks(22_496, 72)),
        "by hand": lambda: run_script("bench_by_hand.py", str(month_of_workbooks(22_496, 72))),
        "one file corrected": lambda: run_corrected(22_496, 72),
    }
    if REAL.is_dir() and not quick:
        cases["real months"] = run_real_months
    return cases


def ratios(runs: dict[str, Run]) -> Iterator[tuple[str, float]]:
    """Yield the figures that BUDGET limits."""
    sample, many = runs["sample"], runs["22,496 rows"]
    floors = [run.cpu for name, run in runs.items() if name.startswith("floor: import")]
    floor = runs["floor: empty DAGs"].cpu + runs["floor: same SQL"].cpu
    floor += sum(floors) - runs["floor: import airflow"].cpu  # the empty DAGs have imported it
    yield "sample: CPU over floor", sample.cpu / floor
    beyond = many.cpu - sample.cpu
    yield "22,496 rows: CPU beyond the sample's, over by hand", beyond / runs["by hand"].cpu
    yield "22,496 rows: peak memory over the sample's", many.peak / sample.peak
    if "200,000 rows" in runs:
        large = (runs["200,000 rows"].cpu - sample.cpu) / 200_000
        yield "200,000 rows: CPU a row over that of 22,496", large / (beyond / 22_496)
    yield "one file corrected: CPU over all 22,496 rows", runs["one file corrected"].cpu / many.cpu


def middle(runs: list[Run]) -> Run:
    """Return the medians of several runs."""
    stages = {
        name: (
            median(run.stages[name][0] for run in runs),
            median(run.stages[name][1] for run in runs),
        )
        for name in runs[0].stages
        if all(name in run.stages for run in runs)
    }
    return Run(
        median(run.cpu for run in runs),
        median(run.wall for run in runs),
        max(run.peak for run in runs),
        stages,
    )


def tell(runs: dict[str, Run]) -> None:
    """Print the tables of docs/performance.md."""
    print("\n| run | CPU s | wall s | peak MiB |\n|---|---|---|---|")
    for name, run in runs.items():
        print(f"| {name} | {run.cpu:.1f} | {run.wall:.1f} | {run.peak:.0f} |")
    staged = {name: run for name, run in runs.items() if run.stages}
    print(f"\n| stage: wall / CPU s | {' | '.join(staged)} |\n|---|{'---|' * len(staged)}")
    for stage in next(iter(staged.values())).stages:
        cells = (run.stages.get(stage, (0.0, 0.0)) for run in staged.values())
        print(f"| {stage} | {' | '.join(f'{wall:.1f} / {cpu:.1f}' for wall, cpu in cells)} |")


def main() -> int:
    """Measure, print, write; return 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="of all but the largest")
    parser.add_argument("--quick", action="store_true", help="without 200,000 rows and real months")
    options = parser.parse_args()
    found: dict[str, list[Run]] = {}
    for number in range(options.rounds):
        for name, run in the_cases(quick=options.quick or number > 0).items():
            found.setdefault(name, []).append(run())
            last = found[name][-1]
            print(f"{name:<28}{last.cpu:>8.1f} CPU s{last.wall:>8.1f} s", flush=True)
    if not options.quick:
        found["200,000 rows"] = [
            run_cycle("rows-200000", MONTH, month_of_workbooks(200_000, 200)),
        ]
    runs = {name: middle(some) for name, some in found.items()}
    tell(runs)
    told = dict(ratios(runs))
    print("\n| limit | now | at most |\n|---|---|---|")
    for name, now in told.items():
        print(f"| {name} | {now:.2f} | {BUDGET[name]:.2f} |")
    broken = [name for name, now in told.items() if now > BUDGET[name]]
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    whole = {"runs": {name: asdict(run) for name, run in runs.items()}, "ratios": told}
    RESULT.write_text(json.dumps(whole | {"budget": BUDGET, "broken": broken}, indent=1), "utf-8")
    print(f"\n{'NOT KEPT: ' + '; '.join(broken) if broken else 'Kept.'} {RESULT}")
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {PROJECT_ROOT.name}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
