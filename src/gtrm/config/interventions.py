"""The texts of mesas for their bulletins: `config/interventions/<mesa>/<month>.md`.

An English text is `<month>.en.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gtrm.config.kinds import check_code, expected
from gtrm.config.problems import ConfigError, Expected, Problem, Texts
from gtrm.config.texts import check_lines, read_text
from gtrm.core.cycle import MONTH_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gtrm.config.kinds import KnowsCodes

FOLDER = "interventions"
_NAME = re.compile(rf"{MONTH_PATTERN.pattern}(\.en)?\.md")
_PLACE = expected(
    "se espera interventions/<mesa>/<mes>.md, como interventions/tacna/2021-09.md",
    "expected is interventions/<mesa>/<month>.md, such as interventions/tacna/2021-09.md",
    "Cambie el nombre o saque de la carpeta lo que no es un texto de un mes.",
    "Rename it, or take out of the folder what is no text of a month.",
)
_EMPTY = expected(
    "el texto está vacío",
    "the text is empty",
    "Escriba el texto, o quite el archivo.",
    "Write the text, or remove the file.",
)


def read_intervention(config: Path, mesa: str, month: str, language: str) -> str | None:
    """Return the text of a mesa and month in a language ('es' or 'en'); None if there is none.

    Raises:
        ConfigError: The file cannot be read.
    """
    suffix = ".en.md" if language == "en" else ".md"
    path = config / FOLDER / mesa / f"{month}{suffix}"
    return _read(config, path) if path.exists() else None


def check_interventions(config: Path, codes: KnowsCodes) -> None:
    """Raise ConfigError for files in the folder that are no text of a known mesa and a month."""
    folder = config / FOLDER
    problems = [one for path in _paths(folder) for one in _problems(config, path, codes)]
    if problems:
        raise ConfigError(problems)


def _paths(folder: Path) -> Iterator[Path]:
    """Files in the folders of mesas, or beside them, without the systems' hidden files."""
    if folder.exists() and not folder.is_dir():
        yield folder
        return
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (one for one in found if not one.name.startswith((".", "~"))):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (one for one in inside if not one.name.startswith((".", "~")))


def _problems(config: Path, path: Path, codes: KnowsCodes) -> Iterator[Problem]:
    name = path.relative_to(config).as_posix()
    mesa = path.parent.name if path.parent.parent == config / FOLDER else None
    if mesa is None or not _NAME.fullmatch(path.name):
        yield _of_name(name, _PLACE, path.name)
        return
    if wanted := check_code("mesa", mesa, codes):
        yield _of_name(name, wanted, mesa)
    try:
        _read(config, path)
    except ConfigError as error:
        yield from error.problems


def _of_name(name: str, wanted: Expected, value: str) -> Problem:
    about = Texts(f"El nombre «{value}» no sirve", f"The name '{value}' does not serve")
    return Problem(name, wanted, value=value, found=about)


def _read(config: Path, path: Path) -> str:
    name = path.relative_to(config).as_posix()
    text = read_text(path, name)
    check_lines(text, name)
    if not text.strip():
        raise ConfigError([Problem(name, _EMPTY, 1, value="")])
    return text
