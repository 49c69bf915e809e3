"""The command line `gtrm`: the functions the DAGs call, one by one, without Airflow.

Exit codes: 0 done, 1 findings (`check`), 2 could not run (what, where and how to fix on standard
error).
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Optional

import typer

from gtrm import __version__, archive_commands, product_commands
from gtrm.core.errors import GtrmError
from gtrm.core.settings import load_settings


class Language(StrEnum):
    """Languages of messages."""

    es = "es"
    en = "en"


app = typer.Typer(
    name="gtrm",
    help="The GTRM's monthly 5W warehouse. `make cycle` runs all of it with Airflow.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(product_commands.app)
app.add_typer(archive_commands.app, name="archive")
Month = Annotated[str, typer.Option("--month", "-m", help="Reporting month, such as 2021-09.")]
Inbox = Annotated[
    Optional[str],  # noqa: UP045 typer reads the annotation at run time
    typer.Option("--inbox", help="Folder of partner files (default: raw/inbox/<month>)."),
]


@app.command()
def land(month: Month, inbox: Inbox = None) -> None:
    """Archive a month's files, land their rows, check them, write the QA report."""
    from gtrm.intake import archive, landing, versions
    from gtrm.intake.archive import copies
    from gtrm.rules import batch
    from gtrm.rules.month import comparison

    settings = load_settings()
    for submission_ids in archive.receive(settings, month, inbox):
        landing.land_batch(settings, submission_ids)
        batch.check_batch(settings, submission_ids)
    versions.decide(settings)
    comparison.compare_month(settings, month)
    typer.echo(batch.write_reports(settings, month, copies.open_archive(settings, month)))


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

    Months that have not changed since the last build are taken from it.
    """
    from gtrm.intake import shares
    from gtrm.products import approval
    from gtrm.rules import decisions
    from gtrm.warehouse import build as builds

    settings = load_settings()
    shares.land(settings)
    decisions.land(settings)
    folder = builds.build_if_changed(settings, month, full=full)
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
    from gtrm import publication
    from gtrm.products.approval import Word

    word = Word(approve_as, comment, although)
    typer.echo(publication.publish_waiting(load_settings(), month, word))


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
def status(month: Month) -> None:
    """Show what the current release holds of a month, and how to open it."""
    from gtrm.products.approval import summary

    typer.echo(summary.describe(load_settings(), month))


@app.command()
def version() -> None:
    """Show the version of the package."""
    typer.echo(__version__)


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


if __name__ == "__main__":
    main()
