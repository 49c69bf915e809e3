select
    month_code,
    mesa_code,
    meeting_date,
    meeting_type,
    title_es as name_es,
    title_en as name_en,
    source_note

from marts.fct_meetings
