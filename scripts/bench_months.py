"""Landed months in any number, for measuring: always the same rows, with findings and parts.

Forty organisations send a file each month. One row in 25 is of the month before, one in 250 cannot
be placed and has a critical finding, one in six has a warning. From the second month on the first
organisation's file of the month before is sent again, corrected: that month is touched too.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench_rows import FIGURES
from gtrm.core.settings import Settings
from gtrm.intake.landed import SCHEMAS

FILES = 40  # a month, one per organisation, beside the correction
_ROWS = {
    **FIGURES,
    "submission_id": "submission_id",
    "cycle_month": "cycle",
    "file_name": "submission_id || '.xlsx'",
    "sheet_name": "'Reporte 5W'",
    "generation_code": "'gtrm_es_2021'",
    "population_measure_code": "'total'",
    "country": "'Perú'",
    "country_code": "'PER'",
    "admin1": "area_name",
    "region_pcode": "if(is_lost, null, pcode)",
    "appealing_org": "organisation_name",
    "organisation_code": "organisation_code",
    "implementation_setup": "'No'",
    "setup_code": "'no'",
    "month": "month",
    "month_code": "if(is_lost, null, month)",
    "sector_code": "sector_code",
    "indicator": "indicator_name_es",
    "indicator_code": "indicator_code",
    "activity": "activity_name_es",
    "activity_code": "activity_code",
    "description": "'Jornada ' || n || ' en el local comunal de ' || area_name",
    "rmrp_code": "'yes'",
    "cva": "if(pays, 'Sí', 'No')",
    "cva_code": "if(pays, 'yes', 'no')",
    "cva_value": "if(pays, people * 12 || '.50', null)",
    "mechanism_code": "if(pays, 'prepaid_card', null)",
    "other_above18": "0",
    "source_row": "2 + n // 40",
}
_FINDINGS = {
    "submission_id": "submission_id",
    "cycle_month": "cycle",
    "file_name": "submission_id || '.xlsx'",
    "sheet_name": "'Reporte 5W'",
    "field_name": "if(is_lost, 'month', 'in_transit')",
    "column_name": "if(is_lost, 'Mes de reporte', 'En tránsito')",
    "reported_value": "people",
    "rule_id": "if(is_lost, '5W-010', '5W-020')",
    "severity": "if(is_lost, 'critical', 'warning')",
    "scope": "'cell'",
    "title_es": "'La celda no concuerda con la fila'",
    "title_en": "'The cell does not fit its row'",
    "hint_es": "'Revise la celda y corrija el dato que no corresponda.'",
    "hint_en": "'Look at the cell and correct the figure that does not belong.'",
    "source_row": "2 + n // 40",
}
_PARTS = {
    "submission_id": "submission_id",
    "organisation_code": "organisation_code",
    "month_code": "if(is_lost, null, month)",
    "decision_code": "if(is_correction, 'correction', 'first')",
    "decided_by": "'rule'",
    "supersedes_submission_id": "if(is_correction, cycle || '-000', null)",
    "superseded_by_submission_id": "if(is_replaced, cycle || '-040', null)",
}
_SUBMISSIONS = {
    "submission_id": "submission_id",
    "cycle_month": "cycle",
    "source_name": "'folder'",
    "file_name": "submission_id || '.xlsx'",
    "sha256": "md5(submission_id)",
    "generation_code": "'gtrm_es_2021'",
    "status": "'read'",
    "organisation_code": "organisation_code",
    "reader_version": "'1'",
    "size_bytes": "100000",
    "version_number": "if(is_correction, 2, 1)",
    "rows_received_count": "count(*)",
    "received_at": "cast(cycle || '-05' as timestamp) + to_months(if(is_correction, 2, 1))",
}
_TYPES = {"int64": "bigint", "double": "double", "timestamp[us]": "timestamp"}
_DRAW = """
    create table drawn as
    with numbered as (
        select
            range as n,
            range % {files} as file_number,
            (1 + hash(range * 7 + $number) % 200)::bigint as people,
            hash(range * 11 + $number) % 250 = 0 as is_lost,
            if(hash(range * 5 + $number) % 25 = 0, $before, $cycle) as month,
            hash(range * 3 + $number) % 8 = 0 as pays
        from range({rows})
    ),
    sent as (
        select *, false as is_correction, file_number = 0 as is_replaced from numbered
        union all
        select * replace ({files} as file_number, people + 1 as people), true, false
        from numbered where file_number = 0
    )
    select
        sent.*,
        $cycle as cycle,
        $cycle || '-' || lpad(file_number::varchar, 3, '0') as submission_id,
        organisations.organisation_code,
        organisations.organisation_name,
        regions.pcode,
        regions.area_name,
        activities.*
    from sent
    inner join (
        from read_csv('{seeds}/ref_organisations.csv')
        select row_number() over (order by organisation_code) - 1 as place, *
    ) as organisations on organisations.place = file_number % {files}
    inner join (
        from read_csv('{seeds}/ref_regions.csv', all_varchar = true)
        select row_number() over (order by pcode) - 1 as place, * where admin_level::int <= 1
    ) as regions on regions.place = hash(n * 13) % 26
    inner join (
        from read_csv('{seeds}/ref_activities.csv') as activities
        inner join read_csv('{seeds}/ref_indicators.csv') as indicators using (indicator_code)
        select
            row_number() over (order by indicator_type = 'pin' desc, activity_code) - 1 as place,
            activity_code, activity_name_es, indicator_code, sector_code, indicator_name_es
    ) as activities on activities.place = hash(n * 17) % 100
