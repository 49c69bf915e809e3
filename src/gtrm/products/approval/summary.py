"""What a person reads at the end of a cycle: files received, people reached, where things are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.errors import PublishError
from gtrm.products.approval import headlines, questions
from gtrm.warehouse import release

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

_RECEIVED = """
    select
        count(*),
        count(*) filter (where status = 'refused'),
        count(*) filter (where status = 'nothing_to_report'),
        coalesce(sum(rows_received_count), 0),
        coalesce(sum(rows_counted_count), 0),
        coalesce(sum(rows_accepted_count - rows_counted_count), 0),
        coalesce(sum(rows_quarantined_count), 0),
        coalesce(sum(rows_refused_count), 0)
    from marts.fct_submissions
    where cycle_month = ?
"""
_PEOPLE = """
    select
        cast(sum(people_reached_count) as bigint),
        cast(sum({without_breakdown}) as bigint)
    from reporting.rpt_people_reached
    where month_code = ? and is_registered and region_pcode != 'PE00'
"""
_REACHED = """
    select populations.population_name_es, sum(reached.people_count)
    from reporting.rpt_people_reached_by_population as reached
    inner join marts.dim_populations as populations using (population_code)
    where reached.month_code = ? and reached.is_registered and reached.region_pcode != 'PE00'
    group by all
    order by min(populations.sort_order)
"""
_NATIONWIDE = """
    select max(people_reached_count), max({without_breakdown})
    from reporting.rpt_people_reached
    where month_code = ? and is_registered and region_pcode = 'PE00'
"""
_MODEL = """
    select distinct aggregation_model, measure_code
    from reporting.rpt_people_reached
    where month_code = ? and is_registered
    order by all
"""


def describe(settings: Settings, month: str) -> str:
    """Return the summary at the end of a cycle, from the current release.

    Raises:
        PublishError: There is no release.
    """
    folder = release.current_release(settings)
    if folder is None:
        raise PublishError("There is no release.", str(settings.current), "Run `make cycle`.")
    path = settings.current / release.DATABASE
    with duckdb.connect(str(folder / release.DATABASE), read_only=True) as connection:
        received = connection.execute(_RECEIVED, [month]).fetchall()[0]
        beside = {"without_breakdown": _column_beside(connection)}
        people = connection.execute(_PEOPLE.format(**beside), [month]).fetchall()[0]
        reached = connection.execute(_REACHED, [month]).fetchall()
        nationwide = connection.execute(_NATIONWIDE.format(**beside), [month]).fetchall()[0]
        models = connection.execute(_MODEL, [month]).fetchall()
    open_questions = questions.read(folder / release.DATABASE)
    return "\n".join(
        [
            *_question_lines(open_questions),
            *_received_lines(month, received),
            *_source_lines(settings, month),
            _people_line(people, models),
            *(f"    {name:<22}{_number(count):>10}" for name, count in reached if count),
            *_nationwide_lines(nationwide, people),
            *_doubt_lines(folder, month),
            *_place_lines(settings, month, folder),
            *_opening_lines(settings, path),
        ]
    )


def _question_lines(found: list[questions.Question]) -> list[str]:
    """Name first the open questions: the figures below are those until an answer is given."""
    if not found:
        return []
    return [
        f"\nPREGUNTAS ABIERTAS · OPEN QUESTIONS: {len(found)}. "
        "Publicado con lo que vale mientras nadie responda · published with what holds until then",
        *(
            f"  ! {one.cycle_month} {one.file_name}: {one.text_es}\n    {one.text_en}"
            for one in found
        ),
    ]


def _column_beside(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the column of people who are not in the figures; older releases have none."""
    name = "people_without_breakdown_count"
    found = connection.execute(
        "select 1 from duckdb_columns() "
        "where table_name = 'rpt_people_reached' and column_name = ?",
        [name],
    ).fetchone()
    return name if found else "null::bigint"


