"""What a person would write instead of the warehouse, for `bench.py`: one folder, 40 rules, sums.

calamine reads the workbooks, one DuckDB script checks 40 rules and sums people by region and
sector, with the largest sector of each region as the people reached. No archive, no versions, no
texts for partners, no history, no publication: only the figures of one month.

Usage: bench_by_hand.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import pandas as pd
from python_calamine import CalamineWorkbook

from bench_rows import COUNTS
from bench_rules import FIGURE, PREPARE, RULES
from bench_workbooks import layout
from gtrm.core.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
# Codes as a person would join them: by the name that is printed, whatever its case.
CODES = """
    create table coded as
    select
        rows.*,
        'PER' as country_code,
        regions.pcode as region_pcode,
        rows.appealing_org as organisation_code,
        rows.month as month_code,
        sectors.sector_code,
        indicators.indicator_code,
        if(lower(rows.rmrp_activity) in ('yes', 'sí'), 'yes', 'no') as rmrp_code,
        if(lower(rows.cva) in ('yes', 'sí'), 'yes', 'no') as cva_code,
        rows.cva_mechanism as mechanism_code
    from rows
    left join read_csv('{seeds}/ref_regions.csv') as regions
        on lower(strip_accents(rows.admin1)) = lower(strip_accents(regions.area_name))
        and regions.admin_level in (0, 1)
    left join read_csv('{seeds}/ref_sectors.csv') as sectors
        on lower(rows.sector) = lower(sectors.sector_name_en)
    left join read_csv('{seeds}/ref_indicators.csv') as indicators
        on lower(rows.indicator) = lower(indicators.indicator_name_en)
"""
SUMS = """
    with people as (
        select region_pcode, sector_code, sum(total_beneficiaries) as people
        from prepared group by all
    )
    select region_pcode, max(people) as people_reached from people group by all order by all
"""


def read(folder: Path) -> pd.DataFrame:
    """Return every row of the workbooks of a folder as text, by our field names."""
    template = layout()
    frames = []
    for path in sorted(folder.glob("*.xlsx")):
        with CalamineWorkbook.from_path(str(path)) as book:
            lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        fields = [template.field_of(str(text)) or f"column_{n}" for n, text in enumerate(lines[2])]
        frames.append(pd.DataFrame(lines[3:], columns=fields).astype(str).replace("", None))
    rows = pd.concat(frames, ignore_index=True).assign(cycle_month="2021-09")
    for name in (*COUNTS, "cva_value"):  # calamine gives whole figures as 12.0; not all are printed
        read = rows[name] if name in rows else pd.Series(None, index=rows.index, dtype="str")
        rows[name] = read.str.removesuffix(".0")
    return rows


def main() -> int:
    """Print the sums and how many rows break each rule."""
    rows = read(Path(sys.argv[1]))
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        connection.execute(CODES.format(seeds=SEEDS))
        connection.execute(FIGURE)
        connection.execute(
            PREPARE.replace(
                "read_parquet($path, file_row_number = true)",
                "(select *, row_number() over () as file_row_number from coded)",
            )
        )
        broken = {
            rule: connection.sql("from prepared").filter(text).count("*").fetchall()[0][0]
            for rule, text in RULES.items()
        }
        sums = connection.execute(SUMS).fetchall()
    print(json.dumps({"rows": len(rows), "broken": broken, "reached": sums}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
