"""The sequence of a cycle, once. The DAGs, the command line and a rebuild call these stages.

    receive, land, check     each file, by itself
    compare_month            which file counts; what only a comparison of files and months shows
    build                    decisions and shares, then dbt: what everything means
    write_reports            QA report and feedback, of the finished build
    ask, publish             of the finished build: the question, then the release and its products

On a server each stage runs in a separate worker, so each one loads what it needs.
"""

from __future__ import annotations

import logging
import warnings
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.core.errors import GtrmError, PublishError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gtrm.core.settings import Settings
    from gtrm.products.approval import Word

log = logging.getLogger(__name__)

# The tasks of the two DAGs in their order, as `make cycle` tells them.
STAGES = {
    "archive_submissions": "Recibir y archivar · receive and archive",
    "land_batch": "Leer los libros · read the workbooks",
    "check_batch": "Validar cada fila · check every row",
    "compare_month": "Comparar versiones y meses · compare versions and months",
    "build_warehouse": "Construir y probar · build and test the warehouse",
    "write_reports": "Informes · QA report and feedback",
    "prepare_question": "Preparar la decisión · prepare the decision",
    "publish_release": "Publicar · publish the release",
}


def receive(
    settings: Settings,
    month: str,
    inbox: str | None = None,
    connections: Callable[[str], str] | None = None,
) -> list[list[str]]:
    """Archive what partners sent for a month; return batches of submissions to land."""
    from gtrm.intake import archive

    return archive.receive(settings, month, inbox, connections)


def land_batch(settings: Settings, submission_ids: Sequence[str]) -> None:
    """Read files and land their rows as text."""
    from gtrm.intake import landing

    landing.land_batch(settings, submission_ids)


def check_batch(settings: Settings, submission_ids: Sequence[str]) -> int:
    """Check landed files row by row and land the findings; return how many there are."""
    from gtrm.rules import batch

    return batch.check_batch(settings, submission_ids)


def compare_month(settings: Settings, *months: str) -> None:
    """Decide which file counts for whom, then compare what counts of these months."""
    from gtrm.intake import versions
    from gtrm.rules.month import comparison

    versions.decide(settings)
    for month in months:
        comparison.compare_month(settings, month)


def decide(settings: Settings) -> None:
    """Land what reviewers decided and the population shares."""
    from gtrm.intake import shares
    from gtrm.rules import decisions

    decisions.land(settings)
    shares.land(settings)


def land(settings: Settings, month: str, inbox: str | None = None) -> Path:
    """Receive, land, check and compare a month; return its QA report, written before the build."""
    for submission_ids in receive(settings, month, inbox):
        land_batch(settings, submission_ids)
        check_batch(settings, submission_ids)
    compare_month(settings, month)
    decide(settings)
    return write_reports(settings, month, None)


def land_again(settings: Settings, submission_ids: Sequence[str]) -> None:
    """Land archived files as the cycles of their months did, up to the build."""
    from gtrm.intake.archive import FILES_PER_BATCH

    for start in range(0, len(submission_ids), FILES_PER_BATCH):
        some = submission_ids[start : start + FILES_PER_BATCH]
        land_batch(settings, some)
        check_batch(settings, some)
    compare_month(settings, *sorted({one[:7] for one in submission_ids}))
    decide(settings)


def build(settings: Settings, month: str, *, full: bool = False) -> str | None:
    """Build and test the warehouse of all that is landed; return its folder.

    None if the current release has it all. See `build_if_changed`.
    """
    from gtrm.warehouse import build as builds

    decide(settings)
    return builds.build_if_changed(settings, month, full=full)


def build_and_report(settings: Settings, month: str, *, full: bool = False) -> str | None:
    """Build, and write the reports also if the build fails; return the build's folder, or None."""
    try:
        folder = build(settings, month, full=full)
    except Exception:
        try:
            write_reports(settings, month, None)
        except Exception:  # the build's own error is the one to be told
            log.exception("the report could not be written either")
        raise
    write_reports(settings, month, folder)
    return folder


