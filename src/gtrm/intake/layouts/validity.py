"""Whether the months under a header are those that a template generation is for.

Two generations may print almost the same headers and mean different things by them: the
populations of 2021 break down another figure than those of 2022. So the months that rows name with
their year weigh in the choice.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from gtrm.core.cycle import read_month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gtrm.intake.layouts.templates import Template

_NO_CYCLE = "0000-00"  # a month without a year says nothing here
_MOST = 0.5  # late rows of the year before do not make a sheet one of that year


def fits_months(
    template: Template, columns: Mapping[str, int], rows_below: Sequence[Sequence[str | None]]
) -> bool:
    """Return False where most rows that tell their year lie outside a template's validity."""
    place = columns.get("month")
    if place is None:
        return True
    texts = Counter(cells[place] for cells in rows_below if place < len(cells) and cells[place])
    dated = {
        text: read.code
        for text in texts
        if text and (read := read_month(text, _NO_CYCLE)).source in {"written", "serial"}
    }
    rows = sum(texts[text] for text in dated)
    inside = sum(
        texts[text] for text, month in dated.items() if month and template.is_valid_in(month)
    )
    return inside >= _MOST * rows
