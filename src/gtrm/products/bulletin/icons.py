"""The icons of activities (`icons.yml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def icon_of(output_code: str, unit_name: str) -> str:
    """Return the SVG path of an activity's icon: by its output, else its unit, else a tick."""
    icons = _read()
    name = icons["outputs"].get(output_code) or icons["units"].get(unit_name) or "default"
    return icons["icons"][name]


@cache
def _read() -> dict[str, dict[str, str]]:
    text = (Path(__file__).parent / "icons.yml").read_text(encoding="utf-8")
    icons: dict[str, dict[str, str]] = yaml.safe_load(text)
    return icons
