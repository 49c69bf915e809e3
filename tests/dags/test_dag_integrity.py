"""The DAGs load as they stand on disk, are thin, and know their month."""

import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

DAGS_FOLDER = Path(__file__).resolve().parents[2] / "dags"
FILES = sorted(DAGS_FOLDER.glob("*.py"))
DAG_IDS = [path.stem for path in FILES]
TASKS = {
    "gtrm_intake": ["archive_submissions", "land_batch", "check_batch", "compare_month"],
    "gtrm_warehouse": [
        *("build_warehouse", "write_reports", "prepare_question", "ask_person"),
        "publish_release",
    ],
}
READ_ONE = """
import json, resource, sys, warnings
warnings.simplefilter("ignore")
import airflow.sdk, pendulum
before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
import importlib.util
spec = importlib.util.spec_from_file_location("parsed", sys.argv[1])
spec.loader.exec_module(importlib.util.module_from_spec(spec))
used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - before
print(json.dumps([used, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_every_file_is_one_dag_of_its_name(dag_bag):
    assert dag_bag.import_errors == {}
    assert DAG_IDS
    assert sorted(dag_bag.dags) == DAG_IDS
    for dag_id, dag in dag_bag.dags.items():
        assert Path(dag.fileloc).stem == dag_id
        assert dag_id.startswith("gtrm_")


@pytest.mark.parametrize("path", FILES, ids=DAG_IDS)
def test_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_dag_says_what_it_does_and_when(dag_bag, dag_id):
    dag = dag_bag.dags[dag_id]

    assert dag.doc_md.startswith("Monthly")
    assert "Safe to run again" in " ".join(dag.doc_md.split())
    assert "gtrm" in dag.tags
    assert dag.catchup is False


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_tasks_are_the_known_ones_and_are_tried_again(dag_bag, dag_id):
    tasks = dag_bag.dags[dag_id].tasks

    assert sorted(task.task_id for task in tasks) == sorted(TASKS[dag_id])
    without = {task.task_id for task in tasks if not task.retries}
    assert without <= {"archive_submissions", "ask_person"}  # a person acts: no use to try again


def test_runs_do_not_get_in_each_others_way_and_none_waits_for_a_question(dag_bag):
    intake, warehouse = dag_bag.dags["gtrm_intake"], dag_bag.dags["gtrm_warehouse"]

    assert intake.max_active_runs == 1
    assert warehouse.max_active_runs > 1
    assert warehouse.get_task("build_warehouse").max_active_tis_per_dag == 1


def test_stages_told_are_the_tasks_in_their_order(dag_bag):
    from gtrm.pipeline import STAGES

    tasks = [task for dag_id in DAG_IDS for task in TASKS[dag_id] if task != "ask_person"]

    assert list(STAGES) == tasks
    for dag_id in DAG_IDS:
        own = [task.task_id for task in dag_bag.dags[dag_id].topological_sort()]
        assert own == TASKS[dag_id]


def test_reports_are_written_of_a_build_that_failed_too_and_nobody_is_asked(dag_bag):
    warehouse = dag_bag.dags["gtrm_warehouse"]
    reports, question = warehouse.get_task("write_reports"), warehouse.get_task("prepare_question")

    assert reports.trigger_rule == "all_done"
    assert reports.upstream_task_ids == {"build_warehouse"}
    assert question.trigger_rule == "all_success"
    assert question.upstream_task_ids == {"build_warehouse", "write_reports"}


def test_person_is_asked_in_spanish_and_silence_publishes_nothing(dag_bag):
    from gtrm.products import approval

    asked = dag_bag.dags["gtrm_warehouse"].get_task("ask_person")

    assert asked.options == [approval.PUBLISH, approval.RETURN] == ["Publicar", "Devolver"]
    assert list(asked.params) == ["comentario"]
    assert asked.defaults is None
    assert asked.response_timeout == timedelta(days=14)


def test_files_travel_in_batches(dag_bag):
    tasks = dag_bag.dags["gtrm_intake"].tasks

    assert {task.task_id for task in tasks if task.is_mapped} == {"land_batch", "check_batch"}


@pytest.mark.parametrize("dag_id", DAG_IDS)
@pytest.mark.parametrize(
    ("month", "is_one"),
    [
        *[("2021-09", True), ("2021-12", True), (None, True)],
        *[("2021-13", False), ("2021-00", False), ("2021-9", False), ("09-2021", False)],
        *[("2021-09-01", False), ("setiembre", False), ("", False), (202109, False)],
    ],
)
def test_form_takes_a_month_and_nothing_else(dag_bag, dag_id, month, is_one):
    given = dag_bag.dags[dag_id].params.get_param("month")

    assert given.schema["pattern"] == r"^\d{4}-(0[1-9]|1[0-2])$"
    if is_one:
        assert given.resolve(month) == month
    else:
        with pytest.raises(ValueError, match=r"month|does not match|is not of type"):
            given.resolve(month)


def test_scheduled_intake_is_for_the_month_before(dag_bag):
    import pendulum
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    timetable = coerce_to_core_timetable(dag_bag.dags["gtrm_intake"].timetable)
    run = timetable.next_dagrun_info_v2(
        last_dagrun_info=None,
        restriction=TimeRestriction(pendulum.datetime(2021, 1, 1), latest=None, catchup=True),
    )

    assert timetable.partitioned
    assert run.run_after == datetime(2021, 1, 11, 11, tzinfo=UTC)  # 06:00 in Lima
    assert run.partition_key == "2020-12"


def test_warehouse_follows_intake_by_asset_and_month(dag_bag):
    from airflow.sdk import PartitionedAssetTimetable

    intake, warehouse = dag_bag.dags["gtrm_intake"], dag_bag.dags["gtrm_warehouse"]
    emitted = {asset.name for task in intake.tasks for asset in task.outlets}

    assert isinstance(warehouse.timetable, PartitionedAssetTimetable)
    assert emitted == {warehouse.timetable.asset_condition.name} == {"gtrm_landed_activities"}


@pytest.mark.parametrize("path", FILES, ids=DAG_IDS)
def test_reading_a_dag_file_is_light(path):
    started = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", READ_ONE, path], capture_output=True, text=True, check=True
    )
    used, modules = json.loads(result.stdout.splitlines()[-1])

    assert not {"gtrm", "pandas", "great_expectations", "dbt", "duckdb", "pyarrow"} & set(modules)
    assert used < 2, f"{used:.2f} s of CPU ({time.monotonic() - started:.1f} s in all)"


@pytest.mark.parametrize("path", FILES, ids=DAG_IDS)
def test_dag_file_reads_no_environment(path):
    assert not re.search(r"environ|getenv|Variable", path.read_text(encoding="utf-8"))
