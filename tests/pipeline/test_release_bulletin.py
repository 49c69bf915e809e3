"""The bulletin that a cycle leaves in its release: every published figure, and each one traced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from bulletin_pages import PUBLISHED, Page, figures_of, numbers, pdf_pages, value_at

if TYPE_CHECKING:
    from pathlib import Path

    from office import Office

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(sample: Office) -> Path:
    """The sample's release."""
    return sample.settings.current.resolve()


@pytest.fixture(scope="module")
def page(release: Path) -> Page:
    """The bulletin of Tacna as HTML."""
    return Page(release / "bulletins" / "bulletin_2021-09_tacna.html")


def test_pdf_prints_every_published_figure_and_none_that_is_not_traced(
    release: Path, page: Page
) -> None:
    pages = pdf_pages(release / "bulletins" / "bulletin_2021-09_tacna.pdf")
    printed = figures_of(pages)

    assert printed >= PUBLISHED
    assert printed <= {number for _, _, text in page.figures for number in numbers(text)}
    assert "14 de 18 organizaciones reportaron" in pages[0]  # docs/sample_month.md


def test_every_figure_of_the_html_is_what_the_release_holds(release: Path, page: Page) -> None:
    reported = [one for one in page.figures if one[1] == "reported"]
    traced = [one for one in reported if "rpt_submission_status" not in one[0]]  # counted rows

    with duckdb.connect(str(release / "public/warehouse.duckdb"), read_only=True) as found:
        wrong = [one for one in traced if numbers(one[2]) != {value_at(found, one[0])}]

    assert wrong == []
    assert {number for one in reported for number in numbers(one[2])} >= PUBLISHED


def test_what_the_release_withholds_is_marked_and_not_printed(release: Path, page: Page) -> None:
    states = {state for _, state, _ in page.figures}
    withheld = [text for _, state, text in page.figures if state == "withheld"]

    assert states <= {"reported", "withheld", "missing"}
    assert set(withheld) <= {"protegido"}
