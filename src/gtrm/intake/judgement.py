"""Correction or complement: how parts of an organisation's files are judged, by what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable


# Share of the smaller file's activities (place, sector, indicator, activity, implementing partner)
# that the other one has too. A corrected file repeats most of them; an office elsewhere has none.
SAME_WORK = 0.5  # from here on a correction, whatever the files are called
OTHER_WORK = 0.1  # up to here a complement, even under the same file name
WORK = (
    *("region_pcode", "province_pcode", "district_pcode", "sector_code", "indicator_code"),
    *("activity_code", "implementing_organisation_code"),
)
FIGURES = ("output_quantity", "total_beneficiaries", "new_beneficiaries", "cva_value")
# Share of a part's rows, figures included, that a later version of the file has under another
# organisation or month: they were moved there. Half may differ by chance, four of five do not.
SAME_ROWS = 0.8
_CORRECTING = re.compile(
    r"\b(v\d+ observaciones|correg\w*|correc\w*|rectific\w*|actualiz\w*|version|v ?[2-9]|final)\b"
)
_RETURNED = re.compile(r"\bv\d+ observaciones\b")  # the marked copy that we sent
_COMPLETING = re.compile(r"\b(complement\w*|adicional\w*|anexo|parte|oficina|sede)\b")


# A reviewer's decisions: (cycle month, file name) -> decision, who, why.
Overrules = Mapping[tuple[str, str], tuple[str, str, str]]


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

    @property
    def key(self) -> tuple[str | None, str | None]:
        """The organisation and month it speaks of."""
        return self.organisation_code, self.month_code


@dataclass
class Candidate:
    """A part with what it is judged by."""

    part: Part
    file_name: str
    order: tuple[object, ...]
    says_nothing: bool
    work: Counter[tuple[object, ...]] = field(default_factory=Counter)
    rows: Counter[tuple[object, ...]] = field(default_factory=Counter)  # work with its figures

    @property
    def title(self) -> str:
        """The file's name without what tells its versions apart."""
        return " ".join(_CORRECTING.sub(" ", self.words).split())

    @property
    def words(self) -> str:
        """The file's name as words."""
        return re.sub(r"[_/-]", " ", normalise(self.file_name.rsplit(".", 1)[0]))


def decide_group(group: list[Candidate], overruled: Overrules) -> None:
    """Take the files of one organisation and month in turn; each replaces or joins the others."""
    placed = group[0].part.organisation_code is not None and group[0].part.month_code is not None
    counting: list[Candidate] = []
    for new in group:
        if counting and placed:
            replaced = _judge(new, counting, overruled)
            for old in replaced:
                _supersede(old, new)
            counting = [old for old in counting if old not in replaced]
        counting.append(new)


def find_moved(candidates: Iterable[Candidate], overruled: Overrules) -> None:
    """Supersede parts whose rows a later version of their file has elsewhere.

    A partner who corrects the organisation or the month of its rows leaves the wrong part behind,
    where nothing of the new version meets it: its people would count twice.
    """
    versions: dict[tuple[str, str], list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: one.order):
        versions.setdefault((one.part.submission_id[:7], one.title), []).append(one)
    for same_file in versions.values():
        for position, old in enumerate(same_file):
            new = _moved_to(old, same_file[position + 1 :], overruled)
            if new is not None:
                _supersede(old, _newest(new, same_file))
                new.part = replace(
                    new.part,
                    decision_code="correction",
                    supersedes_submission_id=old.part.submission_id,
                    overlap_share=round(_share_moved(old, new), 4),
                    reason_es="Repite las filas del anterior con otra organización u otro mes.",
                    reason_en="It repeats the earlier file's rows under another organisation or"
                    " month.",
                )


def _moved_to(old: Candidate, later: list[Candidate], overruled: Overrules) -> Candidate | None:
    if old.says_nothing or old.part.superseded_by_submission_id is not None:
        return None
    answered = {new.part.submission_id for new in later if new.part.key == old.part.key}
    for new in later:
        one_differs = sum(a != b for a, b in zip(old.part.key, new.part.key, strict=True)) == 1
        is_later_file = new.part.submission_id not in answered | {old.part.submission_id}
        told = overruled.get((new.part.submission_id[:7], normalise(new.file_name)))
        if not is_later_file or not one_differs or (told and told[0] == "complement"):
            continue
        if _share_moved(old, new) >= SAME_ROWS:
            return new
    return None


def _newest(new: Candidate, same_file: list[Candidate]) -> Candidate:
    """The part that counts where this one stood, if it was replaced in turn."""
    while (later := new.part.superseded_by_submission_id) is not None:
        found = [
            one
            for one in same_file
            if one.part.submission_id == later and one.part.key == new.part.key
        ]
        if not found:
            break
        new = found[0]
    return new


def _share_moved(old: Candidate, new: Candidate) -> float:
    return (old.rows & new.rows).total() / old.rows.total()


def _supersede(old: Candidate, new: Candidate) -> None:
    old.part = replace(old.part, superseded_by_submission_id=new.part.submission_id)


def _judge(
    new: Candidate,
    counting: list[Candidate],
    overruled: Overrules,
) -> list[Candidate]:
    """Return the files that a new one replaces, and write down why on its part."""
    if new.says_nothing:
        return []
    silent = [old for old in counting if old.says_nothing]
    working = [old for old in counting if not old.says_nothing]
    shares = {old.part.submission_id: _overlap(old, new) for old in working}
    closest = max(
        working,
        key=lambda old: (
            bool(_RETURNED.search(new.words)) and old.title == new.title,
            shares[old.part.submission_id],
        ),
        default=None,
    )
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


def _overlap(old: Candidate, new: Candidate) -> float:
    shared = sum((old.work & new.work).values())
    return shared / min(old.work.total(), new.work.total())


def _corrects(new: Candidate, old: Candidate, share: float) -> tuple[bool, str, str]:
    """Whether a file replaces another: by its rows, and between the two limits by its name."""
    percent = f"{share:.0%}"
    if share >= SAME_WORK:
        return (
            True,
            f"Repite {percent} de las actividades del anterior.",
            f"It repeats {percent} of the earlier file's activities.",
        )
    if _RETURNED.search(new.words) and new.title == old.title:
        return (
            True,
            "Es la copia con observaciones del anterior, corregida.",
            "It is the marked copy of the earlier file, corrected.",
        )
    if share <= OTHER_WORK:
        return (
            False,
            f"Solo {percent} de las actividades coinciden: es otro trabajo.",
            f"Only {percent} of the activities agree: it is other work.",
        )
    return _corrects_by_name(new, old, percent)


def _corrects_by_name(new: Candidate, old: Candidate, percent: str) -> tuple[bool, str, str]:
    if _COMPLETING.search(new.words):
        return False, "El nombre del archivo dice que completa.", "Its name says that it completes."
    if _CORRECTING.search(new.words):
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
