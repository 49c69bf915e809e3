"""Monthly 5W intake: archive the partners' files, land their rows, check and compare them.

Runs on the 11th for the month before, by hand for any month. Safe to run again on the same files.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Connection, CronPartitionTimetable, Param, dag, task

landed_activities = Asset("gtrm_landed_activities")
MONTH = {"type": ["null", "string"], "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


@dag(
    schedule=CronPartitionTimetable(
        "0 6 11 * *", timezone="America/Lima", run_offset=-1, key_format="%Y-%m"
    ),
    start_date=pendulum.datetime(2025, 1, 1, tz="America/Lima"),
    catchup=False,
    max_active_runs=1,
    params={
        "month": Param(None, **MONTH, title="Mes", description="AAAA-MM, for instance 2021-09"),
        "inbox": Param(None, type=["null", "string"], title="Carpeta"),
    },
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    doc_md=__doc__,
    tags=["gtrm", "5w"],
)
def gtrm_intake() -> None:
    """See the module docstring, shown in the web page."""

    @task(retries=0, execution_timeout=timedelta(hours=3))  # what was not sent: a person has to act
    def archive_submissions(params: dict[str, Any], dag_run: Any) -> list[list[str]]:
        from gtrm import pipeline
        from gtrm.core.cycle import month_of_run
        from gtrm.core.settings import load_settings

        settings, month = load_settings(), month_of_run(params["month"], dag_run.partition_key)
        return pipeline.receive(
            settings, month, params["inbox"], lambda name: Connection.get(name).as_json()
        )

    @task
    def land_batch(submission_ids: list[str]) -> list[str]:
        from gtrm import pipeline
        from gtrm.core.settings import load_settings

        pipeline.land_batch(load_settings(), submission_ids)
        return submission_ids

    @task
    def check_batch(submission_ids: list[str]) -> int:
        from gtrm import pipeline
        from gtrm.core.settings import load_settings

        return pipeline.check_batch(load_settings(), submission_ids)

    @task(outlets=[landed_activities], trigger_rule="none_failed")
    def compare_month(params: dict[str, Any], dag_run: Any, outlet_events: Any) -> None:
        from gtrm import pipeline
        from gtrm.core.cycle import month_of_run
        from gtrm.core.settings import load_settings

        month = month_of_run(params["month"], dag_run.partition_key)
        outlet_events[landed_activities].add_partitions(month)
        pipeline.compare_month(load_settings(), month)

    landed = land_batch.expand(submission_ids=archive_submissions())
    check_batch.expand(submission_ids=landed) >> compare_month()


gtrm_intake()
