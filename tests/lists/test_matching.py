"""Names that no list has as written."""

from __future__ import annotations

import pandas as pd
import pytest

from gtrm.config import read_document
from gtrm.config.documents import MatchRules
from gtrm.config.lists import Alias
from gtrm.core.settings import load_settings
from gtrm.lists.matching import match_names
from gtrm.lists.vocabularies import Vocabularies

SETTINGS = load_settings({})
RULES = MatchRules(accept=92, suggest=78, margin=4, shortest=6)


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.load(SETTINGS.seeds)


def match(vocabularies: Vocabularies, **reported: object):
    row = pd.DataFrame([{"cycle_month": "2021-09", "country": "Perú", **reported}], dtype=object)
    codes, guesses = match_names(row, vocabularies, RULES)
    return dict(codes.iloc[0]), [guess for _, guess in guesses]


def test_a_near_name_is_taken_and_recorded_with_its_score(vocabularies):
    codes, [guess] = match(vocabularies, admin1="Lambayeqe")

    assert codes["region_pcode"] == "PE14"
    assert guess.accepted
    assert guess.score == pytest.approx(94.7, abs=0.1)


def test_what_hangs_on_a_guess_is_looked_up_too(vocabularies):
    codes, guesses = match(
        vocabularies, admin1="Lambayeqe", admin2="Ferreñafe", district="Incahuassi"
    )

    assert codes["district_pcode"] == "PE140203"
    assert [guess.accepted for guess in guesses] == [True, True]


def test_below_the_threshold_it_is_only_a_suggestion(vocabularies):
    codes, [guess] = match(vocabularies, appealing_org="Save the Children Perú (SCI)")

    assert codes["organisation_code"] is None
    assert not guess.accepted
    assert guess.name == "Save the Children (SCI)"


def test_two_names_equally_near_are_not_chosen_between(vocabularies):
    codes, guesses = match(vocabularies, appealing_org="Organización Muestra X")

    assert codes["organisation_code"] is None
    assert not any(guess.accepted for guess in guesses)


@pytest.mark.parametrize("text", ["Lma", "Xyz", "Marte"])
def test_short_or_far_names_are_left_alone(vocabularies, text):
    codes, guesses = match(vocabularies, admin1=text)

    assert codes["region_pcode"] is None
    assert guesses == []


def test_other_numbers_are_another_thing(vocabularies):
    codes, guesses = match(
        vocabularies,
        sector="Nutrition",
        indicator="# of primary caregivers of children aged 0-59 months provided with IYCF "
        "counselling",
    )

    assert codes["indicator_code"] is None
    assert not any(guess.accepted for guess in guesses)


def test_a_reviewer_s_alias_counts_as_exact():
    alias = Alias(
        row_number=2,
        vocabulary="organisation",
        alias="Los de la esquina",
        code="MUESTRA-A",
        decided_by="M. Revisor",
        decided_on="2021-10-01",
        reason="así firman",
    )
    learned = Vocabularies.load(SETTINGS.seeds, [alias])

    assert learned.organisations.match("LOS DE LA ESQUINA") == "MUESTRA-A"


def test_the_committed_scores_are_these():
    assert read_document(SETTINGS, MatchRules) == RULES
