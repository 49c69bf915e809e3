"""Rows that a finding relates to each other, such as duplicates, field by field.

What is landed has personal data masked already (`gtrm.intake.privacy`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from gtrm.intake import landed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings
    from gtrm.products.qa_report.data import Texts

FIELDS = {
    "month": ("Mes", "Month"),
    "appealing_org": ("Organización", "Organisation"),
    "implementation_setup": ("Con socio implementador", "With implementing partner"),
    "implementing_org": ("Socio implementador", "Implementing partner"),
    "admin1": ("Región", "Region"),
    "admin2": ("Provincia", "Province"),
    "district": ("Distrito", "District"),
    "subgroup": ("Subgrupo", "Subgroup"),
    "sector": ("Sector", "Sector"),
    "indicator": ("Indicador", "Indicator"),
    "activity": ("Actividad", "Activity"),
    "description": ("Descripción", "Description"),
    "rmrp_activity": ("Actividad del RMRP", "RMRP activity"),
    "cva": ("Transferencia monetaria", "Cash assistance"),
    "cva_value": ("Monto (USD)", "Value (USD)"),
    "cva_mechanism": ("Mecanismo", "Mechanism"),
    "output_quantity": ("Cantidad", "Quantity"),
    "total_beneficiaries": ("Total del mes", "Total of the month"),
    "new_beneficiaries": ("Nuevos", "New"),
    "in_destination": ("En permanencia", "In destination"),
    "in_transit": ("En tránsito", "In transit"),
    "host_community": ("Comunidad de acogida", "Host community"),
    "pendulars": ("Pendulares", "Pendulars"),
    "returnees": ("Retornados", "Returnees"),
    "girls": ("Niñas", "Girls"),
    "boys": ("Niños", "Boys"),
    "women": ("Mujeres", "Women"),
    "men": ("Hombres", "Men"),
    "other_under18": ("Otro, menores de 18", "Other, under 18"),
    "other_above18": ("Otro, mayores de 18", "Other, above 18"),
}

_CELLS = """
    select submission_id, sheet_name, source_row, {fields}
    from read_parquet($files, union_by_name = true)
    semi join wanted using (submission_id, sheet_name, source_row)
"""
_Key = tuple[str, str, int]
_Cells = tuple[str | None, ...]


def encode_pairs(
    settings: Settings, findings: pd.DataFrame, texts: Texts, files: Mapping[str, int]
) -> dict[str, Any]:
    """Return the pairs of rows that standing findings relate, and the cells of those rows.

    Args:
        settings: Whose landing to read.
        findings: As the page lists them; a pair names its finding by position.
        texts: Takes up the cells.
        files: Submission id -> its number on the page.
    """
    pairs = _pairs(findings)
    cells = _read_cells(settings, {key for _, own, other in pairs for key in (own, other)})
    numbers = {key: number for number, key in enumerate(cells)}
    return {
        "fields": list(FIELDS.values()),
        "pairs": [
            [position, numbers[own], numbers[other]]
            for position, own, other in pairs
            if own in cells and other in cells
        ],
        "pair_rows": [
            [files.get(key[0], 0), texts.code(key[1]), key[2], texts.column(own)]
            for key, own in cells.items()
        ],
    }


def _pairs(findings: pd.DataFrame) -> list[tuple[int, _Key, _Key]]:
    """Finding, its row, the other row; two rows once per rule, whichever names the other."""
    related = findings[
        findings["related_source_row"].notna()
        & findings["source_row"].notna()
        & findings["related_submission_id"].notna()
        & ~findings["state"].isin(["waived", "fixed"])
    ]
    out = []
    seen: set[tuple[object, frozenset[_Key]]] = set()
    for position, row in zip(related.index, related.to_dict("records"), strict=True):
        own = (str(row["submission_id"]), str(row["sheet_name"]), int(row["source_row"]))
        sheet = row["related_sheet_name"] or row["sheet_name"]
        other = (str(row["related_submission_id"]), str(sheet), int(row["related_source_row"]))
        key = (row["rule_id"], frozenset((own, other)))
        if key not in seen:
            seen.add(key)
            out.append((int(position), own, other))
    return out


def _read_cells(settings: Settings, keys: set[_Key]) -> dict[_Key, _Cells]:
    """FIELDS of each row, in the order of the rows."""
    wanted = pd.DataFrame(sorted(keys), columns=["submission_id", "sheet_name", "source_row"])
    paths = [
        landed.path_of(settings, "activities", one) for one in wanted["submission_id"].unique()
    ]
    files = [str(path) for path in paths if path.is_file()]
    if not files:
        return {}
    query = _CELLS.format(fields=", ".join(FIELDS))
    with duckdb.connect() as connection:
        connection.register("wanted", wanted)
        found = connection.execute(query, {"files": files}).fetchall()
    return {(row[0], row[1], row[2]): row[3:] for row in sorted(found, key=lambda row: row[:3])}
