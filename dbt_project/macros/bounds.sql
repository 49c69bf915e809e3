{#- What is wrong with a figure outside its bounds and why, in Spanish; its table has is_below and is_above. -#}
{% macro bounds_note(figure, region) -%}
    case
        when {{ figure }}.is_below or {{ figure }}.is_above
            then
                {{ region }}.region_name || ', ' || {{ figure }}.month_code || ': ' || {{ figure }}.people_count
                || ' personas, '
                || case
                    when {{ figure }}.is_above
                        then 'más que las ' || {{ figure }}.upper_bound_count || ' de todos sus sectores: '
                    else 'menos que las ' || {{ figure }}.lower_bound_count || ' de su sector mayor: '
                end
                || case
                    when {{ figure }}.is_overridden then 'así se corrigió a mano'
                    when {{ figure }}.people_without_breakdown_count > 0 and {{ figure }}.is_below
                        then 'faltan ' || {{ figure }}.people_without_breakdown_count || ' sin desglose'
                    when {{ figure }}.aggregation_model in ('maxsector_2021', 'southerncone_2021')
                        then 'el modelo deja fuera sectores'
                    when {{ figure }}.has_populations
                        then 'sus grupos de población no suman lo que dice la medida'
                    else 'su edad y sexo no suman lo que dice la medida'
                end
                || '.'
    end
{%- endmacro %}

{#- What several regions' figures lack and which are outside their bounds, for a table that adds them. -#}
{% macro marks_of_regions() -%}
    cast(sum(people_without_breakdown_count) as bigint) as people_without_breakdown_count,
    cast(sum(lower_bound_count) as bigint) as lower_bound_count,
    cast(sum(upper_bound_count) as bigint) as upper_bound_count,
    coalesce(bool_or(is_outside_bounds), false) as is_outside_bounds,
    string_agg(bounds_note, ' ' order by region_pcode) as bounds_note
{%- endmacro %}
