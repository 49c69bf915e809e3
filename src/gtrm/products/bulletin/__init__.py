"""The bulletin: two pages per mesa and month, made from a release only.

PDF (tagged, byte-identical), HTML (one self-contained file in which every figure names its table
and key) and PowerPoint (native charts, for offices that adjust by hand).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtrm.core.errors import SettingsError
from gtrm.products.bulletin import deck, html, mesas, pdf
from gtrm.products.bulletin.database import DATABASES, open_release, read_release
from gtrm.products.bulletin.mesa_month import MesaMonth
from gtrm.products.bulletin.page_model import make_view
from gtrm.products.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gtrm.core.settings import Settings
    from gtrm.products.bulletin.database import Database, Release
    from gtrm.products.bulletin.page_model import View


@dataclass(frozen=True)
class Edition:
    """Which bulletins: month (of the release if none), mesa (all active), language, surface."""

    month: str | None = None
    mesa: str | None = None
    language: str = "es"
    surface: str = "public"


def write(
    settings: Settings,
    release: Path,
    output: Path | None = None,
    edition: Edition = Edition(),
) -> list[Path]:
    """Write the bulletins of a release and return the files.

    Args:
        settings: Where the office's texts are (`config/interventions/<mesa>/<month>.md`).
        release: Folder of the release, finished or about to be.
        output: Folder to write into; `bulletins/` of the release if none.
        edition: Which bulletins. `bulletin_<month>_<mesa>.pdf`, `.html`, `.pptx`; an English
            one has `_en` and an internal one `_internal` in its name.

    Raises:
        PublishError: The release lacks the surface, or a table or column that is needed.
        SettingsError: The mesa is not active in the month; language or surface is unknown.
    """
    _check(edition)
    folder = output or release / "bulletins"
    of_release = read_release(release, edition.surface)
    made_at = of_release.published_at
    written = []
    with open_release(release, edition.surface) as database:
        for name, view in views(settings, database, of_release, edition):
            files = {
                "pdf": pdf.render(view, made_at),
                "html": html.render(view),
                "pptx": deck.render(view, made_at),
            }
            written += _save(folder / name, files)
    return written


def views(
    settings: Settings, database: Database, release: Release, edition: Edition
) -> Iterator[tuple[str, View]]:
    """Yield name and page model of each bulletin of an edition."""
    month, language = edition.month or release.month, edition.language
    for code in mesas.active_codes(database, month, edition.mesa):
        mesa = mesas.read_mesa(database, code, month, language)
        of = MesaMonth(settings, database, release, mesa, month, language)
        yield _name(month, code, edition), make_view(of)


def _check(edition: Edition) -> None:
    for value, known in ((edition.language, LANGUAGES), (edition.surface, tuple(DATABASES))):
        if value not in known:
            raise SettingsError(f"{value!r} is unknown.", "bulletin", f"Use {' or '.join(known)}.")


def _name(month: str, mesa: str, edition: Edition) -> str:
    internal = "_internal" if edition.surface == "internal" else ""
    return f"bulletin_{month}_{mesa}{internal}{'' if edition.language == 'es' else '_en'}"


def _save(stem: Path, files: dict[str, bytes]) -> list[Path]:
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = []
    for kind, content in files.items():
        path = stem.with_name(f"{stem.name}.{kind}")
        path.write_bytes(content)
        paths.append(path)
    return paths
