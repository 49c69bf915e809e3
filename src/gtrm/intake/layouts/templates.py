"""Template generations: what a 5W sheet looks like, kept as YAML.

A generation is one file in `generations/`; adding one needs no code (docs/templates.md).

A header is compared by its words; `header_words.yml` says which of them may be left out without
changing what a column holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.core.errors import TemplateError
from gtrm.core.normal import normalise
from gtrm.intake.landed import REPORTED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

TEMPLATES_FOLDER = Path(__file__).parent / "generations"

FIGURE_FIELDS = frozenset(
    (
        *("cva_value", "output_quantity", "total_beneficiaries", "new_beneficiaries"),
        *("in_destination", "in_transit", "host_community", "pendulars", "returnees"),
        *("girls", "boys", "women", "men", "other_under18", "other_above18"),
    )
)
_INSTRUCTION = re.compile(r"\([^)]*\)")
_MARKS = re.compile(r"[*?¿!¡:.()]+")
_DOUBLED = re.compile(r"\b(\w+)( \1\b)+")
_CATALOGUE = Path(__file__).with_name("header_words.yml")
_EDGES = re.compile(r"^[^\w#$%<>=+-]+|[^\w#$%<>=+-]+$")


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
    not_read: frozenset[str] = frozenset()  # forms of printed headers that no field of ours takes
    printed_twice: Mapping[str, str] = field(default_factory=dict)  # field -> what its second is

    @cached_property
    def field_by_header(self) -> dict[str, str]:
        """The full form of each header that is known, to our field."""
        return {
            header_forms(text)[0]: name for name, texts in self.headers.items() for text in texts
        }

    @cached_property
    def words_of(self) -> dict[str, frozenset[str]]:
        """The words of each field's own headers: repeated in brackets they change nothing."""
        return {
            name: frozenset(word for text in texts for word in split_words(text))
            for name, texts in self.headers.items()
        }

    def read_header(self, text: str) -> tuple[str, str] | None:
        """Return the field of a printed header, and the words that make it doubtful.

        A text in brackets or below the first line may be an instruction ("obligatorio"), or may
        change the meaning of the column ("acumulado anual", "soles", "0-17"). If all its words are
        known to be harmless, the second text is empty.
        """
        if text not in self._read:
            self._read[text] = self._read_forms(text)
        return self._read[text]

    @cached_property
    def _read(self) -> dict[str, tuple[str, str] | None]:
        """What was read of each text: the files of a month repeat their headers."""
        return {}

    def _read_forms(self, text: str) -> tuple[str, str] | None:
        forms = header_forms(text)
        for form in forms:
            if (name := self.field_by_header.get(form)) is not None:
                left_out = words_left_out(forms[0], form)
                return name, doubtful_words(left_out, name, self.words_of[name])
        return None

    def field_of(self, text: str) -> str | None:
        """Return the field of a printed header if it is certain, or None."""
        name, doubt = self.read_header(text) or (None, "")
        return None if doubt else name

    def counts(self, name: str | None) -> bool:
        """Whether a field or age band holds a figure."""
        return name in FIGURE_FIELDS or name in self.age_bands

    def declares_unread(self, text: str) -> bool:
        """Whether the layout prints this header and the warehouse has no field for it."""
        return not self.not_read.isdisjoint(header_forms(text))

    def is_valid_in(self, month: str) -> bool:
        """Whether a month ('YYYY-MM') lies in the generation's validity."""
        return self.valid_from <= month <= (self.valid_to or month)

    def measure_for(self, country: str | None) -> str:
        """Return what the population columns break down: 'total' or 'new' beneficiaries."""
        return self.measure_by_country.get(normalise(country or ""), self.measure)


@lru_cache(maxsize=10_000)
def header_forms(text: str) -> tuple[str, ...]:
    """Return the forms a header is compared in, from the full text to its bare words.

    Case, accents, `_x000D_`, line breaks, marks, brackets, doubled words ("Country Country") and
    words like "de" never matter; then what stands after a line break or in parentheses is left
    out, one after the other: `Template.read_header` judges what that was.
    """
    first_line = re.split(r"[\r\n]|_x000[dD]_", text.strip(), maxsplit=1)[0]
    forms = [
        form
        for whole in (text, first_line)
        for form in (whole, *_without_each(whole), _INSTRUCTION.sub(" ", whole))
    ]
    plain = (" ".join(_MARKS.sub(" ", normalise(form)).split()) for form in forms)
    return tuple(dict.fromkeys(without_fillers(_DOUBLED.sub(r"\1", form)) for form in plain))


def _without_each(text: str) -> list[str]:
    """The text without its first, its second ... instruction in parentheses, if it has several."""
    found = [*_INSTRUCTION.finditer(text)]
    return [f"{text[: one.start()]} {text[one.end() :]}" for one in found] if found[1:] else []


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
            not_read=frozenset(header_forms(text)[0] for text in data.get("not_read") or ()),
            printed_twice=data.get("printed_twice") or {},
        )
    except KeyError as error:
        raise TemplateError(f"The key {error} is missing.", path.name, "Add it.") from error
    _check_template(template, path)
    return template


def _check_template(template: Template, path: Path) -> None:
    named = set(template.headers) - set(template.age_bands)
    twice_printed = {*template.printed_twice, *template.printed_twice.values()}
    named |= twice_printed | set(template.age_bands.values()) | set(template.defaults)
    unknown = named - set(REPORTED_FIELDS)
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


@dataclass(frozen=True)
class Words:
    """The catalogue: words that say nothing, instructions, and what is harmless for a field."""

    fillers: frozenset[str]
    anywhere: frozenset[str]
    by_field: dict[str, frozenset[str]]


@cache
def word_catalogue() -> Words:
    """Return the words that may be left out of a header."""
    data: dict[str, Any] = yaml.load(
        _CATALOGUE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    by_field: dict[str, frozenset[str]] = {}
    for entry in data["for_fields"]:
        for name in entry["fields"]:
            by_field[name] = by_field.get(name, frozenset()) | frozenset(entry["words"])
    anywhere = frozenset(word for line in data["anywhere"] for word in line)
    return Words(frozenset(data["fillers"]), anywhere, by_field)


def split_words(text: str) -> list[str]:
    """Return the words of a text without accents, case and the marks around them."""
    words = (_EDGES.sub("", word) for word in re.split(r"[\s/,;()]+", normalise(text)))
    return [word for word in words if word]


def without_fillers(form: str) -> str:
    """Return a header form without words such as "de"; the form itself if it has no others."""
    fillers = word_catalogue().fillers
    return " ".join(word for word in form.split() if word not in fillers) or form


def words_left_out(full: str, form: str) -> list[str]:
    """Return the words of a header's full form that a shorter form of it lacks, in their order."""
    kept = form.split()
    words = []
    for word in full.split():
        if word in kept:
            kept.remove(word)
        else:
            words.append(word)
    return words


def doubtful_words(words: Sequence[str], field: str, own_words: Collection[str]) -> str:
    """Return the text of words left out of a header, or '' if they are all harmless for a field."""
    known = word_catalogue()
    harmless = known.anywhere | known.by_field.get(field, frozenset())
    parts = [part for word in words for part in split_words(word)]
    return "" if all(w in harmless or w in own_words for w in parts) else " ".join(words)
