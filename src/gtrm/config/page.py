"""Write docs/config.md from the classes that read the files: `python -m gtrm.config.page`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin, get_type_hints

from gtrm.config.codes import Codes
from gtrm.config.documents import DOCUMENTS
from gtrm.config.kinds import Code, Kind
from gtrm.config.lists import LISTS
from gtrm.core.settings import PROJECT_ROOT, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtrm.config.documents import Document
    from gtrm.config.lists import Line

PAGE = PROJECT_ROOT / "docs" / "config.md"
_TEXT = Path(__file__).with_suffix(".md")


def write() -> str:
    """Return the page."""
    lists = "".join(_list(model) for model in sorted(LISTS, key=lambda one: one.file))
    rows = (
        f"| `{one.file}` | {_about(one)} | {', '.join(f'`{key}`' for key in one.model_fields)} |\n"
        for one in sorted(DOCUMENTS, key=lambda one: one.file)
    )
    text = _TEXT.read_text(encoding="utf-8")
    return text.replace("{lists}", lists).replace("{documents}", "".join(rows))


def _about(model: type[Line | Document]) -> str:
    return " ".join((model.__doc__ or "").split())


def _list(model: type[Line]) -> str:
    rules = [
        *([f"no two lines with the same {_named(model.key)}"] if model.key else []),
        *([f"periods of the same {_named(model.period)} do not overlap"] if model.period else []),
        *(["at least one line"] if model.needs_lines else []),
        *(["the file may be missing"] if model.may_be_missing else []),
    ]
    told = f" {'; '.join(rules).capitalize()}." if rules else ""
    hints = get_type_hints(model, include_extras=True)
    rows = "".join(f"| `{name}` | {_cell(hints[name])} |\n" for name in model.columns())
    return f"\n### {model.file}\n\n{_about(model)}{told}\n\n| column | holds |\n|---|---|\n{rows}"


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _cell(hint: object) -> str:
    """What a column holds, in English: 'a month, written as 2021-10, or blank'."""
    parts = list(_parts(hint))
    found = next((one for one in parts if one), "a text")
    return f"{found}, or blank" if type(None) in get_args(hint) else found


def _parts(hint: object) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield ", ".join(f"`{word}`" for word in get_args(hint))
    elif get_origin(hint) is Annotated:
        for one in get_args(hint)[1:]:
            if isinstance(one, Kind):
                yield one.wanted.what.en.removeprefix("it should be ")
            elif isinstance(one, Code):
                source = Codes(load_settings({})).source_of(one.kind).en
                yield f"{source}, or `{one.also}`" if one.also else source
    else:
        for one in get_args(hint):
            yield from _parts(one)


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")
