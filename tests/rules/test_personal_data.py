"""What a partner types about a person is told, masked, and in no table of the landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest

from gtrm.core.settings import PROJECT_ROOT, Settings, load_settings
from gtrm.intake import archive, landed, landing
from gtrm.intake.privacy import MARK
from gtrm.rules import batch
from workbooks import GTRM_ROW, write_5w

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = ("45678912", "Quispe", "rosa.quispe@example.org", "987654321")
TEXT = "Se apoyó a Rosa Quispe Huamán, DNI 45678912, rosa.quispe@example.org"
ROWS = (
    {"description": TEXT},
    {"activity": "Comida para Rosa Quispe (45678912)", "project": "Llamar al 987654321"},
    {"donor": "rosa.quispe@example.org", "admin2": "Tacna, cel. 987 654 321"},
    {"appealing_org": "Rosa Quispe 45678912", "girls": "2 (987654321)"},
    {"description": "12 peruan@s/ 35 venezolan@s", "girls": "987654321"},
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that received and checked one file with personal data in many places."""
    folder: Path = tmp_path_factory.mktemp("office")
    settings = load_settings(
        {"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "warehouse")}
    )
    write_5w(folder / "in" / "a.xlsx", [GTRM_ROW | row for row in ROWS])
    for ids in archive.receive(settings, "2021-09", str(folder / "in")):
        landing.land_batch(settings, ids)
        batch.check_batch(settings, ids)
    return settings


@pytest.fixture(scope="module")
def findings(office: Settings) -> pd.DataFrame:
    return landed.read(office, "findings", landed.all_submission_ids(office))


def test_no_landed_table_holds_what_was_typed(office: Settings) -> None:
    texts = {
        path: " ".join(str(row) for row in pq.read_table(path).to_pylist())
        for path in office.landing.rglob("*.parquet")
    }

    assert {path.parents[1].name for path in texts} >= {"activities", "findings", "notices"}
    for path, text in texts.items():
        told = text.replace("'girls': '987654321'", "")  # a figure where a figure belongs
        assert [planted for planted in PLANTED if planted in told] == [], path


def test_the_warehouse_reads_nothing_but_the_landing_and_the_lists() -> None:
    """So no table of a build can hold what the landing does not."""
    folder = PROJECT_ROOT / "dbt_project" / "models" / "staging"
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("_*__sources.yml")]
    read = [part for text in texts for part in text.split("external_location:")[1:]]
    # What earlier releases published, of which the same is true.
    allowed = ("GTRM_LANDING", "GTRM_HISTORY")

    assert len(read) > 2
    assert all(any(name in part for name in allowed) for part in read)


def test_each_cell_is_told_with_the_data_masked(findings: pd.DataFrame) -> None:
    told = findings[findings["rule_id"].str.startswith("5W-7")]

    assert told[["source_row", "rule_id", "field_name", "reported_value"]].to_numpy().tolist() == [
        [2, "5W-701", "description", f"Se apoyó a {MARK}, DNI {MARK}, {MARK}"],
        [3, "5W-702", "activity", f"Comida para {MARK}"],
        [3, "5W-703", "project", f"Llamar al {MARK}"],
        [4, "5W-704", "donor", MARK],
        [4, "5W-707", "other_cells", f"admin2: Tacna, cel. {MARK}"],
        [5, "5W-705", "appealing_org", MARK],
        [5, "5W-707", "other_cells", f"girls: 2 ({MARK})"],
    ]
    assert set(told["severity"]) == {"warning"}


def test_other_rules_show_the_cell_masked_too(findings: pd.DataFrame) -> None:
    told = findings[findings["rule_id"].isin(["5W-005", "5W-011", "5W-109"])]

    assert told["reported_value"].str.contains(MARK, regex=False).tolist() == [True] * 3
