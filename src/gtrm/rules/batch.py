"""Checking landed submissions: each row by every rule over rows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.core import fingerprints
from gtrm.intake import landed
from gtrm.intake.notices import EQUAL_LIMIT
from gtrm.lists.vocabularies import Vocabularies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)


def check_batch(settings: Settings, submission_ids: Sequence[str]) -> int:
    """Run every rule over landed submissions and land the findings; return how many there are.

    A file refused by intake is a finding too, so that SQL and partners see it beside the others.
    """
    # Great Expectations takes seconds to import; a run with nothing to check does without.
    from gtrm.rules import checks, suites

    rows = landed.read(settings, "activities", submission_ids)
    submissions = landed.read(settings, "submissions", submission_ids)
    printed = landed.read_printed_headers(settings, submission_ids)
    vocabularies = Vocabularies.of_office(settings)
    loaded = suites.load_suites(settings.expectations, "rows")
    log.info(
        "%d rows of %d files, %d rules",
        len(rows),
        len(submissions),
        sum(len(suite.rules) for suite in loaded),
    )
    findings = checks.find_findings(rows, loaded, vocabularies, printed, EQUAL_LIMIT)
    told = landed.read(settings, "notices", submission_ids)
    findings = pd.concat([findings, told, _refusals(submissions)], ignore_index=True)
    version = fingerprints.of_reading(settings)
    findings = findings.sort_values("submission_id", kind="stable", ignore_index=True)
    table, ids = landed.as_table("findings", findings), findings["submission_id"]
    for one in submission_ids:
        start, end = ids.searchsorted(one, "left"), ids.searchsorted(one, "right")
        own = table.slice(start, end - start)
        landed.write_table(landed.path_of(settings, "findings", one), "findings", own, version)
    log.info("%d findings", len(findings))
    return len(findings)


def _refusals(submissions: pd.DataFrame) -> pd.DataFrame:
    refused = submissions[submissions["status"] == "refused"]
    shared = refused[["submission_id", "cycle_month", "file_name"]]
    return shared.assign(
        rule_id=[f"INTAKE-{code}" for code in refused["refusal_code"]],
        severity="critical",
        scope="file",
        title_es="El archivo no se pudo usar",
        title_en="The file could not be used",
        hint_es=refused["refusal_es"],
        hint_en=refused["refusal_en"],
    )
