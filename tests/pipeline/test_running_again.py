"""Running again, changing a file, and being killed: what a user may rely on."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
from pathlib import Path

import openpyxl
import pytest

from gtrm.products.approval import Word, publish_waiting
from gtrm.warehouse.release import read_manifest
from office import Office, copy_office, make_office

# Of eight; the steps of the last one are killed one by one in unit tests.
STAGES = ("2/8", "4/8", "5/8", "8/8")
REACHED = (
    "select people_reached_count from reporting.rpt_people_reached"
    " where region_pcode = 'PE23' and month_code = '2021-09' and is_registered"
)


def test_the_same_bytes_again_make_no_new_release(sample):
    before = sample.releases(), sample.query("select * from marts.fct_activities order by all")
    report = sample.settings.reports / "2021-09" / "qa_report.html"
    told = report.read_bytes()
    report.unlink()

    output = sample.run("2021-09")

    assert (sample.releases(), sample.query("select * from marts.fct_activities order by all")) == (
        before
    )
    assert "nothing changed" in output
    assert report.read_bytes() == told  # of the build that the release was made of
    assert "Informe antes de construir" not in told.decode()

    shutil.rmtree(sample.settings.build)  # or another build, returned, is the last one
    output = sample.run("2021-09")

    assert sample.releases() == before[0]
    assert "nothing to publish" in output
    assert report.read_bytes() == told


def test_cycle_is_approved_in_the_name_of_who_runs_it(sample):
    approval = read_manifest(sample.settings.current)["approval"]

    assert (approval["by"], approval["how"]) == (getpass.getuser(), "command")


@pytest.fixture(scope="module")
def corrected(sample, tmp_path_factory) -> tuple[Office, Path]:
    """An office as the sample's, and an inbox in which one file has changed since."""
    folder = tmp_path_factory.mktemp("corrected")
    office = copy_office(sample, folder)
    inbox = folder / "inbox"
    shutil.copytree(office.settings.samples / "2021-09", inbox)
    _add_host_community_member(next(inbox.glob("*Muestra_A*.xlsx")))
    return office, inbox


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_any_stage_leaves_the_complete_release(corrected, stage):
    office, inbox = corrected

    _kill_at(office, stage, inbox)

    assert office.settings.current.resolve().name == "2021-09-r1"
    assert office.query(REACHED) == [(2953,)]


def test_a_changed_file_waits_for_approval_makes_a_new_release_and_keeps_the_old(corrected):
    """After the kills, so that it also shows the next run to succeed."""
    office, inbox = corrected

    output = office.run("2021-09", inbox, "--approve", "no")

    assert office.releases() == ["2021-09-r1"]
    assert "NOT PUBLISHED YET" in output
    assert 'gtrm publish --month 2021-09 --approve-as "NOMBRE"' in output
    assert "Cambió · changed: 2021-09: 1 archivos · files\n" in output

    assert publish_waiting(office.settings, "2021-09", Word("Ana", "Revisado")) == "2021-09-r2"

    versions = office.query(
        "select version_number, status, is_current from marts.fct_submissions"
        " where file_name like '%Muestra_A_%' order by all"
    )
    assert office.releases() == ["2021-09-r1", "2021-09-r2"]
    assert office.settings.current.resolve().name == "2021-09-r2"
    assert versions == [(1, "superseded", False), (2, "read", True)]


def test_a_failing_test_of_the_warehouse_publishes_nothing(sample, tmp_path):
    office = copy_office(sample, tmp_path, GTRM_CONFIG=str(tmp_path / "config"))
    shutil.copytree(sample.settings.config, tmp_path / "config")
    overrides = tmp_path / "config" / "overrides.csv"  # of a month without any model
    line = "2010-01,PE23,total,,5,IM,2021-10-15,acta,error\n"
    overrides.write_text(overrides.read_text(encoding="utf-8") + line, encoding="utf-8")

    process = office.start("2021-09")
    output = process.communicate()[0]

    assert process.returncode == 2
    assert "NOT PUBLISHED" in output
    assert "override" in output
    report = office.settings.reports / "2021-09" / "qa_report.html"
    assert "Informe antes de construir" in report.read_text(encoding="utf-8")
    assert office.releases() == ["2021-09-r1"]
    assert office.query(REACHED) == [(2953,)]


def _kill_at(office: Office, stage: str, inbox) -> None:
    """Start a cycle and kill -9 it as soon as it shows that a stage began."""
    process = office.start("2021-09", inbox)
    for line in process.stdout:
        if line.startswith(stage):
            break
    os.killpg(process.pid, signal.SIGKILL)  # and dbt with it, as when a container is killed
    process.communicate()


def _add_host_community_member(path) -> None:
    """Correct a partner's workbook: one person more in the first row's description."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    sheet.cell(sheet.max_row, 1).comment = None
    sheet["A1"] = f"{sheet['A1'].value} (corregida)"
    workbook.save(path)


def test_a_cycle_whose_files_are_all_refused_is_published_only_with_a_reason(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "5W.xlsx").write_text("no workbook", encoding="utf-8")
    office = make_office(tmp_path)

    process = office.start("2021-09", inbox)
    output = process.communicate()[0]

    assert process.returncode == 2
    assert "NOTHING COUNTS: 2021-09: 1 archivos · files (1 rechazados · refused)" in output
    assert office.releases() == []

    office.gtrm(
        *("publish", "--month", "2021-09", "--approve-as", "Ana"),
        *("--although-nothing-counts", "Todos reenvían en octubre"),
    )
    assert office.releases() == ["2021-09-r1"]
