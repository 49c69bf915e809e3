"""Commands that make something of a release: bulletins, the site, exports, the local pages.

They write beside the release, which stays as it was published; `cli` shows them among its own.
"""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from gtrm.core.errors import PublishError
from gtrm.core.settings import Settings, load_settings

app = typer.Typer()


class Surface(StrEnum):
    """What may be shown to whom."""

    public = "public"
    internal = "internal"


Shown = Annotated[
    Surface, typer.Option(help="Public figures, or all of them (never to be shared).")
]
Release = Annotated[
    Optional[str],  # noqa: UP045 typer reads the annotation at run time
    typer.Option(help="Name of the release, such as 2021-09-r2 (default: the current one)."),
]
Output = Annotated[
    Optional[Path],  # noqa: UP045 typer reads the annotation at run time
    typer.Option(help="Folder to write into (default: a folder of that name here)."),
]


@app.command()
def bulletin(  # noqa: PLR0913, PLR0917 an option each
    month: Annotated[str, typer.Option("--month", "-m", help="Month, such as 2021-09.")],
    mesa: Annotated[
        Optional[str],  # noqa: UP045 typer reads the annotation at run time
        typer.Option(help="Code of the mesa (default: each that is active)."),
    ] = None,
    language: Annotated[str, typer.Option(help="es or en.")] = "es",
    surface: Shown = Surface.public,
    release: Release = None,
    output: Output = None,
) -> None:
    """Write the bulletin of a mesa: PDF, HTML and PowerPoint."""
    from gtrm.products import bulletin as bulletins

    settings = load_settings()
    edition = bulletins.Edition(month, mesa, language, surface.value)
    folder = output or Path("bulletins")
    for path in bulletins.write(settings, _release(settings, release), folder, edition):
        typer.echo(path)


@app.command()
def dashboard(
    surface: Shown = Surface.public, release: Release = None, output: Output = None
) -> None:
    """Write the static site."""
    from gtrm.products import site

    settings = load_settings()
    folder = output or Path("site")
    site.write(settings, _release(settings, release), folder, surface.value)
    typer.echo(folder / "index.html")


@app.command()
def export(release: Release = None, output: Output = None) -> None:
    """Write the workbooks, CSV and Parquet files of both surfaces."""
    from gtrm.products import exports

    typer.echo(exports.export(load_settings(), release, output or Path("exports")))


@app.command()
def serve(port: Annotated[int, typer.Option(help="Port on this machine.")] = 8080) -> None:
    """Show the current release's site, bulletins, reports and docs in a browser, here only."""
    from gtrm.products import serving

    typer.echo("Preparando las páginas (medio minuto la primera vez) · preparing the pages ...")
    server = serving.serve(load_settings(), port)
    typer.echo(f"http://{serving.LOOPBACK}:{server.server_port}/  (Ctrl+C)")
    with suppress(KeyboardInterrupt):
        server.serve_forever()


def _release(settings: Settings, name: str | None) -> Path:
    folder = settings.releases / name if name else settings.current
    if not (folder / "MANIFEST.json").is_file():
        raise PublishError(
            f"There is no release {name or 'yet'}.", str(folder), "`gtrm status` shows the current."
        )
    return folder.resolve()
