"""The rules of the public surface, read from two files.

`config/disclosure.yml` holds what the office decides (threshold, what is public, sensitive
sectors); `relations/` beside this module which published figures add up to which.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.core.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings

FILE = "disclosure.yml"
RELATIONS = Path(__file__).with_name("relations")
SCOPES = {"region_month": 1, "month": 2, "year": 3}


@dataclass(frozen=True)
class Table:
    """One public table; every column of it belongs to exactly one of these lists.

    `people` are counts of persons, `amounts` money with the counts of those it was given to (the
    first that a row has could be told by it), `follows` figures computed from counts, both withheld
    with them; `sums` are added when rows are rolled up. `where` says which rows of a column count
    persons, `replace` is the roll-up, `weight` the loss of withholding one figure.
    """

    name: str
    key: list[str]
    keep: list[str] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    amounts: dict[str, list[str]] = field(default_factory=dict)
    follows: dict[str, list[str]] = field(default_factory=dict)
    sums: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    rows: str = "true"
    replace: dict[str, str] = field(default_factory=dict)
    weight: float = 1.0

    @property
    def figures(self) -> list[str]:
        """Columns whose values can be withheld by the threshold or to protect another."""
        return [*self.people, *self.amounts]

    @property
    def has_marks(self) -> bool:
        """Whether the public table says per row which figures are withheld."""
        return bool(self.people or self.amounts or self.follows or self.hidden)

    @property
    def declared(self) -> set[str]:
        """Every column the rules know."""
        listed = [*self.key, *self.keep, *self.drop, *self.people, *self.sums]
        return {*listed, *self.amounts, *self.follows, *self.hidden}


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

    `remainder`: the signed sum is a count of people too, which nobody may learn if it is small.
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
        PublishError: A file cannot be read or used; nothing is published then.
    """
    path = settings.config / FILE
    try:
        values = _read(path)
        public = {name: Table(name, **table) for name, table in values.pop("public").items()}
        rules = Rules(public=public, relations=_load_relations(), **values)
        operator.index(rules.threshold)
    except (OSError, TypeError, KeyError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise PublishError(
            f"The disclosure rules cannot be used: {error}.", str(path), "Correct the file."
        ) from error
    return rules


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
