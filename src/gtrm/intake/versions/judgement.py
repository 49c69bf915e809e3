"""How a later file relates to an earlier one, judged by their rows and their names.

A later version *replaces* the earlier file, a complement *adds* to it, a file that *repeats* some
of its rows changes nothing. If rows and names do not decide it, the verdict is *asks*: a person
decides (see `versions`).

What the name of a file says: its title, the month it is for, whether it corrects or completes.

The title is the name without the words that name a version: "5W_marzo_v2 (corregido)"
and "5W abril" are both "5w". A member of a zip is called as it is in the zip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf
from typing import TYPE_CHECKING

from gtrm.core.cycle import parse_month
from gtrm.core.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

# Share of the smaller file's activities (place, sector, indicator, activity, implementing partner)
# that the other one has too. A corrected file repeats most of them; an office elsewhere has none.
SAME_WORK = 0.5  # from here on the same work
OTHER_WORK = 0.1  # up to here other work
# Share of a part's rows, figures included, that another part repeats but for one thing: its
# organisation, its month, the words of its rows. Half may differ by chance, four of five do not.
SAME_ROWS = 0.8
MUCH_SMALLER = 0.5  # a file with fewer rows than this share of the earlier one is no version of it
PLACE = ("region_pcode", "province_pcode", "district_pcode")
WORK = (*PLACE, "sector_code", "indicator_code", "activity_code", "implementing_organisation_code")
POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
PEOPLE = ("total_beneficiaries", "new_beneficiaries", *POPULATIONS)
FIGURES = ("output_quantity", "cva_value", *PEOPLE)
WORDS = ("description", "project", "donor")  # rows that differ in these are not the same row
_FIGURES = slice(len(WORK), len(WORK) + len(FIGURES))

Key = tuple[str | None, str | None]  # organisation and month
Line = tuple[object, ...]  # the cells WORK and FIGURES of a row, and a hash of its WORDS
Row = tuple[Key, Line]
_COPY = re.compile(r"\(\d{1,2}\)|\bcopia( de)?\b|\bcopy( of)?\b|\b(re|rv|fwd?) ")
_RETURNED = re.compile(r"\bv\d+ observaciones\b")  # the marked copy that we sent
_CORRECTING = re.compile(
    r"\b(v\d+ observaciones|correg\w*|correc\w*|rectific\w*|actualiz\w*|version|v ?\d+|final"
    r"|definitiv\w*|ultim[oa]|nuev[oa]|reenvi\w*|updated?|revis\w*)\b"
)
_COMPLETING = re.compile(
    r"\b(complement\w*|suplement\w*|supplement\w*|adicional\w*|additional|anexo\w*|annex|parte?"
    r"|(segund|tercer)[ao] entrega|oficina\w*|office|sede\w*|filial\w*|sub ?oficina)\b"
)
_DAY = re.compile(r"\b(20\d\d ?\d\d ?\d\d|\d\d? \d\d? 20\d\d)\b")  # when it was sent
_MONTH = re.compile(r"\b(20\d\d) ?(0[1-9]|1[0-2])\b|\b(0?[1-9]|1[0-2]) ?(20\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")


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
    def counts(self) -> bool:
        """Whether no other file counts in its place."""
        return self.superseded_by_submission_id is None

    @property
    def stands(self) -> bool:
        """Whether it counts, or would if a question were answered so."""
        return self.counts or self.decision_code == "asked"


@dataclass
class Candidate:
    """A part with its rows; none if the file says that there is nothing to report."""

    part: Part
    organisation_name: str | None
    lines: list[Line]

    @property
    def people(self) -> int:
        """People in its rows, see `count_people`."""
        return sum(count_people(line) for line in self.lines)


@dataclass
class File:
    """A submission with what it is judged by."""

    submission_id: str
    file_name: str
    sender_name: str | None
    order: tuple[object, ...]
    parts: dict[Key, Candidate]

    @property
    def cycle_month(self) -> str:
        """The month that it was sent for."""
        return self.submission_id[:7]

    @property
    def name(self) -> Name:
        """What its name says."""
        return read_name(self.file_name)

    def standing(self, keys: Iterable[Key] | None = None) -> dict[Key, Candidate]:
        """Return its parts that are not replaced; of those keys, if given."""
        wanted = set(self.parts if keys is None else keys)
        return {key: one for key, one in self.parts.items() if key in wanted and one.part.stands}


def count_people(line: Line) -> int:
    """Return the people that a row states: its total, what is new or its populations together.

    The largest of the three: some offices leave two of them at 0.
    """
    total, new, *populations = (_number(cell) for cell in line[_FIGURES][-len(PEOPLE) :])
    return round(max(total, new, sum(populations)))


def has_figures(line: Line) -> bool:
    """Return whether a row states people, units or dollars."""
    return any(_number(cell) for cell in line[_FIGURES])


def _number(cell: object) -> float:
    """A cell's number; 0 if it is not a number, which other rules report."""
    try:
        number = float(str(cell))
    except ValueError:
        return 0.0
    return number if 0 < number < inf else 0.0


