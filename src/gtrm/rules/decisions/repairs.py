"""Repairs that R4V makes to reported figures: switches of `config/repairs.csv`, off by default.

A repair changes a published figure: it is recorded cell by cell with the reported figure, in
`landing/repairs`, one file per cycle month; dbt counts the repaired figure and keeps both. A row
kept out by a critical finding is not repaired. Source: R4V's cleaning script of 2021.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.config.checking import read_list
from gtrm.config.kinds import expected
from gtrm.config.lists import AgeSexShares, RepairSwitch
from gtrm.config.tables import read_columns
from gtrm.core import fingerprints
from gtrm.core.figures import read_whole
from gtrm.intake import landed
from gtrm.rules.decisions import waivers
from gtrm.rules.preparation import AGE_SEX_FIELDS, COUNT_FIELDS, MEASURE_FIELDS, POPULATION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)

SHARED_AGES = AGE_SEX_FIELDS[:4]  # R4V's shares have no other gender
OTHER_SECTORS = "*"
_NO_SHARES = expected(
    "no hay proporciones para repartir edades",
    "there are no shares to share out ages by",
    "Dé al menos las de sector_code * en config/age_sex_shares.csv.",
    "Give at least those of sector_code * in config/age_sex_shares.csv.",
)
_ROW_COLUMNS = (
    *("submission_id", "cycle_month", "sheet_name", "source_row", "population_measure_code"),
    *("sector_code", "indicator_code", "age_bands", "held_by_rule_id", *COUNT_FIELDS),
)


@dataclass(frozen=True)
class Row:
    """A row's figures (None where blank), with what the repairs ask of it."""

    figures: Mapping[str, int | None]
    measure_field: str  # what its population and age columns break down
    shares: tuple[Fraction, ...]  # of girls, boys, women, men in its sector
    has_bands: bool

    @property
    def measure(self) -> int:
        """The people that its breakdowns add up to; 0 if blank."""
        return self.figures[self.measure_field] or 0


@dataclass(frozen=True)
class Repair:
    """What a repair is called, which indicators it is for and what it makes of a row."""

    title_es: str
    title_en: str
    indicator_types: tuple[str, ...]
    mend: Callable[[Row], Mapping[str, int]]  # the fields that it changes


def _raise_total_to_new(row: Row) -> Mapping[str, int]:
    total, new = row.figures["total_beneficiaries"], row.figures["new_beneficiaries"]
    if total is None or new is None or total >= new:
        return {}
    return {"total_beneficiaries": new}


def _fill_total_from_new(row: Row) -> Mapping[str, int]:
    total, new = row.figures["total_beneficiaries"], row.figures["new_beneficiaries"]
    return {"total_beneficiaries": new} if total is None and new else {}


def _fill_in_destination(row: Row) -> Mapping[str, int]:
    empty = not any(row.figures[name] for name in POPULATION_FIELDS)
    return {"in_destination": row.measure} if empty and row.measure else {}


def _share_out_ages(row: Row) -> Mapping[str, int]:
    """Largest remainders, so that the ages add up; R4V rounds each and mends the largest."""
    empty = not any(row.figures[name] for name in AGE_SEX_FIELDS) and not row.has_bands
    if not empty or not row.measure:
        return {}
    exact = [row.measure * share / sum(row.shares) for share in row.shares]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (whole[n] - exact[n], n))
    for number in by_remainder[: row.measure - sum(whole)]:
        whole[number] += 1
    return dict(zip(SHARED_AGES, whole, strict=True))


# In the order in which they are made: a later one sees what an earlier one changed.
REPAIRS = {
    "raise_total_to_new": Repair(
        "Total menor que las personas nuevas: se igualó a ellas",
        "Total lower than the new people: raised to them",
        ("pin", "people"),
        _raise_total_to_new,
    ),
    "fill_total_from_new": Repair(
        "Total vacío: se tomaron las personas nuevas",
        "Blank total: the new people were taken",
        ("pin", "people"),
        _fill_total_from_new,
    ),
    "fill_in_destination": Repair(
        "Sin grupos de población: todas las personas se contaron en permanencia",
        "No population groups: everybody was counted as in destination",
        ("pin",),
        _fill_in_destination,
    ),
    "share_out_ages": Repair(
        "Sin edad ni sexo: se repartió según las proporciones del sector",
        "No age and sex: shared out by the proportions of the sector",
        ("pin",),
        _share_out_ages,
    ),
}


