"""Files that could not be read within the limits: they are not tried again every month.

`raw/archive/over_limits/<sha256>.json` keeps for these bytes, in any month, the refusal, the limits
and the reader's version. The file is refused in each of its months like any other, but without the
minutes of reading. It is read again when a limit was raised, the reader has changed, or its record
was deleted.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gtrm.core import durable, fingerprints
from gtrm.core.cycle import utc_now
from gtrm.core.errors import Location, OverLimitsError
from gtrm.intake.formats import limits

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.errors import SubmissionError
    from gtrm.core.settings import Settings
    from gtrm.intake.archive.receipts import Receipt

# What opens a file: other code may find a way to read it.
_READER = ("gtrm.intake.formats.workbook", "gtrm.intake.rows")


def recall(settings: Settings, receipt: Receipt) -> OverLimitsError | None:
    """Return the refusal of bytes that are known not to be readable within the present limits."""
    with suppress(OSError, ValueError, KeyError, TypeError):  # without a whole record it is read
        known = json.loads(_path(settings, receipt).read_bytes())
        raised = any(known["limits"][name] < value for name, value in _limits().items())
        if raised or known["reader"] != _reader(settings):
            return None
        what, fix, what_es, fix_es = known["said"]
        where = Location(receipt.file_name)
        return OverLimitsError(what, where, fix, what_es=what_es, fix_es=fix_es)
    return None


def remember(settings: Settings, receipt: Receipt, refusal: SubmissionError | None) -> None:
    """Keep a refusal for its limits; any other costs nothing to find out again."""
    if not isinstance(refusal, OverLimitsError):
        return
    record = {
        "sha256": receipt.sha256,
        "file_name": receipt.file_name,
        "found_at": utc_now().isoformat(),
        "said": [refusal.what, refusal.fix, refusal.what_es, refusal.fix_es],
        "limits": _limits(),
        "reader": _reader(settings),
    }
    path = _path(settings, receipt)
    durable.make_folder(path.parent, settings.archive)
    with durable.writing(path) as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=1).encode())


def _path(settings: Settings, receipt: Receipt) -> Path:
    return settings.archive / "over_limits" / f"{receipt.sha256}.json"


def _limits() -> dict[str, Any]:
    return {name: value for name, value in vars(limits).items() if name.endswith("_LIMIT")}


def _reader(settings: Settings) -> str:
    return fingerprints.of_code(settings.home, _READER)[:16]
