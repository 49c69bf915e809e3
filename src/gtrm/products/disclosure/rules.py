"""The rules of the public surface, read from two files.

`config/disclosure.yml` has what the office decides (threshold, what is public, sensitive sectors).
`relations/` beside this module says which published figures add up to which.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.config.checking import read_document
from gtrm.config.documents import Disclosure
from gtrm.config.documents import PublicTable as Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings

__all__ = ["Relation", "Rules", "Table", "Term", "load"]

RELATIONS = Path(__file__).with_name("relations")
SCOPES = {"region_month": 1, "month": 2, "year": 3}


@dataclass(frozen=True)
class Term:
    """Figures of one column that enter a relation, grouped by SQL expressions."""

    of: str
    by: list[str]
    sign: int
    join: str = ""
    where: str = "true"

    @property
    def table(self) -> str:
        """Schema and table of the column."""
        return self.of.rpartition(".")[0]

    @property
    def column(self) -> str:
        """The column's name."""
        return self.of.rpartition(".")[2]


@dataclass(frozen=True)
class Relation:
    """Per group: signed sum = 0 (`equal`), >= 0 (`at_least`), or equal values are one (`same`).

    `remainder`: the signed sum is a count of people too, and must be protected if it is small.
    """

    what: str
    kind: str
    level: int
    terms: list[Term]


@dataclass(frozen=True)
class Rules:
    """All rules. `internal` names the tables that are never public."""

    threshold: int
    sensitive_sectors: list[str]
    things: list[str]
    internal: list[str]
    public: dict[str, Table]
    relations: list[Relation]


def load(settings: Settings) -> Rules:
    """Return the rules.

    Raises:
        ConfigError: `config/disclosure.yml` cannot be used; nothing is published then.
    """
    told = read_document(settings, Disclosure)
    return Rules(
        threshold=told.threshold,
        sensitive_sectors=told.sensitive_sectors,
        things=told.things,
        internal=told.internal,
        public={name: one.model_copy(update={"name": name}) for name, one in told.public.items()},
        relations=_load_relations(),
    )


def _read(path: Path) -> Any:  # noqa: ANN401 - whatever the YAML holds
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def _load_relations() -> list[Relation]:
    found = [entry for path in sorted(RELATIONS.glob("*.yml")) for entry in _read(path)]
    return [
        Relation(
            entry["what"],
            entry.get("kind", "equal"),
            SCOPES[entry.get("scope", "region_month")],
            [
                _term(term, entry["by"], sign)
                for name, sign in (("plus", 1), ("minus", -1))
                for term in entry.get(name, [])
            ],
        )
        for entry in found
    ]


def _term(value: str | Mapping[str, Any], by: list[str], sign: int) -> Term:
    entry: dict[str, Any] = {"of": value} if isinstance(value, str) else dict(value)
    return Term(**{"by": by, "sign": sign, **entry})
