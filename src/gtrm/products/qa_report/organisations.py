"""Each organisation's section of the report: what it sent, its score, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gtrm.products.qa_report.data import SEVERITIES
from gtrm.products.qa_report.month import Organisation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import pandas as pd

    from gtrm.products.qa_report.month import Month


@dataclass(frozen=True)
class Section:
    """What the report says of an organisation before its findings are listed.

    `code` and `name` are '' where the organisation is not known. `status`: see
    `Organisation`. `counts`: findings by state ('new', 'still', 'fixed', 'waived') and by severity,
    there only those that stand.
    """

    code: str
    name: str
    status: str | None
    received_at: datetime | None
    is_expected: bool
    rows: int
    quarantined: int
    score: int | None
    counts: Mapping[str, int]

    @property
    def is_compared(self) -> bool:
        """Whether the comparison with an earlier submission says anything."""
        return any(self.counts[state] for state in ("new", "still", "fixed"))

    @property
    def has_findings(self) -> bool:
        """Whether there is anything to list."""
        return any(self.counts.values())


def describe_organisations(month: Month, listed: pd.DataFrame) -> list[Section]:
    """Return the sections, the lowest score first; who sent nothing comes last.

    Args:
        month: What was delivered.
        listed: Its findings with `state`, the fixed ones too.
    """
    found = {str(code): own for code, own in listed.groupby(_code(listed))}
    sections = []
    for code in sorted({*month.organisations, *found}):
        own = month.organisations.get(code, Organisation())
        sections.append(
            Section(
                code=code,
                name=month.names.get(code, code),
                status=own.status,
                received_at=own.received_at,
                is_expected=own.is_expected,
                rows=own.rows,
                quarantined=own.quarantined,
                score=own.score,
                counts=_counts(found.get(code, listed.iloc[:0])),
            )
        )
    return sorted(sections, key=_rank)


def _code(frame: pd.DataFrame) -> pd.Series[Any]:
    return frame["organisation_code"].fillna("")


def _counts(findings: pd.DataFrame) -> dict[str, int]:
    states = findings["state"].value_counts()
    standing = findings[~findings["state"].isin(["waived", "fixed"])]["severity"].value_counts()
    counts = {name: int(states.get(name, 0)) for name in ("new", "still", "fixed", "waived")}
    return counts | {name: int(standing.get(name, 0)) for name in SEVERITIES}


def _rank(section: Section) -> tuple[bool, bool, int, str]:
    is_absent = section.status in {"missing", "expected"} and not section.has_findings
    return is_absent, section.score is None, section.score or 0, section.name
