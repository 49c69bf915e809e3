"""Great Expectations' own pages about a month: every suite with the results of the month's rows.

An addition to the QA report, not part of the cycle: `gtrm data-docs --month`. The pages are in
English and load their style from the internet, so they are for the team and not for partners.
They are made from a validation by GX itself (`ValidationDefinition.run`), which the cycle does
without because of its cost (docs/decisions/0009); the rules and the rows are the same. The suites
of stage `month` are shown without results: their columns exist while months are compared only.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from typing import TYPE_CHECKING, Any

from gtrm.intake import holding, landed
from gtrm.lists.vocabularies import Vocabularies
from gtrm.rules.gx_library import ephemeral_context, gx
from gtrm.rules.preparation import prepare
from gtrm.rules.suites import Rule, build_gx_suite, load_suites

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)


def build_data_docs(settings: Settings, month: str) -> Path:
    """Write `warehouse/reports/<month>/data_docs/` anew; return its `index.html`.

    Raises:
        SuiteError: A suite does not load.
    """
    folder = settings.reports / month / "data_docs"
    part = folder.with_name(".data_docs.part")
    shutil.rmtree(part, ignore_errors=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of GX about its own innards
        context = _context(part)
        for suite in load_suites(settings.expectations, "month"):
            context.suites.add(_gx_suite(suite.name, suite.rules))
        validated = _validate_rows(context, settings, month)
        context.build_data_docs()
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    log.info("%d suites validated by Great Expectations, shown in %s", validated, folder)
    return folder / "index.html"


def _context(folder: Path) -> Any:  # noqa: ANN401 - GX's context type is only known when it runs
    """A context in memory that writes nothing but its pages, and draws no progress bar."""
    context: Any = ephemeral_context()
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    context.variables.data_docs_sites = {
        "data_docs": {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
    }
    return context


def _validate_rows(context: Any, settings: Settings, month: str) -> int:  # noqa: ANN401
    """Validate the month's rows, template by template; return how many suites were validated."""
    ids = landed.all_submission_ids(settings, month)
    rows = landed.read(settings, "activities", ids)
    rows = rows[holding.is_checked(rows)].reset_index(drop=True)
    if rows.empty:
        return 0
    vocabularies = Vocabularies.of_office(settings)
    prepared = prepare(rows, vocabularies)
    frames = context.data_sources.add_pandas(month)
    validated = 0
    for generation, own in prepared.groupby(rows["generation_code"].to_numpy(), sort=True):
        asset = frames.add_dataframe_asset(str(generation))
        batch = asset.add_batch_definition_whole_dataframe("rows")
        for suite in load_suites(settings.expectations, "rows"):
            rules = [rule for rule in suite.rules if rule.applies_to(str(generation))]
            if rules:
                _validate(context, batch, _gx_suite(f"{suite.name}_{generation}", rules), own)
                validated += 1
    return validated


def _validate(context: Any, batch: Any, suite: Any, rows: pd.DataFrame) -> None:  # noqa: ANN401
    definition = gx.ValidationDefinition(
        name=suite.name, data=batch, suite=context.suites.add(suite)
    )
    context.validation_definitions.add(definition)
    definition.run(batch_parameters={"dataframe": rows}, result_format="SUMMARY")


def _gx_suite(name: str, rules: Iterable[Rule]) -> gx.ExpectationSuite:
    """A suite whose expectations are called by their rule's id and title."""
    return build_gx_suite(
        name,
        [
            {
                **rule.configuration,
                "description": f"{rule.rule_id} {rule.title_en} ({rule.severity})",
                "meta": {"rule_id": rule.rule_id},
            }
            for rule in rules
        ],
    )
