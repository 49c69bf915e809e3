"""What readers of a release may rely on, version by version: `dbt_project/contract/schema_<N>.csv`.

One line per published column with its type, and one per table with its key. The newest list is
made from dbt's manifest and renewed by `make docs`, which only adds: what would break a reader
needs a new schema version. docs/contract.md says how to make such a change.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from gtrm.warehouse.release import SCHEMA_VERSION

FOLDER = Path(__file__).resolve().parents[1] / "dbt_project" / "contract"
SCHEMAS = ("marts", "reporting")
FIELDS = ("table_name", "column_name", "promise", "goes_with")
KEY = "(key)"


def of_manifest(manifest: dict[str, Any]) -> list[dict[str, str]]:
    """Return the contract as the models state it, a line per table's key and per column.

    `promise` is the type, with `not null` where that holds, or the columns of the key;
    `goes_with` the schema version that the column or table goes with, if that is announced.
    """
    nodes = manifest["nodes"].values()
    models = [n for n in nodes if n["resource_type"] == "model" and n["schema"] in SCHEMAS]
    keys = {
        node["attached_node"]: ", ".join(node["test_metadata"]["kwargs"]["columns"])
        for node in nodes
        if node["resource_type"] == "test" and node["name"].startswith("is_key_")
    }
    lines = []
    for model in sorted(models, key=lambda model: (model["schema"], model["alias"])):
        table = f"{model['schema']}.{model['alias']}"
        lines.append(_line(table, KEY, keys[model["unique_id"]], model["config"]["meta"]))
        for name, column in model["columns"].items():
            meta = {**model["config"]["meta"], **column["config"]["meta"]}
            lines.append(_line(table, name, _promise(column), meta))
    return lines


def read(version: int) -> list[dict[str, str]]:
    """Return the committed list of a schema version."""
    path = FOLDER / f"schema_{version}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def breaks(
    promised: list[dict[str, str]], present: list[dict[str, str]], version: int
) -> list[str]:
    """Return what readers of a version would miss in the present one, a sentence each.

    Args:
        promised: List of the version that they were written for.
        present: What is published now.
        version: Schema version of what is published now; what was announced to go with it may.
    """
    now = {(line["table_name"], line["column_name"]): line["promise"] for line in present}
    broken = []
    for line in promised:
        if line["goes_with"] and int(line["goes_with"]) <= version:
            continue
        table, column, promise = line["table_name"], line["column_name"], line["promise"]
        found = now.get((table, column))
        if found is None:
            broken.append(f"{table}.{column} is gone.")
        elif found not in {promise, f"{promise} not null"}:
            broken.append(f"{table}.{column} is '{found}', was '{promise}'.")
    return broken


def renew(manifest: dict[str, Any]) -> None:
    """Write the list of the present schema version.

    Raises:
        SystemExit: The list that is there promises more.
    """
    present = of_manifest(manifest)
    path = FOLDER / f"schema_{SCHEMA_VERSION}.csv"
    if path.is_file():
        check(read(SCHEMA_VERSION), present)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(present)


def check(promised: list[dict[str, str]], present: list[dict[str, str]]) -> None:
    """Do nothing if readers of `promised` miss nothing in the present schema version.

    Raises:
        SystemExit: They do; the message names each column and what to do.
    """
    broken = breaks(promised, present, SCHEMA_VERSION)
    if broken:
        raise SystemExit(
            "\n".join(broken)
            + "\nReaders rely on it. Keep the old name for one version beside the new one, raise "
            "SCHEMA_VERSION in release.py and note it in CHANGELOG.md: docs/contract.md."
        )


def _line(table: str, column: str, promise: str, meta: dict[str, Any]) -> dict[str, str]:
    values = (table, column, promise, str(meta.get("goes_with_schema", "")))
    return dict(zip(FIELDS, values, strict=True))


def _promise(column: dict[str, Any]) -> str:
    types = {constraint["type"] for constraint in column["constraints"]}
    never_null = types & {"not_null", "primary_key"}
    return f"{column['data_type']}{' not null' if never_null else ''}"
