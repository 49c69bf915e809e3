"""What most rows of a file or a month do alike is said once."""

from __future__ import annotations

import string

import pandas as pd
import pytest
import yaml

from gtrm.core.settings import PROJECT_ROOT
from gtrm.rules import checks
from gtrm.rules.month import systematic
from reported_rows import reported

ALL_ZERO: dict[str, float] = {}
Row = dict[str, object]


def _twice_host(count: int, **change: object) -> list[Row]:
    """Rows with total = new = 2 x host, and people elsewhere who are in neither."""
    return [
        {"total_beneficiaries": 2.0 * n, "new_beneficiaries": 2.0 * n, "host_community": float(n)}
        | {"in_destination": 50.0, "women": 50.0 + n}
        | change
        for n in range(1, count + 1)
    ]


def _nothing_new(count: int, times: int = 1, **change: object) -> list[Row]:
    """Rows with new = 0 and total = populations (`times` them)."""
    return [
        {"total_beneficiaries": times * (50.0 + n), "in_destination": 50.0, "in_transit": float(n)}
        | change
        for n in range(1, count + 1)
    ]


def _right(count: int, **change: object) -> list[Row]:
    """Rows in which nothing is a multiple of anything for long."""
    return [
        {"total_beneficiaries": 20.0 + n, "new_beneficiaries": 5.0 + n % 7}
        | {"in_destination": 13.0 + n, "host_community": 7.0, "girls": 8.0, "women": 12.0 + n}
        | change
        for n in range(1, count + 1)
    ]


def _files(*files: list[Row]) -> list[Row]:
    """Rows of several files, s0, s1 ..."""
    return [
        {"submission_id": f"s{i}", "file_name": f"{i}.xlsx", **row}
        for i, rows in enumerate(files)
        for row in rows
    ]


def _findings(rows: list[Row], broken: list[int], **change: object) -> pd.DataFrame:
    """A finding of rule 5W-401 over the total for each of some rows, unless changed."""
    base = {
        "sheet_name": "Reporte 5W",
        "field_name": "total_beneficiaries",
        "rule_id": "5W-401",
        "severity": "warning",
        "title_es": "No suman",
        "title_en": "They do not add",
    }
    found = [
        {**base, "submission_id": rows[i]["submission_id"], "source_row": i + 4, **change}
        for i in broken
    ]
    return pd.DataFrame(found, columns=checks.FINDING_COLUMNS, dtype=object)


def _find(rows: list[Row], findings: pd.DataFrame | None = None) -> pd.DataFrame:
    return systematic.find(reported(*rows), _findings(rows, []) if findings is None else findings)


def _lines(found: pd.DataFrame) -> list[list[object]]:
    names = ["rule_id", "submission_id", "reported_value", "rows_affected_count"]
    return found[names].to_numpy().tolist()


def test_a_chain_of_relations_is_one_line_with_share_counts_and_rules() -> None:
    rows = _files(_twice_host(12) + [ALL_ZERO] * 7 + _right(1))

    found = _find(rows, _findings(rows, [*range(12)]))

    assert _lines(found) == [["5W-803", "s0", "5W-401", 19]]
    assert found.loc[0, "hint_es"].startswith(
        "Total del mes = personas nuevas = 2 × comunidad de acogida "
        "en 19 de 20 filas Pin (95 %); explica 5W-401 (12)."
    )
    assert found.loc[0, "hint_en"].startswith(
        "Monthly total = new people = 2 × host community "
        "in 19 of 20 Pin rows (95 %); it explains 5W-401 (12)."
    )
    assert found.loc[0, ["scope", "severity"]].tolist() == ["file", "warning"]


def test_a_pattern_that_breaks_no_rule_is_told_with_what_holds_beside_it() -> None:
    found = _find(_files(_nothing_new(10)))

    assert _lines(found) == [["5W-803", "s0", None, 10]]
    assert found.loc[0, "hint_en"].startswith(
        "New people = 0 and monthly total = sum of the populations in 10 of 10 Pin rows (100 %)."
    )
    assert found.loc[0, "field_name"] == "new_beneficiaries"


@pytest.mark.parametrize(
    "rows",
    [
        _right(40),
        [ALL_ZERO] * 40,
        _twice_host(9),  # fewer are quicker read one by one
        _twice_host(17) + _right(3),  # 85 %
        _twice_host(9) + [ALL_ZERO] * 90,  # nine rows that say something
        _twice_host(12) + [ALL_ZERO] * 80 + _right(8),  # 92 %, but 12 of the 20 that say it
        _twice_host(1) * 40,  # one figure
        _twice_host(40, new_beneficiaries=None, total_beneficiaries=None),
        _twice_host(40, indicator_type="other"),
    ],
    ids=["right", "zero", "few", "85", "trivial", "half", "one", "unreadable", "no-pin"],
)
def test_where_no_pattern_holds_nothing_is_said(rows: list[Row]) -> None:
    assert _lines(_find(_files(rows))) == []


