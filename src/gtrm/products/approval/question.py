"""What a person reads before deciding on a build: the month, its findings, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.products.approval import headlines, questions
from gtrm.warehouse import build, inputs, release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

_ABSENT = {"missing", "expected"}  # nothing came: after the deadline, before it
_LISTED = 12  # names or months in one line; the report has all
_FINDINGS = """
    select
        severity,
        cast(sum(findings_count - waived_count) as bigint),
        cast(sum(waived_count) as bigint)
    from reporting.rpt_data_quality
    where month_code = ? and record_type = 'finding' and not is_superseded
    group by severity
"""
_PARTNERS = """
    select
        status,
        count(*),
        list(coalesce(organisation_name, organisation_code) order by organisation_code)
    from reporting.rpt_submission_status
    where month_code = ? and is_expected
    group by status
"""
_ROWS = """
    select
        count(*),
        count(*) filter (where status = 'refused'),
        coalesce(sum(rows_received_count), 0),
        coalesce(sum(rows_counted_count), 0),
        coalesce(sum(rows_accepted_count - rows_counted_count), 0),
        coalesce(sum(rows_quarantined_count), 0),
        coalesce(sum(rows_refused_count), 0)
    from marts.fct_submissions
    where cycle_month = ?
"""
_PEOPLE = """
    select month_code, cast(sum(people_reached_count) as bigint)
    from reporting.rpt_people_reached
    where is_registered and region_pcode != 'PE00'
    group by month_code
    order by month_code
