with

received as (

    select * from {{ ref('int_organisations_submitted') }}

),

-- A month without a cycle, with only some rows in another month's file, was not asked for.
months as (

    select distinct cycle_month as month_code
    from {{ ref('int_submissions_judged') }}

),

expected as (

    select distinct
        months.month_code,
        partners.organisation_code

    from months
    inner join {{ ref('stg_gtrm_config__expected_partners') }} as partners
        on
            months.month_code >= partners.valid_from_month
            and months.month_code <= coalesce(partners.valid_to_month, '9999-12')

),

deadlines as (

    select * from {{ ref('stg_gtrm_config__deadlines') }}

),

matched as (

    select
        received.first_received_at,
        coalesce(received.is_nothing_to_report, false) as is_nothing_to_report,
        coalesce(expected.month_code, received.month_code) as month_code,
        coalesce(expected.organisation_code, received.organisation_code) as organisation_code,
        expected.organisation_code is not null as is_expected

    from expected
    full outer join received
        on
            expected.month_code = received.month_code
            and expected.organisation_code = received.organisation_code

),

organisations as (

    select * from {{ ref('dim_organisations') }}

)

select
    matched.month_code,
    matched.organisation_code,
    organisations.organisation_name_es as organisation_name,
    matched.is_expected,
    case
        when matched.is_nothing_to_report then 'nothing_to_report'
        when matched.first_received_at >= deadlines.deadline_at then 'late'
        when matched.first_received_at is not null then 'received'
        when deadlines.deadline_at <= {{ as_of() }} then 'missing'
        else 'expected'
    end as status,
    matched.first_received_at as received_at,
    deadlines.deadline_date,
    deadlines.deadline_at

from matched
left join deadlines
    on matched.month_code = deadlines.month_code
left join organisations
    on matched.organisation_code = organisations.organisation_code
