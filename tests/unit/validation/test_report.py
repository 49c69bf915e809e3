"""The QA report: what it counts, what it holds, and that partners' text stays text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from findings_samples import findings_of, submissions_of

from gtrm.validation.report import write_qa_report

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

WARNING: dict[str, object] = {
    "severity": "warning",
    "rule_id": "5W-401",
    "rule_alias": "PopTypeBreakdown",
    "title_es": "Las poblaciones no suman",
    "title_en": "Populations do not add",
}


def _page(tmp_path: Path, findings: pd.DataFrame, submissions: pd.DataFrame) -> str:
    path = tmp_path / "qa.html"
    write_qa_report(findings, submissions, path, "2021-09")
    return path.read_text(encoding="utf-8")


def _data(page: str) -> dict[str, Any]:
    [found] = re.findall(r'<script type="application/json" id="findings">(.*?)</script>', page)
    return json.loads(found)


def _cards(page: str) -> dict[str, str]:
    cards = re.findall(r"<b>([^<]*)</b><span><span class=\"es\">([^<]*)</span>", page)
    return {name: figure for figure, name in cards}


def test_the_month_at_a_glance(tmp_path: Path) -> None:
    findings = findings_of({}, {"rule_id": "5W-111"}, {"source_row": 10, **WARNING})
    submissions = submissions_of(
        {"rows_received_count": 1200},
        {"status": "nothing_to_report", "rows_received_count": 0},
        {
            "status": "refused",
            "rows_received_count": 0,
            "refusal_es": "Está dañado",
            "refusal_en": "Damaged",
        },
    )

    page = _page(tmp_path, findings, submissions)

    assert _cards(page) == {
        "archivos": "3",
        "sin actividades": "1",
        "rechazados": "1",
        "filas recibidas": "1\u202f200",
        "filas aceptadas": "1\u202f199",
        "filas en cuarentena": "1",
        "observaciones críticas": "2",
        "advertencias": "1",
        "avisos": "0",
    }
    assert "Está dañado" in page


def test_a_file_that_was_replaced_is_shown_and_not_counted(tmp_path: Path) -> None:
    submissions = submissions_of(
        {"file_name": "a.xlsx", "version_number": 1, "status": "superseded"},
        {"file_name": "a.xlsx", "version_number": 2},
        {"file_name": "a.xlsx", "version_number": 3, "status": "refused", "rows_received_count": 0},
    )
    findings = findings_of({"submission_id": "s0"}, {"submission_id": "s1", "file_name": "a.xlsx"})

    page = _page(tmp_path, findings, submissions)

    assert _cards(page)["filas recibidas"] == "20"
    assert _cards(page)["observaciones críticas"] == "1"
    assert "Reemplazado por otra versión" in page
    assert _data(page)["files"] == ["a.xlsx"]


def test_findings_are_grouped_by_rule_the_gravest_first(tmp_path: Path) -> None:
    warnings = [{"source_row": row, **WARNING} for row in range(10, 15)]
    page = _page(tmp_path, findings_of(*warnings, {}), submissions_of({}))

    data = _data(page)

    assert [rule[0] for rule in data["rules"]] == ["5W-112", "5W-401"]
    assert [len([r for r in data["rows"] if r[1] == key]) for key in (0, 1)] == [1, 5]
    assert data["rows"][-1] == [0, 0, "Reporte 5W", 9, "Hombres", "doce", None, None]
    assert page.count('<details data-by="rule"') == 2
    assert page.count('<details data-by="file"') == 1
    assert "R4V PopTypeBreakdown" in page


def test_a_hint_of_its_own_row_is_kept(tmp_path: Path) -> None:
    findings = findings_of({"hint_es": "Suman 12."}, {"source_row": 10, "hint_es": "Suman 13."})

    rows = _data(_page(tmp_path, findings, submissions_of({})))["rows"]

    assert [row[6] for row in rows] == [None, "Suman 13."]


def test_text_of_partners_never_becomes_markup(tmp_path: Path) -> None:
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    findings = findings_of(
        dict.fromkeys(("reported_value", "column_name", "sheet_name", "file_name"), attack)
    )
    submissions = submissions_of({"file_name": attack, "refusal_es": attack})

    page = _page(tmp_path, findings, submissions)

    assert "<img" not in page
    assert page.count("<script") == 2
    assert _data(page)["rows"][0][5] == attack


def test_the_page_asks_nothing_of_a_network_and_closes_what_it_opens(tmp_path: Path) -> None:
    page = _page(tmp_path, findings_of({}, {**WARNING}), submissions_of({}, {}))

    assert not re.findall(r"https?://|//[a-z]|@import|url\(|\bsrc=|\bhref=", page)
    checker = _Balance()
    checker.feed(page)
    assert checker.open == []


@pytest.mark.parametrize("submissions", [submissions_of(), submissions_of({})])
def test_a_month_without_findings_says_so(tmp_path: Path, submissions: pd.DataFrame) -> None:
    page = _page(tmp_path, findings_of(), submissions)

    assert page.count("Sin observaciones. ¡Gracias!") == 2


def test_a_file_level_finding_has_no_row(tmp_path: Path) -> None:
    finding = {"source_row": None, "sheet_name": None, "column_name": None, "field_name": None}
    findings = findings_of({**finding, "scope": "file", "reported_value": None})

    page = _page(tmp_path, findings, submissions_of({"status": "refused"}))

    assert _data(page)["rows"][0][2:6] == ["", None, "", ""]
    assert _cards(page)["filas en cuarentena"] == "0"


def test_three_thousand_findings_fit_in_a_small_page(tmp_path: Path) -> None:
    findings = findings_of(*({"source_row": row, **WARNING} for row in range(3000)))

    assert len(_page(tmp_path, findings, submissions_of({}))) < 400_000


class _Balance(HTMLParser):
    """Keeps the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