def _received_lines(month: str, counts: tuple[Any, ...]) -> list[str]:
    files, refused, silent, rows, counted, replaced, quarantined, lost = counts
    return [
        f"\n{month}",
        f"  Archivos · files        {_number(files)} received, {refused} refused, "
        f"{silent} with nothing to report",
        f"  Filas · rows            {_number(rows)} received = {_number(counted)} counted + "
        f"{_number(replaced)} superseded or held + {_number(quarantined)} quarantined + "
        f"{_number(lost)} refused",
    ]


def _source_lines(settings: Settings, month: str) -> list[str]:
    """Name what the last pull could not download or did not take, and what the archive lacks."""
    path = settings.archive / "pulls" / f"{month}.json"
    pulled = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    reports, archive = pulled.get("sources", []), pulled.get("archive", [])
    return [
        f"  Fuente · source         {report['source_name']}: {report['status']}. {report['error']}"
        for report in reports
        if report["status"] in {"partial", "failed"}
    ] + [
        *(
            f"  No se tomó · not taken  {report['source_name']}: {text}"
            for report in reports
            for text in report.get("passed_over", [])
        ),
        *(f"  Archivo · archive       {text}" for text in archive),
    ]


def _people_line(people: tuple[Any, ...], models: list[tuple[Any, ...]]) -> str:
    head = "  Personas · people       "
    if people[0] is None:
        return f"{head}no figure in this month{_beside(people)}"
    method = ", ".join(f"{model} / {measure}" for model, measure in models)
    return f"{head}{_people(people)} (sum of regions; {method})"


def _nationwide_lines(nationwide: tuple[Any, ...], people: tuple[Any, ...]) -> list[str]:
    if people[0] is None and nationwide == (None, None):
        return []
    return [f"    + {_people(nationwide)} in nationwide rows (PE00), never added to the regions"]


def _people(people: tuple[Any, ...]) -> str:
    """Return a figure and the people not in it. Null is not reported, which is not zero."""
    return f"{'no figure' if people[0] is None else _number(people[0])}{_beside(people)}"


def _beside(people: tuple[Any, ...]) -> str:
    return f" y · and {_number(people[1])} sin desglose · without a breakdown" if people[1] else ""


def _doubt_lines(folder: Path, month: str) -> list[str]:
    """Name problems of the month's figures; the people not in them are already shown."""
    doubts = [
        doubt
        for doubt in headlines.find_published(folder)
        if doubt.month == month and doubt.kind != headlines.WITHOUT_BREAKDOWN
    ]
    return [f"    {line.replace('**', '')}" for line in headlines.describe(doubts)]


def _place_lines(settings: Settings, month: str, folder: Path) -> list[str]:
    reports = settings.reports / month
    approval = release.read_manifest(folder).get("approval")
    told = f"{approval['by'] or approval['comment']}, {approval['at']}" if approval else "-"
    return [
        "",
        f"  Edición · release       {folder}",
        f"  Aprobación · approval   {told}",
        f"  Boletines · bulletins   {folder / 'bulletins'}",
        f"  Tablero · dashboard     {folder / 'site' / 'index.html'}",
        f"  Informe · QA report     {reports / 'qa_report.html'}",
        f"  Para socios · feedback  {reports / 'feedback'}",
    ]


def _opening_lines(settings: Settings, path: Path) -> list[str]:
    duckdb_shell = settings.home / ".venv" / "bin" / "duckdb"
    return [
        "",
        "  Abrir · open it",
        f"    shell    {duckdb_shell} -readonly {path}",
        f"    Python   duckdb.connect({str(path)!r}, read_only=True)",
        f"    BI       jdbc:duckdb:{path}  (read-only; docs/open_the_warehouse.md)",
    ]


def _number(value: Any) -> str:  # noqa: ANN401 an integer, or DuckDB's decimal sum
    return f"{int(value):,}"