def test_halves_that_are_always_equal_were_not_counted() -> None:
    split = [row | {"boys": n + 1.0, "girls": n + 1.0} for n, row in enumerate(_right(10))]

    found = _find(_files(split))

    assert found.loc[0, "hint_en"].startswith("Girls = boys")


def test_what_all_files_share_is_said_once_of_the_month() -> None:
    rows = _files(*[_nothing_new(10)] * 3)

    found = _find(rows, _findings(rows, [*range(30)], rule_id="5W-309"))

    assert _lines(found) == [["5W-804", None, "5W-309", 30]]
    assert "de 3 archivos" in found.loc[0, "hint_es"]
    assert found.loc[0, ["file_name", "source_row", "cycle_month"]].tolist() == [
        *(None, None, "2021-09"),
    ]


def test_two_files_are_no_month_and_one_file_may_say_more_than_the_month() -> None:
    two = _find(_files(*[_nothing_new(15)] * 2))
    four = _find(_files(*[_nothing_new(40)] * 3, _nothing_new(12, times=2)))

    assert [line[:2] for line in _lines(two)] == [["5W-803", "s0"], ["5W-803", "s1"]]
    assert [line[:2] for line in _lines(four)] == [["5W-804", None], ["5W-803", "s3"]]
    assert four.loc[1, "hint_en"].startswith("Monthly total = 2 × sum of the populations")


def test_a_rule_that_most_rows_of_its_kind_break_is_one_line() -> None:
    rows = _files(_right(12, cva_code="yes") + _right(30))
    findings = _findings(rows, [*range(10)], rule_id="5W-302", field_name="cva_value")

    found = _find(rows, findings)

    assert _lines(found) == [["5W-801", "s0", "5W-302", 10]]  # of 12 with cash; 42 rows in all
    assert found.loc[0, "hint_es"].startswith("5W-302 «No suman»: 10 de 12 filas (83 %). Corrija")
    assert found.loc[0, "field_name"] == "cva_value"


def test_below_four_fifths_or_ten_rows_each_row_speaks_for_itself() -> None:
    rows = _files(_right(20))

    assert _lines(_find(rows, _findings(rows, [*range(15)]))) == []
    assert len(_find(rows, _findings(rows, [*range(16)]))) == 1
    assert _lines(_find(rows[:9], _findings(rows, [*range(9)]))) == []


def test_what_a_wrong_cell_makes_a_row_is_no_condition_of_its_rule() -> None:
    # Ten rows wrong in saying that there is no cash: not "all rows without cash".
    rows = _files(_right(10) + _right(30, cva_code="yes"))

    assert _lines(_find(rows, _findings(rows, [*range(10)], field_name="cva"))) == []


def test_the_relation_behind_a_broken_rule_is_named_where_there_is_one() -> None:
    rows = _files(
        [
            {"indicator_type": "people", "women": float(n), "total_beneficiaries": 3.0 * n}
            for n in range(1, 11)
        ]
    )

    found = _find(rows, _findings(rows, [*range(10)], rule_id="5W-403"))

    assert "10 of 10 rows (100 %); in them monthly total = 3 × women" in found.loc[0, "hint_en"]


def test_a_summary_of_critical_findings_keeps_no_row_out() -> None:
    rows = _files(_right(10))

    found = _find(rows, _findings(rows, [*range(10)], severity="critical", field_name="month"))

    assert found["severity"].tolist() == ["warning"]


def test_rows_that_do_not_count_and_findings_of_no_row_are_passed_over() -> None:
    rows = _files(_right(10))
    replaced = _findings(rows, [*range(10)], submission_id="older")
    of_files = _findings(rows, [*range(10)], source_row=None, sheet_name=None)

    assert _lines(_find(rows, pd.concat([replaced, of_files], ignore_index=True))) == []
    assert _lines(_find([{"cycle_month": "2021-08"}] * 20)) == []


def test_every_text_is_there_in_both_languages() -> None:
    catalogue = yaml.safe_load(
        (PROJECT_ROOT / "src/gtrm/rules/month/systematic.yml").read_text(encoding="utf-8")
    )
    ids = [entry["rule_id"] for entry in catalogue["findings"].values()]

    assert ids == ["5W-801", "5W-802", "5W-803", "5W-804"]
    assert catalogue["words"]["es"].keys() == catalogue["words"]["en"].keys()
    for entry in catalogue["findings"].values():
        holes = [
            {name for _, name, _, _ in string.Formatter().parse(entry[key]) if name}
            for key in ("hint_es", "hint_en")
        ]
        assert holes[0] == holes[1]
