"""What every test shares: marks for what a machine may lack, the list of what did not run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from gtrm.core.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NO_REAL_DATA = "the real data (../shared) are not beside the checkout"
PROGRAM_FOLDERS = [*map(str, Path("/usr/lib/postgresql").glob("*/bin")), "/usr/sbin"]


def find_program(name: str) -> str | None:
    """Return where a program is; Debian keeps PostgreSQL's own off the PATH."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *PROGRAM_FOLDERS])
    return shutil.which(name, path=path)


# Tests that share something costly run in one process, the longest first; the others file by file.
GROUPS = ("pipeline/test_real_", "pipeline", "dags", "dbt")


class GroupScheduling(LoadScopeScheduling):
    """Gives whole groups of tests to a process. (xdist's own groups need pytest before 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return _place(nodeid.partition("::")[0])[1]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling:
    return GroupScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.nodeid)[0])
    for item in items:
        for reason in _lacking(item):
            item.add_marker(pytest.mark.skip(reason=f"NOT RUN: {reason}"))


def _place(path: str) -> tuple[int, str]:
    """Return when the tests of a file run, and with which others."""
    for number, group in enumerate(GROUPS):
        if path.startswith(f"tests/{group}"):
            return number, group
    return len(GROUPS), path


def _lacking(item: pytest.Item) -> list[str]:
    programs = [mark.args[0] for mark in item.iter_markers("needs")]
    lacking = [f"the program {name} is missing" for name in programs if not find_program(name)]
    if item.get_closest_marker("needs_shared") and not (SHARED / "data").is_dir():
        lacking.append(NO_REAL_DATA)
    return lacking


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT RUN")
        for report in skipped:
            terminalreporter.line(f"{report.nodeid}: {report.longrepr[2]}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With GTRM_RUN_ALL=1 (CI) a test that did not run is a failure.

    Only the real data may be absent: they are not part of the project.
    """
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker: the one that started it does the counting
        return
    skipped = reporter.stats.get("skipped", [])
    unexcused = [report for report in skipped if NO_REAL_DATA not in report.longrepr[2]]
    if os.environ.get("GTRM_RUN_ALL") == "1" and unexcused:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the checkout."""
    return SHARED


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The project's lists and rules with empty data folders of its own."""
    return load_settings(
        {"GTRM_RAW": str(tmp_path / "raw"), "GTRM_WAREHOUSE": str(tmp_path / "warehouse")}
    )


@pytest.fixture(scope="session")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One blank workbook per language; tests copy, never change them."""
    from filled_template import LANGUAGES, MONTH, ORGANISATION
    from gtrm.products import template

    folder = tmp_path_factory.mktemp("blank")
    for language in LANGUAGES:
        path = folder / f"{language}.xlsx"
        template.write_template(load_settings({}), MONTH, ORGANISATION, language, path)
    return {language: folder / f"{language}.xlsx" for language in LANGUAGES}
