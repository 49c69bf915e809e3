"""The committed month gives every surviving figure of Tacna's September 2021 bulletin."""

from __future__ import annotations

import pytest

TACNA = "PE23"
MONTH = "2021-09"


def test_people_reached_and_their_populations(sample):
    people = sample.query(
        "select people_reached_count, breakdown_count, aggregation_model, measure_code"
        " from reporting.rpt_people_reached"
        " where month_code = ? and region_pcode = ? and is_registered",
        MONTH,
        TACNA,
    )
    populations = sample.query(
        "select population_code, people_count from reporting.rpt_people_reached_by_population"
        " where month_code = ? and region_pcode = ? and is_registered and people_count > 0"
        " order by all",
        MONTH,
        TACNA,
    )

    assert people == [(2953, 2953, "maxsector_reported", "total")]
    assert populations == [("acogida", 69), ("permanencia", 686), ("transito", 2198)]


@pytest.mark.parametrize(
    ("subgroup", "total", "expected"),
    [
        ("Necesidades básicas", 3446, (811, 34, 2601)),
        ("Salud y Nutrición", 555, (496, 59, 0)),
        ("Protección", 618, (289, 58, 271)),
        ("CBI Multisectorial", 149, (142, 7, 0)),
        ("Integración", 54, (54, 0, 0)),
    ],
)
def test_subgroup_by_population(sample, subgroup, total, expected):
    rows = dict(
        sample.query(
            "select population_code, people_total_count from reporting.rpt_subgroup_reach"
            " where month_code = ? and region_pcode = ? and subgroup_name = ?",
            MONTH,
            TACNA,
            subgroup,
        )
    )

    assert sum(count or 0 for count in rows.values()) == total
    assert (rows["permanencia"], rows["acogida"], rows["transito"]) == expected


def test_the_measure_not_broken_down_is_null(sample):
    [(filled,)] = sample.query("select count(people_new_count) from reporting.rpt_subgroup_reach")

    assert filled == 0


def test_organisations_per_subgroup(sample):
    counts = sample.query(
        "select subgroup_name, organisation_count from reporting.rpt_subgroup_organisations"
        " where month_code = ? and region_pcode = ?",
        MONTH,
        TACNA,
    )

    assert dict(counts) == {
        "Protección": 12,
        "Necesidades básicas": 6,
        "Salud y Nutrición": 4,
        "CBI Multisectorial": 3,
        "Integración": 1,
        "Manejo de Información": 1,
    }


def test_ten_activities_with_their_units(sample):
    found = sample.query(
        "select quantity, unit_name from reporting.rpt_activity_outputs"
        " where month_code = ? and region_pcode = ?",
        MONTH,
        TACNA,
    )

    quantities = {int(quantity) for quantity, _ in found}
    assert quantities >= {1490, 454, 27, 244, 2251, 150, 620, 255, 54, 86348}
    assert all(unit for _, unit in found)


def test_cash_distributed(sample):
    [(dollars, mechanisms)] = sample.query(
        "select sum(amount_usd), count(distinct mechanism_code) from reporting.rpt_cash"
        " where month_code = ? and region_pcode = ?",
        MONTH,
        TACNA,
    )

    assert dollars == 86348
    assert mechanisms > 1


def test_regions_are_separate(sample):
    regions = sample.query(
        "select distinct region_name from reporting.rpt_subgroup_reach where month_code = ?", MONTH
    )

    assert {name for (name,) in regions} >= {"Tacna", "Tumbes", "Lima", "Ica"}


def test_every_kind_of_submission_is_seen(sample):
    statuses = dict(
        sample.query(
            "select status, count(*) from reporting.rpt_submission_status"
            " where month_code = ? group by all",
            MONTH,
        )
    )

    assert set(statuses) == {"received", "late", "missing", "nothing_to_report"}


def test_quarantine_and_reconciliation(sample):
    rows = sample.query(
        "select rows_received_count, rows_accepted_count, rows_quarantined_count,"
        " rows_refused_count from marts.fct_submissions"
    )
    [(kept_out,)] = sample.query("select count(*) from marts.fct_quarantined_rows")
    [(accepted,)] = sample.query("select count(*) from marts.fct_activities")

    assert all(got == good + bad + lost for got, good, bad, lost in rows)
    assert kept_out == 1  # Lima's "doce", see docs/sample_month.md
    assert accepted == sum(row[1] for row in rows)
