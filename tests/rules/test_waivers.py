"""What a reviewer accepts in config/waivers.csv, and what is refused there."""

from __future__ import annotations

import pytest

from decided_month import MONTH, WAIVERS, finding, land_file, with_config
from gtrm.core.errors import SettingsError
from gtrm.intake import landed
from gtrm.rules.decisions import waivers
from gtrm.warehouse import inputs

AUTHOR = "R. Visor,2021-10-12,Llamada con el socio"
ROWS = {4: {"total_beneficiaries": "7"}, 5: {"total_beneficiaries": "9"}}
FOUND = [
    finding(4, "5W-209", "warning", field_name="new_beneficiaries", reported_value="8"),
    finding(5, "5W-209", "warning", field_name="new_beneficiaries", reported_value="8"),
    finding(5, "5W-014", "warning", field_name="month"),
    finding(None, "5W-503", "info"),
]
ROW_4 = f",5W-209,{MONTH},{MONTH},a.xlsx,5W,4,8,{AUTHOR}"


@pytest.fixture
def office(settings, tmp_path):
    """Return a function: what of the month is accepted under some lines of config/waivers.csv."""

    def decide(*lines, rows=ROWS, found=FOUND):
        own = with_config(settings, tmp_path, waivers="\n".join([WAIVERS, *lines]))
        land_file(own, rows, found)
        waivers.land(own)
        frame = waivers.read_month_findings(own, MONTH)
        accepted = frame[frame["waived_by"].notna()]
        return own, list(zip(accepted["source_row"], accepted["rule_id"], strict=True))

    return decide


def test_row_waiver_covers_that_row_and_says_who_when_why(office):
    own, accepted = office(ROW_4)

    assert accepted == [(4, "5W-209")]
    told = waivers.read_month_findings(own, MONTH)[list(waivers.WAIVED_COLUMNS)]
    assert told.to_numpy().tolist()[:2] == [
        ["R. Visor", "2021-10-12", "Llamada con el socio", MONTH],
        [None] * 4,
    ]


def test_a_changed_cell_is_not_covered(office):
    changed = [{**FOUND[0], "reported_value": "80"}, *FOUND[1:]]

    own, accepted = office(ROW_4, found=changed)

    assert accepted == []
    assert waivers.list_waivers(own, MONTH)[["line_number", "state"]].to_numpy().tolist() == [
        [2, "unused"]
    ]


def test_a_blank_cell_is_covered_while_it_is_blank(office):
    assert office(f"ORG001,5W-014,{MONTH},{MONTH},a.xlsx,5W,5,,{AUTHOR}")[1] == [(5, "5W-014")]
    filled = [{**FOUND[2], "reported_value": "septiembre"}]
    assert office(f"ORG001,5W-014,{MONTH},{MONTH},a.xlsx,5W,5,,{AUTHOR}", found=filled)[1] == []


def test_standing_waiver_covers_rows_and_file_of_its_organisation_only(office):
    standing = f",2021-08,2021-12,,,,,{AUTHOR}"

    assert office(f"ORG001,5W-209{standing}")[1] == [(4, "5W-209"), (5, "5W-209")]
    assert office(f"ORG001,5W-503{standing}")[1] == [(None, "5W-503")]
    assert office(f"ORG002,5W-209{standing}")[1] == []
    assert office(f"*,5W-209{standing}")[1] == []


def test_finding_of_the_whole_month_is_of_no_organisation(office):
    whole_month = [finding(None, "5W-503", "warning", submission_id=None, file_name=None)]

    line = f"*,5W-503,{MONTH},{MONTH},,,,,{AUTHOR}"

    assert office(line, found=whole_month)[1] == [(None, "5W-503")]


def test_expired_waiver_covers_nothing_and_is_listed(office):
    own, accepted = office(f"ORG001,5W-209,2021-07,2021-08,,,,,{AUTHOR}")

    assert accepted == []
    assert waivers.list_waivers(own, MONTH)["state"].tolist() == ["expired"]


