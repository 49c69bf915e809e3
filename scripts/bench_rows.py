"""Landed 5W rows in any number, for measuring: always the same, one in twenty with a defect."""

from __future__ import annotations

from pathlib import Path

import duckdb

from gtrm.intake.landed import SCHEMAS

COUNTS = (
    *("output_quantity", "total_beneficiaries", "new_beneficiaries", "in_destination"),
    *("in_transit", "host_community", "pendulars", "returnees", "girls", "boys", "women", "men"),
    *("other_under18", "other_above18"),
)
# Column -> its text in a row of `people` persons.
FIGURES = {
    "output_quantity": "people",
    "total_beneficiaries": "people",
    "new_beneficiaries": "people // 2",
    "in_destination": "people - people // 3 - people // 10",
    "in_transit": "people // 3",
    "host_community": "people // 10",
    "pendulars": "0",
    "girls": "people // 5",
    "boys": "people // 4",
    "women": "people // 3",
    "men": "people - people // 5 - people // 4 - people // 3",
}
# Column -> its text in a clean row of `people` persons.
_CLEAN = {
    **FIGURES,
    "submission_id": "'2021-09-' || row_number // 500",
    "cycle_month": "'2021-09'",
    "file_name": "'5W_' || row_number // 500 || '.xlsx'",
    "sheet_name": "'Reporte 5W'",
    "generation_code": "'gtrm_es_2021'",
    "population_measure_code": "'total'",
    "country": "'Perú'",
    "country_code": "'PER'",
    "admin1": "['Tacna', 'Tumbes', 'Lima'][1 + row_number % 3]",
    "region_pcode": "['PE23', 'PE24', 'PE15'][1 + row_number % 3]",
    "appealing_org": "'Organización Muestra ' || row_number % 40",
    "organisation_code": "'MUESTRA-' || row_number % 40",
    "implementation_setup": "'No'",
    "setup_code": "'no'",
    "month": "'setiembre 2021'",
    "month_code": "'2021-09'",
    "sector": "['Seguridad Alimentaria', 'Coordinación', 'Educación'][1 + row_number % 3]",
    "sector_code": "['food_security', 'cs_coordination', 'education'][1 + row_number % 3]",
    "indicator": "['RE-FS1', 'RE-CSCC01', 'RE-ED1'][1 + row_number % 3]",
    "indicator_code": "['RE-FS1', 'RE-CSCC01', 'RE-ED1'][1 + row_number % 3]",
    "activity": "'Actividad ' || row_number % 90",
    "activity_code": "'A-' || row_number % 90",
    "description": "'Jornada ' || row_number || ' en el local comunal'",
    "rmrp_activity": "'Sí'",
    "rmrp_code": "'yes'",
    "cva": "if(pays, 'Sí', 'No')",
    "cva_code": "if(pays, 'yes', 'no')",
    "cva_value": "if(pays, people * 12 || '.50', null)",
    "cva_mechanism": "if(pays, 'Tarjeta prepago', null)",
    "mechanism_code": "if(pays, 'prepaid_card', null)",
    "returnees": "null",
    "other_under18": "null",
    "other_above18": "0",
    "source_row": "2 + row_number % 500",
}
# The columns that each kind of defect changes, and what they then hold.
_DEFECTS: tuple[dict[str, str], ...] = (
    *({name: "['doce', '1.490', '-3', '2.5'][1 + people % 4]"} for name in COUNTS),
    {"cva_value": "'S/ 30'"},
    {"cva_value": "'-5'"},
    {"country_code": "null"},
    {"region_pcode": "null"},
    {"organisation_code": "null"},
    {"month_code": "null"},
    {"month_code": "'2021-08'"},
    {"sector_code": "null"},
    {"indicator_code": "null"},
    {"implementation_setup": "null", "setup_code": "null"},
    {"activity": "null", "activity_code": "null"},
    {"cva": "null", "cva_code": "null"},
    {"rmrp_code": "null"},
    {"cva_code": "null"},
    {"sector_code": "'wash'"},
    {"cva_code": "'yes'", "cva_value": "null", "cva_mechanism": "null"},
    {"cva_code": "'yes'", "cva_mechanism": "'Trueque'", "mechanism_code": "null"},
    {"cva_code": "'no'", "cva_value": "'40'"},
    {"total_beneficiaries": "0", "new_beneficiaries": "null"},
    {"new_beneficiaries": "people + 1"},
    dict.fromkeys(COUNTS, "0"),
    {"in_destination": "people + 7"},
    {"women": "people + 5"},
    {"output_quantity": "0"},
)
_ONE_IN = 20 * len(_DEFECTS)


def make_rows(rows: int, path: Path) -> None:
    """Write a Parquet file of the landing's schema with that many rows, if it is not there."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    columns = ", ".join(_column(name) for name in SCHEMAS["activities"].names)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                with drawn as (
                    select
                        range as row_number,
                        (1 + hash(range * 3 + 1) % 200)::integer as people,
                        hash(range * 3 + 2) % 8 = 0 as pays,
                        (hash(range * 3) % {_ONE_IN})::integer as defect
                    from range({rows})
                )
                select {columns} from drawn order by row_number
            ) to '{part}' (format parquet)
            """  # noqa: S608 our own columns
        )
    part.replace(path)


def _column(name: str) -> str:
    kind = "bigint" if name == "source_row" else "varchar"
    clean = f"({_CLEAN.get(name, 'null')})::varchar"
    wrong = " ".join(
        f"when {number} then ({defect[name]})::varchar"
        for number, defect in enumerate(_DEFECTS)
        if name in defect
    )
    value = f"case defect {wrong} else {clean} end" if wrong else clean
    return f"({value})::{kind} as {name}"
