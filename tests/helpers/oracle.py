"""R4V's own 2022 lists and flagged rows, read at test time from the real files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from python_calamine import CalamineWorkbook

from gtrm.lists.vocabularies import Vocabularies, Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

# R4V's header in the oracle file -> our field; the header names are its own.
FIELDS = {
    "Country": "country",
    "Admin1": "admin1",
    "Admin2": "admin2",
    "Appealing_org": "appealing_org",
    "Implementation": "implementation_setup",
    "Implementing_partner": "implementing_org",
    "Month": "month",
    "Subsector": "sector",
    "Indicator": "indicator",
    "Activity_Name": "activity",
    "Activity_Description": "description",
    "COVID19": "covid19",
    "RMRPActivity": "rmrp_activity",
    "CVA": "cva",
    "Value": "cva_value",
    "Delivery_mechanism": "cva_mechanism",
    "Quantity_output": "output_quantity",
    "Total_monthly": "total_beneficiaries",
    "New_beneficiaries": "new_beneficiaries",
    "IN_DESTINATION": "in_destination",
    "IN_TRANSIT": "in_transit",
    "Host_Communities": "host_community",
    "PENDULARS": "pendulars",
    "Returnees": "returnees",
    "Girls": "girls",
    "Boys": "boys",
    "Women": "women",
    "Men": "men",
    "Other_under": "other_under18",
    "Other_above": "other_above18",
}
_OUR_SECTORS = {
    "Multipurpose Cash Assistance (MPC)": "multipurpose_cbi",
    "Education": "education",
    "Protection (Child Protection)": "protection_child",
}


def read_oracle_rows(path: Path) -> pd.DataFrame:
    """Return R4V's rows as landed text, with R4V's flags as booleans in columns `flag_*`."""
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows = raw.rename(columns=FIELDS)[list(FIELDS.values())]
    rows = rows.apply(lambda column: column.str.removesuffix(".0")).astype(object)
    rows = rows.where(rows != "", None)
    for name in raw.columns[len(FIELDS) :]:
        rows[f"flag_{name}"] = raw[name].str.strip() != ""
    return rows.assign(
        submission_id="2022-01-oracle",
        cycle_month="2022-01",
        file_name=path.name,
        sheet_name="rows",
        source_row=range(2, len(rows) + 2),
        generation_code="r4v_2022",
        population_measure_code="new",
    )


def read_2022_lists(path: Path) -> Vocabularies:
    """Return the lists of the 2022 template's own sheets."""
    book = CalamineWorkbook.from_path(path)

    def rows_of(sheet: str, skip: int) -> list[list[str]]:
        cells = book.get_sheet_by_name(sheet).to_python()[skip:]
        return [[str(cell).strip() for cell in row] for row in cells]

    organisations, areas = rows_of("Organizations", 1), rows_of("Admin1", 2)
    indicators, lists = rows_of("Indicators", 1), rows_of("Dropdown", 2)
    countries = [(row[1], row[0]) for row in areas if row[1]]
    code_of = dict(countries)
    regions = {f"{code_of[r[5]]}|{r[7]}": (r[7], code_of[r[5]]) for r in areas if r[7]}
    provinces = {
        f"{code_of[r[9]]}|{r[10]}|{r[12]}": (r[12], f"{code_of[r[9]]}|{r[10]}")
        for r in areas
        if r[12]
    }

    def children(items: dict[str, tuple[str, str]]) -> Vocabulary:
        pairs = [(name, code) for code, (name, _) in items.items()]
        return Vocabulary.from_names(pairs, {code: parent for code, (_, parent) in items.items()})

    empty = Vocabulary({})
    return Vocabularies(
        countries=Vocabulary.from_names(countries),
        regions=children(regions),
        provinces=children(provinces),
        districts=empty,
        organisations=Vocabulary.from_names((r[1], r[0]) for r in organisations if r[0]),
        implementing_organisations=Vocabulary.from_names(
            (r[11], r[9]) for r in organisations if r[9]
        ),
        sectors=Vocabulary.from_names((r[4], _OUR_SECTORS.get(r[4], r[4])) for r in lists if r[4]),
        subgroups=empty,
        indicators=Vocabulary.from_names(
            [(r[3], r[0]) for r in indicators],
            {r[0]: _OUR_SECTORS.get(r[1], r[1]) for r in indicators},
        ),
        indicator_types={r[0]: r[6].lower().replace(" ", "_") for r in indicators},
        activities=empty,
        mechanisms=Vocabulary.from_names((r[6], r[6]) for r in lists if r[6]),
        yes_no=Vocabulary.from_names([("Yes", "yes"), ("No", "no")]),
    )
