{#-
    Common table expressions up to `inputs_changed`: what else a release is made from (lists, code, shares) that differs
    between the releases of each row of `pairs`. Used by restated_figures.
-#}
{% macro changed_inputs(releases) -%}
entries as (

    select
        serial,
        {{ json_entries('input_hashes') }}

    from {{ releases }}

),

inputs_differing as (

    select
        pairs.from_serial as earlier_serial,
        pairs.to_serial as later_serial,
        entries.entry_key

    from pairs
    inner join entries
        on entries.serial in (pairs.from_serial, pairs.to_serial)
    group by
        pairs.from_serial,
        pairs.to_serial,
        entries.entry_key
    having count(*) < 2 or min(entries.entry_value) <> max(entries.entry_value)

),

inputs_changed as (

    select
        earlier_serial,
        later_serial,
        string_agg(entry_key, ', ' order by entry_key) as input_names,
        max(case when entry_key = 'config/overrides.csv' then 1 else 0 end) = 1 as has_override,
        max(case when entry_key like 'config/%' or entry_key = 'shares' then 1 else 0 end) = 1 as has_configuration,
        max(case when entry_key = 'code' then 1 else 0 end) = 1 as has_code

    from inputs_differing
    group by
        earlier_serial,
        later_serial

)
{%- endmacro %}
