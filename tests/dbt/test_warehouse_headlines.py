"""What stands beside a headline: people without a breakdown, and figures that cannot be right.

Worked by hand. Region by region, September 2021, counted by `maxsector_reported` on the total:
PE01 blank and zero populations, PE02 partly missing ones, PE03 nothing but zeros, PE04 populations
above the measure, PE05 a true zero, PE06 by ages, PE00 nationwide without populations. PE07
reports new people of November and December in another layout.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from gtrm.products.approval.headlines import OUTSIDE_BOUNDS, find
from landing_rows import CONFIG, Build, Submission, land, parts_of, run_dbt
from random_rows import PIN

if TYPE_CHECKING:
    from pathlib import Path

MODELS = """\
region_pcode,aggregation_model,measure_code,valid_from_month,valid_to_month,decided_by,reason
*,maxsector_reported,total,2021-01,,a test,the others
PE06,maxagegender_2021,total,2021-01,,a test,by ages
"""
POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
ZEROS = dict.fromkeys(POPULATIONS, 0)


def pin(region: str, sector: str, total: int, **cells: object) -> dict[str, object]:
    return {
        **{"sector_code": sector, "indicator_code": PIN[sector], "organisation_code": "ORG001"},
        **{"region_pcode": region, "month_code": "2021-09", "total_beneficiaries": total},
        **cells,
    }


ROWS = [
    pin("PE01", "health", 40, in_destination=40),
    pin("PE01", "health", 300, **ZEROS),
    pin("PE01", "education", 7),
    pin("PE02", "health", 50, in_destination=30, in_transit=5),
    pin("PE02", "education", 20, in_destination=20, **{"new_beneficiaries": 20}),
    pin("PE03", "health", 400, **ZEROS, girls=0, women=0),
    pin("PE04", "health", 40, in_destination=80, in_transit=40),
    pin("PE04", "education", 60, in_destination=30, in_transit=30),
    pin("PE05", "health", 0, **ZEROS),
    pin("PE06", "health", 10, **ZEROS, girls=4, men=3, other_above18=2),
    pin("PE06", "education", 9, women=0, men=0),
    pin("PE00", "protection_trafficking", 1000, **ZEROS),
]

NEW_ROWS = [
    pin("PE07", "health", 90, month_code="2021-11", new_beneficiaries=30, in_destination=20),
    pin("PE07", "health", 0, month_code="2021-12", new_beneficiaries=5, in_transit=9),
]


@pytest.fixture(scope="module")
def headlines(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The warehouse of the rows above, built by the real dbt with all its tests."""
    root: Path = tmp_path_factory.mktemp("headlines")
    submissions = [
        Submission("a1", "2021-09", "a.xlsx", ROWS, organisation_code="ORG001"),
        Submission("b1", "2021-09", "b.xlsx", NEW_ROWS, population_measure_code="new"),
    ]
    land(root, submissions, [], parts_of(submissions, []))
    (root / "config" / "registered_models.csv").write_text(MODELS, encoding="utf-8")
    (root / "config" / "overrides.csv").write_text(CONFIG["overrides"], encoding="utf-8")
    assert run_dbt(root, "--exclude-resource-type", "unit_test").failed == []
    return Build(root)


def test_people_whom_no_group_holds_are_counted_beside_the_figure(headlines: Build) -> None:
    # PE01: 40 in groups; 300 in zeros and 7 in blanks are not. PE02: 15 of 50 lack a group.
    # PE03: all 400. PE06: Health leaves 1 of 10 without age and 2 of another gender, Education 9.
    rows = headlines.figures("""
        select region_pcode, status, people_reached_count, people_without_breakdown_count
        from reporting.rpt_people_reached where is_registered and month_code = '2021-09'""")

    assert {key[:3]: beside for key, beside in rows.items()} == {
        ("PE00", "no_count", None): 1000,
        ("PE01", "reported", 40): 307,
        ("PE02", "reported", 30 + 5): 15,
        ("PE03", "no_count", None): 400,
        ("PE04", "reported", 80 + 40): 0,
        ("PE05", "reported", 0): 0,
        ("PE06", "reported", 4 + 3): 3 + 9,
        ("PE07", "not_submitted", None): None,
    }


def test_zeros_that_break_nothing_down_are_no_breakdown(headlines: Build) -> None:
    # Zeros stay where the measure is zero too (PE05), and beside filled ones.
    assert headlines.query("""
        select region_pcode, count(*), sum(people_count) from marts.fct_reach_by_population
        where month_code = '2021-09'
        group by all order by all""") == [
        ("PE01", 1, 40),
        ("PE02", 3, 55),
        ("PE04", 4, 180),
        ("PE05", 5, 0),
    ]
    assert headlines.query("""
        select region_pcode, count(*), sum(people_count) from marts.fct_reach_by_age_sex
        group by all order by all""") == [("PE06", 3, 9)]


