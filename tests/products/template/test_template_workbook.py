"""The blank 5W workbook: its sheets, cells and messages."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from filled_template import LANGUAGES, MONTH, ORGANISATION
from gtrm.core.errors import SettingsError
from gtrm.intake.layouts.templates import load_templates
from gtrm.products import template
from gtrm.products.template.layout import FIRST_ROW, HEADER_ROW, LAST_ROW, load_layout
from gtrm.products.template.texts import load_texts


@pytest.fixture(scope="module")
def books(blanks: dict[str, Path]) -> dict[str, openpyxl.Workbook]:
    return {language: openpyxl.load_workbook(path) for language, path in blanks.items()}


def test_the_bytes_depend_on_nothing_but_what_was_asked(settings, tmp_path, blanks):
    again = tmp_path / "again.xlsx"
    template.write_template(settings, MONTH, "Organización Muestra A", "es", again)

    assert again.read_bytes() == blanks["es"].read_bytes()


def test_both_languages_have_the_same_columns():
    layouts = [load_layout(language) for language in LANGUAGES]
    templates = {one.generation: one for one in load_templates()}

    assert list(layouts[0].columns) == list(layouts[1].columns)
    mandatory = [{f for f, c in one.columns.items() if c.is_mandatory} for one in layouts]
    assert mandatory[0] == mandatory[1]
    assert templates["gtrm_en_2021"].required == templates["gtrm_es_2021"].required
    assert templates["gtrm_en_2021"].measure == templates["gtrm_es_2021"].measure


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_prepared_cells_can_be_filled_and_they_are_blank(books, language):
    layout = load_layout(language)
    sheet = books[language][layout.sheet]

    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.formatCells  # False: allowed
    assert not sheet.protection.autoFilter
    prepared = sheet[f"A{FIRST_ROW}:{layout.last_letter}{LAST_ROW}"]
    assert all(c.value is None and not c.protection.locked for row in prepared for c in row)
    above = sheet[f"A1:{layout.last_letter}{HEADER_ROW}"]
    assert all(cell.protection.locked for row in above for cell in row)
    lists = books[language][load_texts()["sheets"]["lists"][language]]
    assert lists.sheet_state == "hidden"
    assert lists.protection.sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_says_what_it_accepts_within_the_limits_of_excel(books, language):
    layout = load_layout(language)
    sheet = books[language][layout.sheet]
    by_range = {str(one.sqref): one for one in sheet.data_validations.dataValidation}

    free = {f for f, c in layout.columns.items() if c.range not in by_range}
    assert free == {"project", "donor", "description"}
    for one in by_range.values():
        assert len(one.formula1) <= 255
        assert 0 < len(one.errorTitle) <= 32
        assert 0 < len(one.error) <= 225
        assert len(one.promptTitle or "") <= 32
        assert len(one.prompt or "") <= 255
    assert by_range[layout.columns["men"].range].type == "whole"
    assert by_range[layout.columns["cva_value"].range].type == "decimal"


def test_codes_and_months_stay_texts(books):
    layout = load_layout("es")
    formats = {
        field: books["es"][layout.sheet][f"{layout.columns[field].letter}{LAST_ROW}"].number_format
        for field in ("ubigeo", "month", "cva_value", "men")
    }

    assert formats == {"ubigeo": "@", "month": "@", "cva_value": "#,##0.00", "men": "#,##0"}


def test_messages_are_in_the_language_of_the_workbook(books):
    layout = load_layout("es")
    validations = books["es"][layout.sheet].data_validations.dataValidation
    errors = {str(one.sqref): one.error for one in validations}

    assert errors[layout.columns["women"].range].startswith("Escriba un número entero de cero")
    assert "lista de «Región > Provincia»" in errors[layout.columns["district"].range]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_that_a_formula_uses_is_defined(books, language):
    book = books[language]
    sheet = book[load_layout(language).sheet]
    validations = [one.formula1 for one in sheet.data_validations.dataValidation]
    colours = [
        formula
        for ranged in sheet.conditional_formatting
        for rule in ranged.rules
        for formula in rule.formula
    ]
    text = " ".join(validations + colours)

    used = {word for word in _words(text) if word.startswith(("lista_", "clave_", "sin_"))}
    assert used <= set(book.defined_names)
    assert len(used) > 20


def _words(formula: str) -> set[str]:
    return set("".join(c if c.isalnum() or c == "_" else " " for c in formula).split())


def test_instructions_name_the_deadline_the_contact_and_every_column(settings, tmp_path):
    config = tmp_path / "config"
    shutil.copytree(settings.config, config)
    (config / "contacts.csv").write_text(
        "topic,contact_es,contact_en\n5w,buzón 5w@ejemplo.pe,mailbox 5w@ejemplo.pe\n",
        encoding="utf-8",
    )
    own = replace(settings, config=config)
    path = tmp_path / "5w.xlsx"

    template.write_template(own, MONTH, ORGANISATION, "es", path)
    sheet = openpyxl.load_workbook(path)["Instrucciones"]
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]

    whole = "\n".join(texts)
    assert "10 de noviembre de 2021, 23:59 (Lima)" in whole
    assert "10 November 2021, 23:59 (Lima)" in whole
    assert "Escriba a: buzón 5w@ejemplo.pe." in whole
    assert "Write to: mailbox 5w@ejemplo.pe." in whole
    assert "«Sin actividades este mes»" in whole
    headers = {text.removesuffix(" *") for text in texts}
    assert {column.header for column in load_layout("es").columns.values()} <= headers
    assert "{" not in whole


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("2021-13", ORGANISATION, "es"), "is not a month"),
        ((MONTH, "Organizacion Muestr", "es"), r"Did you mean: organizacion muestra"),
        ((MONTH, "¿?", "es"), "Use its name in ref_organisations"),
        ((MONTH, ORGANISATION, "fr"), "Give es or en"),
        (("2019-01", ORGANISATION, "es"), "no row holds for 2019-01"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(settings, tmp_path, asked, said):
    path = tmp_path / "5w.xlsx"

    with pytest.raises(SettingsError, match=said):
        template.write_template(settings, *asked, path)

    assert not path.exists()


def test_a_file_that_somebody_may_have_filled_is_not_overwritten(settings, tmp_path, blanks):
    path = tmp_path / template.file_name("Organización Muestra A", MONTH)
    assert path.name == "5W_Organizacion_Muestra_A_2021-10.xlsx"
    path.write_bytes(b"filled")

    with pytest.raises(SettingsError, match="There is another file of that name"):
        template.write_template(settings, MONTH, ORGANISATION, "es", path)

    assert path.read_bytes() == b"filled"
