-- An accepted row never holds a figure that typing turned into null: validation has to keep such a row out.
with

figures as (

    select
        reported.submission_id,
        reported.source_row,
        figure.column_name,
        case figure.column_name
            {% for column in [
                'total_beneficiaries', 'new_beneficiaries', 'in_destination', 'in_transit', 'host_community',
                'pendulars', 'returnees', 'girls', 'boys', 'women', 'men', 'other_under18', 'other_above18'
            ] -%}
            when '{{ column }}'
                then coalesce(reported.{{ column }}, '') <> '' and {{ whole_number('reported.' ~ column) }} is null
            {% endfor -%}
            when 'output_quantity'
                then
                    coalesce(reported.output_quantity, '') <> ''
                    and try_cast(reported.output_quantity as decimal(18, 2)) is null
            when 'cva_value'
                then
                    coalesce(reported.cva_value, '') <> '' and try_cast(reported.cva_value as decimal(18, 2)) is null
        end as is_lost

    from {{ source('gtrm_5w', 'activities') }} as reported
    inner join {{ ref('fct_activities') }} as accepted
        on
            reported.submission_id = accepted.submission_id
            and reported.sheet_name = accepted.sheet_name
            and reported.source_row = accepted.source_row
    cross join (
        values
        ('total_beneficiaries'), ('new_beneficiaries'), ('in_destination'), ('in_transit'), ('host_community'),
        ('pendulars'), ('returnees'), ('girls'), ('boys'), ('women'), ('men'), ('other_under18'), ('other_above18'),
        ('output_quantity'), ('cva_value')
    ) as figure (column_name)

)

select
    submission_id,
    source_row,
    column_name

from figures
where is_lost

union all

select
    accepted.submission_id,
    accepted.source_row,
    age_bands.age_band_code as column_name

from {{ ref('int_age_bands_unnested') }} as age_bands
inner join {{ ref('fct_activities') }} as accepted
    on age_bands.activity_row_id = accepted.activity_row_id
where coalesce(age_bands.reported_value, '') <> '' and age_bands.people_count is null
