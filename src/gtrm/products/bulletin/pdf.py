"""The PDF: two tagged A4 pages (PDF/UA-1) set by the Typst template from the page model."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from gtrm.core.errors import PublishError, SettingsError

if TYPE_CHECKING:
    from datetime import datetime

FOLDER = Path(__file__).parent
TEMPLATE = FOLDER / "template" / "bulletin.typ"
_FONT_PACKAGE = "font_source_sans_pro"  # SIL Open Font License; a wheel, no system package
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def render(view: dict[str, Any], made_at: datetime) -> bytes:
    """Return the PDF; the same view and moment give the same bytes.

    Raises:
        PublishError: Typst warns, such as of a font that it does not find and would replace.
        SettingsError: The fonts are not installed.
    """
    pdf, warnings = compiler(view).compile_with_warnings(
        format="pdf", pdf_standards="ua-1", timestamp=int(made_at.timestamp())
    )
    if warnings or not isinstance(pdf, bytes):
        said = "; ".join(warning.message for warning in warnings)
        raise PublishError(f"Typst warns: {said}.", str(TEMPLATE), "Mend the template or fonts.")
    return pdf


def compiler(view: dict[str, Any]) -> typst.Compiler:
    """Return Typst with the template, the fonts and a view."""
    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(FOLDER),
        font_paths=_fonts(),
        sys_inputs={"view": json.dumps(view, ensure_ascii=False, sort_keys=True)},
    )


@cache
def _fonts() -> typst.Fonts:
    """Return the bulletin's font in one form: the package has it as .otf too, which is a choice."""
    spec = find_spec(_FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise SettingsError(
            "The bulletin's font is missing.", _FONT_PACKAGE, "Run make setup, which installs it."
        )
    files = Path(spec.origin).parent / "files"
    with tempfile.TemporaryDirectory() as folder:  # read at once: the links are not needed later
        for face in _FACES:
            font = files / f"SourceSansPro-{face}.ttf"
            (Path(folder) / font.name).symlink_to(font)
        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
        )
