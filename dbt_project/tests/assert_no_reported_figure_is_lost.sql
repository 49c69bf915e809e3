-- An accepted row never has a figure that became null when it was typed: validation must keep such a row out.
{%- set whole_numbers = [
    'total_beneficiaries', 'new_beneficiaries', 'in_destination', 'in_transit', 'host_community', 'pendulars',
    'returnees', 'girls', 'boys', 'women', 'men', 'other_under18', 'other_above18'
] %}
with

accepted as (

    select * from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}

),

age_bands as (

    select
        activity_row_id,
        {{ json_entries('reported_age_bands') }}

    from {{ ref('int_activities_judged') }}
    where reported_age_bands is not null and {{ touched('cycle_month') }}

),

figures as (

    select
        reported.submission_id,
        reported.source_row,
        concat_ws(
            ', '
            {%- for column in whole_numbers -%}
            ,
            case
                when coalesce(reported.{{ column }}, '') <> '' and {{ whole_number('reported.' ~ column) }} is null
                    then '{{ column }}'
            end
            {%- endfor -%}
            {%- for column in ['output_quantity', 'cva_value'] -%}
            ,
            case
                when
                    coalesce(reported.{{ column }}, '') <> ''
                    and {{ figure('reported.' ~ column) }} is null
                    then '{{ column }}'
            end
            {%- endfor %}
        ) as column_names

    from {{ source('gtrm_5w', 'activities') }} as reported
    inner join accepted
        on
            reported.submission_id = accepted.submission_id
            and reported.sheet_name = accepted.sheet_name
            and reported.source_row = accepted.source_row

)

select
    submission_id,
    source_row,
    column_names

from figures
where column_names <> ''

union all

select
    accepted.submission_id,
    accepted.source_row,
    age_bands.entry_key as column_names

from age_bands
inner join accepted
    on age_bands.activity_row_id = accepted.activity_row_id
-- A band of decimals has no count of its own: intake added it up into its group.
where coalesce(age_bands.entry_value, '') <> '' and {{ figure('age_bands.entry_value') }} is null
