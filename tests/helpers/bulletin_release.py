"""A small release with the figures of the Tacna bulletin of September 2021, and its variations.

Only the columns a bulletin reads; the figures are those of DOMAIN's list of what was published.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    Tables = dict[str, list[tuple[Any, ...]]]

MONTH, TACNA, MODEL = "2021-09", "PE23", "maxsector_reported"
KEY = (MONTH, TACNA, "Tacna")
SINCE = date(2020, 12, 1)

COLUMNS = {
    "marts.dim_mesas": "mesa_code varchar, mesa_name_es varchar, mesa_name_en varchar, "
    "acronym varchar, place_name varchar",
    "marts.dim_mesa_periods": "mesa_code varchar, state_code varchar, valid_from_date date, "
    "valid_to_date date",
    "marts.bridge_mesas_regions": "mesa_code varchar, region_pcode varchar, valid_from_date date, "
    "valid_to_date date",
    "marts.dim_regions": "pcode varchar, area_name varchar, region_pcode varchar",
    "marts.dim_mesa_subgroups": "mesa_code varchar, subgroup_code varchar, "
    "mesa_subgroup_name_es varchar, mesa_subgroup_name_en varchar, valid_from_date date, "
    "valid_to_date date",
    "marts.bridge_mesas_members": "mesa_code varchar, member_name varchar, member_type varchar, "
    "member_role varchar, valid_from_date date, valid_to_date date",
    "marts.fct_service_days": "mesa_code varchar, region_pcode varchar, month_code varchar, "
    "days_count bigint, persons_count bigint, services_count bigint, description_es varchar, "
    "description_en varchar",
    "marts.dim_aggregation_models": "aggregation_model varchar, model_name_es varchar, "
    "model_name_en varchar, definition_es varchar, definition_en varchar",
    "marts.dim_months": "month_code varchar, is_landed boolean",
    "marts.dim_populations": "population_code varchar, population_name_es varchar, "
    "population_name_en varchar, definition_es varchar, definition_en varchar, sort_order int",
    "marts.dim_age_sexes": "age_sex_code varchar, age_sex_name_es varchar, "
    "age_sex_name_en varchar, sex_code varchar, age_band_code varchar, sort_order int",
    "marts.dim_subgroups": "subgroup_code varchar, subgroup_name varchar, "
    "subgroup_name_en varchar, definition_es varchar, definition_en varchar, sort_order int",
    "marts.dim_activities": "activity_code varchar, activity_name_es varchar, "
    "activity_name_en varchar, output_code varchar, published_name_es varchar, "
    "published_name_en varchar",
    "marts.dim_mechanisms": "mechanism_code varchar, mechanism_name_es varchar, "
    "mechanism_name_en varchar",
    "reporting.rpt_people_reached_mesas": "month_code varchar, mesa_code varchar, "
    "aggregation_model varchar, model_version varchar, measure_code varchar, "
    "people_reached_count bigint, is_registered boolean, withheld_figures varchar",
    "reporting.rpt_people_reached": "month_code varchar, region_pcode varchar, "
    "region_name varchar, aggregation_model varchar, measure_code varchar, "
    "people_computed_count bigint, is_registered boolean, is_overridden boolean, "
    "override_author varchar, override_date date, override_source varchar, "
    "override_reason varchar, method_note varchar, withheld_figures varchar",
    "reporting.rpt_people_reached_by_population": "month_code varchar, region_pcode varchar, "
    "region_name varchar, aggregation_model varchar, measure_code varchar, "
    "population_code varchar, people_count bigint, is_registered boolean, "
    "withheld_figures varchar",
    "reporting.rpt_age_sex": "month_code varchar, region_pcode varchar, region_name varchar, "
    "aggregation_model varchar, measure_code varchar, age_sex_code varchar, "
    "people_count bigint, is_registered boolean, withheld_figures varchar",
    "reporting.rpt_subgroup_reach": "month_code varchar, region_pcode varchar, "
    "region_name varchar, subgroup_code varchar, population_code varchar, "
    "people_total_count bigint, people_new_count bigint, withheld_figures varchar",
    "reporting.rpt_subgroup_organisations": "month_code varchar, region_pcode varchar, "
    "region_name varchar, subgroup_code varchar, organisation_count bigint, "
    "organisation_names varchar",
    "reporting.rpt_activity_outputs": "month_code varchar, region_pcode varchar, "
    "region_name varchar, output_code varchar, quantity decimal(18, 2), unit_name varchar, "
    "activity_name varchar, withheld_figures varchar",
    "reporting.rpt_cash": "month_code varchar, region_pcode varchar, region_name varchar, "
    "sector_code varchar, mechanism_code varchar, amount_usd decimal(18, 2), "
    "withheld_figures varchar",
    "reporting.rpt_submission_status": "month_code varchar, organisation_code varchar, "
    "is_expected boolean, status varchar",
}

POPULATIONS = ("permanencia", "acogida", "transito")
PUBLISHED = {  # output code: name, unit, quantity
    "raciones_comida": ("Raciones de comida distribuidas", "raciones", 1490),
    "refrigerios": ("Refrigerios distribuidos", "refrigerios", 454),
    "kits_higiene": ("Kits de higiene distribuidos", "kits", 27),
    "personas_albergue": ("Personas apoyadas con albergue en ACT u hoteles", "personas", 244),
    "orientaciones": ("Orientaciones brindadas", "orientaciones", 2251),
    "casos_proteccion": ("Casos de protección acompañados", "casos", 150),
    "consultas_atencion_primaria": ("Consultas de atención primaria de salud", "consultas", 620),
    "atenciones_psicosociales": ("Atenciones psicosociales", "atenciones", 255),
    "personas_autoempleo": ("Personas capacitadas para el autoempleo", "personas", 54),
}
REACH = {  # subgroup: people by population
    "necesidades_basicas": (811, 34, 2601),
    "salud_nutricion": (496, 59, 0),
    "proteccion": (289, 58, 271),
    "cbi_multisectorial": (142, 7, 0),
    "integracion": (54, 0, 0),
}
SUBGROUPS = {  # code: name, English name, organisations
    "necesidades_basicas": ("Necesidades básicas", "Basic needs", 6),
    "salud_nutricion": ("Salud y Nutrición", "Health and nutrition", 4),
    "proteccion": ("Protección", "Protection", 12),
    "cbi_multisectorial": ("CBI Multisectorial", "Multipurpose cash", 3),
    "integracion": ("Integración", "Integration", 1),
    "educacion": ("Educación", "Education", None),
    "manejo_informacion": ("Manejo de Información", "Information management", 1),
}
TACNA_MESA = (
    "tacna",
    "Mesa de Diálogo para Refugiados y Migrantes de la Región de Tacna",
    "Dialogue Table for Refugees and Migrants of the Tacna Region",
    "MDRM",
    "Tacna",
)


def lists() -> Tables:
    """Return the dimensions."""
    people = "Personas definidas por la matriz 5W."
    return {
        "marts.dim_mesas": [TACNA_MESA],
        "marts.dim_mesa_periods": [("tacna", "active", SINCE, None)],
        "marts.bridge_mesas_regions": [("tacna", TACNA, SINCE, None)],
        "marts.dim_regions": [(TACNA, "Tacna", TACNA), ("PE24", "Tumbes", "PE24")],
        "marts.dim_mesa_subgroups": [],
        "marts.bridge_mesas_members": [
            ("tacna", "Gobierno Regional de Tacna", "regional_government", "chair", SINCE, None),
            ("tacna", "ACNUR", "un", "technical_assistance", SINCE, None),
        ],
        "marts.dim_aggregation_models": [
            (MODEL, "Máximo por celda", "Largest cell", "Toma el sector mayor.", "Takes the max.")
        ],
        "marts.dim_populations": [
            ("permanencia", "RyM en permanencia", "In destination", people, people, 1),
            ("acogida", "Comunidad de acogida", "Host community", people, people, 2),
            ("transito", "RyM en tránsito", "In transit", people, people, 3),
            ("pendular", "RyM pendulares", "Pendular", people, people, 4),
        ],
        "marts.dim_months": [(MONTH, True), ("2021-08", True), ("2021-07", True)],
        "marts.dim_age_sexes": [
            ("girls", "Niñas", "Girls", "female", "under_18", 1),
            ("boys", "Niños", "Boys", "male", "under_18", 2),
            ("women", "Mujeres", "Women", "female", "18_and_over", 3),
            ("men", "Hombres", "Men", "male", "18_and_over", 4),
            ("other_above18", "Otro género (18 a más)", "Other", "other", "18_and_over", 6),
        ],
        "marts.dim_subgroups": [
            (code, name, english, f"Coordina {name}.", f"Coordinates {english}.", number)
            for number, (code, (name, english, _)) in enumerate(SUBGROUPS.items())
        ],
        "marts.dim_activities": [
            (f"A-{code}", name, name, code, name, name) for code, (name, *_) in PUBLISHED.items()
        ],
        "marts.dim_mechanisms": [("prepaid_card", "Tarjeta prepagada", "Prepaid card")],
    }


def reports() -> Tables:
    """Return the figures of Tacna, September 2021."""
    method = (MODEL, "total")
    people = zip((*POPULATIONS, "pendular"), (686, 69, 2198, 0), strict=True)
    ages = {"girls": 334, "boys": 346, "women": 956, "men": 1308, "other_above18": 9}
    statuses = ["received"] * 14 + ["late", "late", "nothing_to_report"] + ["missing"] * 4
    return {
        "marts.fct_service_days": [
            ("tacna", TACNA, MONTH, 3, 159, 224, "Jornadas de servicios", "Service days")
        ],
        "reporting.rpt_people_reached_mesas": [
            (MONTH, "tacna", MODEL, "1", "total", 2953, True, None),
            ("2021-07", "tacna", MODEL, "1", "total", 2504, True, None),
        ],
        "reporting.rpt_people_reached": [],
        "reporting.rpt_people_reached_by_population": [
            (*KEY, *method, code, count, True, None) for code, count in people
        ],
        "reporting.rpt_age_sex": [
            (*KEY, *method, code, count, True, None) for code, count in ages.items()
        ],
        "reporting.rpt_subgroup_reach": [
            (*KEY, subgroup, population, count, None, None)
            for subgroup, counts in REACH.items()
            for population, count in zip(POPULATIONS, counts, strict=True)
        ],
        "reporting.rpt_subgroup_organisations": [
            (*KEY, code, count, None) for code, (_, _, count) in SUBGROUPS.items() if count
        ],
        "reporting.rpt_activity_outputs": [
            *(
                (*KEY, code, quantity, unit, code, None)
                for code, (_, unit, quantity) in PUBLISHED.items()
            ),
            (*KEY, "usd_distribuidos", 86348, "USD", "", None),
        ],
        "reporting.rpt_cash": [(*KEY, "multipurpose_cbi", "prepaid_card", 86348, None)],
        "reporting.rpt_submission_status": [
            (MONTH, f"ORG{number}", True, status) for number, status in enumerate(statuses)
        ],
    }


def make_release(folder: Path, **changed: list[tuple[Any, ...]]) -> Path:
    """Write a release folder; `changed` replaces tables by name without their schema."""
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "warehouse.duckdb").write_bytes(_unchanged())
    if changed:
        with duckdb.connect(str(folder / "public" / "warehouse.duckdb")) as connection:
            for table in COLUMNS:
                if (name := table.partition(".")[2]) in changed:
                    connection.execute(f"truncate {table}")
                    _fill(connection, table, changed[name])
    manifest = {
        "release_id": f"{MONTH}-r1",
        "month": MONTH,
        "published_at": "2021-10-20T15:00:00+00:00",
    }
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@cache
def _unchanged() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute("begin; create schema marts; create schema reporting")
            for table, rows in (lists() | reports()).items():
                connection.execute(f"create table {table} ({COLUMNS[table]})")
                _fill(connection, table, rows)
            connection.execute("commit")
        return path.read_bytes()


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = f"({', '.join('?' * len(rows[0]))})"
        values = [value for row in rows for value in row]
        connection.execute(f"insert into {table} values {', '.join([marks] * len(rows))}", values)
