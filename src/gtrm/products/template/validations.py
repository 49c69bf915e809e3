"""What each cell accepts: dropdowns, whole numbers, amounts.

A dependent dropdown is a part of a column of (key, entry) pairs on the sheet of lists, found by
OFFSET, MATCH and COUNTIF, so that names may hold blanks, accents and brackets: INDIRECT on a
defined name could not. IF chooses between references and not values: Excel takes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from openpyxl.worksheet.datavalidation import DataValidation

from gtrm.products.template.code_lists import KEY_SEPARATOR
from gtrm.products.template.layout import COUNTS, Layout
from gtrm.products.template.texts import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NO_ENTRIES = "sin_lista"  # the defined name of a blank cell
_TITLE_LIMIT, _TEXT_LIMIT = 32, 225  # Excel's, for the messages of a cell


@dataclass(frozen=True)
class Dropdown:
    """The list of a column: whole, or the part that the parents' cells name."""

    list_name: str
    parents: tuple[str, ...] = ()
    is_open: bool = False  # another value may be entered, after a warning
    without_parent: str = NO_ENTRIES  # the list while the parent's cell is blank


DROPDOWNS = {
    "appealing_org": Dropdown("organizacion"),
    "implementation_setup": Dropdown("si_no"),
    "implementing_org": Dropdown("socios", is_open=True),
    "month": Dropdown("mes", is_open=True),
    "subgroup": Dropdown("subgrupos"),
    "sector": Dropdown("sectores_del_subgrupo", ("subgroup",), without_parent="lista_sectores"),
    "indicator": Dropdown("indicadores", ("sector",)),
    "activity": Dropdown("actividades", ("indicator",), is_open=True),
    "activity_unit": Dropdown("unidades", ("activity",), is_open=True),
    "rmrp_activity": Dropdown("si_no"),
    "cva": Dropdown("si_no"),
    "cva_mechanism": Dropdown("mecanismos"),
    "admin1": Dropdown("regiones"),
    "admin2": Dropdown("provincias", ("admin1",)),
    "district": Dropdown("distritos", ("admin1", "admin2")),
    "ubigeo": Dropdown("ubigeos", ("admin1", "admin2", "district"), is_open=True),
}
# A message over the cell while it is selected: only where the answer is not plain.
PROMPTED = (
    *("implementing_org", "subgroup", "activity", "cva_value", "admin1", "ubigeo"),
    *("output_quantity", "total_beneficiaries", "new_beneficiaries"),
)


def add_validations(sheet: Worksheet, layout: Layout) -> None:
    """Give every column of the prepared rows what it accepts, and its message."""
    for field, column in layout.columns.items():
        if field in DROPDOWNS:
            validation = _dropdown(DROPDOWNS[field], layout)
        elif field == "cva_value" or field in COUNTS:
            validation = _number("decimal" if field == "cva_value" else "whole", layout.language)
        else:
            continue
        if field in PROMPTED:
            validation.promptTitle = column.header[:_TITLE_LIMIT]
            validation.prompt = explain(layout, field)[:_TEXT_LIMIT]
            validation.showInputMessage = True
        validation.add(column.range)
        sheet.add_data_validation(validation)


def explain(layout: Layout, field: str) -> str:
    """Return what goes in a column, in the layout's language."""
    return say(layout.language, "columns", field, nothing=layout.nothing)


def list_formula(dropdown: Dropdown, layout: Layout) -> str:
    """Return the reference to a dropdown's entries, for the first prepared row."""
    entries = f"lista_{dropdown.list_name}"
    if not dropdown.parents:
        return entries
    keys, wanted = f"clave_{dropdown.list_name}", key_of(dropdown, layout)
    count = f"COUNTIF({keys},{wanted})"
    part = f"OFFSET({entries},MATCH({wanted},{keys},0)-1,0,{count},1)"
    part = f"IF({count}=0,{NO_ENTRIES},{part})"
    if dropdown.without_parent == NO_ENTRIES:
        return part
    return f'IF({wanted}="",{dropdown.without_parent},{part})'


def key_of(dropdown: Dropdown, layout: Layout) -> str:
    """Return the formula of the key that the parents' cells name."""
    cells = [layout.columns[parent].cell for parent in dropdown.parents]
    return f'&"{KEY_SEPARATOR}"&'.join(cells)


def _dropdown(dropdown: Dropdown, layout: Layout) -> DataValidation:
    language = layout.language
    kind = "unlisted" if dropdown.is_open else "dependent" if dropdown.parents else "list"
    parents = " > ".join(layout.columns[parent].header for parent in dropdown.parents)
    return DataValidation(
        type="list",
        formula1=list_formula(dropdown, layout),
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning" if dropdown.is_open else "stop",
        errorTitle=say(language, "messages", kind, "title"),
        error=say(language, "messages", kind, "text", parents=parents)[:_TEXT_LIMIT],
    )


def _number(kind: Literal["whole", "decimal"], language: str) -> DataValidation:
    message = "whole" if kind == "whole" else "money"
    return DataValidation(
        type=kind,
        operator="greaterThanOrEqual",
        formula1="0",
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="stop",
        errorTitle=say(language, "messages", message, "title"),
        error=say(language, "messages", message, "text"),
    )
