"""The examples of the pages on access run as printed, against a release."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import contract_tables

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("open_the_warehouse.md", "power_bi_tableau.md")
RUN = {"python": [sys.executable, "-c"], "sh": ["bash", "-c"]}
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = [
    (language, code)
    for page in PAGES
    for language, code in _BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    if language in RUN
]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """A checkout with a release of two rows and the environment's programs where they are."""
    folder = tmp_path_factory.mktemp("office")
    release = folder / "warehouse" / "releases" / "2021-09-r1"
    parquet = release / "parquet" / "reporting"
    parquet.mkdir(parents=True)
    (folder / "warehouse" / "current").symlink_to("releases/2021-09-r1")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        contract_tables.create_tables(connection)
        connection.execute(
            "insert into reporting.rpt_people_reached"
            " (month_code, region_name, people_reached_count, is_registered)"
            " values ('2021-09', 'Tacna', 2953, true), ('2021-09', 'Tumbes', 47, true)"
        )
        name = "rpt_people_reached"
        connection.execute(f"copy reporting.{name} to '{parquet}/{name}.parquet' (format parquet)")
    return folder


def test_there_are_examples_to_run():
    assert [language for language, _ in EXAMPLES].count("python") >= 4
    assert "sh" in dict(EXAMPLES)


@pytest.mark.parametrize(("language", "code"), EXAMPLES, ids=lambda text: text.split("\n")[0][:40])
def test_the_example_runs_as_printed(office, language, code):
    done = subprocess.run(
        [*RUN[language], code], cwd=office, capture_output=True, text=True, env=dict(os.environ)
    )

    assert done.returncode == 0, done.stderr
    assert "2953" in done.stdout or "2" in re.findall(r"\d+", done.stdout)
