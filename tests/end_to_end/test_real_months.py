"""Peru's real January to March 2021: nothing lost, and the models agree with their definitions.

The expected figures are computed here from the workbooks themselves with pandas, written from the
definitions of DOMAIN section 4 and not from the SQL.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from office import Office

pytestmark = [pytest.mark.needs_shared, pytest.mark.slow]

MONTHS = {"2021-01": 531, "2021-02": 582, "2021-03": 1317}
POPULATIONS = [
    "Refugees and Migrants IN DESTINATION",
    "Refugees and Migrants IN TRANSIT",
    "Host Communities beneficiaries",
    "Refugees and Migrants PENDULARS",
    "Colombian returnees",
]
AGES = [
    "Women under 18 years old",
    "Men under 18 years old",
    "Women above 18",
    "Men above 18",
]
NEW = "New beneficiaries of the month"
BASIC = ("Shelter", "Humanitarian Transportation", "WASH", "Food Security")
ADDED = ("Integration", "Multipurpose CBI", "Health", "Education")


@pytest.fixture(scope="session")
def person_rows(shared: Path) -> pd.DataFrame:
    """Pin rows of the 72 workbooks, read with pandas."""
    data = shared / "data"
    frames = [
        pd.read_excel(path, header=2, engine="calamine")
        for path in sorted((data / "r4v_2021_peru").glob("*/*.xlsx"))
    ]
    rows = pd.concat(frames, ignore_index=True).rename(
        columns={"Sector - Subsector -WG": "sector", "Reporting month": "month", "Admin1": "region"}
    )
    indicators = pd.read_excel(
        data / "r4v_reference" / "indicators_2021.xlsx", engine="calamine"
    ).set_index("Indicator")["Indicator_Type"]
    return rows[rows["Indicator"].map(indicators) == "Pin"]


@pytest.fixture(scope="session")
def by_sector(person_rows: pd.DataFrame) -> pd.DataFrame:
    """The base table of every model: sums per month, region and sector."""
    keys = ["month", "region", "sector"]
    return person_rows.groupby(keys)[[NEW, *POPULATIONS, *AGES]].sum().reset_index()


def model_sum(group: pd.DataFrame) -> int:
    return int(group[NEW].sum())


def model_maxsector(group: pd.DataFrame) -> int:
    return int(group[NEW].max())


def model_maxagegender(group: pd.DataFrame) -> int:
    return int(group[AGES].max().sum())


def model_southerncone(group: pd.DataFrame) -> int:
    people = group.set_index("sector")[NEW]
    basic = people[people.index.isin(BASIC)].max() if people.index.isin(BASIC).any() else 0
    general = people.get("Protection (General)", 0)
    return int(basic + general + people[people.index.isin(ADDED)].sum())


def r4v_names(office: Office) -> dict[str, str]:
    """P-code to the name R4V prints, from the code list."""
    with (office.settings.seeds / "ref_regions.csv").open(encoding="utf-8") as file:
        return {row["pcode"]: row["r4v_name"] for row in csv.DictReader(file)}


MODELS = {
    "sum": model_sum,
    "maxsector_2021": model_maxsector,
    "maxagegender_2021": model_maxagegender,
    "southerncone_2021": model_southerncone,
}


def test_every_row_is_accounted_for_file_by_file(peru, shared):
    manifest = pd.read_csv(shared / "data" / "r4v_2021_peru" / "MANIFEST.csv")
    expected = {(row.month, row.file): row.rows for row in manifest.itertuples()}

    files = peru.query(
        "select cycle_month, file_name, rows_received_count, rows_accepted_count,"
        " rows_quarantined_count, rows_refused_count from marts.fct_submissions"
    )

    assert {(month, name): received for month, name, received, *_ in files} == expected
    assert all(received == sum(parts) for _, _, received, *parts in files)
    totals = pd.DataFrame(files).groupby(0)[2].sum()
    assert dict(totals) == MONTHS


def test_tacna_in_march_by_subgroup(peru):
    rows = peru.query(
        "select subgroup_name, sum(people_total_count),"
        " sum(people_total_count) filter (where population_code = 'transito')"
        " from reporting.rpt_subgroup_reach"
        " where month_code = '2021-03' and region_pcode = 'PE23' group by all"
    )

    assert {name: int(people) for name, people, _ in rows} == {
        "CBI Multisectorial": 175,
        "Educación": 225,
        "Integración": 227,
        "Necesidades básicas": 508,
        "Protección": 411,
        "Salud y Nutrición": 88,
    }
    assert {name: int(transit) for name, _, transit in rows}["Necesidades básicas"] == 91


@pytest.mark.parametrize("model", MODELS)
def test_models_agree_with_their_definitions_in_every_region_and_month(peru, by_sector, model):
    expected = {key: MODELS[model](group) for key, group in by_sector.groupby(["month", "region"])}
    names = r4v_names(peru)
    found = {
        (month, names[pcode]): people
        for month, pcode, people in peru.query(
            "select month_code, region_pcode, people_reached_count"
            " from reporting.rpt_people_reached"
            " where aggregation_model = ? and measure_code = 'new'",
            model,
        )
    }

    assert found == expected
    assert any(region == "Peru" for _, region in found)  # nationwide rows are a region of their own


@pytest.mark.parametrize("model", MODELS)
def test_running_totals_add_the_months(peru, by_sector, model):
    monthly = pd.Series(
        {key: MODELS[model](group) for key, group in by_sector.groupby(["region", "month"])}
    )
    names = r4v_names(peru)
    found = {
        names[pcode]: people
        for pcode, people in peru.query(
            "select region_pcode, people_reached_cumulated_count"
            " from reporting.rpt_people_reached_cumulated"
            " where aggregation_model = ? and measure_code = 'new' and month_code = '2021-03'",
            model,
        )
    }

    assert found == dict(monthly.groupby(level=0).sum())


def test_populations_that_break_down_the_total_are_not_called_new(peru):
    [(new, total)] = peru.query(
        "select count(people_new_count), sum(people_total_count) from reporting.rpt_subgroup_reach"
        " where month_code = '2021-03'"
    )

    assert new == 0
    assert total > 0


def test_the_shares_model_exists_where_shares_are_configured(peru):
    measures = peru.query(
        "select distinct measure_code from reporting.rpt_people_reached"
        " where aggregation_model = 'maxsector_2022'"
    )

    assert measures == [("total",)]
