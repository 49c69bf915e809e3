"""Finding the header row of a 5W by its content, whatever the file and its sheets are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.errors import ColumnsMissingError, Location, UnknownTemplateError
from gtrm.intake.validity import fits_months

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gtrm.intake.templates import Template
    from gtrm.intake.workbook import Sheet

HXL_TAGS = Path(__file__).parent / "hxl_tags.yml"  # common to all generations

# A header row must show at least this share of a template's mandatory columns before we say that
# columns are missing from it; below it, the sheet is no 5W at all.
RECOGNISABLE_SHARE = 0.5


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
    raise columns_missing(file_name, closest)


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
    return max(candidates, key=lambda header: _rank(sheet, header), default=None)


def _rank(sheet: Sheet, header: Header) -> tuple[bool, bool, tuple[float, int, float], int]:
    """How well a header fits: among the recognisable ones, those of the rows' months come first."""
    recognisable = header.share_found >= RECOGNISABLE_SHARE
    fits = recognisable and fits_months(header.template, header.columns, sheet.rows[header.row :])
    return recognisable, fits, header.score, -header.row


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


def columns_missing(file_name: str, header: Header) -> ColumnsMissingError:
    """Return the refusal of a file whose 5W lacks mandatory columns."""
    names = ", ".join(f"«{name}»" for name in header.missing)
    title, title_es = header.template.title_en, header.template.title_es
    return ColumnsMissingError(
        f"These columns are missing: {names}.",
        Location(file_name, header.sheet, header.row),
        f"Add them to the header row as in the template ({title}).",
        what_es=f"Faltan estas columnas: {names}.",
        fix_es=f"Agréguelas a la fila de encabezados como en la plantilla ({title_es}).",
    )
