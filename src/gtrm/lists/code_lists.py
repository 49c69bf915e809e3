"""The code lists on disk (dbt's seeds and a reviewer's aliases) as vocabularies."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING

from gtrm.core.errors import VocabularyError
from gtrm.lists.vocabularies import Vocabularies, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gtrm.config.lists import Alias


def _read_csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        raise VocabularyError(
            f"The code list {path.stem} is missing.", str(path), "Restore it from the repository."
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class CodeLists:
    """Reads the seeds of one folder."""

    def __init__(self, folder: Path, learned: Sequence[Alias]) -> None:
        self._folder = folder
        self._aliases: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self._read("ref_aliases"):
            self._aliases[row["vocabulary"]].append((row["alias"], row["code"]))
        for line in learned:
            self._aliases[line.vocabulary].append((line.alias, line.code))

    def vocabularies(self) -> Vocabularies:
        """Return every list a 5W row is checked against."""
        areas = self._read("ref_regions")
        indicators = self._read("ref_indicators")
        organisations = self._read("ref_organisations")
        return Vocabularies(
            countries=self._list("country", self._read("ref_countries"), "country"),
            regions=self._areas(areas, "01", "region", {"0": "PER", "1": "PER"}),
            provinces=self._areas(areas, "2", "province"),
            districts=self._areas(areas, "3", "district"),
            organisations=self._organisations(organisations, "is_appealing"),
            implementing_organisations=self._organisations(organisations, "is_implementing"),
            sectors=self._list("sector", self._read("ref_sectors"), "sector", "subgroup_code"),
            subgroups=self._list("subgroup", self._read("ref_subgroups"), "subgroup"),
            indicators=self._list("indicator", indicators, "indicator", "sector_code"),
            indicator_types={row["indicator_code"]: row["indicator_type"] for row in indicators},
            activities=self._list(
                "activity", self._read("ref_activities"), "activity", "indicator_code"
            ),
            mechanisms=self._list("mechanism", self._read("ref_mechanisms"), "mechanism"),
            yes_no=Vocabulary.from_names(self._aliases["yes_no"]),
            reniec_codes={a["reniec_code"]: a["pcode"] for a in areas if a["reniec_code"]},
        )

    def _read(self, name: str) -> list[dict[str, str]]:
        return _read_csv(self._folder / f"{name}.csv")

    def _list(
        self, kind: str, rows: list[dict[str, str]], stem: str, parent: str | None = None
    ) -> Vocabulary:
        code = f"{stem}_code"
        pairs = [
            (row[column], row[code])
            for row in rows
            for column in row
            if column == code or column.startswith(f"{stem}_name")
        ]
        parents = {row[code]: row[parent] for row in rows if row[parent]} if parent else {}
        return Vocabulary.from_names([*pairs, *self._aliases[kind]], parents)

    def _areas(
        self,
        areas: list[dict[str, str]],
        levels: str,
        kind: str,
        fixed_parents: Mapping[str, str] | None = None,
    ) -> Vocabulary:
        rows = [row for row in areas if row["admin_level"] in levels]
        pairs = [
            (row[column], row["pcode"])
            for row in rows
            for column in ("pcode", "area_name", "r4v_name")
        ]
        parents = {
            row["pcode"]: (fixed_parents or {}).get(row["admin_level"], row["parent_pcode"])
            for row in rows
        }
        return Vocabulary.from_names([*pairs, *self._aliases[kind]], parents)

    def _organisations(self, rows: list[dict[str, str]], role: str) -> Vocabulary:
        chosen = [row for row in rows if row[role].lower() in {"true", "yes", "1"}]
        codes = {row["organisation_code"] for row in chosen}
        names = ("organisation_code", "organisation_name", "organisation_name_es", "acronym")
        pairs = [(row[name], row["organisation_code"]) for row in chosen for name in names]
        aliases = [pair for pair in self._aliases["organisation"] if pair[1] in codes]
        return Vocabulary.from_names([*pairs, *aliases])
