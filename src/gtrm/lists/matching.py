"""Names that no list has as written: the nearest one, with a score, never in silence.

Exact and accent/case matches are made by `vocabularies`. What is left is compared by edit distance
(rapidfuzz). Above the declared score a guess is used and recorded; below it, only suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from gtrm.core.normal import normalise

if TYPE_CHECKING:
    import pandas as pd

    from gtrm.config.documents import MatchRules
    from gtrm.lists.vocabularies import Vocabularies, Vocabulary

# Field, its code column, and the code column its parent is in: parents before children.
NAMED_FIELDS = (
    ("country", "country_code", None),
    ("admin1", "region_pcode", "country_code"),
    ("admin2", "province_pcode", "region_pcode"),
    ("district", "district_pcode", "province_pcode"),
    ("appealing_org", "organisation_code", None),
    ("implementing_org", "implementing_organisation_code", None),
    ("subgroup", "subgroup_code", None),
    ("sector", "sector_code", None),
    ("indicator", "indicator_code", "sector_code"),
    ("activity", "activity_code", "indicator_code"),
    ("cva_mechanism", "mechanism_code", None),
)
# A place is only looked for inside the place above it: every region has its San Miguel, and two
# countries have an Amazonas.
_INSIDE_ONLY = {"admin1", "admin2", "district"}
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Guess:
    """What a name was taken for, or might have meant."""

    field: str
    text: str
    name: str
    code: str
    score: float
    accepted: bool


def match_names(
    rows: pd.DataFrame, vocabularies: Vocabularies, rules: MatchRules
) -> tuple[pd.DataFrame, list[tuple[int, Guess]]]:
    """Return the codes of reported rows (see `Vocabularies.resolve`) and the guesses made.

    Rows are numbered from 0 by their index; a guess is given with its row. An accepted region lets
    its provinces be looked up, and so on down: what hangs on a guess is resolved again.
    """
    text = rows.copy(deep=False)
    codes = vocabularies.resolve(text)
    guesses: list[tuple[int, Guess]] = []
    for field, column, parent in NAMED_FIELDS:
        if field not in text or column not in codes:
            continue
        unknown = text.index[text[field].notna() & codes[column].isna()]
        if unknown.empty:
            continue
        vocabulary = _vocabulary(vocabularies, field)
        known: dict[tuple[str, object], Guess | None] = {}
        replaced = text[field].copy()
        parents = codes.loc[unknown, parent] if parent else [None] * len(unknown)
        for index, name, above in zip(unknown, text.loc[unknown, field], parents, strict=True):
            key = (str(name), above)
            if key not in known:
                known[key] = guess_name(vocabulary, field, key[0], key[1], rules)
            guess = known[key]
            if guess is not None:
                guesses.append((int(index), guess))
                replaced[index] = guess.name if guess.accepted else replaced[index]
        if any(guess is not None and guess.accepted for guess in known.values()):
            text[field] = replaced
            codes = vocabularies.resolve(text)
    return codes, guesses


def guess_name(
    vocabulary: Vocabulary, field: str, text: str, parent: object, rules: MatchRules
) -> Guess | None:
    """Return the nearest name of a list, among the children of a parent where one is known."""
    wanted = normalise(text)
    if len(wanted) < rules.shortest or (field in _INSIDE_ONLY and not isinstance(parent, str)):
        return None
    names = vocabulary.names
    if isinstance(parent, str) and vocabulary.parents:
        names = {
            name: inside
            for name, codes in names.items()
            if (inside := frozenset(c for c in codes if vocabulary.parents.get(c) == parent))
        }
    # The same numbers, or none: "6-59 meses" is not "0-23 meses", however near.
    numbers = _NUMBERS.findall(wanted)
    candidates = [name for name in names if _NUMBERS.findall(name) == numbers]
    found = process.extract(
        wanted, candidates, scorer=fuzz.ratio, score_cutoff=rules.suggest, limit=5
    )
    if not found:
        return None
    name, score, _ = found[0]
    codes = names[name]
    rivals = [other_score for other, other_score, _ in found[1:] if names[other] != codes]
    sure = len(codes) == 1 and score - max(rivals, default=0.0) >= rules.margin
    code = next(iter(codes)) if len(codes) == 1 else ""
    accepted = sure and score >= rules.accept
    return Guess(field, text, vocabulary.printed.get(name, name), code, round(score, 1), accepted)


def _vocabulary(vocabularies: Vocabularies, field: str) -> Vocabulary:
    return {
        "country": vocabularies.countries,
        "admin1": vocabularies.regions,
        "admin2": vocabularies.provinces,
        "district": vocabularies.districts,
        "appealing_org": vocabularies.organisations,
        "implementing_org": vocabularies.implementing_organisations,
        "subgroup": vocabularies.subgroups,
        "sector": vocabularies.sectors,
        "indicator": vocabularies.indicators,
        "activity": vocabularies.activities,
        "cva_mechanism": vocabularies.mechanisms,
    }[field]
