"""SQL and an independent recount agree on random rows, breakdowns and bounds included."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from landing_rows import PROJECT, Build
from random_rows import random_shares, random_submissions
from recount import as_frame, bound_populations, count_people

MODELS = [
    *("sum", "maxsector_2021", "maxagegender_2021", "southerncone_2021"),
    *("maxsector_2022", "maxsector_reported"),
]
# The random rows are of two months; other files of the same build are of other months.
PUBLISHED = """
    select month_code, region_pcode, measure_code, aggregation_model, 'people', '',
           people_computed_count
    from reporting.rpt_people_reached where month_code in ('2030-01', '2030-02')
    union all
    select month_code, region_pcode, measure_code, aggregation_model, 'population',
           population_code, people_computed_count
    from reporting.rpt_people_reached_by_population where month_code in ('2030-01', '2030-02')
    union all
    select month_code, region_pcode, measure_code, aggregation_model, 'age_sex', age_sex_code,
           people_count
    from reporting.rpt_age_sex where month_code in ('2030-01', '2030-02')
"""


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return as_frame(
        [
            {**row, "measure": submission.population_measure_code}
            for submission in random_submissions()
            for row in submission.rows
        ]
    )


@pytest.fixture(scope="module")
def recounted(rows: pd.DataFrame) -> dict[tuple[str, ...], int]:
    needs: dict[tuple[str, str, str], list[int]] = {}
    for one in random_shares():
        place = (one["region_pcode"], one["sector_code"], one["population_code"])
        needs.setdefault(place, []).append(one["share_numerator"])
    with (PROJECT / "seeds" / "ref_sectors.csv").open(encoding="utf-8") as lines:
        english = {row["sector_code"]: row["sector_name_en"] for row in csv.DictReader(lines)}
    return count_people(rows, needs, english)


@pytest.mark.parametrize("model", MODELS)
def test_people_populations_and_ages_agree_with_an_independent_recount(
    build: Build, recounted: dict[tuple[str, ...], int], model: str
) -> None:
    expected = {key: people for key, people in recounted.items() if key[3] == model}
    published = build.figures(f"select * from ({PUBLISHED}) where aggregation_model = ?", model)

    assert {key: n for key, n in published.items() if n is not None} == expected
    assert len(expected) > 40


def test_breaches_are_those_of_the_recount(
    build: Build, rows: pd.DataFrame, recounted: dict[tuple[str, ...], int]
) -> None:
    people = {key for key in recounted if key[4] == "people" and key[3] != "maxagegender_2021"}
    expected = {}
    for (*place, population), (fewest, most) in bound_populations(rows).items():
        for model in sorted(key[3] for key in people if list(key[:3]) == place):
            found = recounted.get((*place, model, "population", population), 0)
            if not fewest <= found <= most:
                expected[*place, model, population] = found

    assert (
        build.figures("""
        select month_code, region_pcode, measure_code, aggregation_model, population_code,
               people_count
        from reporting.rpt_invariant_breaches
        where month_code in ('2030-01', '2030-02') and not is_overridden""")
        == expected
    )
    assert {key[3] for key in expected} == {
        *("maxsector_2021", "southerncone_2021", "maxsector_2022")
    }
