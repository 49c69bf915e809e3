"""All of `config/` read at once, so that an error in it stops a run at its start."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from gtrm.config import reading
from gtrm.config.codes import Codes
from gtrm.config.documents import DOCUMENTS, Document
from gtrm.config.interventions import check_interventions
from gtrm.config.lists import LISTS, Line
from gtrm.config.problems import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.config.problems import Problem
    from gtrm.core.settings import Settings

_Line = TypeVar("_Line", bound=Line)
_Document = TypeVar("_Document", bound=Document)


@dataclass(frozen=True)
class Config:
    """Every list and document of `config/`, by its class."""

    lists: Mapping[type[Line], Sequence[Line]]
    documents: Mapping[type[Document], Document]

    def lines(self, model: type[_Line]) -> Sequence[_Line]:
        """Return the lines of one list."""
        return cast("Sequence[_Line]", self.lists[model])


def read_list(settings: Settings, model: type[_Line]) -> list[_Line]:
    """Return the lines of one list, its codes looked up in the lists of the installation.

    Raises:
        ConfigError: The file or a line cannot be used.
    """
    return reading.read_list(settings.config / model.file, model, Codes(settings))


def read_document(settings: Settings, model: type[_Document]) -> _Document:
    """Return one document, its codes looked up in the lists of the installation.

    Raises:
        ConfigError: The file or a value cannot be used.
    """
    return reading.read_document(settings.config / model.file, model, Codes(settings))


def check(settings: Settings, documents: Sequence[type[Document]] = DOCUMENTS) -> Config:
    """Return all of `config/`.

    Args:
        settings: The folders.
        documents: The documents to read: a release keeps fewer (`KEPT`).

    Raises:
        ConfigError: A file, line or value cannot be used; the message names all of them.
    """
    codes = Codes(settings)
    problems: list[Problem] = []
    lists: dict[type[Line], Sequence[Line]] = {}
    told: dict[type[Document], Document] = {}
    for one in LISTS:
        with _collecting(problems):
            lists[one] = reading.read_list(settings.config / one.file, one, codes)
    for kind in documents:
        with _collecting(problems):
            told[kind] = reading.read_document(settings.config / kind.file, kind, codes)
    with _collecting(problems):
        check_interventions(settings.config, codes)
    if problems:
        raise ConfigError(problems)
    return Config(lists, told)


@contextmanager
def _collecting(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        problems += error.problems
