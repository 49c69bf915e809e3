"""The guides: a command stands there as it can be typed after `make setup`."""

from __future__ import annotations

import re

import typer.main

from gtrm.cli import app
from gtrm.core.settings import PROJECT_ROOT

PAGES = ["README.md", "docs/gallery.md", "docs/es/guia_coordinacion.md", "docs/es/guia_socios.md"]


def test_every_command_of_the_guides_is_on_the_path_they_give_and_exists() -> None:
    text = "\n".join((PROJECT_ROOT / page).read_text(encoding="utf-8") for page in PAGES)

    assert re.findall(r"(?:^|[`$]\s?)gtrm [a-z]+", text, re.MULTILINE) == []
    named = set(re.findall(r"\.venv/bin/gtrm ([a-z]+)", text))
    assert named >= {"bulletin", "check", "publish", "template"}
    assert named <= set(typer.main.get_command(app).commands)
