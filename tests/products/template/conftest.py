"""Blank 5W workbooks, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from filled_template import LANGUAGES, MONTH, ORGANISATION
from gtrm.core.settings import load_settings
from gtrm.products import template


@pytest.fixture(scope="session")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One blank workbook per language; tests copy, never change them."""
    folder = tmp_path_factory.mktemp("blank")
    for language in LANGUAGES:
        path = folder / f"{language}.xlsx"
        template.write_template(load_settings({}), MONTH, ORGANISATION, language, path)
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}
