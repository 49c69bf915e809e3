"""Monthly warehouse: build and test all landed months with dbt, publish a release.

Follows `gtrm_intake` by asset, one run per month; by hand for any month with the `month` param.
Safe to run again: when nothing changed, the current release stays.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset, Param, PartitionedAssetTimetable, dag, task

landed_activities = Asset("gtrm_landed_activities")
published_warehouse = Asset("gtrm_published_warehouse")
MONTH = {"type": ["null", "string"], "pattern": r"^\d{4}-(0[1-9]|1[0-2])$"}


@dag(
    schedule=PartitionedAssetTimetable(assets=landed_activities),
    start_date=pendulum.datetime(2025, 1, 1, tz="America/Lima"),
    catchup=False,
    max_active_runs=1,
    params={
        "month": Param(None, **MONTH, title="Mes", description="AAAA-MM, for instance 2021-09"),
    },
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5)},
    doc_md=__doc__,
    tags=["gtrm", "5w"],
)
def gtrm_warehouse() -> None:
    """See the module docstring, shown in the web page."""

    @task
    def land_population_shares() -> int:
        from gtrm.intake import shares
        from gtrm.settings import load_settings

        return shares.land(load_settings())

    @task
    def build_warehouse(params: dict[str, Any], dag_run: Any) -> str | None:
        from gtrm.cycle import month_of_run
        from gtrm.publishing import build
        from gtrm.settings import load_settings

        return build.build_if_changed(
            load_settings(), month_of_run(params["month"], dag_run.partition_key)
        )

    @task(outlets=[published_warehouse])
    def publish_release(build: str | None, params: dict[str, Any], dag_run: Any) -> str:
        from gtrm.cycle import month_of_run
        from gtrm.publishing import release
        from gtrm.settings import load_settings

        return release.publish(
            load_settings(), month_of_run(params["month"], dag_run.partition_key), build
        )

    built = build_warehouse()
    land_population_shares() >> built
    publish_release(built)


gtrm_warehouse()
