"""Mesas, country, statuses and figures corrected by hand (rows in conftest.py, star_rows.py)."""

from __future__ import annotations

from datetime import date

from corrected_rows import REASON
from landing_rows import Build

AUTHOR = ("Coordinación IM", date(2030, 2, 20), "Boletín, enero de 2030", REASON)


def test_a_region_without_figures_has_a_status_and_never_zero(build: Build) -> None:
    # Cycles of September and October landed, a row of August for Tacna in September's file. ORG002
    # sent nothing of October for Tacna, nobody anything for Tumbes; the nationwide row gives no new
    # people, and nothing is of November.
    figures = build.figures("""
        select month_code, region_pcode, status from reporting.rpt_people_reached
        where month_code between '2021-08' and '2021-11' and is_registered
          and region_pcode in ('PE00', 'PE23', 'PE24')""")

    assert figures == {
        ("2021-08", "PE23"): "reported",
        **{("2021-08", region): "not_submitted" for region in ("PE00", "PE24")},
        ("2021-09", "PE00"): "no_count",
        ("2021-09", "PE23"): "reported",
        ("2021-09", "PE24"): "not_submitted",
        **{("2021-10", region): "not_submitted" for region in ("PE00", "PE23", "PE24")},
        **{("2021-11", region): "month_not_loaded" for region in ("PE00", "PE23", "PE24")},
    }
    assert build.query("""
        select count(*) from reporting.rpt_people_reached
        where (status = 'reported') <> (people_computed_count is not null)
           or (status not in ('reported', 'no_count') and not is_registered and not is_overridden)
        """) == [(0,)]


def test_a_mesa_has_the_regions_of_the_last_day_of_each_month(build: Build) -> None:
    # Puno was its region until 14 September, Tacna from the 15th to the end of the year.
    rows = build.query("""
        select month_code, aggregation_model, measure_code, people_reached_count, regions_count,
               regions_reported_count, status
        from reporting.rpt_people_reached_mesas
        where mesa_name = 'Mesa del Sur' and is_registered and month_code < '2021-11'
        order by all""")

    assert rows == [
        ("2021-08", "sum", "new", None, 1, 0, "not_submitted"),
        ("2021-09", "maxsector_reported", "total", 80 + 58 + 10, 1, 1, "reported"),
        ("2021-10", "maxsector_reported", "total", None, 1, 0, "not_submitted"),
    ]
    assert build.query("""
        select people_reached_count from reporting.rpt_people_reached_mesas
        where month_code = '2021-09' and aggregation_model = 'sum' and measure_code = 'total'
        """) == [(195,)]


def test_the_country_adds_regions_and_shows_nationwide_people_apart(build: Build) -> None:
    # Six regions report in some month, in September only Tacna (195); 1000 are nationwide.
    rows = build.query("""
        select measure_code, people_regions_count, people_nationwide_count, people_reached_count,
               regions_count, regions_reported_count, status, is_registered, model_version
        from reporting.rpt_people_reached_country
        where month_code = '2021-09' and aggregation_model = 'sum' order by all""")

    assert rows == [
        ("new", 30, None, 30, 6, 1, "partial", True, 1),
        ("total", 195, 1000, 1195, 6, 1, "partial", False, 1),
    ]
    assert build.query("""
        select distinct country_code, people_reached_count, status
        from reporting.rpt_people_reached_country where month_code = '2021-10'
        """) == [("PER", None, "not_submitted")]


def test_a_figure_corrected_by_hand_stands_beside_the_computed_one(build: Build) -> None:
    [(published, computed, status, *author, note)] = build.query("""
        select people_reached_count, people_computed_count, status, override_author, override_date,
               override_source, override_reason, override_note
        from reporting.rpt_people_reached
        where is_overridden and region_pcode = 'PE11'""")
    [(everywhere,)] = build.query("""
        select sum(people_computed_count) from reporting.rpt_people_reached
        where region_pcode = 'PE11' and month_code = '2030-01' and is_registered""")

    assert (published, computed, status, *author) == (500, everywhere, "reported", *AUTHOR)
    assert computed not in (None, 500)
    assert note == (
        "Ica, 2030-01, cifra corregida a mano: Doble conteo "
        "(Boletín, enero de 2030; Coordinación IM, 2030-02-20)."
    )
    assert build.query("""
        select people_reached_count, people_computed_count, status, is_registered
        from reporting.rpt_people_reached where is_overridden and region_pcode = 'PE24'
        """) == [(40, None, "not_submitted", True)]


def test_a_corrected_population_is_seen_in_its_table_and_in_the_breakdown(build: Build) -> None:
    [(population, people, computed, *author)] = build.query("""
        select population_code, people_count, people_computed_count, override_author,
               override_date, override_source, override_reason
        from reporting.rpt_people_reached_by_population where is_overridden""")
    [(breakdown, parts)] = build.query("""
        select people.breakdown_count, sum(populations.people_computed_count)
        from reporting.rpt_people_reached as people
        inner join reporting.rpt_people_reached_by_population as populations
            using (month_code, region_pcode, aggregation_model, measure_code)
        where people.is_overridden and region_pcode = 'PE11' group by all""")

    assert (population, people, *author) == ("acogida", 7, *AUTHOR)
    assert breakdown == parts - computed + 7


def test_corrections_are_seen_in_the_running_total_and_the_country(build: Build) -> None:
    [(first, last, computed, counted, missing, note)] = build.query("""
        select first_value(people_reached_cumulated_count) over months,
               people_reached_cumulated_count, people_computed_cumulated_count,
               months_counted_count, months_missing_count, override_note
        from reporting.rpt_people_reached_cumulated
        where region_pcode = 'PE11' and aggregation_model = 'sum'
        window months as (order by month_code) order by month_code desc limit 1""")
    [(country, adjusted)] = build.query("""
        select people_reached_count - people_computed_count, is_overridden
        from reporting.rpt_people_reached_country
        where month_code = '2030-01' and is_registered""")

    assert (first, counted, missing) == (500, 2, 1)  # landed: January, February, June
    assert last - computed == country
    assert adjusted
    assert note.startswith("Ica, 2030-01, cifra corregida a mano")
    assert build.query("""
        select people_reached_count, status, is_overridden
        from reporting.rpt_people_reached_country where month_code = '2030-06' and is_registered
        """) == [(40 + 12, "partial", True)]  # 12 new people in Madre de Dios
