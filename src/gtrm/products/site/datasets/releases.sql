-- The day as Lima has it, five hours behind UTC all year.
select
    month_code,
    release_id,
    is_this_release,
    published_at - interval 5 hour as published_at

from marts.dim_releases
