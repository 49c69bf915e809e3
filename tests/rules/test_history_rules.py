"""The rules over a month's figures and those of the months before: good, bad and null."""

from __future__ import annotations

import pandas as pd

from gtrm.core.settings import PROJECT_ROOT
from gtrm.rules import checks
from gtrm.rules.month import history
from gtrm.rules.suites import load_suites
from reported_rows import reported

BOUNDS = {"own_past_low": 50.0, "own_past_high": 300.0, "region_low": 50.0, "region_high": 300.0}
BAD = {
    "5W-651": {"own_past_people": 301.0},
    "5W-652": {"own_past_people": 49.0},
    "5W-653": {"own_past_quantity": 301.0},
    "5W-654": {"own_past_quantity": 49.0},
    "5W-655": {"region_people": 301.0},
    "5W-656": {"region_quantity": 301.0},
    "5W-657": {"recurring_people": 40.0},
    "5W-658": {"recurring_quantity": 40.0},
}
GOOD = (
    *({f"own_past_{kind}": value} for kind in ("people", "quantity") for value in (50.0, 300.0)),
    *({f"region_{kind}": value} for kind in ("people", "quantity") for value in (1.0, 300.0)),
    {},
)


def test_each_rule_flags_what_is_out_of_bounds_and_nothing_else() -> None:
    cases = [*({**BOUNDS, **case} for case in (*BAD.values(), *GOOD)), {}]  # the last: no past
    prepared = pd.DataFrame(cases, columns=history.COLUMNS).astype(
        {name: object for name in history.COLUMNS if "_basis_" in name or "_since" in name}
    )
    found = _judge(prepared)

    broken = dict(zip(found["source_row"] - 4, found["rule_id"], strict=True))
    assert broken == dict(enumerate(BAD))
    assert "se esperaba entre 50 y 300" in found["hint_es"][0]
    assert "between 50 and 300 were expected" in found["hint_en"][0]


def _judge(prepared: pd.DataFrame) -> pd.DataFrame:
    connection = reported(*[{}] * len(prepared))
    rows = connection.execute("from reported order by row_number").df().set_index("row_number")
    rows = rows.assign(total_beneficiaries="301", output_quantity="301")
    prepared.index.name = "row_number"
    whole = pd.concat([rows, prepared], axis=1)
    suites = [
        one
        for one in load_suites(PROJECT_ROOT / "expectations", "month")
        if one.name == "month_history"
    ]
    return checks.judge(rows, whole, suites, {})
