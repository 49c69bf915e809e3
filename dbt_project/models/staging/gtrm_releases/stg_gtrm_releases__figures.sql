with

source as (

    select * from {{ source('gtrm_releases', 'figures') }}

),

renamed as (

    select
        report_name,
        month_code,
        first_month_code,
        region_pcode,
        keys,
        figure_name,
        cast(figure_id as bigint) as figure_id,
        cast(figure_value as decimal(18, 4)) as figure_value,
        cast(from_serial as integer) as from_serial,
        cast(to_serial as integer) as to_serial

    from source

)

select * from renamed
