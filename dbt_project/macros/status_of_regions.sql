{#-
    One status for several regions, from a table with regions_count, regions_reported_count (those with a figure) and
    the first and last of the regions' statuses. Without any figure it is the one that they share.
-#}
{% macro status_of_regions(regions) -%}
    case
        when {{ regions }}.regions_reported_count >= {{ regions }}.regions_count then 'reported'
        when {{ regions }}.regions_reported_count > 0 then 'partial'
        when {{ regions }}.first_status = {{ regions }}.last_status then {{ regions }}.first_status
        else 'not_submitted'
    end
{%- endmacro %}
