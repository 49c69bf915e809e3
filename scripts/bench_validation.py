"""What 40 rules cost, beside the same rules as SQL and in plain GX: `make bench-validation`.

Rows as intake lands them, every cell text, are made on the spot and kept in `.airflow/bench`; one
in twenty has a defect. Each way runs in a process of its own, reads the same Parquet file, prepares
columns (figures from text, sums, types of indicators) and gives the numbers of the rows that break
each rule; they must be the same. Both steps are timed, after libraries and lists are loaded.

sql       DuckDB by hand, with the columns of these rules only.
gtrm      What the cycle runs, without the texts of findings. It prepares for every rule there is.
plain gx  gtrm's columns, in one suite over one batch, with a row condition where a rule has one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench_rows import make_rows
from bench_rules import FIGURE, PREPARE, RULES
from gtrm.core.settings import PROJECT_ROOT, load_settings
from gtrm.intake import landed

SETTINGS = replace(load_settings(), warehouse=PROJECT_ROOT / ".airflow" / "bench")
SIZES = (10_000, 100_000, 1_000_000)
CEILING = 10.0  # times the SQL's CPU, at the largest size
GENERATION = "gtrm_es_2021"

Failing = dict[str, Any]  # rule id -> the numbers of the rows that break it


def by_sql(path: Path) -> Iterator[Failing]:
    """DuckDB, by hand."""
    import duckdb
    import numpy  # noqa: F401 the results come in its arrays

    with duckdb.connect() as connection:
        yield {}  # loaded: the clock starts
        connection.execute(FIGURE)
        connection.execute(PREPARE, {"path": str(path)})
        yield {}  # prepared
        query = "select row_number from prepared where {}"
        yield {
            rule_id: connection.execute(query.format(broken)).fetchnumpy()["row_number"]
            for rule_id, broken in RULES.items()
        }


def by_gtrm(path: Path) -> Iterator[Failing]:
    """Our way: columns prepared once, each rule asked of the few that it reads."""
    from gtrm.rules import verdicts

    loading = _prepare(path)
    rules = next(loading)
    yield {}
    prepared = next(loading)
    yield {}
    yield {rule.rule_id: failing for rule, failing in verdicts.failing_rows(prepared, rules)}


def by_plain_gx(path: Path) -> Iterator[Failing]:
    """GX's usual way over the same columns: one suite, one batch, every failing row named."""
    from gtrm.rules.gx_library import ephemeral_context, gx

    loading = _prepare(path)
    rules = next(loading)
    context = ephemeral_context()
    frames = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batches = frames.add_batch_definition_whole_dataframe("all")
    yield {}
    prepared = next(loading).reset_index()
    yield {}
    suite = gx.ExpectationSuite(name="rules", expectations=[dict(r.configuration) for r in rules])
    batch = batches.get_batch(batch_parameters={"dataframe": prepared})
    found = batch.validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["row_number"],
        },
    )
    yield {
        result.expectation_config.meta["rule_id"]: [
            one["row_number"] for one in result.result.get("unexpected_index_list") or ()
        ]
        for result in found.results
    }


def _prepare(path: Path) -> Iterator[Any]:
    """Yield the rules, then the prepared columns of all rows."""
    from gtrm.lists.vocabularies import Vocabularies
    from gtrm.rules import preparation, suites

    vocabularies = Vocabularies.load(SETTINGS.seeds)
    loaded = suites.all_rules(suites.load_suites(SETTINGS.expectations, "rows"))
    rules = [rule for rule in loaded if rule.rule_id in RULES and rule.applies_to(GENERATION)]
    if len(rules) != len(RULES):
        raise SystemExit(f"{len(RULES) - len(rules)} of the rules are gone: bring RULES up to date")
    yield rules
    yield preparation.prepare(landed.read(SETTINGS, "activities", [path.stem]), vocabularies)


