"""The one way in which a file of `config/` is read: its text, its form, its values."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import ValidationError

from gtrm.config import kinds
from gtrm.config.kinds import expected
from gtrm.config.problems import ConfigError, Expected, Problem, Texts
from gtrm.config.tables import read_table
from gtrm.config.texts import check_lines, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from gtrm.config.documents import Document
    from gtrm.config.kinds import KnowsCodes
    from gtrm.config.lists import Line

    _Location = tuple[int | str, ...]

_Line = TypeVar("_Line", bound="Line")
_Document = TypeVar("_Document", bound="Document")

_NO_LINES = expected(
    "la lista necesita al menos una fila",
    "the list needs at least one line",
    "Copie la lista del proyecto o de un respaldo.",
    "Copy the list from the project or from a backup.",
)
_TWICE = Texts("dice lo mismo que la fila {row} en {columns}", "it has the {columns} of row {row}")
_KEEP_ONE = Texts("Deje una de las dos.", "Keep one of the two.")
_OVERLAP = Texts(
    "su tiempo se cruza con el de la fila {row}", "its time overlaps that of row {row}"
)
_END_IT = Texts(
    "Termine la fila {row} antes de que empiece esta, o corrija las fechas.",
    "End row {row} before this one begins, or correct the dates.",
)
_NO_YAML = expected(
    "no tiene la forma de un YAML",
    "it does not have the form of a YAML",
    "Revise sangría, dos puntos, comillas y corchetes en esa línea y la anterior.",
    "See to indents, colons, quotes and brackets in that line and the one before.",
)
_KEY_TWICE = expected(
    "la clave está dos veces",
    "the key stands twice",
    "Deje una de las dos.",
    "Keep one of the two.",
)
# pydantic's own errors in the words of who edits the file: {words} are those of the error.
_OF_PYDANTIC = {
    "missing": expected(
        "falta la clave", "the key is missing", "Escríbala con su valor.", "Write it with a value."
    ),
    "extra_forbidden": expected(
        "la clave no se conoce aquí",
        "the key is not known here",
        "Quítela o corrija su nombre.",
        "Take it out or correct its name.",
    ),
    "bool_type": expected(
        "se espera true o false",
        "it should be true or false",
        "Escriba true o false, sin comillas.",
        "Write true or false, without quotes.",
    ),
    "int_type": kinds.COUNT,
    "float_type": expected(
        "se espera un número",
        "it should be a number",
        "Escríbalo con cifras y punto decimal, sin comillas.",
        "Write it with digits and a decimal point, without quotes.",
    ),
    "string_type": kinds.TEXT,
    "string_too_short": kinds.BLANK,
    "list_type": expected(
        "se espera una lista",
        "it should be a list",
        "Escríbala como [uno, dos], o una línea con guion por cada uno.",
        "Write it as [one, two], or a line with a dash for each.",
    ),
    "dict_type": expected(
        "se esperan claves con sus valores",
        "it should be keys with their values",
        "Escriba una línea «clave: valor» por cada una.",
        "Write a line 'key: value' for each.",
    ),
    "greater_than_equal": expected(
        "se espera {ge} o más", "it should be {ge} or more", "Corrija el número.", "Correct it."
    ),
    "less_than_equal": expected(
        "se espera {le} o menos", "it should be {le} or less", "Corrija el número.", "Correct it."
    ),
    "literal_error": expected(
        "se espera {expected}",
        "it should be {expected}",
        "Escriba una de esas palabras.",
        "Write one of these words.",
    ),
    "union_tag_invalid": expected(
        "se espera {expected_tags}",
        "it should be {expected_tags}",
        "Escriba una de esas palabras.",
        "Write one of these words.",
    ),
}
_OF_PYDANTIC |= {
    "model_type": _OF_PYDANTIC["dict_type"],
    "model_attributes_type": _OF_PYDANTIC["dict_type"],
    "union_tag_not_found": _OF_PYDANTIC["missing"],
    "finite_number": _OF_PYDANTIC["float_type"],
}


def read_list(path: Path, model: type[_Line], codes: KnowsCodes | None = None) -> list[_Line]:
    """Return the lines of a list; none if it may be missing and is.

    Args:
        path: The CSV.
        model: What a line holds.
        codes: Where codes are looked up; None: whatever stands there is taken.

    Raises:
        ConfigError: The file or a line cannot be used; it tells all of them.
    """
    name = model.file
    if model.may_be_missing and not path.exists():
        return []
    table = read_table(path, name, model.columns())
    lines, problems = [], list(table.problems)
    for row in table.rows:
        values: dict[str, Any] = {key: text or None for key, text in row.cells.items()}
        try:
            lines.append(model.model_validate({**values, "row_number": row.number}, context=codes))
        except ValidationError as error:
            problems += [_of_cell(name, row.number, one) for one in error.errors()]
    problems += [*_repeated(lines), *_overlapping(lines)]
    if model.needs_lines and not (lines or problems):
        problems.append(Problem(name, _NO_LINES, table.header_row, model.columns()[0]))
    if problems:
        raise ConfigError(sorted(problems, key=lambda one: one.line or 0))
    return lines


def read_document(path: Path, model: type[_Document], codes: KnowsCodes | None = None) -> _Document:
    """Return the values of a YAML.

    Raises:
        ConfigError: The file or a value cannot be used; it tells all of them.
    """
    name = model.file
    text = read_text(path, name)
    check_lines(text, name, is_shown=not model.may_hold_secrets)
    node, values = _load(text, name)
    try:
        return model.model_validate(values, context=codes)
    except ValidationError as error:
        raise ConfigError([_of_value(name, node, one, model) for one in error.errors()]) from None


def _of_cell(name: str, row: int, error: ErrorDetails) -> Problem:
    context = error.get("ctx", {})
    value = error["input"]
    if column := context.get("column"):  # a check of the whole line
        value = context["value"]
    else:
        column = next((str(part) for part in error["loc"]), None)
    blank = error["type"] == "string_type"  # a cell is a text or nothing
    wanted = kinds.BLANK if blank else _expected_of(error)
    return Problem(name, wanted, row, column, "" if value is None else str(value))


def _expected_of(error: ErrorDetails) -> Expected:
    context = error.get("ctx", {})
    if isinstance(context.get("expected"), Expected):
        own: Expected = context["expected"]
        return own
    wanted = _OF_PYDANTIC.get(error["type"])
    if wanted is None:  # a rule of pydantic's that has no text of ours yet: in its own words
        text = Texts(error["msg"], error["msg"])
        return Expected(text, Texts("Corrija el valor.", "Correct the value."))
    of_spanish = {key: str(word).replace(" or ", " o ") for key, word in context.items()}
    return Expected(
        Texts(wanted.what.es.format(**of_spanish), wanted.what.en.format(**context)), wanted.remedy
    )


def _repeated(lines: Sequence[Line]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = tuple(getattr(line, name) for name in line.key)
        first = seen.setdefault(key, line)
        if line.key and first is not line:
            words = {"row": first.row_number, "columns": ", ".join(line.key)}
            wanted = Expected(_TWICE.fill(**words), _KEEP_ONE)
            yield _of_line(line, wanted, line.key[0])


def _overlapping(lines: Sequence[Line]) -> Iterator[Problem]:
    def order(line: Line) -> tuple[list[str], str]:
        return [str(getattr(line, name)) for name in line.period], str((line.span() or ("",))[0])

    for before, after in pairwise(sorted((one for one in lines if one.period), key=order)):
        is_same = order(before)[0] == order(after)[0]
        last, first = (before.span() or (None, None))[1], (after.span() or (None, None))[0]
        if is_same and (last is None or first <= last):
            row = before.row_number
            wanted = Expected(_OVERLAP.fill(row=row), _END_IT.fill(row=row))
            start = next(name for name in after.columns() if name.startswith("valid_from"))
            yield _of_line(after, wanted, start)


def _of_line(line: Line, wanted: Expected, column: str) -> Problem:
    return Problem(line.file, wanted, line.row_number, column, line.texts()[column])


def _load(text: str, name: str) -> tuple[yaml.Node | None, object]:
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if twice := list(_keys_twice(name, node, ())):
            raise ConfigError(twice)
        return node, loader.construct_document(node) if node else None
    except yaml.YAMLError as error:  # its message quotes the line, which may hold a secret
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, f"{mark.column + 1}") if mark else (1, "1")
        raise ConfigError([Problem(name, _NO_YAML, line, column)]) from None
    except (ValueError, RecursionError):  # a date that no calendar has; a list in itself
        raise ConfigError([Problem(name, _NO_YAML, 1, "1")]) from None
    finally:
        loader.dispose()


def _keys_twice(name: str, node: yaml.Node | None, path: _Location) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _keys_twice(name, item, (*path, number))
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                where = _shown((*path, str(key.value)))
                yield Problem(name, _KEY_TWICE, key.start_mark.line + 1, where, str(key.value))
            seen.add(str(key.value))
            yield from _keys_twice(name, value, (*path, str(key.value)))


def _of_value(
    name: str, node: yaml.Node | None, error: ErrorDetails, model: type[Document]
) -> Problem:
    asked, value = _asked(error)
    line, found = _place(node, asked)
    missing = value is None
    is_shown = model.shows(asked) and not isinstance(value, dict | list)
    if missing and found[-1:] != asked[-1:]:
        found = (*found, asked[-1])  # it is not there to be found
    where = _shown(found) or _shown(asked) or "-"
    shown = "" if missing else str(value)
    return Problem(name, _expected_of(error), line, where, shown if is_shown else None)


def _asked(error: ErrorDetails) -> tuple[_Location, object]:
    """The keys that lead to the place of an error, and its value; None if it has no value."""
    context, kind = error.get("ctx", {}), error["type"]
    if context.get("column"):  # a check of several values together
        return (*error["loc"], context["column"]), context["value"]
    if kind.startswith("union_tag"):
        return (*error["loc"], "kind"), context.get("tag")
    if kind == "extra_forbidden":
        return error["loc"], error["loc"][-1]
    return error["loc"], None if kind == "missing" else error["input"]


def _place(node: yaml.Node | None, asked: _Location) -> tuple[int, _Location]:
    """The line of what an error is about and the keys that lead there; pydantic names more."""
    line, found = node.start_mark.line + 1 if node else 1, []
    for part in asked:
        if isinstance(node, yaml.MappingNode):
            inside = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if inside is not None:
                line, node = inside[0].start_mark.line + 1, inside[1]
                found.append(part)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
            found.append(part)
    return line, tuple(found)


def _shown(path: _Location) -> str:
    return ": ".join(f"{part + 1}" if isinstance(part, int) else part for part in path)
