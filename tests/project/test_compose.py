"""docker-compose.yml, Dockerfile and .env.example hold to the Compose schema and to our rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from compose import COMPOSE_FILE, ROOT, load_compose, variables

REQUIRED = {
    "GTRM_POSTGRES_PASSWORD": "p-$%@:/ü",
    "GTRM_FERNET_KEY": "f",
    "GTRM_JWT_SECRET": "j",
    "GTRM_API_SECRET": "a",
    "GTRM_AIRFLOW_USERS": "ana:admin",
    "GTRM_AIRFLOW_PASSWORDS": '{"ana": "x"}',
}
AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer")
SECRET = re.compile(r"PASSWORD|SECRET|FERNET|JWT")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services():
    return load_compose(REQUIRED)["services"]


def check_schema(path: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema"]
    return subprocess.run(
        [*command, "vendor.compose-spec", path], capture_output=True, text=True, check=False
    )


def test_file_holds_to_the_compose_specification():
    result = check_schema(COMPOSE_FILE)

    assert result.returncode == 0, result.stdout + result.stderr


def test_schema_refuses_a_file_with_a_wrong_key(tmp_path):
    wrong = tmp_path / "docker-compose.yml"
    text = COMPOSE_FILE.read_text(encoding="utf-8")
    wrong.write_text(text.replace("healthcheck:", "healthchek:"), encoding="utf-8")

    assert check_schema(wrong).returncode == 1


def test_all_parts_of_airflow_and_the_database_are_there(services):
    assert set(services) == {*AIRFLOW, "postgres", "init"}
    for name in AIRFLOW:
        assert f"airflow {name}" in " ".join(services[name]["command"])
    assert int(re.match(r"postgres:(\d+)", services["postgres"]["image"])[1]) >= 16


def test_every_service_has_a_health_check_or_is_one_shot(services):
    without = {name for name, service in services.items() if "healthcheck" not in service}

    assert without == {"init"}
    assert services["init"]["restart"] == "no"
    assert {services[name]["restart"] for name in (*AIRFLOW, "postgres")} == {"unless-stopped"}


def test_services_start_in_order(services):
    assert services["init"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in AIRFLOW:
        after = services[name]["depends_on"]
        assert after["init"] == {"condition": "service_completed_successfully"}
        needed = "postgres" if name == "api-server" else "api-server"
        assert after[needed] == {"condition": "service_healthy"}


def test_no_service_runs_as_root_or_can_become_it(services):
    for service in services.values():
        assert service["user"].split(":")[0] not in {"", "0", "root"}
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service


def test_image_runs_as_the_user_of_the_services(services):
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users[-1] == services["scheduler"]["user"]
    assert DOCKERFILE.rindex("\nUSER ") > DOCKERFILE.rindex("\nRUN ")


def test_images_are_named_with_a_tag_that_is_not_latest(services):
    images = [service["image"] for service in services.values()]
    images += [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM ")]

    for image in images:
        assert re.fullmatch(r"[a-z0-9/-]+:(?!latest)[\w.-]+", image)


def test_only_the_web_page_is_published_and_on_loopback(services):
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert ports == {"api-server": ["127.0.0.1:8080:8080"]}
    assert not [name for name in services if "network_mode" in services[name]]


@pytest.mark.parametrize("missing", REQUIRED)
def test_nothing_starts_without_a_secret(missing):
    with pytest.raises(KeyError, match=missing):
        load_compose({name: value for name, value in REQUIRED.items() if name != missing})


def test_no_secret_has_a_default_or_stands_in_a_file():
    text = COMPOSE_FILE.read_text(encoding="utf-8")
    for name, kind, rest in variables(text):
        assert kind == ("?" if name in REQUIRED else "-"), name
        assert kind == "-" or rest, f"{name} does not say what to do"
    environments = [service["environment"] for service in yaml.safe_load(text)["services"].values()]
    for key, value in ((k, v) for one in environments for k, v in one.items()):
        if SECRET.search(key) and not key.endswith("_FILE"):
            assert re.match(r"\$\{\w+:\?", value), key
    for name in REQUIRED:
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE), f"{name} has a value"


def test_every_variable_is_explained_and_no_other():
    used = {name for name, _, _ in variables(COMPOSE_FILE.read_text(encoding="utf-8"))}
    named = re.findall(r"^#?(GTRM_\w+)=(.*)$", EXAMPLE, re.MULTILINE)

    assert {name for name, _ in named} == used
    assert {value for _, value in named} == {""}
    assert {name for name in used if re.search(rf"^{name}=", EXAMPLE, re.MULTILINE)} == set(
        REQUIRED
    )


def test_all_parts_share_the_secrets_and_find_the_execution_api(services):
    environments = [services[name]["environment"] for name in AIRFLOW]
    for key in (
        *("AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API__SECRET_KEY"),
        *("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"),
    ):
        assert len({environment[key] for environment in environments}) == 1
    url = environments[0]["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
    assert url == "http://api-server:8080/execution/"
    assert environments[0]["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"


def test_the_data_live_outside_the_containers(services):
    for name in (*AIRFLOW, "init"):
        mounts = {volume["target"]: volume for volume in services[name]["volumes"]}
        environment = services[name]["environment"]
        assert mounts[environment["GTRM_RAW"]]["type"] == "bind"
        assert mounts[environment["GTRM_WAREHOUSE"]]["type"] == "bind"
        assert mounts["/opt/gtrm/config"]["read_only"] is True
    assert services["postgres"]["volumes"] == ["postgres-data:/var/lib/postgresql/data"]


def test_image_takes_only_what_the_ignore_file_lets_through():
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [rule for rule in rules if rule and not rule.startswith("#")]
    let_through = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = [
        source.rstrip("/")
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]

    assert rules[0] == "*"
    assert set(copied) | {"raw"} == let_through
    assert rules.index("!raw") < rules.index("raw/*") < rules.index("!raw/samples")
    assert all((ROOT / source).exists() for source in copied)


def test_uv_is_installed_from_its_own_entry_of_the_lock(tmp_path):
    lines = DOCKERFILE.split("awk '")[1].split("'")[0]
    found = subprocess.run(
        ["awk", lines, ROOT / "requirements.lock"], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert re.fullmatch(r"uv==[\d.]+ \\", found[0])
    assert len(found) > 2
    assert all("--hash=sha256:" in line for line in found[1:])


def test_the_file_with_the_secrets_cannot_be_committed():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()

    assert ".env" in ignored
