"""Findings as data: their columns, order, words, and what must never pass in silence."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gtrm.core.errors import SuiteError
from gtrm.intake import landed
from gtrm.rules import checks
from small_lists import VOCABULARIES, rows_of

if TYPE_CHECKING:
    from gtrm.rules.suites import Suite


def test_findings_have_the_columns_of_the_landing() -> None:
    assert set(checks.FINDING_COLUMNS) == set(landed.SCHEMAS["findings"].names)


def test_no_rows_give_no_findings_with_every_column(suites: tuple[Suite, ...]) -> None:
    for rows in (rows_of({}).iloc[:0], rows_of({})):
        findings = checks.find_findings(rows, suites, VOCABULARIES, {})

        assert findings.empty
        assert list(findings.columns) == list(checks.FINDING_COLUMNS)
        assert findings["source_row"].dtype == "int64"


def test_a_finding_says_where_what_and_how_to_fix(suites: tuple[Suite, ...]) -> None:
    headers = {("2021-09-a", "Reporte 5W", "men"): "Hombres (18 a más)"}

    [finding] = checks.find_findings(
        rows_of({"men": "doce"}), suites, VOCABULARIES, headers
    ).to_dict("records")

    assert finding == {
        "submission_id": "2021-09-a",
        "cycle_month": "2021-09",
        "file_name": "casa_abierta.xlsx",
        "sheet_name": "Reporte 5W",
        "source_row": 9,
        "field_name": "men",
        "column_name": "Hombres (18 a más)",
        "reported_value": "doce",
        "rule_id": "5W-112",
        "rule_alias": None,
        "severity": "critical",
        "scope": "cell",
        "title_es": "No es un número entero: hombres de 18 a más",
        "title_en": "Not a whole number: men of 18 and over",
        "hint_es": "Escriba un número entero de cero o más, sin palabras, puntos ni comas; "
        "deje la celda vacía si no hay dato.",
        "hint_en": "Enter a whole number of zero or more, without words, points or commas; "
        "leave the cell blank if there is none.",
        "suggested_value": None,
        "related_submission_id": None,
        "related_sheet_name": None,
        "related_source_row": None,
        "rows_affected_count": None,
    }


def test_a_reniec_code_is_answered_with_ineis(suites: tuple[Suite, ...]) -> None:
    rows = rows_of({"ubigeo": "220101"})

    [finding] = checks.find_findings(rows, suites, VOCABULARIES, {}).to_dict("records")

    assert (finding["rule_id"], finding["suggested_value"]) == ("5W-008", "230101")


def test_findings_come_by_submission_row_severity_and_rule(suites: tuple[Suite, ...]) -> None:
    late, early = {"submission_id": "2021-09-b"}, {"submission_id": "2021-09-a"}
    rows = rows_of(
        {**late, "source_row": 4, "cva": None, "month": "septiembre", "sector": "?"},
        {**early, "source_row": 10, "cva": None},
        {**early, "source_row": 9, "activity": None, "generation_code": "r4v_2021"},
    )
    rows.index = [7, 7, 7]  # whatever the caller's index is

    findings = checks.find_findings(rows, suites, VOCABULARIES, {})

    told = findings[["submission_id", "source_row", "rule_id"]].to_numpy().tolist()
    assert told == [
        ["2021-09-a", 9, "5W-206"],
        ["2021-09-a", 10, "5W-208"],
        ["2021-09-b", 4, "5W-017"],
        ["2021-09-b", 4, "5W-208"],
        ["2021-09-b", 4, "5W-015"],
    ]


def test_a_template_without_a_column_is_not_asked_for_it(suites: tuple[Suite, ...]) -> None:
    rows = rows_of({}).drop(columns=["admin2", "district", "ubigeo", "subgroup", "other_under18"])

    assert checks.find_findings(rows, suites, VOCABULARIES, {}).empty


def test_a_month_of_text_and_arrow_columns_gives_the_same_findings(
    suites: tuple[Suite, ...],
) -> None:
    rows = rows_of({"men": "x"}, {"cva": None}, {"in_transit": "9"})
    texts = rows.select_dtypes(object).columns

    usual = checks.find_findings(rows, suites, VOCABULARIES, {})
    arrow = checks.find_findings(rows.astype(dict.fromkeys(texts, "str")), suites, VOCABULARIES, {})

    pd.testing.assert_frame_equal(usual, arrow)


def test_more_failing_rows_than_gx_lists_values_for_are_all_found(
    suites: tuple[Suite, ...],
) -> None:
    rows = rows_of(*({"cva": None} for _ in range(450)))

    assert len(checks.find_findings(rows, suites, VOCABULARIES, {})) == 450


def test_a_rule_that_raises_stops_the_run(suites: tuple[Suite, ...]) -> None:
    broken = _with_check(suites, "expect_column_values_to_be_between", column="month", min_value=1)

    with pytest.raises(SuiteError, match="Rule 5W-401 could not be run") as caught:
        checks.find_findings(rows_of({}), broken, VOCABULARIES, {})

    assert str(caught.value.where).endswith("> 5W-401")


def test_a_condition_that_raises_stops_the_run(suites: tuple[Suite, ...]) -> None:
    condition = {
        "type": "comparison",
        "column": {"name": "month"},
        "operator": ">",
        "parameter": 3,
    }
    broken = _with_check(
        suites, "expect_column_values_to_not_be_null", column="cva", row_condition=condition
    )

    with pytest.raises(SuiteError, match="5W-401"):
        checks.find_findings(rows_of({}), broken, VOCABULARIES, {})


def test_a_rule_about_the_whole_table_cannot_pass_as_one_about_rows(
    suites: tuple[Suite, ...],
) -> None:
    broken = _with_check(suites, "expect_column_max_to_be_between", column="men_number")

    with pytest.raises(SuiteError, match="5W-401"):
        checks.find_findings(rows_of({}), broken, VOCABULARIES, {})


def test_a_template_that_no_rule_applies_to_stops_the_run(suites: tuple[Suite, ...]) -> None:
    [first, *_] = (rule for suite in suites for rule in suite.rules)
    only = replace(suites[0], rules=(replace(first, generations=("r4v_2021",)),))

    with pytest.raises(SuiteError, match="No rule applies"):
        checks.find_findings(rows_of({}), [only], VOCABULARIES, {})


def test_rows_must_say_what_their_populations_break_down(suites: tuple[Suite, ...]) -> None:
    with pytest.raises(SuiteError, match="1 rows do not say"):
        checks.find_findings(
            rows_of({}, {"population_measure_code": None}), suites, VOCABULARIES, {}
        )


def test_nothing_is_left_on_disk_or_printed(
    suites: tuple[Suite, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    checks.find_findings(rows_of({"men": "x"}), suites, VOCABULARIES, {})

    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def _with_check(
    suites: tuple[Suite, ...], expectation_type: str, **kwargs: object
) -> tuple[Suite, ...]:
    """The suites with another check under rule 5W-401."""
    changed = []
    for suite in suites:
        rules = tuple(
            replace(
                rule,
                configuration={**rule.configuration, "type": expectation_type, "kwargs": kwargs},
            )
            if rule.rule_id == "5W-401"
            else rule
            for rule in suite.rules
        )
        changed.append(replace(suite, rules=rules))
    return tuple(changed)


def test_findings_past_the_limit_are_one_and_each_of_their_rows_stays_held(
    suites: tuple[Suite, ...],
) -> None:
    """Ten rows: five with a wrong count, of which three with a second, in one sheet."""
    wrong = [{"men": "doce"}, {"men": "doce", "women": "x"}]
    rows = rows_of(*[{}] * 5, *wrong[:1] * 2, *wrong[1:] * 3)
    rows["source_row"] = range(2, 12)

    findings = checks.find_findings(rows, suites, VOCABULARIES, {}, limit=2)

    whole = checks.find_findings(rows, suites, VOCABULARIES, {})
    (men,) = set(whole.loc[whole["field_name"] == "men", "rule_id"])
    (women,) = set(whole.loc[whole["field_name"] == "women", "rule_id"])
    told = [
        (one["rule_id"], one["source_row"], one["rows_affected_count"])
        for one in findings.to_dict("records")
        if one["rule_id"] in {men, women, "5W-549"}
    ]
    assert sorted(told, key=str) == sorted(
        [
            *((men, 7, None), (men, 8, None), (men, None, 3)),
            *((women, 9, None), (women, 10, None), (women, None, 1)),
            *(("5W-549", row, None) for row in (9, 10, 11)),
        ],
        key=str,
    )
    critical = findings[(findings["severity"] == "critical") & findings["source_row"].notna()]
    assert set(critical["source_row"]) == {7, 8, 9, 10, 11}
    (rest,) = findings.loc[(findings["rule_id"] == men) & findings["source_row"].isna(), "hint_es"]
    assert rest.startswith("Otras 3 filas, de la 9 a la 11, tienen lo mismo")
    (last,) = findings.loc[
        (findings["rule_id"] == "5W-549") & (findings["source_row"] == 11), "hint_es"
    ]
    assert f"Reglas: {men}, {women}." in last or f"Reglas: {women}, {men}." in last


def test_the_limit_is_of_each_sheet(suites: tuple[Suite, ...]) -> None:
    rows = rows_of(*[{"men": "doce"}] * 4)
    rows["source_row"], rows["sheet_name"] = range(2, 6), ["a", "a", "b", "b"]

    findings = checks.find_findings(rows, suites, VOCABULARIES, {}, limit=2)

    assert len(findings) == len(checks.find_findings(rows, suites, VOCABULARIES, {}))
    assert findings["source_row"].notna().all()
