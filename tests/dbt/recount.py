"""The counting models once more, in pandas and plain Python, from their definitions.

Written apart from the SQL: fractions instead of remainders, loops instead of joins.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pandas as pd
from random_rows import AGES, POPULATIONS

NEEDS = ("shelter", "humanitarian_transportation", "wash", "food_security")
ADDED = ("protection_general", "integration", "multipurpose_cbi", "health", "education")
COLUMN = {"total": "total_beneficiaries", "new": "new_beneficiaries"}
COUNTS = [*COLUMN.values(), *POPULATIONS, *AGES]


def as_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Reported rows with their counts as whole numbers or missing."""
    frame = pd.DataFrame(rows)
    frame[COUNTS] = frame[COUNTS].astype("Int64")
    return frame


def people_by_sectors(rows: pd.DataFrame, english: dict[str, str]) -> dict[str, object]:
    """People of one month, region and measure by the three models that choose sectors.

    Args:
        rows: Pin rows of the month and region, with their `measure` column as `people`.
        english: Sector code to English name, which decides ties.
    """
    people = rows.groupby("sector_code")["people"].sum(min_count=1)
    ranked = people.to_frame().assign(name=people.index.map(english))
    ranked = ranked.sort_values(["people", "name"], ascending=[False, True], na_position="last")
    needs = ranked[ranked.index.isin(NEEDS)].head(1)
    others = ranked[ranked.index.isin(ADDED)]
    chosen = {
        "sum": ranked,
        "maxsector_2021": ranked.head(1),
        "southerncone_2021": pd.concat([needs, others]),
    }
    return {
        model: 0 if some.empty else some["people"].sum(min_count=1)
        for model, some in chosen.items()
    }


def people_by_ages(rows: pd.DataFrame) -> object:
    """maxagegender_2021: the largest sector of each of the four groups, added."""
    cells = rows.groupby("sector_code")[["girls", "boys", "women", "men"]].sum(min_count=1).max()
    return cells.sum(min_count=1)


def reported_cells(rows: pd.DataFrame) -> dict[str, dict[str, int]]:
    """maxsector_reported of one month, region and measure: people by population and age group."""
    sectors: dict[tuple[str, str, str], int] = defaultdict(int)
    for _, row in rows.iterrows():
        ages = {name: int(row[name]) for name in AGES if not pd.isna(row[name]) and row[name] > 0}
        for column, population in POPULATIONS.items():
            if not pd.isna(row[column]):
                for age, count in _share(int(row[column]), ages).items():
                    sectors[row["sector_code"], population, age] += count
    largest: dict[str, dict[str, int]] = defaultdict(dict)
    for (_, population, age), count in sectors.items():
        largest[population][age] = max(count, largest[population].get(age, 0))
    return largest


def _share(people: int, ages: dict[str, int]) -> dict[str, int]:
    """Largest remainder; the first group of AGES on a tie."""
    if not ages:
        return {"unknown": people}
    quotas = {age: Fraction(people * count, sum(ages.values())) for age, count in ages.items()}
    shared = {age: int(quota) for age, quota in quotas.items()}
    order = sorted(ages, key=lambda age: (shared[age] - quotas[age], AGES.index(age)))
    for age in order[: people - sum(shared.values())]:
        shared[age] += 1
    return shared
