"""What partners typed and sensitive sectors do not reach the public surface."""

from __future__ import annotations

import json

import duckdb
import pytest

from gtrm.core.settings import load_settings
from gtrm.products import disclosure
from gtrm.products.disclosure import rules

# ruff: noqa: E501 - tables read better with a row in a line
PLANTED = "Señora Inventada, DNI 00000000"
CODE_LISTS = """
    create table marts.dim_subgroups as from (values ('salud_nutricion', 'Salud y Nutrición',
        'Health and nutrition'), ('proteccion', 'Protección', 'Protection'))
        as t(subgroup_code, subgroup_name, subgroup_name_en);
    create table marts.dim_sectors as from (values
        ('health', 'Salud', 'Health', 'salud_nutricion', 'Salud y Nutrición', 5),
        ('protection_general', 'Protección (General)', 'Protection (General)', 'proteccion', 'Protección', 10),
        ('protection_gbv', 'Protección (VBG)', 'Protection (GBV)', 'proteccion', 'Protección', 11))
        as t(sector_code, sector_name_es, sector_name_en, subgroup_code, subgroup_name, sort_order);
    create table marts.dim_indicators as from (values
        ('HE1', 'Consultas', 'health', 'Salud'), ('PR1', 'Casos', 'protection_general', 'Protección (General)'),
        ('GBV1', 'VBG', 'protection_gbv', 'Protección (VBG)'))
        as t(indicator_code, indicator_name_es, sector_code, sector_name_es);
    create table marts.dim_activities as from (values
        ('HE1-1', 'Consultas', 'HE1', 'consultas', 'consultas'), ('PR1-1', 'Casos', 'PR1', 'casos', 'casos'),
        ('PR1-2', 'Talleres', 'PR1', null, 'talleres'), ('PR1-3', 'Espacios', 'PR1', null, 'espacios'),
        ('GBV1-1', 'Casos VBG', 'GBV1', 'casos', 'casos'), ('GBV1-2', 'Talleres VBG', 'GBV1', null, 'talleres'),
        ('GBV1-3', 'Atenciones VBG', 'GBV1', 'atenciones_vbg', 'atenciones'))
        as t(activity_code, activity_name_es, indicator_code, output_code, published_unit_name);
"""
REPORTS = f"""
    create table reporting.rpt_activity_outputs as select '2021-09' as month_code,
        'PE23' as region_pcode, * from (values ('casos', 'Casos', 'casos', 150, 5),
        ('GBV1-2', 'Talleres VBG', 'talleres', 2, 1), ('atenciones_vbg', 'Atenciones VBG', 'atenciones', 9, 1),
        ('PR1-2', 'Talleres', 'talleres', 9, 2), ('PR1-3', 'Espacios', 'espacios', 3, 1),
        ('sin_catalogo', '{PLANTED}', '{PLANTED}', 30, 1))
        as t(output_code, activity_name, unit_name, quantity, organisation_count);
    create table reporting.rpt_cash as select '2021-09' as month_code, 'PE23' as region_pcode,
        'card' as mechanism_code, * from (values
        ('proteccion', 'protection_general', 'Protección (General)', 6, 600.00::decimal(18, 2), 2),
        ('proteccion', 'protection_gbv', 'Protección (VBG)', 3, 300.00, 1),
        ('salud_nutricion', 'health', 'Salud', 40, 400.00, 1))
        as t(subgroup_code, sector_code, sector_name, people_total_count, amount_usd, transfer_rows_count);
    create table reporting.rpt_people_reached as select '2021-09' as month_code, 'PE23' as region_pcode,
        'southerncone_2021' as aggregation_model, 'total' as measure_code, 90 as people_reached_count,
        true as is_registered,
        'El modelo deja fuera: Protección (General), Protección (VBG), Nutrición.' as method_note;
    create table reporting.rpt_submission_status as select '2021-09' as month_code, true as is_expected,
        'late' as status, '{PLANTED}' as organisation_name, 'ORG' as organisation_code;
"""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The public surface of a release with typed texts in every table that is not public."""
    root = tmp_path_factory.mktemp("texts")
    settings = load_settings({"GTRM_WAREHOUSE": str(root)})
    release = root / "releases" / "2021-09-r1"
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create schema reporting")
        connection.execute(CODE_LISTS + REPORTS)
        for name in rules.load(settings).internal:
            connection.execute(f"create table {name} as select '{PLANTED}' as activity_description")
    disclosure.write(settings, release)
    return duckdb.connect(str(release / "public" / "warehouse.duckdb"), read_only=True)


def every_text(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    found = [connection.execute(f"from {schema}.{table}").fetchall() for schema, table in rows]
    return json.dumps([rows, found], default=str, ensure_ascii=False)


def test_nothing_typed_and_no_sensitive_sector_is_in_any_column(public):
    texts = every_text(public)

    assert "Protección" in texts
    for planted in ("Inventada", "00000000", "VBG", "GBV", "gbv", "ORG"):
        assert planted not in texts


def test_sensitive_sectors_are_counted_with_their_subgroup(public):
    cash = public.execute(
        "select sector_code, sector_name, people_total_count, amount_usd, transfer_rows_count "
        "from reporting.rpt_cash"
    ).fetchall()
    sectors = public.execute("select sector_code, sector_name_en from marts.dim_sectors").fetchall()
    [(note,)] = public.execute("select method_note from reporting.rpt_people_reached").fetchall()

    assert cash == [
        ("health", "Salud", 40, 400, 1),
        ("proteccion", "Protección", 9, 900, 3),  # 6 + 3: the 3 are not few any more
    ]
    assert sectors == [("health", "Health"), ("proteccion", "Protection")]
    assert note == "El modelo deja fuera: Protección, Nutrición."


def test_sensitive_activities_are_told_with_others_of_the_subgroup_or_not_at_all(public):
    lines = public.execute(
        "select output_code, activity_name, quantity, organisation_count, withheld_figures "
        "from reporting.rpt_activity_outputs"
    ).fetchall()

    assert lines == [
        ("PR1-3", "Espacios", 3, 1, None),
        ("casos", "Casos", 150, 5, None),  # of several sectors: says nothing about one
        ("proteccion/talleres", "Protección: otras actividades", 11, None, "organisation_count"),
    ]  # the 9 attentions, all of one sensitive sector, are not there


def test_how_many_reported_is_public_and_who_is_not(public):
    columns = [
        row[0] for row in public.execute("describe reporting.rpt_submission_status").fetchall()
    ]

    assert columns == ["month_code", "is_expected", "status"]
