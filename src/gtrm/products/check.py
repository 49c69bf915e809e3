"""`gtrm check FILE`: what intake recognises in one file and what the rules find, as text.

Nothing is stored.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.core.cycle import parse_month, utc_now
from gtrm.core.errors import SettingsError
from gtrm.core.fingerprints import hash_file
from gtrm.intake import landing
from gtrm.intake.archive import Receipt
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.holding import HELD_COLUMN
from gtrm.intake.notices import EQUAL_LIMIT

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

_ORDER = {"critical": 0, "warning": 1, "info": 2}
_WORDS = {
    "es": {
        "refused": "No se puede leer",
        "nothing": "Sin actividades este mes: es un reporte válido.",
        "sheet": "Hoja «{sheet}»: {title}, encabezado en la fila {header_row}, "
        "{columns} columnas, {rows} filas.",
        "unknown": "  Columnas que no conocemos (se guardan): {names}",
        "clean": "Sin observaciones.",
        "summary": "{rows} filas, {findings} observaciones; {quarantined} filas no se contarían.",
        "row": "fila",
        "critical": "CRÍTICA",
        "warning": "advertencia",
        "info": "aviso",
    },
    "en": {
        "refused": "Cannot be read",
        "nothing": "No activities this month: a valid report.",
        "sheet": "Sheet “{sheet}”: {title}, header in row {header_row}, "
        "{columns} columns, {rows} rows.",
        "unknown": "  Columns we do not know (they are kept): {names}",
        "clean": "No findings.",
        "summary": "{rows} rows, {findings} findings; {quarantined} rows would not be counted.",
        "row": "row",
        "critical": "CRITICAL",
        "warning": "warning",
        "info": "note",
    },
}


@dataclass
class Check:
    """The result of checking one file. `findings` has the columns of the findings table."""

    file_name: str
    month: str
    status: str  # 'read', 'nothing_to_report', 'refused'
    recognised: list[dict[str, Any]] = field(default_factory=list)  # per sheet
    rows: int = 0
    quarantined: int = 0
    refusal_es: str | None = None
    refusal_en: str | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 2 could not be read."""
        return 2 if self.status == "refused" else int(bool(self.findings))


def check_file(settings: Settings, path: Path, month: str | None = None) -> Check:
    """Return what a file would give if it were received, without storing anything.

    Every rule that needs only the file is run; those that compare it with other files and months,
    or judge which version counts, are not.

    Args:
        settings: Whose lists and rules to use.
        path: A partner's file.
        month: The cycle month; by default the latest one that many rows name.

    Raises:
        SettingsError: There is no such file.
    """
    if not path.is_file():
        raise SettingsError("There is no such file.", str(path), "Check its name.")
    lists = landing.Lists.load(settings)
    with WorkbookReader() as reader:
        reading = landing.read_file(
            path, _receipt(path, month or "0000-00"), reader, lists.templates
        )
    cycle_month = month or _usual_month(reading)
    check = Check(path.name, cycle_month, reading.status)
    if reading.refusal is not None:
        check.refusal_es, check.refusal_en = reading.refusal.message_es, str(reading.refusal)
        return check
    for row in reading.rows:
        row["cycle_month"] = cycle_month
    rows, guessed = landing.resolve_rows(reading.rows, lists)
    check.recognised = _recognised(reading)
    check.rows = len(rows)
    findings = [landing.notices_frame(reading, guessed)]
    if not rows.empty:  # a refused or empty file does without Great Expectations
        findings += _apply_rules(settings, rows, reading, lists)
    table = pd.concat(findings, ignore_index=True).astype(object)
    table = table.where(table.notna(), None)
    numbers = [None if row is None else int(row) for row in table["source_row"]]
    table["source_row"] = pd.Series(numbers, dtype=object)
    critical = table[(table["severity"] == "critical") & table["source_row"].notna()]
    kept_out = pd.concat([critical, rows[rows[HELD_COLUMN].notna()]])
    held = set(zip(kept_out["sheet_name"], kept_out["source_row"], strict=True))
    check.quarantined = len(held & set(zip(rows["sheet_name"], rows["source_row"], strict=True)))
    check.findings = sorted(_records(table), key=_sort_key)
    return check


