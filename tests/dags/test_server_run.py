"""The services of docker-compose.yml, started as processes, run the sample month by asset.

Their settings are those of the file itself; only addresses and folders are this machine's.
PostgreSQL comes from Debian. The image is not built here: that needs a container engine.
"""

import json
import os
import re
import subprocess
import sys
import urllib.error
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from compose import load_compose
from native import BIN, ROOT, airflow, free_port, postgresql, random_secret, wait_until

pytestmark = [pytest.mark.needs("initdb"), pytest.mark.slow, pytest.mark.timeout(900)]
MONTH = "2021-09"
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
PASSWORDS = {"ana": "p$ß 'w\"", "luis": random_secret()}
TACNA = """
    select people_reached_count
    from reporting.rpt_people_reached
    where is_registered and month_code = ? and region_pcode = 'PE23'
"""
RUN_LIMIT = 300  # seconds; two idle cores need 60


@pytest.fixture(scope="module")
def services(tmp_path_factory):
    """The services of docker-compose.yml with this machine's addresses and folders."""
    folder = tmp_path_factory.mktemp("server")
    values = {
        "GTRM_POSTGRES_PASSWORD": f"@/:%$ {random_secret()}",
        "GTRM_FERNET_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "GTRM_JWT_SECRET": random_secret(),
        "GTRM_API_SECRET": random_secret(),
        "GTRM_AIRFLOW_USERS": "ana:admin,luis:viewer",
        "GTRM_AIRFLOW_PASSWORDS": json.dumps(PASSWORDS),
    }
    with postgresql(values["GTRM_POSTGRES_PASSWORD"]) as database_port:
        here = {
            "postgres:5432": f"127.0.0.1:{database_port}",
            "api-server:8080": f"127.0.0.1:{(port := free_port())}",
            "127.0.0.1:8080": f"127.0.0.1:{port}",
            "127.0.0.1:8974": f"127.0.0.1:{(health_port := free_port())}",
            "/opt/gtrm": str(ROOT),
            "/data": str(folder),
            "/dev/shm": str(folder),  # noqa: S108 the container's own
        }
        found = moved(load_compose(values)["services"], here)
        own = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(health_port),
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "30",
        }
        for name in (*COMPONENTS, "init"):
            found[name]["environment"] |= own
        for name in ("raw", "warehouse"):
            (folder / name).mkdir()
        yield {**found, "port": port}


def moved(node, places):
    """Return the node with every text in it moved to other places."""
    if isinstance(node, dict):
        return {key: moved(value, places) for key, value in node.items()}
    if isinstance(node, list):
        return [moved(value, places) for value in node]
    if isinstance(node, str):
        return re.sub("|".join(map(re.escape, places)), lambda match: places[match[0]], node)
    return node


@pytest.fixture(scope="module")
def server(services):
    """The server, running; when the tests are over it is stopped and nothing of it may be left."""
    init = services["init"]
    subprocess.run(init["command"], env=init["environment"], check=True, capture_output=True)
    api_server = services["api-server"]
    store_passwords = [*api_server["command"][:-1], api_server["command"][-1].split("exec")[0]]
    subprocess.run(store_passwords, env=api_server["environment"], check=True)
    command = [sys.executable, ROOT / "scripts" / "run_airflow.py", "--port", services["port"]]
    environment = {**services["scheduler"]["environment"], **api_server["environment"]}
    with airflow([str(part) for part in command], environment, services["port"]) as running:
        running.log_in("ana", PASSWORDS["ana"])
        yield running


def trigger(server, dag_id, **body):
    path = f"/api/v2/dags/{dag_id}/dagRuns"
    return server.call("POST", path, {"logical_date": None, **body})["dag_run_id"]


def wait_for_run(server, dag_id, wanted):
    def ended():
        runs = [run for run in server.runs(dag_id) if wanted(run)]
        return runs and runs[-1]["state"] in {"success", "failed"} and runs[-1]

    run = wait_until(f"a run of {dag_id} ends", RUN_LIMIT, ended, server.evidence)
    assert run["state"] == "success", server.evidence()
    return run


