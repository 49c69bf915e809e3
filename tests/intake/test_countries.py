"""Another country's rows never count here, whatever their region is called; nor do rows of none."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from gtrm.core.settings import load_settings
from gtrm.intake import archive, landed, landing
from gtrm.lists.vocabularies import Vocabularies
from gtrm.products.check import check_file, describe
from workbooks import R4V_ROW, write_5w

AMAZONAS = R4V_ROW | {"admin1": "Amazonas", "admin2": "Amazonas"}
ELSEWHERE = ("Brazil", "Brésil", "Brasil", "Venezuela", "Colombia")
NOWHERE = (None, "Perulandia", "???", "América del Sur")
PLACES = ("region_pcode", "province_pcode", "district_pcode")


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.of_office(load_settings({}))


def land(settings, folder):
    for batch in archive.receive(settings, "2021-09", str(folder)):
        landing.land_batch(settings, batch)
    ids = landed.all_submission_ids(settings)
    return tuple(landed.read(settings, table, ids) for table in ("activities", "notices"))


@pytest.mark.parametrize("country", [*ELSEWHERE, *NOWHERE])
def test_no_place_resolves_outside_the_country_of_the_lists(vocabularies, country):
    row = {
        **{"cycle_month": "2021-09", "country": country, "admin1": "Amazonas"},
        **{"admin2": "Bagua", "district": "Bagua", "ubigeo": "010201"},
    }
    here = vocabularies.resolve(pd.DataFrame([row | {"country": "Pérou"}])).iloc[0]
    there = vocabularies.resolve(pd.DataFrame([row])).iloc[0]

    assert list(here[list(PLACES)]) == ["PE01", "PE0102", "PE010201"]
    assert list(there[list(PLACES)]) == [None, None, None]


def test_rows_of_other_countries_are_held_by_one_finding(settings, tmp_path):
    rows = [AMAZONAS | {"country": name, "cva_value": 5} for name in ELSEWHERE for _ in range(4)]
    write_5w(tmp_path / "in" / "a.xlsx", [*rows, AMAZONAS | {"country": "Peru"}], "r4v_2021")

    activities, notices = land(settings, tmp_path / "in")

    held = activities[activities["held_by_rule_id"] == "5W-552"]
    counted = activities[activities["held_by_rule_id"].isna()]
    assert len(held) == 20
    assert set(held["region_pcode"]) == {None}
    assert list(counted["region_pcode"]) == ["PE01"]
    assert list(notices["rule_id"]) == ["5W-552"]
    assert notices["severity"][0] == "critical"
    assert notices["source_row"].isna().all()
    assert notices["column_name"][0] == "Country"
    assert notices["hint_es"][0].startswith(
        "20 filas de otros países (3: Brazil: 12, Venezuela: 4, Colombia: 4), con 200 personas y "
        "USD 100: filas 2, 3, 4, 5,"
    )


def test_the_finding_of_several_sheets_is_of_the_file(settings, tmp_path):
    path = write_5w(tmp_path / "in" / "a.xlsx", [AMAZONAS | {"country": "Brazil"}], "r4v_2021")
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.active).title = "Segunda"
    book["Segunda"]["A2"] = "UNHCR"  # another sheet, not a copy
    book.save(path)

    activities, notices = land(settings, path.parent)
    shown = describe(check_file(settings, path, "2021-09"), "es")

    assert list(activities["held_by_rule_id"]) == ["5W-552", "5W-552"]
    assert notices[["rule_id", "sheet_name"]].to_numpy().tolist() == [["5W-552", None]]
    assert "None" not in shown


@pytest.mark.parametrize("country", NOWHERE)
def test_a_row_of_no_known_country_is_kept_out(tmp_path, country):
    path = write_5w(tmp_path / "a.xlsx", [AMAZONAS | {"country": country}], "r4v_2021")

    check = check_file(load_settings({}), path, "2021-09")

    critical = [f["rule_id"] for f in check.findings if f["severity"] == "critical"]
    assert critical == ["5W-001" if country is None else "5W-002"]
    assert (check.rows, check.quarantined) == (1, 1)


def test_a_regional_file_is_one_finding_and_its_own_rows_are_checked(tmp_path):
    others = [AMAZONAS | {"country": "Brazil", "sector": "?", "men": "doce"}] * 300
    own = R4V_ROW | {"activity": "?"}
    path = write_5w(tmp_path / "a.xlsx", [*others, own], "r4v_2021")

    check = check_file(load_settings({}), path, "2021-09")

    assert [finding["rule_id"] for finding in check.findings] == ["5W-552", "5W-213"]
    assert (check.rows, check.quarantined) == (301, 300)


def test_dates_that_read_two_ways_are_told_once_with_both_readings(tmp_path):
    texts = ("02/03/2021", "02/03/2021", "05/03/2021", "03/03/2021", "31/03/2021")
    rows = [R4V_ROW | {"month": text} for text in texts]
    path = write_5w(tmp_path / "a.xlsx", rows, "r4v_2021")

    check = check_file(load_settings({}), path, "2021-09")

    told = [f for f in check.findings if f["rule_id"] in {"5W-553", "5W-013"}]
    assert [(f["rule_id"], f["source_row"], f["reported_value"]) for f in told] == [
        ("5W-553", None, "02/03/2021, 05/03/2021")
    ]
    assert told[0]["hint_en"] == (
        "3 rows (30 people and USD 0; rows 2, 3, 4): day first they are of 2021-03: 3; "
        "month first, of 2021-02: 2, 2021-05: 1. Write the month as 2021-03."
    )
    assert check.quarantined == 3
