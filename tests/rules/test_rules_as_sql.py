"""The rules of the benchmark, written a second time as SQL, fail the same rows."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

from gtrm.core.settings import PROJECT_ROOT
from gtrm.intake import landed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_40_rules_and_their_sql_name_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(PROJECT_ROOT / "scripts")
    bench = importlib.import_module("bench_validation")
    monkeypatch.setattr(bench, "SETTINGS", replace(bench.SETTINGS, warehouse=tmp_path))
    path = landed.path_of(bench.SETTINGS, "activities", "2021-09-5000")
    bench.make_rows(5_000, path)

    *_, by_sql = bench.by_sql(path)
    *_, by_gtrm = bench.by_gtrm(path)

    assert len(bench.RULES) == 40
    for rule_id in bench.RULES:
        assert len(by_sql[rule_id]) > 0, rule_id
        assert list(by_sql[rule_id]) == list(by_gtrm[rule_id]), rule_id
