"""Which of several files counts: decided over the landing, with the findings about it.

How two files are judged is in `judgement`, what follows from it in `succession`. All files are
kept; each decision is a finding of the later file, and a reviewer can change it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import asdict
from sys import intern
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.config.checking import read_list
from gtrm.config.lists import VersionLine
from gtrm.core import fingerprints
from gtrm.core.normal import normalise
from gtrm.intake import landed
from gtrm.intake.notices import Notice
from gtrm.intake.versions.judgement import FIGURES, WORDS, WORK, Candidate, File, Part, read_name
from gtrm.intake.versions.succession import Change, Decision, take_in_turn

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Set

    from gtrm.core.settings import Settings
    from gtrm.intake.versions.judgement import Key, Line
    from gtrm.intake.versions.succession import Overrules

log = logging.getLogger(__name__)

_LISTED = 12  # organisations and months in one finding
_NOTICES = {
    "replaces": "correction",
    "adds": "complement",
    "repeats": "repeated_rows",
    "asks": "replace_or_add",
    "withdraws": "withdrawn_by_empty",
    "gone_months": "months_left_behind",
}


def decide(settings: Settings) -> int:
    """Decide over every landed part; write `landing/parts/parts.parquet`; return superseded parts.

    Each decision between two files is a finding of the later one.

    Raises:
        ConfigError: `config/versions.csv` cannot be used.
    """
    ids = landed.all_submission_ids(settings)
    submissions = landed.read(settings, "submissions", ids)
    files = [
        file
        for row in submissions.to_dict("records")
        if row["status"] != "refused" and (file := _read_file(settings, row)).parts
    ]
    decisions = take_in_turn(files, _read_overrules(settings))
    decided = [candidate.part for file in files for candidate in file.parts.values()]
    version = fingerprints.of_reading(settings)
    frame = pd.DataFrame([asdict(part) for part in decided], columns=landed.SCHEMAS["parts"].names)
    landed.write(settings.landing / "parts" / "parts.parquet", "parts", frame, version)
    counted = {(one.organisation_code, one.month_code) for one in decided if one.counts}
    told = [(decision, _notices(decision, counted)) for decision in decisions]
    _tell(settings, submissions, told, version)
    superseded = sum(part.superseded_by_submission_id is not None for part in decided)
    if superseded:
        log.info("%d parts of earlier files are replaced by later ones", superseded)
    return superseded


def _read_file(settings: Settings, row: dict[Hashable, Any]) -> File:
    """A submission's rows by organisation and month, or its statement that there are none."""
    one = str(row["submission_id"])
    parts: dict[tuple[str | None, str | None], Candidate] = {}
    if row["status"] == "nothing_to_report":
        part = Part(one, _text(row["organisation_code"]), row["cycle_month"], "nothing_to_report")
        parts[part.organisation_code, part.month_code] = Candidate(part, None, [])
    columns = ["organisation_code", "month_code", "appealing_org", *WORK, *FIGURES, *WORDS]
    found = landed.read_columns(settings, "activities", one, columns)
    for organisation, month, name, *cells in found if row["status"] == "read" else []:
        key = _text(organisation), _text(month)
        if key not in parts:
            parts[key] = Candidate(Part(one, *key), _text(name), [])
        parts[key].lines.append(_line(cells))
    name, at = str(row["file_name"]), row["received_at"]
    # Of files that came together, in the order of their names, a complement is the later one.
    order = (at.replace(second=0, microsecond=0), read_name(name).completes)
    return File(
        one, name, _text(row["sender_name"]), (*order, at, row["version_number"], one), parts
    )


def _line(cells: list[object]) -> Line:
    """A row to compare, in little memory: all rows of all months are held at once."""
    own, words = cells[: -len(WORDS)], cells[-len(WORDS) :]
    shared = (intern(cell) if isinstance(cell, str) else cell for cell in own)
    return (*shared, hash(tuple(words)))


def _tell(
    settings: Settings,
    submissions: pd.DataFrame,
    told: Iterable[tuple[Decision, list[Notice]]],
    version: str,
) -> None:
    """Write the findings over decisions between two files, one Parquet per cycle month."""
    by_month: dict[str, list[dict[str, object]]] = defaultdict(list)
    for decision, notices in told:
        new = decision.new
        for notice in notices:
            by_month[new.cycle_month].append(
                {
                    **notice.as_finding(),
                    "submission_id": new.submission_id,
                    "cycle_month": new.cycle_month,
                    "file_name": new.file_name,
                    "related_submission_id": decision.old.submission_id,
                }
            )
    for month in {str(one)[:7] for one in submissions["submission_id"]}:
        frame = pd.DataFrame(by_month[month], columns=landed.SCHEMAS["findings"].names)
        landed.write(landed.versions_path(settings, month), "findings", frame, version)


def _notices(decision: Decision, counted: Set[Key]) -> list[Notice]:
    if decision.code in {"asks", "withdraws", "gone_months"} and not decision.is_open:
        return []
    changes = decision.still_lost(counted) if decision.code == "replaces" else decision.changes
    before, after = decision.people_old, decision.people_new
    words = {
        "other": decision.old.file_name,
        "value": f"{100 * decision.share:.0f}",
        "why_es": decision.verdict.reason_es,
        "why_en": decision.verdict.reason_en,
        "before": f"{before:,}",
        "after": f"{after:,}",
        "both": f"{before + after:,}",
        "where": f"{decision.new.cycle_month},{decision.new.submission_id}",
        "listed": _listed(changes),
    }
    told = [Notice(_NOTICES[decision.code], words=words)]
    if decision.code == "replaces" and changes:
        lost = sum(one.people_before - (one.people_after or 0) for one in changes)
        told.append(Notice("taken_away", words={**words, "lost": f"{lost:,}"}))
    return told


def _listed(changes: list[Change]) -> str:
    """Organisations and months with people before and after, the largest loss first."""
    ordered = sorted(changes, key=lambda one: (one.people_after or 0) - one.people_before)
    texts = [
        f"{one.organisation} {one.key[1] or '?'}: {one.people_before:,} → "
        + ("-" if one.people_after is None else f"{one.people_after:,}")
        for one in ordered
    ]
    more = f"; ... (+{len(texts) - _LISTED})" if len(texts) > _LISTED else ""
    return "; ".join(texts[:_LISTED]) + more


def _read_overrules(settings: Settings) -> Overrules:
    """A reviewer's decisions: (cycle month, file name) -> decision, who, why."""
    return {
        (line.cycle_month, normalise(line.file_name)): (line.decision, line.decided_by, line.reason)
        for line in read_list(settings, VersionLine)
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
