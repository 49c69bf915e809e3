"""What a reviewer wrote in `config/waivers.csv`, read and held to its rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.config.lines import Line, read_lines

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from gtrm.core.settings import Settings

COLUMNS = (
    *("organisation_code", "rule_id", "valid_from_month", "valid_to_month", "file_name"),
    *("sheet_name", "source_row", "reported_value", "decided_by", "decided_on", "reason"),
)
NO_ONE_ORGANISATION = "*"
_ROW_REFERENCE = ("file_name", "sheet_name", "source_row")
_RULE_ID = re.compile(r"\brule_id\W+(5W-[0-9]{3})\b")
_PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Waiver:
    """One line: about one row of a file, or about an organisation from month to month."""

    line: Line

    @property
    def rule_id(self) -> str:
        """The rule whose findings are accepted."""
        return self.line["rule_id"]

    @property
    def is_standing(self) -> bool:
        """Whether it is about an organisation and no row."""
        return not self.line["file_name"]

    def holds_in(self, month: str) -> bool:
        """Whether it is about findings of a cycle month."""
        return self.line["valid_from_month"] <= month <= self.line["valid_to_month"]

    def covers(self, finding: Mapping[Hashable, object], organisation: str | None) -> bool:
        """Whether a finding of its months and rule is accepted.

        A row's finding is so only while the cell says what it said: a changed cell is another
        finding. `organisation` None: the finding is about no one organisation.
        """
        own = self.line["organisation_code"]
        if self.is_standing:
            return own == (organisation or NO_ONE_ORGANISATION)
        here = tuple(str(finding[name] or "") for name in _ROW_REFERENCE)
        return (
            here == tuple(self.line[name] for name in _ROW_REFERENCE)
            and str(finding["reported_value"] or "").strip() == self.line["reported_value"]
            and own in ("", organisation)
        )


def read_waivers(settings: Settings) -> list[Waiver]:
    """Return the lines of `config/waivers.csv`, those about a row before the standing ones.

    Raises:
        SettingsError: A line has no reason, author or end, is about half a row, or names a rule,
            an organisation or a month that does not exist.
    """
    lines = read_lines(settings.config / "waivers.csv", COLUMNS)
    if not lines:
        return []
    listed = read_lines(settings.seeds / "ref_organisations.csv", ["organisation_code"])
    organisations = {one["organisation_code"] for one in listed}
    rules = _known_rules(settings)
    for line in lines:
        _check(line, rules)
        _check_scope(line, organisations)
    return sorted((Waiver(line) for line in lines), key=lambda waiver: waiver.is_standing)


def _known_rules(settings: Settings) -> set[str]:
    """Ids as the suites and this package's YAML have them; loading the suites takes seconds."""
    paths = [*settings.expectations.glob("*.json"), *_PACKAGE.glob("*/*.yml")]
    return {one for path in paths for one in _RULE_ID.findall(path.read_text(encoding="utf-8"))}


def _check(line: Line, rules: set[str]) -> None:
    if line["rule_id"] not in rules:
        raise line.error(
            f"There is no rule {line['rule_id']!r} whose findings could be accepted.",
            "Copy rule_id from the QA report; a refused file has to be sent again.",
        )
    if not line["valid_to_month"]:
        raise line.error(
            "The waiver has no end.", "Write the last month it holds for in valid_to_month."
        )
    if line.month("valid_from_month") > line.month("valid_to_month"):
        raise line.error("It ends before it begins.", "Correct valid_from_month or valid_to_month.")
    line.check_author()


def _check_scope(line: Line, organisations: set[str]) -> None:
    own = line["organisation_code"]
    if own not in {"", NO_ONE_ORGANISATION} | organisations:
        raise line.error(f"Unknown organisation {own!r}.", "Use a code of ref_organisations.csv.")
    given = [name for name in _ROW_REFERENCE if line[name]]
    if not given and not line["reported_value"]:
        if not own:
            raise line.error(
                "It names neither a row nor an organisation.",
                "Name file, sheet and row, or the organisation whose findings are accepted.",
            )
    elif len(given) < len(_ROW_REFERENCE) or not line["source_row"].isdecimal():
        raise line.error(
            "Half a row: file_name, sheet_name and source_row (a number) go together.",
            "Fill in all three; or none, and no reported_value, for a standing waiver.",
        )
    elif line["valid_from_month"] != line["valid_to_month"]:
        raise line.error(
            "A row belongs to the cycle month of its file.",
            "Write that month in both valid_from_month and valid_to_month.",
        )
