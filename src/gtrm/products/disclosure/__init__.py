"""The public surface of a release: what everyone may see, with figures of few people withheld.

Explained for a data officer in docs/disclosure.md; the method is decision 14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np

from gtrm.core.errors import PublishError
from gtrm.products.disclosure import earlier, figures, suppression, surface
from gtrm.products.disclosure import rules as rule_files

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from gtrm.core.settings import Settings
    from gtrm.products.disclosure.figures import Flags, System
    from gtrm.products.disclosure.rules import Rules

AMOUNT_SHARE = 0.5  # money beside withheld people stays unknown by at least this share of it


def write(settings: Settings, release: Path) -> None:
    """Write `public/warehouse.duckdb` of a release from its `warehouse.duckdb`.

    The release that is current until then is treated as known to everyone.

    Raises:
        PublishError: The rules do not cover the release, or a figure cannot be protected.
    """
    rules = rule_files.load(settings)
    target = release / surface.PUBLIC
    target.parent.mkdir()
    before = settings.current.resolve() if settings.current.is_symlink() else None
    try:
        with duckdb.connect() as connection:
            surface.attach(connection, release / "warehouse.duckdb", "release (read_only)")
            surface.check_declared(connection, rules)
            tables = surface.prepare(connection, rules)
            cells = figures.collect(connection, tables)
            cells = earlier.compare(connection, rules, cells, before)
            system = figures.relate(connection, rules.relations, cells)
            withheld = system.cells[_withhold(system, rules)]
            surface.attach(connection, target, "warehouse")
            surface.write(connection, tables, withheld)
            connection.execute("checkpoint warehouse")
    except duckdb.Error as error:
        raise PublishError(
            f"The public surface cannot be written: {error}.",
            str(release),
            "Compare config/disclosure.yml with the tables and run the month again.",
        ) from error


def _withhold(system: System, rules: Rules) -> Flags:
    """Return per figure whether it is withheld: the small ones, and those that protect them."""
    cells, counts, units = system.cells, system.counts, system.units
    is_remainder = (cells["column"] == "").to_numpy()
    is_people = _belongs(cells, {name: table.people for name, table in rules.public.items()})
    is_small = (is_people | is_remainder) & (
        cells["value"] < rules.threshold * cells["unit"]
    ).to_numpy()
    small, held = system.any_cell(is_small), system.any_cell(cells["is_held"].to_numpy())
    hidden = ~system.any_cell(~is_remainder)
    # A held figure once covered a small one, which could be larger or smaller by this much.
    cover = np.where(held, (rules.threshold - 1) * units, 0)
    withheld = suppression.protect(
        system,
        small | held | hidden,
        np.where(small, rules.threshold * units - counts, cover),
        np.where(small, counts - units, np.minimum(cover, counts - units)),
    )
    money = system.any_cell(_tells(cells, withheld[cells["unknown"]], rules))
    share = np.ceil(counts * AMOUNT_SHARE).astype(np.int64)
    withheld = suppression.protect(
        system,
        withheld | money,
        np.where(money, share, 0),
        np.where(money, np.minimum(share, counts - units), 0),
    )
    return withheld[cells["unknown"]]


def _belongs(cells: pd.DataFrame, columns: dict[str, list[str]]) -> Flags:
    named = [f"{table}.{column}" for table, listed in columns.items() for column in listed]
    return (cells["table"] + "." + cells["column"]).isin(named).to_numpy()


def _tells(cells: pd.DataFrame, is_withheld: Flags, rules: Rules) -> Flags:
    """Return which amounts could reveal a withheld count: the first count that their row has."""
    told = np.zeros(len(cells), dtype=bool)
    rows = cells["row_id"]
    for name, table in rules.public.items():
        for column, governing in table.amounts.items():
            amounts = _belongs(cells, {name: [column]})
            for count in governing:
                counts = _belongs(cells, {name: [count]})
                told |= amounts & rows.isin(rows[counts & is_withheld]).to_numpy()
                amounts = amounts & ~rows.isin(rows[counts]).to_numpy()
    return told
