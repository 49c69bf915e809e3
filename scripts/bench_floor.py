"""The floors of `bench.py`: what no program of this kind can do without.

bench_floor.py dags             an empty pair of DAGs, with the tasks of ours, through dag.test
bench_floor.py prepare HOME     keep the SQL of a build of the installation in HOME
bench_floor.py sql HOME         run that SQL, models and data tests, straight in DuckDB
"""

from __future__ import annotations

import gc
import sys
import tempfile
from pathlib import Path

import duckdb

import run_cycle
from gtrm.core.settings import Settings, load_settings
from gtrm.pipeline import STAGES
from gtrm.warehouse import dbt_process

_LAST_OF_INTAKE = "compare_month"
_DAG = """
from airflow.sdk import dag, task

@dag(dag_id="{dag_id}", schedule=None)
def empty():
    before = None
    for name in {tasks}:
        @task(task_id=name)
        def nothing():
            return name
        now = nothing()
        if before is not None:
            before >> now
        before = now

empty()
"""
_AS_OF = "2021-10-20T00:00:00+00:00"
_KINDS = {
    "stg": ("staging", "view"),
    "int": ("intermediate", "table"),
    "rpt": ("reporting", "table"),
}


def run_empty_dags() -> None:
    """Run two DAGs whose tasks do nothing, as a cycle runs ours."""
    tasks = list(STAGES)
    split = tasks.index(_LAST_OF_INTAKE) + 1
    run_cycle.STATE.mkdir(exist_ok=True)
    gc.disable()  # as a cycle starts
    with tempfile.TemporaryDirectory(prefix="floor-", dir=run_cycle.STATE) as home:
        run_cycle.ROOT = Path(home)  # where it looks for DAGs
        folder = run_cycle.ROOT / "dags"
        folder.mkdir()
        for dag_id, some in zip(run_cycle.DAGS, (tasks[:split], tasks[split:]), strict=True):
            (folder / f"{dag_id}.py").write_text(_DAG.format(dag_id=dag_id, tasks=some))
        run_cycle._configure_airflow(Path(home))
        run_cycle._prepare_metadata(Path(home), sys.stdout)
        run_cycle._serve_newest_api_only()
        for dag_id in run_cycle.DAGS:
            run_cycle._run_dag(dag_id, {}, sys.stdout)


def keep_sql(home: Path) -> None:
    """Build the warehouse of an installation once more and keep what dbt ran."""
    settings = _settings(home)
    folder = home / "floor"
    folder.mkdir(exist_ok=True)
    (folder / "warehouse.duckdb").unlink(missing_ok=True)
    order = dbt_process.Order(
        build_file=folder / "warehouse.duckdb",
        target=folder / "target",
        landing=settings.landing,
        as_of=_AS_OF,
        arguments=["--exclude-resource-type=unit_test"],
    )
    outcome = dbt_process.build(settings, order, lambda *_: None)
    if outcome.failed:
        raise SystemExit("\n".join(outcome.failed))


def run_sql(home: Path) -> None:
    """Run the kept SQL in the order in which dbt ran it; seeds are copied."""
    kept = home / "floor"
    compiled = kept / "target" / "compiled" / "gtrm"
    paths = sorted(compiled.rglob("*.sql"), key=lambda path: path.stat().st_mtime_ns)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        models = 0
        with duckdb.connect(f"{folder}/warehouse.duckdb") as connection:
            connection.execute(f"attach '{kept / 'warehouse.duckdb'}' as built (read_only)")
            for schema in ("seeds", "staging", "intermediate", "marts", "reporting"):
                connection.execute(f"create schema {schema}")
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'built'"
                " and schema_name = 'seeds'"
            ).fetchall():
                connection.execute(f"create table seeds.{name} as from built.seeds.{name}")
            for path in paths:
                text = path.read_text(encoding="utf-8")
                if path.relative_to(compiled).parts[0] == "models" and path.parent.suffix != ".yml":
                    schema, kind = _KINDS.get(path.stem[:3], ("marts", "table"))
                    connection.execute(f"create {kind} {schema}.{path.stem} as {text}")
                    models += 1
                else:
                    connection.execute(text).fetchall()
    print(f"{models} models, {len(paths) - models} tests")


def _settings(home: Path) -> Settings:
    return load_settings({"GTRM_RAW": str(home / "raw"), "GTRM_WAREHOUSE": str(home / "warehouse")})


def main() -> int:
    """Do what the first argument names."""
    if sys.argv[1] == "dags":
        run_empty_dags()
    else:
        {"prepare": keep_sql, "sql": run_sql}[sys.argv[1]](Path(sys.argv[2]).resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
