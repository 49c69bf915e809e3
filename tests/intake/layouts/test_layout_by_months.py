"""Which generation a sheet is of, where headers alone could be two: the months of its rows say."""

from __future__ import annotations

import pytest

from gtrm.core.settings import load_settings
from gtrm.products.check import check_file
from reading import column, read, table
from workbooks import R4V_ROW, write_5w, write_cells

APRIL_2021 = R4V_ROW | {"month": "2021-04", "new_beneficiaries": 0}
# R4V's export of 2021 as R writes it; the same layout prints "Sector - Subsector -WG" otherwise.
AS_R_WRITES = {
    "Appealing Organization": "Appealing.Organization.Name",
    "Implementation Set-up": "Implementation.Set.up",
    "Implementing partner": "Implementing.partner.Name",
    "Sector - Subsector -WG": "Sector...Subsector...WG",
    "COVID-19 situation": "COVID.19.situation",
    "Women under 18 years old": "Women.under.18",
    "Men under 18 years old": "Men.under.18",
}


def export(path, rows, changes):
    header, *body = table(rows, "r4v_2021")
    printed = [changes.get(text, str(text).replace(" ", ".")) for text in header]
    return write_cells(path, [printed, *body])


def generations(reading):
    return [header.template.generation for header in reading.headers]


@pytest.mark.parametrize("sector", ["Sector...Subsector...WG", "Subsector"])
def test_an_export_of_2021_is_read_as_2021_whatever_its_sector_column_is_called(tmp_path, sector):
    changes = AS_R_WRITES | {"Sector - Subsector -WG": sector}

    reading = read(export(tmp_path / "a.xlsx", [APRIL_2021] * 3, changes))

    assert generations(reading) == ["r4v_2021"]
    assert set(column(reading, "population_measure_code").values()) == {"total"}


@pytest.mark.parametrize(
    ("month", "generation"),
    [("2022-04", "r4v_2022"), ("2023-04", "r4v_2023"), ("2025-12", "r4v_2023")],
)
def test_the_same_headers_are_of_the_generation_of_their_months(tmp_path, month, generation):
    path = write_5w(tmp_path / "a.xlsx", [R4V_ROW | {"month": month}], "r4v_2022")

    assert generations(read(path)) == [generation]


def test_a_few_late_rows_do_not_change_the_generation(tmp_path):
    months = ["2022-01"] * 6 + ["2021-12"] * 4
    path = write_5w(tmp_path / "a.xlsx", [R4V_ROW | {"month": m} for m in months], "r4v_2022")

    assert generations(read(path)) == ["r4v_2022"]


def test_a_refusal_names_the_layout_of_the_rows_months(tmp_path):
    path = export(tmp_path / "a.xlsx", [APRIL_2021], AS_R_WRITES | {"Women above 18": "Damas"})

    reading = read(path)

    assert str(reading.refusal).startswith("These columns are missing: «Women above 18».")
    assert "R4V 5W matrix, 2021" in str(reading.refusal)


@pytest.mark.parametrize(
    ("months", "cycle", "kept_out"),
    [
        (["2022-12", "2023-01", "2021-12"], "2023-01", {3: "2023-01", 4: "2021-12"}),
        (["2022-12", "enero"], "2023-01", {3: "2023-01"}),  # the cycle's year is not the layout's
        (["2022-12", "enero"], "2022-12", {}),
    ],
)
def test_rows_outside_the_validity_of_their_layout_are_kept_out(tmp_path, months, cycle, kept_out):
    # Of 2022 alone: it asks for COVID-19, and all its rows that tell their year are of it.
    rows = [R4V_ROW | {"month": "2022-12"}] * 5 + [R4V_ROW | {"month": m} for m in months[1:]]
    path = write_5w(tmp_path / "a.xlsx", rows, "r4v_2022")

    check = check_file(load_settings({}), path, cycle)

    told = {f["source_row"] - 4: f for f in check.findings if f["rule_id"] == "5W-022"}
    assert {row: f["hint_en"].split()[5] for row, f in told.items()} == kept_out
    assert {f["severity"] for f in told.values()} <= {"critical"}
    assert all("2022-01 – 2022-12" in f["hint_es"] for f in told.values())
