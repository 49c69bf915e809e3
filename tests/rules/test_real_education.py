"""482 real rows of Venezuela's Education cluster, under lists that have Venezuela's places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gtrm.config import read_document
from gtrm.config.documents import MatchRules
from gtrm.core.normal import normalise
from gtrm.core.settings import load_settings
from gtrm.intake import landing
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.lists.vocabularies import Vocabularies, Vocabulary
from gtrm.rules import checks
from reading import RECEIPT, templates

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.rules.suites import Suite

pytestmark = pytest.mark.needs_shared


@pytest.fixture(scope="module")
def landed(shared: Path) -> tuple[pd.DataFrame, list[str], landing.Lists]:
    """The rows of the five files, the rules that intake tells of, and the lists."""
    rows, told = [], []
    with WorkbookReader() as reader:
        for path in sorted((shared / "data/ve_education_2020").glob("*.xlsx")):
            receipt = replace(
                RECEIPT, file_name=path.name, submission_id=path.stem, cycle_month="2020-12"
            )
            reading = landing.read_file(path, receipt, reader, templates())
            rows += reading.rows
            told += [notice.as_finding()["rule_id"] for _, notice in reading.notices]
    states = {normalise(str(row["admin1"])) for row in rows}
    names = {str(row["appealing_org"]) for row in rows}
    settings = load_settings({})
    vocabularies = replace(
        Vocabularies.of_office(settings),
        regions=Vocabulary.from_names(
            [(name, name) for name in states], dict.fromkeys(states, "VEN")
        ),
        organisations=Vocabulary.from_names([(name, name) for name in names]),
    )
    lists = landing.Lists(templates(), vocabularies, read_document(settings, MatchRules))
    frame, _ = landing.resolve_rows(rows, lists)
    return frame, told, lists


def test_its_rows_can_be_counted_where_the_lists_have_its_places(
    landed: tuple[pd.DataFrame, list[str], landing.Lists], suites: tuple[Suite, ...]
) -> None:
    rows, told, lists = landed

    findings = checks.find_findings(rows, suites, lists.vocabularies, {})

    # It has no indicator, no set-up, no cash: nothing is said of those. Rows are of other months
    # than the cycle, and name partners, activities and places that no list of this office has.
    assert len(rows) == 482
    assert told == []
    assert set(findings["severity"]) == {"warning"}
    assert set(findings["rule_id"]) == {"5W-005", "5W-006", "5W-014", "5W-204", "5W-213"}


def test_its_ages_are_held_against_the_total_without_an_indicator(
    landed: tuple[pd.DataFrame, list[str], landing.Lists], suites: tuple[Suite, ...]
) -> None:
    rows, _, lists = landed
    row = rows[rows["girls"].notna() & (rows["total_beneficiaries"] != "0")].head(1)
    wrong = row.assign(girls=[str(int(row["girls"].item()) + 7)])

    found = checks.find_findings(wrong, suites, lists.vocabularies, {})

    assert set(found["rule_id"]) - {"5W-005", "5W-006", "5W-014", "5W-204", "5W-213"} == {"5W-316"}
