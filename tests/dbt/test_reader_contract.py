"""What readers rely on: published names, version by version, and the words about them."""

from __future__ import annotations

import importlib
import re
from itertools import groupby
from types import ModuleType

import pytest

from gtrm.warehouse.release import SCHEMA_VERSION
from landing_rows import PROJECT, Build

ROOT = PROJECT.parent


@pytest.fixture
def contract(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "scripts")
    return importlib.import_module("reader_contract")


@pytest.fixture
def dictionary(contract: ModuleType) -> ModuleType:
    return importlib.import_module("build_dictionary")


def test_present_tables_are_those_of_the_newest_list(contract: ModuleType, manifest: dict) -> None:
    present = contract.of_manifest(manifest)

    contract.check(contract.read(SCHEMA_VERSION), present)
    assert present == contract.read(SCHEMA_VERSION), "make docs"


def test_names_of_the_version_before_still_answer(contract: ModuleType, build: Build) -> None:
    before = contract.read(SCHEMA_VERSION - 1)
    kept = [one for one in before if one["goes_with"] != str(SCHEMA_VERSION)]

    tables = {
        table: [line["column_name"] for line in lines if line["column_name"] != contract.KEY]
        for table, lines in groupby(kept, key=lambda line: line["table_name"])
    }
    asked = [f"select {', '.join(columns)} from {table}" for table, columns in tables.items()]

    assert len(asked) == 34
    build.query("; ".join(f"{sql} limit 0" for sql in asked))
    assert contract.breaks(before, contract.read(SCHEMA_VERSION), SCHEMA_VERSION) == []


def test_breaking_change_is_refused_with_what_to_do(contract: ModuleType, manifest: dict) -> None:
    # A column renamed, another one of another type, a third that may be null, a finer key.
    present = contract.of_manifest(manifest)
    changed = {
        "region_name": {"column_name": "name"},
        "people_reached_count": {"promise": "double"},
        "measure_code": {"promise": "varchar"},
        contract.KEY: {"promise": "month_code, region_pcode, aggregation_model"},
    }
    table = "reporting.rpt_people_reached"
    now = [
        {**one, **changed.get(one["column_name"], {})} if one["table_name"] == table else one
        for one in present
    ]

    with pytest.raises(SystemExit) as caught:
        contract.check(present, now)

    *broken, advice = str(caught.value).splitlines()
    assert broken == [
        f"{table}.(key) is 'month_code, region_pcode, aggregation_model', "
        "was 'month_code, region_pcode, aggregation_model, measure_code'.",
        f"{table}.region_name is gone.",
        f"{table}.measure_code is 'varchar', was 'varchar not null'.",
        f"{table}.people_reached_count is 'double', was 'bigint'.",
    ]
    assert "docs/contract.md" in advice


def test_name_goes_with_the_version_it_was_announced_for(contract: ModuleType) -> None:
    old = dict(zip(contract.FIELDS, ("marts.dim_a", "name", "varchar", "4"), strict=True))
    new = {**old, "column_name": "name_es", "promise": "varchar not null", "goes_with": ""}

    assert contract.breaks([old], [new], 3) == ["marts.dim_a.name is gone."]
    assert contract.breaks([old], [new], 4) == []
    assert contract.breaks([{**new, "promise": "varchar"}], [new], 4) == []  # never null: stricter


def test_changelog_says_what_each_version_changed() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")

    told = re.findall(r"^### Schema version (\d+)$", changelog, re.MULTILINE)
    assert told == [str(version) for version in range(SCHEMA_VERSION, 1, -1)]


def test_dictionary_is_up_to_date_and_complete(dictionary: ModuleType, manifest: dict) -> None:
    spanish = dictionary.read_spanish()
    page = dictionary.render(manifest, spanish)
    named = dictionary.render(manifest, {name: f"<{name}>" for name in spanish})

    assert page == dictionary.PAGE.read_text("utf-8"), "make docs"
    assert [name for name in spanish if f"<{name}>" not in named] == []  # each line is needed
    del spanish["is_registered"]
    with pytest.raises(KeyError, match="is_registered"):
        dictionary.render(manifest, spanish)


@pytest.mark.parametrize("name", ["bulletin", "dashboard", "exports", "superset"])
def test_exposures_name_what_their_files_read(manifest: dict, name: str) -> None:
    exposure = manifest["exposures"][f"exposure.gtrm.{name}"]
    folder = ROOT / exposure["config"]["meta"]["read_by"]
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".sql", ".yml", ".yaml"}]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)

    named = {node.split(".")[2] for node in exposure["depends_on"]["nodes"]}
    assert named == set(re.findall(r"\b(?:rpt|dim|fct|bridge)_[a-z_]+\b", text))


def test_overview_leads_to_every_report_table(manifest: dict) -> None:
    overview = manifest["docs"]["doc.gtrm.__overview__"]["block_contents"]
    tables = {node["alias"] for node in manifest["nodes"].values()}

    named = set(re.findall(r"`((?:rpt|dim|fct|bridge)_[a-z_]+)`", overview))
    assert named <= tables
    assert {table for table in tables if table.startswith("rpt_")} <= named
