"""A release of invented months: cells of persons, and the published tables counted from them.

The cells (month, region, sector, population, age group) are what the tables are made of; tests of
the public surface know them, its readers do not. Models as docs/counting.md defines them.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

SUBGROUPS = {
    "shelter": "necesidades_basicas",
    "wash": "necesidades_basicas",
    "health": "salud_nutricion",
    "education": "educacion",
    "multipurpose_cbi": "cbi_multisectorial",
    "protection_general": "proteccion",
    "protection_gbv": "proteccion",
}
SECTORS = list(SUBGROUPS)
POPULATIONS = ["permanencia", "transito", "acogida"]
AGES = ["girls", "boys", "women", "men", "other_above18"]
KEYS = ["month_code", "region_pcode"]
_SECTOR_FLAGS = {
    "one_of": np.isin(SECTORS, ["shelter", "wash"]),
    "added": np.isin(SECTORS, ["protection_general", "education", "multipurpose_cbi", "health"]),
}


def random_cells(seed: int, months: int, regions: int, mean: float) -> np.ndarray:
    """Persons by month, region, sector, population and age group: many of them few."""
    random = np.random.default_rng(seed)
    shape = (months, regions, len(SECTORS), len(POPULATIONS), len(AGES))
    there = random.random(shape[:3]) < 0.5
    there &= random.random((months, regions, 1)) < 0.9
    sizes = random.lognormal(0, 1.2, shape) * mean
    sizes *= np.array([1, 0.6, 0.15])[:, None] * np.array([1, 1, 1.6, 1.4, 0.03])
    return np.where(there[..., None, None], random.poisson(sizes), 0)


def write_release(path: Path, cells: np.ndarray, first_year: int = 2021) -> None:
    """Write `path`/warehouse.duckdb: the tables of a release, counted from the cells."""
    month_codes = [f"{first_year + n // 12}-{n % 12 + 1:02}" for n in range(len(cells))]
    regions = ["PE00", *[f"PE{n:02}" for n in range(1, cells.shape[1])]]
    path.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create schema reporting")
        for name, table in tables(cells, month_codes, regions).items():
            connection.register("rows", table)
            columns = ", ".join(_typed(column) for column in table.columns)
            connection.execute(f"create table {name} as select {columns} from rows order by all")


def tables(
    cells: np.ndarray, month_codes: list[str], regions: list[str]
) -> dict[str, pd.DataFrame]:
    """Return the published tables by name."""
    names = [month_codes, regions]
    models = _models(cells)
    new = _models(cells * 2 // 3) | {"maxagegender_2021": models["maxagegender_2021"]}
    breakdowns = [model for model in models if model != "maxagegender_2021"]
    population = _long(
        names, POPULATIONS, "population_code", {m: models[m].sum(3) for m in breakdowns}
    )
    ages = _long(names, AGES, "age_sex_code", {m: models[m].sum(2) for m in breakdowns})
    people = _people(names, models, new)
    return _code_lists() | {
        "reporting.rpt_people_reached": people,
        "reporting.rpt_people_reached_by_population": population,
        "reporting.rpt_age_sex": ages,
        "reporting.rpt_subgroup_reach": _subgroups(names, cells),
        "reporting.rpt_coverage": _coverage(people, population, _subgroups(names, cells)),
        "reporting.rpt_people_reached_cumulated": _cumulated(people),
        "reporting.rpt_people_reached_mesas": _mesas(people),
        "reporting.rpt_people_reached_country": _country(people),
        "reporting.rpt_cash": _cash(names, cells),
    }


def _code_lists() -> dict[str, pd.DataFrame]:
    names = sorted(set(SUBGROUPS.values()))
    sectors = {
        "sector_code": SECTORS,
        "sector_name_es": [f"{name} (es)" for name in SECTORS],
        "sector_name_en": [f"{name} (en)" for name in SECTORS],
        "subgroup_code": SUBGROUPS.values(),
    }
    regions = {"mesa_code": ["norte", "norte", "sur"], "region_pcode": ["PE01", "PE02", "PE03"]}
    return {
        "marts.dim_sectors": pd.DataFrame(sectors),
        "marts.dim_subgroups": pd.DataFrame(
            {"subgroup_code": names, "subgroup_name": names, "subgroup_name_en": names}
        ),
        "marts.bridge_mesas_regions": pd.DataFrame(regions).assign(
            mesa_region_id=[1, 2, 3],
            valid_from_date=pd.Timestamp("2018-01-01"),
            valid_to_date=pd.NaT,
        ),
    }


def _typed(column: str) -> str:
    kinds = {"amount_usd": "decimal(18, 2)", "valid_from_date": "date", "valid_to_date": "date"}
    kind = "bigint" if column.endswith("_count") else kinds.get(column, "")
    return f"cast({column} as {kind}) as {column}" if kind else column


def _models(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Return persons by month, region, population and age group for each model."""
    totals = cells.sum((3, 4))
    best = np.argmax(totals, 2)[..., None, None, None]
    one_of = np.where(_SECTOR_FLAGS["one_of"], totals, -1)
    chosen = np.argmax(one_of, 2)[..., None, None, None]
    by_age = np.zeros_like(cells[:, :, 0])  # of all populations, put down under the first
    by_age[:, :, 0, :4] = cells.sum(3).max(2)[..., :4]
    return {
        "maxagegender_2021": by_age,
        "sum": cells.sum(2),
        "maxsector_2021": np.take_along_axis(cells, best, 2)[:, :, 0],
        "maxsector_reported": cells.max(2),
        "southerncone_2021": np.take_along_axis(cells, chosen, 2)[:, :, 0]
        + cells[:, :, _SECTOR_FLAGS["added"]].sum(2),
    }


