"""Findings that a reviewer accepts, with a reason, until a month: `config/waivers.csv`.

A line is about one row of one file as long as its cell says the same, or about a rule and an
organisation ('*': findings about no one organisation, such as those about the whole month).
What it covers is written to `landing/waived`; reports and dbt read it there.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.config.checking import read_list
from gtrm.config.kinds import expected
from gtrm.config.lists import Waiver
from gtrm.config.problems import Expected
from gtrm.core import fingerprints
from gtrm.core.figures import add_up, is_blank, read_figure, read_whole
from gtrm.intake import landed
from gtrm.rules.preparation import COUNT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)

WAIVED_COLUMNS = ("waived_by", "waived_on", "waiver_reason", "waived_to_month")
_NO_ONE_ORGANISATION = "*"
_ROW_REFERENCE = ("file_name", "sheet_name", "source_row")
_UNPLACEABLE = expected(
    "dejaría entrar {place}, que no se puede ubicar o contar por su {fields}",
    "it would let in {place}, which cannot be placed or counted by its {fields}",
    "Agregue el nombre en config/aliases.csv, o haga corregir la celda.",
    "Learn the name as an alias in config/aliases.csv, or have the cell corrected.",
)
# What identifies a finding; findings that are equal in all of this are accepted together.
_KEY = (
    *("cycle_month", "submission_id", "sheet_name", "source_row", "rule_id", "field_name"),
    *("column_name", "reported_value"),
)
# What a row is placed by: a reported field and the code that it has to lead to.
_PLACING = {
    "month": "month_code",
    "admin1": "region_pcode",
    "appealing_org": "organisation_code",
    "sector": "sector_code",
    "indicator": "indicator_code",
}


def land(settings: Settings) -> None:
    """Write `landing/waived/<month>.parquet` of every landed month: one row per accepted finding.

    All months, because a line can be about any month; months without a line are not read.

    Raises:
        SettingsError: `config/waivers.csv` is wrong, or would let in a row that cannot be placed
            or counted.
    """
    waivers = _read_waivers(settings)
    version, used = fingerprints.of_reading(settings), Counter[int]()
    months = landed.all_months(settings)
    for month in months:
        waived = _waived(settings, month, [one for one in waivers if one.holds_in(month)])
        used.update(waived["waiver_line"])
        landed.write(landed.month_path(settings, "waived", month), "waived", waived, version)
    _log(waivers, used, months)


def read_month_findings(settings: Settings, month: str) -> pd.DataFrame:
    """Return a month's findings with WAIVED_COLUMNS (None: not accepted); `land` has run."""
    findings = landed.read_month_findings(settings, month)
    waived = landed.read_month(settings, "waived", month)
    told = waived[list(WAIVED_COLUMNS)].itertuples(index=False, name=None)
    accepted = dict(zip(_keys(waived), told, strict=True))
    nothing = (None,) * len(WAIVED_COLUMNS)
    found = [accepted.get(key, nothing) for key in _keys(findings)]
    columns = pd.DataFrame(found, columns=list(WAIVED_COLUMNS), index=findings.index, dtype=object)
    return pd.concat([findings, columns], axis=1)


