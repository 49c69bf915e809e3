"""Equal findings of a file: past a number of them the rest is one finding with a count.

A rule that fails in 60,000 rows is one thing to mend, and nobody reads 60,000 lines: the first
EQUAL_LIMIT findings of a rule, field and sheet stand row by row, the others in one that says how
many they are and from which row to which. So what a file costs does not grow with what is wrong
with it. The limit is above the rows of the largest monthly file of one organisation seen (484 rows,
Peru 2021) and low enough that a hundred rules cost no more than its rows do.
"""

from __future__ import annotations

EQUAL_LIMIT = 1_000


def tell_more(count: int, first: int, last: int) -> tuple[str, str]:
    """Return what stands before the hint of the one for the rest, in Spanish and English."""
    return (
        f"Otras {count:,} filas, de la {first} a la {last}, tienen lo mismo y no se listan. ",
        f"Another {count:,} rows, from {first} to {last}, have the same and are not listed. ",
    )
