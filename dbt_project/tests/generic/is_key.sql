{#- The columns together are a key: no part is null and no combination comes twice. One query instead of several. -#}
{% test is_key(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{% endtest %}
