"""Laying out and writing the workbook a partner fills."""

from __future__ import annotations

import difflib
import io
import re
import unicodedata
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from gtrm.config.checking import read_list
from gtrm.config.deadlines import deadline
from gtrm.config.lists import Contact
from gtrm.core.cycle import LIMA, check_month
from gtrm.core.errors import SettingsError
from gtrm.lists.vocabularies import Vocabularies
from gtrm.products.template.code_lists import CodeList, load_code_lists, organisation_name
from gtrm.products.template.guidance import Occasion, write_guidance
from gtrm.products.template.layout import load_layout
from gtrm.products.template.sheet import write_sheet
from gtrm.products.template.texts import load_texts, say
from gtrm.products.template.validations import NO_ENTRIES
from gtrm.products.texts import LANGUAGES, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from gtrm.core.settings import Settings

_CONTACT_TOPIC = "5w"


def write_template(
    settings: Settings, month: str, organisation: str, language: str, path: Path
) -> None:
    """Write the workbook that an organisation fills for a month; the same inputs, the same bytes.

    Its dropdowns hold the code lists as they are now. Only the cells above the table are filled: a
    row that holds anything is a reported row, so that the prepared ones are blank.

    Args:
        settings: Code lists (`seeds`) and `config`: `deadlines.csv`, and `contacts.csv` if it is
            there (topic, contact_es, contact_en; the topic is 5w).
        month: The reporting month, such as 2021-10.
        organisation: A name, acronym or code of an organisation that may report.
        language: 'es' or 'en', for headers and lists; instructions have both.
        path: The .xlsx to write; its folder exists. A different file is never overwritten.

    Raises:
        SettingsError: The month, language or organisation is not known, no deadline holds, or the
            path is taken.
        VocabularyError: A code list is missing, or a spreadsheet cannot look up its names.
        TemplateError: The generation's YAML cannot be laid out.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"{language!r} is no language.", "language", "Give es or en.")
    name = _organisation(settings, organisation, language)
    occasion = _occasion(settings, check_month(month), name)
    layout = load_layout(language)
    lists = load_code_lists(settings.seeds, language, layout.nothing, name, month)
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    write_sheet(sheet, layout, occasion)
    write_guidance(book.create_sheet(say(language, "sheets", "instructions")), layout, occasion)
    _write_lists(book, say(language, "sheets", "lists"), lists.values())
    content = _fixed_bytes(book, month)
    if path.exists() and path.read_bytes() != content:
        raise SettingsError(
            "There is another file of that name; it may be a workbook somebody filled.",
            str(path),
            "Move it away or choose another name.",
        )
    path.write_bytes(content)


def file_name(organisation: str, month: str) -> str:
    """Return the usual name of the file: 5W_Organizacion_Muestra_A_2021-10.xlsx."""
    letters = unicodedata.normalize("NFKD", organisation)
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return f"5W_{re.sub(r'[^A-Za-z0-9]+', '_', plain).strip('_')}_{month}.xlsx"


def _organisation(settings: Settings, organisation: str, language: str) -> str:
    known = Vocabularies.load(settings.seeds).organisations
    code = known.match(organisation)
    if code is None:
        near = difflib.get_close_matches(organisation.casefold(), known.names, n=3)
        raise SettingsError(
            f"No organisation that may report is called {organisation!r}.",
            "organisation",
            f"Did you mean: {', '.join(near)}?" if near else "Use its name in ref_organisations.",
        )
    return organisation_name(settings.seeds, code, language)


def _occasion(settings: Settings, month: str, organisation: str) -> Occasion:
    last = deadline(settings.config, month).astimezone(LIMA) - timedelta(seconds=1)
    month_name = shared()["months"][last.month - 1]
    printed = {
        one: say(one, "deadline", day=last.day, month=month_name[one], year=last.year)
        for one in LANGUAGES
    }
    return Occasion(organisation, month, printed, _contact(settings))


def _contact(settings: Settings) -> Mapping[str, str]:
    """Whom to ask: `config/contacts.csv`, else the team's name alone."""
    for line in read_list(settings, Contact):
        if line.topic == _CONTACT_TOPIC:
            return {"es": line.contact_es, "en": line.contact_en}
    contact: dict[str, str] = load_texts()["contact"]
    return contact


def _write_lists(book: Workbook, title: str, lists: Iterable[CodeList]) -> None:
    """One column per list, and one before it for its keys; a defined name for each column."""
    sheet = book.create_sheet(title)
    sheet.sheet_state = "hidden"  # a partner may look: "very hidden" would only look broken
    sheet.protection.sheet = True
    _define(book, NO_ENTRIES, f"'{title}'!$A$1")  # stays blank
    position = 1
    for one in lists:
        for prefix, texts in (("clave", one.keys), ("lista", one.entries)):
            if not texts:
                continue
            position += 1
            sheet.cell(1, position, f"{prefix}_{one.name}")
            for row, text in enumerate(texts, start=2):
                sheet.cell(row, position, text)
            letter = sheet.cell(1, position).column_letter
            reference = f"'{title}'!${letter}$2:${letter}${len(texts) + 1}"
            _define(book, f"{prefix}_{one.name}", reference)


def _define(book: Workbook, name: str, reference: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=reference)


def _fixed_bytes(book: Workbook, month: str) -> bytes:
    """The workbook's bytes without the time of saving: its date is the beginning of its month."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.properties.creator = "GTRM"
    book.save(saved)
    made_at = f"{month}-01T00:00:00Z".encode()
    stamp = rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*"
    zip_time = (int(month[:4]), int(month[5:]), 1, 0, 0, 0)
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(fixed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(stamp, rb"\g<1>" + made_at, content)
            entry = zipfile.ZipInfo(name, zip_time)
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, content)
    return fixed.getvalue()
