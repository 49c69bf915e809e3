"""Which columns an ActivityInfo form gives: its fields, and what names a referenced record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gtrm.intake.sources.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_DEPTH = 4  # a district names its province, which names its region
_NO_VALUE = {"section", "subform", "note", "attachment", "reversereference"}

Schema = dict[str, Any]


def columns_of(schema: Schema, find_schema: Callable[[str], Schema]) -> dict[str, str]:
    """Return header to formula, in the order of the form.

    A referenced record is given by its key fields; a header that would stand twice gets its
    field's code or id.
    """
    found = list(_columns(schema, find_schema, MAX_DEPTH))
    times = Counter(header for header, _, _ in found)
    return {
        header if times[header] == 1 else f"{header} [{mark}]": formula
        for header, formula, mark in found
    }


def field_formula(schema: Mapping[str, Any], wanted: str) -> str:
    """Return the formula (the id) of a field given by its code, label or id.

    Raises:
        SourceError: The form has none, or several, of that name.
    """
    for key in ("id", "code", "label"):
        matches = [item for item in schema["elements"] if item.get(key) == wanted]
        if len(matches) == 1:
            return str(matches[0]["id"])
    known = ", ".join(str(item.get("code") or item.get("label")) for item in schema["elements"])
    raise SourceError(
        f"The form has not exactly one field {wanted!r}.",
        str(schema.get("label") or "form"),
        f"Write one of these as `month_field`: {known}",
    )


def _columns(
    schema: Schema, find_schema: Callable[[str], Schema], depth: int
) -> Iterator[tuple[str, str, str]]:
    """Give header, formula and what tells the field from others of its label."""
    for field in schema["elements"]:
        kind = str(field.get("type", "")).lower()
        if kind in _NO_VALUE:
            continue
        label = " ".join(str(field.get("label") or field["id"]).split())
        formula, mark = str(field["id"]), str(field.get("code") or field["id"])
        if kind == "geopoint":
            yield f"{label}.latitude", f"{formula}.latitude", mark
            yield f"{label}.longitude", f"{formula}.longitude", mark
        elif kind == "reference" and depth > 1 and (form := _range(field)):
            keys = _keys(find_schema(form))
            inner = list(_columns(keys, find_schema, depth - 1))
            for header, path, _ in inner:
                name = label if len(inner) == 1 else f"{label}.{header}"
                yield name, f"{formula}.{path}", mark
        else:
            yield label, formula, mark


def _range(field: Mapping[str, Any]) -> str | None:
    """Return the form a reference leads to; None where it may lead to several."""
    ranges = (field.get("typeParameters") or {}).get("range") or []
    ranges = ranges if isinstance(ranges, list) else [ranges]
    return str(ranges[0]["formId"]) if len(ranges) == 1 else None


def _keys(schema: Schema) -> Schema:
    """Return the form with only what names a record: its key fields, else its first."""
    fields = [item for item in schema["elements"] if str(item.get("type")).lower() not in _NO_VALUE]
    keys = [item for item in fields if item.get("key")] or fields[:1]
    return {**schema, "elements": keys}
