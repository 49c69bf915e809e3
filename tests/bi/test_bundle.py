"""The Superset bundle asks for what the warehouse has; `make bi` runs it in a real Superset."""

import sys
from pathlib import Path

import duckdb
import pytest

import contract_tables

BI = Path(__file__).resolve().parents[2] / "bi"
sys.path.insert(0, str(BI))

import superset_api  # noqa: E402

DATASETS = superset_api.read_bundle("datasets")
QUESTIONS = superset_api.read_questions()
[DASHBOARD] = superset_api.read_bundle("dashboards")


@pytest.fixture(scope="module")
def warehouse():
    with duckdb.connect() as connection:
        contract_tables.create_tables(connection)
        yield connection


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset["table_name"])
def test_a_dataset_has_columns_of_its_table_only(dataset):
    stored = {c["column_name"] for c in dataset["columns"] if not c.get("expression")}

    assert stored <= set(contract_tables.read_contracts()[dataset["table_name"]])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_charts_question_can_be_asked(question, warehouse):
    warehouse.execute(question.sql())  # every column, formula and filter is bound and typed

    assert [name for name, *_ in warehouse.description] == [*question.columns, *question.metrics]


def test_people_are_only_counted_with_the_registered_model():
    models = {name for name, columns in contract_tables.read_contracts().items()
              if "is_registered" in columns}  # fmt: skip
    asked = {question.name: question.filters for question in QUESTIONS if question.table in models}

    assert len(asked) == 5
    assert all(("is_registered", "==", True) in filters for filters in asked.values())


def test_the_dashboard_shows_every_chart_and_starts_with_one_month():
    charts = {chart["uuid"] for chart in superset_api.read_bundle("charts")}
    holders = [h for name, h in DASHBOARD["position"].items() if name.startswith("CHART-")]
    month = DASHBOARD["metadata"]["native_filter_configuration"][0]

    assert {holder["meta"]["uuid"] for holder in holders} == charts
    assert len(charts) >= 6
    assert month["targets"][0]["column"]["name"] == "month_code"
    assert month["controlValues"]["multiSelect"] is False
    assert month["controlValues"]["defaultToFirstItem"] is True


def test_the_database_is_opened_read_only():
    [database] = superset_api.read_bundle("databases")

    assert database["extra"]["engine_params"]["connect_args"] == {"read_only": True}
    assert database["allow_dml"] is False
