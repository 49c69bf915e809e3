"""The command line `gtrm`: the functions the DAGs call, one by one, without Airflow.

Exit codes: 0 done, 2 could not run (with what, where and how to fix on standard error).
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated, Optional

import typer

from gtrm import __version__
from gtrm.errors import GtrmError
from gtrm.settings import load_settings

app = typer.Typer(
    name="gtrm",
    help="The GTRM's monthly 5W warehouse. `make cycle` runs all of it with Airflow.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Month = Annotated[str, typer.Option("--month", "-m", help="Reporting month, such as 2021-09.")]
Inbox = Annotated[
    Optional[str],  # noqa: UP045 typer reads the annotation at run time
    typer.Option("--inbox", help="Folder of partner files (default: raw/inbox/<month>)."),
]


@app.command()
def land(month: Month, inbox: Inbox = None) -> None:
    """Archive a month's files, land their rows, check them, write the QA report."""
    from gtrm.intake import archive, landing
    from gtrm.validation import batch

    settings = load_settings()
    for submission_ids in archive.receive(settings, month, inbox):
        landing.land_batch(settings, submission_ids)
        batch.check_batch(settings, submission_ids)
    typer.echo(batch.write_reports(settings, month))


@app.command()
def publish(month: Month) -> None:
    """Build and test the warehouse from what is landed, and publish it if anything changed."""
    from gtrm.intake import shares
    from gtrm.publishing import build, release

    settings = load_settings()
    shares.land(settings)
    typer.echo(release.publish(settings, month, build.build_if_changed(settings, month)))


@app.command()
def status(month: Month) -> None:
    """Show what the current release holds of a month, and how to open it."""
    from gtrm.publishing import summary

    typer.echo(summary.describe(load_settings(), month))


@app.command()
def version() -> None:
    """Show the version of the package."""
    typer.echo(__version__)


def main() -> None:
    """Run the command line; errors of the package are shown as one message."""
    logging.basicConfig(format="%(message)s", stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("gtrm").setLevel(logging.INFO)
    try:
        app()
    except GtrmError as error:
        typer.echo(f"{error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
