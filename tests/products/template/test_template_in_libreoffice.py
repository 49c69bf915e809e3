"""The template in LibreOffice: it opens, its dropdowns live on, and each list is the right one.

A dropdown's formula is LibreOffice's to evaluate: the same formula, moved to a row of the sheet as
LibreOffice moves it, is written beside the table, and what it yields is read back.
"""

from __future__ import annotations

import csv
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from filled_template import MONTH, ORGANISATION, ROWS, chosen, fill, put
from gtrm.core.settings import load_settings
from gtrm.intake import archive, landed, landing
from gtrm.products import template
from gtrm.products.template.code_lists import KEY_SEPARATOR, CodeList, load_code_lists
from gtrm.products.template.layout import (
    AGES,
    FIRST_ROW,
    LAST_ROW,
    POPULATIONS,
    PREPARED_ROWS,
    load_layout,
)
from gtrm.products.template.validations import DROPDOWNS
from gtrm.rules import batch

pytestmark = pytest.mark.needs("soffice")

LAYOUT = load_layout("es")
FIELDS = list(LAYOUT.columns)
DEPENDENT = [field for field, dropdown in DROPDOWNS.items() if dropdown.parents]
# The column beside the table where questions begin.
PROBE = len(FIELDS) + 2
CSV_OF_FIRST_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, a blank template, and what its lists should hold."""

    profile: Path
    template: Path
    lists: dict[str, CodeList]

    def convert(self, path: Path, to: str, folder: Path) -> Path:
        """Open a file, save it as another kind, and return that."""
        folder.mkdir(parents=True, exist_ok=True)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{self.profile}"]
        subprocess.run(
            [*command, "--convert-to", to, "--outdir", str(folder), str(path)],
            check=True,
            capture_output=True,
            timeout=180,
        )
        [made] = folder.glob(f"{path.stem}*.{to.split(':')[0]}")
        return made

    def calculate(self, book: openpyxl.Workbook, folder: Path, saved_as: str = "xlsx"):
        """Return the first sheet's cells as LibreOffice shows them, from the first prepared row."""
        path = folder / "probe.xlsx"
        book.save(path)
        if saved_as != "xlsx":
            path = self.convert(path, saved_as, folder / saved_as)
        shown = self.convert(path, CSV_OF_FIRST_SHEET, folder / "csv")
        with shown.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))[FIRST_ROW - 1 :]

    def open(self) -> tuple[openpyxl.Workbook, Worksheet]:
        """Return the template to write in, and its sheet."""
        book = openpyxl.load_workbook(self.template)
        return book, book[LAYOUT.sheet]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    settings = load_settings({})
    path = tmp_path_factory.mktemp("template") / "5w.xlsx"
    template.write_template(settings, MONTH, ORGANISATION, "es", path)
    lists = load_code_lists(settings.seeds, "es", LAYOUT.nothing, "-", MONTH)
    return Office(tmp_path_factory.mktemp("profile"), path, lists)


def validations(path: Path) -> dict[str, tuple[str, str, str, str]]:
    """What each prepared column accepts, by its range."""
    sheet = openpyxl.load_workbook(path)[LAYOUT.sheet]
    return {
        part: (one.type, one.formula1, one.errorStyle or "stop", one.error)
        for one in sheet.data_validations.dataValidation
        for part in str(one.sqref).split()
    }


def formulas(path: Path) -> dict[str, str]:
    """The formula of each dependent dropdown, for the first prepared row."""
    found = validations(path)
    return {field: found[LAYOUT.columns[field].range][1] for field in DEPENDENT}


def moved(formula: str, row: int) -> str:
    """A formula of the first prepared row as it stands in another row."""
    translated = Translator(f"={formula}", origin=f"A{FIRST_ROW}").translate_formula(f"A{row}")
    return translated.removeprefix("=")


def children(one: CodeList) -> dict[str, list[str]]:
    """The entries that each key of a list stands for."""
    out = defaultdict(list)
    for key, entry in zip(one.keys, one.entries, strict=True):
        out[key].append(entry)
    return out


def choose_parents(sheet: Worksheet, field: str, number: int, key: str) -> None:
    """Fill the cells that a key of a column's list is made of."""
    parents = DROPDOWNS[field].parents
    values = key.split(KEY_SEPARATOR) if len(parents) > 1 else [key]
    put(sheet, LAYOUT, number, dict(zip(parents, values, strict=True)))


def test_dropdowns_survive_being_saved_by_libreoffice(office, tmp_path):
    saved = office.convert(office.template, "xlsx", tmp_path / "saved")

    assert validations(saved) == validations(office.template)
    book = openpyxl.load_workbook(saved)
    assert book["Listas"].sheet_state == "hidden"
    assert book[LAYOUT.sheet].protection.sheet
    assert set(openpyxl.load_workbook(office.template).defined_names) <= set(book.defined_names)


