"""Random rows of 2030, always the same: blanks, zeros, ties and ages that do not add up."""

from __future__ import annotations

import itertools
import random

from landing_rows import Submission
from recount import AGES, POPULATIONS

# One Pin indicator of every sector that has one.
PIN = {
    "shelter": "RE-SH1",
    "wash": "RE-WA2",
    "food_security": "RE-FS1",
    "humanitarian_transportation": "RE-HT1",
    "health": "RE-HE1",
    "nutrition": "RE-NU1",
    "education": "RE-ED1",
    "integration": "RE-INT1",
    "multipurpose_cbi": "RE-MC1",
    "protection_general": "RE-PR1",
    "protection_gbv": "RE-PRGBV1",
    "protection_child": "RE-PRCP1",
    "protection_trafficking": "RE-PRHT1",
}
REGIONS = ("PE00", "PE11", "PE15", "PE24")
MONTHS = ("2030-01", "2030-02")


def random_submissions() -> list[Submission]:
    """Six workbooks of 40 rows on two sheets; each breaks down the total or the new ones."""
    chance = random.Random(20210901)  # noqa: S311 - the same rows every time
    return [
        Submission(
            f"random{number}",
            MONTHS[number % 2],
            f"random{number}.xlsx",
            [_row(chance) | {"sheet_name": f"5W {n % 2}"} for n in range(40)],
            population_measure_code="new" if number < 2 else "total",
        )
        for number in range(6)
    ]


def random_shares() -> list[dict[str, object]]:
    """People in need of three regions, as they land; some sectors and populations have none."""
    chance = random.Random(2022)  # noqa: S311 - the same shares every time
    shares = []
    for region in REGIONS[:3]:
        for sector, population in itertools.product(PIN, POPULATIONS.values()):
            needs = [
                chance.choice((0, chance.randint(1, 9), chance.randint(1, 999))) for _ in "gbwm"
            ]
            if chance.random() < 0.6:
                shares += [
                    {
                        **{"region_pcode": region, "sector_code": sector},
                        **{"population_code": population, "age_sex_code": age},
                        **{"share_numerator": need, "share_denominator": sum(needs)},
                    }
                    for age, need in zip(AGES, needs, strict=False)
                ]
    return shares


def _row(chance: random.Random) -> dict[str, object]:
    sector = chance.choice(list(PIN))
    counts = (*POPULATIONS, "total_beneficiaries", "new_beneficiaries")
    row: dict[str, object] = {name: _count(chance) for name in counts}
    without_ages = chance.random() < 0.15
    row |= {name: None if without_ages else _count(chance) for name in AGES}
    return row | {
        "sector_code": sector,
        "indicator_code": PIN[sector],
        "region_pcode": chance.choice(REGIONS),
        "month_code": chance.choice(MONTHS),
        "organisation_code": "ORG005",
    }


def _count(chance: random.Random) -> int | None:
    return chance.choice((None, 0, 0, 1, 2, 3, chance.randint(1, 30), chance.randint(1, 3000)))
