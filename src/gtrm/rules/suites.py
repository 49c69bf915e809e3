"""Loading the rules: JSON suites in, every rule accounted for.

Great Expectations drops an expectation of an unknown type and passes an empty suite, both in
silence; here either stops the run.
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, cast

from gtrm.core.errors import SuiteError
from gtrm.intake.landed import REPORTED_FIELDS
from gtrm.intake.layouts import Layout, layout_of
from gtrm.lists.vocabularies import RESOLVED_COLUMNS
from gtrm.rules.gx_library import gx, load_expectation
from gtrm.rules.month import duplicates, history
from gtrm.rules.preparation import MEASURE_FIELDS, NUMBER_FIELDS, PREPARED_COLUMNS, has_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SEVERITIES = ("critical", "warning", "info")
SCOPES = ("cell", "row", "file", "files", "months")
_COMPARED_COLUMNS = frozenset(
    (
        *("cycle_month", "file_name", "sheet_name", "source_row", *REPORTED_FIELDS),
        *RESOLVED_COLUMNS,
        *(f"{name}_number" for name in NUMBER_FIELDS),
        *(*duplicates.COLUMNS, *history.COLUMNS),
    )
)
# Which prepared columns the rules of a suite may read, by its `meta.stage`: `rows` are judged file
# by file as they come, `month` when all files of the month are there.
STAGES = {"rows": PREPARED_COLUMNS, "month": _COMPARED_COLUMNS}
DECLARED_MEASURE = "declared_measure"  # stands for the total or the new people, row by row
_TEXTS = ("title_es", "title_en", "hint_es", "hint_en", "source")
_META_KEYS = ("rule_id", "rule_alias", "field", "scope", "generations", *_TEXTS)
_RULE_ID = re.compile(r"5W-[0-9]{3}")
_RESTORE = "Restore it from the repository, or correct it and run the tests."


@dataclass(frozen=True)
class Rule:
    """One expectation of a suite, with what a partner is told when a row fails it."""

    rule_id: str
    rule_alias: str | None  # R4V's name of the rule, where R4V has it
    field: str  # the reported field the finding points at, or DECLARED_MEASURE
    scope: str
    severity: str
    generations: tuple[str, ...] | None  # None: every template; ("all", "-a"): every other than a
    title_es: str
    title_en: str
    hint_es: str  # may hold {prepared_column} placeholders, filled for each failing row
    hint_en: str
    source: str
    suite_name: str
    configuration: Mapping[str, Any]  # as in the JSON: type, severity, kwargs, meta
    related: str = "related"  # <related>_submission_id, _sheet_name, _source_row: the other row
    suggests: str | None = None  # the prepared column with what the cell should say

    def applies_to(self, generation_code: str) -> bool:
        """Whether rows of a template generation are held to this rule."""
        named = self.generations or ("all",)
        is_named = generation_code in named or (
            "all" in named and f"-{generation_code}" not in named
        )
        return is_named and self.is_about(layout_of(generation_code))

    def is_about(self, layout: Layout) -> bool:
        """Whether a layout has what the rule judges: its field, and all that is compared."""
        fields = MEASURE_FIELDS.values() if self.field == DECLARED_MEASURE else (self.field,)
        own = self.field not in (*REPORTED_FIELDS, DECLARED_MEASURE)
        has_field = own or not layout.fields.isdisjoint(fields)
        return has_field and all(has_sources(layout, column) for column in self.read_columns)

    @property
    def columns(self) -> frozenset[str]:
        """The prepared columns that the expectation and its condition read."""
        return self.read_columns | self.condition_columns

    @property
    def read_columns(self) -> frozenset[str]:
        """The prepared columns that the expectation itself reads."""
        kwargs = self.configuration["kwargs"]
        return frozenset(kwargs[key] for key in ("column", "column_A", "column_B") if key in kwargs)

    @property
    def condition_columns(self) -> frozenset[str]:
        """The prepared columns that the condition reads."""
        return _columns_of(self.condition)

    @property
    def columns_compared_with_values(self) -> frozenset[str]:
        """The prepared columns whose values are looked for in a list or in the condition."""
        listed = self.read_columns if "value_set" in self.configuration["kwargs"] else frozenset()
        return listed | self.condition_columns

    @property
    def condition(self) -> Mapping[str, Any]:
        """GX's row condition: which rows the rule is asked of; empty for all."""
        return self.configuration["kwargs"].get("row_condition") or {}

    @property
    def paired_columns(self) -> frozenset[str]:
        """The prepared columns that the expectation compares with each other."""
        kwargs = self.configuration["kwargs"]
        return frozenset(kwargs[key] for key in ("column_A", "column_B") if key in kwargs)

    @property
    def placeholders(self) -> frozenset[str]:
        """The prepared columns whose values the hints print."""
        fields = (*Formatter().parse(self.hint_es), *Formatter().parse(self.hint_en))
        return frozenset(name for _, name, _, _ in fields if name)


@dataclass(frozen=True)
class Suite:
    """One file of rules."""

    name: str
    title_es: str
    title_en: str
    stage: str
    rules: tuple[Rule, ...]