"""


def count(folder: Path, month: str) -> dict[str, int]:
    """Return the open problems of a month, by kind.

    Findings by severity without those that a reviewer accepted; these are `waived`. `missing`:
    expected partners that have sent nothing.
    """
    found = _query(folder, _FINDINGS, month)
    counts = dict.fromkeys(("critical", "warning", "info"), 0)
    counts |= {severity: standing for severity, standing, _ in found}
    absent = [row[1] for row in _query(folder, _PARTNERS, month) if row[0] in _ABSENT]
    return {**counts, "waived": sum(row[2] for row in found), "missing": sum(absent)}


def what_is_new(settings: Settings, folder: Path) -> inputs.Changes:
    """Return what a build was made from that the current release was not."""
    current = release.current_release(settings)
    old = release.read_manifest(current) if current else {}
    return inputs.compare(old, build.read_inputs(folder))


def write(
    settings: Settings,
    month: str,
    folder: Path,
    address: str | None,
    returned: Sequence[dict[str, Any]],
) -> str:
    """Return the question in Markdown, Spanish first.

    Args:
        settings: The folders.
        month: The month of the run.
        folder: The finished build.
        address: Where people can open `warehouse/reports`; None: the file is named.
        returned: Decisions to return a build since the current release.
    """
    body = [
        *_version_lines(folder, {month, *what_is_new(settings, folder).files}),
        *_doubt_lines(settings, folder),
        _report_line(settings, month, address),
        "",
        *_received_lines(folder, month),
        _findings_line(folder, month),
        "",
        *_new_lines(settings, folder),
        *(
            f"- Devuelto antes · returned before: {one['month']}, {one['by']}, {one['at']}: "
            f"«{one['comment'] or ''}»"
            for one in returned
        ),
        "",
        f"**Publicar** publica esta construcción y ninguna otra ({folder.name}); si algo cambia "
        "antes, no se publica y se pregunta de nuevo. **Devolver** no publica nada: escriba el "
        "motivo. · *Publicar* publishes this very build; *Devolver* publishes nothing: say why.",
    ]
    return "\n".join(body)


def _doubt_lines(settings: Settings, folder: Path) -> list[str]:
    """Name first the problems of the figures, and what is needed to publish them."""
    doubts = headlines.find_new(settings, folder)
    needed = (
        "Esto no se publica sin un motivo: escríbalo en el comentario · this is not published "
        "without a reason: write it into the comment."
    )
    asked = [needed] if any(doubt.kind.stops for doubt in doubts) else []
    lines = [f"- {line}" for line in [*headlines.describe(doubts), *asked]]
    return [*lines, ""] if lines else []


def _report_line(settings: Settings, month: str, address: str | None) -> str:
    if address:
        return f"- [Informe de calidad · QA report]({address.rstrip('/')}/{month}/qa_report.html)"
    path = settings.reports / month / "qa_report.html"
    return f"- Informe de calidad · QA report: `{path}`"


def _version_lines(folder: Path, months: set[str]) -> list[str]:
    """Open questions over which file counts, of all months, then what these months lose."""
    found = questions.read(folder / build.BUILD_FILE)
    taken = questions.read_taken_away(folder / build.BUILD_FILE)
    gone = [one for one in taken if one.cycle_month in months]
    since = (
        "Se publicaría con lo que vale mientras nadie responda · what holds until then is published"
    )
    return [
        *([f"**{len(found)} preguntas abiertas · open questions.** {since}:", ""] if found else []),
        *(f"- {one}" for one in found),
        *(["", "**Ya no vienen · no longer there:**", ""] if gone else []),
        *(f"- {one}" for one in gone),
        *([""] if found or gone else []),
    ]


def _received_lines(folder: Path, month: str) -> list[str]:
    partners = {row[0]: (row[1], row[2]) for row in _query(folder, _PARTNERS, month)}
    absent = [name for status in sorted(_ABSENT) for name in partners.get(status, (0, []))[1]]
    expected = sum(number for number, _ in partners.values())
    files, refused, *rows = _query(folder, _ROWS, month)[0]
    received, counted, replaced, quarantined, lost = (f"{int(one):,}" for one in rows)
    late = partners.get("late", (0, []))[0]
    return [
        f"- Organizaciones · organisations: {expected - len(absent)} de {expected} esperadas · "
        f"of {expected} expected ({late} tarde · late)",
        f"- Faltan · missing: {_listed(absent)}",
        f"- Archivos · files: {files} ({refused} rechazados · refused)",
        f"- Filas · rows: {received} = {counted} contadas · counted + {replaced} reemplazadas o en "
        f"espera · superseded or waiting + {quarantined} en cuarentena · quarantined + {lost} "
        "rechazadas · refused",
    ]


def _findings_line(folder: Path, month: str) -> str:
    counts = count(folder, month)
    return (
        f"- Observaciones · findings: **{counts['critical']:,} críticas · critical**, "
        f"{counts['warning']:,} advertencias · warnings, {counts['info']:,} avisos · notices; "
        f"{counts['waived']:,} aceptadas · accepted"
    )


def _new_lines(settings: Settings, folder: Path) -> list[str]:
    """Say what is new against the current release: files, lists, and people reached by month."""
    current = release.current_release(settings)
    new = what_is_new(settings, folder)
    before = _people(current) if current else {}
    after = _people(folder)
    moved = [
        f"{month}: {_number(before.get(month))} → {_number(after.get(month))}"
        for month in sorted(before.keys() | after.keys())
        if before.get(month) != after.get(month)
    ]
    if current is None:  # everything is new: naming the lists and the code would say nothing
        new = inputs.Changes(new.files, ())
    since = f"desde · since {current.name}" if current else "primera edición · first release"
    return [
        f"**Qué hay de nuevo · what is new** ({since})",
        "",
        f"- Cambió · changed: {new}",
        f"- Personas, suma de regiones · people, sum of regions: {_listed(moved)}",
    ]


def _people(folder: Path) -> dict[str, int | None]:
    try:
        return dict(_query(folder, _PEOPLE))
    except duckdb.Error:  # a release of another schema: nothing to compare with
        return {}


def _query(folder: Path, sql: str, *values: object) -> list[Any]:
    with duckdb.connect(str(folder / build.BUILD_FILE), read_only=True) as connection:
        return connection.execute(sql, list(values)).fetchall()


def _listed(names: Sequence[str]) -> str:
    more = f"; ... (+{len(names) - _LISTED})" if len(names) > _LISTED else ""
    return "; ".join(names[:_LISTED]) + more if names else "-"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"
