"""Every figure of the reports has a history, and the questions about it are in the database."""

from __future__ import annotations

import re

from landing_rows import PROJECT, Build

FIGURE = re.compile(r"\w+_(count|usd|share)|quantity")
# No published figures: rows of files, quality, limits of figures, the history itself; and what is
# counted to explain a figure, or is one of another report.
NOT_REPORTS = {
    *("rpt_activities_flat", "rpt_data_quality", "rpt_invariant_breaches"),
    *("rpt_published_figures", "rpt_restatements", "rpt_submission_status"),
}
EXPLAINING = {
    *("breakdown_count", "people_computed_count", "people_computed_cumulated_count"),
    *("months_counted_count", "months_missing_count", "regions_count", "regions_reported_count"),
    "transfer_rows_count",
    # Beside a headline: whom it lacks, and between what it has to be.
    *("people_without_breakdown_count", "people_without_breakdown_cumulated_count"),
    *("people_regions_without_breakdown_count", "people_nationwide_without_breakdown_count"),
    *("lower_bound_count", "upper_bound_count", "months_outside_bounds_count"),
}


def test_every_figure_of_the_reports_has_a_history(build: Build) -> None:
    columns = build.query("""
        select table_name, column_name from duckdb_columns() where schema_name = 'reporting'""")
    model = (PROJECT / "models" / "history" / "int_figures_unpivoted.sql").read_text()
    entries = dict(re.findall(r"'name': '(\w+)'.*?'figures': (\[.*?\])", model, re.DOTALL))

    forgotten = [
        (table, column)
        for table, column in columns
        if table not in NOT_REPORTS
        and FIGURE.fullmatch(column)
        and column not in EXPLAINING
        and f"'{column}'" not in entries.get(table, "")
    ]

    assert forgotten == []


def test_figures_are_told_apart_and_the_registered_ones_come_without_their_method(
    build: Build,
) -> None:
    tacna = build.figures(
        "select keys, figure_value from intermediate.int_figures_unpivoted"
        " where report_name = 'rpt_people_reached' and month_code = '2021-09'"
        " and region_pcode = 'PE23'"
    )

    methods = [key for key in tacna if "aggregation_model" in key]
    registered = '{"aggregation_model":"maxsector_reported","measure_code":"total"}'
    assert len(tacna) == len(methods) + 1 > 5
    assert tacna['{"is_registered":"true"}'] == tacna[registered] > 0


def test_questions_about_the_history_are_in_the_database(build: Build) -> None:
    macros = build.query(
        "select function_name from duckdb_functions() where schema_name = 'reporting' order by all"
    )

    assert [name for (name,) in macros] == [
        "figures_as_published",
        "figures_of_release",
        "restatements_between",
    ]
    assert build.query("from reporting.rpt_restatements") == []  # no release before
