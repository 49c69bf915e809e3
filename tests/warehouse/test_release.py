from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from gtrm.core.errors import PublishError
from gtrm.core.settings import Settings
from gtrm.warehouse import inputs, release

APPROVAL = {"decision": "publish", "by": "ana", "how": "command"}


def build(settings: Settings, figure: int, fingerprint: str) -> str:
    """A finished build: what `build_if_changed` leaves behind, with one figure in it."""
    folder = settings.build / f"2021-09-{fingerprint}"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / release.DATABASE)) as connection:
        for schema in ("staging", "marts", "reporting"):
            connection.execute(f"create schema {schema}")
        connection.execute("create view staging.stg as select 1 as x")
        connection.execute(
            "create table marts.dim_months (month_code varchar primary key, name varchar not null)"
        )
        connection.execute("comment on table marts.dim_months is 'One row per month'")
        connection.execute("comment on column marts.dim_months.name is 'The month''s name'")
        connection.execute("insert into marts.dim_months values ('2021-09', 'septiembre')")
        connection.execute(f"create table reporting.rpt_people as select {figure} as people")
    state = {
        "fingerprint": fingerprint,
        "submissions": [],
        "serial": release.next_serial(settings),
        "config_sha256": inputs.hash_config(settings.config),
    }
    (folder / "inputs.json").write_text(json.dumps(state))
    return str(folder)


def publish(settings: Settings, folder: str | None) -> str:
    return release.publish(settings, "2021-09", folder, APPROVAL)


def people(settings: Settings) -> int:
    path = settings.current / release.DATABASE
    code = f"import duckdb; print(duckdb.connect({str(path)!r}, read_only=True)"
    code += ".execute('select people from warehouse.reporting.rpt_people').fetchone()[0])"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)


