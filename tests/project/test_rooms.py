"""Who may know whom: the package knows neither Airflow nor dbt, and its rooms not each other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "gtrm"
ROOMS = (
    "core",
    "config",
    "lists",
    "intake",
    "rules",
    "warehouse",
    "products",
)  # each knows those before it
FILES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(path.relative_to(PACKAGE)) for path in FILES]


def imported_modules(path: Path) -> set[str]:
    """Return what a file imports anywhere in it, as dotted names."""
    own = ("gtrm", *path.relative_to(PACKAGE).parts[:-1])
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = own[: len(own) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{module}.{name.name}" for name in node.names}
    return found


def test_there_is_something_to_look_at():
    assert len(FILES) > 15
    assert "gtrm.core.settings.Settings" in imported_modules(PACKAGE / "warehouse" / "release.py")


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_package_imports_neither_airflow_nor_dbt(path):
    tops = {name.split(".")[0] for name in imported_modules(path)}

    assert not tops & {"airflow", "dbt", "pendulum"}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_room_knows_only_the_rooms_before_it(path):
    room = path.relative_to(PACKAGE).parts[0]
    if room not in ROOMS:
        return  # the command line and the sequence belong to no room
    rooms = {name.split(".")[1] for name in imported_modules(path) if name.startswith("gtrm.")}

    assert not rooms & set(ROOMS[ROOMS.index(room) + 1 :])
