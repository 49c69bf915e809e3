from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from filled_template import MONTH, ORGANISATION, ROWS, fill
from gtrm import landed
from gtrm.errors import SettingsError, VocabularyError
from gtrm.intake import archive, blank, landing
from gtrm.intake.blank.code_lists import KEY_SEPARATOR, load_code_lists
from gtrm.intake.blank.layout import FIRST_ROW, HEADER_ROW, LAST_ROW, load_layout
from gtrm.intake.blank.texts import load_texts
from gtrm.intake.blank.validations import DROPDOWNS
from gtrm.intake.templates import load_templates
from gtrm.settings import load_settings
from gtrm.validation import batch
from gtrm.vocabularies import Vocabularies

LANGUAGES = ("es", "en")


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One blank workbook per language; tests copy, never change them."""
    folder = tmp_path_factory.mktemp("blank")
    for language in LANGUAGES:
        path = folder / f"{language}.xlsx"
        blank.write_template(load_settings({}), MONTH, ORGANISATION, language, path)
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}


@pytest.fixture(scope="module")
def books(blanks: dict[str, Path]) -> dict[str, openpyxl.Workbook]:
    return {language: openpyxl.load_workbook(path) for language, path in blanks.items()}


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.load(load_settings({}).seeds)


@dataclass(frozen=True)
class Landed:
    """What became of one file: its submission, and the landing's tables of it."""

    submission: pd.Series
    tables: dict[str, pd.DataFrame]


