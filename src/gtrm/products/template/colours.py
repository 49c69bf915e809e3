"""What turns amber, red or orange while a partner fills a row: the rules that a cell can show.

They follow the rules of `expectations/`, which decide; colours only warn early. A blank figure
counts as 0 in sums, as there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle

from gtrm.products.template.layout import AGES, POPULATIONS, Layout
from gtrm.products.template.looks import LOOKS, solid
from gtrm.products.template.texts import say
from gtrm.products.template.validations import DROPDOWNS, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

_PERSON_TYPES = {"pin": ("pin",), "persons": ("pin", "people"), "other": ("other",)}
Colour = tuple[str, str, str]  # field, look, formula for the first prepared row


def add_colours(sheet: Worksheet, layout: Layout) -> None:
    """Add the conditional formats; where two apply to a cell, the earlier one is shown."""
    rules = [*_sums(layout), *_money(layout), *_partner(layout), *_unlisted(layout)]
    for field, look, formula in (*rules, _repeated(layout), *_missing(layout)):
        fill, text = LOOKS[look]
        style = DifferentialStyle(font=Font(color=text), fill=solid(fill))
        rule = Rule("expression", dxf=style, stopIfTrue=True, formula=[formula])
        sheet.conditional_formatting.add(layout.columns[field].range, rule)


def _sums(layout: Layout) -> Iterator[Colour]:
    """Rules 5W-308, 309, 310, 401 to 403."""
    measure = layout.columns[layout.measure].cell
    total, new = (layout.cells([f"{one}_beneficiaries"]) for one in ("total", "new"))
    populations = f"AND({_is_type(layout, 'pin')},{_differs(layout, POPULATIONS, measure)})"
    ages = f"AND({_is_type(layout, 'persons')},{_differs(layout, AGES, measure)})"
    for field in POPULATIONS:
        yield field, "wrong", populations
    for field in AGES:
        yield field, "wrong", ages
    yield layout.measure, "wrong", f"OR({populations},{ages})"
    yield "new_beneficiaries", "wrong", f"N({new})>N({total})"
    persons = _is_type(layout, "persons")
    yield "total_beneficiaries", "missing", f"AND({persons},N({total})=0)"
    pin = _is_type(layout, "pin")
    yield "new_beneficiaries", "missing", f"AND({pin},N({total})>0,N({new})=0)"
    quantity = layout.columns["output_quantity"].cell
    yield "output_quantity", "missing", f"AND({_is_type(layout, 'other')},N({quantity})=0)"


def _money(layout: Layout) -> Iterator[Colour]:
    """Rules 5W-302, 303, 305 and 306."""
    cva, value, mechanism = (
        layout.columns[field].cell for field in ("cva", "cva_value", "cva_mechanism")
    )
    yes, no = _answers(layout, cva)
    yield "cva_value", "wrong", f"OR(AND({yes},N({value})=0),AND({no},N({value})>0))"
    filled = f'{mechanism}<>""'
    yield "cva_mechanism", "wrong", f"OR(AND({yes},NOT({filled})),AND({no},{filled}))"


def _partner(layout: Layout) -> Iterator[Colour]:
    """Rules 5W-203 and 205."""
    partner = f'{layout.columns["implementing_org"].cell}<>""'
    yes, no = _answers(layout, layout.columns["implementation_setup"].cell)
    yield "implementing_org", "wrong", f"OR(AND({yes},NOT({partner})),AND({no},{partner}))"


def _unlisted(layout: Layout) -> Iterator[Colour]:
    """A value that is not in the list of its parents: rules 5W-005, 006, 009, 301, 311."""
    for field, dropdown in DROPDOWNS.items():
        if not dropdown.parents:
            continue
        own = layout.columns[field].cell
        keys, wanted = f"clave_{dropdown.list_name}", key_of(dropdown, layout)
        in_list = f"COUNTIFS({keys},{wanted},lista_{dropdown.list_name},{own})"
        conditions = [f'{own}<>""', f"{in_list}=0"]
        if field in ("activity", "activity_unit"):  # the catalogue has none for some indicators
            conditions.append(f"COUNTIF({keys},{wanted})>0")
        if field == "sector":  # a common service without subgroup
            conditions.append(f'{wanted}<>""')
        yield field, "wrong", f"AND({','.join(conditions)})"


def _repeated(layout: Layout) -> Colour:
    """Rows that are equal in all fields: two real activities may be, so the colour only warns."""
    first = layout.columns["appealing_org"]
    says = [column for field, column in layout.columns.items() if field != "ubigeo"]
    alike = ",".join(f"--({column.fixed_range}={column.cell})" for column in says)
    return first.field, "repeated", f'AND({first.cell}<>"",SUMPRODUCT({alike})>1)'


def _missing(layout: Layout) -> Iterator[Colour]:
    """A mandatory cell of a row that holds anything else."""
    first = layout.columns["appealing_org"].cell
    started = f'COUNTA({layout.row})>0,{first}<>"{layout.nothing}"'
    for column in layout.columns.values():
        if column.is_mandatory:
            yield column.field, "missing", f'AND({started},{column.cell}="")'


def _is_type(layout: Layout, kind: str) -> str:
    """Whether the row's indicator is of a type; false while it is blank or unknown."""
    own = f"INDEX(lista_tipos,MATCH({layout.columns['indicator'].cell},clave_tipos,0))"
    types = [f'{own}="{one}"' for one in _PERSON_TYPES[kind]]
    return f"IFERROR(OR({','.join(types)}),FALSE)"


def _differs(layout: Layout, parts: tuple[str, ...], whole: str) -> str:
    return f"ROUND(SUM({layout.cells(parts)})-N({whole}),6)<>0"


def _answers(layout: Layout, cell: str) -> tuple[str, str]:
    yes, no = (say(layout.language, f"answer_{word}") for word in ("yes", "no"))
    return f'{cell}="{yes}"', f'{cell}="{no}"'
