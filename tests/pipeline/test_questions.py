"""docs/questions.md: its queries answer, on a release, what the text above them asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench_questions import read_questions

if TYPE_CHECKING:
    from office import Office

QUESTIONS = read_questions()
# Of the sample month, as docs/sample_month.md has them.
ANSWERS = {
    "1.": ("Tacna", 2953, "reported", "maxsector_reported"),
    "3.": ("maxsector_reported", 2953),
    "4.": ("2021-09",),
    "9.": ("CBI Multisectorial", "acogida", 7),
    "12.": ("Raciones de comida distribuidas", 1490),
    "19.": ("2021-09", 3, 159, 224),
}
# Nothing is late enough, planned or restated in a first month: these may be without rows.
MAY_BE_EMPTY = {"20."}


def test_there_are_twenty_questions() -> None:
    numbered = [title for title in QUESTIONS if title[0].isdigit()]

    assert [int(title.split(".")[0]) for title in numbered] == list(range(1, 21))


@pytest.mark.slow
@pytest.mark.parametrize("title", QUESTIONS)
def test_a_question_is_answered(sample: Office, title: str) -> None:
    rows = sample.query(QUESTIONS[title])

    number = title.split(" ")[0]
    assert rows or number in MAY_BE_EMPTY
    expected = set(ANSWERS.get(number, ()))
    assert not expected or any(expected <= set(row) for row in rows), rows
