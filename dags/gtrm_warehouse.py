"""Monthly warehouse: build and test all landed months with dbt, ask a person, publish a release.

Follows `gtrm_intake` by asset, one run per month; by hand with the `month` param. Required Actions
has its question. Safe to run again: when nothing changed, nobody is asked.
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
    def land_decisions() -> int:
        from gtrm.core.settings import load_settings
        from gtrm.intake import shares
        from gtrm.rules import decisions

        decisions.land(load_settings())
        return shares.land(load_settings())

    @task(max_active_tis_per_dag=1)
    def build_warehouse(params: dict[str, Any], dag_run: Any) -> list[str | None]:
        from gtrm.core.cycle import month_of_run
        from gtrm.core.settings import load_settings
        from gtrm.warehouse import build

        month = month_of_run(params["month"], dag_run.partition_key)
        return [month, build.build_if_changed(load_settings(), month)]

    @task.short_circuit(ignore_downstream_trigger_rules=False)
    def prepare_question(built: list[Any]) -> str | None:
        from gtrm.core.settings import load_settings
        from gtrm.products import approval

        return approval.ask(load_settings(), *built)

    @task(outlets=[Asset("gtrm_published_warehouse")], trigger_rule="none_failed")
    def publish_release(built: list[Any], answer: dict[str, Any] | None) -> str:
        from gtrm import publication
        from gtrm.core.settings import load_settings

        if (name := publication.publish(load_settings(), *built, answer)) is None:
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
    land_decisions() >> (built := build_warehouse())
    prepare_question(built) >> ask_person >> publish_release(built, ask_person.output)


gtrm_warehouse()
