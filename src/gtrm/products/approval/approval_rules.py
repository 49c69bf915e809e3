"""The rules of approval, `config/approval.yml`: what may be published without asking a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COUNTS = ("critical", "warning", "info", "missing")


@dataclass(frozen=True)
class Rules:
    """`config/approval.yml`; `at_most` holds a limit for some of COUNTS."""

    automatic: bool
    at_most: Mapping[str, int]
    report_address: str | None


def load_rules(config: Path) -> Rules:
    """Return the rules of `config/approval.yml`.

    Raises:
        SettingsError: The file is missing, or one of its values cannot be used.
    """
    path = config / "approval.yml"
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = Rules(**values)
    except (OSError, TypeError, yaml.YAMLError) as error:
        raise SettingsError(
            "The rules of approval cannot be read.",
            str(path),
            f"It holds automatic, at_most and report_address, and nothing else ({error}).",
        ) from error
    _check(rules, str(path))
    return rules


def _check(rules: Rules, path: str) -> None:
    if not isinstance(rules.automatic, bool):
        raise SettingsError("automatic is not true or false.", path, "Write automatic: false.")
    limits = rules.at_most
    if not isinstance(limits, dict) or "critical" not in limits or set(limits) - set(COUNTS):
        raise SettingsError(
            "at_most does not name its limits.",
            path,
            f"Write critical, and what you need of the others: {', '.join(COUNTS)}.",
        )
    for name, limit in limits.items():
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
            raise SettingsError(
                f"at_most: {name}: {limit!r} is not a whole number.", path, "Write 0 or more."
            )
    if not isinstance(rules.report_address, str | None):
        raise SettingsError("report_address is no address.", path, "Write https://..., or nothing.")
