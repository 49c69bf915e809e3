"""Commands about the archive itself: `gtrm archive verify`, `gtrm archive forget`."""

from __future__ import annotations

from typing import Annotated

import typer

from gtrm.core.settings import load_settings

app = typer.Typer(help="Whether the archive holds what was received.", no_args_is_help=True)


@app.command()
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


@app.command()
def forget(
    submission: Annotated[str, typer.Argument(help="Id of a submission, as `verify` prints it.")],
) -> None:
    """Take a submission out whose bytes are lost for good; its rows no longer count."""
    from gtrm.intake.archive import custody

    for path in custody.forget(load_settings(), submission):
        typer.echo(path)
