"""The DAG files, as Airflow loads them."""

import warnings
from pathlib import Path

import pytest

DAGS_FOLDER = Path(__file__).resolve().parents[2] / "dags"


@pytest.fixture(scope="session")
def dag_bag(tmp_path_factory):
    """The DAGs of the folder; Airflow's home, read when it is imported, is a temporary one."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        warnings.simplefilter("ignore")  # those of Airflow's own imports
        from airflow.dag_processing.dagbag import DagBag

        return DagBag(str(DAGS_FOLDER))
