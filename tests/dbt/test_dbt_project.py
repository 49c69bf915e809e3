"""The project's own rules, held against dbt's manifest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landing_rows import PROJECT, Build

COUNTING = {
    "int_parts_decided",
    "int_submissions_judged",
    "int_activities_judged",
    "int_organisations_submitted",
    "int_sector_reach",
    "int_sectors_chosen_sum",
    "int_sectors_chosen_maxsector_2021",
    "int_sectors_chosen_southerncone_2021",
    "int_age_sex_cells_maxagegender",
    "int_sector_cells_reported",
    "int_sector_cells_shared",
    "int_cells_reached",
    "int_people_reached",
    "int_people_reached_by_population",
    "int_people_unplaced",
    "int_people_reached_overridden",
    "int_registered_models_resolved",
    "int_region_months_judged",
    "int_populations_bounded",
    "int_reach_cumulated",
    "fct_reach_by_age_band",
    "rpt_subgroup_reach",
    "rpt_people_reached",
    "rpt_people_reached_cumulated",
    "rpt_people_reached_mesas",
    "rpt_people_reached_country",
    "rpt_invariant_breaches",
}
PREFIXES = {"staging": "stg_", "intermediate": "int_", "marts": ("dim_", "fct_", "bridge_")}
PUBLISHED = ("marts", "reporting")
# A key of any other model is that of a published table made of it, and tested there.
KEYED_BY_THEMSELVES = {
    "int_activities_judged",  # also rows that are neither published nor quarantined
    "int_sectors_chosen",  # a sector that comes twice is added twice
    "int_sector_cells_shared",  # a share that comes twice does not show in the largest sector
    "int_registered_models_resolved",  # two registered models would both be published
    "int_quality_scored",  # the QA report reads it
}


@pytest.fixture(scope="module")
def models(manifest: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, object]]:
    found = {
        node["alias"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
    }
    on_disk = {path.stem for path in (PROJECT / "models").rglob("*.sql")}
    assert on_disk <= found.keys()
    return found


def test_every_table_and_published_column_is_described(build: Build, models: dict) -> None:
    columns = build.query("""
        select table_name, list(column_name order by column_name)
        from duckdb_columns() where not internal group by table_name""")
    silent = [name for name, node in models.items() if not node["description"]]
    public = {
        name: node for name, node in models.items() if node["schema"] in (*PUBLISHED, "seeds")
    }
    described = {
        name: sorted(column for column, about in node["columns"].items() if about["description"])
        for name, node in public.items()
    }

    assert silent == []
    assert described == {table: names for table, names in columns if table in public}


def test_every_published_table_has_a_tested_key(manifest: dict, models: dict) -> None:
    keyed = {
        manifest["nodes"][node["attached_node"]]["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["name"].startswith("is_key_")
    }

    published = {name for name, node in models.items() if node["schema"] in PUBLISHED}
    assert published | KEYED_BY_THEMSELVES <= keyed


def test_published_tables_have_an_enforced_contract(build: Build, models: dict) -> None:
    published = build.figures("""
        select schema_name, list(table_name order by table_name) from duckdb_tables()
        where schema_name in ('marts', 'reporting') group by all""")
    nodes = {name: node for name, node in models.items() if node["schema"] in published}

    assert {schema: len(tables) for schema, tables in published.items()} == {
        "marts": 46,
        "reporting": 18,
    }
    assert sorted(nodes) == sorted([*published["marts"], *published["reporting"]])
    assert {node["contract"]["enforced"] for node in nodes.values()} == {True}
    # Never a view: a release copies tables.
    assert {node["config"]["materialized"] for node in nodes.values()} <= {"table", "incremental"}


def test_names_tell_the_layer(models: dict) -> None:
    for name, node in models.items():
        prefix = {**PREFIXES, "reporting": "rpt_", "seeds": "ref_"}[node["schema"]]
        assert name.startswith(prefix), name


def test_every_counting_model_is_a_versioned_dbt_model(build: Build, models: dict) -> None:
    versions = {
        node["config"]["meta"]["aggregation_model"]: node["version"]
        for node in models.values()
        if node.get("version") and node["version"] == node["latest_version"]
    }
    listed = "select aggregation_model, model_version from marts.dim_aggregation_models"
    unversioned = build.query("""
        select table_name from duckdb_columns() where column_name = 'aggregation_model'
          and schema_name = 'reporting'
        except select table_name from duckdb_columns() where column_name = 'model_version'""")

    assert versions == build.figures(listed)
    assert unversioned == []


def test_nothing_is_switched_off(manifest: dict) -> None:
    # dbt only warns of a test that asks a model which is not there, and leaves it out.
    assert manifest["disabled"] == {}


def test_rules_of_counting_have_unit_tests(manifest: dict) -> None:
    tested = {test["model"] for test in manifest["unit_tests"].values()}

    assert tested >= COUNTING


def test_sources_are_described(manifest: dict) -> None:
    assert len(manifest["sources"]) == 29
    assert all(source["description"] for source in manifest["sources"].values())


def test_files_stay_readable() -> None:
    sql = list((PROJECT / "models").rglob("*.sql"))
    long = [p.name for p in (*sql, *PROJECT.glob("tests/*.sql")) if _lines(p) > 250]
    alone = [
        path.name
        for path in sql
        if not {_about(path), path.parent / f"_{path.parent.name}__models.yml"}
        & set(path.parent.glob("*.yml"))
    ]

    assert long == []
    assert alone == []


def _about(path: Path) -> Path:
    """YAML of a model by itself; private ones of a folder have one together."""
    return path.with_name(re.sub(r"_v[0-9]+$", "", path.stem) + ".yml")


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
