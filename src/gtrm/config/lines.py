"""The lines of a CSV under `config/`, each known by its row in a spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gtrm.core.cycle import MONTH_PATTERN
from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One line: its cells without surrounding blanks, '' where there is nothing."""

    path: Path
    number: int  # the header is row 1
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, what: str, fix: str) -> SettingsError:
        """Return the error that names this file and row."""
        return SettingsError(what, f"{self.path.name} > row {self.number}", fix)

    def month(self, column: str) -> str:
        """Return a cell that is a month.

        Raises:
            SettingsError: It is not.
        """
        if not MONTH_PATTERN.fullmatch(self[column]):
            raise self.error(
                f"{column} {self[column]!r} is not a month.",
                "Write year and month, such as 2021-09.",
            )
        return self[column]

    def check_author(self) -> None:
        """Require who decided, on which day, and why.

        Raises:
            SettingsError: One of them is missing, or the day is none.
        """
        missing = [name for name in ("decided_by", "decided_on", "reason") if not self[name]]
        if missing:
            raise self.error(
                f"{' and '.join(missing)} missing.", "Write who decided, on which day, and why."
            )
        try:
            date.fromisoformat(self["decided_on"])
        except ValueError as error:
            raise self.error(
                f"decided_on {self['decided_on']!r} is not a day.", "Write it as 2021-10-15."
            ) from error


def read_lines(path: Path, columns: Sequence[str]) -> list[Line]:
    """Return the lines that hold anything.

    Raises:
        SettingsError: There is no such file, it does not have the columns, or a line has cells
            beyond them.
    """
    if not path.is_file():
        raise SettingsError(
            "The list is missing.",
            path.name,
            f"Restore it in config/, if only with its header: {','.join(columns)}",
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise SettingsError(
                f"Columns are missing: {', '.join(missing)}.",
                f"{path.name} > row 1",
                f"The header is {','.join(columns)}; save with commas, in UTF-8.",
            )
        rows = list(reader)
    cells = [{name: (row[name] or "").strip() for name in columns} for row in rows]
    lines = [Line(path, number, row) for number, row in enumerate(cells, 2)]
    for line, row in zip(lines, rows, strict=True):
        if None in row:  # where DictReader keeps what is left over
            raise line.error(
                "It has more cells than the header.", 'Put texts with commas in quotes: "a, b".'
            )
    return [line for line in lines if any(line.cells.values())]
