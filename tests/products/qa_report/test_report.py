"""The QA report: what it shows of a build, what without one, and that partners' text stays text."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.products.qa_report import find_stale
from gtrm.products.qa_report.data import STATES
from reported_month import (
    DO_NOT_ADD,
    MONTH,
    NOT_A_NUMBER,
    File,
    Partner,
    figures,
    finding,
    finish_month,
    land,
    read_page,
    write_page,
)

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

LATE = datetime(2021, 10, 20)  # noqa: DTZ001 - UTC; the deadline is the end of 10 October in Lima


def test_the_month_at_a_glance(settings: Settings) -> None:
    told = (finding(NOT_A_NUMBER, 9), finding(DO_NOT_ADD, 9), finding(DO_NOT_ADD, 10))
    refusal = {"refusal_es": "Está dañado", "refusal_en": "Damaged"}
    partners = (
        Partner("A"),
        Partner("B", "nothing_to_report"),
        Partner("C", "late", received_at=LATE),
        Partner("D", "missing", received_at=None),
    )
    month = finish_month(
        settings,
        File("a.xlsx", "A", 1200, told, quarantined=1),
        File("b.xlsx", "B", 0, status="nothing_to_report"),
        File("c.xlsx", "C", 6, received_at=LATE, score=99),
        File("e.xlsx", None, 0, status="refused", more=refusal),
        partners=partners,
    )

    page, _ = read_page(settings, month)

    assert figures(page) == {
        **{"received": "3", "asked": "4", "on_time": "1", "late": "1", "nothing_to_report": "1"},
        **{"missing": "1", "rows": "1\u202f206", "accepted": "1\u202f205", "quarantined": "1"},
        **{"replaced_rows": "0"},
        **{"files": "4", "refused": "1", "replaced": "0", "standing": "3", "critical": "1"},
        **{"warning": "2", "info": "0", "waived": "0", "repaired": "0", "score": "99"},
    }
    assert "Está dañado" in page
    assert "2021-10-11 00:00 (Lima)" in page
    assert "Informe antes de construir" not in page


def test_without_a_build_it_tells_what_was_found_and_says_what_is_missing(
    settings: Settings,
) -> None:
    told = (finding(NOT_A_NUMBER, 9), finding(DO_NOT_ADD, 10), finding(DO_NOT_ADD, None))
    land(settings, File("a.xlsx", findings=told), File("b.xlsx", None, 0, status="refused"))

    page, data = read_page(settings, None)

    assert figures(page) == {
        **{"rows": "10", "files": "2", "refused": "1", "standing": "3", "critical": "1"},
        **{"warning": "2", "info": "0", "waived": "0", "repaired": "0"},
    }
    assert [STATES[state] for state in data["findings"]["state"]] == ["open"] * 3
    assert [data["organisations"][one][0] for one in data["findings"]["organisation"]] == [
        *("MUESTRA-A", "MUESTRA-A", "MUESTRA-A")
    ]
    assert page.index("Informe antes de construir") < page.index('id="glance"')
    assert "Report before the build" in page
    assert "no estaba en la lista de esperadas" not in page


def test_a_correction_says_what_is_new_what_stays_and_what_is_gone(settings: Settings) -> None:
    """As the build says; what was carried over is listed once, where it is now."""
    before = (finding(NOT_A_NUMBER, 9, state="fixed"), finding(DO_NOT_ADD, 10))
    after = (finding(DO_NOT_ADD, 11, state="still"), finding(NOT_A_NUMBER, 12, state="new"))
    across = finding(
        {**DO_NOT_ADD, "rule_id": "5W-601"}, 10, submission_id=f"{MONTH}-b.xlsx-1", file_name="b"
    )
    elsewhere = finding(DO_NOT_ADD, 30, state="fixed", fixed_by=f"{MONTH}-b.xlsx-1")
    month = finish_month(
        settings,
        File("a.xlsx", findings=before, replaced_by="b.xlsx"),
        File("b.xlsx", findings=after),
        File("july.xlsx", cycle="2021-07", findings=(elsewhere,)),
        compared=(across,),
    )

    own = (data := read_page(settings, month)[1])["findings"]
    rules = [data["rules"][number][0] for number in own["rule"]]
    assert sorted(
        f"{r} {STATES[s]} {row}" for r, s, row in zip(rules, own["state"], own["row"], strict=True)
    ) == [
        *("5W-112 fixed 9", "5W-112 new 12", "5W-401 fixed 30", "5W-401 still 11"),
        "5W-601 open 10",
    ]


def test_a_report_is_stale_when_a_build_says_something_else_of_its_month(
    settings: Settings,
) -> None:
    july = File("july.xlsx", cycle="2021-07", findings=(finding(DO_NOT_ADD, 9),))
    month = finish_month(settings, july, File("a.xlsx"))
    for code in ("2021-07", MONTH):
        write_page(settings, month, code)
    assert find_stale(settings, month) == []

    with duckdb.connect(str(month)) as connection:  # a later file replaced what July's says
        connection.execute("update marts.fct_findings set is_superseded = true")

    assert find_stale(settings, month) == ["2021-07", MONTH]  # September's shows July beside it
    write_page(settings, None)
    write_page(settings, month, "2021-07")
    assert find_stale(settings, month) == [MONTH]  # written without a build

    for code in ("2021-06", MONTH):  # of June the build has nothing
        write_page(settings, month, code)
    assert find_stale(settings, month) == []
    (settings.reports / MONTH / ".made_from").unlink()  # as reports were before
    assert find_stale(settings, month) == [MONTH]
    with duckdb.connect(str(month)) as connection:  # its only file was forgotten
        connection.execute("delete from marts.fct_findings where cycle_month = '2021-07'")
        connection.execute("delete from marts.fct_submissions where cycle_month = '2021-07'")
        connection.execute(
            "delete from intermediate.int_quality_scored where cycle_month = '2021-07'"
        )
    assert "2021-07" in find_stale(settings, month)
    write_page(settings, month, "2021-07")
    assert "2021-07" not in find_stale(settings, month)


def test_a_file_that_was_replaced_is_listed_and_not_counted(settings: Settings) -> None:
    told = (finding(NOT_A_NUMBER, 9),)
    old = File("a.xlsx", rows=30, findings=told * 3, replaced_by="a_corregido.xlsx")
    month = finish_month(settings, old, File("a_corregido.xlsx", rows=20, findings=told))

    page, _ = read_page(settings, month)

    found = figures(page)
    assert found["replaced_rows"] == "30"
    assert (found["rows"], found["standing"], found["files"], found["replaced"]) == (
        *("20", "1"),
        *("1", "1"),
    )
    assert "Reemplazado por otro" in page


def test_a_finding_belongs_to_the_organisation_of_its_row(settings: Settings) -> None:
    """A consolidated file: B's row is not A's fault, and a file's finding is nobody's."""
    cells = {9: {"organisation_code": "A"}, 10: {"organisation_code": "B"}}
    told = (finding(DO_NOT_ADD, 10), finding(DO_NOT_ADD, None))
    month = finish_month(settings, File("todo.xlsx", None, 2, told, cells=cells))

    data = read_page(settings, month)[1]

    codes = [data["organisations"][number][0] for number in data["findings"]["organisation"]]
    assert sorted(codes) == ["", "B"]


def test_a_month_stands_beside_those_before_and_one_without_data_is_no_zero(
    settings: Settings,
) -> None:
    month = finish_month(settings, File("a.xlsx", cycle="2021-07", rows=4), File("a.xlsx", rows=7))

    page, _ = read_page(settings, month)

    rows = re.search(r'Filas vigentes.*?aria-label="([^"]*)"', page, re.S)
    assert rows is not None
    assert rows[1] == "2021-07: 4; 2021-08: –; 2021-09: 7"
    assert "Recuadro punteado" in page


def test_an_accepted_finding_says_who_and_why_and_does_not_stand(settings: Settings) -> None:
    decided = {
        **{"waived_by": "Ana Ejemplo", "waived_on": "2021-10-12", "waiver_reason": "Acordado"},
        "waived_to_month": "2021-12",
    }
    accepted = finding(DO_NOT_ADD, 9, **decided)
    month = finish_month(settings, File("a.xlsx", rows=2, findings=(accepted,)))

    page, data = read_page(settings, month)

    found = figures(page)
    assert (found["standing"], found["waived"]) == ("0", "1")
    assert data["findings"]["state"] == [3]
    assert re.search(r"<b>Ana Ejemplo</b>, 2021-10-12, .*2021-12: Acordado", page)


def test_repaired_cells_are_listed_with_both_values(settings: Settings) -> None:
    row = {
        **{"submission_id": f"{MONTH}-a.xlsx-1", "sheet_name": "Reporte 5W", "source_row": 9},
        **{"field_name": "total_beneficiaries", "reported_value": "3", "repaired_count": 5},
        **{"repair_code": "raise_total_to_new", "title_es": "Sube", "title_en": "Raise"},
        **{"decided_by": "Ana Ejemplo", "decided_on_date": "2021-10-12", "reason": "Acordado"},
        "cycle_month": MONTH,
    }
    month = finish_month(settings, File("a.xlsx"), repairs=(row,))

    page, data = read_page(settings, month)

    own = data["repairs"]
    assert [data["texts"][own[name][0]] for name in ("reported_value", "repaired_value")] == [
        *("3", "5")
    ]
    assert figures(page)["repaired"] == "1"


def test_rows_that_a_finding_relates_are_there_side_by_side_once(settings: Settings) -> None:
    """Each of two rows names the other: one pair, with the cells of both."""
    cells = {9: {"women": "5"}, 10: {"women": "6"}}
    both = [
        finding(
            DO_NOT_ADD,
            row,
            **{"related_submission_id": f"{MONTH}-a.xlsx-1", "related_sheet_name": "Reporte 5W"},
            related_source_row=other,
        )
        for row, other in ((9, 10), (10, 9))
    ]
    month = finish_month(settings, File("a.xlsx", findings=tuple(both), cells=cells))

    data = read_page(settings, month)[1]

    women = [names[1] for names in data["fields"]].index("Women")
    assert [[data["texts"][row[3][women]] for row in data["pair_rows"]]] == [["5", "6"]]
    assert data["pairs"] == [[0, 0, 1]]


def test_systematic_defects_come_first_those_of_most_rows_before(settings: Settings) -> None:
    lines = [
        {
            **{"rule_id": "5W-802", "severity": "warning", "title_es": "T", "title_en": "T"},
            **{"hint_es": hint, "hint_en": hint, "rows_affected_count": rows},
        }
        for hint, rows in (("de pocas", 12), ("de muchas", 900))
    ]
    month = finish_month(settings, File("a.xlsx"), compared=tuple(lines))

    page, _ = read_page(settings, month)

    assert page.index("de muchas") < page.index("de pocas") < page.index('id="organisations"')
    assert "900 " in page


def test_hints_that_differ_in_figures_share_one_text(settings: Settings) -> None:
    told = [finding(DO_NOT_ADD, row, hint_es=f"Suman {row}, el total es 1.500.") for row in (9, 10)]
    month = finish_month(settings, File("a.xlsx", findings=tuple(told)))

    data = read_page(settings, month)[1]

    texts, own = data["texts"], data["findings"]
    assert [texts[number] for number in own["hint_es"]] == ["Suman \u0001, el total es \u0001."] * 2
    assert [texts[number] for number in own["figures_es"]] == ["9\t1.500", "10\t1.500"]


def test_text_of_partners_never_becomes_markup(settings: Settings) -> None:
    attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    told = finding(NOT_A_NUMBER, 9, reported_value=attack, column_name=attack, hint_es=attack)
    systematic = {**told, "rule_id": "5W-801", "source_row": None}
    file = File("a.xlsx", findings=(told, systematic))
    month = finish_month(
        settings, file, File("b.xlsx", more={"file_name": attack, "refusal_es": attack})
    )

    page, data = read_page(settings, month)

    assert "<img" not in page
    assert page.count("<script") == 3  # texts, data, behaviour
    assert attack in data["texts"]


def test_the_page_asks_nothing_of_a_network_and_runs_only_its_own(settings: Settings) -> None:
    month = finish_month(settings, File("a.xlsx", findings=(finding(DO_NOT_ADD, 9),)))

    page, _ = read_page(settings, month)

    assert not re.findall(
        r"https?://|@import|url\(|\bsrc=|<link(?! rel=\"icon\" href=\"data:,\")", page
    )
    script = page.rsplit("<script>", 1)[1].split("</script>")[0]
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'; style-src 'sha256-" in page
    assert f"script-src 'sha256-{own}'" in page
    checker = _Balance()
    checker.feed(page)
    assert checker.open == []


def test_a_month_without_findings_says_so(settings: Settings) -> None:
    month = finish_month(settings, File("a.xlsx"), partners=(Partner("MUESTRA-A"),))

    page, data = read_page(settings, month)

    assert "Sin observaciones. ¡Gracias!" in page
    assert data["findings"]["rule"] == []


class _Balance(HTMLParser):
    """Keeps the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta", "input", "br", "link"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """Those of SVG close themselves."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
