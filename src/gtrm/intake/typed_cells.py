"""A partner's sheet as it stood, each cell with its kind: what a copy of it is made from.

Intake reads partners' files and validation gives them back; neither knows the other, both know
this. A cell is None if blank, else a text whose first letter says what it was: NUMBER '1490',
DATE '2021-09-01' or '2021-09-01 10:30:00', YES_NO 'TRUE', ERROR '#N/A', TEXT anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

NUMBER, DATE, YES_NO, ERROR, TEXT = "n", "d", "b", "e", "t"


@dataclass(frozen=True)
class SheetCopy:
    """One worksheet: `rows[0]` is Excel's row 1.

    `header_row` (from 1) and `columns` (our field -> position from 0) are those of its 5W header,
    if it has one; `below` those of headers printed again further down in another order, from the
    top. `merged` are (first row, last row, position) of cells merged over several rows.
    """

    name: str
    rows: list[list[str | None]]
    hidden: bool = False
    header_row: int | None = None
    columns: Mapping[str, int] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int], ...] = ()
    below: tuple[tuple[int, Mapping[str, int]], ...] = ()

    def columns_at(self, row: int) -> Mapping[str, int]:
        """Return where our fields stand in a row: as the last header above it says."""
        if not self.below:
            return self.columns
        found = [columns for header_row, columns in self.below if header_row < row]
        return found[-1] if found else self.columns


if TYPE_CHECKING:
    # Opened, it gives the sheets of a submission by its id.
    Archive = AbstractContextManager[Callable[[str], list[SheetCopy]]]
