with

-- In half points: a row with a critical finding gets 0, with a warning 1, any other row 2.
valued as (

    select
        cycle_month,
        organisation_code,
        submission_id,
        case when is_accepted then 0 else 1 end as quarantined_count,
        case
            when not is_accepted then 0
            when warning_count > 0 then 1
            else 2
        end as half_points

    from {{ ref('int_activities_judged') }}
    where is_current

)

-- Rounded down, so that 100 means that there is nothing to correct.
select
    cycle_month,
    organisation_code,
    submission_id,
    {{ row_key([
        'cycle_month', 'grouping(organisation_code)', 'organisation_code', 'submission_id'
    ]) }} as quality_id,
    case
        when grouping(submission_id) = 0 then 'submission'
        when grouping(organisation_code) = 0 then 'organisation'
        else 'month'
    end as extent,
    count(*) as rows_count,
    cast(sum(quarantined_count) as bigint) as quarantined_count,
    cast(floor(cast(100 * sum(half_points) as double) / (2 * count(*))) as bigint) as score

from valued
group by grouping sets ((cycle_month), (cycle_month, organisation_code), (cycle_month, submission_id))
