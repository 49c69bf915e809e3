"""Great Expectations' pages: of a real validation, with what it found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gtrm.rules.data_docs import build_data_docs
from reported_month import MONTH, File, land

if TYPE_CHECKING:
    from gtrm.core.settings import Settings


def test_the_pages_hold_every_suite_and_what_the_rows_broke(settings: Settings) -> None:
    """Three rows of Peru's template; the number of men is no number in one of them."""
    row = {"generation_code": "gtrm_es_2021", "population_measure_code": "total", "men": "2"}
    cells = {9: row, 10: row, 11: {**row, "men": "doce"}}
    land(settings, File("a.xlsx", rows=3, cells=cells))

    own = settings.reports / MONTH / "data_docs"
    own.mkdir(parents=True)
    (own / "old.html").touch()

    assert build_data_docs(settings, MONTH) == own / "index.html"

    assert not (own / "old.html").exists()
    suites = {path.stem for path in (own / "expectations").glob("*.html")}
    assert {"activities_counts_gtrm_es_2021", "month_duplicates"} <= suites
    [page] = (own / "validations" / "activities_counts_gtrm_es_2021").rglob("*.html")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")))
    assert re.search(r"5W-112 .*? 1 unexpected values found\. .*?33\.3\S*% of 3 total rows", text)