def land(settings: Settings) -> None:
    """Write `landing/repairs/<month>.parquet` of every landed month; `waivers.land` has run.

    A month for which nothing is switched on is not read.

    Raises:
        SettingsError: A switch lacks its repair, its month or who decided it, or the shares that it
            needs are missing.
    """
    switches = [line for line in read_list(settings, RepairSwitch) if line.is_on]
    shares = {line.sector_code: line.shares for line in read_list(settings, AgeSexShares)}
    version, types = fingerprints.of_reading(settings), _indicator_types(settings)
    for month in landed.all_months(settings):
        on = {str(line.repair_code): line for line in switches if line.holds_in(month)}
        if "share_out_ages" in on and OTHER_SECTORS not in shares:
            raise on["share_out_ages"].error(_NO_SHARES, "repair_code")
        found = pd.DataFrame(columns=landed.SCHEMAS["repairs"].names)
        if on:
            found = find_repairs(_accepted_rows(settings, month), list(on), types, shares)
            for name in ("decided_by", "decided_on", "reason"):
                found[name] = [on[code].texts()[name] for code in found["repair_code"]]
            log.info("%s: %d cells repaired by %s", month, len(found), ", ".join(on))
        landed.write(landed.month_path(settings, "repairs", month), "repairs", found, version)


def find_repairs(
    rows: pd.DataFrame,
    codes: Sequence[str],
    indicator_types: Mapping[str, str],
    shares: Mapping[str, tuple[Fraction, ...]],
) -> pd.DataFrame:
    """Return one row per cell that repairs change; the rows stay as they are.

    Args:
        rows: Landed rows whose figures can be read. A blank is null, not zero: only a repair that
            says so fills it.
        codes: The repairs that are on.
        indicator_types: By indicator code.
        shares: Of girls, boys, women and men by sector code, '*' for the other sectors.

    Returns:
        The columns of `landing/repairs`; who decided is left open.
    """
    found = []
    for cells in rows.to_dict("records"):
        kind, row = indicator_types.get(str(cells["indicator_code"])), _row(cells, shares)
        for code, repair in REPAIRS.items():
            if code not in codes or kind not in repair.indicator_types:
                continue
            changed = {n: new for n, new in repair.mend(row).items() if new != row.figures[n]}
            row = replace(row, figures={**row.figures, **changed})
            found += [_told(cells, code, name, new) for name, new in changed.items()]
    return pd.DataFrame(found, columns=landed.SCHEMAS["repairs"].names)


def _row(cells: Mapping[Hashable, object], shares: Mapping[str, tuple[Fraction, ...]]) -> Row:
    figures = {name: _figure(cells[name]) for name in COUNT_FIELDS}
    own = shares.get(str(cells["sector_code"]), shares.get(OTHER_SECTORS, ()))
    measure = MEASURE_FIELDS[str(cells["population_measure_code"])]
    return Row(figures, measure, own, has_bands=cells["age_bands"] is not None)


def _figure(text: object) -> int | None:
    return read_whole(text)


def _told(cells: Mapping[Hashable, object], code: str, name: str, new: int) -> dict[str, object]:
    place = {key: cells[key] for key in ("submission_id", "cycle_month", "sheet_name")}
    return {
        **place,
        "source_row": cells["source_row"],
        "field_name": name,
        "reported_value": cells[name],
        "repaired_value": str(new),
        "repair_code": code,
        "title_es": REPAIRS[code].title_es,
        "title_en": REPAIRS[code].title_en,
    }


def _accepted_rows(settings: Settings, month: str) -> pd.DataFrame:
    """The month's rows that no critical finding keeps out, their own or their file's."""
    findings = waivers.read_month_findings(settings, month)
    critical = findings[(findings["severity"] == "critical") & findings["waived_by"].isna()]
    kept_out = set(zip(critical["submission_id"], critical["source_row"], strict=True))
    rows = [
        cells
        for one in landed.all_submission_ids(settings, month)
        for cells in landed.read_columns(settings, "activities", one, list(_ROW_COLUMNS))
        if (one, cells[_ROW_COLUMNS.index("source_row")]) not in kept_out
        and cells[_ROW_COLUMNS.index("held_by_rule_id")] is None
    ]
    return pd.DataFrame(rows, columns=list(_ROW_COLUMNS), dtype=object)


def _indicator_types(settings: Settings) -> dict[str, str]:
    columns = ("indicator_code", "indicator_type")
    rows = read_columns(settings.seeds / "ref_indicators.csv", columns)
    return {code: kind for code, kind in rows}
