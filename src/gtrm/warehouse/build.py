"""Building the warehouse: one `dbt build` into a private file, tests included."""

from __future__ import annotations

import json
import logging
import shutil
import time
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gtrm.core.cycle import check_month
from gtrm.core.errors import BuildError, PublishError
from gtrm import config
from gtrm.config import for_dbt
from gtrm.intake import landed
from gtrm.warehouse import base, dbt_process, history, inputs, release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)

BUILD_FILE = "warehouse.duckdb"
INPUTS = "inputs.json"  # written last: a folder that has it is a finished build
RETURNED = "returned.json"  # who returned the build and why, see `approval`
KEEP_BUILDS = 2 * 24 * 3600  # seconds a build of an ended run is kept for whoever looks into it


def build_if_changed(settings: Settings, month: str, *, full: bool = False) -> str | None:
    """Build and test the warehouse from all landed months; return the build's folder.

    None if the current release was made from the same inputs, lists and code: there is nothing to
    publish, and nothing is built, unless a full build is asked for or the last build was another.
    A build of the same inputs that waits for approval is used again, unless a full one is asked
    for. The build is a separate file: readers of the current release are not affected.

    Args:
        settings: The folders.
        month: The month of the run.
        full: Make every table anew, whatever earlier builds left (see `base`).

    Raises:
        BuildError: A model or a test failed; nothing was published.
        ConfigError: A file of `config/` cannot be used.
    """
    check_month(month)
    state = inputs.describe(settings)
    lists = _check_lists(settings, state)
    is_published = release.find_same(settings, state["fingerprint"]) is not None
    if is_published and not full and base.find(settings, state) is not None:
        log.info("nothing changed since the current release: no build")
        return None
    state["serial"] = release.next_serial(settings)
    for folder in waiting(settings, month):
        same = all(read_inputs(folder).get(key) == state[key] for key in ("fingerprint", "serial"))
        if same and not full:
            log.info("built already, not published yet: %s", folder.name)
            return str(folder)
    _remove_old_builds(settings)
    folder = settings.build / f"{month}-{uuid.uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    with dbt_process.started(settings):
        for_dbt.write(lists, settings.landing, landed.all_months(settings))
        history.prepare(settings, folder / "history", month, state)
        state["build"] = _build(settings, folder, state, full=full).describe()
    if is_published:  # what reports read is there again; there is nothing to decide
        log.info("built as the current release was: nothing to publish")
        shutil.rmtree(folder)
        return None
    part = folder / f".{INPUTS}.part"
    part.write_text(json.dumps(state, indent=1), encoding="utf-8")
    part.replace(folder / INPUTS)
    return str(folder)


def _check_lists(settings: Settings, state: Mapping[str, Any]) -> config.Config:
    """Return the lists, checked; what is built has to be what `state` describes."""
    lists = config.check(settings)
    if inputs.describe(settings)["config_files"] != state["config_files"]:
        raise BuildError(
            "A list was saved while the lists were read.",
            str(settings.config),
            "Nothing was built. Run the month again.",
        )
    return lists


def _build(settings: Settings, folder: Path, state: dict[str, Any], *, full: bool) -> base.Plan:
    """Build from the base, or in full if there is no base or that fails; it is the next base."""
    plan = base.plan(settings, state, full=full)
    if plan.cycles:
        log.info("cycle months to build: %s", ", ".join(plan.cycles))
        try:
            base.copy(settings, plan, folder / BUILD_FILE)
            run_dbt(settings, folder, state["as_of"], plan=plan)
        except (BuildError, OSError) as error:
            log.warning("building in full, because building these months failed: %s", error)
            for path in folder.glob(f"{BUILD_FILE}*"):
                path.unlink()
            plan = replace(plan, reason="an incremental build failed", cycles=(), months=())
    if not plan.cycles:
        log.info("full build: %s", plan.reason)
        run_dbt(settings, folder, state["as_of"])
    base.keep(settings, plan, folder / BUILD_FILE)
    return plan


