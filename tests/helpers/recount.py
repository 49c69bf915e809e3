"""The counting models once more, in pandas and plain Python, from their published definitions.

Written apart from the SQL: fractions instead of remainders, one place at a time instead of joins.
A *place* is a month and region; a *figure* is keyed by month, region, measure, model, breakdown
('people', 'population' or 'age_sex') and the group's code ('' for people).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pandas as pd

POPULATIONS = {
    "in_destination": "permanencia",
    "in_transit": "transito",
    "host_community": "acogida",
    "pendulars": "pendular",
    "returnees": "retornados",
}
AGES = ("girls", "boys", "women", "men", "other_under18", "other_above18")
COLUMN = {"total": "total_beneficiaries", "new": "new_beneficiaries"}
NEEDS = ("shelter", "humanitarian_transportation", "wash", "food_security")
ADDED = ("protection_general", "integration", "multipurpose_cbi", "health", "education")

Cells = dict[tuple[str, str, str], int]  # sector, population, age: people
Shares = Mapping[tuple[str, str, str], tuple[int, int, int, int]]  # region, sector, population


def as_frame(rows: list[dict[str, object]] | pd.DataFrame) -> pd.DataFrame:
    """Pin rows that count, their counts as whole numbers or missing.

    Columns: month_code, region_pcode, sector_code, `measure` (which of the two the row's
    populations and ages break down) and the 13 counts.
    """
    frame = pd.DataFrame(rows)
    counts = [*COLUMN.values(), *POPULATIONS, *AGES]
    frame[counts] = frame[counts].astype("Int64")
    return frame


def count_people(
    rows: pd.DataFrame, shares: Shares, english: dict[str, str]
) -> dict[tuple[str, ...], int]:
    """Every figure of every model that is a number.

    Args:
        rows: See `as_frame`.
        shares: People in need: girls, boys, women, men of a region, sector and population.
        english: Sector code to English name, which decides ties.
    """
    return {
        (*place, measure, *what): int(people)
        for place, here in rows.groupby(["month_code", "region_pcode"])
        for measure in COLUMN
        for what, people in _count_place(here, measure, _of_region(shares, place[1]), english)
        if not pd.isna(people)
    }


def bound_populations(rows: pd.DataFrame) -> dict[tuple[str, ...], tuple[int, int]]:
    """Largest sector and sum of sectors by month, region, measure and population."""
    keys = ["month_code", "region_pcode", "measure"]
    sectors = rows.groupby([*keys, "sector_code"])[list(POPULATIONS)].sum(min_count=1)
    long = sectors.rename(columns=POPULATIONS).reset_index(keys).melt(keys, var_name="population")
    sizes = long.dropna().groupby([*keys, "population"])["value"]
    return {key: (int(one.max()), int(one.sum())) for key, one in sizes}


def _of_region(shares: Shares, region: str) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    return {key[1:]: cells for key, cells in shares.items() if key[0] == region and sum(cells)}


def _count_place(
    here: pd.DataFrame,
    measure: str,
    shares: dict[tuple[str, str], tuple[int, int, int, int]],
    english: dict[str, str],
) -> Iterator[tuple[tuple[str, str, str], object]]:
    broken_down = here[here["measure"] == measure]
    people = here.groupby("sector_code")[COLUMN[measure]].sum(min_count=1)
    for model, sectors in _choose_sectors(people, english).items():
        chosen = broken_down[broken_down["sector_code"].isin(sectors)]
        yield (model, "people", ""), people[sectors].sum(min_count=1) if sectors else 0
        for column, code in POPULATIONS.items():
            yield (model, "population", code), chosen[column].sum(min_count=1)
        for age in AGES:
            yield (model, "age_sex", age), chosen[age].sum(min_count=1)
    largest = here.groupby("sector_code")[list(AGES[:4])].sum(min_count=1).max()
    yield ("maxagegender_2021", "people", ""), largest.sum(min_count=1)
    for age, count in largest.items():
        yield ("maxagegender_2021", "age_sex", age), count
    yield from _add_largest("maxsector_reported", _reported_cells(broken_down))
    if shares:
        yield from _add_largest("maxsector_2022", _shared_cells(broken_down, shares))


def _choose_sectors(people: pd.Series, english: dict[str, str]) -> dict[str, list[str]]:
    """Which sectors each model adds; the largest first, on a tie the first English name."""
    sizes = people.fillna(-1)
    order = sorted(sizes.index, key=lambda code: (-sizes[code], english[code]))
    needs = [code for code in order if code in NEEDS]
    return {
        "sum": order,
        "maxsector_2021": order[:1],
        "southerncone_2021": needs[:1] + [code for code in order if code in ADDED],
    }


def _add_largest(model: str, cells: Cells) -> Iterator[tuple[tuple[str, str, str], int]]:
    """Per population and age the largest sector; then the cells added."""
    largest: dict[tuple[str, str], int] = defaultdict(int)
    for (_, *cell), count in cells.items():
        largest[tuple(cell)] = max(count, largest[tuple(cell)])
    added: dict[tuple[str, str], int] = defaultdict(int)
    for (population, age), count in largest.items():
        for group in (("people", ""), ("population", population), ("age_sex", age)):
            added[group] += count
    for group, count in added.items():
        yield (model, *group), count


def _reported_cells(rows: pd.DataFrame) -> Cells:
    """Every row's populations by the row's own ages, added per sector."""
    cells: Cells = defaultdict(int)
    for row in rows.to_dict("records"):
        ages = {age: int(row[age]) for age in AGES if not pd.isna(row[age]) and row[age] > 0}
        for column, population in POPULATIONS.items():
            if not pd.isna(row[column]):
                for age, count in _share_out(int(row[column]), ages).items():
                    cells[row["sector_code"], population, age] += count
    return cells


def _share_out(people: int, ages: dict[str, int]) -> dict[str, int]:
    """Largest remainder; the first group of AGES on a tie."""
    if not ages:
        return {"unknown": people}
    quotas = {age: Fraction(people * count, sum(ages.values())) for age, count in ages.items()}
    shared = {age: int(quota) for age, quota in quotas.items()}
    order = sorted(ages, key=lambda age: (shared[age] - quotas[age], AGES.index(age)))
    for age in order[: people - sum(shared.values())]:
        shared[age] += 1
    return shared


def _shared_cells(
    rows: pd.DataFrame, shares: dict[tuple[str, str], tuple[int, int, int, int]]
) -> Cells:
    """Every sector's populations by its shares, else by its reported ages; halves to even."""
    sums = rows.groupby("sector_code")[[*POPULATIONS, *AGES]].sum(min_count=1)
    cells: Cells = {}
    for sector, row in sums.iterrows():
        reported = {age: int(row[age]) for age in AGES if not pd.isna(row[age]) and row[age] > 0}
        for column, population in POPULATIONS.items():
            if not pd.isna(row[column]):
                needs = shares.get((sector, population))
                parts = dict(zip(AGES, needs, strict=False)) if needs else reported
                parts = parts or {"unknown": 1}
                for age, part in parts.items():
                    share = Fraction(int(row[column]) * part, sum(parts.values()))
                    cells[sector, population, age] = round(share)  # a Fraction's half goes to even
    return cells
