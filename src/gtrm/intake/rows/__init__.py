"""From a sheet with its header to reported rows: text by our field names, nothing dropped."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gtrm.core.figures import add_up, is_blank, print_figure, read_whole
from gtrm.core.normal import normalise
from gtrm.intake.layouts import columns, tables
from gtrm.intake.notices import Notice
from gtrm.intake.rows.outside import BlankMarks, LooseRows
from gtrm.intake.rows.totals import find_labels, find_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.headers import Header
    from gtrm.intake.layouts.templates import Template

Row = dict[str, str | None]

_AGES = ("girls", "boys", "women", "men", "other_under18", "other_above18")
_POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
_FEW = 4  # cells; a row with more of them filled says something
_SHOWN = 30  # rows or columns that one notice names
_NOTE_KINDS = {"error": "error_cell"}


@dataclass
class SheetRows:
    """The content of one 5W sheet: (Excel row, fields) and the notices about it."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    organisation: str | None = None  # as written above the table
    says_nothing: bool = False


def read_rows(sheet: Sheet, header: Header) -> SheetRows:
    """Return the reported rows below a header.

    Blank rows, the tag row, "nothing to report", rows of totals and rows without 5W content are not
    returned; all but the first two give a notice. `other_cells` of a row has, as JSON, the values
    of columns that the template does not know.
    """
    out = SheetRows(organisation=_labelled_cell(sheet, header))
    _fill_merged(sheet, header)
    figures = [at for name, at in header.columns.items() if header.template.counts(name)]
    texts = {text for text in set().union(*sheet.rows) if text}
    marks, labels = BlankMarks(texts, figures), find_labels(texts, header)
    loose = LooseRows(header.columns, figures)
    activities = []
    for number, cells in _filled_rows(sheet, header):
        marks.take_out(cells)
        if _says_nothing(cells, header):
            out.says_nothing = True
        elif not labels.keys().isdisjoint(cells) or not loose.take(number, cells):
            activities.append((number, cells))
    # Figures and nothing else are a report that cannot be placed, never "nothing to report".
    activities = activities or loose.give_back()
    totals = find_totals(activities, header, figures, labels)
    activities = [row for row in activities if row[0] not in totals.numbers]
    take = _RowTaker(sheet, header)
    out.rows = [(number, take(cells)) for number, cells in activities]
    if header.template.age_bands:
        for number, row in out.rows:
            out.notices += _band_notices(number, row, header)
    fields = {at: name for name, at in header.columns.items()}
    printed = {at: header.printed.get(name, name) for at, name in fields.items()}
    out.notices += [*_sheet_notices(sheet, header), *marks.notices(fields)]
    out.notices += [*totals.notices, *loose.notices(printed)]
    numbers = [number for number, _ in out.rows]
    if not header.missing:  # otherwise the rows are kept out, and that finding says it
        out.notices += columns.find_notices(sheet, header, numbers)
    out.notices += tables.find_notices(sheet, header, numbers)
    return out


def _filled_rows(sheet: Sheet, header: Header) -> Iterator[tuple[int, list[str | None]]]:
    passed_over = {header.tag_row, *header.repeats}
    table = sheet.rows[header.row : header.last]
    for number, cells in enumerate(table, start=header.row + 1):
        if number not in passed_over and any(cells):
            yield number, cells


def _says_nothing(cells: list[str | None], header: Header) -> bool:
    """The sentence, alone or beside the organisation and the month."""
    if len(cells) - cells.count(None) > _FEW:
        return False
    named = {header.columns.get("appealing_org"), header.columns.get("month")}
    sentences = header.template.nothing_to_report
    filled = {place: normalise(text) for place, text in enumerate(cells) if text}
    others = [place for place, text in filled.items() if text not in sentences]
    return len(others) < len(filled) and set(others) <= named


