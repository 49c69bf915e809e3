"""The suites as files: what they must hold, and every way they may be wrong."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from gtrm.core.errors import SuiteError
from gtrm.core.settings import PROJECT_ROOT
from gtrm.intake.layouts import layout_of
from gtrm.intake.layouts.templates import load_templates
from gtrm.rules import catalogue
from gtrm.rules.suites import all_rules, build_gx_suite, load_suites

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gtrm.rules.suites import Rule, Suite

# DOMAIN: what keeps a row out. Nothing else does.
CRITICAL_FIELDS = {
    *("country", "month", "admin1", "appealing_org", "sector", "indicator", "cva_value"),
    *("output_quantity", "total_beneficiaries", "new_beneficiaries", "in_destination"),
    *("in_transit", "host_community", "pendulars", "returnees", "girls", "boys", "women", "men"),
    *("other_under18", "other_above18"),
}
R4V_NAMES = {
    *("missingcountry", "countryadmincheck", "admin1and2check", "miss_appeal_org", "miss_setup"),
    *("miss_implementing_org", "miss_month", "missing_what", "wrongsectindicator", "zeroCVA"),
    *("missingmechanism", "CVANotoYes", "MultipurposeSector", "PiNNoBenef", "NewBenefvstotal"),
    *(
        "DirectAssistanceNoBenef",
        "PopTypeBreakdown",
        "AGDBreakdown",
        "CBuildingNoBenef",
        "NoOutput",
    ),
}


def test_every_rule_of_r4v_is_there(suites: tuple[Suite, ...]) -> None:
    aliases = [rule.rule_alias for rule in all_rules(suites) if rule.rule_alias]

    assert {name for alias in aliases for name in alias.split("/")} == R4V_NAMES


def test_only_what_cannot_be_placed_or_counted_is_critical(suites: tuple[Suite, ...]) -> None:
    critical = [rule for rule in all_rules(suites) if rule.severity == "critical"]

    assert {rule.field for rule in critical} == CRITICAL_FIELDS
    assert {rule.scope for rule in critical} == {"cell"}


def test_ids_are_unique_and_texts_are_in_both_languages(all_suites: tuple[Suite, ...]) -> None:
    rules = list(all_rules(all_suites))

    assert max(Counter(rule.rule_id for rule in rules).values()) == 1
    for rule in rules:
        assert rule.title_es != rule.title_en
        assert rule.hint_es != rule.hint_en
        assert all(len(text) > 3 for text in (rule.title_es, rule.title_en, rule.source))
        assert all(text.endswith(".") for text in (rule.hint_es, rule.hint_en))


def test_pair_rules_say_what_a_null_means(all_suites: tuple[Suite, ...]) -> None:
    pairs = [rule for rule in all_rules(all_suites) if rule.paired_columns]

    assert pairs
    for rule in pairs:
        assert rule.configuration["kwargs"]["ignore_row_if"] == "either_value_is_missing"


def test_the_catalogue_page_is_current(all_suites: tuple[Suite, ...]) -> None:
    page = (PROJECT_ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert page == catalogue.render(all_suites), "run: python -m gtrm.rules.catalogue"


def test_the_catalogue_is_written_where_the_suites_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").mkdir()
    _write(tmp_path / "expectations", _suite())
    monkeypatch.setattr("sys.argv", ["catalogue", str(tmp_path)])

    catalogue.main()

    text = (tmp_path / "docs" / "rules.md").read_text(encoding="utf-8")
    assert "1 rules: 0 critical, 1 warning, 0 info." in text
    assert "### 5W-001 Country is missing" in text


def _rule(**changes: Any) -> dict[str, Any]:
    meta = {
        "rule_id": "5W-001",
        "rule_alias": None,
        "field": "country",
        "scope": "cell",
        "generations": "all",
        "title_es": "Falta el país",
        "title_en": "Country is missing",
        "hint_es": "Escríbalo.",
        "hint_en": "Enter it.",
        "source": "R4V",
    }
    own = {key: changes.pop(key) for key in list(changes) if key in meta}
    rule = {
        "type": "expect_column_values_to_not_be_null",
        "severity": "warning",
        "kwargs": {"column": "country"},
        "meta": meta | own,
    }
    return rule | changes


def _suite(*rules: dict[str, Any]) -> dict[str, Any]:
    meta = {"stage": "rows", "title_es": "Prueba", "title_en": "Trial"}
    return {"name": "trial", "meta": meta, "expectations": list(rules) or [_rule()]}


def _write(folder: Path, *suites: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    for number, suite in enumerate(suites):
        (folder / f"{number}.json").write_text(json.dumps(suite), encoding="utf-8")
    return folder


def _without(key: str) -> dict[str, Any]:
    rule = _rule()
    del rule["meta"][key]
    return rule


FAULTS: dict[str, tuple[Callable[[], list[dict[str, Any]]], str]] = {
    "no suites": (lambda: [], "There are no validation suites"),
    "empty suite": (lambda: [_suite() | {"expectations": []}], "holds no rules"),
    "no titles": (lambda: [_suite() | {"meta": {}}], "cannot be read: KeyError"),
    "unknown type": (
        lambda: [_suite(_rule(), _rule(type="expect_nonsense", rule_id="5W-002"))],
        r"holds 2 rules and Great Expectations loaded 1; lost: 5W-002",
    ),
    "wrong argument": (
        lambda: [_suite(_rule(kwargs={"column": "country", "row_conditon": {}}))],
        "does not load",
    ),
    "twice in a suite": (lambda: [_suite(_rule(), _rule())], "5W-001 exists twice"),
    "twice in two": (lambda: [_suite(), _suite() | {"name": "b"}], "in trial and b"),
    "no severity": (lambda: [_suite({"type": "x", "kwargs": {}})], "severity, meta.rule_id"),
    "no hint": (lambda: [_suite(_without("hint_en"))], r"missing: meta\.hint_en"),
    "blank hint": (lambda: [_suite(_rule(hint_es=" "))], "Blank: hint_es"),
    "severity": (lambda: [_suite(_rule(severity="fatal"))], "Unknown severity 'fatal'"),
    "scope": (lambda: [_suite(_rule(scope="planet"))], "Unknown scope"),
    "field": (lambda: [_suite(_rule(field="pais"))], "Unknown field 'pais'"),
    "id": (lambda: [_suite(_rule(rule_id="R1"))], "not of the form"),
    "column": (lambda: [_suite(_rule(kwargs={"column": "pais"}))], "No such prepared column: pais"),
    "placeholder": (lambda: [_suite(_rule(hint_es="Son {gente}."))], "prepared column: gente"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_suite_stops_the_run(fault: str, tmp_path: Path) -> None:
    make, message = FAULTS[fault]

    with pytest.raises(SuiteError, match=message):
        load_suites(_write(tmp_path, *make()))


def test_a_file_that_is_not_json_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")

    with pytest.raises(SuiteError, match="cannot be read: JSONDecodeError"):
        load_suites(tmp_path)


def test_a_right_suite_loads_whole(tmp_path: Path) -> None:
    folder = _write(tmp_path, _suite(_rule(), _rule(rule_id="5W-002", generations=["r4v_2021"])))

    [suite] = load_suites(folder)

    assert [rule.rule_id for rule in suite.rules] == ["5W-001", "5W-002"]
    assert [rule.applies_to("gtrm_es_2021") for rule in suite.rules] == [True, False]
    assert [rule.applies_to("r4v_2021") for rule in suite.rules] == [True, True]


def test_gx_is_never_asked_to_check_nothing() -> None:
    with pytest.raises(SuiteError, match="holds 0 rules"):
        build_gx_suite("none", [])


# What a template does not ask for is blank and no rule's matter, so rules are asked of every
# template, also of one that is added later. These are not: why.
GTRM, R4V_2021 = {"gtrm_es_2021", "gtrm_en_2021"}, {"r4v_2021"}
NOT_OF_ALL = {
    "5W-313": GTRM | R4V_2021,  # every count at zero: R4V's rule of 2021
    "5W-314": GTRM | R4V_2021,  # indicators of type People are of 2021
    "5W-403": GTRM | R4V_2021,
    "5W-404": {"r4v_2023"},  # R4V's rules of 2025
    "5W-408": {"r4v_2023"},
    "5W-409": {"r4v_2026"},  # no cell for new people: the sums are held against each other
    "5W-410": {"r4v_2026"},
}
LEFT_OUT = dict.fromkeys(("5W-401", "5W-402"), "r4v_2026")  # it has no cell for new people
# Of the critical rules, those that a layout without the field is not held to. It has no indicator
# and no cash, and breaks people down by age alone.
SILENT_FOR_EDUCATION = {
    *("5W-018", "5W-019", "5W-103", "5W-104", "5W-105", "5W-106", "5W-107", "5W-108"),
    *("5W-113", "5W-114", "5W-115", "5W-116"),
}


def test_rules_are_asked_of_every_template_but_for_a_reason(suites: tuple[Suite, ...]) -> None:
    templates = {template.generation for template in load_templates()} | {"added_later"}

    for rule in all_rules(suites):
        asked = {generation for generation in templates if rule.applies_to(generation)}
        lacking = {name for name in templates if not rule.is_about(layout_of(name))}
        others = templates - {LEFT_OUT.get(rule.rule_id)} - lacking
        assert asked == NOT_OF_ALL.get(rule.rule_id, others), rule.rule_id
        named = {name.removeprefix("-") for name in rule.generations or ()}
        assert named <= templates | {"all"}


def test_what_a_template_does_not_ask_for_is_not_missed(suites: tuple[Suite, ...]) -> None:
    required = {rule.field: rule for rule in all_rules(suites) if _is_about_blanks(rule)}

    for template in load_templates():
        fields = {*template.headers, *template.defaults, *template.derived}
        missed = {name for name, rule in required.items() if rule.applies_to(template.generation)}
        assert missed <= fields, template.generation


def test_a_rule_says_nothing_of_a_field_that_a_layout_does_not_have(
    suites: tuple[Suite, ...],
) -> None:
    rules = list(all_rules(suites))
    silent = {rule.rule_id for rule in rules if not rule.applies_to("education_ve_2020")}
    critical = {rule.rule_id for rule in rules if rule.severity == "critical"}
    page = catalogue.render(suites)

    assert silent & critical == SILENT_FOR_EDUCATION
    assert {"5W-201", "5W-207", "5W-208", "5W-302", "5W-310", "5W-401", "5W-405"} <= silent
    assert {"5W-010", "5W-102", "5W-109", "5W-316", "5W-402"} & silent == set()
    assert "- Silent for education_ve_2020, which has no such field" in page


def _is_about_blanks(rule: Rule) -> bool:
    not_null = rule.configuration["type"] == "expect_column_values_to_not_be_null"
    return not_null and not rule.condition and rule.read_columns == {rule.field}