def write_reports(settings: Settings, month: str, folder: str | None) -> Path:
    """Write a month's QA report and its partners' feedback; return the report's path.

    `warehouse/reports/<month>/qa_report.html` and `feedback/<file name>.xlsx`, from the build in
    `folder`; without it, from the last build if it was made from the present landing. If there is
    no build, the report shows what the checks found, and says so at its top. Reports of other
    months that change with this build are written again too, unless the inputs have changed since
    the build: then a newer build has written them.
    """
    from gtrm.products import qa_report

    present, database = _finished_builds(settings, folder)
    if database is None:
        log.warning("sin construcción: el informe lo dice · there is no build: the report says so")
    elif database == present:
        for other in qa_report.find_stale(settings, database):
            if other != month:
                log.info("el informe de %s cambió · that report has changed", other)
                _write_report(settings, other, database)
    return _write_report(settings, month, database)


def _finished_builds(settings: Settings, folder: str | None) -> tuple[Path | None, Path | None]:
    """Return the build of what is there now, and the one that a report is written of."""
    from gtrm.warehouse import build as builds

    own = Path(folder) / builds.BUILD_FILE if folder is not None else None
    try:
        if own is not None and own.is_file() and builds.is_present(settings, own.parent):
            return own, own
        present = builds.find_present(settings)
    except GtrmError as error:  # such as a list that cannot be read, which stopped the build too
        log.warning("%s", error)
        present = None
    return present, own if own is not None and own.is_file() else present


def _write_report(settings: Settings, month: str, database: Path | None) -> Path:
    from gtrm.intake.archive import copies
    from gtrm.products import feedback, qa_report

    told = qa_report.read_month(settings, month, database)
    archive = copies.open_archive(settings, month)
    written = feedback.write_month(settings, month, told.submissions, told.received, archive)
    path = qa_report.write_qa_report(settings, told, written, database)
    log.info("QA report and %d feedback files in %s", len(written), path.parent)
    return path


def ask(settings: Settings, month: str, folder: str | None) -> str | None:
    """Return the question for a person, in Markdown; None if no answer is needed."""
    from gtrm.products import approval

    return approval.ask(settings, month, folder)


def publish(
    settings: Settings, month: str, folder: str | None, answer: Mapping[str, Any] | None
) -> str | None:
    """Publish a build as was decided; see `approval.publish`."""
    from gtrm.products import approval

    return approval.publish(settings, month, folder, answer, write_products)


def publish_waiting(settings: Settings, month: str, word: Word) -> str | None:
    """Publish the build of a month that waits; see `approval.publish_waiting`."""
    from gtrm.products import approval

    return approval.publish_waiting(settings, month, word, write_products)


def write_products(settings: Settings, release: Path) -> None:
    """Write the products of a release's database into it; it becomes current when all are there.

    Bulletins, site and public exports read only the public surface. A second process writes the
    exports at the same time: the internal ones while that surface is calculated.
    """
    from gtrm.products import bulletin, disclosure, exports, site

    with _second_process() as other:
        exported = [other.submit(exports.write, settings, release, (exports.INTERNAL,))]
        try:
            disclosure.write(settings, release)
            exported.append(other.submit(exports.write, settings, release, (exports.PUBLIC,)))
            bulletin.write(settings, release)
            site.write(settings, release)
        except Exception:
            for one in exported:
                if failed := one.exception():
                    log.error("exports: %s", failed)  # noqa: TRY400 it is told beside the one raised
            raise
        try:
            for one in exported:
                one.result()
        except BrokenProcessPool as error:  # out of memory, or ended by hand
            raise PublishError(
                "The process that writes the exports was ended.",
                str(release),
                "Nothing was published. See that the machine has memory left, and publish again.",
            ) from error


@contextmanager
def _second_process() -> Iterator[ProcessPoolExecutor]:
    """A child that has all modules of this process: to import them again costs what it saves."""
    with warnings.catch_warnings():
        # From Python 3.12 on a fork beside threads is warned of; none of ours runs at this point.
        warnings.simplefilter("ignore", DeprecationWarning)
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
            yield pool
