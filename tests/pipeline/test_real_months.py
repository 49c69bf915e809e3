"""Peru's real January to March 2021: nothing lost, and the models agree with their definitions.

The expected figures are computed from the workbooks and the people-in-need file themselves, read
with pandas, by an implementation of the definitions that knows nothing of the SQL.
"""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from gtrm.core.settings import load_settings
from recount import AGES, COLUMN, POPULATIONS, as_frame, bound_populations, count_people

pytestmark = [pytest.mark.needs_shared, pytest.mark.slow]

MONTHS = {"2021-01": 531, "2021-02": 582, "2021-03": 1317}
MODELS = (
    *("sum", "maxsector_2021", "maxagegender_2021", "southerncone_2021"),
    *("maxsector_2022", "maxsector_reported"),
)
HEADERS = {
    "Reporting month": "month_code",
    "Admin1": "region_pcode",
    "Sector - Subsector -WG": "sector_code",
    "Total monthly beneficiaries": COLUMN["total"],
    "New beneficiaries of the month": COLUMN["new"],
    **dict(
        zip(
            [
                "Refugees and Migrants IN DESTINATION",
                "Refugees and Migrants IN TRANSIT",
                "Host Communities beneficiaries",
                "Refugees and Migrants PENDULARS",
                "Colombian returnees",
                "Women under 18 years old",
                "Men under 18 years old",
                "Women above 18",
                "Men above 18",
            ],
            [*POPULATIONS, *AGES[:4]],
            strict=True,
        )
    ),
}
# The populations of the people-in-need file of 2022, in the order of POPULATIONS.
IN_NEED = ("Dest", "Transit", "HC", "Pendular", "Returnees")


def plain(name: str) -> str:
    """A name as all the files write it, but for accents, case and '&'."""
    letters = unicodedata.normalize("NFD", name.replace("&", "and"))
    return "".join(one for one in letters if not unicodedata.combining(one)).lower()