@dataclass
class Pair:
    """An earlier file and a later one, over what both speak of.

    Of a version of the same file that is all of it; in another month's file, and in a file of
    another title, only the months, or the organisations and months, that both have.
    """

    old: File
    new: File
    is_version: bool  # the same title and sender
    keys: set[Key]  # of the earlier file, what the later one may replace
    shared: set[Key]  # placed ones that both have
    moved: dict[Key, Key]  # parts whose rows the later file has under another key

    @cached_property
    def old_rows(self) -> list[Row]:
        """The earlier file's rows."""
        return _rows(self.old, self.keys)

    @cached_property
    def new_rows(self) -> list[Row]:
        """The later file's rows on the same."""
        if not self.is_version:
            return _rows(self.new, self.shared)
        if self.is_same_cycle:
            return _rows(self.new, self.new.parts)
        months = {month for _, month in self.keys}
        return _rows(self.new, [key for key in self.new.parts if key[1] in months])

    @property
    def is_same_cycle(self) -> bool:
        """Whether both were sent for the same month."""
        return self.old.cycle_month == self.new.cycle_month

    @cached_property
    def share(self) -> float:
        """Share of the smaller file's activities that the other one has too, 0 to 1."""
        smaller = min(len(self.old_rows), len(self.new_rows))
        if not smaller:
            return 0.0
        same = _common(self.old_rows, self.new_rows, lambda row: (row[0], row[1][: len(WORK)]))
        same += sum(_moved_count(self.old, self.new, old, new) for old, new in self.moved.items())
        return min(1.0, same / smaller)

    @property
    def is_much_smaller(self) -> bool:
        """Whether the later file has far fewer rows."""
        return len(self.new_rows) < MUCH_SMALLER * len(self.old_rows)

    @cached_property
    def has_same_rows(self) -> bool:
        """Whether both have the very same rows, in any order."""
        return Counter(self.old_rows) == Counter(self.new_rows)

    @cached_property
    def only_repeats(self) -> bool:
        """Whether the later file has fewer rows, all of them in the earlier one."""
        fewer = len(self.new_rows) < len(self.old_rows)
        return fewer and not Counter(self.new_rows) - Counter(self.old_rows)

    @cached_property
    def repeats_rows(self) -> bool:
        """Whether a row with figures stands in both: added up, it would count twice."""
        same = Counter(self.new_rows) & Counter(self.old_rows)
        return any(has_figures(line) for _, line in same)

    @cached_property
    def has_same_figures(self) -> bool:
        """Whether four of five rows state the same figures, whatever their words."""
        old, new = (
            [(key, line[_FIGURES]) for key, line in rows if has_figures(line)]
            for rows in (self.old_rows, self.new_rows)
        )
        smaller = min(len(old), len(new))
        return bool(smaller) and _common(old, new, lambda row: row) >= SAME_ROWS * smaller

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether the two have no place in common; a blank province is no other province."""
        old, new = (
            {line[: len(PLACE)] for _, line in rows} for rows in (self.old_rows, self.new_rows)
        )
        return not any(_may_be_one(one, other) for one in old for other in new)

    @property
    def names_a_complement(self) -> bool:
        """Whether the later file is called one, as the earlier one is not."""
        return self.new.name.completes and self.new.name.title != self.old.name.title

    @cached_property
    def leaves_a_complement(self) -> bool:
        """Whether the earlier file is called a complement and has rows that the later one lacks."""
        is_one = self.old.name.completes and self.new.name.title != self.old.name.title
        return is_one and bool(Counter(self.old_rows) - Counter(self.new_rows))

    @property
    def is_returned(self) -> bool:
        """Whether it is our marked copy of the earlier file."""
        return self.is_version and self.new.name.is_returned

    @property
    def is_called_correction(self) -> bool:
        """Whether the later file is called one, and may be of this file."""
        return self.new.name.corrects and (self.is_version or self.share > OTHER_WORK)

    @property
    def may_withdraw(self) -> bool:
        """Whether rows that the later file lacks may be withdrawn: only by a version of it."""
        return self.is_version and (self.is_same_cycle or not self.is_much_smaller)

    @property
    def is_other_work(self) -> bool:
        """Whether hardly a row agrees, in a file of another title or a few late rows."""
        is_late = not self.is_same_cycle and self.is_much_smaller
        is_other = self.share <= OTHER_WORK and not self.repeats_rows
        return is_other and (is_late or not self.is_version)


def compare(old: File, new: File) -> Pair | None:
    """Return the two files as a pair; None if they have nothing to do with each other."""
    is_version = _is_version(old, new)
    standing = {key: one for key, one in old.standing().items() if one.lines}
    shared = {key for key in standing.keys() & new.parts.keys() if None not in key}
    keys = _in_scope(old, new, set(standing)) if is_version else shared
    moved = _find_moved(old, new, keys) if is_version else {}
    if not shared and not moved:
        return None
    return Pair(old, new, is_version, keys, shared, moved)


def _is_version(old: File, new: File) -> bool:
    senders = {_office(one.sender_name) for one in (old, new) if one.sender_name}
    if old.name.title != new.name.title or len(senders) > 1:
        return False
    # "5W_enero" beside "5W_febrero" are two months' files, also where both come at once.
    stated = old.name.months, new.name.months
    return old.cycle_month != new.cycle_month or not all(stated) or stated[0] == stated[1]


def _office(sender: str) -> str:
    """Whose address it is: colleagues of one organisation write from one domain."""
    return sender.strip().casefold().rpartition("@")[2]


def _in_scope(old: File, new: File, keys: set[Key]) -> set[Key]:
    """What of an earlier file its later version speaks of: in another cycle, of its months only."""
    months = sorted(month for _, month in new.parts if month)
    if old.cycle_month == new.cycle_month:
        return keys
    if not {month for _, month in keys} & set(months):
        return set()
    return {key for key in keys if key[1] and months[0] <= key[1] <= months[-1]}


def _find_moved(old: File, new: File, keys: set[Key]) -> dict[Key, Key]:
    """The new parts of rows with a corrected organisation or month."""
    found = {}
    for key in keys - new.parts.keys():
        size = len(old.parts[key].lines)
        near = [other for other in new.parts if (key[0] == other[0]) != (key[1] == other[1])]
        counts = {other: _moved_count(old, new, key, other) for other in near}
        best = max(counts, key=lambda other: counts[other], default=None)
        if best is not None and size and counts[best] >= SAME_ROWS * size:
            found[key] = best
    return found


def _moved_count(old: File, new: File, key: Key, other: Key) -> int:
    """How many rows of one part, figures included, another part has that had not had them."""
    before = old.parts[other].lines if other in old.parts else []
    came = Counter(map(_without_words, new.parts[other].lines))
    came -= Counter(map(_without_words, before))
    return (Counter(map(_without_words, old.parts[key].lines)) & came).total()


def _without_words(line: Line) -> Line:
    return line[:-1]


def _rows(file: File, keys: Iterable[Key]) -> list[Row]:
    return [(key, line) for key in keys for line in file.parts[key].lines]


def _common(one: list[Row], other: list[Row], pick: Callable[[Row], object]) -> int:
    return (Counter(map(pick, one)) & Counter(map(pick, other))).total()


def _may_be_one(one: Line, other: Line) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What a later file is to an earlier one, and why."""

    code: str  # replaces, adds, repeats, asks
    reason_es: str
    reason_en: str
    decided_by: str = "rule"
    is_whole: bool = False  # a person says: of the earlier file nothing remains


