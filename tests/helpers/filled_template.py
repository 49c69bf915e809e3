"""A blank template, and rows of Tacna as an organisation would choose them from its lists."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from gtrm.core.settings import Settings
from gtrm.products.template.layout import FIRST_ROW, Layout, load_layout

ORGANISATION = "MUESTRA-A"
LANGUAGES = ("es", "en")
MONTH = "2021-10"
ANSWERS = {"es": {"yes": "Sí", "no": "No"}, "en": {"yes": "Yes", "no": "No"}}
_COMMON = {"month": MONTH, "rmrp_activity": "yes", "cva": "no", "implementation_setup": "no"}
_TACNA = {"admin1": "Tacna", "admin2": "Tacna", "district": "Alto de la Alianza"}
_PEOPLE = {
    **{"total_beneficiaries": 21, "new_beneficiaries": 9, "in_destination": 6, "in_transit": 5},
    **{"host_community": 4, "pendulars": 3, "returnees": 3},
    **{"girls": 6, "boys": 5, "women": 4, "men": 3, "other_under18": 2, "other_above18": 1},
}
# Lists by code: what a partner chooses; the rest as typed. Every type of indicator is here.
ROWS: tuple[dict[str, object], ...] = (
    {
        **_COMMON | _TACNA | _PEOPLE,
        **{"implementation_setup": "yes", "implementing_org": "MUESTRA-SI1"},
        **{"project": "Fronteras", "donor": "Donante X", "ubigeo": "230102"},
        **{"activity": "RE-FS1-01", "description": "almuerzos", "output_quantity": 40},
    },
    {
        **_COMMON | _TACNA | _PEOPLE,
        **{"cva": "yes", "cva_value": 1234.5, "cva_mechanism": "prepaid_card"},
        "activity": "sector:multipurpose_cbi",
    },
    {**_COMMON, "admin1": "Tacna", "activity": "RE-SH2-01", "output_quantity": 2},
    {**_COMMON | _PEOPLE, "admin1": "Perú", "activity": "sector:protection_trafficking"},
    {**_COMMON | _TACNA | _PEOPLE, "activity": "type:people"},
    {**_COMMON, "admin1": "Tacna", "activity": "sector:cs_coordination", "output_quantity": 1},
)


def fill(blank: Path, filled: Path, settings: Settings, language: str = "es") -> Path:
    """Write ROWS into a blank template, with openpyxl, from its first prepared row on."""
    layout = load_layout(language)
    book = openpyxl.load_workbook(blank)
    for number, row in enumerate(ROWS, start=FIRST_ROW):
        put(book[layout.sheet], layout, number, chosen(row, settings.seeds, language))
    filled.parent.mkdir(parents=True, exist_ok=True)
    book.save(filled)
    return filled


def put(sheet, layout: Layout, number: int, row: dict[str, object]) -> None:
    """Write one row by our fields."""
    for field, value in row.items():
        sheet[f"{layout.columns[field].letter}{number}"] = value


def chosen(row: dict[str, object], seeds: Path, language: str) -> dict[str, object]:
    """Return a row as printed: codes become the names of the lists in a language."""
    activity = _activity(str(row["activity"]), seeds)
    indicator = seed(seeds, "indicator")[activity["indicator_code"]]
    sector = seed(seeds, "sector")[indicator["sector_code"]]
    subgroup = seed(seeds, "subgroup").get(sector["subgroup_code"])
    out = row | {
        "appealing_org": _organisation(ORGANISATION, seeds, language),
        "subgroup": subgroup[f"subgroup_name_{language}"] if subgroup else None,
        "sector": sector[f"sector_name_{language}"],
        "indicator": indicator[f"indicator_name_{language}"],
        "activity": activity[f"activity_name_{language}"],
        "activity_unit": activity["unit_name"],
    }
    for field in ("implementation_setup", "rmrp_activity", "cva"):
        out[field] = ANSWERS[language][str(row[field])]
    if partner := row.get("implementing_org"):
        out["implementing_org"] = _organisation(str(partner), seeds, language)
    if mechanism := row.get("cva_mechanism"):
        name = f"mechanism_name_{language}"
        out["cva_mechanism"] = seed(seeds, "mechanism")[str(mechanism)][name]
    return out


def seed(seeds: Path, kind: str) -> dict[str, dict[str, str]]:
    """Return a code list by code."""
    plural = {"activity": "activities"}.get(kind, f"{kind}s")
    with (seeds / f"ref_{plural}.csv").open(encoding="utf-8", newline="") as file:
        return {row[f"{kind}_code"]: row for row in csv.DictReader(file)}


def _activity(wanted: str, seeds: Path) -> dict[str, str]:
    """An activity by its code, or the first one of a sector or of a type of indicator."""
    activities, indicators = seed(seeds, "activity"), seed(seeds, "indicator")
    if wanted in activities:
        return activities[wanted]
    kind, value = wanted.split(":")
    column = {"sector": "sector_code", "type": "indicator_type"}[kind]
    return next(
        one for one in activities.values() if indicators[one["indicator_code"]][column] == value
    )


def _organisation(code: str, seeds: Path, language: str) -> str:
    column = "organisation_name_es" if language == "es" else "organisation_name"
    return seed(seeds, "organisation")[code][column]