def find_present(settings: Settings) -> Path | None:
    """Return the database of the last finished build, if it was made from the present inputs."""
    return base.find(settings, inputs.describe(settings))


def is_present(settings: Settings, folder: Path) -> bool:
    """Whether a finished build was made from the present inputs."""
    state = inputs.describe(settings)
    return bool(read_inputs(folder)["fingerprint"] == state["fingerprint"])


def waiting(settings: Settings, month: str) -> list[Path]:
    """Return the finished builds of a month that are not published or returned, newest first."""
    found = [path for path in settings.build.glob(f"{month}-*/{INPUTS}")]
    found = [path for path in found if not path.with_name(RETURNED).exists()]
    return [path.parent for path in sorted(found, key=lambda one: -one.stat().st_mtime_ns)]


def read_inputs(folder: Path) -> dict[str, Any]:
    """Return what a finished build was made from.

    Raises:
        PublishError: The build is gone.
    """
    try:
        state: dict[str, Any] = json.loads((folder / INPUTS).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PublishError(
            "This build is gone: it was published or replaced by a newer one meanwhile.",
            str(folder),
            "Answer the newer question, or run the month again.",
        ) from error
    return state


def check_publishable(settings: Settings, folder: Path) -> None:
    """Raise PublishError if the build was returned, or its inputs are not those of now.

    The QA report that was read is of the present inputs, and so is what a run would publish.
    """
    if (folder / RETURNED).exists():  # two runs may ask about one build
        raise PublishError(
            "This build was returned, in the answer to another question.",
            str(folder / RETURNED),
            "Nothing was published. Run the month again to be asked again.",
        )
    changes = inputs.compare(read_inputs(folder), inputs.describe(settings))
    if changes.files or changes.others:
        raise PublishError(
            f"Something has changed since this build was made ({changes}).",
            str(folder),
            "Nothing was published. Run the month again and approve the new build.",
        )


def run_dbt(
    settings: Settings, folder: Path, as_of: str, *leave_out: str, plan: base.Plan | None = None
) -> None:
    """Build the warehouse in a folder as of a moment; `history/` in it is prepared.

    Args:
        settings: The folders.
        folder: Gets the build file and dbt's record.
        as_of: ISO; statuses are judged at it.
        leave_out: Kinds of dbt resources that are not run, such as data tests ('test').
        plan: Which months are made anew; the folder has a copy of its base. None: all.

    Raises:
        BuildError: A model or a test failed.
    """
    plan = plan or base.Plan({})
    order = dbt_process.Order(
        build_file=folder / BUILD_FILE,
        target=folder / "target",
        landing=settings.landing,
        as_of=as_of,
        history=folder / "history",
        months=plan.touched(),
        # Unit tests prove the SQL, not the month's data: `make test` runs them.
        arguments=[
            *(f"--exclude-resource-type={kind}" for kind in ("unit_test", *leave_out)),
            *plan.selection(),
        ],
    )
    outcome = dbt_process.build(settings, order, _show)
    if outcome.failed:
        raise _failure(folder, outcome.failed)
    log.info("%s models, lists and tests passed", outcome.passed)


def _show(number: int, total: int, name: str) -> None:
    log.info("[%s/%s] %s", number, total, name)


def _failure(folder: Path, failed: Sequence[str]) -> BuildError:
    more = f" (and {len(failed) - 5} more)" if len(failed) > 5 else ""
    return BuildError(
        f"The warehouse was not built: {'; '.join(failed[:5])}{more}.",
        str(folder),
        "The current release stays. Correct the named model, list or rows and run the month again.",
    )


def _remove_old_builds(settings: Settings) -> None:
    """Delete old builds; a returned build keeps its inputs, and who returned it and why."""
    limit = time.time() - KEEP_BUILDS
    for folder in settings.build.glob("*-*"):
        if folder.stat().st_mtime >= limit:
            continue
        if (folder / RETURNED).exists():
            (folder / BUILD_FILE).unlink(missing_ok=True)
            shutil.rmtree(folder / "target", ignore_errors=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)
