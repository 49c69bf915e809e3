"""Readers attack the public surface of random months, most of whose figures are of few people."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from figure_attacker import KEYS, Attacker, Name, key_of, remainders
from gtrm.core.settings import Settings
from gtrm.products import disclosure
from gtrm.products.disclosure import suppression
from released_months import random_cells, write_release

# Seed, months, regions, persons per cell: few people; some months of a year; many regions.
MONTHS = [(1, 1, 6, 1.0), (2, 5, 2, 1.0), (3, 1, 12, 2.0)]
BREAKDOWNS = ("rpt_people_reached_by_population", "rpt_age_sex")


def true_figures(database: Path) -> dict[Name, int]:
    """What the release holds of what is public, by table, column and key."""
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        for table, keys in KEYS.items():
            chosen = "where is_registered" if "aggregation_model" in keys else ""
            if chosen and table not in BREAKDOWNS:
                chosen += " or aggregation_model = 'sum'"
            rows = connection.execute(f"from reporting.{table} {chosen}").df()
            for row in rows.to_dict("records"):
                key = key_of(table, row)
                found |= {
                    (table, str(name), key): row[name] for name in row if row[name] is not None
                }
    parts = remainders(found)
    return found | {name: found[whole] - found[new] for name, (whole, new) in parts.items()}


def publish(settings: Settings, months: tuple[int, int, int, float]) -> tuple[Attacker, Path]:
    folder = settings.releases / "2021-09-r1"
    write_release(folder, random_cells(*months))
    disclosure.write(settings, folder)
    return Attacker(folder / "public" / "warehouse.duckdb"), folder / "warehouse.duckdb"


@pytest.mark.parametrize("months", MONTHS)
def test_nothing_withheld_can_be_calculated(settings, months):
    attacker, internal = publish(settings, months)

    truth = true_figures(internal)
    assert len(attacker.unknowns) > 50
    assert attacker.solve_one_by_one() == {}
    assert attacker.solve_by_algebra() == []
    for name, (lowest, highest) in attacker.limits().items():
        assert lowest <= truth[name]  # the attacker reasons soundly
        few = 5 if truth[name] else 0
        assert highest is None or highest >= max(truth[name], few)  # nobody can tell that it is few
        assert highest != lowest
    # What is shown is true, and every zero is shown.
    people = {name for name, value in truth.items() if name[1][:7] == "people_" and value == value}
    assert people == (attacker.shown.keys() | attacker.unknowns.keys()) & people
    assert {name for name in people if truth[name] == 0} <= attacker.shown.keys()
    assert all(truth[name] == value for name, value in attacker.shown.items())
    assert not [name for name in people & attacker.shown.keys() if 0 < truth[name] < 5]


def test_without_complementary_suppression_the_attacker_wins(settings, monkeypatch):
    monkeypatch.setattr(suppression, "protect", lambda _system, withheld, *_: withheld)

    attacker, internal = publish(settings, MONTHS[0])

    truth = true_figures(internal)
    found = attacker.solve_one_by_one()
    assert len(found) > 5
    assert all(truth[name] == value for name, value in found.items())
    assert set(found) <= set(attacker.solve_by_algebra())
