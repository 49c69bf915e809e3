"""Template generations: what a 5W sheet looks like, kept as YAML.

A generation is one file in `templates/`; adding one needs no code (docs/templates.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.errors import TemplateError
from gtrm.landed import REPORTED_FIELDS
from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATES_FOLDER = Path(__file__).parent / "templates"

_INSTRUCTION = re.compile(r"\([^)]*\)")
_MARKS = re.compile(r"[*?¿!¡:.]+")
_DOUBLED = re.compile(r"\b(\w+)( \1\b)+")


@dataclass(frozen=True)
class Template:
    """One generation of the 5W workbook."""

    generation: str
    title_es: str
    title_en: str
    valid_from: str
    valid_to: str | None
    header_depth: int
    headers: Mapping[str, Sequence[str]]  # our field or age band -> printed header, then aliases
    required: frozenset[str]
    defaults: Mapping[str, str]
    measure: str
    measure_by_country: Mapping[str, str]
    organisation_labels: frozenset[str]
    nothing_to_report: frozenset[str]
    age_bands: Mapping[str, str] = field(default_factory=dict)  # band -> standard age/sex field
    derived: Mapping[str, str] = field(default_factory=dict)  # our field -> rule of `derived`

    @cached_property
    def field_by_header(self) -> dict[str, str]:
        """Header text in each form it may be printed in, to our field; the full form wins."""
        forms = [
            (form, name)
            for name, texts in self.headers.items()
            for text in texts
            for form in header_forms(text)[:1]
        ]
        return dict(forms)

    def field_of(self, text: str) -> str | None:
        """Return the field a printed header stands for, or None."""
        found = (self.field_by_header.get(form) for form in header_forms(text))
        return next((name for name in found if name), None)

    def is_valid_in(self, month: str) -> bool:
        """Whether a month ('YYYY-MM') lies in the generation's validity."""
        return self.valid_from <= month <= (self.valid_to or month)

    def measure_for(self, country: str | None) -> str:
        """Return what the population columns break down: 'total' or 'new' beneficiaries."""
        return self.measure_by_country.get(normalise(country or ""), self.measure)


@lru_cache(maxsize=10_000)
def header_forms(text: str) -> tuple[str, ...]:
    """Return the forms a header is compared in, from the full text to its bare words.

    Case, accents, `_x000D_`, line breaks, marks and doubled words ("Country Country") never matter;
    then instructions after a line break or in parentheses are left out, one after the other.
    """
    first_line = re.split(r"[\r\n]|_x000[dD]_", text.strip(), maxsplit=1)[0]
    forms = [text, first_line, _INSTRUCTION.sub(" ", text), _INSTRUCTION.sub(" ", first_line)]
    plain = (" ".join(_MARKS.sub(" ", normalise(form)).split()) for form in forms)
    return tuple(dict.fromkeys(_DOUBLED.sub(r"\1", form) for form in plain))


def load_templates(folder: Path = TEMPLATES_FOLDER) -> tuple[Template, ...]:
    """Return the known generations, in file order.

    Raises:
        TemplateError: A YAML lacks a key, names an unknown field or uses a header twice.
    """
    return tuple(_template(path) for path in sorted(folder.glob("*.yml")))


def _template(path: Path) -> Template:
    # The loader in C: every run reads all templates, and the other one takes 20 ms for each.
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    try:
        fields: dict[str, Any] = data["fields"]
        bands: dict[str, Any] = data.get("age_bands") or {}
        measure: dict[str, Any] = data["population_measure"]
        template = Template(
            generation=data["generation"],
            title_es=data["title_es"],
            title_en=data["title_en"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
            header_depth=data["header_depth"],
            headers={name: tuple(spec["headers"]) for name, spec in {**fields, **bands}.items()},
            required=frozenset(name for name, spec in fields.items() if spec.get("required")),
            defaults=data["defaults"],
            measure=measure["default"],
            measure_by_country={
                normalise(country): code for country, code in measure.get("by_country", {}).items()
            },
            organisation_labels=frozenset(map(normalise, data["organisation_label"])),
            nothing_to_report=frozenset(map(normalise, data["nothing_to_report"])),
            age_bands={band: spec["rolls_up_to"] for band, spec in bands.items()},
            derived=data.get("derived") or {},
        )
    except KeyError as error:
        raise TemplateError(f"The key {error} is missing.", path.name, "Add it.") from error
    _check_template(template, path)
    return template


def _check_template(template: Template, path: Path) -> None:
    named = set(template.headers) - set(template.age_bands)
    unknown = (named | set(template.age_bands.values()) | set(template.defaults)) - set(
        REPORTED_FIELDS
    )
    if unknown:
        raise TemplateError(
            f"Unknown fields {sorted(unknown)}.", path.name, "Use the names of REPORTED_FIELDS."
        )
    meanings: dict[str, set[str]] = {}
    for name, texts in template.headers.items():
        for text in texts:
            meanings.setdefault(header_forms(text)[0], set()).add(name)
    if twice := {text for text, names in meanings.items() if len(names) > 1}:
        raise TemplateError(
            f"Headers {sorted(twice)} stand for two fields.", path.name, "Keep each in one field."
        )
