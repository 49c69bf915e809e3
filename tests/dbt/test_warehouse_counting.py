"""Figures of a small month, worked by hand (the rows are in conftest.py)."""

from __future__ import annotations

from landing_rows import Build


def test_people_reached_by_every_model(build: Build) -> None:
    # Totals by sector: food 100, health 50, protection 30, integration 10, CBI 5, no WASH.
    # maxagegender: girls 25 (health), boys 20 (food), women 30 (food), men 30.
    # southerncone: food 100 of the four, and 30 + 10 + 5 + 50.
    # Cells in destination: girls 25, boys 12, women 25, men 18 = 80; in transit 8 + 8 + 12 + 30;
    # host 10 without ages. With shares, health is 4 x 12 (12.5 to even): 12 + 12 + 18 + 18 = 60.
    figures = build.figures("""
        select aggregation_model, measure_code, people_reached_count
        from reporting.rpt_people_reached where region_pcode = 'PE23' and month_code = '2021-09'""")

    assert figures == {
        ("sum", "total"): 195,
        ("sum", "new"): 30,
        ("maxsector_2021", "total"): 100,
        ("maxsector_2021", "new"): 20,
        ("maxagegender_2021", "total"): 105,
        ("maxagegender_2021", "new"): 105,
        ("southerncone_2021", "total"): 195,
        ("southerncone_2021", "new"): 30,
        ("maxsector_2022", "total"): 60 + 58 + 10,
        ("maxsector_reported", "total"): 80 + 58 + 10,
    }


def test_populations_by_the_models_that_have_them(build: Build) -> None:
    figures = build.figures("""
        select aggregation_model, population_code, people_count
        from reporting.rpt_people_reached_by_population
        where region_pcode = 'PE23' and month_code = '2021-09'""")

    assert figures == {
        ("sum", "permanencia"): 115,
        ("sum", "transito"): 70,
        ("sum", "acogida"): 10,
        ("maxsector_2021", "permanencia"): 60,
        ("maxsector_2021", "transito"): 40,
        ("southerncone_2021", "permanencia"): 115,
        ("southerncone_2021", "transito"): 70,
        ("southerncone_2021", "acogida"): 10,
        ("maxsector_2022", "permanencia"): 60,
        ("maxsector_2022", "transito"): 58,
        ("maxsector_2022", "acogida"): 10,
        ("maxsector_reported", "permanencia"): 80,
        ("maxsector_reported", "transito"): 58,
        ("maxsector_reported", "acogida"): 10,
    }


def test_registered_model_is_the_regions_own_or_the_star(build: Build) -> None:
    rows = build.query("""
        select month_code, region_pcode, aggregation_model, measure_code
        from reporting.rpt_people_reached
        where is_registered and region_pcode in ('PE00', 'PE23') and month_code < '2021-10'
        order by all""")

    assert rows == [
        ("2021-08", "PE00", "sum", "new"),
        ("2021-08", "PE23", "sum", "new"),
        ("2021-09", "PE00", "sum", "new"),
        ("2021-09", "PE23", "maxsector_reported", "total"),
    ]


def test_notes_name_what_a_model_does_not_say(build: Build) -> None:
    notes = build.figures("""
        select aggregation_model, method_note from reporting.rpt_people_reached
        where region_pcode = 'PE23' and month_code = '2021-09' and measure_code = 'total'""")

    assert notes["sum"] is None
    assert notes["maxsector_2021"] == "Sector con más personas: Seguridad Alimentaria."
    assert "No mira la medida" in str(notes["maxagegender_2021"])
    assert "CBI Multipropósito (RyM en permanencia)" in str(notes["maxsector_2022"])
    assert "Salud" not in str(notes["maxsector_2022"])


def test_nationwide_rows_are_a_place_of_their_own(build: Build) -> None:
    assert build.query("""
        select region_name, people_reached_count from reporting.rpt_people_reached
        where region_pcode = 'PE00' and month_code = '2021-09'
          and aggregation_model = 'sum' and measure_code = 'total'
        """) == [("Perú (nacional)", 1000)]


def test_new_people_are_cumulated_over_landed_months(build: Build) -> None:
    # October landed without rows: the running total stays.
    assert build.query("""
        select month_code, people_reached_cumulated_count, months_counted_count
        from reporting.rpt_people_reached_cumulated
        where region_pcode = 'PE23' and aggregation_model = 'sum' order by all
        """) == [("2021-08", 7, 1), ("2021-09", 37, 2), ("2021-10", 37, 2)]


def test_rows_count_in_their_own_month(build: Build) -> None:
    assert build.query("""
        select month_code, cycle_month, count(*) from marts.fct_activities
        where month_code <= '2021-09' group by all order by all
        """) == [("2021-08", "2021-09", 1), ("2021-09", "2021-09", 8)]


def test_a_population_left_blank_beside_filled_ones_is_zero(build: Build) -> None:
    # WASH reports 0 in destination, food the rest; nobody reports the host community.
    figures = build.figures("""
        select population_code, people_total_count from reporting.rpt_subgroup_reach
        where region_pcode = 'PE23' and month_code = '2021-09'
          and subgroup_code = 'necesidades_basicas'""")

    assert figures == {
        "permanencia": 60,
        "transito": 40,
        "acogida": 0,
        "pendular": 0,
        "retornados": 0,
    }
    assert build.query("""
        select count(*) from reporting.rpt_subgroup_reach
        where month_code < '2030' and people_new_count is not null""") == [(0,)]


def test_ages_of_the_registered_model(build: Build) -> None:
    figures = build.figures("""
        select age_sex_code, people_count from reporting.rpt_age_sex
        where region_pcode = 'PE23' and month_code = '2021-09'
          and is_registered and people_count > 0""")

    assert figures == {"girls": 33, "boys": 20, "women": 37, "men": 48, "unknown": 10}
