"""A closed month gets a late file: a new release, the old one as it was, and what moved and why."""

from __future__ import annotations

import hashlib

import pytest

from late_file import LATE
from office import Office

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first_release(sample) -> dict[str, str]:
    """What the sample's release is, byte for byte."""
    return _hashes(sample)


@pytest.fixture(scope="module")
def office(late: Office, first_release) -> Office:
    """The sample office after a late file of an expected partner."""
    return late


def _hashes(office: Office) -> dict[str, str]:
    folder = office.settings.releases / "2021-09-r1"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_old_release_stays_as_it_was_and_answers_its_own_figures(office, first_release):
    old = (
        "select figure_value from reporting.figures_of_release('2021-09-r1') where report_name = ?"
    )
    old += " and region_pcode = 'PE23' and keys = ?"
    key = ("rpt_people_reached", '{"is_registered":"true"}')

    assert office.releases() == ["2021-09-r1", "2021-09-r2"]
    assert _hashes(office) == first_release
    assert office.query(old, *key) == [(2953,)]
    assert office.query(old.replace("r1", "r2"), *key) == [(2963,)]


def test_moved_figures_are_listed_with_their_change(office):
    moved = office.query(
        "select report_name, figure_name, from_value, to_value, change"
        " from reporting.rpt_restatements where keys not like '%model%'"
        " and report_name != 'rpt_coverage' order by all"  # it repeats the people reached
    )

    # By hand: ten men more in transit, in the sector that reached most (docs/sample_month.md).
    assert [(*name, int(old), int(new), int(change)) for *name, old, new, change in moved] == [
        ("rpt_activity_outputs", "organisation_count", 2, 3, 1),
        ("rpt_activity_outputs", "quantity", 454, 464, 10),  # refrigerios
        ("rpt_age_sex", "people_count", 1308, 1318, 10),  # men: 206 + 22 + 1,080
        ("rpt_people_reached", "people_reached_count", 2953, 2963, 10),
        ("rpt_people_reached_by_population", "people_count", 2198, 2208, 10),
        ("rpt_people_reached_country", "people_reached_count", 10185, 10195, 10),  # with PE00
        ("rpt_people_reached_country", "people_regions_count", 4615, 4625, 10),
        ("rpt_people_reached_mesas", "people_reached_count", 2953, 2963, 10),
        ("rpt_subgroup_organisations", "organisation_count", 6, 7, 1),
        ("rpt_subgroup_reach", "people_total_count", 2601, 2611, 10),
    ]


def test_every_moved_figure_names_the_late_file_as_its_cause(office):
    [(late,)] = office.query(
        "select submission_id from marts.dim_submissions where file_name = ?", LATE
    )

    causes = office.query(
        "select from_release_id, to_release_id, month_code, cause_type, cause_name_es,"
        " cause_submission_ids, cause_note, count(*) > 7"
        " from reporting.rpt_restatements group by all"
    )

    [(*found, note, are_many)] = causes
    assert found == [
        *("2021-09-r1", "2021-09-r2", "2021-09", "late_submission"),
        *("Archivo recibido fuera de plazo", late),
    ]
    assert note.startswith(f"{LATE} (20")
    assert note.endswith(", fuera de plazo · late)")
    assert are_many  # the figures of the other models too


def test_any_two_releases_are_compared_and_any_day_is_answered(office):
    listed = "select * exclude (figure_id) from {} order by all"
    both = "reporting.restatements_between('2021-09-r2', '2021-09-r1')"
    published = "select count(*) from reporting.figures_as_published(?)"

    assert office.query(listed.format(both)) == office.query(
        listed.format("reporting.rpt_restatements")
    )
    assert office.query(published, "2021-09-20") == [(0,)]
    assert office.query(published, "2999-12-31") == office.query(
        "select count(*) from reporting.rpt_published_figures where to_serial is null"
    )


def test_the_old_release_is_rebuilt_from_the_archive_with_the_same_values(office, tmp_path):
    output = office.gtrm("rebuild", "--release", "2021-09-r1", "--output", str(tmp_path / "again"))

    [(tables,)] = office.query("select count(*) from duckdb_tables()")
    assert f"{tables} de {tables} tablas con los mismos valores" in output
    assert (tmp_path / "again" / "warehouse.duckdb").is_file()
    assert list(office.settings.build.glob("rebuild-*")) == []
