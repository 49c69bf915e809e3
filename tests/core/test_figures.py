"""One definition of a figure: Python, the SQL of the rules and the macros of dbt say the same."""

from __future__ import annotations

import itertools
import math

import duckdb
import jinja2
import pytest

from gtrm.core import figures
from gtrm.core.settings import PROJECT_ROOT

# Text -> the whole number that it is; None: no whole number of zero or more.
WHOLE = {
    **{
        "0": 0,
        "4": 4,
        "04": 4,
        " 4 ": 4,
        "\t4\n": 4,
        "\u00a04": 4,
        "4.0": 4,
        "12.0": 12,
        "12.0000": 12,
    },
    **{"1490": 1490, "1000.000": 1000, "0.000": 0, "-0": 0, "999999999999999": 999_999_999_999_999},
    **dict.fromkeys(("", " ", "doce", "#N/A", "12 personas", "-3", "-0.5", "2.5", "12.50")),
    **dict.fromkeys(("2.000", "1.234.567", "1,490", "1.490,50", "1e3", "1_000", "0x10", "+4")),
    **dict.fromkeys(("inf", "nan", "٣", "４", "4.", ".4", "1 000", "1000000000000000", "1'000")),
}
ODD = [*WHOLE, "27.9", "-2.50", "12.0000000000000000001", "1.000000", "-1.000", "1.5e0", "4\u200b"]
SHORT = ["".join(text) for n in range(1, 6) for text in itertools.product("01.-, ", repeat=n)]


@pytest.fixture(scope="module")
def read_in_sql():
    source = PROJECT_ROOT / "dbt_project" / "macros" / "numbers.sql"
    macros = jinja2.Environment(autoescape=False).from_string(source.read_text("utf-8")).module  # noqa: S701 - SQL
    texts = [*ODD, *SHORT]
    with duckdb.connect() as connection:
        connection.execute(figures.figure_macro("figure"))
        rows = connection.execute(
            f"select cell, {macros.whole_number('cell')}, {macros.figure('cell')}, figure(cell) "
            "from (select unnest($texts) as cell)",
            {"texts": texts},
        ).fetchall()
    assert [row[0] for row in rows] == texts
    return rows


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_number_is_digits_and_zeros_behind_a_point(text):
    assert figures.read_whole(text) == WHOLE[text]


def test_dbt_types_a_text_to_the_whole_number_that_python_reads(read_in_sql):
    different = [
        (text, whole) for text, whole, _, _ in read_in_sql if whole != figures.read_whole(text)
    ]

    assert len(read_in_sql) > 9_000
    assert different == []


def test_amounts_and_the_figures_of_the_rules_are_the_same_in_sql(read_in_sql):
    amounts = {text: amount for text, _, amount, _ in read_in_sql}
    for text, _, amount, figure in read_in_sql:
        exact, read = figures.read_decimal(text), figures.read_figure(text)
        assert (amount is None) == (exact is None), text
        assert figure == read or (figure is None and math.isnan(read)), text
    assert [str(amounts[text]) for text in ("27.9", "-2.50", "12.0")] == ["27.90", "-2.50", "12.00"]


@pytest.mark.parametrize(
    ("texts", "total"),
    [
        (["27.9", "96.1"], "124"),
        (["0.333333", "0.666667"], "1"),
        (["27.9", "96"], "123.9"),
        (["2.000", "2"], None),
        (["3", "-1"], None),
        (["3", "tres"], None),
    ],
)
def test_figures_are_added_exactly_or_not_at_all(texts, total):
    added = figures.add_up(texts)

    assert (None if added is None else figures.print_figure(added)) == total
