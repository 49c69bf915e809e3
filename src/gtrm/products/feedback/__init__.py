"""Feedback to a month's partners: a workbook for each file (see `feedback.workbook`).

A workbook is written unless there is one made from the same inputs (see `feedback.made`).
"""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtrm.core import durable
from gtrm.core.errors import SubmissionError
from gtrm.intake import landed
from gtrm.products.feedback.made import Record, code_version, fingerprint
from gtrm.products.feedback.workbook import as_records, write_feedback

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    import pandas as pd

    from gtrm.core.settings import Settings
    from gtrm.intake.typed_cells import Archive, SheetCopy
    from gtrm.products.feedback.copies import Finding

    Submission = Mapping[Hashable, object]
    Read = Callable[[str], list[SheetCopy]]

log = logging.getLogger(__name__)

_LONGEST_STEM = 180  # bytes; a file name has 255 at most, and the ending takes its share
_RETURNED = re.compile(r"_v\d+_observaciones$")  # a copy that came back
_OF_SUBMISSION = ("submission_id", "cycle_month", "file_name", "status")  # the id: of its bytes


@dataclass(frozen=True)
class _Job:
    """A workbook of the month and all that goes into it."""

    name: str
    submission: Submission
    findings: Sequence[Finding]
    related: Mapping[str, str]  # other submissions that the findings name -> their files
    made_from: str

    @property
    def submission_id(self) -> str:
        return str(self.submission["submission_id"])


def write_month(
    settings: Settings,
    month: str,
    submissions: pd.DataFrame,
    findings: pd.DataFrame,
    archive: Archive | None = None,
) -> dict[str, str]:
    """Write the feedback of a month's files into `reports/<month>/feedback`; return their names.

    A file that a later one replaced completely gets none: its partner has already sent the next.
    Its earlier feedback is kept. Feedback for a file that was removed is deleted.

    Args:
        settings: Where the reports go.
        month: The cycle month.
        submissions: Of the landing; `status` 'superseded' if replaced whole.
        findings: Of the month, those of each submission by its id.
        archive: Gives the sheets to be marked (see `typed_cells`); without it, only lists.

    Returns:
        Submission id -> name of its workbook.
    """
    folder = settings.reports / month / "feedback"
    durable.make_folder(folder, folder)  # copies of what partners sent, unmasked
    version = f"{code_version(settings)} {'list' if archive is None else 'copy'}"
    named = list(_name_feedback(submissions))
    jobs = list(_jobs(settings, named, as_records(findings), version))
    with Record(folder) as record:
        record.remove_others({name: str(one["submission_id"]) for name, one in named})
        due = [job for job in jobs if not record.has(job.name, job.made_from)]
        for job, sheets in _read_ahead(due, archive):
            path = folder / job.name
            write_feedback(job.findings, job.submission, path, sheets or (), job.related)
            # A copy that could not be made is tried again the next time.
            record.note(path, job.submission_id, job.made_from if sheets is not None else "")
    log.info("%d of %d feedback workbooks written", len(due), len(jobs))
    return {job.submission_id: job.name for job in jobs}


def _jobs(
    settings: Settings,
    named: Sequence[tuple[str, Submission]],
    findings: Sequence[Finding],
    version: str,
) -> Iterator[_Job]:
    by_submission: dict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_submission[finding.submission_id].append(finding)
    of_month = by_submission.pop(None, [])
    related = {str(one.related_submission_id) for one in findings} - {"None"}
    known = landed.read(settings, "submissions", sorted(related))
    file_names = dict(zip(known["submission_id"], known["file_name"], strict=True))
    for name, submission in named:
        if submission["status"] == "superseded":
            continue
        own = by_submission[str(submission["submission_id"])]
        own = [*own, *_concerning(of_month, own)]
        others = sorted({str(one.related_submission_id) for one in own})
        names = {one: file_names[one] for one in others if one in file_names}
        said = [submission[field] for field in _OF_SUBMISSION]
        made_from = fingerprint(version, said, names, own)
        yield _Job(name, submission, own, names, made_from)


def _read_ahead(
    jobs: Sequence[_Job], archive: Archive | None
) -> Iterator[tuple[_Job, Sequence[SheetCopy] | None]]:
    """Each job with its sheets, None if it has none to read; the next are read in the meantime."""
    with archive if jobs and archive else nullcontext() as read, ThreadPoolExecutor(1) as reader:
        reading = [reader.submit(_read_sheets, read, job) for job in jobs[:1]]
        for number, job in enumerate(jobs, start=1):
            sheets = reading.pop().result()
            reading += [reader.submit(_read_sheets, read, one) for one in jobs[number : number + 1]]
            yield job, sheets


def _read_sheets(read: Read | None, job: _Job) -> list[SheetCopy] | None:
    """The sheets to mark, none where only a list is due; None of a file that cannot be read."""
    if read is None or not job.findings or job.submission["status"] == "refused":
        return []
    try:
        return read(job.submission_id)
    except SubmissionError as error:  # it could be read when it was landed
        log.warning("%s is given back as a list: %s", job.submission["file_name"], error)
        return None


def _concerning(of_month: Sequence[Finding], own: Sequence[Finding]) -> list[Finding]:
    """Findings about the whole month that name a rule which a file breaks (see `systematic`)."""
    broken = {one.rule_id for one in own}
    return [one for one in of_month if not broken.isdisjoint(str(one.reported_value).split())]


def _name_feedback(submissions: pd.DataFrame) -> Iterator[tuple[str, Submission]]:
    """A name for each submission: its own, short enough for any disk, and which version it is.

    Versions are counted in the order received; a corrected copy is one more of its original.
    """
    versions: Counter[str] = Counter()
    for submission in submissions.sort_values(["received_at", "submission_id"]).to_dict("records"):
        stem = str(submission["file_name"]).rsplit(".", 1)[0].replace("/", "_")  # of a zip
        own = _RETURNED.sub("", stem)
        short = own.encode()[:_LONGEST_STEM].decode(errors="ignore")
        versions[short.casefold()] += 1
        yield f"{short}_v{versions[short.casefold()]}_observaciones.xlsx", submission
