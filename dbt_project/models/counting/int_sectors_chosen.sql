{#- The three models that choose sectors, one under the other. -#}
with

{% set columns = [
    'month_code', 'region_pcode', 'measure_code', 'sector_code', 'sector_name_es', 'sector_role', 'people_count'
] | join(', ') -%}
chosen as (

    select
        'sum' as aggregation_model,
        {{ columns }}
    from {{ ref('int_sectors_chosen_sum') }}

    union all

    select
        'maxsector_2021' as aggregation_model,
        {{ columns }}
    from {{ ref('int_sectors_chosen_maxsector_2021') }}

    union all

    select
        'southerncone_2021' as aggregation_model,
        {{ columns }}
    from {{ ref('int_sectors_chosen_southerncone_2021') }}

)

select
    aggregation_model,
    {{ columns }}

from chosen
