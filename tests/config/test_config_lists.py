"""The project's lists of the coordination hold; an error says what, where and how to fix."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gtrm.config import config_lists
from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gtrm.core.settings import Settings

SUBGROUP = "tumbes,,Vivienda,Housing"
CASES = {
    "date as Excel writes it": (
        *("mesa_subgroups", f"{SUBGROUP},28/09/2021,,acta"),
        "valid_from_date '28/09/2021' cannot be read.",
        "Write it as 2021-09-28, or 2021-09, or 2021.",
    ),
    "day that no calendar has": (
        *("mesa_subgroups", f"{SUBGROUP},2021-02-29,,acta"),
        "valid_from_date '2021-02-29' cannot be read.",
        "Write it as 2021-09-28, or 2021-09, or 2021.",
    ),
    "end before its beginning": (
        *("mesa_subgroups", f"{SUBGROUP},2021-09-02,2021-09-01,acta"),
        "valid_to_date is before valid_from_date.",
        "Correct one of them.",
    ),
    "fact without a source": (
        *("mesa_subgroups", f"{SUBGROUP},2021-09,,"),
        "source is blank.",
        "Write it, from the source.",
    ),
    "unknown code": (
        *("mesa_subgroups", "tumbes,vivienda,Vivienda,Housing,2021,,acta"),
        "subgroup_code 'vivienda' is not known.",
        "Use a subgroup_code of ref_subgroups.csv.",
    ),
    "province for a region": (
        *("mesa_regions", "tumbes,PE2401,2021,,acta"),
        "region_pcode 'PE2401' is not known.",
        "Use a pcode of ref_regions.csv.",
    ),
    "comma outside of quotes": (
        *("project_donors", "asistencia_soluciones,japon,Andina, 30 de enero de 2023"),
        "It has more cells than the header.",
        'Put texts with commas in quotes: "a, b".',
    ),
    "number with a separator": (
        *("targets", '2021,PE23,,,,"1,500",plan'),
        "people_targeted_count '1,500' cannot be read.",
        "Write a whole number without points or commas.",
    ),
    "pair of lines about the same": (
        *("project_donors", "asistencia_soluciones,japon,Andina"),
        "It is about the same as row 2: project_code, donor_code.",
        "Keep one.",
    ),
    "period in another one": (
        *("mesa_periods", "tacna,paused,2022,2022,acta"),
        "Its period overlaps that of row 2.",
        "End row 2 before this one begins, or correct valid_from_date.",
    ),
}


@pytest.fixture
def with_line(settings: Settings, tmp_path: Path) -> Callable[[str, str], tuple[Settings, int]]:
    """Return a function: the project's lists with a line more, and the line's row."""

    def add(name: str, line: str) -> tuple[Settings, int]:
        shutil.copytree(settings.config, tmp_path / "config")
        path = tmp_path / "config" / f"{name}.csv"
        text = path.read_text(encoding="utf-8") + f"{line}\n"
        path.write_text(text, encoding="utf-8")
        return replace(settings, config=tmp_path / "config"), len(text.splitlines())

    return add


def test_lists_of_the_project_hold(settings: Settings) -> None:
    config_lists.check(settings)


@pytest.mark.parametrize(("name", "line", "what", "fix"), CASES.values(), ids=CASES)
def test_wrong_line_says_what_where_and_how_to_fix(
    with_line: Callable[[str, str], tuple[Settings, int]],
    name: str,
    line: str,
    what: str,
    fix: str,
) -> None:
    own, row = with_line(name, line)

    with pytest.raises(SettingsError) as caught:
        config_lists.check(own)

    assert str(caught.value) == f"{what} [{name}.csv > row {row}] {fix}"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mesa_subgroups", "tacna,educacion,Educación,Education,2021-01-01,2021-08-31,acta"),
        ("organisation_changes", "ORG064,2022-01,,,,,no,,acta"),
        ("targets", "2021,PE23,transito,,,100,plan"),
    ],
    ids=["period up to the day before the next", "change of one column", "target of a population"],
)
def test_line_that_a_coordinator_may_add(
    with_line: Callable[[str, str], tuple[Settings, int]], name: str, line: str
) -> None:
    own, _ = with_line(name, line)

    config_lists.check(own)


def test_every_wrong_line_is_named(
    with_line: Callable[[str, str], tuple[Settings, int]],
) -> None:
    own, row = with_line("donors", "suiza,Suiza,Switzerland,state,acta\n,Perú,Peru,government,acta")

    with pytest.raises(SettingsError, match=f"Also wrong: donors.csv > row {row}: donor_code is"):
        config_lists.check(own)


def test_missing_list_names_its_header(
    with_line: Callable[[str, str], tuple[Settings, int]],
) -> None:
    own, _ = with_line("donors", "")
    (own.config / "targets.csv").unlink()

    with pytest.raises(SettingsError, match=r"The list is missing\. \[targets\.csv\] Restore it"):
        config_lists.check(own)
