# ruff: noqa: S608 - the SQL is composed of the rules' own names
"""Sensitive sectors, shown as their subgroup: in codes, names, notes and lines of activities.

All sectors of a subgroup that has a sensitive one are rolled up. If only the sensitive ones were,
they could be calculated from the rest of the subgroup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from gtrm.products.disclosure.rules import Rules, Table

_ROLLED = """
    select sector_code, subgroup_code, sector_name_es, sector_name_en,
        subgroups.subgroup_name, subgroups.subgroup_name_en
    from release.marts.dim_sectors as sectors
    join release.marts.dim_subgroups as subgroups using (subgroup_code)
    where subgroup_code in (
        select subgroup_code from release.marts.dim_sectors
        where sector_code in (from sensitive_sectors)
    )
"""
# Activities of sensitive sectors by unit, with the subgroup's other ones of that unit to hide them.
# A line of several activities (`output_code`) is sensitive if all of them are, and else stays.
_OUTPUTS = """
    with lines as (
        select coalesce(output_code, activity_code) as output_code,
            any_value(published_unit_name) as unit_name,
            min(subgroup_code) as subgroup_code, min(subgroup_name) as subgroup_name,
            bool_and(coalesce(sector_code in (from sensitive_sectors), false)) as is_sensitive,
            bool_and(output_code is null and subgroup_code is not null) as is_other
        from release.marts.dim_activities join release.marts.dim_indicators using (indicator_code)
        left join rolled_sectors using (sector_code)
        where output_code is distinct from 'usd_distribuidos' -- one line for all sectors
        group by all
    ),
    rolled as (
        select *, bool_or(is_sensitive) over unit as has_sensitive,
            bool_or(is_other and not is_sensitive) over unit as has_others
        from lines
        where is_sensitive or is_other
        window unit as (partition by subgroup_code, unit_name)
    )
    select output_code, subgroup_code, subgroup_name from rolled
    where has_sensitive and {} has_others
"""
_INDICATORS = """
    select indicator_code from release.marts.dim_indicators
    where sector_code not in (from sensitive_sectors)
"""
# What `replace` and `rows` of the rules call; lists that a release lacks are empty.
_LISTS = {
    "rolled_sectors": (
        _ROLLED,
        "sector_code, subgroup_code, sector_name_es, sector_name_en, "
        "subgroup_name, subgroup_name_en",
        {"marts.dim_sectors", "marts.dim_subgroups"},
    ),
    **{
        listed: (
            _OUTPUTS.format(negation),
            "output_code, subgroup_code, subgroup_name",
            {f"marts.dim_{name}" for name in ("sectors", "subgroups", "activities", "indicators")},
        )
        for listed, negation in (("rolled_outputs", ""), ("untold_outputs", "not"))
    },
    "public_indicators": (_INDICATORS, "indicator_code", {"marts.dim_indicators"}),
}
_MACROS = """
    create macro public_sector(code) as
        coalesce((select subgroup_code from rolled_sectors where sector_code = code), code);
    create macro public_sector_name(code, name) as
        coalesce((select subgroup_name from rolled_sectors where sector_code = code), name);
    create macro public_sector_name_en(code, name) as
        coalesce((select subgroup_name_en from rolled_sectors where sector_code = code), name);
    create macro public_output(code, unit) as coalesce((
        select subgroup_code || '/' || unit
        from rolled_outputs where output_code = code), code);
    create macro public_output_name(code, name) as coalesce((
        select subgroup_name || ': otras actividades'
        from rolled_outputs where output_code = code), name);
"""


def prepare(connection: duckdb.DuckDBPyConnection, rules: Rules, held: set[str]) -> None:
    """Make the lists and macros that `rows` and `replace` of the rules name.

    Args:
        connection: Has the database `release` attached.
        rules: The rules.
        held: The release's tables.
    """
    connection.execute("create table sensitive_sectors (sector_code varchar)")
    connection.execute("create table things (unit_name varchar)")
    for name, values in (("sensitive_sectors", rules.sensitive_sectors), ("things", rules.things)):
        connection.execute(f"insert into {name} select unnest(?)", [values])
    for name, (query, columns, needed) in _LISTS.items():
        if needed <= held:
            connection.execute(f"create table {name} as {query}")
        else:
            texts = ", ".join(f"{column} varchar" for column in columns.split(", "))
            connection.execute(f"create table {name} ({texts})")
    connection.execute(_MACROS)
    connection.execute(f"create macro public_text(note) as {_replacing(connection)}")


def select(table: Table, held: dict[str, str]) -> str:
    """Return the query for a table's public columns; rows that become one are added up."""
    public = [column for column in held if column not in table.drop]
    replaced = [f"{new} as {column}" for column, new in table.replace.items() if column in held]
    star = f"* replace ({', '.join(replaced)})" if replaced else "*"
    source = f"select {star} from release.{table.name} where {table.rows}"
    if not replaced:
        return f"select {', '.join(_quoted(public))} from ({source})"
    added = {*table.figures, *table.sums}
    listed = [
        f'"{column}"'
        if column in table.key
        else f'cast({"sum" if column in added else "min"}("{column}") as {kind}) as "{column}"'
        for column, kind in held.items()
        if column in public
    ]
    return f"select {', '.join(listed)} from ({source}) group by {', '.join(_quoted(table.key))}"


def _replacing(connection: duckdb.DuckDBPyConnection) -> str:
    """Return SQL that names subgroups where a note names sectors that are rolled up."""
    pairs = connection.execute(
        "select sector_name_es, subgroup_name from rolled_sectors "
        "union select sector_name_en, subgroup_name_en from rolled_sectors order by all"
    ).fetchall()
    text = "note"
    for old, new in pairs:
        text = f"replace({text}, '{quoted(old)}', '{quoted(new)}')"
    for new in dict.fromkeys(new for _, new in pairs):  # several sectors of a list are one now
        text = f"regexp_replace({text}, '{quoted(new)}(, {quoted(new)})+', '{quoted(new)}', 'g')"
    return text


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
