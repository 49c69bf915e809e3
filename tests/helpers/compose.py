"""docker-compose.yml as Compose would use it, for tests on machines without a container engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
# $$ is a dollar sign; ${NAME}, ${NAME:-default} and ${NAME:?message} are all we use.
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


def variables(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return every variable in a text: its name, '-' or '?' or None, and what follows that."""
    return [
        (match["name"], match["kind"], match["rest"])
        for match in _VARIABLE.finditer(text)
        if match["name"]
    ]


def load_compose(values: Mapping[str, str]) -> dict[str, Any]:
    """Return docker-compose.yml with its variables filled in.

    Raises:
        KeyError: A variable without a default has no value.
    """
    loaded = yaml.safe_load(COMPOSE_FILE.read_text(encoding="utf-8"))
    filled: dict[str, Any] = _fill(loaded, values)
    return filled


def _fill(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _fill(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(value, values) for value in node]
    if isinstance(node, str):
        return _VARIABLE.sub(lambda match: _value(match, values), node)
    return node


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    if match["name"] is None:
        return "$"
    if given := values.get(match["name"]):
        return given
    if match["kind"] == "-":
        return match["rest"]
    raise KeyError(match["name"])