# The first line that is true is the verdict. {share}: of the smaller file's work, in per cent.
_RULES: tuple[tuple[Callable[[Pair], bool], str, str, str], ...] = (
    (
        lambda pair: pair.is_returned,
        "replaces",
        "Es la copia con observaciones del anterior, corregida.",
        "It is the marked copy of the earlier file, corrected.",
    ),
    (
        lambda pair: pair.has_same_rows,
        "replaces",
        "Trae las mismas filas que el anterior.",
        "It has the same rows as the earlier file.",
    ),
    (
        lambda pair: pair.names_a_complement and pair.repeats_rows,
        "asks",
        "Su nombre dice que completa, pero trae filas que ya trae el anterior.",
        "Its name says that it completes, but it has rows that the earlier file has.",
    ),
    (
        lambda pair: pair.names_a_complement and pair.share >= SAME_WORK,
        "asks",
        "Su nombre dice que completa, pero repite {share} de las actividades.",
        "Its name says that it completes, but it repeats {share} of the activities.",
    ),
    (
        lambda pair: pair.names_a_complement,
        "adds",
        "El nombre del archivo dice que completa.",
        "Its name says that it completes.",
    ),
    (
        lambda pair: pair.only_repeats and not pair.may_withdraw,
        "repeats",
        "Solo repite filas del anterior.",
        "It only repeats rows of the earlier file.",
    ),
    (
        lambda pair: pair.leaves_a_complement and pair.share >= SAME_WORK,
        "asks",
        "El nombre del anterior dice que completa, y este no trae todas sus filas.",
        "The earlier file's name says that it completes, and this one lacks some of its rows.",
    ),
    (
        lambda pair: pair.share >= SAME_WORK and pair.is_much_smaller,
        "asks",
        "Repite {share} de las actividades, pero tiene muchas menos filas.",
        "It repeats {share} of the activities, but has far fewer rows.",
    ),
    (
        lambda pair: pair.share >= SAME_WORK,
        "replaces",
        "Repite {share} de las actividades del anterior.",
        "It repeats {share} of the earlier file's activities.",
    ),
    (
        lambda pair: pair.is_elsewhere and pair.has_same_figures,
        "asks",
        "Trae las mismas cifras en otros lugares: ¿otra oficina, o el lugar corregido?",
        "It has the same figures in other places: another office, or the place corrected?",
    ),
    (
        lambda pair: pair.is_elsewhere,
        "adds",
        "Es de otros lugares: otra oficina.",
        "It is of other places: another office.",
    ),
    (
        lambda pair: pair.has_same_figures and pair.is_version and not pair.is_much_smaller,
        "replaces",
        "Trae las mismas cifras con otras palabras.",
        "It has the same figures in other words.",
    ),
    (
        lambda pair: pair.is_called_correction and not pair.is_much_smaller,
        "replaces",
        "El nombre del archivo dice que corrige; coincide {share}.",
        "Its name says that it corrects; {share} agrees.",
    ),
    (
        lambda pair: pair.is_other_work,
        "adds",
        "Solo {share} de las actividades coinciden: es otro trabajo.",
        "Only {share} of the activities agree: it is other work.",
    ),
    (
        lambda _: True,
        "asks",
        "Coincide {share} de las actividades: ¿reemplaza o agrega?",
        "{share} of the activities agree: does it replace or add?",
    ),
)


