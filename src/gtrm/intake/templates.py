"""Template generations: what a 5W sheet looks like, kept as YAML, and recognising one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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

# A header row must show at least this share of a template's mandatory columns before we say that
# columns are missing from it; below it, the sheet is no 5W at all.
RECOGNISABLE_SHARE = 0.5


@dataclass(frozen=True)
class Template:
    """One generation of the 5W workbook."""

    generation: str
    title_es: str
    title_en: str
    header_depth: int
    headers: Mapping[str, Sequence[str]]  # our field -> printed header, then its aliases
    required: frozenset[str]
    defaults: Mapping[str, str]
    measure: str
    measure_by_country: Mapping[str, str]
    organisation_labels: frozenset[str]
    nothing_to_report: frozenset[str]

    @cached_property
    def field_by_header(self) -> dict[str, str]:
        """Normalised header text to our field."""
        return {normalise(text): field for field, texts in self.headers.items() for text in texts}

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

    @property
    def missing(self) -> list[str]:
        """Printed names of the mandatory columns that are not there."""
        absent = [
            f for f in self.template.headers if f in self.template.required - set(self.columns)
        ]
        return [self.template.headers[field][0] for field in absent]


def load_templates(folder: Path = TEMPLATES_FOLDER) -> tuple[Template, ...]:
    """Return the known generations, in file order.

    Raises:
        TemplateError: A YAML lacks a key, names an unknown field or uses a header twice.
    """
    return tuple(_template(path) for path in sorted(folder.glob("*.yml")))


def find_headers(
    sheets: Sequence[Sheet], templates: Sequence[Template], file_name: str
) -> list[Header]:
    """Return the 5W header of every sheet that has one, found by its content.

    Raises:
        ColumnsMissingError: The best header row of the file lacks mandatory columns.
        UnknownTemplateError: No row of any sheet looks like a 5W header.
    """
    best_by_sheet = [h for sheet in sheets if (h := _best_header(sheet, templates)) is not None]
    complete = [header for header in best_by_sheet if not header.missing]
    if complete:
        return complete
    closest = max(best_by_sheet, key=_share_found, default=None)
    if closest is None or _share_found(closest) < RECOGNISABLE_SHARE:
        raise _unknown(file_name, closest)
    raise _columns_missing(file_name, closest)


def _best_header(sheet: Sheet, templates: Sequence[Template]) -> Header | None:
    found = [
        _read_header(sheet, number, template)
        for template in templates
        for number in range(1, min(template.header_depth, len(sheet.rows)) + 1)
    ]
    candidates = [header for header in found if len(header.columns) > 1]
    return max(candidates, key=lambda h: (_share_found(h), len(h.columns), -h.row), default=None)


def _read_header(sheet: Sheet, number: int, template: Template) -> Header:
    columns: dict[str, int] = {}
    printed: dict[str, str] = {}
    unmapped: dict[int, str] = {}
    for position, text in enumerate(sheet.rows[number - 1]):
        field = template.field_by_header.get(normalise(text)) if text else None
        if field is None or field in columns:
            unmapped[position] = text or ""
        else:
            columns[field], printed[field] = position, text or ""
    return Header(template, sheet.name, number, columns, printed, unmapped)


def _share_found(header: Header) -> float:
    required = header.template.required
    return len(required & set(header.columns)) / len(required)


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
        measure: dict[str, Any] = data["population_measure"]
        template = Template(
            generation=data["generation"],
            title_es=data["title_es"],
            title_en=data["title_en"],
            header_depth=data["header_depth"],
            headers={field: tuple(spec["headers"]) for field, spec in fields.items()},
            required=frozenset(field for field, spec in fields.items() if spec.get("required")),
            defaults=data["defaults"],
            measure=measure["default"],
            measure_by_country={
                normalise(country): code for country, code in measure.get("by_country", {}).items()
            },
            organisation_labels=frozenset(map(normalise, data["organisation_label"])),
            nothing_to_report=frozenset(map(normalise, data["nothing_to_report"])),
        )
    except KeyError as error:
        raise TemplateError(f"The key {error} is missing.", path.name, "Add it.") from error
    _check_template(template, path)
    return template


def _check_template(template: Template, path: Path) -> None:
    unknown = set(template.headers) - set(REPORTED_FIELDS)
    if unknown:
        raise TemplateError(
            f"Unknown fields {sorted(unknown)}.", path.name, "Use the names of REPORTED_FIELDS."
        )
    headers = [normalise(text) for texts in template.headers.values() for text in texts]
    twice = {text for text in headers if headers.count(text) > 1}
    if twice:
        raise TemplateError(
            f"Headers {sorted(twice)} stand for two fields.", path.name, "Keep each in one field."
        )