def receive(folder: Path, book: Path) -> Landed:
    """Archive, land and check one file in an installation of its own."""
    settings = load_settings({"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder)})
    inbox = folder / "in"
    inbox.mkdir()
    shutil.copy(book, inbox)
    [ids] = archive.receive(settings, MONTH, str(inbox))
    landing.land_batch(settings, ids)
    batch.check_batch(settings, ids)
    names = ("submissions", "activities", "headers", "findings")
    tables = {name: landed.read(settings, name, ids) for name in names}
    return Landed(tables["submissions"].iloc[0], tables)


@pytest.fixture(scope="module", params=LANGUAGES)
def returned(request, tmp_path_factory, blanks) -> tuple[str, Landed]:
    """A filled workbook that came back, and its language."""
    folder = tmp_path_factory.mktemp("returned")
    book = fill(blanks[request.param], folder / "5w.xlsx", load_settings({}), request.param)
    return request.param, receive(folder, book)


def test_a_filled_workbook_comes_back_without_a_finding(returned):
    language, landed_file = returned
    submission, rows = landed_file.submission, landed_file.tables["activities"]

    assert submission["status"] == "read"
    assert submission["generation_code"] == f"gtrm_{language}_2021"
    assert submission["organisation_code"] == ORGANISATION
    assert landed_file.tables["findings"].to_dict("records") == []
    assert list(rows["source_row"]) == list(range(FIRST_ROW, FIRST_ROW + len(ROWS)))
    mapped = set(landed_file.tables["headers"]["field_name"])
    assert mapped == set(load_layout(language).columns)
    assert rows["other_cells"].isna().all()
    assert (rows["population_measure_code"] == "total").all()


def test_what_was_chosen_from_the_lists_becomes_its_code(returned):
    rows = returned[1].tables["activities"]

    first = rows.iloc[0]
    assert first["district_pcode"] == "PE230102"
    assert first["ubigeo"] == "230102"
    assert first["activity_code"] == "RE-FS1-01"
    assert first["implementing_organisation_code"] == "MUESTRA-SI1"
    assert first["other_above18"] == "1"
    assert rows["mechanism_code"][1] == "prepaid_card"
    assert rows["cva_value"][1] == "1234.5"
    assert list(rows["region_pcode"])[2:4] == ["PE23", "PE00"]
    assert (rows["month_code"] == MONTH).all()
    for column in ("sector_code", "indicator_code", "activity_code", "rmrp_code", "cva_code"):
        assert rows[column].notna().all(), column


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_says_there_were_no_activities_is_a_submission(tmp_path, blanks, language):
    layout = load_layout(language)
    book = openpyxl.load_workbook(blanks[language])
    book[layout.sheet][f"A{FIRST_ROW}"] = layout.nothing
    book.save(tmp_path / "5w.xlsx")

    submission = receive(tmp_path, tmp_path / "5w.xlsx").submission

    assert submission["status"] == "nothing_to_report"
    assert submission["rows_received_count"] == 0
    assert submission["organisation_code"] == ORGANISATION


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_sent_back_blank_has_nothing_to_report(tmp_path, blanks, language):
    submission = receive(tmp_path, blanks[language]).submission

    assert submission["status"] == "nothing_to_report"
    assert submission["organisation_code"] == ORGANISATION


def test_the_bytes_depend_on_nothing_but_what_was_asked(settings, tmp_path, blanks):
    again = tmp_path / "again.xlsx"
    blank.write_template(settings, MONTH, "Organización Muestra A", "es", again)

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_every_list_is_one_that_intake_knows(settings, vocabularies, language):
    lists = load_code_lists(settings.seeds, language, "-", "-", MONTH)
    known = {
        "regiones": vocabularies.regions,
        "subgrupos": vocabularies.subgroups,
        "sectores": vocabularies.sectors,
        "sectores_del_subgrupo": vocabularies.sectors,
        "indicadores": vocabularies.indicators,
        "mecanismos": vocabularies.mechanisms,
        "socios": vocabularies.implementing_organisations,
        "si_no": vocabularies.yes_no,
    }
    unknown = {
        (name, entry)
        for name, vocabulary in known.items()
        for entry in lists[name].entries
        if vocabulary.match(entry) is None
    }
    activities = lists["actividades"]
    for key, entry in zip(activities.keys, activities.entries, strict=True):
        if vocabularies.activities.match(entry, vocabularies.indicators.match(key)) is None:
            unknown.add((key, entry))
    assert unknown == set()
    assert len(activities.entries) == len(vocabularies.activities.parents)


def test_every_district_is_in_the_list_of_its_province_with_its_code(settings, vocabularies):
    lists = load_code_lists(settings.seeds, "es", "-", "-", MONTH)
    districts, ubigeos = lists["distritos"], lists["ubigeos"]

    code_of = dict(zip(ubigeos.keys, ubigeos.entries, strict=True))
    assert len(districts.entries) == len(code_of) == 1891
    for key, name in zip(districts.keys, districts.entries, strict=True):
        region, province = key.split(KEY_SEPARATOR)
        pcode = vocabularies.provinces.match_inside(province, vocabularies.regions.match(region))
        district = vocabularies.districts.match_inside(name, pcode)
        assert district == f"PE{code_of[KEY_SEPARATOR.join((key, name))]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_named_by_what_its_parents_cells_can_hold(settings, language):
    lists = load_code_lists(settings.seeds, language, "-", "-", MONTH)
    entries_of = {field: set(lists[one.list_name].entries) for field, one in DROPDOWNS.items()}
    entries_of["sector"] = set(lists["sectores"].entries)  # all, while the subgroup is blank

    for dropdown in DROPDOWNS.values():
        offered = [entries_of[parent] for parent in dropdown.parents]
        for key in lists[dropdown.list_name].keys:
            parts = key.split(KEY_SEPARATOR) if len(offered) > 1 else [key]
            assert len(parts) == len(offered), key
            assert all(part in entries for part, entries in zip(parts, offered, strict=True)), key


def test_a_name_too_long_to_look_up_gives_way_to_one_that_is_not(settings):
    entries = load_code_lists(settings.seeds, "es", "-", "-", MONTH)["indicadores"].entries

    assert "RE-INT6_COL" in entries  # its names have 327 characters
    assert max(map(len, entries)) <= 255


def test_instructions_name_the_deadline_the_contact_and_every_column(settings, tmp_path):
    config = tmp_path / "config"
    shutil.copytree(settings.config, config)
    (config / "contacts.csv").write_text(
        "topic,contact_es,contact_en\n5w,buzón 5w@ejemplo.pe,mailbox 5w@ejemplo.pe\n",
        encoding="utf-8",
    )
    own = replace(settings, config=config)
    path = tmp_path / "5w.xlsx"

    blank.write_template(own, MONTH, ORGANISATION, "es", path)
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
        (("2019-01", ORGANISATION, "es"), "No deadline holds"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(settings, tmp_path, asked, said):
    path = tmp_path / "5w.xlsx"

    with pytest.raises(SettingsError, match=said):
        blank.write_template(settings, *asked, path)

    assert not path.exists()


def test_a_file_that_somebody_may_have_filled_is_not_overwritten(settings, tmp_path, blanks):
    path = tmp_path / blank.file_name("Organización Muestra A", MONTH)
    assert path.name == "5W_Organizacion_Muestra_A_2021-10.xlsx"
    path.write_bytes(b"filled")

    with pytest.raises(SettingsError, match="There is another file of that name"):
        blank.write_template(settings, MONTH, ORGANISATION, "es", path)

    assert path.read_bytes() == b"filled"


def test_a_name_that_a_spreadsheet_reads_as_a_pattern_is_refused(settings, tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(settings.seeds, seeds)
    sectors = seeds / "ref_sectors.csv"
    text = sectors.read_text(encoding="utf-8").replace("Alojamiento", "Alojamiento*")
    sectors.write_text(text, encoding="utf-8")

    with pytest.raises(VocabularyError, match=r"Alojamiento\*"):
        load_code_lists(seeds, "es", "-", "-", MONTH)


def test_a_missing_list_is_named(settings, tmp_path):
    with pytest.raises(VocabularyError, match="ref_regions"):
        load_code_lists(tmp_path, "es", "-", "-", MONTH)
