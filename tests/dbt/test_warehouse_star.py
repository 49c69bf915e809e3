"""Mesas, service days, projects, targets and versions of the hand-worked month (star_rows.py)."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from landing_rows import Build

HELD_ON = """
    select {column} from marts.{table}
    where valid_from_date <= ? and coalesce(valid_to_date, date '9999-12-31') >= ?
    order by all"""


def _held_on(build: Build, table: str, column: str, day: date) -> list[object]:
    return [row[0] for row in build.query(HELD_ON.format(table=table, column=column), day, day)]


def test_periods_hold_on_their_first_and_last_day(build: Build) -> None:
    # The region changes on the 15th of September; a year or a month counts whole.
    for day, regions, states, subgroups in (
        (date(2019, 1, 1), [], ["active"], []),
        (date(2020, 2, 29), [], ["active"], []),
        (date(2020, 3, 1), [], ["paused"], []),
        (date(2021, 8, 31), ["PE18"], ["paused"], ["Salud"]),
        (date(2021, 9, 14), ["PE18"], ["paused"], []),
        (date(2021, 9, 15), ["PE23"], ["active"], ["Territorio"]),
        (date(2021, 12, 31), ["PE23"], ["active"], ["Territorio"]),
        (date(2022, 1, 1), [], ["active"], ["Territorio"]),
    ):
        assert _held_on(build, "bridge_mesas_regions", "region_pcode", day) == regions
        assert _held_on(build, "dim_mesa_periods", "state_code", day) == states
        assert _held_on(build, "dim_mesa_subgroups", "mesa_subgroup_name_es", day) == subgroups


def test_coverage_names_its_numerator_and_what_is_missing(build: Build) -> None:
    # Tacna registers 'new' in August (7 people) and 'total' from September on (148, of them 58 in
    # transit; basic needs 60 + 40). Nobody reported in October, and nobody ever in Tumbes.
    rows = build.query("""
        select month_code, region_pcode, population_code, subgroup_code, numerator_code,
               people_reached_cumulated_count, people_reached_month_count, people_targeted_count,
               coverage_share, status
        from reporting.rpt_coverage
        where year_number = 2021 and (people_targeted_count is not null or region_pcode = 'PE24')
          and (population_code is null or month_code = '2021-09')
          and subgroup_code is distinct from 'educacion' order by all""")
    total, new, blank = "total_of_month", "new_cumulated", (None, None)

    assert rows == [
        ("2021-08", "PE23", None, "necesidades_basicas", None, *blank, 200, None, "none_reported"),
        ("2021-08", "PE23", *blank, new, 7, None, 296, Decimal("0.0236"), "reported"),
        ("2021-08", "PE24", *blank, None, None, None, 50, None, "not_submitted"),
        *(
            ("2021-09", "PE23", *groups, total, None, people, target, Decimal(share), "reported")
            for groups, people, target, share in (
                (("transito", None), 58, 100, "0.5800"),
                ((None, "necesidades_basicas"), 100, 200, "0.5000"),
                (blank, 148, 296, "0.5000"),
            )
        ),
        ("2021-09", "PE24", *blank, None, None, None, 50, None, "not_submitted"),
        ("2021-10", "PE23", None, "necesidades_basicas", total, *blank, 200, None, "not_submitted"),
        ("2021-10", "PE23", *blank, total, *blank, 296, None, "not_submitted"),
        ("2021-10", "PE24", *blank, None, None, None, 50, None, "not_submitted"),
    ]


def test_a_group_that_a_region_does_not_report_is_no_region_that_does_not_report(
    build: Build,
) -> None:
    # Tacna has a target in education, which nobody reported in September; nothing came in October.
    assert build.query("""
        select month_code, people_reached_month_count, coverage_share, status
        from reporting.rpt_coverage where subgroup_code = 'educacion' and population_code is null
          and people_targeted_count is not null order by all
        """) == [
        ("2021-08", None, None, "none_reported"),
        ("2021-09", None, None, "none_reported"),
        ("2021-10", None, None, "not_submitted"),
    ]


def test_figure_without_a_target_has_no_coverage(build: Build) -> None:
    assert build.query("""
        select people_reached_month_count, people_in_need_count, coverage_share, status
        from reporting.rpt_coverage where month_code = '2021-09' and region_pcode = 'PE23'
          and population_code = 'acogida' and subgroup_code = 'necesidades_basicas'
        """) == [(0, 40, None, "no_target")]


def test_service_days_never_enter_people_reached(build: Build) -> None:
    manifest = json.loads((build.root / "target" / "manifest.json").read_text(encoding="utf-8"))
    fact = "model.gtrm.fct_service_days"
    found, readers = set(), {fact}
    # All that is made of them, but through the calendar, which only lists months, and the history
    # of published figures, where each report's are by themselves.
    apart = {"model.gtrm.dim_months", "model.gtrm.int_figures_unpivoted"}
    while readers:
        found |= readers
        readers = {one for made_of in readers for one in manifest["child_map"][made_of]}
        readers -= {*found, *apart}

    assert {name.split(".")[2] for name in found if name.startswith("model.")} == {
        "fct_service_days",
        "rpt_service_days",
    }
    assert build.query("""
        select mesa_name, region_name, days_count, persons_count, services_count
        from reporting.rpt_service_days where month_code = '2021-09'
        """) == [("Mesa del Sur", "Tacna", 3, 159, 224)]


def test_rows_are_found_by_project_and_donor_as_they_were_typed(build: Build) -> None:
    # Typed "DOS REGIONES" and "otro; Nórte"; "otro" is on no list.
    assert build.query("""
        select project_code, donor_code, donor_name, sector_code, people_total_count
        from marts.fct_activities
        join marts.bridge_activities_projects using (activity_row_id)
        join marts.bridge_activities_donors using (activity_row_id)
        """) == [("dos", "norte", "otro; Nórte", "integration", 10)]


def test_month_of_a_meeting_is_known_where_its_day_is_not(build: Build) -> None:
    assert build.query("""
        select month_code, meeting_date, month_name_es, title_es
        from marts.fct_meetings join marts.dim_months using (month_code) order by month_code
        """) == [
        ("2018-05", None, "mayo", "Taller"),
        ("2021-09", date(2021, 9, 28), "septiembre", "Primera sesión"),
    ]


def test_project_is_asked_about_by_region_donor_and_organisation(build: Build) -> None:
    rows = build.query("""
        select regions.region_pcode, donor_name_es, acronym, organisation_role
        from marts.dim_projects
        join marts.bridge_projects_regions as regions using (project_code)
        join marts.bridge_projects_donors using (project_code)
        join marts.dim_donors using (donor_code)
        join marts.bridge_projects_organisations as roles using (project_code)
        join marts.dim_organisations using (organisation_code)
        where valid_to_date = date '2021-11-30' order by all""")

    assert [row[0] for row in rows] == ["PE15", "PE15", "PE23", "PE23"]
    assert rows[2:] == [
        ("PE23", "Norte (Fondo)", "100% Diversidad y Derechos", "implementing"),
        ("PE23", "Norte (Fondo)", "IOM", "lead"),
    ]


def test_organisation_is_what_it_was_on_the_day(build: Build) -> None:
    assert build.query("""
        select valid_from_date, valid_to_date, acronym, organisation_type_name_es, is_implementing
        from marts.dim_organisation_versions where organisation_code = 'ORG113' order by all
        """) == [
        (date(1900, 1, 1), date(2021, 9, 14), "UNICEF", "Naciones Unidas", True),
        (date(2021, 9, 15), None, "UNICEF", "ONG internacional", False),
    ]
    assert build.query("""
        select organisation_type, is_appealing, is_implementing from marts.dim_organisations
        where organisation_code = 'ORG113'""") == [("ingo", True, False)]


def test_months_play_three_roles(build: Build) -> None:
    # a1 came on 5 October and a2 replaced it on the 20th; b2 came in November, copying b1.
    assert build.query("""
        select submission_id, reported_month_name_es, received_month_name_es,
               corrected_month_name_es
        from marts.fct_submissions
        join marts.dim_months_reported on cycle_month = reported_month_code
        join marts.dim_months_received using (received_month_code)
        left join marts.dim_months_corrected using (corrected_month_code)
        where submission_id in ('a1', 'a2', 'b2') order by all
        """) == [
        ("a1", "septiembre", "octubre", "octubre"),
        ("a2", "septiembre", "octubre", None),
        ("b2", "octubre", "noviembre", "octubre"),
    ]
