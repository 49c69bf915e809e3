"""The errors of the package, one tree. Each says what, where and how to fix.

GtrmError
├── SubmissionError        a partner can fix it: the file as sent cannot be used
│   ├── UnreadableFileError    not a workbook, damaged, protected, too large
│   │   └── OverLimitsError        reading it takes more than the declared limits
│   ├── UnknownTemplateError   no known 5W header row in any sheet
│   └── ColumnsMissingError    a 5W header row that lacks mandatory columns
└── OperationError         the team can fix it: the run itself cannot go on
    ├── SettingsError          a setting, month or folder is wrong
    │   └── ConfigError            files of config/ cannot be used: each with its line (in config)
    ├── NothingReceivedError   the inbox of the month holds no file
    ├── ArchiveError           the archive lacks bytes or a receipt, or holds others
    ├── SourceError            a source or a file of it is not available (in intake/sources)
    │   ├── SourceDownError        it does not answer: worth another try
    │   └── PlaceMissingError      the folder of the month is not there
    ├── VocabularyError        a code list is missing or contradicts itself
    ├── TemplateError          a template YAML is not usable
    ├── SuiteError             validation rules did not all load or run
    ├── BuildError             dbt build or one of its tests failed
    └── PublishError           a release could not be written or verified
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Location:
    """Where something is wrong: file, sheet, Excel's row number, column header."""

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row is not None else None
        return " > ".join(part for part in (self.file, self.sheet, row, self.column) if part)


class GtrmError(Exception):
    """What went wrong, where, and how to fix it; printed as one sentence group."""

    code = "error"

    def __init__(self, what: str, where: Location | str, fix: str) -> None:
        """Args are kept apart so that reports can show them in columns."""
        super().__init__(f"{what} [{where}] {fix}")
        self.what, self.where, self.fix = what, where, fix

    def __reduce__(self) -> tuple[object, ...]:
        """Come whole from another process: `args` holds the message alone."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[GtrmError], args: tuple[object, ...], parts: dict[str, object]
) -> GtrmError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(parts)
    return error


class SubmissionError(GtrmError):
    """A partner's file cannot be used as sent; the others go on.

    `fix_es` is the same advice in Spanish: partners read it first.
    """

    code = "submission"

    def __init__(
        self, what: str, where: Location, fix: str, *, what_es: str = "", fix_es: str = ""
    ) -> None:
        """Spanish texts default to the English ones."""
        super().__init__(what, where, fix)
        self.what_es, self.fix_es = what_es or what, fix_es or fix

    @property
    def message_es(self) -> str:
        """The whole message in Spanish."""
        return f"{self.what_es} [{self.where}] {self.fix_es}"


class UnreadableFileError(SubmissionError):
    """The bytes are not a workbook that can be read within the declared limits."""

    code = "unreadable_file"


class OverLimitsError(UnreadableFileError):
    """Reading takes more memory or time than the limits allow; partners see it like the others."""


class UnknownTemplateError(SubmissionError):
    """No sheet has a header row of a known template generation."""

    code = "unknown_template"


class ColumnsMissingError(SubmissionError):
    """The closest template's mandatory columns are not all there."""

    code = "columns_missing"


class OperationError(GtrmError):
    """The run cannot go on; somebody of the team has to act."""

    code = "operation"


class SettingsError(OperationError):
    """A month, folder or configuration value is wrong."""

    code = "settings"


class NothingReceivedError(OperationError):
    """The inbox of the month has no file at all."""

    code = "nothing_received"


class ArchiveError(OperationError):
    """Something in the archive is not as it was received: our error, never the partner's."""

    code = "archive"


class VocabularyError(OperationError):
    """A code list is missing, malformed or ambiguous."""

    code = "vocabulary"


class TemplateError(OperationError):
    """A template generation's YAML cannot be used."""

    code = "template"


class SuiteError(OperationError):
    """A validation suite did not load whole, or a rule failed to run."""

    code = "suite"


class BuildError(OperationError):
    """The warehouse build or one of its tests failed; nothing was published."""

    code = "build"


class PublishError(OperationError):
    """A release could not be written or verified; the current one stays."""

    code = "publish"
