"""An incremental build holds what a full one holds, table by table."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from gtrm.core.settings import Settings
from gtrm.intake.landed import SCHEMAS
from gtrm.warehouse import base
from landing_rows import PROJECT, Build, run_dbt

STATE = {
    "fingerprint": "",
    "code_sha256": "",
    "shares_sha256": None,
    "config_files": {},
    "versions": {"dbt-core": "", "dbt-duckdb": "", "duckdb": ""},
}
# What the landing was before: without the file p2 of February 2031, so that nothing replaced rows
# of p1; a row of p3 for December, which is read as January's now; nothing accepted in June 2030.
BEFORE = {
    "parts/parts.parquet": """
        select * replace (
            nullif(superseded_by_submission_id, 'p2') as superseded_by_submission_id,
            if(submission_id = 'p3', '2030-12', month_code) as month_code
        )
        from landed where submission_id <> 'p2'
    """,
    "activities/2031-01/p3.parquet": "select * replace ('2030-12' as month_code) from landed",
    "waived/2030-06.parquet": "from landed limit 0",
}
TABLES = """
    select schema_name, table_name, sql, comment from duckdb_tables()
    where database_name = ? order by all
"""
COLUMNS = """
    select schema_name, table_name, column_name, comment from duckdb_columns()
    where database_name = ? order by all
"""


@pytest.fixture(scope="module")
def plan(build: Build, tmp_path_factory: pytest.TempPathFactory) -> base.Plan:
    """Build the landing as it was, then what has changed; `base` of the plan is the second file."""
    root = tmp_path_factory.mktemp("incremental")
    settings = Settings(PROJECT.parent, root / "raw", root, root / "config")
    for folder in ("landing", "config"):
        shutil.copytree(build.root / folder, root / folder)
    _undo(root / "landing")
    no_tests = [f"--exclude-resource-type={kind}" for kind in ("test", "unit_test")]
    assert run_dbt(root, *no_tests).failed == []
    base.keep(settings, base.plan(settings, STATE), root / "warehouse.duckdb")
    shutil.rmtree(root / "landing")
    shutil.copytree(build.root / "landing", root / "landing")
    (root / "warehouse.duckdb").unlink()
    made = base.plan(settings, STATE)
    base.copy(settings, made, root / "warehouse.duckdb")
    done = run_dbt(root, no_tests[1], *made.selection(), months=made.touched())
    assert done.failed == []
    return base.Plan({}, "", str(root / "warehouse.duckdb"), made.cycles, made.months)


def _undo(landing: Path) -> None:
    for table in ("activities", "findings", "submissions"):
        shutil.rmtree(landing / table / "2031-02")
    for name, sql in BEFORE.items():
        landed = pq.read_table(landing / name)  # the query's table  # noqa: F841
        schema = SCHEMAS[name.split("/")[0]]
        pq.write_table(duckdb.sql(sql).to_arrow_table().cast(schema), landing / name)


def test_only_touched_months_are_made_anew(plan: base.Plan) -> None:
    assert plan.cycles == ("2030-06", "2031-01", "2031-02")
    assert plan.months == ("2030-06", "2030-12", "2031-01", "2031-02")


def test_every_table_is_that_of_a_full_build(build: Build, plan: base.Plan) -> None:
    with duckdb.connect() as connection:
        for name, file in (("whole", build.root / "warehouse.duckdb"), ("partial", plan.base)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        for query in (TABLES, COLUMNS):
            whole, partial = (
                connection.execute(query, [name]).fetchall() for name in ("whole", "partial")
            )
            assert partial == whole
        tables = [
            f'{row[0]}."{row[1]}"' for row in connection.execute(TABLES, ["whole"]).fetchall()
        ]
        different = [
            table
            for table in tables
            for one, other in (("whole", "partial"), ("partial", "whole"))
            if connection.execute(
                f"(from {one}.{table}) except all (from {other}.{table}) limit 1"
            ).fetchall()
        ]

    assert len(tables) > 100
    assert different == []