def _long(
    names: list[list[str]], last: list[str], column: str, models: dict[str, np.ndarray]
) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([*names, last], names=[*KEYS, column])
    parts = [
        pd.DataFrame({"people_count": values.ravel()}, index).assign(aggregation_model=model)
        for model, values in models.items()
    ]
    table = pd.concat(parts).reset_index().assign(measure_code="total")
    table["is_registered"] = table["aggregation_model"] == "maxsector_reported"
    there = table.groupby([*KEYS, "aggregation_model"])["people_count"].transform("sum") > 0
    return table[there]


def _people(
    names: list[list[str]], models: dict[str, np.ndarray], new: dict[str, np.ndarray]
) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(names, names=KEYS)
    parts = [
        pd.DataFrame({"people_reached_count": values.sum((2, 3)).ravel()}, index).assign(
            aggregation_model=model, measure_code=measure
        )
        for measure, found in (("total", models), ("new", new))
        for model, values in found.items()
    ]
    table = pd.concat(parts).reset_index()
    has_populations = table["aggregation_model"] != "maxagegender_2021"
    is_broken_down = has_populations & (table["measure_code"] == "total")
    table["breakdown_count"] = table["people_reached_count"].where(is_broken_down)
    registered = table["aggregation_model"] == "maxsector_reported"
    table["is_registered"] = registered & (table["measure_code"] == "total")
    there = table.groupby(KEYS)["people_reached_count"].transform("sum") > 0
    return table[there & ~(registered & (table["measure_code"] == "new"))]


def _subgroups(names: list[list[str]], cells: np.ndarray) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [*names, SECTORS, POPULATIONS], names=[*KEYS, "sector_code", "population_code"]
    )
    table = pd.DataFrame({"people_total_count": cells.sum(4).ravel()}, index).reset_index()
    table["subgroup_code"] = table["sector_code"].map(SUBGROUPS)
    keys = [*KEYS, "subgroup_code", "population_code"]
    table = table.groupby(keys, as_index=False)["people_total_count"].sum()
    there = table.groupby(keys[:3])["people_total_count"].transform("sum") > 0
    return table[there].assign(people_new_count=None)


def _coverage(
    people: pd.DataFrame, population: pd.DataFrame, subgroups: pd.DataFrame
) -> pd.DataFrame:
    """The month's registered people again: all, by population, by subgroup, by both."""
    reach = subgroups.rename(columns={"people_total_count": "people_count"})
    everybody = people[people["is_registered"]].assign(
        people_count=people["people_reached_count"], population_code=None, subgroup_code=None
    )
    groups = population[population["is_registered"]].assign(subgroup_code=None)
    added = reach.groupby([*KEYS, "subgroup_code"], as_index=False)["people_count"].sum()
    keys = [*KEYS, "population_code", "subgroup_code"]
    parts = [everybody, groups, added.assign(population_code=None), reach]
    table = pd.concat([part[[*keys, "people_count"]] for part in parts], ignore_index=True)
    table = table.rename(columns={"people_count": "people_reached_month_count"})
    return table.assign(coverage_id=table.index, people_reached_cumulated_count=None)


def _cumulated(people: pd.DataFrame) -> pd.DataFrame:
    table = people[people["measure_code"] == "new"].sort_values(KEYS)
    groups = [table["month_code"].str[:4], table["region_pcode"], table["aggregation_model"]]
    sums = table.groupby(groups)["people_reached_count"].cumsum()
    keys = [*KEYS, "aggregation_model", "measure_code", "is_registered"]
    return table[keys].assign(people_reached_cumulated_count=sums)


def _mesas(people: pd.DataFrame) -> pd.DataFrame:
    mesas = people["region_pcode"].map({"PE01": "norte", "PE02": "norte", "PE03": "sur"})
    keys = ["month_code", "mesa_code", "aggregation_model", "measure_code", "is_registered"]
    table = people.assign(mesa_code=mesas).dropna(subset="mesa_code")
    return table.groupby(keys, as_index=False)["people_reached_count"].sum()


def _country(people: pd.DataFrame) -> pd.DataFrame:
    keys = ["month_code", "aggregation_model", "measure_code", "is_registered"]
    nationwide = people["region_pcode"] == "PE00"
    parts = people.assign(
        people_regions_count=people["people_reached_count"].where(~nationwide, 0),
        people_nationwide_count=people["people_reached_count"].where(nationwide, 0),
    )
    sums = [column for column in parts.columns if column.startswith("people_")]
    return parts.groupby(keys, as_index=False)[sums].sum().assign(country_code="PE")


def _cash(names: list[list[str]], cells: np.ndarray) -> pd.DataFrame:
    """USD 75 a person in the cash sector, by two mechanisms."""
    people = cells[:, :, SECTORS.index("multipurpose_cbi")].sum((2, 3)).ravel()
    index = pd.MultiIndex.from_product(names, names=KEYS)
    parts = [
        pd.DataFrame({"people_total_count": share}, index).assign(mechanism_code=mechanism)
        for mechanism, share in (("card", people // 3), ("transfer", people - people // 3))
    ]
    table = pd.concat(parts).reset_index().query("people_total_count > 0")
    return table.assign(
        subgroup_code="cbi_multisectorial",
        sector_code="multipurpose_cbi",
        amount_usd=table["people_total_count"] * 75.0,
        people_new_count=table["people_total_count"] * 2 // 3,
    )
