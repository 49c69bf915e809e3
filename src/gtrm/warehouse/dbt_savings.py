"""Work of dbt for each node that we avoid: a third of the time of a build that has little SQL.

Nothing here changes what is built. Each saving replaces a part of dbt by one with the same results.
dbt is pinned in `requirements.lock`; if a part no longer exists, the next build fails at once.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import parsedatetime  # type: ignore[import-untyped]
from dbt.context.macros import MacroNamespace
from dbt_common.events import event_manager_client
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def apply() -> None:
    """Apply all, before dbt runs."""
    _flatten_macros_once()
    _hear_no_debugging()
    # A date reader for each answer of the database, with all words for dates compiled anew.
    parsedatetime.Constants = functools.cache(parsedatetime.Constants)


def _replace(kind: type, **methods: Callable[..., Any]) -> None:
    for name, method in methods.items():
        if not hasattr(kind, name):
            raise AttributeError(f"dbt's {kind.__name__} has no {name} any more.")
        setattr(kind, name, method)


def _flatten_macros_once() -> None:
    """dbt gives each node the 600 macros by name, and searches five places for each of them."""

    def flat(namespace: MacroNamespace) -> dict[str, Any]:
        if "flat" not in vars(namespace):
            found: dict[str, Any] = {}
            for place in reversed(list(namespace._search_order())):
                found.update(place)
            vars(namespace)["flat"] = found
        members: dict[str, Any] = vars(namespace)["flat"]
        return members

    def names(namespace: MacroNamespace) -> Iterator[str]:
        return iter(flat(namespace))

    def member(namespace: MacroNamespace, name: str) -> Any:  # noqa: ANN401 - dbt's own signature
        return flat(namespace)[name]

    _replace(MacroNamespace, __iter__=names, __getitem__=member)


def _hear_no_debugging() -> None:
    """Ten thousand messages for debugging are made and checked for a log that nobody keeps."""
    event_manager_client.ctx_set_event_manager(_NoDebugging())
    _replace(DebugLevel, __init__=_remember, __getattr__=_say_what_was_remembered)


class _NoDebugging(EventManager):
    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, *rest: Any, **more: Any
    ) -> None:
        if (level or e.level_tag()) is not EventLevel.DEBUG:
            super().fire_event(e, level, *rest, **more)


def _remember(event: DebugLevel, *arguments: object, **facts: object) -> None:
    vars(event)["remembered"] = (arguments, facts)


def _say_what_was_remembered(event: DebugLevel, name: str) -> Any:  # noqa: ANN401 - any field
    """Make the message after all if somebody asks for it."""
    if "pb_msg" not in vars(event):
        arguments, facts = vars(event)["remembered"]
        BaseEvent.__init__(event, *arguments, **facts)
    return vars(event)["pb_msg"] if name == "pb_msg" else getattr(vars(event)["pb_msg"], name)
