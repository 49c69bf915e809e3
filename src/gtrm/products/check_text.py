"""A check's result in words, Spanish or English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gtrm.products.check import Check

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
        "time": "(cargar las reglas tomó {seconds} s de procesador)",
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
        "time": "(loading the rules took {seconds} s of CPU)",
    },
}


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
    if check.seconds_importing_rules:
        lines.append(words["time"].format(seconds=check.seconds_importing_rules))
    return "\n".join(lines)


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
