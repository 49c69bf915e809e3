"""Opening a partner's file: every sheet as rows of text, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gtrm.core.errors import Location, OverLimitsError, UnreadableFileError
from gtrm.intake.formats import SUFFIXES, containers, framing
from gtrm.intake.formats.limits import WALL_LIMIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OVER_LIMITS = {"ended", "too_large"}  # reasons that cost as much to find out again

READABLE_SUFFIXES = frozenset[str]().union(*SUFFIXES.values())

# By reason: what and fix in English, then both in Spanish. {detail} is what the reader adds.
_REASONS = {
    "suffix": (
        "This is not a workbook.",
        "Send the 5W as an Excel file (.xlsx).",
        "El archivo no es un libro de Excel.",
        "Envíe la matriz 5W como archivo de Excel (.xlsx).",
    ),
    "zip": (
        "This is a zip of files, not a workbook.",
        "Put the zip into the inbox of a month; its workbooks are then read one by one.",
        "Es un zip de archivos, no un libro de Excel.",
        "Póngalo en la bandeja de un mes: sus libros se leen uno por uno.",
    ),
    "damaged": (
        "The workbook cannot be opened; it is damaged or not what its name says.",
        "Open it in Excel, save it again as .xlsx and send that file.",
        "El libro no se puede abrir: está dañado o no es lo que indica su nombre.",
        "Ábralo en Excel, guárdelo de nuevo como .xlsx y envíe ese archivo.",
    ),
    "password": (
        "The workbook is protected by a password.",
        "Take the password off (File > Info > Protect workbook) and send it again.",
        "El libro está protegido con contraseña.",
        "Quite la contraseña (Archivo > Información > Proteger libro) y envíelo de nuevo.",
    ),
    "open_quote": (
        "A quotation mark opens in line {detail} and is not closed there: it swallows the rows"
        " after it, or a cell holds as many delimiters as a row.",
        'Close or delete the quotation mark in line {detail} (a plain ", not a curly one), or save'
        " the table as .xlsx.",
        "Una comilla se abre en la línea {detail} y no se cierra ahí: se traga las filas que"
        " siguen, o una celda trae tantos separadores como una fila.",
        'Cierre o borre la comilla de la línea {detail} (una " recta, no tipográfica), o guarde la'
        " tabla como .xlsx.",
    ),
    "ended": (
        "The workbook is damaged, or reading it takes more memory or time than one 5W can need.",
        "Open it in Excel, delete the empty rows and columns beyond the data, save it as .xlsx.",
        "El libro está dañado, o leerlo exige más memoria o tiempo del que necesita una 5W.",
        "Ábralo en Excel, elimine las filas y columnas vacías más allá de los datos y guárdelo"
        " como .xlsx.",
    ),
    "too_large": (
        "Reading the workbook takes more memory or time than one 5W can need.",
        "Delete the empty rows and columns beyond the data, save and send it again.",
        "Leer el libro exige más memoria o tiempo del que necesita una 5W.",
        "Elimine las filas y columnas vacías más allá de los datos, guarde y envíelo de nuevo.",
    ),
}


@dataclass(frozen=True)
class Sheet:
    """One worksheet: `rows[0]` is Excel's row 1; None is a blank cell.

    `notes` say what reading found beside the cells (see `reader`): kind, row (from 1), column
    (from 0), value.
    """

    name: str
    rows: list[list[str | None]]
    hidden: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)


class WorkbookReader:
    """Reads workbooks one after the other in a child process with limits (see `reader`).

    The child works for a batch of files; if a file ends it, only that file is refused.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """The child starts with the first file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the child."""
        self._stop()

    def read(self, path: Path, shown_name: str, *, typed: bool = False) -> list[Sheet]:
        """Return the sheets of a file.

        Args:
            path: The archived bytes.
            shown_name: The name the partner gave the file, for messages.
            typed: Cells as they stood, with their kinds (see `typed_cells`), for a copy.

        Raises:
            UnreadableFileError: With what is wrong and how to fix it.
        """
        if path.suffix.lower() == containers.SUFFIX:
            raise _zip_refusal(path, shown_name)
        if path.suffix.lower() not in READABLE_SUFFIXES:
            raise _unreadable("suffix", shown_name)
        answer = self._ask({"path": str(path), "typed": typed})
        if answer["error"]:
            raise _unreadable(answer["error"], shown_name, answer.get("detail", ""))
        return [Sheet(**sheet) for sheet in answer["sheets"]]

    def count(
        self, path: Path, printed: Mapping[str, Sequence[Sequence[str]]]
    ) -> list[dict[str, Any]] | str:
        """Return a second count of a file (see `recount.count`), or why it could not be made."""
        answer = self._ask({"path": str(path), "count": printed})
        counted: list[dict[str, Any]] | str = answer["error"] or answer["counted"]
        return counted

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        child = self._child or self._start()
        watchdog = threading.Timer(WALL_LIMIT, child.kill)
        watchdog.start()
        try:
            child.stdin.write(f"{json.dumps(request)}\n".encode())  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            answer = framing.read(child.stdout)  # type: ignore[arg-type]
        except BrokenPipeError:
            answer = None
        finally:
            watchdog.cancel()
        if answer is None:  # the child ended: killed, aborted or over its limits
            self._stop()
            return {"error": "ended"}
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "gtrm.intake.formats.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child

    def _stop(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        child.communicate()


def too_large(shown_name: str) -> UnreadableFileError:
    """Return the refusal of a file that holds more than one 5W can need."""
    return _unreadable("too_large", shown_name)


def _zip_refusal(path: Path, shown_name: str) -> UnreadableFileError:
    """What was not taken from a zip; if all was taken, its members are submissions, not the zip."""
    with tempfile.TemporaryDirectory() as folder:
        members = containers.unpack(path, Path(folder))
    return containers.refusal_of(members, shown_name) or _unreadable("zip", shown_name)


def _unreadable(reason: str, shown_name: str, detail: str = "") -> UnreadableFileError:
    what, fix, what_es, fix_es = (text.format(detail=detail) for text in _REASONS[reason])
    kind = OverLimitsError if reason in OVER_LIMITS else UnreadableFileError
    return kind(what, Location(shown_name), fix, what_es=what_es, fix_es=fix_es)
