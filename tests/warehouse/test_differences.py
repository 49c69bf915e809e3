from __future__ import annotations

from pathlib import Path

import duckdb

from gtrm.warehouse.differences import Comparison, compare


def write(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for sql in ("create schema marts", "create schema reporting", *statements):
            connection.execute(sql)
    return path


def test_tables_are_compared_by_value_whatever_the_order_of_their_rows(tmp_path):
    values = "create table marts.fct as from (values {}) as t(region, people)"
    same = "create table reporting.same as select unnest([{}]) as people"
    first = write(
        tmp_path / "first",
        values.format("('PE23', 5), ('PE23', 5), ('PE24', null)"),
        same.format("1, 2"),
        "create table marts.gone as select 1 as x",
        "create table marts.typed as select 1::integer as x",
    )
    second = write(
        tmp_path / "second",
        values.format("('PE23', 5), ('PE24', null), ('PE15', 0)"),
        same.format("2, 1"),
        "create table marts.typed as select 1::bigint as x",
    )

    assert compare(first, second) == [
        Comparison("marts.fct", 1, 1),  # a row twice is not a row once
        Comparison("marts.gone", None, None),
        Comparison("marts.typed", None, None),
        Comparison("reporting.same", 0, 0),
    ]
