"""What the reading library passes over in a sheet, whatever the format it comes in.

Calamine gives #N/A and a formula that was never computed as a blank cell; taken as blanks they
would be silent zeros. `sheet_xml`, `sheet_ods` and `sheet_binary` look for them in the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from gtrm.intake.limits import CELL_LIMIT, TooLargeError
from gtrm.typed_cells import ERROR, TEXT

# As English and Spanish Excel and LibreOffice print them.
ERROR_TEXTS = frozenset(
    (
        *("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"),
        *("#GETTING_DATA", "#SPILL!", "#CALC!"),
        *("#N/D", "#¡DIV/0!", "#¡REF!", "#¿NOMBRE?", "#¡VALOR!", "#¡NUM!", "#¡NULO!"),
        *("#¡DESBORDAMIENTO!", "#¡CALC!"),
    )
)


@dataclass
class Facts:
    """Of one sheet: cells as (row from 1, column from 0, text), hidden rows, merged ranges."""

    errors: list[tuple[int, int, str]] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # first, last row, column

    def with_kinds(self) -> Facts:
        """Return the same with the kind of each text before it (see `gtrm.typed_cells`)."""
        errors = [(row, column, ERROR + text) for row, column, text in self.errors]
        formulas = [(row, column, TEXT + text) for row, column, text in self.formulas]
        return replace(self, errors=errors, formulas=formulas)

    def put_into(self, rows: list[list[str | None]]) -> list[dict[str, Any]]:
        """Write errors and uncomputed formulas where the reader left blanks; return the notes.

        Merged cells are noted only: whether theirs is a name or a number, the header tells.

        Raises:
            TooLargeError: A cell is farther out than any 5W can need.
        """
        notes: list[dict[str, Any]] = []
        for kind, cells in (("error", self.errors), ("formula", self.formulas)):
            for number, column, text in cells:
                _put(rows, number, column, text)
                notes.append({"kind": kind, "row": number, "column": column, "value": text})
        if self.hidden_rows:
            count = str(len(self.hidden_rows))
            notes.append({"kind": "hidden_rows", "row": self.hidden_rows[0], "value": count})
        for first, last, column in self.merged:
            top = rows[first - 1] if first <= len(rows) else []
            if last > first and column < len(top) and top[column] is not None:
                here = {"kind": "merged", "row": first, "column": column, "last": last}
                notes.append({**here, "value": top[column]})
        return notes


def _put(rows: list[list[str | None]], number: int, column: int, text: str) -> None:
    if number * (column + 1) > CELL_LIMIT:
        raise TooLargeError
    rows.extend([] for _ in range(number - len(rows)))
    row = rows[number - 1]
    row.extend([None] * (column + 1 - len(row)))
    row[column] = text
