"""What is wrong in a file of `config/`: one form, Spanish first with English beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pydantic_core import PydanticCustomError

from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 20  # problems told in full; the others are counted
_LONGEST_VALUE = 60


class Texts(NamedTuple):
    """A text in both languages."""

    es: str
    en: str

    def __str__(self) -> str:
        return f"{self.es} · {self.en}"

    def fill(self, **words: object) -> Texts:
        """Return the text with its words in braces filled in."""
        return Texts(self.es.format(**words), self.en.format(**words))


@dataclass(frozen=True)
class Expected:
    """What a value has to be, and how to correct one that is not."""

    what: Texts
    remedy: Texts

    def error(self, column: str | None = None, value: object = None) -> PydanticCustomError:
        """Return the error of a validator.

        A check of a whole line names the column and its value; for a single value pydantic does.
        """
        return PydanticCustomError(
            "expected",
            "{what}",
            {"what": str(self.what), "expected": self, "column": column, "value": value},
        )


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file.

    file: its name under `config/`. line: as a spreadsheet numbers the rows of a CSV, and an editor
    the lines of a text; None if it is about the whole file. column: the column, or the keys that
    lead to a value of a YAML. value: as written; None if it is not shown. found: what is wrong,
    where it is not that the value is not what was expected.
    """

    file: str
    expected: Expected
    line: int | None = None
    column: str | None = None
    value: str | None = None
    found: Texts | None = None

    @property
    def what(self) -> str:
        """What is wrong and what was expected."""
        wanted = self.expected.what
        if self.found is not None:
            found = self.found
        elif self.value is None:
            found = Texts("No se puede usar", "It cannot be used")
        elif not self.value:
            found = Texts("Está vacío", "It is blank")
        else:
            shown = self.value.replace("\n", " ")
            if len(shown) > _LONGEST_VALUE:
                shown = f"{shown[:_LONGEST_VALUE]}…"
            found = Texts(f"«{shown}» no se puede usar", f"'{shown}' cannot be used")
        return str(Texts(f"{found.es}: {wanted.es}.", f"{found.en}: {wanted.en}."))

    @property
    def where(self) -> str:
        """File, line and column."""
        is_table = self.file.endswith(".csv")
        line = Texts("fila", "row") if is_table else Texts("línea", "line")
        parts = [self.file, self.line and f"{line.es} {self.line} ({line.en} {self.line})"]
        return " > ".join(part for part in (*parts, self.column) if part)

    @property
    def fix(self) -> str:
        """How to correct it."""
        return str(self.expected.remedy)

    def __str__(self) -> str:
        return f"{self.what} [{self.where}] {self.fix}"


class ConfigError(SettingsError):
    """Files of `config/` cannot be used; `problems` says all that is wrong in them."""

    code = "config"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """`what`, `where` and `fix` are those of the first problem, the message has all."""
        first = problems[0]
        super().__init__(first.what, first.where, first.fix)
        self.problems = tuple(problems)
        more = len(problems) - SHOWN
        lines = [str(one) for one in problems[:SHOWN]]
        lines += [f"… y {more} más · and {more} more"] if more > 0 else []
        self.args = ("\n".join(lines),)
