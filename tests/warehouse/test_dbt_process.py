"""dbt as a process that parses once, waits for an order, and says what went wrong."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from gtrm.core.settings import PROJECT_ROOT, Settings, load_settings
from gtrm.warehouse import dbt_process
from gtrm.warehouse.dbt_process import DbtProcess, Order

if TYPE_CHECKING:
    from pathlib import Path

# A project with all that a build is told: where files are, which months are touched, the moment.
PROJECT = {
    "models/landed.sql": "select *, {{ as_of() }} as judged_at from {{ source('s', 'landed') }}"
    " where {{ touched() }}",
    "models/schema.yml": """
sources:
  - name: s
    config:
      meta:
        external_location: "read_csv('{{ env_var('GTRM_LANDING', 'none') }}/{name}.csv')"
    tables: [name: landed]
models:
  - name: landed
    config: {materialized: incremental, unique_key: month_code}
    columns:
      - name: people
        data_tests: [not_null]
""",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    project = home / "dbt_project"
    real = PROJECT_ROOT / "dbt_project"
    (project / "macros").mkdir(parents=True)
    for name in ("as_of.sql", "touched.sql", "materializations.sql"):
        shutil.copy(real / "macros" / name, project / "macros" / name)
    shutil.copy(real / "profiles.yml", project)
    own = "name: small\nversion: '1.0'\nprofile: gtrm\nmodels:\n  +incremental_strategy: "
    (project / "dbt_project.yml").write_text(own + "replace_touched\n", "utf-8")
    for name, text in PROJECT.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, "utf-8")
    return replace(load_settings({}), home=home)


def order(folder: Path, landed: str, **more: object) -> Order:
    (folder / "landed.csv").write_text(landed, "utf-8")
    return Order(
        build_file=folder / "warehouse.duckdb",
        target=folder / "target",
        landing=folder,
        as_of="2021-11-01T00:00:00+00:00",
        **more,
    )


def nobody(*_: object) -> None:
    """Hear of nothing."""


def test_one_parse_serves_every_build(settings: Settings, tmp_path: Path) -> None:
    made: list[tuple[int, int, str]] = []
    whole = order(tmp_path, "month_code,people\n2021-08,1\n2021-09,2\n")
    outcome = dbt_process.build(settings, whole, lambda *one: made.append(one))
    [parsed] = (settings.dbt_project / "target").glob("parsed-*")
    written = parsed.stat().st_mtime_ns
    months = {"touched_cycles": ["2021-09"], "touched_months": ["2021-09"]}
    part = order(tmp_path, "month_code,people\n2021-08,7\n2021-09,8\n", months=months)
    again = dbt_process.build(settings, part, nobody)

    assert made == [(1, 2, "main.landed")]
    assert outcome == again == dbt_process.Outcome(passed=2, failed=[])
    assert [*parsed.parent.glob("parsed-*")] == [parsed]
    assert parsed.stat().st_mtime_ns == written
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("select month_code, people from landed order by all").fetchall()
        [[moment]] = connection.execute("select distinct judged_at::text from landed").fetchall()
    assert rows == [("2021-08", 1), ("2021-09", 8)]
    assert moment == "2021-11-01 00:00:00"
    assert not list(tmp_path.glob("*.wal"))


def test_what_fails_is_named_with_its_reason(settings: Settings, tmp_path: Path) -> None:
    with dbt_process.started(settings):
        empty = dbt_process.build(
            settings, order(tmp_path, "month_code,people\n2021-08,\n"), nobody
        )
    [told] = empty.failed

    assert "not_null_landed_people" in told
    assert "Got 1 result" in told


def test_a_project_that_changed_while_dbt_waited_is_parsed_again(
    settings: Settings, tmp_path: Path
) -> None:
    model = settings.dbt_project / "models" / "landed.sql"
    text = model.read_text("utf-8")
    try:
        with dbt_process.started(settings):
            model.write_text("select * from {{ ref('nothing_there') }}", "utf-8")
            outcome = dbt_process.build(settings, order(tmp_path, "month_code,people\n"), nobody)
    finally:
        model.write_text(text, "utf-8")

    assert len(outcome.failed) == 1
    assert "landed" in outcome.failed[0]
    assert "nothing_there" in outcome.failed[0]


def test_a_killed_process_is_told_and_builds_nothing(settings: Settings, tmp_path: Path) -> None:
    process = DbtProcess(settings)
    process._process.kill()
    process._process.wait()

    assert not process.is_fit(settings)
    assert process.build(order(tmp_path, "people\n"), nobody).failed == ["dbt ended with code -9"]
    assert not (tmp_path / "warehouse.duckdb").exists()


def test_a_file_that_cannot_be_written_whole_is_told(settings: Settings, tmp_path: Path) -> None:
    digits = random.Random(1)
    rows = "".join(f"2021-09,{digits.getrandbits(128):x}\n" for _ in range(150_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, before[1]))  # as a full disk
    try:
        process = DbtProcess(settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    [told] = process.build(order(tmp_path, f"month_code,people\n{rows}"), nobody).failed

    assert "warehouse.duckdb" in told
    assert "File too large" in told


def test_it_ends_with_its_parent(settings: Settings) -> None:
    code = (
        "import os, time; from pathlib import Path; from dataclasses import replace\n"
        "from gtrm.core.settings import load_settings\n"
        "from gtrm.warehouse.dbt_process import DbtProcess\n"
        f"settings = replace(load_settings({{}}), home=Path({str(settings.home)!r}))\n"
        "print(DbtProcess(settings)._process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        child = int(parent.stdout.readline())  # type: ignore[union-attr]
        os.kill(child, 0)
        parent.kill()

    limit = time.monotonic() + 60
    while _lives(child) and time.monotonic() < limit:
        time.sleep(0.1)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        os.kill(process, signal.SIG_DFL)
    except ProcessLookupError:
        return False
    return True
