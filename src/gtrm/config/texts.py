"""The bytes of a file of `config/` as text, whatever an editor or Excel saved them as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gtrm.config.problems import ConfigError, Expected, Problem, Texts

if TYPE_CHECKING:
    from pathlib import Path

_RESTORE = Texts(
    "Cópielo del proyecto o de un respaldo.", "Copy it from the project or from a backup."
)
_SAVE_AGAIN = Texts(
    "Guárdelo otra vez; en Excel como «CSV UTF-8 (delimitado por comas)».",
    "Save it again; in Excel as 'CSV UTF-8 (comma delimited)'.",
)
_MISSING = Expected(Texts("el archivo no está", "the file is missing"), _RESTORE)
_NO_FILE = Expected(
    Texts("es una carpeta u otra cosa que no es un archivo", "it is a folder, or no file at all"),
    Texts("Ponga en su lugar el archivo.", "Put the file in its place."),
)
_UNREADABLE = Texts("no se deja leer ({reason})", "it cannot be read ({reason})")
_GIVE_RIGHTS = Texts(
    "Dé a la cuenta que corre el ciclo el permiso de leerlo.",
    "Give the account that runs the cycle the right to read it.",
)
_LETTERS = Expected(
    Texts("tiene letras que no se pueden leer", "it has letters that cannot be read"), _SAVE_AGAIN
)
_GARBLED = Expected(
    Texts("sus letras se dañaron al guardarla", "its letters were damaged when it was saved"),
    Texts(
        "Corrija las letras y guarde el archivo como CSV UTF-8.",
        "Correct the letters and save the file as CSV UTF-8.",
    ),
)
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Letters of DOS that cp1252 shows as signs of money: 'Tac¢n'.
_MONEY_IN_WORD = re.compile(r"\w[\u00a2-\u00a5\u201a\u00a1]\w")


def problem_of_file(name: str, what: Texts, remedy: Texts) -> ConfigError:
    """Return the error about a whole file."""
    about = Texts("El archivo no se puede usar", "The file cannot be used")
    return ConfigError([Problem(name, Expected(what, remedy), found=about)])


def read_text(path: Path, name: str) -> str:
    """Return a file's text: UTF-8 with or without a mark, UTF-16 with one, else cp1252.

    Args:
        path: The file.
        name: What it is called in an error.

    Raises:
        ConfigError: It is not there, no file, or no text.
    """
    try:
        if path.exists() and not path.is_file():
            raise problem_of_file(name, _NO_FILE.what, _NO_FILE.remedy)
        content = path.read_bytes()
    except FileNotFoundError:
        raise problem_of_file(name, _MISSING.what, _MISSING.remedy) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise problem_of_file(name, _UNREADABLE.fill(reason=reason), _GIVE_RIGHTS) from error
    text = _decode(content, name)
    if found := _CONTROL.search(text):
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        raise ConfigError([Problem(name, _LETTERS, line, value=f"U+{ord(found[0]):04X}")])
    return text


def check_letters(text: str) -> Expected | None:
    """Return what is wrong with the letters of a text: 'Japón' saved as 'JapÃ³n' or 'Jap¢n'."""
    if not _NOT_ASCII.search(text):
        return None
    if _MONEY_IN_WORD.search(text):
        return _GARBLED
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return _GARBLED


def check_lines(text: str, name: str, *, is_shown: bool = True) -> None:
    """Raise ConfigError if lines of a text have damaged letters; a line may hold a secret."""
    if not _NOT_ASCII.search(text):
        return
    wrong = [
        Problem(name, expected, number, value=line.strip() if is_shown else None)
        for number, line in enumerate(_LINE_END.split(text), start=1)
        if (expected := check_letters(line))
    ]
    if wrong:
        raise ConfigError(wrong)


def _decode(content: bytes, name: str) -> str:
    encoding = next((code for mark, code in _BOMS.items() if content.startswith(mark)), "utf-8")
    for one in (encoding, *(["cp1252"] if encoding == "utf-8" else [])):
        try:
            return content.decode(one)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            byte = f"0x{content[error.start]:02X}"
    raise ConfigError([Problem(name, _LETTERS, line, value=byte)])
