select
    month_code,
    release_id,
    published_at,
    is_this_release

from marts.dim_releases
