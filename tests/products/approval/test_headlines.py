"""What is odd about a headline is told first; where nothing counts, nothing is published unsaid."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from finished_build import MONTH, finish_build
from gtrm.core.errors import PublishError
from gtrm.products import approval
from gtrm.products.approval import headlines, summary
from gtrm.warehouse import inputs, release

ALL_REFUSED = (
    "update marts.fct_submissions set status = 'refused', rows_counted_count = 0, "
    "rows_accepted_count = 0, rows_refused_count = 10, rows_quarantined_count = 0"
)
ALL_QUARANTINED = (
    "update marts.fct_submissions set rows_counted_count = 0, rows_accepted_count = 0, "
    "rows_quarantined_count = 10"
)
NO_FIGURE = "update reporting.rpt_people_reached set people_reached_count = {} where is_registered "
SUM_OF_TUMBES = (
    "insert into reporting.rpt_people_reached by name select * replace (false as is_registered, "
    "'sum' as aggregation_model, 60 as people_computed_count, 60 as people_reached_count) from "
    "reporting.rpt_people_reached where region_pcode = 'PE24';"
)
QUARANTINED = (
    "2021-09: 1 archivos · files (0 rechazados · refused), 10 filas · rows (10 en cuarentena · "
    "quarantined), 0 cuentan · count"
)


@pytest.fixture
def office(settings, tmp_path):
    shutil.copytree(settings.config, tmp_path / "config")
    return replace(settings, config=tmp_path / "config", home=tmp_path)


def built(office, *changes, state=None):
    """Return a finished build whose tables were changed by SQL."""
    folder = finish_build(office, state or inputs.describe(office))
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        for change in changes:
            connection.execute(change)
    return str(folder)


def answer(option, comment=""):
    return {
        "chosen_options": [option],
        "params_input": {"comentario": comment},
        "responded_at": datetime(2021, 10, 12, tzinfo=UTC),
        "responded_by_user": {"id": "ana", "name": "ana"},
    }


def test_an_ordinary_month_has_no_doubts(office):
    assert headlines.find(Path(built(office))) == []
    text = approval.ask(office, MONTH, built(office))
    assert text.startswith("- Informe de calidad")
    assert "although" not in approval.publish_command(office, MONTH, Path(built(office)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([ALL_REFUSED], "NOTHING COUNTS: 2021-09: 1 archivos · files (1 rechazados · refused)"),
        ([ALL_QUARANTINED], f"NOTHING COUNTS: {QUARANTINED}"),
        (
            [SUM_OF_TUMBES, NO_FIGURE.format("null") + "and region_pcode = 'PE24'"],
            "WITHOUT A FIGURE: 2021-09: Tumbes: sin cifra · no figure de · of 60 personas",
        ),
        (
            [SUM_OF_TUMBES, NO_FIGURE.format("0") + "and region_pcode = 'PE24'"],
            "WITHOUT A FIGURE: 2021-09: Tumbes: 0 de · of 60 personas",
        ),
        (
            [SUM_OF_TUMBES, "delete from reporting.rpt_people_reached where is_registered"],
            "WITHOUT A FIGURE: 2021-09: Tacna: sin cifra · no figure de · of 9,999 personas",
        ),
    ],
)
def test_what_counts_nothing_is_published_only_with_a_reason(office, changes, said):
    folder = built(office, *changes)

    for publish in (
        lambda: approval.publish(replace(office, approve_as="ana"), MONTH, folder, None),
        lambda: approval.publish(office, MONTH, folder, answer("Publicar")),
        lambda: approval.publish_waiting(office, MONTH, approval.Word("Ana", "Revisado")),
        lambda: approval.publish_waiting(office, MONTH, approval.Word("Ana", None, "  ")),
    ):
        with pytest.raises(PublishError) as raised:
            publish()
        assert said in str(raised.value)
        assert '--although-nothing-counts "..."' in str(raised.value)
    assert release.current_release(office) is None
    first, second, *_ = approval.ask(office, MONTH, folder).splitlines()
    assert said.partition(":")[2] in first
    assert "no se publica sin un motivo" in second

    word = approval.Word("Ana", None, "Nadie trabajó")
    assert approval.publish_waiting(office, MONTH, word) == "2021-09-r1"

    found = release.read_manifest(release.current_release(office))["approval"]
    assert found["comment"] == "Nadie trabajó"
    assert found["although_nothing_counts"]["reason"] == "Nadie trabajó"
    assert said.partition(":")[2] in found["although_nothing_counts"]["doubts"][0]


def test_a_comment_in_airflow_is_the_word_of_a_person(office):
    folder = built(office, ALL_QUARANTINED)

    approval.publish(office, MONTH, folder, answer("Publicar", "Es así"))

    found = release.read_manifest(release.current_release(office))["approval"]
    assert found["although_nothing_counts"]["reason"] == "Es así"


@pytest.mark.parametrize("status", ["nothing_to_report", "superseded"])
def test_files_without_news_or_replaced_by_later_ones_are_not_missing(office, status):
    folder = built(office, ALL_QUARANTINED, f"update marts.fct_submissions set status = '{status}'")

    assert headlines.find(Path(folder)) == []


def test_rows_that_another_file_of_the_cycle_replaced_do_not_count(office):
    # One file was replaced, and of the one that replaced it every row is in quarantine.
    folder = built(
        office,
        ALL_QUARANTINED,
        "insert into marts.fct_submissions by name select * replace ('superseded' as status, "
        "9 as rows_accepted_count) from marts.fct_submissions",
    )

    assert [doubt.text for doubt in headlines.find(Path(folder))] == [
        QUARANTINED.partition(": ")[2]
    ]


def test_an_office_that_corrected_the_figure_has_said_its_word(office):
    folder = built(
        office,
        SUM_OF_TUMBES,
        NO_FIGURE.format("0") + "and region_pcode = 'PE24'",
        "update reporting.rpt_people_reached set is_overridden = true where is_registered",
    )

    assert headlines.find(Path(folder)) == []


def test_the_question_leads_with_figures_that_cannot_be_right_or_lack_people(office):
    folder = built(
        office,
        "update reporting.rpt_people_reached set is_outside_bounds = true, upper_bound_count = "
        "5646, lower_bound_count = 1234 where region_pcode = 'PE23'",
        "update reporting.rpt_people_reached set people_without_breakdown_count = 407383 "
        "where region_pcode = 'PE24'",
        "insert into marts.fct_findings values ('2021-09', 'a.xlsx', '5W-591', true, "
        "'La columna U suma 700 y no se leyó.', 'Column U adds up to 700.', false), "
        "('2021-09', 'old.xlsx', '5W-591', false, 'x', 'x', false), "
        "('2021-09', 'known.xlsx', '5W-591', true, 'x', 'x', true)",
    )

    lines = approval.ask(office, MONTH, folder).splitlines()

    assert lines[:3] == [
        "- **LEÍDO DE OTRO MODO · NOT READ AS IT STANDS**: 2021-09: a.xlsx: La columna U suma 700 "
        "y no se leyó. · Column U adds up to 700.",
        "- **FUERA DE LÍMITES · OUTSIDE BOUNDS**: 2021-09: Tacna: 2,953, no entre · not between "
        "1,234 y · and 5,646",
        "- **FUERA DE LA CIFRA · NOT IN THE FIGURE**: 2021-09: Tumbes: 47 y · and 407,383 sin "
        "desglose · without a breakdown",
    ]
    approval.publish(office, MONTH, folder, answer("Publicar"))  # told, and not stopped


def test_what_was_published_knowingly_is_not_asked_again_until_it_changes(office):
    state = {**inputs.describe(office), "fingerprint": "first"}
    first = built(office, ALL_QUARANTINED, state=state)
    release.publish(office, MONTH, first, {})

    assert headlines.find_new(office, Path(built(office, ALL_QUARANTINED))) == []
    more = f"{ALL_QUARANTINED}, rows_received_count = 12"
    assert [d.month for d in headlines.find_new(office, Path(built(office, more)))] == [MONTH]


def test_doubts_are_for_a_person_where_publication_is_automatic(office):
    (office.config / "approval.yml").write_text(
        "automatic: true\nat_most: {critical: 0}\nreport_address:\n", encoding="utf-8"
    )
    state = {**inputs.describe(office), "submissions": [], "fingerprint": "first"}
    release.publish(office, MONTH, built(office, state=state), {})
    state = inputs.describe(office)

    def ask(*changes):
        return approval.ask(office, MONTH, built(office, *changes, state=state))

    assert ask() is None
    mark = "update reporting.rpt_people_reached set is_outside_bounds = true"
    assert ask(mark) is not None


def summary_of(office, folder):
    """Return the closing words of a build's month once it is published."""
    with duckdb.connect(str(Path(folder) / "warehouse.duckdb")) as connection:
        connection.execute("""
            create table reporting.rpt_people_reached_by_population (month_code varchar,
                region_pcode varchar, population_code varchar, is_registered boolean,
                people_count bigint);
            create table marts.dim_populations (population_code varchar,
                population_name_es varchar, sort_order integer);
            alter table reporting.rpt_people_reached add measure_code varchar default 'total'""")
    release.publish(office, MONTH, folder, {})
    return summary.describe(office, MONTH)


def test_closing_words_say_whom_the_figure_lacks_and_what_cannot_be_right(office):
    text = summary_of(
        office,
        built(
            office,
            "update reporting.rpt_people_reached set people_without_breakdown_count = 407383, "
            "is_outside_bounds = true where region_pcode = 'PE24'",
        ),
    )

    assert "3,000 y · and 407,383 sin desglose · without a breakdown (sum of regions; " in text
    assert "+ 5,000 in nationwide rows" in text
    assert "OUTSIDE BOUNDS: 2021-09: Tumbes: 47, no entre · not between 40 y · and 60" in text


def test_closing_words_say_that_nothing_counts_and_know_older_releases(office):
    text = summary_of(
        office,
        built(
            office,
            ALL_QUARANTINED,
            "delete from reporting.rpt_people_reached",
            "alter table reporting.rpt_people_reached drop people_without_breakdown_count",
        ),
    )

    assert "Personas · people       no figure in this month" in text
    assert f"NOTHING COUNTS: {QUARANTINED}" in text
