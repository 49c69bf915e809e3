"""Template generations: what a 5W sheet looks like, kept as YAML, and recognising one.

A generation is one file in `templates/`; adding one needs no code (docs/templates.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.errors import ColumnsMissingError, Location, TemplateError, UnknownTemplateError
from gtrm.landed import REPORTED_FIELDS
from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gtrm.intake.workbook import Sheet

TEMPLATES_FOLDER = Path(__file__).parent / "templates"
HXL_TAGS = Path(__file__).parent / "hxl_tags.yml"  # common to all generations

# A header row must show at least this share of a template's mandatory columns before we say that
# columns are missing from it; below it, the sheet is no 5W at all.
RECOGNISABLE_SHARE = 0.5

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

    def measure_for(self, country: str | None) -> str:
        """Return what the population columns break down: 'total' or 'new' beneficiaries."""
        return self.measure_by_country.get(normalise(country or ""), self.measure)


@dataclass(frozen=True)
class Header:
    """A header row that was found: `columns` maps our fields to cell positions (from 0)."""

    template: Template
    sheet: str
    row: int  # as Excel numbers it
    columns: Mapping[str, int]
    printed: Mapping[str, str]  # our field -> header as printed
    unmapped: Mapping[int, str]  # cell position -> header of a column no template field has
    tag_row: int | None = None  # Excel's number of the HXL tag row, if there is one
    disagreements: tuple[tuple[str, str, str], ...] = ()  # header, HXL tag, field of the tag

    @property
    def missing(self) -> list[str]:
        """Printed names of the mandatory columns that are not there."""
        absent = self.template.required - set(self.columns)
        return [self.template.headers[name][0] for name in self.template.headers if name in absent]

    @property
    def share_found(self) -> float:
        """Share of the mandatory columns that are there."""
        required = self.template.required
        return len(required & set(self.columns)) / len(required)

    @property
    def score(self) -> tuple[float, int, float]:
        """How well sheet and template fit: mandatory columns, columns read, template filled."""
        return (
            self.share_found,
            len(self.columns),
            len(self.columns) / len(self.template.headers),
        )


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


@cache
def load_tags(path: Path = HXL_TAGS) -> dict[str, str]:
    """Return HXL tags (attributes in any order) to our fields."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {tag_form(tag): name for name, tags in data["tags"].items() for tag in tags}


def tag_form(tag: str) -> str:
    """Return an HXL tag with its attributes sorted: '#reached+new+f' and '#reached+f+new' agree."""
    hashtag, *attributes = tag.replace(" ", "").lower().split("+")
    return "+".join([hashtag, *sorted(attributes)])


def find_headers(
    sheets: Sequence[Sheet], templates: Sequence[Template], file_name: str
) -> list[Header]:
    """Return the 5W header of every sheet that has one, found by its content.

    Raises:
        ColumnsMissingError: The best header row of the file lacks mandatory columns.
        UnknownTemplateError: No row of any sheet looks like a 5W header.
    """
    tags = load_tags()
    best_by_sheet = [h for sheet in sheets if (h := _best_header(sheet, templates, tags))]
    complete = [header for header in best_by_sheet if not header.missing]
    if complete:
        return complete
    closest = max(best_by_sheet, key=lambda header: header.score, default=None)
    if closest is None or closest.share_found < RECOGNISABLE_SHARE:
        raise _unknown(file_name, closest)
    raise _columns_missing(file_name, closest)


def find_incomplete(
    sheets: Sequence[Sheet], templates: Sequence[Template], complete: Sequence[Header]
) -> list[Header]:
    """Return the 5W headers that lack mandatory columns, of sheets beside those that are read."""
    tags = load_tags()
    read = {header.sheet for header in complete}
    others = [sheet for sheet in sheets if sheet.name not in read]
    found = [h for sheet in others if (h := _best_header(sheet, templates, tags))]
    return [header for header in found if header.share_found >= RECOGNISABLE_SHARE]


