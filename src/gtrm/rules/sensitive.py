"""Columns for the rules about persons who could be named or recognised in a row.

`<field>_personal` is `found` where the cell held personal data (see `intake.privacy`), else null;
`other_cells_personal` is for every cell without its own rule, and `other_cells` has the masked text
of those. `recognisable_people_number` is the number of people in a row of a sensitive sector, if
something besides the count could lead to them: the district, or a description that no other row of
such a sector in its file has.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from gtrm.intake.privacy import FOUND_COLUMN, JSON_FIELDS, MARK

# Where partners write freely; each has a rule of its own, for its finding points at the cell.
FREE_FIELDS = (
    *("description", "activity", "project", "donor", "appealing_org", "implementing_org"),
)
PERSONAL_COLUMNS = (*(f"{name}_personal" for name in FREE_FIELDS), "other_cells_personal")
SENSITIVE_SECTORS = ("protection_gbv", "protection_trafficking", "protection_child")
_TELLING_WORDS = 5  # a description of fewer words ("No", "Taller") identifies nobody


def find_personal(rows: pd.DataFrame) -> pd.DataFrame:
    """Return PERSONAL_COLUMNS and `other_cells` of rows that `privacy.mask_rows` has masked."""
    out: dict[str, list[str | None]] = {
        name: [None] * len(rows) for name in (*PERSONAL_COLUMNS, "other_cells")
    }
    for place, found in enumerate(rows[FOUND_COLUMN]):
        if not isinstance(found, str):
            continue
        others = [name for name in found.split() if name not in FREE_FIELDS]
        for name in {*found.split()} - {*others}:
            out[f"{name}_personal"][place] = "found"
        if others:
            out["other_cells_personal"][place] = "found"
            out["other_cells"][place] = _tell(rows[others].iloc[place])
    return pd.DataFrame(out, index=rows.index, dtype=object)


def _tell(cells: pd.Series) -> str:
    told = {str(name): str(text) for name, text in cells.items() if name not in JSON_FIELDS}
    for name in cells.index.intersection([*JSON_FIELDS]):
        told |= {key: text for key, text in json.loads(cells[name]).items() if MARK in text}
    return "; ".join(f"{name}: {text}" for name, text in told.items())


def count_recognisable(
    rows: pd.DataFrame, codes: pd.DataFrame, numbers: pd.DataFrame, types: pd.Series
) -> pd.Series:
    """Return `recognisable_people_number`: null where nobody could be recognised, or not known.

    Only indicators of people reached: officials who attend a training are not victims.
    """
    counts = numbers[["most_beneficiaries_number", "population_sum"]]
    people: pd.Series = counts.max(axis=1, skipna=False)
    asked = codes["sector_code"].isin(SENSITIVE_SECTORS) & (types == "pin") & (people > 0)
    texts = rows.reindex(columns=["submission_id", "description"])[asked.to_numpy()].astype(object)
    telling = texts["description"].fillna("").str.count(r"\S+") >= _TELLING_WORDS
    own = telling & ~texts.duplicated(keep=False)
    leads_there = codes["district_pcode"].notna() | own.reindex(codes.index, fill_value=False)
    return people.where(asked & leads_there, np.nan)
