"""Which repairs are on and for which months, and the shares that ages are shared out by."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from gtrm.config.lines import Line, read_lines
from gtrm.rules.preparation import AGE_SEX_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection

    from gtrm.core.settings import Settings

COLUMNS = (
    *("repair_code", "valid_from_month", "valid_to_month", "decided_by", "decided_on", "reason"),
    "is_on",
)
SHARED_AGES = AGE_SEX_FIELDS[:4]  # R4V's shares have no other gender
OTHER_SECTORS = "*"


@dataclass(frozen=True)
class Switch:
    """A line of `config/repairs.csv` that switches a repair on."""

    line: Line

    @property
    def repair_code(self) -> str:
        """The repair."""
        return self.line["repair_code"]

    def holds_in(self, month: str) -> bool:
        """Whether files of a cycle month are repaired; without an end it holds on."""
        last = self.line["valid_to_month"] or month
        return self.line["valid_from_month"] <= month <= last


def read_switches(settings: Settings, known: Collection[str]) -> list[Switch]:
    """Return the lines of `config/repairs.csv` that are on.

    Raises:
        SettingsError: A line names no known repair or no month, says neither yes nor no, or
            switches on without who, when and why.
    """
    on = []
    for line in read_lines(settings.config / "repairs.csv", COLUMNS):
        code = line["repair_code"]
        if code not in known:
            raise line.error(f"There is no repair {code!r}.", f"Write one of {', '.join(known)}.")
        if line["is_on"] not in {"yes", "no"}:
            raise line.error(f"is_on {line['is_on']!r} is no switch.", "Write yes or no.")
        first = line.month("valid_from_month")
        if line["valid_to_month"] and line.month("valid_to_month") < first:
            raise line.error("It ends before it begins.", "Correct one of the two months.")
        if line["is_on"] == "yes":
            line.check_author()
            on.append(Switch(line))
    return on


def read_shares(settings: Settings) -> dict[str, tuple[Fraction, ...]]:
    """Return the shares of girls, boys, women and men by sector code ('*': the other sectors).

    They are numbers in any unit, such as persons: only their proportions count.

    Raises:
        SettingsError: A line of `config/age_sex_shares.csv` has no shares or no source.
    """
    shares = {}
    columns = ("sector_code", *SHARED_AGES, "source")
    for line in read_lines(settings.config / "age_sex_shares.csv", columns):
        try:
            own = tuple(Fraction(line[name]) for name in SHARED_AGES)
        except (ValueError, ZeroDivisionError):
            own = ()
        if not own or min(own) < 0 or not sum(own) or not line["source"]:
            raise line.error(
                "No shares, or no source of them.",
                "Write a number of zero or more for each age and sex, and where they are from.",
            )
        shares[line["sector_code"]] = own
    return shares
