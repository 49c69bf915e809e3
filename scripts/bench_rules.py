"""40 rules of the suites as SQL over landed rows, for `bench_validation.py`."""

from __future__ import annotations

from bench_rows import COUNTS
from gtrm.core.settings import PROJECT_ROOT

# Rule -> the rows that break it, over the columns of PREPARE.
RULES = {
    **{
        f"5W-{number}": f"not coalesce({name} >= 0 and {name} % 1 = 0, false)"
        for number, name in enumerate(COUNTS, start=101)
    },
    "5W-115": "cva_value is null",
    "5W-116": "cva_value < 0",
    "5W-002": "country is not null and country_code is null",
    "5W-004": "admin1 is not null and region_pcode is null",
    "5W-011": "appealing_org is not null and organisation_code is null",
    "5W-013": "month is not null and month_code is null",
    "5W-014": "month_code <> cycle_month",
    "5W-017": "sector is not null and sector_code is null",
    "5W-019": "indicator is not null and indicator_code is null",
    "5W-201": "implementation_setup is null",
    "5W-206": "activity is null",
    "5W-208": "cva is null",
    "5W-209": "rmrp_activity is not null and rmrp_code is null",
    "5W-210": "cva is not null and cva_code is null",
    "5W-301": "sector_code <> indicator_sector_code",
    "5W-302": "cva_code = 'yes' and cva_value <= 0",
    "5W-303": "cva_code = 'yes' and cva_mechanism is null",
    "5W-304": "cva_mechanism is not null and mechanism_code is null",
    "5W-305": "cva_code = 'no' and cva_value > 0",
    "5W-308": "indicator_type = 'pin' and total_beneficiaries <= 0 and new_beneficiaries <= 0",
    "5W-310": "total_beneficiaries < new_beneficiaries",
    "5W-313": "all_counts_sum <= 0",
    "5W-401": "indicator_type = 'pin' and population_sum <> total_beneficiaries",
    "5W-402": "indicator_type = 'pin' and age_sex_sum <> total_beneficiaries",
    "5W-405": "indicator_type = 'pin' and population_sum <> age_sex_sum",
    "5W-407": "indicator_type not in ('pin', 'people', 'capacity_building')"
    " and output_quantity <= 0",
}
_TEXTS = (
    *("country", "admin1", "appealing_org", "month", "sector", "indicator", "activity", "cva"),
    *("implementation_setup", "rmrp_activity", "cva_mechanism", "cycle_month", "country_code"),
    *("region_pcode", "organisation_code", "month_code", "sector_code", "indicator_code"),
    *("rmrp_code", "cva_code", "mechanism_code"),
)
FIGURE = """
    create macro figure(cell) as case
        when cell is null or trim(cell) = '' then 0
        when regexp_full_match(trim(cell), '-?[1-9][0-9]{0,2}(\\.[0-9]{3})+') then null
        when regexp_full_match(trim(cell), '-?[0-9]{1,15}(\\.[0-9]+)?') then trim(cell)::double
    end
"""
PREPARE = f"""
    create table prepared as
    with figures as (
        select
            file_row_number as row_number,
            {", ".join(_TEXTS)},
            {", ".join(f"figure({name}) as {name}" for name in (*COUNTS, "cva_value"))}
        from read_parquet($path, file_row_number = true)
    )
    select
        figures.*,
        indicators.indicator_type,
        indicators.sector_code as indicator_sector_code,
        {" + ".join(COUNTS[3:8])} as population_sum,
        {" + ".join(COUNTS[8:])} as age_sex_sum,
        {" + ".join(COUNTS)} as all_counts_sum
    from figures
    left join read_csv('{PROJECT_ROOT}/dbt_project/seeds/ref_indicators.csv') as indicators
        using (indicator_code)
"""  # noqa: S608 names of our own columns
