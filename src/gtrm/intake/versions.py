"""Which of several files counts: correction or complement, decided part by part.

A part is what one file says of one organisation and month, so a consolidated file is judged for
each of its organisations by itself. Taking a complement for a correction loses people, the other
way round doubles them: both files stay, the decision is a finding, a reviewer can overrule it.
"""

from __future__ import annotations

import csv
import logging
import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from gtrm import landed
from gtrm.errors import SettingsError
from gtrm.intake.notices import Notice
from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gtrm.settings import Settings

log = logging.getLogger(__name__)

# Share of the smaller file's activities (place, sector, indicator, activity, implementing partner)
# that the other one has too. A corrected file repeats most of them; an office elsewhere has none.
SAME_WORK = 0.5  # from here on a correction, whatever the files are called
OTHER_WORK = 0.1  # up to here a complement, even under the same file name
_KEY = (
    *("region_pcode", "province_pcode", "district_pcode", "sector_code", "indicator_code"),
    *("activity_code", "implementing_organisation_code"),
)
_CORRECTING = re.compile(
    r"\b(correg\w*|correc\w*|rectific\w*|actualiz\w*|version|v ?[2-9]|final)\b"
)
_COMPLETING = re.compile(r"\b(complement\w*|adicional\w*|anexo|parte|oficina|sede)\b")


@dataclass(frozen=True)
class Part:
    """What one submission says of one organisation and month."""

    submission_id: str
    organisation_code: str | None
    month_code: str | None
    decision_code: str = "first"
    supersedes_submission_id: str | None = None
    superseded_by_submission_id: str | None = None
    decided_by: str = "rule"
    overlap_share: float | None = None
    reason_es: str = "Primer archivo de la organización y el mes."
    reason_en: str = "First file of the organisation and month."


@dataclass
class _Candidate:
    part: Part
    file_name: str
    order: tuple[object, ...]
    says_nothing: bool
    work: Counter[tuple[object, ...]] = field(default_factory=Counter)


def decide(settings: Settings) -> int:
    """Decide over every landed part; write `landing/parts/parts.parquet`; return superseded parts.

    Each decision between two files is told as a finding of the later one.

    Raises:
        SettingsError: `config/versions.csv` holds a decision that is none.
    """
    ids = landed.all_submission_ids(settings)
    submissions = landed.read(settings, "submissions", ids)
    overruled = _read_overrules(settings.config / "versions.csv")
    decided: list[Part] = []
    for group in _candidates(settings, submissions):
        decided += _decide_group(group, overruled)
    version = landed.code_version(settings)
    frame = pd.DataFrame([asdict(part) for part in decided], columns=landed.SCHEMAS["parts"].names)
    landed.write(settings.landing / "parts" / "parts.parquet", "parts", frame, version)
    _tell(settings, submissions, decided, version)
    superseded = sum(part.superseded_by_submission_id is not None for part in decided)
    if superseded:
        log.info("%d parts of earlier files are replaced by later ones", superseded)
    return superseded


def _candidates(settings: Settings, submissions: pd.DataFrame) -> list[list[_Candidate]]:
    """The parts of each organisation and month, in the order in which they came."""
    groups: dict[tuple[object, object], dict[str, _Candidate]] = defaultdict(dict)
    for row in submissions.to_dict("records"):
        one = str(row["submission_id"])
        order = (row["received_at"], row["version_number"], one)
        name = str(row["file_name"])
        if row["status"] == "nothing_to_report":
            part = Part(one, row["organisation_code"], row["cycle_month"], "nothing_to_report")
            key = (part.organisation_code, part.month_code)
            groups[key][one] = _Candidate(part, name, order, says_nothing=True)
        if row["status"] != "read":
            continue
        columns = ["organisation_code", "month_code", *_KEY]
        for values in landed.read_columns(settings, "activities", one, columns):
            organisation, month, *work = values
            group = groups[organisation, month]
            if one not in group:
                part = Part(one, _text(organisation), _text(month))
                group[one] = _Candidate(part, name, order, says_nothing=False)
            group[one].work[tuple(work)] += 1
    return [sorted(group.values(), key=lambda c: c.order) for group in groups.values()]


