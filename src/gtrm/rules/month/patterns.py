"""A relation between count columns that most rows follow, so the figures were not counted.

Tried: a measure that is always 0 beside people; a measure that is a small multiple of another
count; halves that are always equal. Real cases (Peru, R4V 2021): total = new = 2 x host in 94 % of
the Pin rows of January, new = 0 and total = sum of the populations in all those of March.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gtrm.rules.preparation import AGE_SEX_FIELDS, MEASURE_FIELDS, POPULATION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Figures = Mapping[str, NDArray[np.float64]]  # of each row: FIGURES and both sums, by name

SHARE_OF_ROWS = 0.9  # of all rows: one in ten may have been mended by hand
# Of the rows in which it could fail. 0 = 2 x 0 proves nothing, and a multiple does not hold by
# chance in two rows of three.
SHARE_OF_TELLING_ROWS = 2 / 3
LEAST_VALUES = 3  # different figures: 2 = 2 x 1 in each row is no relation
FACTORS = range(2, 13)  # up to a dozen: a formula counted twice, or for each month of the year
POPULATION_SUM, AGE_SEX_SUM = "population_sum", "age_sex_sum"
FIGURES = (*MEASURE_FIELDS.values(), *POPULATION_FIELDS, *AGE_SEX_FIELDS)


@dataclass(frozen=True)
class Relation:
    """`left` = `factor` x `right`; `right` None: `left` = 0."""

    left: str
    right: str | None = None
    factor: int = 1

    def holds(self, figures: Figures) -> Flags:
        """Which rows obey it; one with an unreadable figure does not."""
        held: Flags = figures[self.left] == self._right(figures)
        return held

    def could_fail(self, figures: Figures) -> Flags:
        """Which rows can show it: not those where both sides are zero or blank."""
        sides = FIGURES if self.right is None else (self.left, self.right)
        telling: Flags = np.any([figures[name] != 0 for name in sides], axis=0)
        return telling

    def _right(self, figures: Figures) -> NDArray[np.float64] | float:
        return 0.0 if self.right is None else figures[self.right] * self.factor


# A correct file follows this too: reported only with a relation that a correct file lacks.
_ORDINARY = tuple(Relation(name, POPULATION_SUM) for name in MEASURE_FIELDS.values())
_TWINS = (Relation("girls", "boys"), Relation("women", "men"))


@dataclass(frozen=True)
class Pattern:
    """Relations that hold together; `holds` says in which of the rows looked at."""

    relations: tuple[Relation, ...]
    holds: Flags

    def words(self, names: Mapping[str, str], conjunction: str) -> str:
        """Return it as `total = new = 2 x host and ...`, the columns named by `names`."""
        sides: dict[str, list[str]] = {}
        for one in self.relations:
            factor = "" if one.factor == 1 else f"{one.factor} × "
            right = "0" if one.right is None else f"{factor}{names[one.right]}"
            sides.setdefault(right, []).append(names[one.left])
        clauses = (" = ".join([*lefts, right]) for right, lefts in sides.items())
        return f" {conjunction} ".join(clauses)


def read_figures(rows: pd.DataFrame) -> Figures:
    """Return the columns FIGURES of rows, and the two sums: null where a part is null."""
    figures = {name: rows[name].to_numpy(float) for name in FIGURES}
    figures[POPULATION_SUM] = np.sum([figures[name] for name in POPULATION_FIELDS], axis=0)
    figures[AGE_SEX_SUM] = np.sum([figures[name] for name in AGE_SEX_FIELDS], axis=0)
    return figures


def find_pattern(
    figures: Figures, least_rows: int, told: Collection[Relation] = ()
) -> Pattern | None:
    """Return the pattern that most rows obey, or None.

    Args:
        figures: From `read_figures`.
        least_rows: In how many rows it must hold that could have failed.
        told: Relations said elsewhere; a column that obeys one of them is left out.
    """
    if len(figures[POPULATION_SUM]) < least_rows:
        return None
    done = {one.left for one in told if one.holds(figures).mean() >= SHARE_OF_ROWS}
    best: dict[str, tuple[int, Relation]] = {}
    for relation in _candidates(figures):
        held = relation.holds(figures)
        count = int(held.sum())
        if (
            relation.left not in done
            and count > best.get(relation.left, (0, None))[0]
            and _is_shown(relation, figures, held, least_rows)
        ):
            best[relation.left] = (count, relation)
    odd = [relation for _, relation in sorted(best.values(), key=lambda one: -one[0])]
    others = [one for one in _ORDINARY if one.left not in best]
    return _together([*odd, *others], figures) if odd else None


def _is_shown(relation: Relation, figures: Figures, held: Flags, least_rows: int) -> bool:
    """Whether a relation holds in enough rows of all, and of those in which it could fail."""
    telling = relation.could_fail(figures)
    shown = held & telling
    values = np.unique(figures[relation.left][shown])
    return bool(
        held.mean() >= SHARE_OF_ROWS
        and shown.sum() >= max(least_rows, SHARE_OF_TELLING_ROWS * telling.sum())
        and (relation.right is None or len(values) >= LEAST_VALUES)
    )


def _together(relations: list[Relation], figures: Figures) -> Pattern:
    """As many of them, in this order, as hold in the same rows."""
    chosen: list[Relation] = []
    holds = np.ones(len(figures[POPULATION_SUM]), dtype=bool)
    for relation in relations:
        both = holds & relation.holds(figures)
        if both.mean() >= SHARE_OF_ROWS:
            chosen, holds = [*chosen, relation], both
    return Pattern(tuple(chosen), holds)


def _candidates(figures: Figures) -> Iterator[Relation]:
    """The relations to try; a multiple only with the factor of the middle row."""
    for left in MEASURE_FIELDS.values():
        yield Relation(left)
        for right in (*FIGURES, POPULATION_SUM, AGE_SEX_SUM):
            some = (figures[right] > 0) & ~np.isnan(figures[left])
            if right != left and some.any():
                factor = float(np.median(figures[left][some] / figures[right][some]))
                if factor in FACTORS:
                    yield Relation(left, right, int(factor))
    yield from _TWINS
