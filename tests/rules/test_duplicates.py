"""Repeated rows: each rule over small months, landed as Parquet and compared as a cycle does.

Longer than most: the cases are one table.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import yaml

from gtrm.core.errors import SuiteError
from gtrm.core.settings import load_settings
from gtrm.intake import landed
from gtrm.lists.vocabularies import Vocabularies
from gtrm.rules import suites
from gtrm.rules.month import comparison

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

MONTH = "2021-09"
ROW = {
    **{"file": "a", "cycle_month": MONTH, "sheet_name": "Reporte 5W"},
    **{"generation_code": "gtrm_es_2021", "population_measure_code": "total"},
    **{"country": "Perú", "country_code": "PER", "admin1": "Tacna", "region_pcode": "PE23"},
    **{"admin2": "Tacna", "province_pcode": "PE2301", "month": MONTH, "month_code": MONTH},
    **{"appealing_org": "Casa Abierta", "organisation_code": "ORG1"},
    **{"implementation_setup": "No", "setup_code": "no"},
    **{"indicator": "Personas con albergue", "indicator_code": "SH1"},
    **{"activity": "Albergue temporal (# personas)", "activity_code": "A1"},
    **{"description": "Albergue temporal en Tacna", "rmrp_activity": "Sí", "rmrp_code": "yes"},
    **{"total_beneficiaries": "30", "women": "18", "men": "12"},
}
FIGURES = ("total_beneficiaries", "women", "men")
NO_FIGURES = dict.fromkeys(FIGURES)
SPELT = {"admin1": "Tacnna", "region_pcode": None, "indicator_code": None, "activity_code": None}
NO_WORK = dict.fromkeys(("indicator", "indicator_code", "activity", "activity_code"))
B = {"file": "b"}
NOBODY = {"appealing_org": None, "organisation_code": None}
OTHER = {**B, "appealing_org": "Manos del Sur", "organisation_code": "ORG2"}
PARTNER = {"implementing_org": "Manos del Sur", "implementing_organisation_code": "ORG2"}
PAYS = {"implementation_setup": "Sí", "setup_code": "yes", **PARTNER}
DOES = {**OTHER, "description": "Casa de acogida", "women": None, "men": None}
THIRD = {"file": "third", "appealing_org": "Cruz Azul", "organisation_code": "ORG3"}
THIRD_DOES = PAYS | {"implementing_org": "Cruz Azul", "implementing_organisation_code": "ORG3"}
CHAIN = [(0, "610", 1), (1, "610", 2), (2, "610", 1)]
UNLISTED = {"implementing_organisation_code": None}
JULY = {"file": "july", "cycle_month": "2021-07", "month": "julio", "month_code": "2021-07"}
AUGUST = {"file": "august", "cycle_month": "2021-08", "month": "agosto", "month_code": "2021-08"}
UNITS = {**NO_FIGURES, "output_quantity": "30"}


def people(total: int, women: int) -> dict[str, str]:
    figures = (total, women, total - women)
    return dict(zip(FIGURES, map(str, figures), strict=True))


def text(description: str | None) -> dict[str, str | None]:
    return {"description": description}


FEW, ENOUGH = people(19, 12), people(20, 12)  # TELLING_SIZE is 20

# What the rows change of ROW, and which of them is told what of which other.
CASES: dict[str, tuple[list[dict[str, str | None]], list[tuple[int, str, int]]]] = {
    "one row": ([{}], []),
    "three equal rows": ([{}, {}, {}], [(1, "601", 0), (2, "601", 0)]),
    "written otherwise": (
        [{}, {**text(" ALBERGUE  temporal en Tácna"), "women": "18.0", "boys": "0"}],
        [(1, "601", 0)],
    ),
    "another unknown column": ([{}, {"other_cells": '{"Lugar": "Plaza"}'}], [(1, "607", 0)]),
    "names no list has, alike": ([SPELT, SPELT], [(1, "601", 0)]),
    "names no list has": ([SPELT, {**SPELT, "admin1": "Tumbez"}], []),
    "a name and a blank": ([SPELT, {**SPELT, "admin1": None}], []),
    "no place": ([{"admin1": None, "region_pcode": None}] * 2, []),
    "no work": ([NO_WORK, NO_WORK], []),
    "an activity only": ([{"indicator": None, "indicator_code": None}] * 2, [(1, "601", 0)]),
    "an indicator only": ([{"activity": None, "activity_code": None}] * 2, [(1, "601", 0)]),
    "no figures": ([NO_FIGURES, NO_FIGURES], [(1, "602", 0)]),
    "no figures, zeros": ([NO_FIGURES, dict.fromkeys(FIGURES, "0")], [(1, "602", 0)]),
    "no figures, two files": ([NO_FIGURES, NO_FIGURES | B], []),
    "only dollars": ([NO_FIGURES | {"cva_value": "50.5"}] * 2, [(1, "601", 0)]),
    "words for figures": ([{"women": "varias"}] * 2, [(1, "601", 0)]),
    "a word for the only figure": ([NO_FIGURES | {"women": "varias"}] * 2, [(1, "601", 0)]),
    "other words for figures": ([{"women": "varias"}, {"women": "pocas"}], []),
    "another file": ([{}, B], [(1, "603", 0)]),
    "twice in another file": ([{}, B, B], [(1, "603", 0), (2, "601", 1)]),
    "nobody in a file": ([NOBODY, NOBODY], [(1, "601", 0)]),
    "nobody in two files": ([NOBODY, NOBODY | B], []),
    "another organisation": ([{}, OTHER], [(1, "604", 0)]),
    "another organisation in the file": ([{}, OTHER | {"file": "a"}], [(1, "604", 0)]),
    "another organisation, many": (
        [ENOUGH | text(None), ENOUGH | OTHER | text(None)],
        [(1, "604", 0)],
    ),
    "another organisation, few": ([FEW | text(None), FEW | OTHER | text(None)], []),
    "another organisation, few, told alike": ([FEW, FEW | OTHER], [(1, "604", 0)]),
    "earlier months": ([{}, JULY, AUGUST], [(0, "605", 2)]),
    "earlier month, just enough": ([ENOUGH, ENOUGH | AUGUST], [(0, "605", 1)]),
    "earlier month, few": ([FEW, FEW | AUGUST], [(0, "606", 1)]),
    "earlier month, no figures": ([NO_FIGURES, NO_FIGURES | AUGUST], []),
    "earlier month, other figures": ([{}, AUGUST | {"women": "17"}], []),
    "earlier month, other organisation": ([{}, AUGUST | OTHER], []),
    "earlier month in the file": ([{}, {"month_code": "2021-08"}], [(0, "605", 1)]),
    "earlier month, twice now": ([{}, {}, AUGUST], [(0, "605", 2), (1, "601", 0)]),
    "twice in August only": ([AUGUST, AUGUST], []),
    "a comma more": ([{}, text("Albergue, temporal en Tacna.")], [(1, "607", 0)]),
    "a letter less": ([{}, text("Albergue temporl en Tacna")], [(1, "607", 0)]),
    "a text less": ([text(None), {}], [(1, "607", 0)]),
    "another donor": ([{"donor": "Japón"}, {"donor": "Suiza"}], [(1, "607", 0)]),
    "alike to the second": (
        [text("Ollas"), {}, text("Albergue temporal en Tacna, carpas")],
        [(1, "608", 0), (2, "607", 1)],
    ),
    "places of their own": (
        [text("Albergue temporal, Pocollay"), text("Albergue temporal, Calana")],
        [(1, "608", 0)],
    ),
    "numbers of their own": ([text("Taller 1"), text("Taller 2")], [(1, "608", 0)]),
    "another mark": ([{}, {"rmrp_code": "no"}], []),
    "another partner": ([{}, PARTNER], []),
    "another text, nobody": ([NOBODY, NOBODY | text("Ollas")], []),
    "figures nearly equal": ([people(100, 60), people(102, 61)], [(1, "609", 0)]),
    "figures nearly equal, three": (
        [people(100, 60), people(104, 62), people(102, 61)],
        [(1, "609", 0), (2, "609", 0)],
    ),
    "figures apart by a twentieth": ([people(100, 60), people(95, 57)], [(1, "609", 0)]),
    "figures apart": ([people(100, 60), people(106, 64)], []),
    "same total of others": ([people(100, 60), people(100, 50)], []),
    "output apart": (
        [people(100, 60) | {"output_quantity": "9"}, people(102, 61) | {"output_quantity": "5"}],
        [],
    ),
    "dollars apart": (
        [people(100, 60) | {"cva_value": "900"}, people(102, 61) | {"cva_value": "500"}],
        [],
    ),
    "both report": ([PAYS, DOES], [(0, "610", 1), (1, "610", 0)]),
    "both report, nearly": (
        [PAYS, DOES | {"total_beneficiaries": "31"}],
        [(0, "610", 1), (1, "610", 0)],
    ),
    "both report, nearly, from below": (
        [PAYS, DOES | {"total_beneficiaries": "29"}],
        [(0, "610", 1), (1, "610", 0)],
    ),
    "both report, the nearest": (
        [PAYS, DOES | {"total_beneficiaries": "31"}, DOES],
        [(0, "610", 2), (2, "610", 0), (2, "609", 1)],
    ),
    # ORG2 does the work for another and has a third do it: its row names the third's.
    "both report, in a chain": ([PAYS, DOES | THIRD_DOES, DOES | THIRD], CHAIN),
    "both report, apart": ([PAYS, DOES | {"total_beneficiaries": "33"}], []),
    "both report, elsewhere": ([PAYS, DOES | {"province_pcode": "PE2302"}], []),
    "both report, in another month": ([PAYS, DOES | {"month_code": "2021-08"}], []),
    "both report, without a partnership": ([PAYS | {"setup_code": "no"}, DOES], []),
    "both report, by name": (
        [PAYS | UNLISTED, DOES | {"organisation_code": None}],
        [(0, "610", 1), (1, "610", 0)],
    ),
    "both report, no names": (
        [PAYS | UNLISTED | {"implementing_org": None}, DOES | NOBODY],
        [],
    ),
    "its own partner": ([PAYS | OTHER, DOES], []),
    "both report, units": ([PAYS | UNITS, DOES | UNITS], [(0, "610", 1), (1, "610", 0)]),
    "both report, people and units": ([PAYS, DOES | UNITS], []),
}


RECEIVED = pd.Timestamp("2021-10-05")


def rows_of(case: str, changes: list[dict[str, str | None]]) -> pd.DataFrame:
    """Rows of a case; its name is their sector, so that cases do not meet."""
    rows = pd.DataFrame([{**ROW, "sector": case} | change for change in changes], dtype=object)
    files = rows.pop("file")
    rows["file_name"] = files + ".xlsx"
    rows["submission_id"] = rows["cycle_month"] + "-" + files
    return rows.assign(source_row=range(len(rows)))


def land(settings: Settings, rows: pd.DataFrame) -> None:
    """Land rows as intake and checks leave them: every part counts, no findings yet."""
    for one, own in rows.groupby("submission_id"):
        tables = {"activities": own, "submissions": own[:1].assign(received_at=RECEIVED)}
        for table in ("activities", "submissions", "headers", "findings"):
            empty = landed.SCHEMAS[table].empty_table().to_pandas()
            content = tables.get(table, empty)
            landed.write(landed.path_of(settings, table, str(one)), table, content, "test")
    columns = ["submission_id", "organisation_code", "month_code"]
    parts = rows.reindex(columns=columns).drop_duplicates()
    landed.write(settings.landing / "parts" / "parts.parquet", "parts", parts, "test")


def compare(settings: Settings, month: str = MONTH) -> pd.DataFrame:
    """What the rules about repeated rows find in a month."""
    comparison.compare_month(settings, month)
    found = landed.read_month_findings(settings, month)
    return found[found["rule_id"].between("5W-601", "5W-649")]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[int, str, int]]]:
    """Case -> (row, rule, related row); every case in one month."""
    folder = str(tmp_path_factory.mktemp("month"))
    settings = load_settings({"GTRM_RAW": folder, "GTRM_WAREHOUSE": folder})
    frames = [rows_of(case, changes) for case, (changes, _) in CASES.items()]
    lines = pd.concat(frames, ignore_index=True)
    names, numbers = list(lines["sector"]), list(lines["source_row"])
    land(settings, lines.assign(source_row=range(len(lines))))
    out: dict[str, set[tuple[int, str, int]]] = {case: set() for case in CASES}
    for row in compare(settings).to_dict("records"):
        own, other = row["source_row"], int(row["related_source_row"])
        assert names[own] == names[other]
        out[names[own]].add((numbers[own], row["rule_id"][3:], numbers[other]))
    return out


@pytest.mark.parametrize("case", CASES)
def test_a_repeated_row_names_the_row_it_repeats(
    case: str, told: dict[str, set[tuple[int, str, int]]]
) -> None:
    assert told[case] == set(CASES[case][1])


def test_every_rule_has_a_case(settings: Settings) -> None:
    [suite] = [
        one for one in suites.load_suites(settings.expectations) if one.name == "month_duplicates"
    ]
    flagged = {rule_id for _, expected in CASES.values() for _, rule_id, _ in expected}

    assert {rule.rule_id[3:] for rule in suite.rules} == flagged


def test_a_finding_says_in_words_and_columns_where_the_other_row_is(settings: Settings) -> None:
    land(settings, rows_of("shelter", [{}, OTHER]))

    [finding] = compare(settings).to_dict("records")

    assert finding["severity"] == "warning"
    assert (finding["submission_id"], finding["source_row"]) == ("2021-09-b", 1)
    assert finding["related_submission_id"] == "2021-09-a"
    assert (finding["related_sheet_name"], finding["related_source_row"]) == ("Reporte 5W", 0)
    assert finding["hint_es"].startswith(
        "Salvo la organización, es igual a la fila 0 de la hoja «Reporte 5W» de «a.xlsx», "
        "que reporta Casa Abierta."
    )
    assert "row 0 of sheet “Reporte 5W” of “a.xlsx”" in finding["hint_en"]


@pytest.mark.needs_shared
def test_146_real_rows_of_march_2021_repeat_a_row_of_their_file(
    settings: Settings, shared: Path
) -> None:
    template = settings.home / "src/gtrm/intake/layouts/generations/r4v_2021.yml"
    fields = yaml.safe_load(template.read_text(encoding="utf-8"))["fields"]
    names = {header: name for name, field in fields.items() for header in field["headers"]}
    files = []
    for path in sorted((shared / "data/r4v_2021_peru/2021-03").glob("*.xlsx")):
        rows = pd.read_excel(path, header=2, dtype=str, engine="calamine", keep_default_na=False)
        rows = rows.rename(columns=names).replace({"": None})
        files.append(rows.assign(file_name=path.name, source_row=range(4, len(rows) + 4)))
    rows = pd.concat(files, ignore_index=True)
    rows = rows.assign(cycle_month="2021-03", submission_id="2021-03-" + rows["file_name"])
    rows = rows.join(Vocabularies.load(settings.seeds).resolve(rows))
    land(settings, rows.assign(sheet_name="5W", generation_code="r4v_2021"))

    counts = compare(settings, "2021-03")["rule_id"].value_counts().to_dict()

    # 95 rows with figures and 51 without: the copies that pandas' `duplicated` finds, too.
    assert rows.duplicated(["file_name", *names.values()]).sum() == 146
    assert counts.pop("5W-601") + counts.pop("5W-602") == 146
    assert counts == {"5W-608": 12, "5W-609": 8, "5W-610": 2}


def test_a_rule_about_another_row_must_name_prepared_columns(settings: Settings, tmp_path) -> None:
    text_of_suite = (settings.expectations / "month_duplicates.json").read_text(encoding="utf-8")
    suite = json.loads(text_of_suite)
    suite["expectations"][0]["meta"]["related"] = "twin"
    (tmp_path / "twin.json").write_text(json.dumps(suite), encoding="utf-8")

    with pytest.raises(SuiteError, match="No such prepared column: twin_source_row"):
        suites.load_suites(tmp_path)
