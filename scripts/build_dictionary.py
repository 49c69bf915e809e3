"""Write docs/data_dictionary.md, every published table and column in Spanish and English.

The list of the schema version is renewed with it (reader_contract.py).

English texts, types and order come from the models' YAML (dbt's manifest), Spanish ones from
`dbt_project/dictionary_es.csv`: a line stands for a table, for a column wherever it occurs, or for
one table's column (`table.column`) where it means something else there.

Usage: build_dictionary.py [MANIFEST]   (without one, dbt parses the project)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import reader_contract
from gtrm.products.exports.tables import read_spanish
from gtrm.warehouse.dbt_command import COMMAND

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "dbt_project"
PAGE = ROOT / "docs" / "data_dictionary.md"
SCHEMAS = {
    "reporting": "Tablas de informe · report tables",
    "marts": "Modelo en estrella · the star",
}
HEAD = """# Diccionario de datos · data dictionary

Cada tabla y columna que se publica. Generado con `make docs` a partir de los modelos de dbt; no se
edita a mano. · Every published table and column; generated, not edited by hand.
"""


def render(manifest: dict[str, Any], spanish: dict[str, str]) -> str:
    """Return the page.

    Raises:
        KeyError: A table or column has no Spanish text.
    """
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    parts = [HEAD]
    for schema, title in SCHEMAS.items():
        parts.append(f"## {title}\n")
        found = sorted((m for m in models if m["schema"] == schema), key=lambda m: m["name"])
        parts += [_table(model, spanish) for model in found]
    return "\n".join(parts)


def _table(model: dict[str, Any], spanish: dict[str, str]) -> str:
    table = model["name"]
    lines = [
        f"### {model['schema']}.{table}\n",
        f"{spanish[table]}  \n*{_one_line(model['description'])}*\n",
        "| columna · column | tipo · type | qué es | what it is |",
        "|---|---|---|---|",
    ]
    for name, column in model["columns"].items():
        text = spanish.get(f"{table}.{name}") or spanish[name]
        english = _one_line(column["description"])
        lines.append(f"| `{name}` | {column['data_type']} | {text} | {english} |")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _parse() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as target:
        project = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        subprocess.run(
            [*COMMAND, "--quiet", "parse", *project],
            env={**os.environ, "DBT_TARGET_PATH": target, "DBT_LOG_PATH": target},
            check=True,
        )
        manifest: dict[str, Any] = json.loads((Path(target) / "manifest.json").read_text("utf-8"))
    return manifest


if __name__ == "__main__":
    made = json.loads(Path(sys.argv[1]).read_text("utf-8")) if sys.argv[1:] else _parse()
    reader_contract.renew(made)
    PAGE.write_text(render(made, read_spanish()), encoding="utf-8")