def test_the_note_names_the_sectors_of_people_without_a_group(headlines: Build) -> None:
    notes = headlines.figures("""
        select region_pcode, method_note from reporting.rpt_people_reached
        where is_registered and month_code = '2021-09'
          and region_pcode in ('PE01', 'PE02', 'PE03')""")

    no_group = "No cuenta a personas sin grupo de población de esta medida, en: "
    assert notes == {
        "PE01": f"{no_group}Educación, Salud.",
        "PE02": f"{no_group}Salud.",
        "PE03": f"{no_group}Salud.",
    }


def test_a_figure_outside_what_its_measure_allows_is_marked_with_the_reason(
    headlines: Build,
) -> None:
    # PE01 and PE02 lack people, so they are below their largest sector; PE04 counts 120 of 100.
    rows = headlines.query("""
        select region_pcode, lower_bound_count, upper_bound_count, bounds_note
        from reporting.rpt_people_reached
        where is_registered and is_outside_bounds and month_code = '2021-09' order by all""")

    few = "menos que las {} de su sector mayor: faltan {} sin desglose."
    assert rows == [
        ("PE01", 340, 347, f"Amazonas, 2021-09: 40 personas, {few.format(340, 307)}"),
        ("PE02", 50, 70, f"Áncash, 2021-09: 35 personas, {few.format(50, 15)}"),
        (
            *("PE04", 60, 100),
            "Arequipa, 2021-09: 120 personas, más que las 100 de todos sus sectores: "
            "sus grupos de población no suman lo que dice la medida.",
        ),
        ("PE06", 10, 19, f"Cajamarca, 2021-09: 7 personas, {few.format(10, 12)}"),
    ]


def test_the_country_says_what_its_regions_lack(headlines: Build) -> None:
    # Not PE06, which another model counts; nationwide people are apart.
    [row] = headlines.query("""
        select people_regions_count, people_regions_without_breakdown_count,
               people_nationwide_count, people_nationwide_without_breakdown_count,
               people_without_breakdown_count, lower_bound_count, upper_bound_count,
               is_outside_bounds, status
        from reporting.rpt_people_reached_country
        where is_registered and month_code = '2021-09'""")

    assert row == (
        *(40 + 35 + 120, 307 + 15 + 400),
        *(None, 1000, 1722),
        *(340 + 50 + 400 + 60 + 1000, 347 + 70 + 400 + 100 + 1000),
        *(True, "partial"),
    )


def test_running_totals_say_what_their_months_lack(headlines: Build) -> None:
    # By new people: 20 of 30, then 9 of 5.
    assert headlines.query("""
        select month_code, people_reached_cumulated_count,
               people_without_breakdown_cumulated_count, months_outside_bounds_count
        from reporting.rpt_people_reached_cumulated
        where region_pcode = 'PE07' and aggregation_model = 'maxsector_reported' order by all
        """) == [("2021-11", 20, 10, 1), ("2021-12", 29, 10, 2)]


def test_groups_of_the_other_measure_leave_the_registered_figure_empty(headlines: Build) -> None:
    assert headlines.query("""
        select month_code, status, people_reached_count, people_without_breakdown_count
        from reporting.rpt_people_reached
        where region_pcode = 'PE07' and is_registered and month_code > '2021-09' order by all
        """) == [
        ("2021-10", "month_not_loaded", None, None),
        ("2021-11", "no_count", None, 90),
        ("2021-12", "no_count", None, 0),
    ]


def test_people_without_a_figure_stop_the_publication(headlines: Build, tmp_path: Path) -> None:
    # PE05 reports a true zero; PE07 new people of the measure that is not registered.
    shutil.copy(headlines.root / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    doubts = find(tmp_path)

    assert [(doubt.month, doubt.text) for doubt in doubts if doubt.kind.stops] == [
        (month, f"{name}: sin cifra · no figure de · of {people} personas en sus filas · {rows}")
        for month, name, people, rows in (
            ("2021-09", "Perú (nacional)", "1,000", "people in its rows"),
            ("2021-09", "Apurímac", "400", "people in its rows"),
            ("2021-11", "Callao", "90", "people in its rows"),
            ("2021-12", "Callao", "5", "people in its rows"),
        )
    ]
    told = [doubt.text for doubt in doubts if doubt.kind == OUTSIDE_BOUNDS]
    assert told[0] == "Amazonas: 40, no entre · not between 340 y · and 347"
    assert len(told) == 4