def list_waivers(settings: Settings, month: str) -> pd.DataFrame:
    """Return the lines that the reader of a month's report must know; `land` has run.

    The columns of `config/waivers.csv`, `line_number`, `findings_count` (accepted in the month)
    and `state`: 'used', 'unused' (it holds in the month and covers nothing) or 'expired' (about an
    organisation, ended before the month).
    """
    used = Counter(landed.read_month(settings, "waived", month)["waiver_line"])
    rows = []
    for waiver in _read_waivers(settings):
        count = used[waiver.row_number]
        state = ("used" if count else "unused") if waiver.holds_in(month) else None
        if waiver.is_standing and waiver.valid_to_month < month:
            state = "expired"
        if state is not None:
            told = {"line_number": waiver.row_number, "findings_count": count, "state": state}
            rows.append({**waiver.texts(), **told})
    columns = [*Waiver.columns(), "line_number", "findings_count", "state"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("line_number", ignore_index=True)


def _waived(settings: Settings, month: str, waivers: Sequence[Waiver]) -> pd.DataFrame:
    """The accepted findings of a month in the columns of `landing/waived`, each key once."""
    if not waivers:
        return pd.DataFrame(columns=landed.SCHEMAS["waived"].names)
    findings = landed.read_month_findings(settings, month)
    asked = findings[findings["rule_id"].isin({waiver.rule_id for waiver in waivers})]
    organisations = _organisations(settings, month, asked)
    accepted: dict[tuple[object, ...], Waiver] = {}
    for key, finding, organisation in zip(
        _keys(asked), asked.to_dict("records"), organisations, strict=True
    ):
        for waiver in waivers:
            if waiver.rule_id == finding["rule_id"] and _covers(waiver, finding, organisation):
                accepted.setdefault(key, waiver)
    _refuse_unplaceable(settings, findings, accepted)
    rows = [{**dict(zip(_KEY, key, strict=True)), **_told(one)} for key, one in accepted.items()]
    return pd.DataFrame(rows, columns=landed.SCHEMAS["waived"].names)


def _read_waivers(settings: Settings) -> list[Waiver]:
    """Those about a row before the standing ones."""
    return sorted(read_list(settings, Waiver), key=lambda waiver: waiver.is_standing)


def _covers(waiver: Waiver, finding: Mapping[Hashable, object], organisation: str | None) -> bool:
    """Whether a finding of the waiver's months and rule is accepted.

    A row's finding is accepted only while its cell is the same: a changed cell is another finding.
    `organisation` None: the finding is about no one organisation.
    """
    own = waiver.organisation_code
    if waiver.is_standing:
        return own == (organisation or _NO_ONE_ORGANISATION)
    texts = waiver.texts()
    here = all(str(finding[name] or "") == texts[name] for name in _ROW_REFERENCE)
    reported = str(finding["reported_value"] or "").strip()
    return here and reported == texts["reported_value"] and own in (None, organisation)


def _told(waiver: Waiver) -> dict[str, object]:
    decision = ("decided_by", "decided_on", "reason", "valid_to_month")
    texts = waiver.texts()
    told = {name: texts[own] for name, own in zip(WAIVED_COLUMNS, decision, strict=True)}
    return {**told, "waiver_line": waiver.row_number}


def _keys(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Null is None in all of them, so that blanks are alike."""
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in _KEY]
    return list(zip(*columns, strict=True))


def _organisations(settings: Settings, month: str, findings: pd.DataFrame) -> list[str | None]:
    """The organisation of each finding: that of its row, or else of its file."""
    submissions = landed.read(settings, "submissions", landed.all_submission_ids(settings, month))
    of_file = dict(zip(submissions["submission_id"], submissions["organisation_code"], strict=True))
    columns = ["sheet_name", "source_row", "organisation_code"]
    of_row: dict[tuple[Any, ...], Any] = {
        (one, sheet, row): organisation
        for one in set(findings["submission_id"]) & set(of_file)
        for sheet, row, organisation in landed.read_columns(settings, "activities", one, columns)
    }
    places = zip(findings["submission_id"], *(findings[name] for name in columns[:2]), strict=True)
    return [of_row.get(place) or of_file.get(place[0]) for place in places]


def _refuse_unplaceable(
    settings: Settings, findings: pd.DataFrame, accepted: Mapping[tuple[object, ...], Waiver]
) -> None:
    """Stop where waivers let in a row that lacks a code or a figure: it could not be counted."""
    critical = findings[(findings["severity"] == "critical") & findings["source_row"].notna()]
    rows = list(zip(critical["submission_id"], critical["source_row"], strict=True))
    waivers = [accepted.get(key) for key in _keys(critical)]
    # One critical finding that stays keeps the row out.
    kept_out = {row for row, waiver in zip(rows, waivers, strict=True) if waiver is None}
    let_in: dict[str, dict[int, Waiver]] = defaultdict(dict)
    for row, waiver in zip(rows, waivers, strict=True):
        if waiver is not None and row not in kept_out:
            let_in[row[0]][row[1]] = waiver
    for one, of_file in let_in.items():
        reported = landed.read(settings, "activities", [one])
        for cells in reported[reported["source_row"].isin(of_file)].to_dict("records"):
            _check_placeable(cells, of_file[cells["source_row"]])


def _check_placeable(row: Mapping[Hashable, object], waiver: Waiver) -> None:
    lacking = _lacking(row)
    if lacking:
        place = " > ".join(str(row[name]) for name in _ROW_REFERENCE)
        what = _UNPLACEABLE.what.fill(place=place, fields=", ".join(lacking))
        raise waiver.error(Expected(what, _UNPLACEABLE.remedy), "rule_id")


def _lacking(reported: Mapping[Hashable, object]) -> list[str]:
    """The fields of a row that lead to no code or hold no figure that dbt could type."""
    bands = json.loads(str(reported["age_bands"] or "{}"))
    counts = {name: reported[name] for name in COUNT_FIELDS}
    return [
        *(field for field, code in _PLACING.items() if reported[code] is None),
        *(name for name, text in counts.items() if not is_blank(text) and read_whole(text) is None),
        *(["age_bands"] if add_up(bands.values()) is None else []),
        *(["cva_value"] if pd.isna(read_figure(reported["cva_value"])) else []),
    ]


def _log(waivers: Sequence[Waiver], used: Counter[int], months: Sequence[str]) -> None:
    begun = [one for one in waivers if months and one.valid_from_month <= months[-1]]
    unused = sorted(one.row_number for one in begun if not used[one.row_number])
    if waivers:
        log.info("%d findings are accepted by %d waivers", used.total(), len(waivers))
    if unused:
        log.warning("waivers.csv: rows %s cover no finding", ", ".join(map(str, unused)))
    ended = [
        one.row_number
        for one in waivers
        if one.is_standing and months and one.valid_to_month < months[-1]
    ]
    if ended:
        log.info("waivers.csv: rows %s have expired", ", ".join(map(str, sorted(ended))))
