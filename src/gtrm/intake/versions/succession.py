"""Files in the order received: each replaces earlier ones, adds to them or waits.

An open question changes no figure: if the verdict is *asks*, the earlier file still counts, and the
later file's rows for the same organisations and months wait. So nothing that was published is lost
and nobody counts twice, until a person answers in `config/versions.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gtrm.core.normal import normalise
from gtrm.intake.landed import HELD
from gtrm.intake.versions.judgement import WORK, Key, Pair, Verdict, compare, count_people, judge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gtrm.intake.versions.judgement import Candidate, File

# A person's decisions: (cycle month, file name or submission id) -> decision, who, why.
Overrules = Mapping[tuple[str, str], tuple[str, str, str]]
# What a person may write, and the verdict that it is. A replacement takes the place of the whole
# earlier file, a correction of what both speak of (of a version of the same file, all of it).
DECISIONS = {"correction": "replaces", "replacement": "replaces", "complement": "adds"}


@dataclass(frozen=True)
class Change:
    """What an organisation and month lose by a replacement."""

    key: Key
    organisation: str
    people_before: int
    people_after: int | None  # None: the later file has nothing of it


@dataclass
class Decision:
    """What was decided between two files, with the people concerned (sums of rows)."""

    code: str  # replaces, adds, repeats, asks, withdraws, gone_months
    old: File
    new: File
    verdict: Verdict
    share: float
    people_old: int
    people_new: int
    changes: list[Change] = field(default_factory=list)

    def still_lost(self, counted: Set[Key]) -> list[Change]:
        """Return the changes that hold in the end; `counted`: organisations and months that do.

        What one version left out and the next brought back is not lost.
        """
        own = {key for key, one in self.new.parts.items() if one.part.counts}
        return [
            one
            for one in self.changes
            if (one.key not in counted if one.people_after is None else one.key in own)
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is a question that nobody has answered and no later file has settled."""
        if self.code == "gone_months":
            return bool(self.old.standing())
        if self.code == "withdraws":
            return bool(self.old.standing() and self.new.standing())
        waits_for = self.old.submission_id
        return self.code == "asks" and any(
            one.part.decision_code == "asked" and one.part.superseded_by_submission_id == waits_for
            for one in self.new.parts.values()
        )


def take_in_turn(files: Iterable[File], overruled: Overrules) -> list[Decision]:
    """Decide over the parts of all files, in the order in which they came."""
    known: dict[object, dict[str, File]] = defaultdict(dict)
    decisions = []
    everything = sorted(files, key=lambda one: one.order)
    for new in everything:
        places = _where_to_meet(new)
        earlier = {one: file for place in places for one, file in known[place].items()}
        decisions += _take(new, sorted(earlier.values(), key=lambda one: one.order), overruled)
        for place in places:
            known[place][new.submission_id] = new
    _lead_to_the_last(everything)
    return decisions


def _where_to_meet(file: File) -> list[object]:
    """What two files must have in common to be compared at all."""
    placed = [key for key in file.parts if None not in key]
    months = {month for _, month in file.parts} | {file.cycle_month}
    return [*placed, *((file.name.title, month) for month in months)]


def _take(new: File, earlier: list[File], overruled: Overrules) -> list[Decision]:
    if _says_nothing(new):
        return _withdraw(new, earlier, overruled)
    _answer_statements(new, earlier)
    pairs = [pair for old in earlier if (pair := compare(old, new)) is not None]
    judged = _overrule([(pair, _judge(pair)) for pair in pairs], overruled)
    return [decision for code in _EFFECTS for decision in _apply(code, judged)]


def _judge(pair: Pair) -> Verdict:
    """What rules say of a pair; what repeats a file that waits for an answer waits with it."""
    verdict = judge(pair)
    waits = any(pair.old.parts[key].part.decision_code == "asked" for key in pair.shared)
    return replace(verdict, code="asks") if verdict.code == "repeats" and waits else verdict


def _says_nothing(file: File) -> bool:
    return not any(one.lines for one in file.parts.values())


def _answer_statements(new: File, earlier: list[File]) -> None:
    """Rows take the place of the statement that there is nothing to report."""
    for old in filter(_says_nothing, earlier):
        for one in old.standing(new.parts).values():
            _supersede(one, new)


