"""R4V's repairs, each worked by hand: what it changes, what it leaves, and that it is off."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from decided_month import MONTH, PLACED, WAIVERS, finding, land_file, with_config
from gtrm.core.errors import SettingsError
from gtrm.intake import landed
from gtrm.rules.decisions import repairs, waivers
from gtrm.warehouse import inputs

TYPES = {"RE-HE1": "pin", "RE-HE2": "people", "RE-HE3": "other"}
SHARES = {
    "*": (Fraction(1, 4),) * 4,
    "health": (Fraction(2), Fraction(1), Fraction(4), Fraction(3)),
}
SWITCHES = "repair_code,valid_from_month,valid_to_month,decided_by,decided_on,reason,is_on"
HEADER = "sector_code,girls,boys,women,men,source"


def repaired(codes: list[str], **cells: str | None) -> dict[str, str]:
    """Return field -> repaired value of one row of health, RE-HE1, that breaks down the total."""
    empty = dict.fromkeys(landed.SCHEMAS["activities"].names)
    rows = pd.DataFrame([{**empty, **PLACED, "source_row": 4, **cells}], dtype=object)
    found = repairs.find_repairs(rows, codes, TYPES, SHARES)
    return dict(zip(found["field_name"], found["repaired_value"], strict=True))


def test_total_lower_than_new_is_raised_to_it():
    raise_total = ["raise_total_to_new"]

    lower = {"total_beneficiaries": "5", "new_beneficiaries": "8"}
    assert repaired(raise_total, **lower) == {"total_beneficiaries": "8"}
    assert repaired(raise_total, **lower, indicator_code="RE-HE2") == {"total_beneficiaries": "8"}
    assert repaired(raise_total, **lower, indicator_code="RE-HE3") == {}
    assert repaired(raise_total, total_beneficiaries="8", new_beneficiaries="8") == {}
    assert repaired(raise_total, total_beneficiaries="0") == {}


def test_blank_total_is_no_lower_total_and_is_filled_by_its_own_repair():
    assert repaired(["raise_total_to_new"], new_beneficiaries="8") == {}
    fill = ["fill_total_from_new"]
    assert repaired(fill, new_beneficiaries="8") == {"total_beneficiaries": "8"}
    assert repaired(fill, new_beneficiaries="0") == {}
    assert repaired(fill, new_beneficiaries="8", total_beneficiaries="0") == {}


def test_people_without_population_are_in_destination():
    fill = ["fill_in_destination"]

    assert repaired(fill, total_beneficiaries="9", new_beneficiaries="2") == {"in_destination": "9"}
    new = {"population_measure_code": "new", "total_beneficiaries": "9", "new_beneficiaries": "2"}
    assert repaired(fill, **new, in_transit="0") == {"in_destination": "2"}
    assert repaired(fill, total_beneficiaries="9", returnees="1") == {}
    assert repaired(fill, new_beneficiaries="9") == {}
    assert repaired(fill, total_beneficiaries="9", indicator_code="RE-HE2") == {}


def test_ages_are_shared_out_to_the_last_person():
    # 7 by 2:1:4:3 = 1.4, 0.7, 2.8, 2.1: whole 1, 0, 2, 2; the two left go to 0.8 and 0.7.
    share = ["share_out_ages"]

    assert repaired(share, total_beneficiaries="7", girls="0") == {
        **{"girls": "1", "boys": "1", "women": "3", "men": "2"}
    }
    # 6 by quarters: 1.5 each; girls and boys come first.
    other = repaired(share, total_beneficiaries="6", sector_code="wash")
    assert other == {"girls": "2", "boys": "2", "women": "1", "men": "1"}
    assert repaired(share, total_beneficiaries="7", other_above18="1") == {}
    assert repaired(share, total_beneficiaries="7", age_bands='{"girls_0_3": "0"}') == {}
    assert repaired(share, new_beneficiaries="7") == {}


def test_a_later_repair_sees_what_an_earlier_one_changed():
    changed = repaired(list(repairs.REPAIRS), total_beneficiaries="5", new_beneficiaries="10")

    assert changed == {
        **{"total_beneficiaries": "10", "in_destination": "10"},
        **{"girls": "2", "boys": "1", "women": "4", "men": "3"},
    }
    assert repaired([], total_beneficiaries="5", new_beneficiaries="10") == {}


def test_landed_repairs_keep_the_original_and_leave_out_quarantined_rows(settings, tmp_path):
    on = f"{SWITCHES}\nraise_total_to_new,{MONTH},,R. Visor,2021-10-12,Acordado,yes"
    own = with_config(settings, tmp_path, repairs=on)
    lower = {"total_beneficiaries": "5", "new_beneficiaries": "8"}
    land_file(own, {4: lower, 5: lower, 6: lower}, [
        finding(5, "5W-116", "critical"), finding(6, "5W-209", "warning"),
    ])  # fmt: skip
    land_file(own, {4: lower}, [], "2021-08-a")

    waivers.land(own)
    repairs.land(own)

    told = ["source_row", "field_name", "reported_value", "repaired_value", "decided_by", "reason"]
    assert landed.read_month(own, "repairs", MONTH)[told].to_numpy().tolist() == [
        [row, "total_beneficiaries", "5", "8", "R. Visor", "Acordado"] for row in (4, 6)
    ]
    assert len(landed.read_month(own, "repairs", "2021-08")) == 0
    waive = f"{WAIVERS}\nORG001,5W-116,{MONTH},{MONTH},,,,,R. Visor,2021-10-12,Devolución"
    (own.config / "waivers.csv").write_text(waive)
    waivers.land(own)
    repairs.land(own)
    assert len(landed.read_month(own, "repairs", MONTH)) == 3


def test_all_repairs_are_off_unless_switched_on(settings, tmp_path):
    own = with_config(settings, tmp_path)
    land_file(own, {4: {"total_beneficiaries": "5", "new_beneficiaries": "8"}}, [])

    waivers.land(own)
    repairs.land(own)

    assert len(landed.read_month(own, "repairs", MONTH)) == 0
    listed = (own.config / "repairs.csv").read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in listed] == list(repairs.REPAIRS)
    before = inputs.describe(own)["fingerprint"]
    with_config(settings, tmp_path, repairs=f"{SWITCHES}\n")
    assert inputs.describe(own)["fingerprint"] != before


@pytest.mark.parametrize(
    ("files", "message", "column"),
    [
        ({"repairs": "mend_all,2021-01,,,,,no"}, "'mend_all' cannot", "repair_code"),
        ({"repairs": "share_out_ages,2021-01,,,,,si"}, "be yes or no", "is_on"),
        ({"repairs": "share_out_ages,2021-01,,,,,yes"}, "who, on which day", "decided_by"),
        ({"repairs": "share_out_ages,2021-02,2021-01,,,,no"}, "it ends before", "valid_to_month"),
        ({"repairs": "share_out_ages,2021-01,,R,2021-10-12,x,yes"}, "are no shares", "repair_code"),
        ({"age_sex_shares": "*,1,2,x,4,PiN 2022"}, "of zero or more", "women"),
        ({"age_sex_shares": "*,0,0,0,0,PiN 2022"}, "one of the shares", "girls"),
        ({"age_sex_shares": "*,1,2,3,4,"}, "It is blank", "source"),
    ],
)
def test_a_bad_switch_or_share_is_named_with_its_fix(settings, tmp_path, files, message, column):
    header = {"repairs": SWITCHES, "age_sex_shares": HEADER}
    texts = {name: f"{header[name]}\n{line}\n" for name, line in files.items()}
    own = with_config(settings, tmp_path, **texts)
    land_file(own, {}, [])

    with pytest.raises(SettingsError) as caught:
        repairs.land(own)

    assert message in caught.value.what
    assert caught.value.where == f"{next(iter(files))}.csv > fila 2 (row 2) > {column}"
