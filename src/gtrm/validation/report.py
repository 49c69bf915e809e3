"""The QA report: one HTML page a month, Spanish first, readable without a network."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.validation import page
from gtrm.validation.page import SEVERITY_NAMES, both, heading, nothing, number, tag, text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

_STATUS_NAMES = {
    "read": ("Leído", "Read"),
    "nothing_to_report": ("Sin actividades", "Nothing to report"),
    "refused": ("Rechazado", "Refused"),
    "superseded": ("Reemplazado por otra versión", "Replaced by another version"),
}

SEVERITIES = tuple(SEVERITY_NAMES)  # the gravest first


def write_qa_report(
    findings: pd.DataFrame, submissions: pd.DataFrame, path: Path, month: str
) -> None:
    """Write the page of a month.

    Figures count the newest readable version of each file; earlier versions are listed and not
    counted. Of the findings only those of these versions are shown.

    Args:
        findings: In the landing's schema, of all submissions of the month.
        submissions: In the landing's schema, one row per file received.
        path: The page to write; its folder exists.
        month: The cycle month, 'YYYY-MM'.
    """
    files = _files(findings, submissions)
    shown = findings[findings["submission_id"].isin([file.submission_id for file in files])]
    counted = shown[~shown["submission_id"].isin([f.submission_id for f in files if f.is_old])]
    body = "".join(
        (
            _header(month),
            "<main>",
            _cards(files, counted),
            heading("Archivos", "Files"),
            _file_table(files),
            heading("Observaciones por regla", "Findings by rule"),
            _rule_groups(counted),
            heading("Observaciones por archivo", "Findings by file"),
            _file_groups(files, counted),
            "</main>",
            f'<script type="application/json" id="findings">{_data(counted)}</script>',
            f"<script>{page.JS}</script>",
        )
    )
    path.write_text(
        f'<!DOCTYPE html><html lang="es"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Calidad de datos 5W {html.escape(month)}</title><style>{page.CSS}</style></head>"
        f"<body>{body}</body></html>\n",
        encoding="utf-8",
    )


@dataclass(frozen=True)
class _File:
    submission_id: str
    name: str
    status: str
    version: int
    received: int
    quarantined: int
    by_severity: Mapping[str, int]
    reason_es: str
    reason_en: str

    @property
    def is_old(self) -> bool:
        return self.status == "superseded"


def _files(findings: pd.DataFrame, submissions: pd.DataFrame) -> list[_File]:
    per_file = findings.groupby(["submission_id", "severity"]).size()
    critical = findings[(findings["severity"] == "critical") & findings["source_row"].notna()]
    rows = critical.drop_duplicates(["submission_id", "sheet_name", "source_row"])
    quarantined = rows.groupby("submission_id").size()
    files = []
    for row in submissions.sort_values(["file_name", "version_number"]).to_dict("records"):
        one = row["submission_id"]
        files.append(
            _File(
                submission_id=one,
                name=str(row["file_name"]),
                status=str(row["status"]),
                version=int(row["version_number"]),
                received=int(row["rows_received_count"]),
                quarantined=int(quarantined.get(one, 0)),
                by_severity={s: int(per_file.get((one, s), 0)) for s in SEVERITIES},
                reason_es=text(row.get("refusal_es")),
                reason_en=text(row.get("refusal_en")),
            )
        )
    return files


def _header(month: str) -> str:
    title = both("Calidad de los datos 5W", "5W data quality")
    explained = both(
        "Cada observación dice qué corregir y dónde. Una fila con una observación crítica queda en "
        "cuarentena; las demás pasan, señaladas.",
        "Each finding says what to correct and where. A row with a critical finding is "
        "quarantined; the others pass, flagged.",
    )
    return (
        f"<header><div><h1>{title} · {html.escape(month)}</h1><p>{explained}</p></div>"
        f'<button id="language" type="button">{both("English", "Español")}</button></header>'
    )


def _cards(files: list[_File], findings: pd.DataFrame) -> str:
    counted = [file for file in files if not file.is_old]
    received = sum(file.received for file in counted)
    quarantined = sum(file.quarantined for file in counted)
    by_severity = findings["severity"].value_counts()
    cards = [
        ("", len(counted), "archivos", "files"),
        (
            "",
            sum(f.status == "nothing_to_report" for f in counted),
            "sin actividades",
            "with nothing to report",
        ),
        ("", sum(f.status == "refused" for f in counted), "rechazados", "refused"),
        ("", received, "filas recibidas", "rows received"),
        ("", received - quarantined, "filas aceptadas", "rows accepted"),
        ("critical", quarantined, "filas en cuarentena", "rows quarantined"),
        (
            "critical",
            int(by_severity.get("critical", 0)),
            "observaciones críticas",
            "critical findings",
        ),
        ("warning", int(by_severity.get("warning", 0)), "advertencias", "warnings"),
        ("info", int(by_severity.get("info", 0)), "avisos", "notices"),
    ]
    drawn = [
        f'<div class="card {kind}"><b>{number(figure)}</b><span>{both(es, en)}</span></div>'
        for kind, figure, es, en in cards
    ]
    return f'<div class="cards">{"".join(drawn)}</div>'


def _file_table(files: list[_File]) -> str:
    heads = [("Archivo", "File"), ("Estado", "Status"), ("Versión", "Version")]
    counts = [("Filas", "Rows"), ("Aceptadas", "Accepted"), ("Cuarentena", "Quarantined")]
    counts += [("Críticas", "Critical"), ("Advertencias", "Warnings"), ("Avisos", "Notices")]
    head = "".join(f"<th>{both(*one)}</th>" for one in heads)
    head += "".join(f'<th class="n">{both(*one)}</th>' for one in counts)
    rows = []
    for file in files:
        status = both(*_STATUS_NAMES[file.status])
        if file.status == "refused":
            status += f"<br><small>{both(file.reason_es, file.reason_en)}</small>"
        figures = [file.version, file.received, file.received - file.quarantined, file.quarantined]
        figures += [file.by_severity[name] for name in SEVERITIES]
        cells = "".join(f'<td class="n">{number(figure)}</td>' for figure in figures)
        rows.append(f"<tr><td>{html.escape(file.name)}</td><td>{status}</td>{cells}</tr>")
    return f'<div class="scroll"><table><tr>{head}</tr>{"".join(rows)}</table></div>'


def _rule_groups(findings: pd.DataFrame) -> str:
    if findings.empty:
        return nothing()
    search = both("Buscar una regla o un archivo", "Find a rule or a file")
    parts = [f'<label>{search}<input id="filter" type="search"></label>']
    for key, (rule_id, own) in enumerate(_by_rule(findings).items()):
        first = own.iloc[0]
        files = own["submission_id"].nunique()
        alias = f" · R4V {html.escape(first['rule_alias'])}" if text(first["rule_alias"]) else ""
        parts.append(
            f'<details data-by="rule" data-key="{key}"><summary>{tag(first["severity"])} '
            f"<b>{html.escape(rule_id)}</b> {both(first['title_es'], first['title_en'])} "
            f"<small>· {number(len(own))} · {files} {both('archivos', 'files')}{alias}</small>"
            "</summary><div></div></details>"
        )
    return "".join(parts)


def _file_groups(files: list[_File], findings: pd.DataFrame) -> str:
    counts = findings["submission_id"].value_counts()
    keys = {one: key for key, one in enumerate(_submission_ids(findings))}
    parts = []
    for file in files:
        if file.is_old or file.submission_id not in keys:
            continue
        told = [
            f"{number(count)} {both(*SEVERITY_NAMES[name])}"
            for name, count in file.by_severity.items()
            if count
        ]
        parts.append(
            f'<details data-by="file" data-key="{keys[file.submission_id]}"><summary>'
            f"<b>{html.escape(file.name)}</b> <small>· {number(counts[file.submission_id])} · "
            f"{' · '.join(told)}</small></summary><div></div></details>"
        )
    return "".join(parts) or nothing()


def _data(findings: pd.DataFrame) -> str:
    """The findings as JSON for the page's script; texts that a rule always says only once."""
    rules = _by_rule(findings)
    rule_keys = {rule_id: key for key, rule_id in enumerate(rules)}
    file_keys = {one: key for key, one in enumerate(_submission_ids(findings))}
    names = dict(zip(findings["submission_id"], findings["file_name"], strict=True))
    columns = ["rule_id", "severity", "title_es", "title_en", "hint_es", "hint_en"]
    told = []
    for own in rules.values():
        rule_id, severity, *texts = (str(own.iloc[0][name]) for name in columns)
        told.append([rule_id, text(own.iloc[0]["rule_alias"]), severity, *texts])
    rows = []
    for row in findings.to_dict("records"):
        rule = rule_keys[row["rule_id"]]
        excel_row = None if pd.isna(row["source_row"]) else int(row["source_row"])
        place = [text(row["sheet_name"]), excel_row, text(row["column_name"] or row["field_name"])]
        hints = [row["hint_es"], row["hint_en"]]
        own_hints = [None, None] if hints == told[rule][5:] else hints
        key = file_keys[row["submission_id"]]
        rows.append([key, rule, *place, text(row["reported_value"]), *own_hints])
    files = [str(names[one]) for one in file_keys]
    encoded = json.dumps({"files": files, "rules": told, "rows": rows}, ensure_ascii=False)
    # Inside a script element only "</" and "<!--" can end or change it: leave no "<" at all.
    return encoded.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _by_rule(findings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Findings of each rule: critical first, then the most frequent."""
    groups = {str(rule_id): own for rule_id, own in findings.groupby("rule_id")}

    def rank(item: tuple[str, pd.DataFrame]) -> tuple[int, int, str]:
        return SEVERITIES.index(item[1].iloc[0]["severity"]), -len(item[1]), item[0]

    return dict(sorted(groups.items(), key=rank))


def _submission_ids(findings: pd.DataFrame) -> list[Hashable]:
    return sorted(findings["submission_id"].unique())
