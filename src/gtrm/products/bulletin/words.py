"""The bulletin's words and numbers in one language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.core.cycle import LIMA
from gtrm.products.bulletin.figures import MISSING, WITHHELD, Figure
from gtrm.products.texts import in_language, load_texts, month_name, shared
from gtrm.products.units import read_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

_SEPARATORS = {"es": ("\u202f", ","), "en": (",", ".")}  # of thousands and of decimals


class Words:
    """Texts of `words.yml` and of one section in one language, and figures as it writes them."""

    def __init__(self, language: str, own: Path | None = None) -> None:
        self.language = language
        common = load_texts(Path(__file__).with_name("words.yml"))
        self.texts: dict[str, Any] = in_language(
            common | (load_texts(own) if own else {}), language
        )

    def __call__(self, key: str, **parts: object) -> str:
        """Return a text with its {parts} filled in."""
        text: str = self.texts[key]
        return text.format(**parts) if parts else text

    def of(self, key: str, code: str, otherwise: str = "") -> str:
        """Return the text of a code in one of the lists of texts."""
        text: str = self.texts[key].get(code, otherwise)
        return text

    def unit(self, unit: str, figure: Figure) -> str:
        """Return the unit of an activity (a Spanish plural) as it stands beside a quantity."""
        own = read_units().get(unit, {})
        key = "unit_one" if figure.value == 1 else "unit"
        return own.get(key if self.language == "es" else f"{key}_en", unit)

    def number(self, figure: Figure) -> str:
        """Return a figure as printed: a withheld or missing one as its mark, never as 0."""
        if figure.state == WITHHELD:
            return self("withheld")
        if figure.state == MISSING or figure.value is None:
            return self("no_data")
        return self.written(figure)

    def written(self, figure: Figure) -> str:
        """Return the digits of a figure that has a value; decimals only if it has any."""
        thousands, decimal = _SEPARATORS[self.language]
        whole = figure.value == int(figure.value or 0)
        text = f"{figure.value:,.0f}" if whole else f"{figure.value:,.2f}"
        return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)

    def view(self, figure: Figure) -> dict[str, Any]:
        """Return a figure as the templates show it."""
        value = None if figure.value is None else float(figure.value)
        return {
            "text": self.number(figure),
            "value": value,
            "state": figure.state,
            "source": figure.source,
        }

    def bar(self, figure: Figure, longest: float) -> dict[str, Any]:
        """Return a figure with its bar's part of the longest one's length."""
        return self.view(figure) | {"share": float(figure.value or 0) / longest}

    def completeness(self, reported: Figure, expected: Figure) -> str:
        """Return how many of the organisations expected reported."""
        if expected.state == MISSING:
            return self("completeness_none")
        known = {"reported": self.number(reported), "expected": self.number(expected)}
        return self("completeness", **known)

    def month(self, month: str) -> str:
        """Return 'septiembre de 2021'."""
        return month_name(month, self.language)

    def month_short(self, month: str) -> str:
        """Return 'sep'."""
        name: str = self.texts["months_short"][int(month[5:]) - 1]
        return name

    def day(self, day: date | None) -> str:
        """Return '13 de octubre de 2021', or nothing."""
        if day is None:
            return ""
        name = shared()["months"][day.month - 1][self.language]
        return self("date", day=day.day, month=name, year=day.year)

    def day_in_lima(self, moment: datetime) -> str:
        """Return the day of a moment by the clock of Lima."""
        return self.day(moment.astimezone(LIMA).date())


def capital(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def joined(values: Sequence[tuple[str, str]]) -> str:
    """Return 'name: number; name: number' for an alternative text."""
    return "; ".join(f"{name}: {number}" for name, number in values)
