"""Open questions over which file counts, as a build holds them (rules 5W-570 to 5W-574).

A question is open until `config/versions.csv` answers it: a waiver accepts a finding, but does not
say which of two files is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

OPEN = ("5W-570", "5W-573", "5W-574")  # replace or add, withdrawn by an empty file, months gone
TAKEN_AWAY = ("5W-571",)
# Also of files that a later one superseded: intake tells only what is open, and lost, in the end.
_FOUND = """
    select cycle_month, file_name, hint_es, hint_en
    from marts.fct_findings
    where list_contains(?, rule_id)
    order by cycle_month desc, rule_id, file_name, hint_es
"""


@dataclass(frozen=True)
class Question:
    """One finding about two files, in words that name both possible results."""

    cycle_month: str
    file_name: str
    text_es: str
    text_en: str

    def __str__(self) -> str:
        """Return it in one line, Spanish first."""
        return f"{self.cycle_month} `{self.file_name}`: {self.text_es} · {self.text_en}"


def read(database: Path) -> list[Question]:
    """Return the open questions of all months in a build or release, the newest month first."""
    return _read(database, OPEN)


def read_taken_away(database: Path) -> list[Question]:
    """Return what files that count no longer have of those that they replaced."""
    return _read(database, TAKEN_AWAY)


def _read(database: Path, rules: tuple[str, ...]) -> list[Question]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [Question(*row) for row in connection.execute(_FOUND, [list(rules)]).fetchall()]