def _decide_group(
    group: list[_Candidate], overruled: dict[tuple[str, str], tuple[str, str, str]]
) -> list[Part]:
    """Take the files of one organisation and month in turn; each replaces or joins the others."""
    placed = group[0].part.organisation_code is not None and group[0].part.month_code is not None
    counting: list[_Candidate] = []
    out: dict[str, Part] = {}
    for new in group:
        if counting and placed:
            replaced = _judge(new, counting, overruled)
            for old in replaced:
                part = replace(old.part, superseded_by_submission_id=new.part.submission_id)
                out[part.submission_id] = part
            counting = [old for old in counting if old not in replaced]
        counting.append(new)
        out[new.part.submission_id] = new.part
    return list(out.values())


def _judge(
    new: _Candidate,
    counting: list[_Candidate],
    overruled: dict[tuple[str, str], tuple[str, str, str]],
) -> list[_Candidate]:
    """Return the files that a new one replaces, and write down why on its part."""
    if new.says_nothing:
        return []
    silent = [old for old in counting if old.says_nothing]
    working = [old for old in counting if not old.says_nothing]
    shares = {old.part.submission_id: _overlap(old, new) for old in working}
    closest = max(working, key=lambda old: shares[old.part.submission_id], default=None)
    if closest is None:
        return silent
    share = shares[closest.part.submission_id]
    cycle_month = new.part.submission_id[:7]
    overrule = overruled.get((cycle_month, normalise(new.file_name)))
    corrects, why_es, why_en = _corrects(new, closest, share)
    decided_by = "rule"
    if overrule is not None:
        decision, decided_by, reason = overrule
        corrects, why_es, why_en = decision == "correction", reason, reason
    replaced = [
        old
        for old in working
        if corrects and (old is closest or shares[old.part.submission_id] >= SAME_WORK)
    ]
    new.part = replace(
        new.part,
        decision_code="correction" if corrects else "complement",
        supersedes_submission_id=closest.part.submission_id if corrects else None,
        decided_by=decided_by,
        overlap_share=round(share, 4),
        reason_es=why_es,
        reason_en=why_en,
    )
    return silent + replaced


def _overlap(old: _Candidate, new: _Candidate) -> float:
    shared = sum((old.work & new.work).values())
    return shared / min(old.work.total(), new.work.total())


def _corrects(new: _Candidate, old: _Candidate, share: float) -> tuple[bool, str, str]:
    """Whether a file replaces another: by its rows, and between the two limits by its name."""
    percent = f"{share:.0%}"
    if share >= SAME_WORK:
        return (
            True,
            f"Repite {percent} de las actividades del anterior.",
            f"It repeats {percent} of the earlier file's activities.",
        )
    if share <= OTHER_WORK:
        return (
            False,
            f"Solo {percent} de las actividades coinciden: es otro trabajo.",
            f"Only {percent} of the activities agree: it is other work.",
        )
    name = normalise(new.file_name).replace("_", " ").replace("-", " ")
    if _COMPLETING.search(name):
        return False, "El nombre del archivo dice que completa.", "Its name says that it completes."
    if _CORRECTING.search(name):
        return True, "El nombre del archivo dice que corrige.", "Its name says that it corrects."
    if normalise(new.file_name) == normalise(old.file_name):
        return (
            True,
            f"Lleva el mismo nombre; coincide {percent}: revíselo.",
            f"It has the same name; {percent} agrees: please review.",
        )
    return (
        False,
        f"Lleva otro nombre; coincide {percent}: revíselo.",
        f"It has another name; {percent} agrees: please review.",
    )


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


def _read_overrules(path: Path) -> dict[tuple[str, str], tuple[str, str, str]]:
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
