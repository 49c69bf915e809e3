"""Which of several files counts, decided part by part (see `judgement`).

A consolidated file is judged for each of its organisations by itself. Taking a complement for a
correction loses people, the other way round doubles them: both files stay, the decision is a
finding, a reviewer can overrule it.
"""

from __future__ import annotations

import csv
import logging
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

import pandas as pd

from gtrm import fingerprints, landed
from gtrm.errors import SettingsError
from gtrm.intake.judgement import FIGURES, WORK, Candidate, Part, decide_group, find_moved
from gtrm.intake.notices import Notice
from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gtrm.intake.judgement import Overrules
    from gtrm.settings import Settings

log = logging.getLogger(__name__)


def decide(settings: Settings) -> int:
    """Decide over every landed part; write `landing/parts/parts.parquet`; return superseded parts.

    Each decision between two files is told as a finding of the later one.

    Raises:
        SettingsError: `config/versions.csv` holds a decision that is none.
    """
    ids = landed.all_submission_ids(settings)
    submissions = landed.read(settings, "submissions", ids)
    overruled = _read_overrules(settings.config / "versions.csv")
    groups = _candidates(settings, submissions)
    for group in groups:
        decide_group(group, overruled)
    everything = [candidate for group in groups for candidate in group]
    find_moved(everything, overruled)
    decided = [candidate.part for candidate in everything]
    version = fingerprints.of_reading(settings)
    frame = pd.DataFrame([asdict(part) for part in decided], columns=landed.SCHEMAS["parts"].names)
    landed.write(settings.landing / "parts" / "parts.parquet", "parts", frame, version)
    _tell(settings, submissions, decided, version)
    superseded = sum(part.superseded_by_submission_id is not None for part in decided)
    if superseded:
        log.info("%d parts of earlier files are replaced by later ones", superseded)
    return superseded


def _candidates(settings: Settings, submissions: pd.DataFrame) -> list[list[Candidate]]:
    """The parts of each organisation and month, in the order in which they came."""
    groups: dict[tuple[object, object], dict[str, Candidate]] = defaultdict(dict)
    for row in submissions.to_dict("records"):
        one = str(row["submission_id"])
        order = (row["received_at"], row["version_number"], one)
        name = str(row["file_name"])
        if row["status"] == "nothing_to_report":
            part = Part(one, row["organisation_code"], row["cycle_month"], "nothing_to_report")
            key = (part.organisation_code, part.month_code)
            groups[key][one] = Candidate(part, name, order, says_nothing=True)
        if row["status"] != "read":
            continue
        columns = ["organisation_code", "month_code", *WORK, *FIGURES]
        for values in landed.read_columns(settings, "activities", one, columns):
            organisation, month, cells = *values[:2], values[2:]
            group = groups[organisation, month]
            if one not in group:
                part = Part(one, _text(organisation), _text(month))
                group[one] = Candidate(part, name, order, says_nothing=False)
            group[one].work[cells[: len(WORK)]] += 1
            group[one].rows[cells] += 1
    return [sorted(group.values(), key=lambda c: c.order) for group in groups.values()]


def _tell(
    settings: Settings, submissions: pd.DataFrame, parts: Iterable[Part], version: str
) -> None:
    """Write a finding for each decision between two files, one Parquet per cycle month."""
    files = submissions.set_index("submission_id")["file_name"].to_dict()
    by_month: dict[str, list[dict[str, object]]] = defaultdict(list)
    for part in parts:
        if part.decision_code not in {"correction", "complement"}:
            continue
        month = part.submission_id[:7]
        other = files.get(part.supersedes_submission_id, "el archivo anterior")
        words = {"other": str(other), "value": f"{100 * (part.overlap_share or 0):.0f}"}
        finding = Notice(part.decision_code, words=words).as_finding()
        by_month[month].append(
            {
                **finding,
                "submission_id": part.submission_id,
                "cycle_month": month,
                "file_name": files[part.submission_id],
                "reported_value": part.organisation_code,
            }
        )
    for month in {str(one)[:7] for one in files}:
        frame = pd.DataFrame(by_month[month], columns=landed.SCHEMAS["findings"].names)
        landed.write(landed.versions_path(settings, month), "findings", frame, version)


def _read_overrules(path: Path) -> Overrules:
    """A reviewer's decisions: (cycle month, file name) -> decision, who, why."""
    found = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["decision"] not in {"correction", "complement"}:
                raise SettingsError(
                    f"{row['decision']!r} is no decision.",
                    f"{path} > row {number}",
                    "Write correction or complement.",
                )
            if not row["decided_by"] or not row["reason"]:
                raise SettingsError(
                    "A decision needs who made it and why.",
                    f"{path} > row {number}",
                    "Fill in decided_by and reason.",
                )
            key = (row["cycle_month"], normalise(row["file_name"]))
            found[key] = (row["decision"], row["decided_by"], row["reason"])
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