WAYS: dict[str, Callable[[Path], Iterator[Failing]]] = {
    "sql": by_sql,
    "gtrm": by_gtrm,
    "plain gx": by_plain_gx,
}


def measure_here(way: str, path: Path) -> dict[str, Any]:
    """Run one way in this process: CPU of its two steps, wall, peak memory, a digest of the ids."""
    steps = WAYS[way](path)
    next(steps)
    wall, clocks = time.perf_counter(), [time.process_time()]
    for failing in steps:  # noqa: B007 the last are looked at
        clocks.append(time.process_time())
    wall = time.perf_counter() - wall
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    told = {rule_id: sorted(map(int, failing.get(rule_id, ()))) for rule_id in RULES}
    return {
        "prepare": clocks[1] - clocks[0],
        "rules": clocks[2] - clocks[1],
        "wall": wall,
        "peak": int(peak[1]) / 1024 if peak else 0.0,
        "failing": {rule_id: len(numbers) for rule_id, numbers in told.items()},
        "digest": {
            rule_id: hashlib.sha256(json.dumps(numbers).encode()).hexdigest()
            for rule_id, numbers in told.items()
        },
    }


def measure(way: str, path: Path) -> dict[str, Any]:
    """Return what one run in a new process costs."""
    command = [sys.executable, __file__, "--one", way, str(path)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def compare(rows: int, repeat: int) -> tuple[float, float]:
    """Print every way at one size; return ours over the SQL, the median of the rounds.

    Ours and the SQL run in turns, because a busy machine slows either by half; plain GX runs once.
    """
    path = landed.path_of(SETTINGS, "activities", f"2021-09-{rows}")
    make_rows(rows, path)
    rounds = [{way: measure(way, path) for way in ("sql", "gtrm")} for _ in range(repeat)]
    plain = {"plain gx": measure("plain gx", path)}
    middle = sorted(rounds, key=lambda one: _all(one["gtrm"]))[repeat // 2] | plain
    for found in middle.values():
        if other := [one for one in RULES if found["digest"][one] != middle["sql"]["digest"][one]]:
            raise SystemExit(f"Not the same rows fail: {', '.join(other)}")
    failing = sum(middle["sql"]["failing"].values())
    print(f"{rows:,} rows, {failing:,} failures of {len(RULES)} rules")
    for way, found in middle.items():
        by_rules, by_all = _times_sql(way, rounds if way in rounds[0] else [middle])
        print(
            f"{way:<10}{found['prepare']:>9.2f}{found['rules']:>8.2f}{_all(found):>8.2f}"
            f"{found['wall']:>8.2f}{found['peak']:>10.0f}{by_rules:>9.1f}{by_all:>8.1f}",
            flush=True,
        )
    return _times_sql("gtrm", rounds)


def _times_sql(way: str, rounds: list[dict[str, Any]]) -> tuple[float, float]:
    """CPU of a way over that of the SQL: of the rules, and of both steps; medians."""
    return (
        median(one[way]["rules"] / one["sql"]["rules"] for one in rounds),
        median(_all(one[way]) / _all(one["sql"]) for one in rounds),
    )


def _all(found: dict[str, Any]) -> float:
    return float(found["prepare"] + found["rules"])


def main() -> int:
    """Print the table; return 1 where the limit is not kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3, help="runs of ours and the SQL")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure_here(options.one[0], Path(options.one[1]))))
        return 0
    print(
        f"{'':<10}{'prepare':>9}{'rules':>8}{'CPU s':>8}{'wall s':>8}{'peak MiB':>10}"
        f"{'x rules':>9}{'x all':>8}"
    )
    by_rules, by_all = [compare(rows, options.repeat) for rows in SIZES][-1]
    kept = max(by_rules, by_all) <= CEILING
    print(
        f"{'Kept' if kept else 'NOT KEPT'}: at {SIZES[-1]:,} rows {by_rules:.1f} x the CPU of the "
        f"SQL for the rules, {by_all:.1f} x with preparing (limit {CEILING:.0f})."
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
