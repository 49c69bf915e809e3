"""Where things are on the sheet a partner fills: one column per field of the generation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from openpyxl.utils import get_column_letter

from gtrm.core.errors import TemplateError
from gtrm.intake.layouts.templates import TEMPLATES_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENERATIONS = {"es": "gtrm_es_2021", "en": "gtrm_en_2021"}
BAND_ROW, HEADER_ROW = 5, 6
FIRST_ROW = HEADER_ROW + 1
PREPARED_ROWS = 300
LAST_ROW = HEADER_ROW + PREPARED_ROWS
POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
AGES = ("girls", "boys", "women", "men", "other_under18", "other_above18")
PEOPLE = ("total_beneficiaries", "new_beneficiaries")
COUNTS = ("output_quantity", *PEOPLE, *POPULATIONS, *AGES)


@dataclass(frozen=True)
class Column:
    """One column of the sheet."""

    field: str
    letter: str
    header: str
    band: str
    is_mandatory: bool  # each filled row needs it, not only the sheet

    @property
    def cell(self) -> str:
        """The column's cell in the first prepared row, for formulas that move down with it."""
        return f"${self.letter}{FIRST_ROW}"

    @property
    def range(self) -> str:
        """The prepared cells."""
        return f"{self.letter}{FIRST_ROW}:{self.letter}{LAST_ROW}"

    @property
    def fixed_range(self) -> str:
        """The prepared cells, for formulas that look at all of them from any row."""
        return f"${self.letter}${FIRST_ROW}:${self.letter}${LAST_ROW}"


@dataclass(frozen=True)
class Layout:
    """A template generation as a sheet to fill in one language."""

    language: str
    title: str
    sheet: str
    organisation_label: str
    month_label: str
    nothing: str  # what a partner without activities writes
    measure: str  # the field that populations and ages break down
    columns: Mapping[str, Column]  # by field, in the order of the sheet

    @property
    def last_letter(self) -> str:
        """The letter of the last column."""
        return self.columns[next(reversed(tuple(self.columns)))].letter

    @property
    def row(self) -> str:
        """The first prepared row, for formulas."""
        return f"$A{FIRST_ROW}:${self.last_letter}{FIRST_ROW}"

    def cells(self, fields: Iterable[str]) -> str:
        """Cells of several fields in the first prepared row, as arguments of a function."""
        return ",".join(self.columns[field].cell for field in fields)


def load_layout(language: str) -> Layout:
    """Return the GTRM's current generation in a language.

    Raises:
        TemplateError: The generation's YAML is missing, lacks a key or a column used here.
    """
    path = TEMPLATES_FOLDER / f"{GENERATIONS[language]}.yml"
    try:
        data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields = data["fields"]
        last_band = fields["total_beneficiaries"]["band"]
        columns = {
            field: Column(
                field,
                get_column_letter(position),
                spec["headers"][0],
                spec["band"],
                # Of the figures, the sheet must have the columns; a blank cell is legal.
                bool(spec.get("required")) and spec["band"] != last_band,
            )
            for position, (field, spec) in enumerate(fields.items(), start=1)
        }
        return Layout(
            language=language,
            title=data[f"title_{language}"],
            sheet=data["sheet"],
            organisation_label=data["organisation_label"][0],
            month_label=data["month_label"][0],
            nothing=data["nothing_to_report"][0],
            measure=f"{data['population_measure']['default']}_beneficiaries",
            columns=columns,
        )
    except (OSError, KeyError, IndexError) as error:
        raise TemplateError(
            f"No workbook can be made from it: {error!r}.", path.name, "Restore or complete it."
        ) from error
