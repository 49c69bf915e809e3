"""Folding the equal findings of a rule (see `gtrm.intake.folding`) while its rows stay held.

A critical finding keeps its row out, and what SQL counts is that row. So each row whose critical
findings were folded gets one finding of its own, HELD, which names the rules: a record a row,
however many rules it breaks. Who accepts one of the rules does not let the row in by that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gtrm.intake.folding import tell_more

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gtrm.rules.suites import Rule

HELD = {
    "rule_id": "5W-549",
    "severity": "critical",
    "scope": "row",
    "title_es": "Fila retenida por reglas que el archivo incumple en muchas filas",
    "title_en": "Row held by rules that the file breaks in many rows",
}
_HINT_ES = "Reglas: {rules}. Cada una está explicada una vez para toda la hoja: corrija la causa."
_HINT_EN = "Rules: {rules}. Each is explained once for the whole sheet: mend the cause."


class Folding:
    """What was folded while the findings of some rows were told, rule by rule."""

    def __init__(self, rows: pd.DataFrame, limit: int | None) -> None:
        """`rows` as `checks.judge` takes them; no `limit`: nothing is folded."""
        self._rows, self._limit = rows, limit
        self._held = np.full(len(rows), "", dtype=object)  # the rules of each row, comma before
        self._rest: list[tuple[Rule, int, int, int]] = []  # first and last position, count

    def keep(self, rule: Rule, failing: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that are told one by one, of those that break a rule."""
        if self._limit is None or len(failing) <= self._limit:
            return failing
        own = self._rows.loc[failing, ["submission_id", "sheet_name"]]
        sheets = own.groupby(["submission_id", "sheet_name"], dropna=False, sort=False)
        is_rest = (sheets.cumcount() >= self._limit).to_numpy()
        for _, positions in own[is_rest].groupby(["submission_id", "sheet_name"], dropna=False):
            index = positions.index
            self._rest.append((rule, int(index[0]), int(index[-1]), len(index)))
        if rule.severity == "critical":
            self._held[failing[is_rest]] += f", {rule.rule_id}"
        return failing[~is_rest]

    def rest(self) -> list[tuple[Rule, int, dict[str, Any]]]:
        """Return for each folded rule: the rule, a row to tell it of, what differs from that."""
        numbers = self._rows["source_row"]
        out = []
        for rule, first, last, count in self._rest:
            more_es, more_en = tell_more(count, numbers[first], numbers[last])
            out.append((rule, first, {"count": count, "hint_es": more_es, "hint_en": more_en}))
        return out

    def held(self) -> pd.DataFrame:
        """Return the HELD findings: the columns of `rows` that say where, and its own."""
        at = np.flatnonzero(self._held != "")
        columns = ["submission_id", "cycle_month", "file_name", "sheet_name", "source_row"]
        out = self._rows.loc[at, columns]
        rules = [text.removeprefix(", ") for text in self._held[at]]
        hints = {
            "hint_es": [_HINT_ES.format(rules=text) for text in rules],
            "hint_en": [_HINT_EN.format(rules=text) for text in rules],
        }
        return out.assign(**HELD, **hints)
