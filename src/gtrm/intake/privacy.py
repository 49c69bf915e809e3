"""Personal data in what partners type: found, and replaced by a mark before anything is stored.

Found: identity documents (DNI, carné de extranjería, passport, cédula V-12.345.678, PTP, CPP, a
person's RUC), mobile phones of Peru, any number with its country's code, numbers that a word such
as "tel." announces, e-mail addresses; and a name directly beside one of these. Not found: a name
alone, a number that looks like a quantity or a code, a landline or short line (0800, 100).
An office's mobile number looks like a person's: it is found, and a reviewer may accept it.
"peruan@s/ venezolan@s" is no address.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.intake.landed import REPORTED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "[dato personal]"
FOUND_COLUMN = "personal_data_fields"  # of the landing: where something was masked, or null
JSON_FIELDS = ("age_bands", "other_cells")
TEXT_FIELDS = (*REPORTED_FIELDS, *JSON_FIELDS)

# Cheap: what every pattern below needs. Nearly all cells stop here.
_WORTH_A_LOOK = re.compile(r"@|[0-9](?:[ .()-]{0,2}[0-9]){5}")
# A whole cell of digits is a figure where a figure belongs.
_FIGURE = re.compile(r"[-\s0-9.,]*")
_FIGURE_FIELDS = frozenset(
    (
        *("cva_value", "output_quantity", "total_beneficiaries", "new_beneficiaries"),
        *("in_destination", "in_transit", "host_community", "pendulars", "returnees"),
        *("girls", "boys", "women", "men", "other_under18", "other_above18"),
    )
)

_LINK = (
    r"(?:[\s:#.,\-–\"'°º]|"
    r"(?i:de\s+identidad|n[°ºo.]|nros?|n[uú]meros?|es\s|venezolan\w+|peruan\w+))*"
)
# "450 000 personas" and "USD 950000000" are quantities whatever stands before or after.
_NO_UNIT = (
    r"(?!\s*(?i:%|personas|beneficiari|familias|hogares|ni[nñ][oa@]|mujeres|hombres|kits|soles|"
    r"usd|d[oó]lares|atenciones|casos|raciones|unidades|tr[aá]mites))"
)
_END = r"(?!\w)(?![-/.,]\d)" + _NO_UNIT
_START = r"(?<!\w)(?<![0-9A-Z][-/.])(?<!\d,)(?<!\$)(?<!\$ )(?<!S/)(?<!S/ )(?<!S/\.)(?<!USD )"
_LETTERED = r"(?:[A-Z]{1,3}[- ]?)?(?:\d{6,12}|\d{1,3}(?:\.\d{3}){2,3})"

_DOCUMENT_WORDS = (
    r"D\.?\s?N\.?\s?I(?![a-z])|pasaportes?|passports?|c[eé]dulas?|carn[eé]t?s?\s+(?:de\s+)?extranjer[ií]a|"
    r"P\.?T\.?P(?![a-z])|C\.?P\.?P(?![a-z])"
)
_PHONE_WORDS = r"tel[eé]?f?(?:ono)?s?|cel(?:ular)?(?:es)?|m[oó]vil(?:es)?|whats?app|wsp|fonos?"
_KNOWN_HOSTS = r"(?:gmail|hotmail|outlook|yahoo|live|icloud|proton(?:mail)?)\.[a-z]{2,3}"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # "DNI 45678912, 45678913 y 45678914"
        rf"(?<!\w)(?i:{_DOCUMENT_WORDS}){_LINK}"
        rf"(?P<found>{_LETTERED}{_END}(?:\s*(?:,|;|/|y|e)\s*{_LETTERED}{_END})*)",
        # Words that mean other things too need a longer number.
        rf"(?<!\w)(?:(?i:documentos?|doc)|C\.?[EI])\b\.?{_LINK}(?P<found>\d{{8,12}}){_END}",
        rf"(?<!\w)(?i:RUC){_LINK}(?P<found>10\d{{9}}){_END}",  # 10 + DNI; 20... is a company
        rf"(?<![\w-])(?P<found>(?:[VEve]-\s?|[VE]\.?\s?)\d{{1,2}}\.?\d{{3}}\.?\d{{3}}){_END}",
        rf"{_START}(?P<found>(?:(?:\+|00)?51[\s-]?)?9\d{{2}}(?P<gap>[\s-]?)\d{{3}}(?P=gap)\d{{3}}){_END}",
        rf"(?<!\w)(?P<found>\+\d{{1,3}}(?:[\s().-]{{0,2}}\d){{7,12}}){_END}",
        rf"{_START}(?P<found>0(?:412|414|416|422|424|426)[\s.-]?\d{{3}}(?:[\s.-]?\d{{2}}){{2}}){_END}",
        rf"(?<!\w)(?i:{_PHONE_WORDS})\b\.?{_LINK}(?!0?80[01])"
        rf"(?P<found>(?:\(?0\d{{1,2}}\)?[\s-]?)?\d{{3}}[\s.-]?\d{{3,4}}(?:[\s.-]?\d{{3}})?){_END}",
        # "niñ@s.Los" is the end of a sentence: no host is called "s" or "es".
        r"(?<![\w.%+-])(?P<found>[\w.%+-]+@(?!(?i:e?s)\.)"
        r"[A-Za-z0-9-]{2,}(?:\.[A-Za-z0-9-]{2,})*\.[A-Za-z]{2,24})(?!\w)",
        rf"(?<![\w.%+-])(?P<found>[\w.%+-]+\s?@\s?(?i:{_KNOWN_HOSTS}))(?!\w)",
    )
)

# Two to five capitalised words, "de la" between them allowed.
_NOT_A_NAME = rf"(?!(?i:{_DOCUMENT_WORDS}|{_PHONE_WORDS}|documento|correo|e-?mail|ruc)\b)"
_WORD = rf"{_NOT_A_NAME}[A-ZÁÉÍÓÚÜÑ][\w'’]+"
_NAME = rf"{_WORD}(?:\s+(?:(?:de|del|la|las|los|y)\s+){{0,2}}{_WORD}){{1,4}}"
_BETWEEN = (
    rf"(?:[\s,;:(<\-–/\"]|\[|(?i:con|identificad[oa]|titular|portadora?|correo|e-?mail|documento|"
    rf"{_DOCUMENT_WORDS}|{_PHONE_WORDS}|C\.?[EI]\b|n[°ºo.]|nro|n[uú]mero|de\s+identidad|[.#°º]))*"
)
_NAME_BEFORE = re.compile(rf"(?<!\w)(?P<name>{_NAME}){_BETWEEN}\Z")
_NAME_AFTER = re.compile(rf"[\s:)>\-–\"]*(?:(?:a nombre )?de )?(?P<name>{_NAME})")
_REACH = 120  # letters before a number in which its owner's name may stand

# A number of eight or nine digits without a word before it, beside a name in title case. Words of
# institutions and quantities are no names, and a number may be a day.
_TITLE = (
    r"(?!(?:Proyecto|C[oó]digo|Convenio|Resoluci[oó]n|Acta|Contrato|Expediente|Factura|Grant|Award|"
    r"Fondo|Centro|Regi[oó]n|Provincia|Distrito|Personas|Kits|Familias|Raciones|Lote|Programa|"
    r"Oficio|Orden|Comprobante|Ubigeo|Actividad|Registro|Total|Calle|Avenida|Av|Jir[oó]n|Jr|Local|"
    r"Plaza|Pasaje|Ley|Decreto|Cuenta)\b)[A-ZÁÉÍÓÚÜÑ][a-záéíóúüñ]+"
)
_TITLES = rf"{_TITLE}(?:\s+(?:(?:de|del|la|las|los|y)\s+){{0,2}}{_TITLE}){{1,4}}"
_DAY = r"(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d|[0-3]\d(?:0[1-9]|1[0-2])(?:19|20)\d\d)"
_NAMED_NUMBER = re.compile(
    rf"(?<!\w)(?P<found>{_TITLES}(?:[\s,:–-]+|\s*\()(?!{_DAY}(?!\d))\d{{8,9}}{_END}\)?"
    rf"|{_START}(?!{_DAY}(?!\d))\d{{8,9}}[\s,:–-]+{_TITLES})"
)

# Columns that a partner added: what they are called tells what they hold.
_PERSONAL_HEADER = re.compile(
    rf"(?i)\b(?:{_DOCUMENT_WORDS}|{_PHONE_WORDS}|documento|correo|e-?mail|ruc|apellidos?|"
    r"nombres?\s+(?:y\s+apellidos?|completos?|del?\s+(?:la\s+|el\s+)?(?:benefici|participant|usuari|"
    r"titular|person)\w*))\b"
)


def mask_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return reported rows with personal data masked, and FOUND_COLUMN added.

    Args:
        rows: Text columns of the landing; fields that are absent are passed over.

    Returns:
        The rows, and the fields of each in which something was masked, joined by a space; None
        where there was nothing.
    """

    def column(texts: list[str | None]) -> pd.Series:
        return pd.Series(texts, index=rows.index, dtype=object)

    out = rows.copy(deep=False)
    fields: list[list[str]] = [[] for _ in range(len(rows))]
    for name in TEXT_FIELDS:
        if name not in rows:
            continue
        different = {text: mask_cell(name, text) for text in rows[name].dropna().unique()}
        masked = {text: safe for text, safe in different.items() if safe != text}
        if not masked:
            continue
        out[name] = column([masked.get(text, text) for text in rows[name]])
        for place, text in enumerate(rows[name]):
            if text in masked:
                fields[place].append(name)
    out[FOUND_COLUMN] = column([" ".join(found) or None for found in fields])
    return out