def read_codes(seed: str, code: str, name: str) -> dict[str, str]:
    """Name to code, from a code list; of areas the country and its regions."""
    with (load_settings().seeds / f"{seed}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row.get("admin_level", "0") in "01"]
    return {plain(row[name]): row[code] for row in rows}


@pytest.fixture(scope="session")
def person_rows(shared: Path) -> pd.DataFrame:
    """Pin rows of the 72 workbooks; populations and ages break down the total in Peru."""
    data = shared / "data"
    frames = [
        pd.read_excel(path, header=2, engine="calamine")
        for path in sorted((data / "r4v_2021_peru").glob("*/*.xlsx"))
    ]
    rows = pd.concat(frames, ignore_index=True)
    indicators = pd.read_excel(
        data / "r4v_reference" / "indicators_2021.xlsx", engine="calamine"
    ).set_index("Indicator")["Indicator_Type"]
    rows = rows[rows["Indicator"].map(indicators) == "Pin"].rename(columns=HEADERS)
    regions = read_codes("ref_regions", "pcode", "r4v_name")
    sectors = read_codes("ref_sectors", "sector_code", "sector_name_en")
    return as_frame(
        rows.assign(
            region_pcode=rows["region_pcode"].map(lambda name: regions[plain(name)]),
            sector_code=rows["sector_code"].map(lambda name: sectors[plain(name)]),
            measure="total",
            **dict.fromkeys(AGES[4:]),
        )
    )


@pytest.fixture(scope="session")
def recounted(person_rows: pd.DataFrame, shared: Path) -> dict[tuple[str, ...], int]:
    """Every figure that the definitions give; see `recount`."""
    regions = read_codes("ref_regions", "pcode", "r4v_name") | {"country level": "PE00"}
    sectors = read_codes("ref_sectors", "sector_code", "sector_name_en")
    needs = pd.read_csv(shared / "data" / "r4v_reference" / "proportions_peru_2022.csv")
    needs = needs[needs["Subsector"] != "Intersector"]
    shares = {
        (regions[plain(row["PiN Admin1"])], sectors[plain(row["Subsector"])], population): tuple(
            row[next(column for column in row if column.lower() == f"pin {word} {age}".lower())]
            for age in AGES[:4]
        )
        for row in needs.to_dict("records")
        for word, population in zip(IN_NEED, POPULATIONS.values(), strict=True)
    }
    listed = pd.read_csv(load_settings().seeds / "ref_sectors.csv", index_col="sector_code")
    return count_people(person_rows, shares, listed["sector_name_en"].to_dict())


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
def test_models_agree_with_their_definitions_in_every_region_and_month(peru, recounted, model):
    """People, populations and ages, as far as a model has them."""
    expected = {key: people for key, people in recounted.items() if key[3] == model}
    found = peru.query(
        """
        select month_code, region_pcode, measure_code, aggregation_model, 'people', '',
               people_computed_count
        from reporting.rpt_people_reached where people_computed_count is not null
        union all
        select month_code, region_pcode, measure_code, aggregation_model, 'population',
               population_code, people_count
        from reporting.rpt_people_reached_by_population
        union all
        select month_code, region_pcode, measure_code, aggregation_model, 'age_sex', age_sex_code,
               people_count
        from reporting.rpt_age_sex"""
    )

    assert {tuple(key): people for *key, people in found if key[3] == model} == expected
    assert any(region == "PE00" for _, region, *_ in expected)  # a region of its own


def test_the_invariant_holds_for_the_models_that_promise_it(peru, person_rows):
    breaches = peru.query(
        "select aggregation_model, month_code, region_pcode, measure_code, population_code,"
        " lower_bound_count, people_count, upper_bound_count, is_rounding"
        " from reporting.rpt_invariant_breaches"
    )
    bounds = bound_populations(person_rows)

    assert all(bounds[tuple(place)] == (low, high) for _, *place, low, _, high, _ in breaches)
    assert {model for model, *_ in breaches} <= set(MODELS) - {"maxsector_reported"}
    assert all(rounding for model, *_, rounding in breaches if model == "maxsector_2022")


@pytest.mark.parametrize("model", MODELS[:4])
def test_running_totals_add_the_months(peru, recounted, model):
    expected: dict[str, int] = {}
    for (_, region, *figure), people in recounted.items():
        if figure == ["new", model, "people", ""]:
            expected[region] = expected.get(region, 0) + people
    found = peru.query(
        "select region_pcode, people_reached_cumulated_count"
        " from reporting.rpt_people_reached_cumulated"
        " where aggregation_model = ? and measure_code = 'new' and month_code = '2021-03'",
        model,
    )

    assert dict(found) == expected


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


def test_figures_that_their_measure_cannot_give_are_marked(peru):
    # February's populations add up to neither column of people: 33,872 of at most 15,476.
    months = peru.query(
        "select month_code, sum(people_reached_count)::int, sum(upper_bound_count)::int,"
        " count(*) filter (where is_outside_bounds) from reporting.rpt_people_reached"
        " where is_registered and region_pcode <> 'PE00' group by all order by all"
    )
    lima = peru.query(
        "select people_reached_count, lower_bound_count, upper_bound_count, is_outside_bounds"
        " from reporting.rpt_people_reached"
        " where is_registered and region_pcode = 'PE15' and month_code = '2021-02'"
    )

    assert ("2021-02", 33872, 15476, 15) in months
    assert ("2021-03", 73777, 131140, 0) in months
    assert lima == [(18478, 4266, 5646, True)]


def test_every_column_of_the_files_is_counted_as_a_second_count_adds_it_up(peru):
    columns = peru.query(
        "select status, field_name is null, file_sum = landed_sum, file_sum = counted_sum, count(*)"
        " from marts.fct_column_sums group by all"
    )

    ((*says, count),) = columns
    assert says == ["equal", False, True, True]
    assert count > 900
