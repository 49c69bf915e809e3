"""The rule catalogue: docs/rules.md, rendered from the suites.

Run `python -m gtrm.rules.catalogue` in the project's folder after a change of a rule.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.intake.layouts import load_layouts
from gtrm.rules.suites import DECLARED_MEASURE, Rule, Suite, all_rules, load_suites

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_INTRODUCTION = """# Rules

Every rule that a reported 5W row is held to. Made from `expectations/*.json` by
`python -m gtrm.rules.catalogue`; a test keeps it current. Change the suites, not this page.
Beside them stand what reading a file tells (5W-501 to 5W-599, `src/gtrm/intake/notices.yml`),
rows held by findings that were folded (5W-549, `notices.fold`) and
the systematic findings (5W-801 to 5W-804, `systematic.yml` of the validation).

- **critical**: the row cannot be placed or counted and is kept out (quarantined).
- **warning**: the row passes, flagged. **info**: counted, nothing to do.
- *R4V*: the name of the rule in R4V's own checks, where they have it.
- *Field* `declared_measure` is the column that the population columns break down: the monthly
  total in Peru, the new people elsewhere (declared per template and country).
- A blank count is no error by itself and counts as 0 in sums. A rule about a sum says nothing of
  a row in which one of the figures cannot be read: the rule about that cell does.
- *Templates*: whose rows the rule is asked of; `all` includes a template that is added later. A
  rule about a field that a template does not have is not asked of its rows: it says so.
- Personal data are masked when a file is landed: findings, reports and tables show the mark, and
  only the archived file keeps what was typed. An office's own mobile line cannot be told from a
  person's: it is found, and a reviewer may accept it (`gtrm.intake.privacy` says what is found).
- *Condition*: the rule is asked only of rows where it holds (`indicator_type`, `*_code` and the
  other prepared columns are described in `gtrm.rules.preparation`).
"""


def render(suites: Sequence[Suite]) -> str:
    """Return the catalogue as Markdown."""
    rules = list(all_rules(suites))
    counts = {
        name: sum(rule.severity == name for rule in rules)
        for name in ("critical", "warning", "info")
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    parts = [_INTRODUCTION, f"{len(rules)} rules: {told}.\n"]
    for suite in sorted(suites, key=lambda suite: min(rule.rule_id for rule in suite.rules)):
        parts.append(f"## {suite.title_en}\n\n{suite.title_es}. `expectations/{suite.name}.json`\n")
        parts.extend(_entry(rule) for rule in suite.rules)
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    kwargs = dict(rule.configuration["kwargs"])
    kwargs.pop("row_condition", None)
    condition = _words(rule.condition)
    kwargs.pop("ignore_row_if", None)
    arguments = ", ".join(f"{key}={value!r}" for key, value in kwargs.items())
    field = rule.field if rule.field == DECLARED_MEASURE else f"`{rule.field}`"
    facts = [
        f"**{rule.severity}**",
        *([f"R4V `{rule.rule_alias}`"] if rule.rule_alias else []),
        f"field {field}",
        f"scope {rule.scope}",
        f"templates {', '.join(rule.generations or ('all',)).replace(', -', ' but ')}",
    ]
    lines = [
        f"### {rule.rule_id} {rule.title_en}",
        "",
        " · ".join(facts),
        "",
        f"- {rule.title_es}: {_plain(rule.hint_es)}",
        f"- {_plain(rule.hint_en)}",
        f"- Check: `{rule.configuration['type']}({arguments})`"
        + (f", condition `{condition}`" if condition else ""),
        *_silence(rule),
        f"- Source: {rule.source}",
        "",
    ]
    return "\n".join(lines)


def _silence(rule: Rule) -> list[str]:
    """The layouts that have nothing for the rule to judge."""
    lacking = [name for name, layout in load_layouts().items() if not rule.is_about(layout)]
    return [f"- Silent for {', '.join(lacking)}, which has no such field"] if lacking else []


def _words(condition: Mapping[str, Any]) -> str:
    if condition.get("type") == "and":
        return " and ".join(_words(part) for part in condition["conditions"])
    if condition.get("type") == "nullity":
        return f"{condition['column']['name']} is {'' if condition['is_null'] else 'not '}blank"
    if condition.get("type") == "comparison":
        operator = condition["operator"].lower().replace("_", " ")
        return f"{condition['column']['name']} {operator} {condition['parameter']!r}"
    return ""


def _plain(hint: str) -> str:
    return re.sub(r"\{(\w+)\}", r"`\1`", hint)


def main() -> None:
    """Write docs/rules.md of the project in the present folder, or of the folder given."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    text = render(load_suites(root / "expectations"))
    (root / "docs" / "rules.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
