"""Which months a build makes anew: landed files beside those that its base was made from."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gtrm.core.settings import Settings
from gtrm.intake import landed
from gtrm.warehouse import base, build

CYCLES = ("2021-05", "2021-06", "2021-07", "2021-08", "2021-09")
STATE = {
    "fingerprint": "",
    "code_sha256": "code",
    "shares_sha256": None,
    "config_files": {"deadlines.csv": "1", "waivers.csv": "1"},
    "versions": {"dbt-core": "1", "dbt-duckdb": "1", "duckdb": "1"},
    "as_of": "2021-10-11T00:00:00+00:00",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One file a month, each with a row of its month, landed and built: that is the base."""
    made = Settings(tmp_path, tmp_path / "raw", tmp_path / "warehouse", tmp_path / "config")
    for cycle in CYCLES:
        land(made, f"{cycle}-a", cycle)
    decide(made)
    keep(made, dict(zip(CYCLES, CYCLES, strict=True)))
    return made


def land(settings: Settings, submission: str, *months: str | None) -> None:
    for table in ("activities", "submissions", "findings"):
        path = landed.path_of(settings, table, submission)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [{"month_code": one} for one in months] if table == "activities" else []
        pq.write_table(pa.Table.from_pylist(rows, schema=landed.SCHEMAS[table]), path)


def decide(settings: Settings, **replaced_by: str) -> None:
    """Land the parts: submissions and by which others they are replaced."""
    path = settings.landing / "parts" / "parts.parquet"
    path.parent.mkdir(exist_ok=True)
    rows = [
        {"submission_id": f"{cycle}-a", "superseded_by_submission_id": replaced_by.get(cycle)}
        for cycle in CYCLES
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=landed.SCHEMAS["parts"]), path)


def keep(settings: Settings, months_of: dict[str, str]) -> Path:
    """Finish a build whose rows report on these months, cycle month by cycle month."""
    folder = settings.build / f"2021-09-{len(list(settings.build.glob('*-*'))):08x}"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / build.BUILD_FILE)) as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_activities_judged (cycle_month text, month_code text)"
        )
        for row in months_of.items():
            connection.execute("insert into intermediate.int_activities_judged values (?, ?)", row)
    base.keep(settings, base.plan(settings, STATE), folder / build.BUILD_FILE)
    return folder


def test_a_file_touches_its_cycle_and_the_months_of_its_rows_before_and_now(settings):
    keep(settings, {**dict.fromkeys(CYCLES, "2021-01"), "2021-09": "2021-02"})
    land(settings, "2021-09-b", "2021-04", None)

    made = base.plan(settings, STATE)

    assert made.cycles == ("2021-09",)
    assert made.months == ("2021-02", "2021-04", "2021-09")


def test_a_decision_or_a_waiver_touches_an_older_month_and_the_same_files_again_do_not(settings):
    for cycle in CYCLES:
        land(settings, f"{cycle}-a", cycle)
    pq.write_table(landed.SCHEMAS["waived"].empty_table(), _waived(settings, "2021-05"))

    assert base.plan(settings, STATE).cycles == ("2021-05",)
    decide(settings, **{"2021-06": "2021-05-a"})
    assert base.plan(settings, STATE).cycles == ("2021-05", "2021-06")


@pytest.mark.parametrize("touched", ["2021-06", "2021-09"])
def test_the_other_version_of_what_is_touched_is_looked_at_again(settings, touched):
    decide(settings, **{"2021-06": "2021-09-a"})
    keep(settings, {})

    land(settings, f"{touched}-b", touched)

    assert base.plan(settings, STATE).cycles == ("2021-06", "2021-09")


def test_the_base_is_of_what_is_there_now_until_something_changes(settings):
    keep(settings, {})
    [kept] = (settings.build / "base").glob("*.duckdb")
    assert base.find(settings, STATE) == kept

    assert base.find(settings, {**STATE, "fingerprint": "a deadline has passed"}) is None
    land(settings, "2021-09-b", "2021-09")
    assert base.find(settings, STATE) is None


def test_where_no_file_has_changed_the_newest_month_is_made_again(settings):
    lists = {**STATE["config_files"], "waivers.csv": "2"}  # reaches the tables as landed files

    assert base.plan(settings, {**STATE, "config_files": lists}).cycles == ("2021-09",)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code_sha256": "other"}, "changed since the base: ['code']"),
        ({"config_files": {"deadlines.csv": "2"}}, "changed since the base: ['lists']"),
        ({"shares_sha256": "some"}, "changed since the base: ['shares']"),
        (
            {"versions": {**STATE["versions"], "duckdb": "2"}},
            "changed since the base: ['tools']",
        ),
    ],
)
def test_other_code_lists_or_tools_build_in_full(settings, changed, reason):
    assert base.plan(settings, {**STATE, **changed}).describe() == {
        "kind": "full",
        "reason": reason,
    }


def test_a_lost_month_a_damaged_or_a_missing_base_builds_in_full(settings):
    for table in ("activities", "submissions", "findings"):
        landed.path_of(settings, table, "2021-05-a").unlink()
    assert base.plan(settings, STATE).reason == "changed since the base: 1 of 4 months"

    land(settings, "2021-05-a", "2021-05")
    (kept,) = (settings.build / "base").glob("*.duckdb")
    kept.write_bytes(b"x" * 1000)
    assert base.plan(settings, STATE).reason.startswith("the base cannot be read")
    kept.unlink()
    assert base.plan(settings, STATE).reason == "there is no base"


def test_the_base_outlives_its_build_and_only_the_newest_is_kept(settings):
    first, second = keep(settings, {}), keep(settings, {})
    (second / build.BUILD_FILE).unlink()

    made = base.plan(settings, STATE)
    base.copy(settings, made, first / "copy.duckdb")

    assert made.base == f"{second.name}.duckdb"
    assert (first / "copy.duckdb").stat().st_size > 0
    assert len(list((settings.build / "base").iterdir())) == 2


@pytest.mark.parametrize("fails", [True, False])
def test_a_build_that_fails_from_the_base_is_made_in_full(settings, monkeypatch, fails):
    runs = []

    def run(_settings: Settings, folder: Path, _as_of: str, plan: base.Plan | None = None) -> None:
        runs.append((plan.cycles if plan else (), (folder / build.BUILD_FILE).exists()))
        if plan and fails:
            raise build.BuildError("A test failed.", str(folder), "Look.")
        (folder / build.BUILD_FILE).touch()

    monkeypatch.setattr(build, "run_dbt", run)
    folder = settings.build / "2021-09-new"
    folder.mkdir()

    made = build._build(settings, folder, dict(STATE), full=False)

    assert runs == [(("2021-09",), True), *([((), False)] if fails else [])]
    assert made.describe()["kind"] == ("full" if fails else "incremental")
    assert (settings.build / "base" / "2021-09-new.duckdb").exists()


def _waived(settings: Settings, month: str) -> Path:
    path = landed.month_path(settings, "waived", month)
    path.parent.mkdir(exist_ok=True)
    return path
