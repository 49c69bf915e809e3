"""Monthly warehouse: build and test all landed months with dbt, report, ask a person, publish.

Follows `gtrm_intake` by asset. Safe to run again: when nothing changed, nobody is asked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, Param, PartitionedAssetTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

MONTH = {"type": ["null", "string"], "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


@dag(
    schedule=PartitionedAssetTimetable(assets=Asset("gtrm_landed_activities")),
    start_date=pendulum.datetime(2025, 1, 1, tz="America/Lima"),
    catchup=False,
    max_active_runs=16,  # a run that waits for a person must not hold up the others
    params={"month": Param(None, **MONTH, title="Mes", description="AAAA-MM, such as 2021-09")},
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5)},
    doc_md=__doc__,
    tags=["gtrm", "5w"],
)
def gtrm_warehouse() -> None:
    """See the module docstring, shown in the web page."""

    @task(max_active_tis_per_dag=1)
    def build_warehouse(params: dict[str, Any], dag_run: Any) -> list[str | None]:
        from gtrm import pipeline
        from gtrm.core.cycle import month_of_run
        from gtrm.core.settings import load_settings

        month = month_of_run(params["month"], dag_run.partition_key)
        return [month, pipeline.build(load_settings(), month)]

    @task(trigger_rule="all_done", max_active_tis_per_dag=1)  # a failed build has a report too
    def write_reports(params: dict[str, Any], dag_run: Any, ti: Any) -> str:
        from gtrm import pipeline
        from gtrm.core.cycle import month_of_run
        from gtrm.core.settings import load_settings

        month = month_of_run(params["month"], dag_run.partition_key)
        _, folder = ti.xcom_pull(task_ids="build_warehouse") or [month, None]
        return str(pipeline.write_reports(load_settings(), month, folder))

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def prepare_question(built: list[Any]) -> str | None:
        from gtrm import pipeline
        from gtrm.core.settings import load_settings

        return pipeline.ask(load_settings(), *built)

    @task(outlets=[Asset("gtrm_published_warehouse")], trigger_rule="none_failed")
    def publish_release(built: list[Any], answer: dict[str, Any] | None) -> str:
        from gtrm import pipeline
        from gtrm.core.settings import load_settings

        if (name := pipeline.publish(load_settings(), *built, answer)) is None:
            raise AirflowSkipException("Devuelto: no se publica · returned: not published")
        return name

    ask_person = HITLOperator(
        task_id="ask_person",
        subject="¿Publicar el 5W de {{ ti.xcom_pull('build_warehouse')[0] }}? · Publish?",
        body="{{ ti.xcom_pull('prepare_question') }}",
        options=["Publicar", "Devolver"],
        params={"comentario": Param("", type="string", title="Comentario · comment")},
        response_timeout=timedelta(days=14),  # then it fails, and nothing is published
        retries=0,
    )
    question = prepare_question(built := build_warehouse())
    built >> write_reports() >> question >> ask_person >> publish_release(built, ask_person.output)


gtrm_warehouse()
