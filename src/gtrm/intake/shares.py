"""People-in-need shares for the counting model `maxsector_2022`, landed for dbt.

The file is not part of the project: its path is a setting (GTRM_PIN_SHARES). Without it the landed
list is empty and the model has no figures.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.core import fingerprints
from gtrm.core.errors import SettingsError, VocabularyError
from gtrm.core.normal import normalise
from gtrm.intake import landed
from gtrm.lists.vocabularies import NATIONWIDE, Vocabularies

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

# Population and age/sex words in the headers of R4V's people-in-need file of 2022.
_POPULATIONS = {
    "dest": "permanencia",
    "transit": "transito",
    "hc": "acogida",
    "pendular": "pendular",
    "returnees": "retornados",
}
_AGE_SEXES = ("girls", "boys", "women", "men")
_COUNTRY_LEVEL = "country level"
_ALL_SECTORS = "intersector"  # the file's total over sectors: no model uses it


def land(settings: Settings) -> int:
    """Write `landing/shares/shares.parquet`; return its rows (0 where no file is configured).

    One row per region, sector, population and age/sex: the cell and the population's total, people
    in need.

    Raises:
        SettingsError: The configured file is not there or lacks a column.
        VocabularyError: It names a region or sector that the code lists do not have.
    """
    path = settings.population_shares
    rows = _read(path, Vocabularies.load(settings.seeds)) if path else []
    frame = pd.DataFrame(rows, columns=landed.SCHEMAS["shares"].names)
    target = settings.landing / "shares" / "shares.parquet"
    landed.write(target, "shares", frame, fingerprints.of_reading(settings))
    return len(rows)


def _read(path: Path, vocabularies: Vocabularies) -> list[tuple[str, str, str, str, int, int]]:
    if not path.is_file():
        raise SettingsError(
            "The people-in-need file is not there.",
            str(path),
            "Correct GTRM_PIN_SHARES or unset it.",
        )
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, raw in enumerate(csv.DictReader(file), start=2):
            row = {normalise(name): text for name, text in raw.items() if name}
            rows += _shares_of(row, vocabularies, f"{path} > row {number}")
    return rows


def _shares_of(
    row: dict[str, str], vocabularies: Vocabularies, where: str
) -> list[tuple[str, str, str, str, int, int]]:
    try:
        admin1, subsector = row["pin admin1"], row["subsector"]
        if normalise(subsector) == _ALL_SECTORS:
            return []
        region = (
            NATIONWIDE
            if normalise(admin1) == _COUNTRY_LEVEL
            else vocabularies.regions.match(admin1)
        )
        sector = vocabularies.sectors.match(subsector)
        if region is None or sector is None:
            raise VocabularyError(
                f"Unknown region {admin1!r} or sector {subsector!r}.",
                where,
                "Add the spelling to ref_aliases.",
            )
        return [
            (region, sector, population, age_sex, _count(row[f"pin {word} {age_sex}"]), total)
            for word, population in _POPULATIONS.items()
            if (total := _count(row[f"pin {word} total"]))
            for age_sex in _AGE_SEXES
        ]
    except KeyError as error:
        raise SettingsError(
            f"The people-in-need file lacks the column {error}.",
            where,
            "Use the layout of R4V's 2022 file.",
        ) from error


def _count(text: str) -> int:
    return round(float(text or 0))