def _withdraw(new: File, earlier: list[File], overruled: Overrules) -> list[Decision]:
    """A file without rows after one that had some: does it withdraw them?"""
    [statement] = new.parts.values()
    told = _told(new, overruled)
    decisions = []
    for old in earlier:
        standing = {key: one for key, one in old.standing().items() if one.lines}
        if statement.part.organisation_code is None:
            is_meant = old.name.title == new.name.title and old.cycle_month == new.cycle_month
        else:
            is_meant = (statement.part.organisation_code, new.cycle_month) in standing
        if not standing or not is_meant or (told and told[0] == "complement"):
            continue
        if told:
            for one in standing.values():
                _supersede(one, new)
        people = sum(one.people for one in standing.values())
        verdict = Verdict("replaces" if told else "asks", *_WITHDRAWN)
        changes = [_change(old, key, None) for key in standing] if told else []
        code = "replaces" if told else "withdraws"
        decisions.append(Decision(code, old, new, verdict, 0.0, people, 0, changes))
    return decisions


_WITHDRAWN = (
    "El archivo no trae filas: ¿retira las del anterior?",
    "The file has no rows: does it withdraw those of the earlier one?",
)


def _told(new: File, overruled: Overrules) -> tuple[str, str, str] | None:
    names = new.submission_id, new.file_name
    found = (overruled.get((new.cycle_month, normalise(name))) for name in names)
    return next(filter(None, found), None)


def _overrule(
    judged: list[tuple[Pair, Verdict]], overruled: Overrules
) -> list[tuple[Pair, Verdict]]:
    """Put a person's decision in the place of the rules': on what they asked, or the closest."""
    told = _told(judged[0][0].new, overruled) if judged else None
    if told is None:
        return judged
    decision, decided_by, reason = told
    answer = Verdict(DECISIONS[decision], reason, reason, decided_by, decision == "replacement")
    if decision == "complement":
        return [(pair, answer) for pair, _ in judged]
    meant = [pair for pair, verdict in judged if verdict.code in {"asks", "replaces", "repeats"}]
    meant = meant or [max((pair for pair, _ in judged), key=lambda pair: pair.share)]
    return [(pair, answer if pair in meant else verdict) for pair, verdict in judged]


def _apply(code: str, judged: list[tuple[Pair, Verdict]]) -> list[Decision]:
    """Carry out the verdicts of one kind; the closest file last, so that it is the one named."""
    chosen = [one for one in judged if one[1].code == code]
    chosen.sort(key=lambda one: one[0].share)
    found = (_EFFECTS[code](pair, verdict) for pair, verdict in chosen)
    return [decision for decisions in found for decision in decisions]


def _replace(pair: Pair, verdict: Verdict) -> list[Decision]:
    """The later file counts; of a version of the same file, all that the earlier one said goes."""
    standing = pair.old.standing(None if verdict.is_whole else pair.keys)
    told = _describe("replaces", pair, verdict)
    found = (_change_of(pair, key) for key in standing)
    told.changes = [change for change in found if change is not None]
    # If the earlier file only waited, its question passes to the later one.
    counted = {key for key, one in standing.items() if one.part.decision_code != "asked"}
    for one in standing.values():
        _supersede(one, pair.new)
    for key in (pair.shared & counted) | {pair.moved[key] for key in pair.moved.keys() & counted}:
        _mark(pair, key, verdict, "correction", supersedes_submission_id=pair.old.submission_id)
    return [told, *_left_behind(pair, verdict)]


def _left_behind(pair: Pair, verdict: Verdict) -> list[Decision]:
    """Months before those of a later cycle's version: withdrawn, or only not repeated?"""
    left = {key: one for key, one in pair.old.standing().items() if one.lines and key[1]}
    if not left or not pair.is_version or pair.is_same_cycle or verdict.decided_by != "rule":
        return []
    people = sum(one.people for one in left.values())
    question = replace(verdict, code="asks")
    changes = [_change(pair.old, key, None) for key in left]
    return [Decision("gone_months", pair.old, pair.new, question, pair.share, people, 0, changes)]