@pytest.mark.parametrize("name", COMPONENTS)
def test_health_check_of_the_compose_file_is_green(server, services, name):
    command = services[name]["healthcheck"]["test"]
    assert command[0] == "CMD"
    environment = services[name]["environment"]

    def is_green():
        return subprocess.run(command[1:], env=environment, capture_output=True).returncode == 0

    wait_until(f"{name} is healthy", 60, is_green, server.evidence)


def test_init_refuses_a_folder_it_cannot_write(services):
    environment = {**services["init"]["environment"], "GTRM_RAW": "/proc/nowhere"}
    result = subprocess.run(
        services["init"]["command"], env=environment, capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert "cannot write to /proc/nowhere. See 'Folders' in docs/server.md." in result.stderr


def test_viewer_looks_and_a_stranger_does_not(server):
    try:
        with pytest.raises(urllib.error.HTTPError, match="401"):
            server.log_in("ana", "admin")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            server.runs("gtrm_intake")
        server.log_in("luis", PASSWORDS["luis"])
        assert server.call("GET", "/api/v2/dags")["total_entries"] == 2
        with pytest.raises(urllib.error.HTTPError, match="403"):
            trigger(server, "gtrm_intake", conf={"month": MONTH})
    finally:
        server.log_in("ana", PASSWORDS["ana"])


def wait_for_question(server, wanted):
    """Return the question of a run of gtrm_warehouse, with where to answer it."""

    def asked():
        path = "/api/v2/dags/gtrm_warehouse/dagRuns/~/hitlDetails?response_received=false"
        found = server.call("GET", path)["hitl_details"]
        return [one for one in found if wanted(one["task_instance"]["dag_run_id"])]

    question = wait_until("a person is asked", RUN_LIMIT, asked, server.evidence)[0]
    run_id = question["task_instance"]["dag_run_id"]
    path = f"/api/v2/dags/gtrm_warehouse/dagRuns/{quote(run_id)}/taskInstances"
    return {**question, "run_id": run_id, "tasks": path}


def answer(server, question, option, comment):
    # Airflow fails a task whose answer comes before its executor has told that asking has ended,
    # some five seconds after the question can be read.
    told = "TaskInstance Finished: dag_id=gtrm_warehouse, task_id=ask_person, "
    told += f"run_id={question['run_id']}"
    log = server.home / "logs" / "scheduler.log"
    wait_until("asking has ended", 60, lambda: told in log.read_text("utf-8"), server.evidence)
    body = {"chosen_options": [option], "params_input": {"comentario": comment}}
    return server.call("PATCH", f"{question['tasks']}/ask_person/-1/hitlDetails", body)


def test_month_runs_from_the_form_to_the_question_by_asset(server):
    """What the web page's form sends: all params, the present as logical date, no partition key."""
    for dag_id in ("gtrm_warehouse", "gtrm_intake"):
        assert server.call("GET", f"/api/v2/dags/{dag_id}")["is_paused"]
        server.call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})
    intake_id = trigger(
        server,
        "gtrm_intake",
        conf={"month": MONTH, "inbox": None},
        logical_date=datetime.now(UTC).isoformat(),
        data_interval_start=None,
        data_interval_end=None,
    )

    intake = wait_for_run(server, "gtrm_intake", lambda run: run["dag_run_id"] == intake_id)
    question = wait_for_question(server, lambda run_id: "asset_triggered" in run_id)

    [warehouse] = server.runs("gtrm_warehouse")
    assert intake["run_type"] == "manual"
    assert (warehouse["run_type"], warehouse["partition_key"]) == ("asset_triggered", MONTH)
    assert warehouse["conf"] == {}
    assert server.call("GET", f"{question['tasks']}/ask_person")["state"] == "awaiting_input"
    assert question["subject"] == f"¿Publicar el 5W de {MONTH}? · Publish?"
    assert question["options"] == ["Publicar", "Devolver"]
    assert f"reports/{MONTH}/qa_report.html" in question["body"]
    assert not (Path(server.environment["GTRM_WAREHOUSE"]) / "current").is_symlink()