@pytest.mark.parametrize(
    ("field", "saved_as"),
    [*((field, "xlsx") for field in DEPENDENT), ("activity", "ods"), ("district", "ods")],
)
def test_a_list_begins_and_ends_where_its_parents_say(office, tmp_path, field, saved_as):
    expected = children(office.lists[DROPDOWNS[field].list_name])
    keys = list(expected)[:: -(-len(expected) // PREPARED_ROWS)]  # a row for each
    book, sheet = office.open()
    formula = formulas(office.template)[field]
    for number, key in enumerate(keys, start=FIRST_ROW):
        choose_parents(sheet, field, number, key)
        here = moved(formula, number)
        asked = (f"ROWS({here})", f"INDEX({here},1)", f"INDEX({here},ROWS({here}))")
        for position, question in enumerate(asked, start=PROBE):
            sheet.cell(number, position, f"={question}")

    shown = office.calculate(book, tmp_path, saved_as)

    assert len(keys) == len(expected) or len(keys) > 250
    for key, line in zip(keys, shown, strict=False):
        entries = expected[key]
        wanted = [str(len(entries)), entries[0], entries[-1]]
        assert line[PROBE - 1 : PROBE + 2] == wanted, key


def test_whole_lists_are_right_evaluated_as_a_dropdown_is(office, tmp_path):
    """As an array: the longest list of each column, entry by entry."""
    book, sheet = office.open()
    wanted = {}
    for position, (field, formula) in enumerate(formulas(office.template).items(), start=PROBE):
        lists = children(office.lists[DROPDOWNS[field].list_name])
        key, wanted[field] = max(lists.items(), key=lambda item: len(item[1]))
        number = LAST_ROW - position  # its parents' row
        choose_parents(sheet, field, number, key)
        cell = sheet.cell(FIRST_ROW, position)
        letter, last = cell.column_letter, FIRST_ROW + len(wanted[field]) - 1
        formula_here = f"={moved(formula, number)}"
        sheet[cell.coordinate] = ArrayFormula(f"{letter}{FIRST_ROW}:{letter}{last}", formula_here)

    shown = office.calculate(book, tmp_path)

    for position, field in enumerate(DEPENDENT, start=PROBE - 1):
        entries = wanted[field]
        assert [line[position] for line in shown[: len(entries)]] == entries, field
    assert len(wanted["district"]) == 43  # the province of Lima


def test_lists_without_a_parent_are_empty_and_sectors_then_are_all(office, tmp_path):
    book, sheet = office.open()
    for position, formula in enumerate(formulas(office.template).values(), start=PROBE):
        sheet.cell(FIRST_ROW, position, f'=ROWS({formula})&"/"&COUNTA({formula})')

    line = office.calculate(book, tmp_path)[0]
    answers = dict(zip(DEPENDENT, line[PROBE - 1 :], strict=False))

    sectors = len(office.lists["sectores"].entries)
    assert answers.pop("sector") == f"{sectors}/{sectors}"
    assert set(answers.values()) == {"1/0"}


@pytest.mark.parametrize("saved_as", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_comes_back_without_a_finding(
    office, settings, tmp_path, saved_as
):
    filled = fill(office.template, tmp_path / "filled" / "5w.xlsx", settings)
    saved = office.convert(filled, saved_as, tmp_path / "in")

    [ids] = archive.receive(settings, MONTH, str(saved.parent))
    landing.land_batch(settings, ids)
    batch.check_batch(settings, ids)

    assert landed.read(settings, "submissions", ids)["status"][0] == "read"
    assert len(landed.read(settings, "activities", ids)) == len(ROWS)
    assert landed.read(settings, "findings", ids).to_dict("records") == []


# What is changed in a row without faults, and the cells that turn another colour.
FAULTS: tuple[tuple[dict[str, object], set[str]], ...] = (
    ({"description": "sin faltas"}, set()),
    ({"in_transit": 6}, {"total_beneficiaries", *POPULATIONS}),
    ({"men": None}, {"total_beneficiaries", *AGES}),
    ({"new_beneficiaries": 22}, {"new_beneficiaries"}),
    ({"cva": "Sí"}, {"cva_value", "cva_mechanism"}),
    ({"cva_value": 10}, {"cva_value"}),
    ({"cva_mechanism": "Cheque"}, {"cva_mechanism"}),
    ({"implementing_org": None}, {"implementing_org"}),
    ({"implementation_setup": "No"}, {"implementing_org"}),
    ({"admin1": "Tumbes"}, {"admin2", "district", "ubigeo"}),
    ({"sector": "Salud"}, {"sector", "indicator"}),
    ({"subgroup": None}, set()),
    ({"month": None, "rmrp_activity": None}, {"month", "rmrp_activity"}),
    ({"project": "dos veces"}, {"appealing_org"}),
    ({"project": "dos veces"}, {"appealing_org"}),
)


def test_a_fault_colours_its_cells_and_no_others(office, settings, tmp_path):
    good = chosen(ROWS[0], settings.seeds, "es")
    book, sheet = office.open()
    rules = [
        (str(ranged.sqref), rule.formula[0])
        for ranged in sheet.conditional_formatting
        for rule in ranged.rules
    ]
    for number, (changes, _) in enumerate(FAULTS, start=FIRST_ROW):
        donor = "el mismo" if "project" in changes else f"fila {number}"
        put(sheet, LAYOUT, number, good | {"donor": donor} | changes)
        for position, (_, formula) in enumerate(rules, start=PROBE):
            sheet.cell(number, position, f"=IF({moved(formula, number)},1,0)")

    shown = office.calculate(book, tmp_path)

    field_of = {column.range: field for field, column in LAYOUT.columns.items()}
    for line, (changes, expected) in zip(shown, FAULTS, strict=False):
        answers = line[PROBE - 1 : PROBE - 1 + len(rules)]
        assert set(answers) <= {"0", "1"}
        applied = zip(rules, answers, strict=True)
        assert {field_of[where] for (where, _), one in applied if one == "1"} == expected, changes


def test_the_blank_workbook_prints(office, tmp_path):
    pdf = office.convert(office.template, "pdf", tmp_path / "pdf")

    assert pdf.read_bytes().startswith(b"%PDF")
