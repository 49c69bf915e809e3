"""SQL and an independent recount agree on random rows."""

from __future__ import annotations

import csv
import itertools

import pandas as pd
import pytest
from landing_rows import PROJECT, Build
from random_rows import MONTHS, POPULATIONS, REGIONS, random_submissions
from recount import COLUMN, as_frame, people_by_ages, people_by_sectors, reported_cells

PLACES = list(itertools.product(MONTHS, REGIONS, COLUMN))


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
def english() -> dict[str, str]:
    with (PROJECT / "seeds" / "ref_sectors.csv").open(encoding="utf-8") as lines:
        return {row["sector_code"]: row["sector_name_en"] for row in csv.DictReader(lines)}


def rows_of(rows: pd.DataFrame, place: tuple[str, str, str]) -> pd.DataFrame:
    month, region, _ = place
    return rows[(rows["month_code"] == month) & (rows["region_pcode"] == region)]


def known(number: object) -> int | None:
    return None if pd.isna(number) else int(number)


@pytest.mark.parametrize("place", PLACES)
def test_models_that_choose_sectors_or_ages(
    build: Build, rows: pd.DataFrame, english: dict[str, str], place: tuple[str, str, str]
) -> None:
    here = rows_of(rows, place)
    expected = people_by_sectors(here.assign(people=here[COLUMN[place[2]]]), english)
    expected["maxagegender_2021"] = people_by_ages(here)

    published = build.figures(
        """
        select aggregation_model, people_reached_count from reporting.rpt_people_reached
        where month_code = ? and region_pcode = ? and measure_code = ?
          and aggregation_model <> 'maxsector_reported'""",
        *place,
    )

    assert published == {model: known(number) for model, number in expected.items()}


@pytest.mark.parametrize("place", PLACES)
def test_reported_cells(build: Build, rows: pd.DataFrame, place: tuple[str, str, str]) -> None:
    here = rows_of(rows, place)
    cells = reported_cells(here[here["measure"] == place[2]])

    published = build.figures(
        """
        select population_code, age_sex_code, people_count from intermediate.int_cells_reached
        where month_code = ? and region_pcode = ? and measure_code = ?
          and aggregation_model = 'maxsector_reported'""",
        *place,
    )

    assert {key: n for key, n in published.items() if n} == {
        (population, age): count
        for population, ages in cells.items()
        for age, count in ages.items()
        if count
    }


@pytest.mark.parametrize("place", PLACES)
def test_populations_of_the_sum(
    build: Build, rows: pd.DataFrame, place: tuple[str, str, str]
) -> None:
    here = rows_of(rows, place)
    sums = here.loc[here["measure"] == place[2], list(POPULATIONS)].sum(min_count=1)

    published = build.figures(
        """
        select population_code, people_count from reporting.rpt_people_reached_by_population
        where month_code = ? and region_pcode = ? and measure_code = ?
          and aggregation_model = 'sum'""",
        *place,
    )

    assert published == {
        POPULATIONS[column]: int(number) for column, number in sums.items() if not pd.isna(number)
    }
