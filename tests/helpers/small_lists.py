"""A country of five places, two organisations and four kinds of indicator, and a clean 5W row."""

from __future__ import annotations

import pandas as pd

from gtrm.core.cycle import MonthBounds
from gtrm.lists.vocabularies import Vocabularies, Vocabulary


def _listed(*codes_and_names: tuple[str, str], **parents: str) -> Vocabulary:
    return Vocabulary.from_names([(name, code) for code, name in codes_and_names], parents)


VOCABULARIES = Vocabularies(
    countries=_listed(("PER", "Perú"), ("ECU", "Ecuador")),
    regions=_listed(("PE23", "Tacna"), ("PE24", "Tumbes"), PE23="PER", PE24="PER"),
    provinces=_listed(("PE2301", "Tacna"), ("PE2402", "Zarumilla"), PE2301="PE23", PE2402="PE24"),
    districts=_listed(
        ("PE230101", "Tacna"), ("PE240201", "Zarumilla"), PE230101="PE2301", PE240201="PE2402"
    ),
    organisations=_listed(("ORG1", "Casa Abierta")),
    implementing_organisations=_listed(("IP1", "Manos del Sur")),
    sectors=_listed(
        ("shelter", "Albergue"),
        ("education", "Educación"),
        ("multipurpose_cbi", "CBI"),
        ("protection_gbv", "Violencia de género"),
        ("protection_child", "Protección de la niñez"),
        shelter="necesidades_basicas",
        education="educacion",
        multipurpose_cbi="cbi_multisectorial",
        protection_gbv="proteccion",
        protection_child="proteccion",
    ),
    subgroups=_listed(
        ("necesidades_basicas", "Necesidades básicas"),
        ("educacion", "Educación"),
        ("cbi_multisectorial", "CBI Multisectorial"),
        ("proteccion", "Protección"),
    ),
    indicators=_listed(
        ("SH1", "Personas con albergue"),
        ("SH2", "Albergues mejorados"),
        ("SH3", "Personas informadas"),
        ("SH4", "Personas capacitadas"),
        ("ED1", "Niñas y niños matriculados"),
        ("ED2", "Escuelas equipadas"),
        ("CB1", "Personas con transferencia"),
        ("GB1", "Sobrevivientes atendidas"),
        ("GB2", "Funcionarios informados"),
        ("CP1", "Niñas y niños protegidos"),
        SH1="shelter",
        SH2="shelter",
        SH3="shelter",
        SH4="shelter",
        ED1="education",
        ED2="education",
        CB1="multipurpose_cbi",
        GB1="protection_gbv",
        GB2="protection_gbv",
        CP1="protection_child",
    ),
    indicator_types={
        "SH1": "pin",
        "SH2": "other",
        "SH3": "people",
        "SH4": "capacity_building",
        "ED1": "pin",
        "ED2": "other",
        "CB1": "pin",
        "GB1": "pin",
        "GB2": "people",
        "CP1": "pin",
    },
    activities=_listed(("A1", "Albergue temporal (# personas)")),
    mechanisms=_listed(("card", "Tarjeta prepago")),
    yes_no=_listed(("yes", "Sí"), ("no", "No")),
    reniec_codes={"220101": "PE230101"},
    months=MonthBounds("2018-01"),
)

CLEAN_ROW: dict[str, object] = {
    "submission_id": "2021-09-a",
    "cycle_month": "2021-09",
    "file_name": "casa_abierta.xlsx",
    "sheet_name": "Reporte 5W",
    "source_row": 9,
    "generation_code": "gtrm_es_2021",
    "population_measure_code": "total",
    "country": "Perú",
    "admin1": "Tacna",
    "admin2": "Tacna",
    "district": "Tacna",
    "ubigeo": "230101",
    "appealing_org": "Casa Abierta",
    "implementation_setup": "No",
    "implementing_org": None,
    "month": "2021-09",
    "subgroup": "Necesidades básicas",
    "sector": "Albergue",
    "indicator": "Personas con albergue",
    "activity": "Albergue temporal (# personas)",
    "covid19": "No",
    "rmrp_activity": "Sí",
    "support_space": "No",
    "cva": "No",
    "cva_value": None,
    "cva_mechanism": None,
    "output_quantity": "10",
    "total_beneficiaries": "10",
    "new_beneficiaries": "4",
    "in_destination": "6",
    "in_transit": "4",
    "host_community": None,
    "pendulars": "0",
    "returnees": None,
    "girls": "1",
    "boys": "2",
    "women": "3",
    "men": "4",
    "other_under18": None,
    "other_above18": None,
}


def rows_of(*changes: dict[str, object]) -> pd.DataFrame:
    """Return clean rows with changes, one Excel row after the other."""
    rows = [{**CLEAN_ROW, "source_row": 9 + i, **change} for i, change in enumerate(changes)]
    return pd.DataFrame(rows, dtype=object).astype({"source_row": "int64"})
