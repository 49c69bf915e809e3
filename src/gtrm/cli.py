"""The command line `gtrm`: the functions the DAGs call, one by one, without Airflow.

Exit codes: 0 done, 1 findings (`check`), 2 could not run (what, where and how to fix on standard
error).
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from contextlib import suppress
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from gtrm import __version__, pipeline
from gtrm.core.errors import GtrmError, PublishError
from gtrm.core.settings import Settings, load_settings


class Language(StrEnum):
    """Languages of messages."""

    es = "es"
    en = "en"


class Surface(StrEnum):
    """What may be shown to whom."""

    public = "public"
    internal = "internal"


app = typer.Typer(
    name="gtrm",
    help="The GTRM's monthly 5W warehouse. `make cycle` runs all of it with Airflow.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
archive_app = typer.Typer(help="Whether the archive holds what was received.", no_args_is_help=True)
app.add_typer(archive_app, name="archive")
Month = Annotated[str, typer.Option("--month", "-m", help="Reporting month, such as 2021-09.")]
Inbox = Annotated[
    Optional[str],  # noqa: UP045 typer reads the annotation at run time
    typer.Option("--inbox", help="Folder of partner files (default: raw/inbox/<month>)."),
]

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
def land(month: Month, inbox: Inbox = None) -> None:
    """Archive a month's files, land their rows, check them; report before the build.

    The QA report and the feedback tell what the checks found. What only a build knows is missing:
    which rows count, what a correction fixed, who was late, scores. `gtrm build` writes them anew.
    """
    typer.echo(pipeline.land(load_settings(), month, inbox))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A partner's file.")],
    month: Annotated[
        Optional[str],  # noqa: UP045 typer reads the annotation at run time
        typer.Option("--month", "-m", help="Cycle month (default: the month most rows name)."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the messages.")] = Language.es,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Check one file: what was recognised and every finding. Nothing is stored.

    Exit 0 clean, 1 findings, 2 unreadable.
    """
    from gtrm.core.cycle import check_month
    from gtrm.products import check

    result = check.check_file(load_settings(), file, check_month(month) if month else None)
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False, indent=1))
    else:
        typer.echo(check.describe(result, language.value))
    raise typer.Exit(result.exit_code)


@app.command()
def template(
    month: Month,
    organisation: Annotated[str, typer.Option(help="Name, acronym or code of the organisation.")],
    language: Annotated[Language, typer.Option(help="Of headers and lists.")] = Language.es,
    output: Annotated[
        Optional[Path],  # noqa: UP045 typer reads the annotation at run time
        typer.Option(help="File to write (default: 5W_<organisation>_<month>.xlsx here)."),
    ] = None,
) -> None:
    """Write the workbook that an organisation fills for a month."""
    from gtrm.products import template

    path = output or Path(template.file_name(organisation, month))
    path.parent.mkdir(parents=True, exist_ok=True)
    template.write_template(load_settings(), month, organisation, language.value, path)
    typer.echo(path)


@app.command()
def build(
    month: Month,
    full: Annotated[bool, typer.Option("--full", help="Build every month anew.")] = False,
) -> None:
    """Build and test the warehouse from what is landed; show what an approval would publish.

    Months that have not changed since the last build are taken from it. Then the QA report and the
    feedback are written; if the build fails, from what the checks found.
    """
    from gtrm.products import approval

    settings = load_settings()
    folder = pipeline.build_and_report(settings, month, full=full)
    if folder is not None:
        typer.echo(approval.describe(settings, month, Path(folder)))


@app.command()
def publish(
    month: Month,
    approve_as: Annotated[
        Optional[str],  # noqa: UP045 typer reads the annotation at run time
        typer.Option("--approve-as", help="Name of the person who approves."),
    ] = None,
    comment: Annotated[
        Optional[str],  # noqa: UP045 typer reads the annotation at run time
        typer.Option("--comment", help="Why, for the release's manifest."),
    ] = None,
    although: Annotated[
        Optional[str],  # noqa: UP045 typer reads the annotation at run time
        typer.Option(
            "--although-nothing-counts",
            help="Why to publish although nothing of what was received counts, or people have no "
            "figure; for the manifest.",
        ),
    ] = None,
) -> None:
    """Publish the build that waits for an approval, such as after `make cycle APPROVE=no`.

    Without a name only if config/approval.yml allows it. Nothing is built: if a file, a list or the
    code changed since, it is refused.
    """
    from gtrm.products.approval import Word

    word = Word(approve_as, comment, although)
    typer.echo(pipeline.publish_waiting(load_settings(), month, word))


@app.command()
def rebuild(
    name: Annotated[str, typer.Option("--release", help="Release, such as 2021-09-r2.")],
    output: Annotated[
        Optional[Path],  # noqa: UP045 typer reads the annotation at run time
        typer.Option(help="Folder to keep what is rebuilt in (default: it is only compared)."),
    ] = None,
) -> None:
    """Make a release again from the archive and its own lists, and compare every table.

    Exit 0 the same values, 1 not, 2 it cannot be rebuilt. The release itself stays as it is.
    """
    from gtrm import rebuilding

    rebuilt = rebuilding.rebuild(load_settings(), name, output)
    typer.echo(rebuilt)
    raise typer.Exit(int(bool(rebuilt.different)))


@app.command("data-docs")
def data_docs(month: Month) -> None:
    """Build Great Expectations' own pages of a month (English, their style is on the internet)."""
    from gtrm.rules.data_docs import build_data_docs

    typer.echo(build_data_docs(load_settings(), month))


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


@app.command()
def status(month: Month) -> None:
    """Show what the current release holds of a month, and how to open it."""
    from gtrm.products.approval import summary

    typer.echo(summary.describe(load_settings(), month))


@app.command()
def version() -> None:
    """Show the version of the package."""
    typer.echo(__version__)


@archive_app.command()
def verify() -> None:
    """Verify every byte and receipt of the archive, and say what is wrong and what to do.

    Nothing is changed: the next run of a month brings back by itself what still lies in an inbox
    or in GTRM_BACKUP. Exit 0 all as received, 2 not.
    """
    from gtrm.intake.archive import custody

    found = custody.inspect(load_settings())
    for fault in found.faults:
        typer.echo(f"{fault}\n")
    files = len(found.receipts) + len(found.zips)
    faults = len(found.faults)
    typer.echo(
        f"{files} recibos, {faults} faltas · {files} receipts, {faults} faults"
        if faults
        else f"{files} recibos: todo como se recibió · {files} receipts: all as received"
    )
    raise typer.Exit(2 if faults else 0)


@archive_app.command()
def forget(
    submission: Annotated[str, typer.Argument(help="Id of a submission, as `verify` prints it.")],
) -> None:
    """Take a submission out whose bytes are lost for good; its rows no longer count."""
    from gtrm.intake.archive import custody

    for path in custody.forget(load_settings(), submission):
        typer.echo(path)


def main() -> None:
    """Run the command line; errors of the package are shown as one message."""
    gc.set_threshold(100_000)  # importing makes a million objects that all stay
    logging.basicConfig(format="%(message)s", stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("gtrm").setLevel(logging.INFO)
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    try:
        app()
    except GtrmError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(2)


def _release(settings: Settings, name: str | None) -> Path:
    folder = settings.releases / name if name else settings.current
    if not (folder / "MANIFEST.json").is_file():
        raise PublishError(
            f"There is no release {name or 'yet'}.", str(folder), "`gtrm status` shows the current."
        )
    return folder.resolve()


if __name__ == "__main__":
    main()
