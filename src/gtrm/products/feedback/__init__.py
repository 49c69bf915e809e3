"""What goes back to a month's partners: a workbook for each file (see `feedback_workbook`)."""

from __future__ import annotations

import logging
import re
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.core import durable
from gtrm.core.errors import SubmissionError
from gtrm.intake import landed
from gtrm.products.feedback.workbook import write_feedback

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from gtrm.core.settings import Settings
    from gtrm.intake.typed_cells import Archive, SheetCopy

    Submission = Mapping[Hashable, object]

log = logging.getLogger(__name__)

_LONGEST_STEM = 180  # bytes; a file name has 255 at most, and the ending takes its share
_RETURNED = re.compile(r"_v\d+_observaciones$")  # a copy that came back


def write_month(
    settings: Settings,
    month: str,
    submissions: pd.DataFrame,
    findings: pd.DataFrame,
    archive: Archive | None = None,
) -> dict[str, str]:
    """Write the feedback of a month's files into `reports/<month>/feedback`; return their names.

    A file that a later one replaced whole gets none: its partner has sent the next already, and
    what was written of it before stays.

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
    by_submission = {str(one): own for one, own in findings.groupby("submission_id")}
    of_month = findings[findings["submission_id"].isna()]
    file_names = _file_names(settings, findings)
    written = {}
    with archive or nullcontext() as read:
        for name, submission in _name_feedback(submissions):
            if submission["status"] == "superseded":
                continue
            one = str(submission["submission_id"])
            own = by_submission.get(one, findings.iloc[:0])
            own = pd.concat([own, _concerning(of_month, own)])
            sheets = _read_sheets(read, submission) if read and len(own) else []
            write_feedback(own, submission, folder / name, sheets, file_names)
            written[one] = name
    return written


def _read_sheets(read: Callable[[str], list[SheetCopy]], submission: Submission) -> list[SheetCopy]:
    """The sheets to mark; none of a file that cannot be read, which then gets a list."""
    if submission["status"] == "refused":
        return []
    try:
        return read(str(submission["submission_id"]))
    except SubmissionError as error:  # it could be read when it was landed
        log.warning("%s is given back as a list: %s", submission["file_name"], error)
        return []


def _concerning(of_month: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Findings about the whole month that name a rule which a file breaks (see `systematic`)."""
    broken = set(own["rule_id"])
    named = of_month["reported_value"].map(lambda rules: str(rules).split()).to_list()
    return of_month[[not broken.isdisjoint(rules) for rules in named]]


def _file_names(settings: Settings, findings: pd.DataFrame) -> dict[str, str]:
    """The names of the files that findings are related to, perhaps of other months."""
    related = set(findings["related_submission_id"].dropna())
    known = landed.read(settings, "submissions", sorted(related))
    return dict(zip(known["submission_id"], known["file_name"], strict=True))


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
