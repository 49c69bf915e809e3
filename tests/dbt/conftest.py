"""One landing with hand-worked and random rows, built once by the real dbt."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from corrected_rows import correct
from decided_rows import PARTS, decide, decided_submissions
from landing_rows import Build, Submission, land, parts_of, run_dbt
from parts_rows import DECIDED, divided_submissions, undecided_submissions
from random_rows import PIN, random_shares, random_submissions

if TYPE_CHECKING:
    from pathlib import Path


def pin(sector: str, organisation: str, **cells: object) -> dict[str, object]:
    """A Pin row of Tacna, September 2021."""
    place = {"region_pcode": "PE23", "month_code": "2021-09", "organisation_code": organisation}
    return {"sector_code": sector, "indicator_code": PIN[sector], **place, **cells}


def ages(girls: int, boys: int, women: int, men: int) -> dict[str, int]:
    return {"girls": girls, "boys": boys, "women": women, "men": men}


# Tacna, September 2021, as worked by hand in test_warehouse_counting.py.
ROWS_A = [
    pin(
        *("food_security", "ORG001"),
        **{"total_beneficiaries": 100, "new_beneficiaries": 10, "in_destination": 60},
        **{"in_transit": 40, **ages(20, 20, 30, 30)},
    ),
    pin(
        *("integration", "ORG001"),
        **{"total_beneficiaries": 10, "host_community": 10},
        **{"project": "DOS REGIONES", "donor": "otro; Nórte"},
    ),
    pin(
        *("multipurpose_cbi", "ORG001"),
        **{"total_beneficiaries": 5, "in_destination": 5, **ages(0, 0, 5, 0)},
        **{"cva_code": "yes", "cva_value": "100.50", "mechanism_code": "other"},
        **{"activity_code": "RE-MC1-01", "output_quantity": 999},
    ),
    pin("wash", "ORG001", total_beneficiaries="doce", in_destination=12),
    {
        **pin("wash", "ORG001"),
        **{"sector_code": "cs_im", "indicator_code": "RE-CSIM02", "output_quantity": 3},
        **{"activity": "Mapa", "activity_unit": "mapas", "total_beneficiaries": 500},
    },
]
ROWS_B = [
    pin(
        *("health", "ORG002"),
        **{"total_beneficiaries": 50, "new_beneficiaries": 20, "in_destination": 50},
        **ages(25, 0, 25, 0),
    ),
    pin(
        *("protection_general", "ORG002"),
        **{"total_beneficiaries": 30, "in_transit": 30, **ages(0, 0, 0, 30)},
    ),
    pin(
        *("wash", "ORG002"),
        **{"in_destination": 0, "activity_code": "RE-WA6_PER-01", "output_quantity": 27},
        **{"cva_code": "no", "cva_value": 31},
    ),
    pin(
        *("protection_trafficking", "ORG002"),
        **{"region_pcode": "PE00", "total_beneficiaries": 1000, "in_destination": 1000},
        **ages(0, 0, 0, 1000),
    ),
    pin(
        *("health", "ORG002"),
        **{"month_code": "2021-08", "total_beneficiaries": 8, "new_beneficiaries": 7},
        **{"in_destination": 8, **ages(8, 0, 0, 0)},
    ),
]
NOT_A_NUMBER = {
    "source_row": 7,
    "field_name": "total_beneficiaries",
    "reported_value": "doce",
    "rule_id": "5W-014",
    "severity": "critical",
}
NO_NEW = {"source_row": 5, "field_name": "new_beneficiaries", "rule_id": "5W-020"}
SHARES = [
    {
        **{"region_pcode": "PE23", "sector_code": "health", "population_code": "permanencia"},
        **{"age_sex_code": code, "share_numerator": 1, "share_denominator": 4},
    }
    for code in ("girls", "boys", "women", "men")
]


def at(day: int, month: int = 10) -> datetime:
    return datetime(2021, month, day, 12)  # noqa: DTZ001 - UTC, as it lands


def hand_worked() -> list[Submission]:
    september = "2021-09"
    findings = [NOT_A_NUMBER, {**NO_NEW, "severity": "warning"}]
    return [
        Submission(
            "a1", september, "a.xlsx", ROWS_A[:3], received_at=at(5), organisation_code="ORG001"
        ),
        Submission("a2", september, "a.xlsx", ROWS_A, findings, 2, at(20)),
        Submission("b1", september, "b.xlsx", ROWS_B, received_at=at(12), sha256="b"),
        Submission("b2", "2021-10", "b.xlsx", ROWS_B, received_at=at(9, 11), sha256="b"),
        Submission(
            *("n1", september, "n.xlsx"), status="nothing_to_report", organisation_code="ORG003"
        ),
        Submission(*("r1", september, "r.xlsx"), status="refused", organisation_code="ORG004"),
    ]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The warehouse of the hand-worked, the divided, the decided and the random files."""
    root: Path = tmp_path_factory.mktemp("dbt")
    submissions = [*hand_worked(), *divided_submissions(), *random_submissions()]
    submissions += decided_submissions()
    parts = parts_of(submissions, [*DECIDED, *PARTS])
    land(root, [*submissions, *undecided_submissions()], [*SHARES, *random_shares()], parts)
    decide(root)
    correct(root)
    assert run_dbt(root, "--write-json").failed == []
    return Build(root)


@pytest.fixture(scope="session")
def manifest(build: Build) -> dict[str, Any]:
    """What dbt knows of the project that it built."""
    whole: dict[str, Any] = json.loads((build.root / "target" / "manifest.json").read_text("utf-8"))
    return whole
