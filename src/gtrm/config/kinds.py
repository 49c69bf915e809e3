"""What a value of `config/` may be: months, dates, numbers, codes. Each says what it expects."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic.types import StringConstraints
from pydantic_core import CoreSchema, core_schema

from gtrm.config.problems import Expected, Texts
from gtrm.core.cycle import MONTH_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_AS_TEXT = Texts("en Excel dé antes a la columna el formato Texto", "in Excel format it as Text")


def expected(es: str, en: str, fix_es: str, fix_en: str) -> Expected:
    """Return what is expected and the remedy, in both languages."""
    return Expected(Texts(es, en), Texts(fix_es, fix_en))


def _written(es: str, en: str, example: str) -> Expected:
    """Of something that Excel turns into a date of its own."""
    return expected(
        f"se espera {es}, escrito como {example}",
        f"it should be {en}, written as {example}",
        f"Escríbalo como {example}; {_AS_TEXT.es}.",
        f"Write it as {example}; {_AS_TEXT.en} first.",
    )


MONTH = _written("un mes", "a month", "2021-10")
DAY = _written("un día", "a day", "2021-10-15")
DAY_OR_MONTH = _written("un día o un mes", "a day or a month", "2021-10-15 / 2021-10")
PART_OF_TIME = _written(
    "un día, un mes o un año", "a day, a month or a year", "2021-10-15 / 2021-10 / 2021"
)
COUNT = expected(
    "se espera un número entero",
    "it should be a whole number",
    "Escriba solo cifras, sin puntos ni comas.",
    "Write digits only, without points or commas.",
)
YEAR = expected(
    "se espera un año", "it should be a year", "Escriba 4 cifras: 2021.", "Write 4 digits: 2021."
)
DAY_OF_MONTH = expected(
    "se espera un día del mes, de 1 a 31",
    "it should be a day of the month, 1 to 31",
    "Escriba el número del día; 31 es el último día de un mes más corto.",
    "Write the number of the day; 31 is the last day of a shorter month.",
)
FLAG = expected(
    "se espera yes o no", "it should be yes or no", "Escriba yes o no.", "Write yes or no."
)
SHARE = expected(
    "se espera un número de cero o más",
    "it should be a number of zero or more",
    "Escríbalo con punto decimal y sin separar los miles: 0.25 o 1200.",
    "Write it with a decimal point and no separator of thousands: 0.25 or 1200.",
)
BLANK = expected(
    "se espera un texto",
    "it should be a text",
    "Escríbalo, según la fuente o la decisión.",
    "Write it, from the source or the decision.",
)
TEXT = expected(
    "se espera un texto", "it should be a text", "Póngalo entre comillas.", "Put it in quotes."
)


@dataclass(frozen=True)
class Kind:
    """How a text is read: `read` returns None, or raises ValueError, where it cannot."""

    wanted: Expected
    read: Callable[[str], object]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read before pydantic looks at the type."""
        return core_schema.no_info_before_validator_function(self._validate, handler(source))

    def _validate(self, value: object) -> object:
        try:
            found = self.read(value) if isinstance(value, str) else None
        except (ValueError, ArithmeticError):
            found = None
        if found is None:
            raise self.wanted.error()
        return found


def _month(text: str) -> str | None:
    return text if MONTH_PATTERN.fullmatch(text) else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _day_or_month(text: str) -> str | None:
    return text if _month(text) or _day(text) else None


def _first_day(text: str) -> date | None:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1)
    return _day(f"{text}-01") if _month(text) else _day(text)


def _last_day(text: str) -> date | None:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 12, 31)
    return last_of_month(text) if _month(text) else _day(text)


def _flag(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"(19|20)[0-9]{2}", text) else None


def _day_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"0?[1-9]|[12][0-9]|3[01]", text) else None


def _share(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"[0-9]+(\.[0-9]+|/[0-9]+)?", text) else None


def last_of_month(month: str) -> date:
    """Return the last day of a month, 'YYYY-MM'."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


Text = Annotated[str, StringConstraints(min_length=1)]
Month = Annotated[str, Kind(MONTH, _month)]
Day = Annotated[date, Kind(DAY, _day)]
DayOrMonth = Annotated[str, Kind(DAY_OR_MONTH, _day_or_month)]
FirstDay = Annotated[date, Kind(PART_OF_TIME, _first_day)]  # of what is written
LastDay = Annotated[date, Kind(PART_OF_TIME, _last_day)]
Count = Annotated[int, Kind(COUNT, _count)]
Year = Annotated[int, Kind(YEAR, _year)]
DayOfMonth = Annotated[int, Kind(DAY_OF_MONTH, _day_number)]
Flag = Annotated[bool, Kind(FLAG, _flag)]
Share = Annotated[Fraction, Kind(SHARE, _share)]


class KnowsCodes(Protocol):
    """Where validators look codes up: the context of a validation."""

    def of(self, kind: str) -> Collection[str] | None:
        """Return the codes of a kind; None if they cannot be told, and any is taken."""

    def source_of(self, kind: str) -> Texts:
        """Return where the codes stand: 'a pcode of ref_regions.csv'."""


def check_code(kind: str, value: str, codes: KnowsCodes | None) -> Expected | None:
    """Return what is expected of a code that is not known; without a list any is taken."""
    known = codes.of(kind) if codes else None
    if codes is None or known is None or value in known:
        return None
    source = codes.source_of(kind)
    return expected(
        f"se espera {source.es}",
        f"it should be {source.en}",
        f"Copie el código de allí. {_nearest(value, known).es}".strip(),
        f"Copy the code from there. {_nearest(value, known).en}".strip(),
    )


def _nearest(value: str, known: Collection[str]) -> Texts:
    from difflib import get_close_matches  # only an error needs it

    found = get_close_matches(value, known, n=2)
    if len(known) <= 8:
        found = sorted(known)
    listed = ", ".join(found)
    return Texts(f"¿Quizás: {listed}?", f"Perhaps: {listed}?") if listed else Texts("", "")


@dataclass(frozen=True)
class Code:
    """A code of a list; `also` is a mark that is taken beside them."""

    kind: str
    also: str | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Look the code up where the context of a validation says."""
        return core_schema.with_info_before_validator_function(self._validate, handler(source))

    def _validate(self, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str) or not value or value == self.also:
            return value
        if wrong := check_code(self.kind, value, info.context):
            raise wrong.error()
        return value


Region = Annotated[str, Code("region")]
RegionOrAll = Annotated[str, Code("region", "*")]
Population = Annotated[str, Code("population")]
Subgroup = Annotated[str, Code("subgroup")]
Sector = Annotated[str, Code("sector")]
SectorOrAll = Annotated[str, Code("sector", "*")]
Organisation = Annotated[str, Code("organisation")]
OrganisationOrNone = Annotated[str, Code("organisation", "*")]  # '*': findings about no one's rows
OrganisationType = Annotated[str, Code("organisation_type")]
CountingModel = Annotated[str, Code("counting_model")]
Mesa = Annotated[str, Code("mesa")]
Project = Annotated[str, Code("project")]
Donor = Annotated[str, Code("donor")]
Rule = Annotated[str, Code("rule")]
