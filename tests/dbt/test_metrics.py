"""The metrics, asked of MetricFlow itself over the test build, against SQL on the same file."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from landing_rows import PROJECT, Build

# Per year, of the months up to September 2021: where months do not add, the last of them answers.
BY_SQL = {
    "people_reached": """
        select sum(people_reached_count) from reporting.rpt_people_reached
        where is_registered and region_pcode <> 'PE00' and month_code = '2021-09'""",
    "people_reached_nationwide": """
        select sum(people_reached_count) from reporting.rpt_people_reached
        where is_registered and region_pcode = 'PE00' and month_code = '2021-09'""",
    "regions_reported": """
        select count(people_reached_count) from reporting.rpt_people_reached
        where is_registered and region_pcode <> 'PE00' and month_code = '2021-09'""",
    "regions_asked": """
        select count(*) from reporting.rpt_people_reached
        where is_registered and region_pcode <> 'PE00' and month_code = '2021-09'""",
    "total_beneficiaries": """
        select sum(people_total_count) from marts.fct_activities
        where indicator_type = 'pin' and month_code = '2021-09'""",
    "new_beneficiaries": """
        select sum(people_new_count) from marts.fct_activities
        where indicator_type = 'pin' and month_code <= '2021-09'""",
    "cash_usd": "select sum(amount_usd) from marts.fct_cash where month_code <= '2021-09'",
    "people_reached_of_target": """
        select sum(people_reached_month_count) from reporting.rpt_coverage
        where month_code = '2021-09' and coalesce(population_code, subgroup_code) is null
          and coverage_share is not null""",
    "people_targeted": """
        select sum(people_targeted_count) from reporting.rpt_coverage
        where month_code = '2021-09' and coalesce(population_code, subgroup_code) is null
          and coverage_share is not null""",
    "coverage": """
        select coverage_share from reporting.rpt_coverage where month_code = '2021-09'
          and region_pcode = 'PE23' and coalesce(population_code, subgroup_code) is null""",
    "organisations_expected": """
        select count(*) from reporting.rpt_submission_status
        where is_expected and month_code <= '2021-09'""",
    "organisations_reported": """
        select count(*) from reporting.rpt_submission_status
        where is_expected and received_at is not null and month_code <= '2021-09'""",
    "completeness": "select 3 / 4",
}


@pytest.fixture(scope="module")
def answers(build: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One `mf query` for all metrics: six seconds of CPU, so not one each."""
    project = tmp_path_factory.mktemp("metrics")
    (project / "target").mkdir()
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    parsed = (build.root / "target" / "semantic_manifest.json").read_text(encoding="utf-8")
    (project / "target" / "semantic_manifest.json").write_text(parsed, encoding="utf-8")
    return _ask(build, project)


def _ask(build: Build, project: Path) -> dict[str, str]:
    answer = project / "answer.csv"
    until = "{{ TimeDimension('metric_time', 'month') }} <= '2021-09-01'"
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("mf")), "query", "--quiet"),
            *("--metrics", ",".join(BY_SQL), "--group-by", "metric_time__year"),
            *("--where", until, "--csv", str(answer)),
        ],
        cwd=project,
        env={
            **os.environ,
            **{"DBT_TARGET": "release", "DBT_PROFILES_DIR": str(project), "DO_NOT_TRACK": "1"},
            "GTRM_RELEASE_FILE": str(build.root / "warehouse.duckdb"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    rows = list(csv.DictReader(answer.read_text("utf-8").splitlines()))
    assert [row.pop("metric_time__year")[:4] for row in rows] == ["2021"]
    return rows[0]


def test_metrics_agree_with_sql(build: Build, answers: dict[str, str]) -> None:
    [asked] = build.query(f"select {', '.join(f'({sql})' for sql in BY_SQL.values())}")

    assert {name: value and float(value) for name, value in answers.items()} == {
        name: "" if value is None else pytest.approx(float(value))
        for name, value in zip(BY_SQL, asked, strict=True)
    }


def test_months_of_people_reached_are_never_added(build: Build, answers: dict[str, str]) -> None:
    # Tacna: 7 people in August, 148 in September, of a target of 296.
    months = build.figures("""
        select month_code, people_reached_count from reporting.rpt_people_reached
        where is_registered and month_code in ('2021-08', '2021-09') and region_pcode = 'PE23'""")

    assert months == {"2021-08": 7, "2021-09": 148}
    assert (answers["people_reached"], answers["coverage"]) == ("148", "0.5")
    assert answers["new_beneficiaries"] == "37"  # 7 + 30: these do add


def test_page_of_the_metrics_names_each(manifest: dict) -> None:
    page = (PROJECT.parent / "docs" / "metrics.md").read_text(encoding="utf-8")
    metrics = {metric["name"] for metric in manifest["metrics"].values()}

    assert metrics == set(BY_SQL)
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == metrics