def test_other_landed_months_follow_a_change_of_the_file(office):
    own, _ = office(ROW_4)
    land_file(own, ROWS, FOUND, "2021-10-b")
    text = (
        own.config / "waivers.csv"
    ).read_text() + f"\nORG001,5W-209,{MONTH},2021-10,,,,,{AUTHOR}"
    before = inputs.describe(own)["fingerprint"]
    (own.config / "waivers.csv").write_text(text)

    waivers.land(own)

    assert [len(landed.read_month(own, "waived", m)) for m in (MONTH, "2021-10")] == [2, 2]
    assert inputs.describe(own)["fingerprint"] != before


UNKNOWN_PLACE = {4: {"region_pcode": None}}
NOT_A_NUMBER = {4: {"total_beneficiaries": "doce"}}
BAND = {4: {"age_bands": '{"girls_0_3": "dos"}'}}
NEGATIVE = {4: {"cva_value": "-5"}}


@pytest.mark.parametrize(
    ("rows", "rule", "named"),
    [
        (UNKNOWN_PLACE, "5W-004", "admin1"),
        (NOT_A_NUMBER, "5W-102", "total_beneficiaries"),
        (BAND, "5W-109", "age_bands"),
        ({4: {"cva_value": "1.000"}}, "5W-115", "cva_value"),
    ],
)
def test_waiver_that_lets_in_a_row_without_place_or_figure_is_refused(office, rows, rule, named):
    with pytest.raises(SettingsError) as caught:
        office(
            f"ORG001,{rule},{MONTH},{MONTH},,,,,{AUTHOR}",
            rows=rows,
            found=[finding(4, rule, "critical")],
        )

    assert f"a.xlsx > 5W > 4, which cannot be placed or counted by its {named}" in str(caught.value)
    assert caught.value.where == "waivers.csv > fila 2 (row 2) > rule_id"
    assert caught.value.fix.endswith("config/aliases.csv, or have the cell corrected.")


def test_critical_finding_is_accepted_where_the_row_can_be_counted_or_stays_out(office):
    line = f"ORG001,5W-116,{MONTH},{MONTH},,,,,{AUTHOR}"
    refund = finding(4, "5W-116", "critical")
    nowhere = finding(4, "5W-004", "critical")

    assert office(line, rows=NEGATIVE, found=[refund])[1] == [(4, "5W-116")]
    both = {4: {**NEGATIVE[4], **UNKNOWN_PLACE[4]}}
    assert office(line, rows=both, found=[refund, nowhere])[1] == [(4, "5W-116")]


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (f"ORG001,5W-999,{MONTH},{MONTH},,,,,{AUTHOR}", "rule_id", "the rule_id of a rule"),
        (f"ORG001,5W-209,{MONTH},,,,,,{AUTHOR}", "valid_to_month", "It is blank: it should"),
        (f"ORG001,5W-209,2021-13,{MONTH},,,,,{AUTHOR}", "valid_from_month", "be a month"),
        (f"ORG001,5W-209,2021-10,{MONTH},,,,,{AUTHOR}", "valid_to_month", "ends before it"),
        (f"ORG001,5W-209,{MONTH},{MONTH},,,,,R. Visor,2021-10-12,", "reason", "It is blank"),
        (f"ORG001,5W-209,{MONTH},{MONTH},,,,,R. Visor,ayer,x", "decided_on", "be a day"),
        (f"NADIE,5W-209,{MONTH},{MONTH},,,,,{AUTHOR}", "organisation_code", "'NADIE' cannot"),
        (f",5W-209,{MONTH},{MONTH},,,,,{AUTHOR}", "organisation_code", "neither a row nor an"),
        (f"ORG001,5W-209,{MONTH},{MONTH},a.xlsx,,4,8,{AUTHOR}", "sheet_name", "go together"),
        (f"ORG001,5W-209,{MONTH},{MONTH},a.xlsx,5W,x,8,{AUTHOR}", "source_row", "whole number"),
        (f"ORG001,5W-209,{MONTH},{MONTH},,,,8,{AUTHOR}", "file_name", "go together"),
        (f",5W-209,{MONTH},2021-10,a.xlsx,5W,4,8,{AUTHOR}", "valid_to_month", "cycle month of its"),
    ],
)
def test_a_bad_line_is_named_with_its_fix(office, line, column, message):
    with pytest.raises(SettingsError) as caught:
        office(ROW_4, line)

    assert message in caught.value.what
    assert caught.value.where == f"waivers.csv > fila 3 (row 3) > {column}"
    assert caught.value.fix