def test_a_release_holds_the_published_schemas_whole(settings):
    name = publish(settings, build(settings, 2953, "a"))

    folder = settings.releases / name
    manifest = release.read_manifest(folder)
    with duckdb.connect(str(folder / release.DATABASE), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        views = connection.execute("select * from duckdb_views() where not internal").fetchall()
        [comment] = connection.execute(
            "select comment from duckdb_columns() where column_name = 'name'"
            " and table_name = 'dim_months'"
        ).fetchone()
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("insert into marts.dim_months values ('2021-10', 'octubre')")
    parquet = duckdb.sql(f"select people from '{folder}/parquet/reporting/rpt_people.parquet'")
    assert name == "2021-09-r1"
    assert sorted(schemas) == [("marts",), ("reporting",)]
    assert views == []
    assert comment == "The month's name"
    assert parquet.fetchall() == [(2953,)]
    assert manifest["tables"] == {"marts.dim_months": 1, "reporting.rpt_people": 1}
    assert manifest["approval"] == APPROVAL
    lists = {f"inputs/config/{path.name}" for path in settings.config.glob("*.csv")}
    assert set(manifest["files"]) >= {
        *lists,
        "inputs/config/matching.yml",
        "warehouse.duckdb",
        "parquet/marts/dim_months.parquet",
        "parquet/reporting/rpt_people.parquet",
    }
    assert not os.access(folder / release.DATABASE, os.W_OK) or os.geteuid() == 0
    assert not list(folder.glob("*.wal"))
    assert people(settings) == 2953


def test_the_same_inputs_make_no_second_release(settings):
    first = publish(settings, build(settings, 1, "a"))

    assert publish(settings, None) == first
    assert [path.name for path in settings.releases.iterdir()] == [first]


def test_a_change_makes_a_new_number_and_keeps_the_old(settings):
    names = [
        publish(settings, build(settings, 1, "a")),
        publish(settings, build(settings, 2, "b")),
        release.publish(settings, "2021-10", build(settings, 3, "c"), APPROVAL),
        publish(settings, build(settings, 4, "d")),
    ]

    assert names == ["2021-09-r1", "2021-09-r2", "2021-10-r1", "2021-09-r3"]
    assert people(settings) == 4
    assert {path.name for path in settings.releases.iterdir()} == set(names)


def test_taking_a_change_back_is_a_new_release_too(settings):
    for figure, fingerprint in ((1, "a"), (2, "b")):
        publish(settings, build(settings, figure, fingerprint))

    assert release.find_same(settings, "a") is None
    assert release.find_same(settings, "b") == "2021-09-r2"


def test_a_run_killed_between_the_last_two_steps_is_finished_by_the_next(settings):
    publish(settings, build(settings, 1, "a"))
    second = publish(settings, build(settings, 2, "b"))
    settings.current.unlink()
    settings.current.symlink_to("releases/2021-09-r1")  # as if the swap had not happened

    assert publish(settings, build(settings, 2, "b")) == second
    assert people(settings) == 2


def test_leftovers_of_a_killed_run_are_no_release(settings):
    publish(settings, build(settings, 1, "a"))
    part = settings.releases / ".2021-09-r2.part"
    part.mkdir()
    (part / "warehouse.duckdb").write_bytes(b"half")

    assert publish(settings, build(settings, 2, "b")) == "2021-09-r2"
    assert people(settings) == 2


def test_a_reader_keeps_the_release_it_opened_and_the_next_sees_the_new(settings):
    publish(settings, build(settings, 1, "a"))
    query = "select people from reporting.rpt_people"
    with duckdb.connect(str(settings.current / release.DATABASE), read_only=True) as reader:
        publish(settings, build(settings, 2, "b"))

        assert reader.execute(query).fetchone() == (1,)
        assert people(settings) == 2  # a new connection, in a process of its own


def test_a_broken_build_publishes_nothing(settings):
    publish(settings, build(settings, 1, "a"))
    broken = Path(build(settings, 2, "b"))
    (broken / release.DATABASE).write_bytes(b"not a database")

    with pytest.raises(PublishError, match="cannot be copied"):
        publish(settings, str(broken))

    assert people(settings) == 1
    assert [p.name for p in settings.releases.iterdir() if not p.name.startswith(".")] == [
        "2021-09-r1"
    ]


def test_a_build_from_before_another_release_is_refused(settings):
    early = build(settings, 1, "a")
    publish(settings, build(settings, 2, "b"))

    with pytest.raises(PublishError, match=r"Another release was published.*Run the month again"):
        publish(settings, early)

    assert people(settings) == 2


def test_lists_that_changed_since_the_build_are_refused(settings, tmp_path):
    shutil.copytree(settings.config, tmp_path / "config")
    own = replace(settings, config=tmp_path / "config")
    folder = build(own, 1, "a")
    (own.config / "aliases.csv").write_text("other\n", encoding="utf-8")

    with pytest.raises(PublishError, match="config/ has changed since this build"):
        publish(own, folder)

    assert release.current_release(own) is None


def test_nothing_built_and_no_release_is_an_error(settings):
    with pytest.raises(PublishError, match="Run the month again"):
        publish(settings, None)


KILL = """
import os, signal, sys
from pathlib import Path
from gtrm.warehouse import database, inputs, release
from gtrm.core.settings import load_settings

step, build = sys.argv[1:]

def killed(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

where, name = step.split(".")
setattr({"Path": Path, **globals()}[where], name, killed)
release.publish(load_settings(), "2021-09", build, {})
"""


@pytest.mark.parametrize(
    "step",
    [
        "Path.mkdir",
        "inputs.keep",
        "database.write",
        "database._name_release",
        "database.export_parquet",
        "release._write_manifest",
        "release._make_durable",
        "release._flush",
        "Path.rename",
        "release._swap",
        "Path.symlink_to",
        "Path.replace",
    ],
)
def test_killed_before_any_step_leaves_a_complete_release(settings, step):
    publish(settings, build(settings, 1, "a"))
    folder = build(settings, 2, "b")
    environment = {**os.environ, "GTRM_WAREHOUSE": str(settings.warehouse)}

    process = subprocess.run([sys.executable, "-c", KILL, step, folder], env=environment)

    assert process.returncode == -9
    assert people(settings) == 1
    assert publish(settings, folder) == "2021-09-r2"
    assert people(settings) == 2
