"""Finding the header row of a 5W by its content, whatever the file and its sheets are called.

Two generations may have almost the same headers with different meanings: the populations of 2021
break down another figure than those of 2022. So the choice also depends on the months that the
rows name with their year.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.core.cycle import read_month
from gtrm.core.errors import ColumnsMissingError, Location, UnknownTemplateError
from gtrm.intake.layouts import columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.templates import Template

HXL_TAGS = Path(__file__).parent / "hxl_tags.yml"  # common to all generations

# A header row must show at least this share of a template's mandatory columns before we say that
# columns are missing from it; below it, the sheet is no 5W at all.
RECOGNISABLE_SHARE = 0.5
_NO_CYCLE = "0000-00"  # a month without a year says nothing here
_MOST = 0.5  # late rows of the year before do not make a sheet one of that year


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
    doubts: Mapping[str, str] = field(default_factory=dict)  # field -> its header's odd words
    # What `tables` finds below and beside it:
    last: int | None = None  # last row of its table, where another one begins below
    repeats: tuple[int, ...] = ()  # rows of its table that print the header or its tags again
    beside: Mapping[int, str | None] = field(default_factory=dict)  # unread block: column -> field
    follows: int | None = None  # header row of the table above, if there is one
    title_from: int = 0  # first row of the title between the two

    @property
    def missing(self) -> list[str]:
        """Printed names of the mandatory columns that are not there."""
        absent = self.template.required - set(self.columns)
        return [self.template.headers[name][0] for name in self.template.headers if name in absent]

    def owns(self, row: int) -> bool:
        """Whether a row (from 1) stands in the table below this header."""
        return self.row < row <= (self.last or row)

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
    data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
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
    raise columns_missing(file_name, closest, sheets)


def find_incomplete(
    sheets: Sequence[Sheet], templates: Sequence[Template], complete: Sequence[Header]
) -> list[Header]:
    """Return the 5W headers that lack mandatory columns, of sheets beside those that are read."""
    tags = load_tags()
    read = {header.sheet for header in complete}
    others = [sheet for sheet in sheets if sheet.name not in read]
    found = [h for sheet in others if (h := _best_header(sheet, templates, tags))]
    return [header for header in found if header.share_found >= RECOGNISABLE_SHARE]


def read_row(sheet: Sheet, number: int, templates: Sequence[Template]) -> Header:
    """Return a row (from 1) read as a header of the layout that it fits best."""
    found = [_read_header(sheet, number, one, _Tags(None, {}, {})) for one in templates]
    return max(found, key=lambda header: header.score)


def _best_header(
    sheet: Sheet, templates: Sequence[Template], tags: Mapping[str, str]
) -> Header | None:
    depth = min(max(template.header_depth for template in templates), len(sheet.rows))
    tag_row = next((n for n in range(1, depth + 1) if is_tag_row(sheet.rows[n - 1])), None)
    found = [
        _read_header(sheet, number, template, _tagged(sheet, tag_row, number, tags))
        for template in templates
        for number in range(1, min(template.header_depth, depth) + 1)
        if number != tag_row
    ]
    candidates = [header for header in found if len(header.columns) > 1]
    return max(candidates, key=lambda header: _rank(sheet, header), default=None)


def _rank(sheet: Sheet, header: Header) -> tuple[bool, bool, tuple[float, int, float], int]:
    """How well a header fits: of recognisable ones, those valid in the rows' months come first."""
    recognisable = header.share_found >= RECOGNISABLE_SHARE
    fits = recognisable and fits_months(header.template, header.columns, sheet.rows[header.row :])
    return recognisable, fits, header.score, -header.row


def is_tag_row(cells: Sequence[str | None]) -> bool:
    """Whether a row holds HXL tags and nothing else."""
    first = next(filter(None, cells), "")
    if "#" not in first:  # most rows end here
        return False
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
    cells = sheet.rows[number - 1]
    readings = {
        position: reading
        for position, text in enumerate(cells)
        if text and (reading := template.read_header(text))
    }
    found = _take_columns(readings, template, tags)
    text_of = {**tags.text, **{at: text for at, text in enumerate(cells) if text}}
    read = {at: name for name, at in found.items()}
    return Header(
        template,
        sheet.name,
        number,
        found,
        {name: text_of[at] for name, at in found.items()},
        {at: text_of.get(at, "") for at in range(len(cells)) if at not in read},
        tags.row,
        tuple(
            (cells[at] or "", tags.text[at], tagged)
            for at, tagged in tags.fields.items()
            if at in readings and readings[at][0] != tagged
        ),
        {read[at]: doubt for at, (_, doubt) in readings.items() if doubt and at in read},
    )


def _take_columns(
    readings: Mapping[int, tuple[str, str]], template: Template, tags: _Tags
) -> dict[str, int]:
    """Give each field a column: one with a clear header, else with a tag, else a doubtful one.

    So "Mujeres (0-17)" never takes the place of the "Mujeres (18 a más)" that stands after it.
    """
    certain = {at: name for at, (name, doubt) in readings.items() if not doubt}
    doubtful = {at: name for at, (name, doubt) in readings.items() if doubt}
    # A tag speaks for a column whose header says nothing we know, and only then.
    tagged = {at: name for at, name in tags.fields.items() if at not in readings}
    taken: dict[str, int] = {}
    for candidates in (certain, tagged, doubtful):
        for at, name in candidates.items():
            if name in template.headers:
                taken.setdefault(name, at)
    for first, second in template.printed_twice.items():
        again = [at for at, name in certain.items() if name == first and at != taken[first]]
        if again and second not in taken:
            taken[second] = again[0]
    return taken


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


def columns_missing(file_name: str, header: Header, sheets: Sequence[Sheet]) -> ColumnsMissingError:
    """Return the refusal of a 5W that lacks mandatory columns, with those it may mean."""
    sheet = next(sheet for sheet in sheets if sheet.name == header.sheet)
    unread = columns.unread_columns(sheet, header)
    names = ", ".join(f"«{name}»" for name in header.missing)
    title, title_es = header.template.title_en, header.template.title_es
    meant = columns.suggest(header, unread)
    pairs = [
        (
            f"{one.letter} «{one.text}»" if one.text else one.letter,
            f"«{header.template.headers[name][0]}»",
        )
        for one in unread
        if (name := meant.get(one.position)) in header.template.required
    ]
    near = "".join(f" Column {found} may be {name}." for found, name in pairs)
    near_es = "".join(f" La columna {found} puede ser {name}." for found, name in pairs)
    return ColumnsMissingError(
        f"These columns are missing: {names}.{near}",
        Location(file_name, header.sheet, header.row),
        f"Add them to the header row as in the template ({title}).",
        what_es=f"Faltan estas columnas: {names}.{near_es}",
        fix_es=f"Agréguelas a la fila de encabezados como en la plantilla ({title_es}).",
    )


def fits_months(
    template: Template, columns: Mapping[str, int], rows_below: Sequence[Sequence[str | None]]
) -> bool:
    """Return False where most rows that tell their year lie outside a template's validity."""
    place = columns.get("month")
    if place is None:
        return True
    texts = Counter(cells[place] for cells in rows_below if place < len(cells) and cells[place])
    dated = {
        text: read.code
        for text in texts
        if text and (read := read_month(text, _NO_CYCLE)).source in {"written", "serial"}
    }
    rows = sum(texts[text] for text in dated)
    inside = sum(
        texts[text] for text, month in dated.items() if month and template.is_valid_in(month)
    )
    return inside >= _MOST * rows
