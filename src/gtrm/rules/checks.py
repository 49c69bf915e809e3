"""Running the rules over rows: Great Expectations decides, the failing rows become findings.

The equal findings of a rule are folded (see `gtrm.intake.notices`), but all its rows are held. A
critical finding keeps its row out, and SQL counts rows. So each row whose critical findings were
folded gets one finding, HELD, which names the rules: one record per row, even if it breaks several
rules. If a reviewer accepts only one of the rules, the row is still kept out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gtrm.core.errors import SuiteError
from gtrm.intake import holding
from gtrm.intake.notices import tell_more
from gtrm.rules import preparation, verdicts
from gtrm.rules.suites import DECLARED_MEASURE, SEVERITIES, Rule, Suite, all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from gtrm.lists.vocabularies import Vocabularies
    from gtrm.rules.suites import Rule

FINDING_COLUMNS = (
    *("submission_id", "cycle_month", "file_name", "sheet_name", "source_row"),
    *("field_name", "column_name", "reported_value", "rule_id", "rule_alias", "severity", "scope"),
    *("title_es", "title_en", "hint_es", "hint_en", "suggested_value"),
    *("related_submission_id", "related_sheet_name", "related_source_row", "rows_affected_count"),
)
_TOLD_BY_ROW = FINDING_COLUMNS[-5:]  # what a prepared column of that name says of its row
_ROW_COLUMNS = FINDING_COLUMNS[:5]
HELD = {
    "rule_id": "5W-549",
    "severity": "critical",
    "scope": "row",
    "title_es": "Fila retenida por reglas que el archivo incumple en muchas filas",
    "title_en": "Row held by rules that the file breaks in many rows",
}
_HINT_ES = "Reglas: {rules}. Cada una está explicada una vez para toda la hoja: corrija la causa."
_HINT_EN = "Rules: {rules}. Each is explained once for the whole sheet: mend the cause."


def find_findings(
    rows: pd.DataFrame,
    suites: Sequence[Suite],
    vocabularies: Vocabularies,
    printed_headers: Mapping[tuple[str, str, str], str],
    limit: int | None = None,
) -> pd.DataFrame:
    """Return what is wrong with rows: one row per broken rule and reported row.

    Every rule of a row's template generation is run, on rows that will be quarantined too, but not
    on those of other countries that one finding of their file holds (see `holding`). The order
    is submission, sheet, row, severity (critical first), rule id.

    Args:
        rows: Reported rows of one or several submissions (see `preparation.prepare`), with
            `submission_id`, `file_name`, `sheet_name`, `source_row`, `generation_code`.
        suites: From `suites.load_suites`.
        vocabularies: The lists that names are checked against.
        printed_headers: (submission_id, sheet_name, field) -> header as printed on the sheet; a
            field that the sheet lacks has none, and its findings have a null `column_name`.
        limit: How many findings of a rule and sheet are told one by one (see `folding`); all of
            them by default.

    Returns:
        FINDING_COLUMNS: text (None if blank), `source_row` as Excel numbers it: int64, or None for
        a finding about many rows.

    Raises:
        SuiteError: A rule could not be run, so its silence would mean nothing.
    """
    rows = rows[holding.is_checked(rows)].reset_index(drop=True)
    if rows.empty:
        return empty_findings()
    prepared = preparation.prepare(rows, vocabularies)
    return judge(rows, prepared, suites, printed_headers, limit)


def judge(
    rows: pd.DataFrame,
    prepared: pd.DataFrame,
    suites: Sequence[Suite],
    printed_headers: Mapping[tuple[str, str, str], str],
    limit: int | None = None,
) -> pd.DataFrame:
    """Return the findings of rules over columns prepared elsewhere, as `find_findings` does.

    Args:
        rows: As for `find_findings`, indexed from 0.
        prepared: The columns that the rules read, in the order of `rows`, indexed by `row_number`.
            Where it has one, a finding takes its `suggested_value`, `related_submission_id`,
            `related_sheet_name`, `related_source_row` and `rows_affected_count` from it; the
            related row of a rule whose meta says `"related": "copy"` from `copy_submission_id` ...,
            the suggestion of one whose meta says `"suggests": "named_ubigeo"` from that column.
        suites: Rules that read no other columns.
        printed_headers: See `find_findings`.
        limit: See `find_findings`.
    """
    by_generation = prepared.groupby(rows["generation_code"].to_numpy(), sort=True)
    folding = Folding(rows, limit)
    found = []
    for generation, group in by_generation:
        for rule, failing in _broken_rules(str(generation), group, suites):
            told = folding.keep(rule, failing)
            found.append(_tell(rule, rows.loc[told], prepared.loc[told], printed_headers))
    if not found:
        return empty_findings()
    found.append(folding.held())
    out = _in_order(pd.concat(found, ignore_index=True))
    rest = [
        _tell_rest(_tell(rule, rows.loc[[row]], prepared.loc[[row]], printed_headers), words)
        for rule, row, words in folding.rest()
    ]
    return pd.concat([out.astype(object), *rest], ignore_index=True) if rest else out


def empty_findings() -> pd.DataFrame:
    """Return no findings, with every column and its type."""
    return pd.DataFrame(
        {
            name: pd.Series(dtype="int64" if name == "source_row" else object)
            for name in FINDING_COLUMNS
        }
    )


def _broken_rules(
    generation: str, prepared: pd.DataFrame, suites: Sequence[Suite]
) -> Iterator[tuple[Rule, NDArray[np.int64]]]:
    """Yield each broken rule with the row numbers that break it."""
    rules = [rule for rule in all_rules(suites) if rule.applies_to(generation)]
    if not rules:
        raise SuiteError("No rule applies to this template.", generation, "Extend the suites.")
    yield from verdicts.failing_rows(prepared, rules)


def _tell(
    rule: Rule,
    rows: pd.DataFrame,
    prepared: pd.DataFrame,
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    out = rows.loc[:, list(_ROW_COLUMNS)].copy()
    fields = _fields(rule, rows)
    out["field_name"] = fields
    out["column_name"] = [
        printed_headers.get(key)
        for key in zip(rows["submission_id"], rows["sheet_name"], fields, strict=True)
    ]
    cells = pd.Series(None, index=rows.index, dtype=object)
    for name in set(fields):
        chosen = np.array([field == name for field in fields])
        cells = cells.where(~chosen, prepared[name])
    out["reported_value"] = cells
    for name in ("rule_id", "rule_alias", "severity", "scope", "title_es", "title_en"):
        out[name] = getattr(rule, name)
    out["hint_es"] = _fill(rule.hint_es, rule, prepared)
    out["hint_en"] = _fill(rule.hint_en, rule, prepared)
    for name in _TOLD_BY_ROW:
        out[name] = prepared.get(name.replace("related", rule.related))
    if rule.suggests:
        out["suggested_value"] = prepared[rule.suggests]
    return out[list(FINDING_COLUMNS)]


def _tell_rest(told: pd.DataFrame, words: Mapping[str, Any]) -> pd.DataFrame:
    """Turn the finding of one row into that of all rows that are not told one by one."""
    nothing = dict.fromkeys(("source_row", "reported_value", *_TOLD_BY_ROW))
    hints = {name: words[name] + told[name] for name in ("hint_es", "hint_en")}
    out = told.astype(object).assign(**nothing, **hints, scope="file")
    return out.assign(rows_affected_count=words["count"])


def _fields(rule: Rule, rows: pd.DataFrame) -> list[str]:
    if rule.field != DECLARED_MEASURE:
        return [rule.field] * len(rows)
    return list(rows["population_measure_code"].map(preparation.MEASURE_FIELDS))


def _fill(hint: str, rule: Rule, prepared: pd.DataFrame) -> list[str]:
    names = sorted(rule.placeholders)
    if not names:
        return [hint] * len(prepared)
    columns = [[_print(value) for value in prepared[name]] for name in names]
    return [
        hint.format(**dict(zip(names, values, strict=True)))
        for values in zip(*columns, strict=True)
    ]


def _print(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _in_order(findings: pd.DataFrame) -> pd.DataFrame:
    ranks = findings["severity"].map({name: rank for rank, name in enumerate(SEVERITIES)})
    keyed = findings.assign(_rank=ranks)
    ordered = keyed.sort_values(
        ["submission_id", "sheet_name", "source_row", "_rank", "rule_id"],
        kind="stable",
        ignore_index=True,
    )
    out = ordered[list(FINDING_COLUMNS)].astype(object)
    out = out.where(out.notna(), None)
    out["source_row"] = out["source_row"].astype("int64")
    return out


class Folding:
    """What was folded while findings of some rows were written one by one, rule by rule."""

    def __init__(self, rows: pd.DataFrame, limit: int | None) -> None:
        """`rows` as `checks.judge` takes them; no `limit`: nothing is folded."""
        self._rows, self._limit = rows, limit
        self._held = np.full(len(rows), "", dtype=object)  # the rules of each row, comma before
        self._rest: list[tuple[Rule, int, int, int]] = []  # first and last position, count

    def keep(self, rule: Rule, failing: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows that are told one by one, of those that break a rule."""
        if self._limit is None or len(failing) <= self._limit:
            return failing
        own = self._rows.loc[failing, ["submission_id", "sheet_name"]]
        sheets = own.groupby(["submission_id", "sheet_name"], dropna=False, sort=False)
        is_rest = (sheets.cumcount() >= self._limit).to_numpy()
        for _, positions in own[is_rest].groupby(["submission_id", "sheet_name"], dropna=False):
            index = positions.index
            self._rest.append((rule, int(index[0]), int(index[-1]), len(index)))
        if rule.severity == "critical":
            self._held[failing[is_rest]] += f", {rule.rule_id}"
        return failing[~is_rest]

    def rest(self) -> list[tuple[Rule, int, dict[str, Any]]]:
        """Return for each folded rule: the rule, a row to tell it of, what differs from that."""
        numbers = self._rows["source_row"]
        out = []
        for rule, first, last, count in self._rest:
            more_es, more_en = tell_more(count, numbers[first], numbers[last])
            out.append((rule, first, {"count": count, "hint_es": more_es, "hint_en": more_en}))
        return out

    def held(self) -> pd.DataFrame:
        """Return the HELD findings: the columns of `rows` that say where, and its own."""
        at = np.flatnonzero(self._held != "")
        columns = ["submission_id", "cycle_month", "file_name", "sheet_name", "source_row"]
        out = self._rows.loc[at, columns]
        rules = [text.removeprefix(", ") for text in self._held[at]]
        hints = {
            "hint_es": [_HINT_ES.format(rules=text) for text in rules],
            "hint_en": [_HINT_EN.format(rules=text) for text in rules],
        }
        return out.assign(**HELD, **hints)