def judge(pair: Pair) -> Verdict:
    """Return what the later file of a pair is to the earlier one."""
    share = f"{pair.share:.0%}"
    for holds, code, reason_es, reason_en in _RULES:
        if holds(pair):
            return Verdict(code, reason_es.format(share=share), reason_en.format(share=share))
    raise AssertionError(pair)  # the last rule always holds


@dataclass(frozen=True)
class Name:
    """The name of a file, read."""

    title: str
    months: frozenset[int]  # numbers of the months that it states
    is_returned: bool  # our marked copy
    corrects: bool
    completes: bool


@lru_cache(maxsize=50_000)
def read_name(file_name: str) -> Name:
    """Return what the name of a file says."""
    own = file_name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = _COPY.sub(" ", normalise(own.replace("_", " ")))
    words = " ".join(re.sub(r"[^\w]+", " ", words).split())
    undated = _DAY.sub(" ", words)
    months = {int(match[2] or match[3]) for match in _MONTH.finditer(undated)}
    kept = []
    for word in _YEAR.sub(" ", _MONTH.sub(" ", _CORRECTING.sub(" ", undated))).split():
        number = _month_of(word)
        months |= {number} if number else set()
        kept += [] if number else [word]
    return Name(
        title=" ".join(kept),
        months=frozenset(months),
        is_returned=bool(_RETURNED.search(words)),
        corrects=bool(_CORRECTING.search(words)),
        completes=bool(_COMPLETING.search(words)),
    )


def _month_of(word: str) -> int | None:
    month = parse_month(word, "2021-01")[0] if word.isalpha() else None
    return int(month[5:]) if month else None
