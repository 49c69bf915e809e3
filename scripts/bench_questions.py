"""How long the twenty questions of docs/questions.md take on a database: part of bench_warehouse.

Each is asked in a connection that is open already, as a BI tool's is: once to warm up, then a few
times, of which the middle one counts.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from gtrm.core.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "questions.md"
TURNS = 7
LIMIT = 50  # milliseconds


def read_questions() -> dict[str, str]:
    """Return title -> SQL, as the page has them."""
    page = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"### (.+?)\n.*?```sql\n(.+?)```", page, flags=re.DOTALL))


def time_questions(database: Path) -> Iterator[tuple[str, int, float]]:
    """Yield each question's title, number of rows and milliseconds."""
    with duckdb.connect(str(database), read_only=True) as connection:
        for title, sql in read_questions().items():
            rows = connection.execute(sql).fetchall()
            turns = [_time(connection, sql) for _ in range(TURNS)]
            yield title, len(rows), statistics.median(turns)


def print_times(database: Path) -> bool:
    """Print the table; return whether each question is answered in time."""
    with duckdb.connect(str(database), read_only=True) as connection:
        [(facts,)] = connection.execute("select count(*) from marts.fct_activities").fetchall()
    print(f"\n{facts:,} rows in fct_activities; middle one of {TURNS} turns")
    print(f"{'rows':>6}{'ms':>8}  question")
    slowest = 0.0
    for title, rows, taken in time_questions(database):
        print(f"{rows:>6}{taken:>8.1f}  {title}", flush=True)
        slowest = max(slowest, taken)
    return slowest < LIMIT


def _time(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    start = time.perf_counter()
    connection.execute(sql).fetchall()
    return (time.perf_counter() - start) * 1000
