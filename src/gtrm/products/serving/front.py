"""The front page: the content of the current release, and for whom each part is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.core.cycle import minute_in_lima
from gtrm.core.errors import PublishError
from gtrm.products import pages

if TYPE_CHECKING:
    from gtrm.core.settings import Settings


def read_release(settings: Settings) -> dict[str, Any]:
    """Return the manifest of the current release.

    Raises:
        PublishError: There is no release.
    """
    try:
        text = (settings.current / "MANIFEST.json").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PublishError(
            "There is no release.", str(settings.current), "Run `make cycle` first."
        ) from error
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def render(settings: Settings) -> str:
    """Return the front page (HTML) of the current release."""
    release = read_release(settings)
    files = release["files"]
    page = pages.environment(Path(__file__).parent).get_template("front.html")
    return page.render(
        release=release,
        published_at=minute_in_lima(release["published_at"]),
        has_site="site/index.html" in files,
        bulletins=_bulletins(files),
        exports={
            surface: sorted(name for name in files if name.startswith(f"exports/{surface}/gtrm"))
            for surface in ("public", "internal")
        },
        reports=sorted(
            (page.parent.name for page in settings.reports.glob("*/qa_report.html")), reverse=True
        ),
    )


def _bulletins(files: dict[str, Any]) -> dict[str, list[str]]:
    """Return the bulletins by name: one entry per mesa and month with its files."""
    found: dict[str, list[str]] = {}
    for name in sorted(files):
        path = Path(name)
        if path.parent.name == "bulletins":
            found.setdefault(path.stem.removeprefix("bulletin_"), []).append(path.name)
    return found
