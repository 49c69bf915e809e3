"""A small client of Superset's REST API, and the same questions asked of DuckDB directly."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import httpx
import yaml

BUNDLE = Path(__file__).parent / "bundle"
_OPERATORS = {"==": "=", "!=": "<>"}


@dataclass(frozen=True)
class Question:
    """What a chart asks: columns, metrics (name to SQL) and filters (column, operator, value)."""

    name: str
    table: str
    columns: dict[str, str]
    metrics: dict[str, str]
    filters: list[tuple[str, str, Any]]

    def sql(self) -> str:
        """The question in SQL, written from the bundle and not by Superset."""
        columns = [f'{sql} as "{name}"' for name, sql in (self.columns | self.metrics).items()]
        conditions = [f"{name} {_OPERATORS[op]} {value!r}" for name, op, value in self.filters]
        where = f" where {' and '.join(conditions)}" if conditions else ""
        group = " group by all" if self.metrics else ""
        return f"select {', '.join(columns)} from reporting.{self.table}{where}{group}"  # noqa: S608


def read_bundle(kind: str) -> list[dict[str, Any]]:
    """Return the bundle's charts, datasets, dashboards or databases."""
    paths = sorted((BUNDLE / kind).rglob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def read_questions() -> list[Question]:
    """Return what each chart of the bundle asks."""
    datasets = {dataset["uuid"]: dataset for dataset in read_bundle("datasets")}
    return [_question(chart, datasets[chart["dataset_uuid"]]) for chart in read_bundle("charts")]


def _question(chart: dict[str, Any], dataset: dict[str, Any]) -> Question:
    params = chart["params"]
    formulas = {m["metric_name"]: m["expression"] for m in dataset["metrics"]}
    sources = {
        c["column_name"]: c.get("expression") or c["column_name"] for c in dataset["columns"]
    }
    axis = [params["x_axis"]] if "x_axis" in params else []
    columns = axis + params.get("groupby", []) + params.get("all_columns", [])
    metrics = params.get("metrics", []) + ([params["metric"]] if "metric" in params else [])
    return Question(
        name=chart["slice_name"],
        table=dataset["table_name"],
        columns={name: sources[name] for name in columns},
        metrics={name: formulas[name] for name in metrics},
        filters=[(f["subject"], f["operator"], f["comparator"]) for f in params["adhoc_filters"]],
    )


def ask_duckdb(connection: duckdb.DuckDBPyConnection, question: Question) -> list[tuple[Any, ...]]:
    """Return the rows that a chart should show, in a fixed order."""
    return _comparable(connection.execute(question.sql()).fetchall())


class Superset:
    """A logged-in client; `datasets` gives Superset's numbers of the bundle's tables."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=120)
        login = {"username": user, "password": password, "provider": "db"}
        token = self._post("/api/v1/security/login", login)["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"
        found = self._client.get("/api/v1/dataset/", params={"q": "(page_size:100)"}).json()
        self.datasets = {entry["table_name"]: entry["id"] for entry in found["result"]}

    def ask(self, question: Question) -> list[tuple[Any, ...]]:
        """Return the rows of a chart's question as Superset answers it, in a fixed order."""
        filters = [{"col": name, "op": op, "val": value} for name, op, value in question.filters]
        names = [*question.columns, *question.metrics]
        query = {"columns": list(question.columns), "metrics": list(question.metrics)}
        rows = self.query(question.table, {**query, "filters": filters})
        return _comparable([tuple(row[name] for name in names) for row in rows])

    def query(self, table: str, query: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of one query on a dataset.

        Raises:
            httpx.HTTPStatusError: Superset or the warehouse refused it.
        """
        answer = self._post(
            "/api/v1/chart/data",
            {
                "datasource": {"id": self.datasets[table], "type": "table"},
                "queries": [{"row_limit": 10_000, **query}],
                "result_format": "json",
                "result_type": "full",
            },
        )
        rows: list[dict[str, Any]] = answer["result"][0]["data"]
        return rows

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._client.post(path, json=body)
        response.raise_for_status()
        content: dict[str, Any] = response.json()
        return content


def _comparable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted((tuple(_plain(value) for value in row) for row in rows), key=str)


def _plain(value: Any) -> Any:  # noqa: ANN401 whatever a column holds
    """Numbers to six digits, moments as Superset's milliseconds."""
    if hasattr(value, "timestamp"):
        return float(round(value.replace(tzinfo=datetime.UTC).timestamp() * 1000))
    if value is None or isinstance(value, (str, bool)):
        return value
    return round(float(value), 6)