def mask_cell(field: str, text: str) -> str:
    """Return the text of one cell with personal data masked; a figure is left as it is."""
    if field in _FIGURE_FIELDS and _FIGURE.fullmatch(text):
        return text
    if field in JSON_FIELDS:
        cells = {name: _mask_added(name, cell) for name, cell in json.loads(text).items()}
        return json.dumps(cells, ensure_ascii=False)
    return mask(text)


def mask(text: str) -> str:
    """Return text with each piece of personal data replaced by MARK, all else kept."""
    if not _WORTH_A_LOOK.search(text):
        return text
    out, end = "", 0
    for first, last in sorted(_spans(text)):
        if first >= end:
            out += text[end:first] + MARK
        end = max(end, last)  # spans that overlap have one mark
    return out + text[end:]


def _mask_added(header: str, cell: str) -> str:
    return MARK if _PERSONAL_HEADER.search(header) else mask(cell)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where personal data stand in a text, and the name beside each."""
    yield from (match.span("found") for match in _NAMED_NUMBER.finditer(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            first, last = match.span("found")
            yield first, last
            start = max(0, first - _REACH)
            before = _NAME_BEFORE.search(text[start:first])
            if before:
                yield start + before.start("name"), start + before.end("name")
            elif after := _NAME_AFTER.match(text, last):
                yield first, after.end("name")
