"""Units of activities: each that a release can print has its singular and its English."""

from __future__ import annotations

import csv

from gtrm.core.settings import PROJECT_ROOT
from gtrm.products.units import read_units

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
LISTS = {"ref_activities.csv": "unit_name", "ref_outputs.csv": "unit_name_es"}


def test_every_unit_of_the_catalogue_has_its_singular_and_its_english() -> None:
    units = read_units()
    for name, column in LISTS.items():
        with (SEEDS / name).open(encoding="utf-8", newline="") as file:
            assert {row[column] for row in csv.DictReader(file)} <= set(units)

    assert units["albergues"] == {
        **{"unit_one": "albergue", "unit_en": "shelters", "unit_one_en": "shelter"}
    }
    assert all(all(words.values()) for words in units.values())
