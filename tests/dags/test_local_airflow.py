"""`make airflow`: a local Airflow with SQLite that starts, is used, and ends whole."""

import os
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from native import ROOT, airflow, free_port, wait_until

pytestmark = [pytest.mark.slow]


@pytest.fixture
def environment(tmp_path):
    """A user's shell, with the data in folders of their own."""
    kept = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
    return {
        **kept,
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "GTRM_RAW": str(tmp_path / "raw"),
        "GTRM_WAREHOUSE": str(tmp_path / "warehouse"),
    }


def make_airflow(port):
    # The tests run, so the environment is there: -o keeps make from renewing it meanwhile.
    return ["make", "-o", ".venv/.ready", "airflow", f"PORT={port}"]


def listening(running):
    """Return the addresses at which the processes of this Airflow accept connections."""
    pids = running.processes()
    return {
        one.laddr.ip
        for one in psutil.net_connections("inet")
        if one.pid in pids and one.status == psutil.CONN_LISTEN
    }


def test_ctrl_c_in_the_middle_of_a_task_leaves_no_process(environment):
    port = free_port()
    with airflow(make_airflow(port), environment, port) as running:
        body = {"logical_date": None, "conf": {"month": "2021-09"}}
        running.call("POST", "/api/v2/dags/gtrm_intake/dagRuns", body)

        wait_until(
            "dbt runs for the month that intake landed",
            150,
            lambda: [
                one for one in running.processes().values() if "gtrm.warehouse.dbt_child" in one
            ],
            running.evidence,
        )
        assert f"Airflow is at http://127.0.0.1:{port}" in running.output.read_text("utf-8")
        assert listening(running) == {"127.0.0.1"}

    assert not (Path(environment["GTRM_WAREHOUSE"]) / "current").exists()


def test_port_in_use_is_said_before_anything_starts(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            make_airflow(port),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode == 2
    assert f"Port {port} is in use. Choose another: make airflow PORT=8081" in result.stderr
    assert not Path(environment["AIRFLOW_HOME"]).exists()
