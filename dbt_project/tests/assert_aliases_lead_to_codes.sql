-- An alias of a list leads to a code that the list has.
with

codes as (

    select
        'country' as vocabulary,
        country_code as code
    from {{ ref('ref_countries') }}

    union all

    select
        'region' as vocabulary,
        pcode as code
    from {{ ref('ref_regions') }}
    where admin_level <= 1

    union all

    select
        'province' as vocabulary,
        pcode as code
    from {{ ref('ref_regions') }}
    where admin_level = 2

    union all

    select
        'district' as vocabulary,
        pcode as code
    from {{ ref('ref_regions') }}
    where admin_level = 3

    union all

    select
        'sector' as vocabulary,
        sector_code as code
    from {{ ref('ref_sectors') }}

    union all

    select
        'subgroup' as vocabulary,
        subgroup_code as code
    from {{ ref('ref_subgroups') }}

    union all

    select
        'indicator' as vocabulary,
        indicator_code as code
    from {{ ref('ref_indicators') }}

    union all

    select
        'activity' as vocabulary,
        activity_code as code
    from {{ ref('ref_activities') }}

    union all

    select
        'organisation' as vocabulary,
        organisation_code as code
    from {{ ref('ref_organisations') }}

    union all

    select
        'mechanism' as vocabulary,
        mechanism_code as code
    from {{ ref('ref_mechanisms') }}

    union all

    select
        'yes_no' as vocabulary,
        answers.code
    from (values ('yes'), ('no')) as answers (code)

)

select
    aliases.vocabulary,
    aliases.alias,
    aliases.code

from {{ ref('ref_aliases') }} as aliases
left join codes
    on
        aliases.vocabulary = codes.vocabulary
        and aliases.code = codes.code
where codes.code is null
