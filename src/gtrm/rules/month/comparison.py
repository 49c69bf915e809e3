"""Comparison of a month's files with each other and with the months before.

`duplicates` and `history` compute columns of the month's counting rows; the rules over them are the
suites of stage `month`. `systematic` then reports once what one rule finds in most rows of a file.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa

from gtrm.core import fingerprints
from gtrm.core.figures import figure_macro
from gtrm.intake import landed
from gtrm.intake.notices import EQUAL_LIMIT
from gtrm.rules import checks, suites
from gtrm.rules.month import duplicates, history, systematic
from gtrm.rules.preparation import NUMBER_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)


def compare_month(settings: Settings, month: str) -> int:
    """Compare a month's counting rows with each other and with earlier months; land the findings.

    `intake.versions.decide` has run: rows that a later file replaced are not compared.

    Returns:
        How many findings there are.

    Raises:
        SuiteError: A rule could not be run.
    """
    ids = landed.all_submission_ids(settings, month)
    with duckdb.connect() as connection:
        _load_rows(connection, settings, month)
        rows = connection.execute("from reported where is_of_month order by row_number").df()
        columns = [part.compute(connection, settings) for part in (duplicates, history)]
        printed = landed.read_printed_headers(settings, ids)
        found = _judge(settings, rows, columns, printed)
        own = landed.read(settings, "findings", ids)
        found = pd.concat(
            [found, systematic.find(connection, pd.concat([own, found], ignore_index=True))],
            ignore_index=True,
        )
    version = fingerprints.of_reading(settings)
    landed.write(landed.compared_path(settings, month), "findings", found, version)
    log.info("%d findings across files and months", len(found))
    return len(found)


def compare_file(
    settings: Settings,
    rows: pd.DataFrame,
    findings: pd.DataFrame,
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    """Return findings from comparing the rows of one file, without anything landed.

    That is all of `compare_month` but `history`, which needs other months and files.

    Args:
        settings: Whose lists and rules to use.
        rows: Of the landing's `activities`, of one submission.
        findings: Of these rows so far.
        printed_headers: See `checks.find_findings`.
    """
    with duckdb.connect() as connection:
        schema = landed.SCHEMAS["activities"]
        frame = rows.reindex(columns=schema.names)
        connection.register("own", pa.Table.from_pandas(frame, schema, preserve_index=False))
        connection.execute(figure_macro("figure"))
        connection.execute(
            _reported("(select *, null::timestamp as received_at from own)"),
            {"month": str(rows["cycle_month"].iloc[0]), **_lists(settings)},
        )
        reported = connection.execute("from reported order by row_number").df()
        columns = [duplicates.compute(connection, settings)]
        found = _judge(settings, reported, columns, printed_headers)
        together = pd.concat([findings, found], ignore_index=True)
        return pd.concat([found, systematic.find(connection, together)], ignore_index=True)


def _load_rows(connection: duckdb.DuckDBPyConnection, settings: Settings, month: str) -> None:
    """Make the table `reported`: counting rows of the month and before, one `row_number` each.

    The month's come first, in the order in which their files came.
    """
    until = [one for one in landed.all_submission_ids(settings) if one[:7] <= month]
    files = {
        table: [str(landed.path_of(settings, table, one)) for one in until]
        for table in ("activities", "submissions")
    }
    connection.execute(figure_macro("figure"))
    source = """(
        select activities.*, submissions.received_at
        from read_parquet($activities, union_by_name = true) as activities
        inner join read_parquet($submissions) as submissions using (submission_id)
        semi join (
            from read_parquet($parts) where superseded_by_submission_id is null
        ) as parts on
            activities.submission_id = parts.submission_id
            and activities.organisation_code is not distinct from parts.organisation_code
            and activities.month_code is not distinct from parts.month_code
        where activities.held_by_rule_id is null
    )"""
    parts = str(settings.landing / "parts" / "parts.parquet")
    values = {"month": month, **files, **_lists(settings), "parts": parts}
    connection.execute(_reported(source), values)


def _lists(settings: Settings) -> dict[str, str]:
    return {"indicators": str(settings.seeds / "ref_indicators.csv")}


def _reported(source: str) -> str:
    """The statement that makes `reported` of landed rows with `received_at`."""
    figures = ", ".join(f"figure({name}) as {name}_number" for name in NUMBER_FIELDS)
    return f"""
        create table reported as
        select
            (row_number() over (
                order by
                    activities.cycle_month <> $month,
                    activities.received_at,
                    activities.submission_id,
                    activities.sheet_name,
                    activities.source_row
            ) - 1)::integer as row_number,
            activities.* exclude (received_at),
            indicators.indicator_type,
            activities.cycle_month = $month as is_of_month,
            {figures}
        from {source} as activities
        left join read_csv($indicators, all_varchar = true) as indicators using (indicator_code)
    """  # noqa: S608 names of our own columns


def _judge(
    settings: Settings,
    rows: pd.DataFrame,
    columns: list[pd.DataFrame],
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    """The findings of the rules that read no other columns than these."""
    there = set(rows.columns).union(*(part.columns for part in columns))
    rules = [
        suite
        for suite in suites.load_suites(settings.expectations, "month")
        if all(rule.columns <= there for rule in suite.rules)
    ]
    if rows.empty or not rules:
        return checks.empty_findings()
    rows = rows.set_index("row_number").astype(object).where(lambda frame: frame.notna(), None)
    prepared = pd.concat([rows, *columns], axis=1)
    return checks.judge(rows, prepared, rules, printed_headers, EQUAL_LIMIT)