def _best_header(
    sheet: Sheet, templates: Sequence[Template], tags: Mapping[str, str]
) -> Header | None:
    depth = min(max(template.header_depth for template in templates), len(sheet.rows))
    tag_row = next((n for n in range(1, depth + 1) if _is_tag_row(sheet.rows[n - 1])), None)
    found = [
        _read_header(sheet, number, template, _tagged(sheet, tag_row, number, tags))
        for template in templates
        for number in range(1, min(template.header_depth, depth) + 1)
        if number != tag_row
    ]
    candidates = [header for header in found if len(header.columns) > 1]
    return max(candidates, key=lambda header: (header.score, -header.row), default=None)


def _is_tag_row(cells: Sequence[str | None]) -> bool:
    filled = [text for text in cells if text]
    return len(filled) > 1 and all(re.match(r"#[a-z]", text.strip().lower()) for text in filled)


@dataclass(frozen=True)
class _Tags:
    row: int | None
    text: Mapping[int, str]
    fields: Mapping[int, str]


def _tagged(sheet: Sheet, tag_row: int | None, header_row: int, tags: Mapping[str, str]) -> _Tags:
    """The tag row's meaning for a header right above or below it."""
    if tag_row is None or abs(tag_row - header_row) != 1:
        return _Tags(None, {}, {})
    text = {position: tag for position, tag in enumerate(sheet.rows[tag_row - 1]) if tag}
    known = {position: tags.get(tag_form(tag)) for position, tag in text.items()}
    return _Tags(tag_row, text, {p: name for p, name in known.items() if name})


def _read_header(sheet: Sheet, number: int, template: Template, tags: _Tags) -> Header:
    columns: dict[str, int] = {}
    printed: dict[str, str] = {}
    unmapped: dict[int, str] = {}
    disagreements = []
    cells = sheet.rows[number - 1]
    by_header = [template.field_of(text) if text else None for text in cells]
    for position, text in enumerate(cells):
        named, tagged = by_header[position], tags.fields.get(position)
        if named and tagged and named != tagged:
            disagreements.append((text or "", tags.text[position], tagged))
        # A tag speaks for a column whose header says nothing we know, and only then.
        name = named or (tagged if tagged not in by_header else None)
        if name is None or name in columns or name not in template.headers:
            unmapped[position] = text or tags.text.get(position, "")
        else:
            columns[name], printed[name] = position, text or tags.text[position]
    return Header(
        template, sheet.name, number, columns, printed, unmapped, tags.row, tuple(disagreements)
    )


def _unknown(file_name: str, closest: Header | None) -> UnknownTemplateError:
    near, near_es = "", ""
    if closest is not None:
        title, title_es = closest.template.title_en, closest.template.title_es
        near = f" The closest is {title} ({len(closest.columns)} of its columns were found)."
        near_es = f" La más parecida es {title_es} ({len(closest.columns)} columnas halladas)."
    return UnknownTemplateError(
        f"No sheet has the header row of a known 5W template.{near}",
        Location(file_name),
        "Fill in the current template and keep its header row as it is.",
        what_es=f"Ninguna hoja tiene el encabezado de una plantilla 5W conocida.{near_es}",
        fix_es="Use la plantilla vigente y conserve su fila de encabezados.",
    )


def _columns_missing(file_name: str, header: Header) -> ColumnsMissingError:
    names = ", ".join(f"«{name}»" for name in header.missing)
    title, title_es = header.template.title_en, header.template.title_es
    return ColumnsMissingError(
        f"These columns are missing: {names}.",
        Location(file_name, header.sheet, header.row),
        f"Add them to the header row as in the template ({title}).",
        what_es=f"Faltan estas columnas: {names}.",
        fix_es=f"Agréguelas a la fila de encabezados como en la plantilla ({title_es}).",
    )


def _template(path: Path) -> Template:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
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
