"""`docs/architecture.md` names the rooms as they are."""

import re

from gtrm.core.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
# What is no room: made by tools, or holding nothing but settings.
NO_ROOMS = {"docs", ".ci"}


def _named(pattern: str) -> set[str]:
    rooms = PAGE.partition("## Rooms")[2].partition("\n## ")[0]
    return set(re.findall(pattern, rooms, re.MULTILINE))


def _tracked_folders() -> set[str]:
    ignored = (PROJECT_ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return {
        path.name
        for path in PROJECT_ROOT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and f"{path.name}/" not in ignored
    }


def test_every_folder_of_the_project_is_a_room_of_the_table():
    named = {name.split("/")[0] for name in _named(r"^\| `([\w./]+)`")}

    assert named == _tracked_folders() - NO_ROOMS


def test_every_room_of_the_package_is_in_the_table():
    package = PROJECT_ROOT / "src" / "gtrm"
    rooms = {
        f"src/gtrm/{path.name}{'/' if path.is_dir() else ''}"
        for path in package.iterdir()
        if (path.is_dir() or path.suffix == ".py") and not path.name.startswith("_")
    }

    assert {name for name in _named(r"^\| `([\w./]+)`") if name.startswith("src/")} == rooms


def test_the_folders_within_a_room_are_as_named():
    for room in ("products", "intake"):
        line = next(iter(_named(rf"^\| `src/gtrm/{room}/` \| .*")))
        folders = {
            path.name
            for path in (PROJECT_ROOT / "src" / "gtrm" / room).iterdir()
            if path.is_dir() and not path.name.startswith("_")
        }

        assert folders <= set(re.findall(r"`(\w+)`", line)), room


def test_models_lie_in_the_folders_that_are_named():
    models = PROJECT_ROOT / "dbt_project" / "models"
    line = next(iter(_named(r"^\| `dbt_project/` \| .*")))

    folders = {path.name for path in models.iterdir() if path.is_dir()} - {"semantic"}
    assert folders <= set(re.findall(r"`(\w+)`", line))
