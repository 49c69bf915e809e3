"""Reported rows without a fault, made of the real lists with a fixed seed."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from typing import Any

from gtrm.core.settings import PROJECT_ROOT

Row = dict[str, Any]
MONTH = "2023-09"  # of both templates
POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
AGES = ("girls", "boys", "women", "men", "other_under18", "other_above18")
# What looks like personal data and is none.
DESCRIPTIONS = (
    "10/09/2021_Charla sobre regularización: participaron 39 personas (4 peruan@s/ 35 venezolan@s)",
    "Entrega de kits a niñ@s.Los talleres siguen del 01.09.2021 al 30.09.2021",
    "Convenio 20210915, proyecto PRJ-912345678, presupuesto S/ 950 000 000",
    "Derivación a la Línea 100 y al 0800-10828; 2.771.170 personas vieron el video",
    "Atención en PE230101, local de la Calle Bolognesi 12345678",
    None,
)


def read_list(name: str) -> list[dict[str, str]]:
    path = PROJECT_ROOT / "dbt_project" / "seeds" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class RowMaker:
    """Draws rows of the GTRM's template and of R4V's of 2023."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - rows for a test
        areas = {area["pcode"]: area for area in read_list("ref_regions")}
        self._districts = [area for area in areas.values() if area["admin_level"] == "3"]
        self._areas = areas
        organisations = read_list("ref_organisations")
        self._appealing = [o for o in organisations if o["is_appealing"] == "true"]
        self._implementing = [o for o in organisations if o["is_implementing"] == "true"]
        self._sectors = {sector["sector_code"]: sector for sector in read_list("ref_sectors")}
        self._subgroups = {one["subgroup_code"]: one for one in read_list("ref_subgroups")}
        self._mechanisms = read_list("ref_mechanisms")
        indicators = {one["indicator_code"]: one for one in read_list("ref_indicators")}
        self._by_type = defaultdict(list)
        for activity in read_list("ref_activities"):
            indicator = indicators.get(activity["indicator_code"])
            if indicator:
                self._by_type[indicator["indicator_type"]].append((indicator, activity))

    def draw(self, number: int) -> Row:
        """Return one row; every third is of R4V's template, every fifth is no Pin row."""
        gtrm, kind = number % 3 > 0, {0: "other", 1: "people"}.get(number % 10, "pin")
        indicator, activity = self._random.choice(self._by_type[kind])
        sector = self._sectors[indicator["sector_code"]]
        row = {
            "submission_id": f"{MONTH}-seeded",
            "cycle_month": MONTH,
            "file_name": "seeded.xlsx",
            "sheet_name": "Reporte 5W",
            "source_row": number + 2,
            "generation_code": "gtrm_es_2021" if gtrm else "r4v_2023",
            "population_measure_code": "total" if gtrm else "new",
            "country": "Perú",
            "month": self._random.choice((MONTH, "septiembre 2023", "Setiembre-2023")),
            "sector": sector["sector_name_es" if gtrm else "sector_name_en"],
            "indicator": indicator["indicator_name_es" if gtrm else "indicator_name_en"],
            "activity": activity["activity_name_es"],
            "description": self._random.choice(DESCRIPTIONS),
            "rmrp_activity": self._random.choice(("Sí", "si", "No", "Yes")),
            **self._who(),
            **self._place(gtrm),
            **self._counts(kind, gtrm),
        }
        if gtrm and sector["subgroup_code"]:
            row["subgroup"] = self._subgroups[sector["subgroup_code"]]["subgroup_name_es"]
        return {**row, **self._cash(row, sector["sector_code"], kind)}

    def _who(self) -> Row:
        with_partner = self._random.random() < 0.3
        partner = self._random.choice(self._implementing)["organisation_name"]
        return {
            "appealing_org": self._random.choice(self._appealing)["organisation_name"],
            "implementation_setup": "Sí" if with_partner else "No",
            "implementing_org": partner if with_partner else None,
        }

    def _place(self, gtrm: bool) -> Row:
        district = self._random.choice(self._districts)
        province = self._areas[district["parent_pcode"]]
        region = self._areas[province["parent_pcode"]]
        row = {"admin1": region["area_name"], "admin2": province["area_name"]}
        if gtrm:
            row |= {"district": district["area_name"], "ubigeo": district["ubigeo_code"]}
        return row

    def _counts(self, kind: str, gtrm: bool) -> Row:
        quantity = self._random.randint(1, 400)
        if kind == "other":
            return {"output_quantity": str(quantity)}
        # Someone under 18, and never so few that a row of a sensitive sector could name them.
        ages = [self._random.randint(3, 60) for _ in AGES]
        people = sum(ages)
        first = self._random.randint(0, people)
        second = self._random.randint(0, people - first)
        populations = (first, second, people - first - second, 0, 0)
        others = self._random.randint(1, people)
        total, new = (people, others) if gtrm else (people + others, people)
        counts = dict(zip((*AGES, *POPULATIONS), (*ages, *populations), strict=True))
        counts |= {"total_beneficiaries": total, "new_beneficiaries": new}
        return {name: str(count) for name, count in counts.items()}

    def _cash(self, row: Row, sector: str, kind: str) -> Row:
        is_cash = kind == "pin" and (sector == "multipurpose_cbi" or self._random.random() < 0.2)
        if not is_cash:
            return {"cva": "No"}
        usd = int(row["total_beneficiaries"]) * self._random.randint(20, 200)
        mechanism = self._random.choice(self._mechanisms)["mechanism_name_es"]
        return {"cva": "Sí", "cva_value": f"{usd}.50", "cva_mechanism": mechanism}
