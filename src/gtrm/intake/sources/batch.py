"""The files of one source: tried until all are here, or until more tries are useless."""

from __future__ import annotations

import fnmatch
import logging
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from gtrm.core.errors import SettingsError
from gtrm.intake.sources import transfer
from gtrm.intake.sources.connections import Connection, find_connection
from gtrm.intake.sources.model import (
    Fetched,
    PlaceMissingError,
    SourceDownError,
    SourceError,
    SourceReport,
)
from gtrm.intake.sources.names import is_clutter, is_submission, printable, safe_name, why_not

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from gtrm.intake.sources.configuration import Configuration, Limits, Source
    from gtrm.intake.sources.model import Entry, Place

log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)  # a file younger than this may change again within its time stamp


class Batch:
    """One source: tried until its files are here, or until more tries are useless.

    A file that fails is tried again last, and given up after `attempts`; the source is given up
    when it cannot even be listed as often in a row, or its time is over.
    """

    def __init__(
        self, source: Source, plan: Configuration, folder: Path, known: dict[str, dict[str, str]]
    ) -> None:
        self.source, self.limits, self.retries = source, plan.limits, plan.retries
        self.folder, self.known = folder, known
        self.files: list[Fetched] = []
        self.unchanged = 0
        self.waiting: list[Entry] = []  # listed, and neither taken nor given up
        self.done: set[str] = set()
        self.passed_over: set[str] = set()
        self.errors: dict[str, str] = {}  # path, or '' for the source itself -> what went wrong
        self.is_empty, self.is_missing = True, False
        self.failures: Counter[str] = Counter()  # by path; '' for the source itself
        self.fruitless = 0  # tries in a row that brought no file
        self.connection = Connection()
        self.ends = time.monotonic() + plan.retries.source_seconds

    def run(self, connections: Mapping[str, str], environ: Mapping[str, str]) -> SourceReport:
        """Take the new files into `files`; return the result."""
        try:
            self.connection = find_connection(self.source.credentials, connections, environ)
            while self._try_once(environ):
                pass
        except SourceError as error:
            self._note("", error)
        except SettingsError:  # the inbox's own list of receipts: a person has to act first
            raise
        except Exception as error:  # a fault in one source's library must not stop the others
            self._note("", SourceError(f"Unexpected: {error!r}.", self.source.name, "Report it."))
        return self._report()

    def _try_once(self, environ: Mapping[str, str]) -> bool:
        """Take all files that can be taken; return whether to try again (after the wait)."""
        try:
            with open_source(self.source, self.connection, self.limits, environ) as place:
                self._list(place)
                broken = self._take_all(place)
        except PlaceMissingError as error:
            self.is_missing = True
            self._note("", error)
            return False
        except SourceDownError as error:
            self.failures[""] += 1
            self._note("", error)
            return self.failures[""] < self.retries.attempts and self._wait(error)
        return broken is not None and bool(self.waiting) and self._wait(broken)

    def _list(self, place: Place) -> None:
        everything = [entry for entry in place.entries() if self._is_wanted(entry)]
        self.passed_over = {
            f"{printable(entry.name)}: {why}"
            for entry in everything
            if (why := entry.refusal or why_not(entry.name)) and not is_clutter(entry.name)
        }
        listed = [e for e in everything if e.refusal is None and is_submission(e.name)]
        if len(listed) > self.limits.files:
            raise SourceError(
                f"There are {len(listed)} files, more than {self.limits.files}.",
                self.source.name,
                "Narrow `path` or `files`, or raise `limits: files` in sources.yml.",
            )
        self.is_empty = not listed
        self.failures[""] = 0
        self.errors.pop("", None)
        self.waiting = sorted(
            (entry for entry in listed if entry.path not in self.done),
            key=lambda entry: (self.failures[entry.path], entry.path),
        )

    def _is_wanted(self, entry: Entry) -> bool:
        name = entry.name.casefold()
        patterns = [pattern.casefold() for pattern in self.source.patterns]
        return not patterns or any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)

    def _take_all(self, place: Place) -> SourceDownError | None:
        """Take the files that wait, up to one that breaks off."""
        while self.waiting:
            entry = self.waiting[0]
            try:
                fetched = self._take(place, entry)
            except SourceDownError as error:
                self.failures[entry.path] += 1
                self._note(entry.path, error)
                if self.failures[entry.path] >= self.retries.attempts:
                    self._finish(entry)
                return error
            except SourceError as error:  # of this file alone
                self._note(entry.path, error)
            else:
                self.errors.pop(entry.path, None)
                self.fruitless = 0
                self.unchanged += fetched is None
                self.files += [fetched] if fetched else []
            self._finish(entry)
        return None

    def _finish(self, entry: Entry) -> None:
        self.done.add(entry.path)
        self.waiting.remove(entry)

    def _take(self, place: Place, entry: Entry) -> Fetched | None:
        seen = self.known.get(entry.path)
        if seen and entry.tag is not None and entry.tag == seen["tag"]:
            return None
        transfer.check_size(entry.size, printable(entry.name), self.limits)
        name = safe_name(entry.name)
        target = self.folder / f"{len(self.files) + 1:04d}" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with place.download(entry, seen["tag"] if seen else None) as download:
            if download is None:
                return None
            sha256, size = transfer.save(download.chunks, download.size, target, self.limits)
        now, modified = datetime.now(UTC), download.modified_at
        self.known.pop(entry.path, None)
        if download.tag and (modified is None or modified < now - SETTLED):
            self.known[entry.path] = {"tag": download.tag, "sha256": sha256}
        return Fetched(
            path=target,
            source_name=self.source.name,
            file_name=name,
            original_name=entry.name,
            received_at=min(modified, now) if modified else now,
            sender=download.sender or self.source.sender,
            sha256=sha256,
            size_bytes=size,
        )

    def _wait(self, error: SourceDownError) -> bool:
        """Pause before the next try; return False if its time is over."""
        pause = self.retries.wait_seconds * 2**self.fruitless
        pause = min(pause, self.retries.max_wait_seconds)
        self.fruitless += 1
        if time.monotonic() + pause > self.ends:
            return False
        log.warning("%s: %s Trying again in %g s.", self.source.name, self._clean(error), pause)
        time.sleep(pause)
        return True

    def _note(self, path: str, error: SourceError) -> None:
        self.errors[path] = self._clean(error)

    def _clean(self, error: SourceError) -> str:
        return printable(self.connection.mask(str(error)), 600)

    def _report(self) -> SourceReport:
        texts = list(dict.fromkeys(self.errors.values()))
        if self.waiting:
            texts.append(f"{len(self.waiting)} of its files were not reached.")
        status = "empty" if self.is_empty else "ok"
        if self.errors and not self.is_missing:
            status = "partial" if self.files or self.unchanged else "failed"
        log.log(
            logging.WARNING if status in {"partial", "failed"} else logging.INFO,
            "%s: %s, %d new, %d unchanged%s",
            self.source.name,
            status,
            len(self.files),
            self.unchanged,
            "".join(f"; {text}" for text in texts),
        )
        for text in sorted(self.passed_over):
            log.warning("%s: not taken: %s", self.source.name, text)
        return SourceReport(
            source_name=self.source.name,
            kind=self.source.kind,
            status=status,
            files=len(self.files),
            unchanged=self.unchanged,
            error=" ".join(texts) or None,
            passed_over=tuple(sorted(self.passed_over)),
        )


def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> AbstractContextManager[Place]:
    """Return an open source; its kind's libraries are loaded only now."""
    module = import_module(f"gtrm.intake.sources.{source.kind}")
    opened: AbstractContextManager[Place] = module.open_source(source, connection, limits, environ)
    return opened