"""


def month_code(number: int) -> str:
    """Return the n-th month, counted from January 2021."""
    return f"{2021 + number // 12}-{1 + number % 12:02d}"


def make_landing(settings: Settings, made: Path, months: int, rows: int) -> None:
    """Bring the landing to a number of months of so many rows; months are made once, in `made`."""
    for number in range(months):
        _make_month(settings, made, number, rows)
        is_newest = number == months - 1
        for table in ("activities", "findings", "submissions"):
            _link(made / table, settings.landing / table, month_code(number), is_newest)
        for table in ("waived", "repairs"):
            _write_none(settings.landing / table / f"{month_code(number)}.parquet", table)
    _write_none(settings.landing / "shares" / "shares.parquet", "shares")
    newest = month_code(months - 1)
    path = settings.landing / "parts" / "parts.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ", ".join(
        f"if(submission_id[:7] = '{newest}', null, {name}) as {name}"
        if name == "superseded_by_submission_id"
        else name
        for name in SCHEMAS["parts"].names
    )
    duckdb.sql(
        f"""
        copy (
            select {names} from '{made}/parts/*.parquet'
            where submission_id[:7] <= '{newest}' and submission_id <> '{newest}-040'
        ) to '{path}' (format parquet)
        """  # noqa: S608 our own names
    )


def _link(made: Path, landing: Path, month: str, is_newest: bool) -> None:
    """Show a month's files in the landing; the newest month's correction has not come yet."""
    (landing / month).mkdir(parents=True, exist_ok=True)
    for path in (made / month).iterdir():
        target = landing / month / path.name
        if not target.exists() and not (is_newest and path.stem.endswith(f"-{FILES:03d}")):
            target.hardlink_to(path)


def _write_none(path: Path, table: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(SCHEMAS[table].empty_table(), path)


def _make_month(settings: Settings, made: Path, number: int, rows: int) -> None:
    """Write a month's files of every table, if they are not there."""
    done = made / "parts" / f"{month_code(number)}.parquet"
    if done.is_file():
        return
    done.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            _DRAW.format(seeds=settings.seeds, files=FILES, rows=rows),
            {
                "number": number,
                "cycle": month_code(number),
                "before": month_code(number - 1),
            },
        )
        tables = {
            "activities": (_ROWS, "from drawn"),
            "findings": (_FINDINGS, "from drawn where is_lost or n % 6 = 0"),
            "submissions": (_SUBMISSIONS, "from drawn group by all"),
        }
        for table, (columns, source) in tables.items():
            found = connection.execute(_select(table, columns, source)).to_arrow_table()
            folder = made / table / month_code(number)
            folder.mkdir(parents=True, exist_ok=True)
            for one in found["submission_id"].unique().to_pylist():
                chosen = found.filter(pc.equal(found["submission_id"], one))
                pq.write_table(chosen.cast(SCHEMAS[table]), folder / f"{one}.parquet")
        found = connection.execute(_select("parts", _PARTS, "from drawn group by all"))
        pq.write_table(found.to_arrow_table().cast(SCHEMAS["parts"]), done)


def _select(table: str, columns: dict[str, str], source: str) -> str:
    fields = ((one.name, _TYPES.get(str(one.type), "text")) for one in SCHEMAS[table])
    listed = ", ".join(f"({columns.get(name, 'null')})::{kind} as {name}" for name, kind in fields)
    return f"select {listed} {source}"