def test_viewer_cannot_answer_and_returned_month_is_not_published(server):
    question = wait_for_question(server, lambda run_id: "asset_triggered" in run_id)
    try:
        server.log_in("luis", PASSWORDS["luis"])
        with pytest.raises(urllib.error.HTTPError, match="403"):
            answer(server, question, "Publicar", "")
    finally:
        server.log_in("ana", PASSWORDS["ana"])
    answer(server, question, "Devolver", "Falta Tumbes")

    wait_for_run(server, "gtrm_warehouse", lambda run: run["dag_run_id"] == question["run_id"])

    warehouse = Path(server.environment["GTRM_WAREHOUSE"])
    [returned] = warehouse.glob("build/*/returned.json")
    kept = json.loads(returned.read_text(encoding="utf-8"))
    assert server.call("GET", f"{question['tasks']}/publish_release")["state"] == "skipped"
    assert (kept["by"], kept["comment"], kept["how"]) == ("ana", "Falta Tumbes", "airflow")
    assert not (warehouse / "current").is_symlink()


def test_next_run_asks_again_and_the_release_holds_the_answer(server):
    run_id = trigger(server, "gtrm_warehouse", conf={"month": MONTH})
    question = wait_for_question(server, lambda asked: asked == run_id)
    said = answer(server, question, "Publicar", "Tumbes llegó")

    wait_for_run(server, "gtrm_warehouse", lambda run: run["dag_run_id"] == run_id)

    assert "«Falta Tumbes»" in question["body"]
    current = Path(server.environment["GTRM_WAREHOUSE"]) / "current"
    assert current.resolve().name == f"{MONTH}-r1"
    approval = json.loads((current / "MANIFEST.json").read_text(encoding="utf-8"))["approval"]
    assert (approval["decision"], approval["by"]) == ("publish", "ana")
    assert (approval["comment"], approval["how"]) == ("Tumbes llegó", "airflow")
    assert approval["at"][:19] == said["responded_at"][:19]
    with duckdb.connect(current / "warehouse.duckdb", read_only=True) as connection:
        assert connection.execute(TACNA, [MONTH]).fetchall() == [(2953,)]


def test_log_of_a_task_is_on_the_web_page(server):
    run = next(run for run in server.runs("gtrm_intake") if run["run_type"] == "manual")
    path = f"/api/v2/dags/gtrm_intake/dagRuns/{quote(run['dag_run_id'])}"
    log = server.call("GET", f"{path}/taskInstances/archive_submissions/logs/1")

    assert "5W_Organizacion_Muestra_A_2021-09.xlsx: archived" in json.dumps(log)


def test_run_of_the_schedule_is_for_the_month_before_and_ends_at_once(server):
    """It starts when the DAG is unpaused, finds no file, and does not hold up a run by hand."""
    runs = [run for run in server.runs("gtrm_intake") if run["run_type"] == "scheduled"]

    started = datetime.fromisoformat(runs[0]["run_after"])
    assert started.day == 11
    assert runs[0]["partition_key"] == f"{started.replace(day=1) - timedelta(days=1):%Y-%m}"
    assert [run["state"] for run in runs] == ["failed"]


def test_warehouse_run_by_hand_changes_nothing(server):
    run_id = trigger(server, "gtrm_warehouse", conf={"month": MONTH})

    wait_for_run(server, "gtrm_warehouse", lambda run: run["dag_run_id"] == run_id)

    releases = Path(server.environment["GTRM_WAREHOUSE"]) / "releases"
    assert [path.name for path in releases.iterdir()] == [f"{MONTH}-r1"]


def test_month_that_is_none_is_refused_by_the_form(server):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        trigger(server, "gtrm_intake", conf={"month": "2021-13"})