def _ask(pair: Pair, verdict: Verdict) -> list[Decision]:
    """The earlier file still counts; the later one's rows for the same wait."""
    waiting = [
        key
        for key in {*pair.shared, *pair.moved.values()}
        if pair.new.parts[key].part.decision_code == "first"
    ]
    if not waiting:  # another file has settled it: it was replaced beside this one
        return []
    for key in waiting:
        _mark(pair, key, verdict, "asked", superseded_by_submission_id=pair.old.submission_id)
    return [_describe("asks", pair, verdict)]


def _repeat(pair: Pair, verdict: Verdict) -> list[Decision]:
    """The later file has nothing new: the earlier one still counts."""
    fresh = [key for key in pair.shared if pair.new.parts[key].part.decision_code == "first"]
    for key in fresh:
        _mark(pair, key, verdict, "repeat", superseded_by_submission_id=pair.old.submission_id)
    return [_describe("repeats", pair, verdict)] if fresh else []


def _add(pair: Pair, verdict: Verdict) -> list[Decision]:
    """Both count."""
    fresh = [key for key in pair.shared if pair.new.parts[key].part.decision_code == "first"]
    for key in fresh:
        _mark(pair, key, verdict, "complement")
    return [_describe("adds", pair, verdict)] if fresh else []


# In this order: a file that replaces one of several files which all count is no question for
# the others, and what waits neither repeats nor adds.
_EFFECTS = {"replaces": _replace, "asks": _ask, "repeats": _repeat, "adds": _add}


def _describe(code: str, pair: Pair, verdict: Verdict) -> Decision:
    before, after = (
        sum(count_people(line) for _, line in rows) for rows in (pair.old_rows, pair.new_rows)
    )
    return Decision(code, pair.old, pair.new, verdict, pair.share, before, after)


def _change_of(pair: Pair, key: Key) -> Change | None:
    """What an organisation and month lose; None if a version still has all their work."""
    if key in pair.moved or not pair.old.parts[key].lines:
        return None
    if key not in pair.new.parts:
        return _change(pair.old, key, None)
    before, after = pair.old.parts[key], pair.new.parts[key]
    remaining = {line[: len(WORK)] for line in after.lines}
    has_all = all(line[: len(WORK)] in remaining for line in before.lines)
    if (has_all and pair.is_version) or after.people >= before.people:
        return None
    return _change(pair.old, key, after.people)


def _change(old: File, key: Key, after: int | None) -> Change:
    part = old.parts[key]
    name = part.organisation_name or key[0] or "?"
    return Change(key, name, part.people, after)


def _mark(pair: Pair, key: Key, verdict: Verdict, code: str, **where: str) -> None:
    """Write a decision down on a part of the later file; `where`: which file it is beside."""
    candidate = pair.new.parts[key]
    candidate.part = replace(
        candidate.part,
        decision_code=code,
        decided_by=verdict.decided_by,
        overlap_share=round(pair.share, 4),
        reason_es=verdict.reason_es,
        reason_en=verdict.reason_en,
        **where,
    )


def _supersede(candidate: Candidate, new: File) -> None:
    """Let a part count no more; a question over it is settled."""
    code = candidate.part.decision_code
    candidate.part = replace(
        candidate.part,
        decision_code="first" if code == "asked" else code,
        superseded_by_submission_id=new.submission_id,
    )


def _lead_to_the_last(files: list[File]) -> None:
    """Let a part that has no successor point to the file that counts where its own would."""
    by_id = {file.submission_id: file for file in files}
    for file in files:
        for key, candidate in file.parts.items():
            by = candidate.part.superseded_by_submission_id
            if by is None or candidate.part.decision_code in HELD:
                continue
            last = by_id[by]
            while key not in last.parts and (after := _replaced_by(last)) is not None:
                last = by_id[after]
            _supersede(candidate, last)


def _replaced_by(file: File) -> str | None:
    """The one file that took the place of all its parts."""
    found = {one.part.superseded_by_submission_id for one in file.parts.values()}
    held = any(one.part.decision_code in HELD for one in file.parts.values())
    return found.pop() if len(found) == 1 and not held else None