def _fill_merged(sheet: Sheet, header: Header) -> None:
    """Repeat a value merged over several rows in each of them, unless it is a figure.

    A name merged over five rows means those five rows; a number merged over them counts once.
    """
    for note in sheet.notes:
        column = note.get("column", -1)
        if note["kind"] != "merged" or not header.owns(note["row"]) or _counts(column, header):
            continue
        for row in sheet.rows[note["row"] : note["last"]]:
            if any(row):
                row.extend([None] * (column + 1 - len(row)))
                row[column] = row[column] or note["value"]


def _counts(column: int, header: Header) -> bool:
    return any(
        position == column and header.template.counts(name)
        for name, position in header.columns.items()
    )


class _RowTaker:
    """Makes a reported row of a sheet's cells; what does not change with the row is kept."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        template = self._template = header.template
        widest = max(map(len, sheet.rows), default=0)
        self._width = max(widest, *(position + 1 for position in header.columns.values()))
        self._names = tuple(header.columns)
        self._pick = itemgetter(*header.columns.values())  # a header has two columns or more
        self._rest = {k: v for k, v in template.defaults.items() if k not in header.columns}
        known = {*header.columns.values()}
        others = (position for position in range(self._width) if position not in known)
        self._others = [(position, _other_name(position, header)) for position in others]

    def __call__(self, cells: list[str | None]) -> Row:
        template = self._template
        if len(cells) < self._width:
            cells = cells + [None] * (self._width - len(cells))
        reported: Row = dict(zip(self._names, self._pick(cells), strict=True))
        reported.update(self._rest)
        others = {name: cells[at] for at, name in self._others if cells[at]}
        reported["other_cells"] = json.dumps(others, ensure_ascii=False) if others else None
        if template.age_bands:
            _roll_up_ages(reported, template)
        for name, rule in template.derived.items():
            reported[name] = DERIVATIONS[rule](reported)
        return reported


def _other_name(position: int, header: Header) -> str:
    """The header of a column the template does not know; its number too where two share one."""
    text = header.unmapped.get(position)
    if not text:
        return f"column {position + 1}"
    shared = sum(text == other for other in header.unmapped.values()) > 1
    return f"{text} (column {position + 1})" if shared else text


def _roll_up_ages(reported: Row, template: Template) -> None:
    """Keep the reported bands as JSON and add them up into the standard groups.

    If a band is not a figure, the group gets that text: the rules then name it, and the group is
    not added up. Decimals are added: a group of 27.9 and 96.1 is 124, one of 27.9 and 96 is 123.9,
    which is not a number of people.
    """
    bands = {band: reported.pop(band, None) for band in template.age_bands}
    filled = {band: text for band, text in bands.items() if text and not is_blank(text)}
    reported["age_bands"] = json.dumps(filled, ensure_ascii=False) if filled else None
    for group, own in _bands_by_group(filled, template).items():
        total, unreadable = add_up(own.values()), _unreadable(own)
        if unreadable or not own or total is None:
            reported[group] = next(iter(unreadable.values()), None)
        else:
            reported[group] = print_figure(total)


def _bands_by_group(filled: dict[str, str], template: Template) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {group: {} for group in template.age_bands.values()}
    for band, text in filled.items():
        groups[template.age_bands[band]][band] = text
    return groups


def _unreadable(bands: Mapping[str, str]) -> dict[str, str]:
    """The bands that cannot be added up."""
    return {band: text for band, text in bands.items() if add_up([text]) is None}


def _band_notices(number: int, row: Row, header: Header) -> Iterator[Notice]:
    """Name the bands that leave their group unread, and those of decimals that were added up."""
    filled: dict[str, str] = json.loads(row.get("age_bands") or "{}")
    for group, own in _bands_by_group(filled, header.template).items():
        if all(read_whole(text) is not None for text in own.values()):
            continue
        unreadable = _unreadable(own)
        fraction = {band: text for band, text in own.items() if read_whole(text) is None}
        told = unreadable or fraction
        is_whole = not unreadable and read_whole(row[group]) is not None
        kind = "bands_added" if is_whole else "band_unread"
        named = "; ".join(
            f"{header.printed.get(band, band)}: {text}" for band, text in told.items()
        )
        yield Notice(kind, number, group, None, named, {"suggestion": row[group] or ""})


def _population_sum_where_ages_agree(reported: Mapping[str, str | None]) -> str | None:
    """R4V 2026 no longer asks for NEW: it is the population sum, if the ages say the same."""
    populations = _whole_sum(reported, _POPULATIONS)
    return populations if populations == _whole_sum(reported, _AGES) else None


def _whole_sum(reported: Mapping[str, str | None], names: tuple[str, ...]) -> str | None:
    filled = [text for name in names if (text := reported.get(name)) is not None]
    whole = [read_whole(text) for text in filled]
    known = [count for count in whole if count is not None]
    return str(sum(known)) if filled and len(known) == len(filled) else None


DERIVATIONS: Mapping[str, Callable[[Mapping[str, str | None]], str | None]] = {
    "population_sum_where_ages_agree": _population_sum_where_ages_agree,
}


def _sheet_notices(sheet: Sheet, header: Header) -> Iterator[Notice]:
    by_position = {position: name for name, position in header.columns.items()}
    for note in sheet.notes:
        if "rows" in note or "columns" in note or "of_row" in note:
            yield from _wider_notice(note, sheet, header)
            continue
        name = by_position.get(note.get("column", -1))
        if "column" in note and not (header.owns(note["row"]) and name):
            continue  # in the title, the header, another table or a column that is not read
        if "column" not in note and header.follows is not None:
            continue  # of the whole sheet: told with its first table
        kind = _NOTE_KINDS.get(note["kind"], note["kind"])
        if kind == "merged" and _counts(note["column"], header):
            kind = "merged_figure"
        yield Notice(
            kind,
            note["row"] if "column" in note else None,
            name,
            header.printed.get(name) if name else None,
            note["value"],
            {"suggestion": note.get("suggestion", "")},
        )
    for text, tag, meant in header.disagreements:
        printed = header.printed.get(meant, header.template.headers.get(meant, [meant])[0])
        yield Notice("tag_disagrees", header.tag_row, None, text, tag, {"suggestion": printed})


def _wider_notice(note: Mapping[str, Any], sheet: Sheet, header: Header) -> Iterator[Notice]:
    """What is told of a whole row, of several rows or of columns, as far as they are reported."""
    kind = note["kind"]
    if "of_row" in note:
        if note["row"] > header.row:
            words = {"suggestion": note["suggestion"]}
            yield Notice(kind, note["row"], value=note["value"], words=words)
    elif "rows" in note:
        if rows := [str(number) for number in note["rows"] if number > header.row]:
            yield Notice(kind, value=_listed(rows))
    else:
        filled = {at for row in sheet.rows[header.row :] for at, cell in enumerate(row) if cell}
        names = {**header.unmapped, **{at: header.printed[n] for n, at in header.columns.items()}}
        spans = [range(first, last + 1) for first, last in note["columns"]]
        hidden = [at for at in sorted(filled) if any(at in span for span in spans)]
        if shown := [names.get(at) or f"column {at + 1}" for at in hidden]:
            yield Notice(kind, value=_listed(shown))


def _listed(words: list[str]) -> str:
    """The first of them and how many there are."""
    more = f" … ({len(words)})" if len(words) > _SHOWN else ""
    return ", ".join(words[:_SHOWN]) + more


def _labelled_cell(sheet: Sheet, header: Header) -> str | None:
    """The organisation named above the table, in the cell after its label."""
    for cells in sheet.rows[: header.row - 1]:
        for position, text in enumerate(cells):
            if text and normalise(text) in header.template.organisation_labels:
                return next((after for after in cells[position + 1 :] if after), None)
    return None
