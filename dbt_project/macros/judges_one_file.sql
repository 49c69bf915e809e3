{#-
    Whether a rule judges a file by itself. Rules 5W-6xx see rows, files or months together, and 5W-8xx say once what
    others say of most rows: they run over what counts only, so that a replaced file has none of them to compare with.
-#}
{% macro judges_one_file(column) -%}
    substr({{ column }}, 1, 4) not in ('5W-6', '5W-8')
{%- endmacro %}