def describe(check: Check, language: str) -> str:
    """Return the result as lines: what was recognised, each finding, a summary."""
    words = _WORDS[language]
    if check.status == "refused":
        message = check.refusal_es if language == "es" else check.refusal_en
        return f"{words['refused']}: {message}"
    lines = [f"{check.file_name} · {check.month}"]
    for sheet in check.recognised:
        lines.append(words["sheet"].format(**sheet, title=sheet[f"title_{language}"]))
        if sheet["columns_not_known"]:
            lines.append(words["unknown"].format(names=", ".join(sheet["columns_not_known"])))
    if check.status == "nothing_to_report":
        lines.append(words["nothing"])
    lines += [_finding(finding, language) for finding in check.findings]
    lines.append(
        words["summary"].format(
            rows=check.rows, findings=len(check.findings), quarantined=check.quarantined
        )
        if check.findings
        else words["clean"]
    )
    return "\n".join(lines)


def _apply_rules(
    settings: Settings,
    rows: pd.DataFrame,
    reading: landing.Reading,
    lists: landing.Lists,
) -> list[pd.DataFrame]:
    """Findings about each row, and about the rows of the file compared with each other."""
    from gtrm.rules import checks, suites
    from gtrm.rules.month import comparison

    printed = {
        (reading.receipt.submission_id, header.sheet, name): text
        for header in reading.headers
        for name, text in header.printed.items()
    }
    loaded = suites.load_suites(settings.expectations, "rows")
    found = checks.find_findings(rows, loaded, lists.vocabularies, printed, EQUAL_LIMIT)
    seen = rows[rows[HELD_COLUMN].isna()]
    if seen.empty:
        return [found]
    return [found, comparison.compare_file(settings, seen, found, printed)]


def _receipt(path: Path, month: str) -> Receipt:
    sha256 = hash_file(path)
    return Receipt(
        submission_id=f"{month}-{sha256[:12]}",
        cycle_month=month,
        source_name="check",
        file_name=path.name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        received_at=utc_now().isoformat(),
        sender_name=None,
        version_number=1,
    )


def _usual_month(reading: landing.Reading) -> str:
    """The latest month that a tenth of the rows or more name, and that has begun.

    Later rows would be of no cycle yet. A month without a year is taken for this year's, or the
    last one that the layout was for.
    """
    present = utc_now().strftime("%Y-%m")
    ends = [h.template.valid_to for h in reading.headers if h.template.valid_to]
    this_month = min([present, *ends])
    months = Counter(
        code
        for row in reading.rows
        if (text := row.get("month")) and (code := parse_month(text, this_month)[0])
    )
    usual = [
        month
        for month, count in months.items()
        if count * 10 >= months.total() and month <= present
    ]
    return max(usual, default=this_month)


def _recognised(reading: landing.Reading) -> list[dict[str, Any]]:
    rows = [(row["sheet_name"], row["source_row"]) for row in reading.rows]
    return [
        {
            "sheet": header.sheet,
            "generation": header.template.generation,
            "title_es": header.template.title_es,
            "title_en": header.template.title_en,
            "header_row": header.row,
            "columns": len(header.columns),
            "columns_not_known": [text for text in header.unmapped.values() if text],
            "rows": sum(sheet == header.sheet and header.owns(row) for sheet, row in rows),
        }
        for header in reading.headers
    ]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _sort_key(finding: dict[str, Any]) -> tuple[int, str, int, str]:
    return (
        _ORDER[finding["severity"]],
        finding["sheet_name"] or "",
        finding["source_row"] or 0,
        finding["rule_id"],
    )


def _finding(finding: dict[str, Any], language: str) -> str:
    words = _WORDS[language]
    row = finding["source_row"]
    place = [
        finding["sheet_name"],
        f"{words['row']} {row}" if row is not None else None,
        finding["column_name"],
    ]
    value = f" '{finding['reported_value']}'" if finding["reported_value"] else ""
    return (
        f"{finding['rule_id']} {words[finding['severity']]} "
        f"[{' > '.join(part for part in place if part)}]{value} "
        f"{finding[f'title_{language}']}. {finding[f'hint_{language}']}"
    )
