"""What a build is told of earlier releases, and what a release is called when it becomes one."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from gtrm.core.settings import Settings
from gtrm.warehouse import database, history, release

STATE = {
    "serial": 3,
    "as_of": "2021-11-05T10:00:00-05:00",
    "submissions": [{"submission_id": "s1"}, {"submission_id": "s2"}],
    "code_sha256": "c0de",
    "config_files": {"overrides.csv": "0ver"},
    "shares_sha256": None,
    "months_open": ["2021-10"],
}
# Two releases: the figure was 2,953, then 2,963; the late file came with the second.
PUBLISHED = """
    create table releases as select '2021-09-r' || n as release_id, n as serial,
        '2021-09' as month_code, timestamp '2021-10-12 15:00' as published_at,
        timestamp '2021-10-12 14:00' as as_of_at, 1 as schema_version, 14 as submissions_count,
        '{}' as input_hashes, n = 2 as is_this_release from range(1, 3) as t(n);
    create table figures as from (values (2953, 1, 2), (2963, 2, null))
        as t(figure_value, from_serial, to_serial)
        select 7 as figure_id, 'rpt_people_reached' as report_name, '2021-09' as month_code,
        '2021-09' as first_month_code, 'PE23' as region_pcode, '{}' as keys,
        'people_reached_count' as figure_name, *;
    create table contributions as select 9 as contribution_id, 's2' as submission_id,
        '2021-09' as cycle_month, 'q.xlsx' as file_name, timestamp '2021-11-05' as received_at,
        '2021-09' as month_code, 'PE23' as region_pcode, true as is_late, false as is_correction,
        1 as rows_received_count, 1 as rows_counted_count, 2 as from_serial, null as to_serial;
"""
FILES = {
    "releases": "marts/dim_releases",
    "figures": "reporting/rpt_published_figures",
    "contributions": "marts/bridge_releases_submissions",
}


@pytest.fixture
def published(settings: Settings) -> Settings:
    """An installation whose newest release, the second, tells of both."""
    folder = settings.releases / "2021-09-r2"
    for name in ("marts", "reporting"):
        (folder / "parquet" / name).mkdir(parents=True)
    (folder / release.MANIFEST).write_text(json.dumps({"serial": 2, "fingerprint": "b"}))
    with duckdb.connect() as connection:
        connection.execute(PUBLISHED)
        for name, path in FILES.items():
            connection.execute(f"copy {name} to '{folder}/parquet/{path}.parquet'")
    return settings


def prepared(settings: Settings, folder: Path, name: str, columns: str, **more: object):
    history.prepare(settings, folder, "2021-10", {**STATE, **more})
    return duckdb.sql(f"select {columns} from '{folder}/{name}.parquet' order by all").fetchall()


def test_a_build_is_told_of_every_release_and_of_the_one_it_may_become(published, tmp_path):
    releases = prepared(published, tmp_path, "releases", "serial, release_id, month_code")
    [(as_of, files, hashes)] = duckdb.sql(
        "select cast(as_of_at as varchar), submissions_count, input_hashes"
        f" from '{tmp_path}/releases.parquet' where serial = 3"
    ).fetchall()
    figures = duckdb.sql(
        f"select figure_value, to_serial from '{tmp_path}/figures.parquet'"
    ).fetchall()

    assert releases == [
        (1, "2021-09-r1", "2021-09"),
        (2, "2021-09-r2", "2021-09"),
        (3, "this_release", "2021-10"),
    ]
    assert (as_of, files) == ("2021-11-05 15:00:00", 2)  # Lima is five hours behind
    assert json.loads(hashes) == {
        **{"code": "c0de", "config/overrides.csv": "0ver", "months_open": "2021-10"},
    }
    assert figures == [(2953, 2), (2963, None)]


def test_rebuilding_a_release_is_told_only_what_was_known_before_it(published, tmp_path):
    figures = prepared(
        published, tmp_path, "figures", "figure_value, from_serial, to_serial", serial=2
    )

    assert figures == [(2953, 1, None)]
    assert duckdb.sql(f"from '{tmp_path}/contributions.parquet'").fetchall() == []
    assert duckdb.sql(
        f"select release_id from '{tmp_path}/releases.parquet' order by serial"
    ).fetchall() == [("2021-09-r1",), ("this_release",)]


def test_the_first_build_is_told_of_itself_alone(settings, tmp_path):
    releases = prepared(settings, tmp_path, "releases", "release_id, serial", serial=1)

    assert releases == [("this_release", 1)]
    assert duckdb.sql(f"from '{tmp_path}/figures.parquet'").fetchall() == []


def test_publishing_names_the_release_in_every_table_and_takes_the_queries_along(tmp_path):
    build = tmp_path / "build.duckdb"
    with duckdb.connect(str(build)) as connection:
        connection.execute("""
            create schema marts;
            create schema reporting;
            create table marts.dim_releases (
                release_id varchar primary key, published_at timestamp);
            insert into marts.dim_releases
                values ('2021-09-r1', '2021-10-12'), ('this_release', '2021-11-05');
            create table reporting.rpt_restatements as
                select '2021-09-r1' as from_release_id, 'this_release' as to_release_id;
            create macro reporting.moved_to(name) as table
                select from_release_id from reporting.rpt_restatements where to_release_id = name;
        """)

    facts = {"release_id": "2021-09-r2", "published_at": "2021-11-06T08:00:00+00:00"}
    counts = database.write(build, tmp_path, facts)

    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as reader:
        releases = reader.execute(
            "select release_id, cast(published_at as varchar) from marts.dim_releases order by all"
        ).fetchall()
        moved = reader.execute("from reporting.moved_to('2021-09-r2')").fetchall()
    assert counts == {"marts.dim_releases": 2, "reporting.rpt_restatements": 1}
    assert releases == [
        ("2021-09-r1", "2021-10-12 00:00:00"),
        ("2021-09-r2", "2021-11-06 08:00:00"),
    ]
    assert moved == [("2021-09-r1",)]
    assert duckdb.sql(
        f"select to_release_id from '{tmp_path}/parquet/reporting/rpt_restatements.parquet'"
    ).fetchall() == [("2021-09-r2",)]
