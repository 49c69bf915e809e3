"""The PDF: two tagged A4 pages (PDF/UA-1) set by the Typst template from the page model."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from gtrm.core.errors import PublishError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TEMPLATE = Path(__file__).parent / "template" / "bulletin.typ"
_FONT_PACKAGE = "font_source_sans_pro"  # SIL Open Font License; a wheel, no system package
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


def render(view: dict[str, Any], made_at: datetime) -> bytes:
    """Return the PDF; the same view and moment give the same bytes.

    Raises:
        PublishError: Typst warns, such as of a font that it does not find and would replace.
        SettingsError: The fonts are not installed.
    """
    with compiler(view) as typesetter:
        pdf, warnings = typesetter.compile_with_warnings(
            format="pdf", pdf_standards="ua-1", timestamp=int(made_at.timestamp())
        )
    if warnings or not isinstance(pdf, bytes):
        said = "; ".join(warning.message for warning in warnings)
        raise PublishError(f"Typst warns: {said}.", str(TEMPLATE), "Mend the template or fonts.")
    return pdf


@contextmanager
def compiler(view: dict[str, Any]) -> Iterator[typst.Compiler]:
    """Set up Typst with the template, the fonts and a view."""
    with tempfile.TemporaryDirectory() as fonts:
        for font in _fonts():  # the package also has them as .otf: one form, or Typst has a choice
            (Path(fonts) / font.name).symlink_to(font)
        yield typst.Compiler(
            input=str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[fonts],
            ignore_system_fonts=True,
            sys_inputs={"view": json.dumps(view, ensure_ascii=False, sort_keys=True)},
        )


def _fonts() -> list[Path]:
    spec = find_spec(_FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise SettingsError(
            "The bulletin's font is missing.", _FONT_PACKAGE, "Run make setup, which installs it."
        )
    folder = Path(spec.origin).parent / "files"
    return [folder / f"SourceSansPro-{face}.ttf" for face in _FACES]