def load_suites(folder: Path, stage: str | None = None) -> tuple[Suite, ...]:
    """Return the suites of a folder of JSON files, in the order of their names; of one stage only.

    Raises:
        SuiteError: There is no suite, a suite is empty or not readable, an expectation is not
            known to Great Expectations, a key is missing or wrong, or a rule id is there twice.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise SuiteError("There are no validation suites.", str(folder), _RESTORE)
    suites = tuple(_load_suite(path) for path in paths)
    seen: dict[str, str] = {}
    for suite in suites:
        for rule in suite.rules:
            if rule.rule_id in seen:
                raise SuiteError(
                    f"Rule {rule.rule_id} exists twice: in {seen[rule.rule_id]} and {suite.name}.",
                    str(folder),
                    "Give the newer rule an id that was never used.",
                )
            seen[rule.rule_id] = suite.name
    return tuple(suite for suite in suites if stage in (None, suite.stage))


def all_rules(suites: Sequence[Suite]) -> Iterator[Rule]:
    """Yield the rules of several suites."""
    for suite in suites:
        yield from suite.rules


def build_gx_suite(name: str, configurations: Sequence[Mapping[str, Any]]) -> gx.ExpectationSuite:
    """Return a Great Expectations suite that holds every one of the configurations.

    Raises:
        SuiteError: One of them is unknown to Great Expectations or has wrong arguments.
    """
    log = logging.getLogger("great_expectations.core.expectation_suite")
    level = log.level
    log.setLevel(logging.CRITICAL)  # GX logs a traceback for what is said here in one sentence
    for one in configurations:
        load_expectation(one["type"])
    try:
        suite = gx.ExpectationSuite(name=name, expectations=[dict(one) for one in configurations])
    except Exception as error:
        raise SuiteError(f"Suite {name} does not load: {error}", name, _RESTORE) from error
    finally:
        log.setLevel(level)
    if len(suite.expectations) != len(configurations) or not configurations:
        loaded = {_rule_id_of(expectation) for expectation in suite.expectations}
        lost = [one["meta"]["rule_id"] for one in configurations]
        lost = [rule_id for rule_id in lost if rule_id not in loaded]
        raise SuiteError(
            f"Suite {name} holds {len(configurations)} rules and Great Expectations loaded "
            f"{len(suite.expectations)}; lost: {', '.join(lost) or 'all'}.",
            name,
            "Check the expectation type of these rules.",
        )
    return suite


def _columns_of(condition: Mapping[str, Any]) -> frozenset[str]:
    own = {condition["column"]["name"]} if "column" in condition else set()
    return frozenset(own.union(*(_columns_of(part) for part in condition.get("conditions", ()))))


def _rule_id_of(expectation: Any) -> str:  # noqa: ANN401 - GX builds its classes at run time
    return str((expectation.meta or {}).get("rule_id"))


def _load_suite(path: Path) -> Suite:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        name, meta = document["name"], document["meta"]
        configurations = cast("list[dict[str, Any]]", document["expectations"])
        titles = str(meta["title_es"]), str(meta["title_en"])
        stage = str(meta["stage"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuiteError(f"The suite cannot be read: {error!r}", str(path), _RESTORE) from error
    if not configurations:
        raise SuiteError("The suite holds no rules.", str(path), _RESTORE)
    if stage not in STAGES:
        raise SuiteError(f"Unknown stage {stage!r}.", str(path), f"Write one of {[*STAGES]}.")
    rules = tuple(_rule(one, name, STAGES[stage], path) for one in configurations)
    build_gx_suite(name, configurations)
    return Suite(name, *titles, stage, rules)


def _rule(
    configuration: dict[str, Any], suite_name: str, columns: frozenset[str], path: Path
) -> Rule:
    meta = configuration.get("meta") or {}
    where = f"{path} > {meta.get('rule_id', 'a rule without id')}"
    missing = [key for key in ("type", "severity", "kwargs") if key not in configuration]
    missing += [f"meta.{key}" for key in _META_KEYS if key not in meta]
    if missing:
        raise SuiteError(f"Keys are missing: {', '.join(missing)}.", where, "Add them.")
    generations = meta["generations"]
    rule = Rule(
        **{key: meta[key] for key in _META_KEYS if key != "generations"},
        severity=configuration["severity"],
        generations=None if generations == "all" else tuple(generations),
        suite_name=suite_name,
        configuration=configuration,
        related=meta.get("related", "related"),
        suggests=meta.get("suggests"),
    )
    faults = _faults(rule, columns)
    if faults:
        raise SuiteError(" ".join(faults), where, "Correct the rule.")
    return rule


def _faults(rule: Rule, columns: frozenset[str]) -> list[str]:
    """What is wrong with a rule's own words and names."""
    related = {f"{rule.related}_source_row"} - {"related_source_row"}
    told = related | ({rule.suggests} if rule.suggests else set())
    unknown = sorted((rule.columns | rule.placeholders | told) - columns)
    blank = [key for key in _TEXTS if not str(getattr(rule, key)).strip()]
    checks = {
        "The id is not of the form 5W-001.": bool(_RULE_ID.fullmatch(rule.rule_id)),
        f"Unknown severity {rule.severity!r}.": rule.severity in SEVERITIES,
        f"Unknown scope {rule.scope!r}.": rule.scope in SCOPES,
        f"Unknown field {rule.field!r}.": rule.field
        in (*REPORTED_FIELDS, "other_cells", DECLARED_MEASURE),
        f"No such prepared column: {', '.join(unknown)}.": not unknown,
        f"Blank: {', '.join(blank)}.": not blank,
    }
    return [fault for fault, is_right in checks.items() if not is_right]
