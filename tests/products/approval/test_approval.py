"""Nothing is published that nobody approved, and what is published is what was approved."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finished_build import MONTH, finish_build
from gtrm.config import ConfigError, read_document
from gtrm.config.documents import Approval
from gtrm.core.errors import PublishError
from gtrm.products import approval
from gtrm.products.approval import questions, summary
from gtrm.warehouse import build, inputs, release

AT = datetime(2021, 10, 12, 15, 30, 1, 999, tzinfo=UTC)
FILE = {"submission_id": "s1", "cycle_month": MONTH}


@pytest.fixture
def office(settings, tmp_path):
    """An installation with lists of its own, and neither files nor code."""
    shutil.copytree(settings.config, tmp_path / "config")
    return replace(settings, config=tmp_path / "config", home=tmp_path)


def answer(option, comment=""):
    """What the human-in-the-loop task of Airflow 3.3 gives."""
    return {
        "chosen_options": [option],
        "params_input": {"comentario": comment},
        "responded_at": AT,
        "responded_by_user": {"id": "ana", "name": "ana"},
    }


def built(office, **more):
    return str(finish_build(office, inputs.describe(office), **more))


def set_rules(office, text):
    (office.config / "approval.yml").write_text(text, encoding="utf-8")


def automatic(office, limits="critical: 0"):
    set_rules(office, f"automatic: true\nat_most: {{{limits}}}\nreport_address:\n")


def manifest(office):
    return release.read_manifest(release.current_release(office))


def test_release_says_who_approved_it_in_airflow_when_and_why(office):
    folder = built(office)

    name = approval.publish(office, MONTH, folder, answer("Publicar", " Revisado "))

    assert name == "2021-09-r1"
    assert manifest(office)["approval"] == {
        "decision": "publish",
        "by": "ana",
        "at": "2021-10-12T15:30:01+00:00",
        "comment": "Revisado",
        "how": "airflow",
        "build": "2021-09-00000000",
    }


def test_command_publishes_the_newest_build_that_waits(office):
    built(office)
    newest = built(office)
    os.utime(f"{newest}/inputs.json", (2e9, 2e9))

    assert approval.publish_waiting(office, MONTH, approval.Word("Ana")) == "2021-09-r1"

    found = manifest(office)["approval"]
    assert (found["by"], found["how"], found["comment"]) == ("Ana", "command", None)
    assert found["build"] == "2021-09-00000001"


def test_nobody_approved_so_nothing_is_published(office):
    folder = built(office)

    for publish in (
        lambda: approval.publish(office, MONTH, folder, None),
        lambda: approval.publish_waiting(office, MONTH, approval.Word(None)),
    ):
        with pytest.raises(PublishError, match="Nobody has approved this build"):
            publish()
    assert release.current_release(office) is None


def test_whoever_runs_the_cycle_approves_without_being_asked(office):
    office = replace(office, approve_as="ana")
    folder = built(office, critical=5)

    assert approval.ask(office, MONTH, folder) is None
    assert approval.publish(office, MONTH, folder, None) == "2021-09-r1"
    assert manifest(office)["approval"]["by"] == "ana"


def test_returned_build_is_kept_with_who_and_why_and_the_next_run_asks_again(office):
    folder = built(office)

    assert approval.publish(office, MONTH, folder, answer("Devolver", "Falta Tumbes")) is None

    assert release.current_release(office) is None
    with pytest.raises(PublishError, match=r"No build of 2021-09 waits.*APPROVE=no"):
        approval.publish_waiting(office, MONTH, approval.Word("Luis"))
    os.utime(folder, (0, 0))
    build._remove_old_builds(office)
    kept = json.loads((Path(folder) / "returned.json").read_text(encoding="utf-8"))
    assert (kept["by"], kept["comment"]) == ("ana", "Falta Tumbes")
    assert kept["at"] == "2021-10-12T15:30:01+00:00"
    assert not (Path(folder) / "warehouse.duckdb").exists()  # it only takes room
    asked = approval.ask(office, MONTH, built(office))
    assert "Devuelto antes · returned before: 2021-09, ana, 2021-10-12" in asked
    assert "«Falta Tumbes»" in asked


def test_a_change_since_the_build_is_refused_whoever_approves(office):
    folder = built(office)
    with (office.config / "waivers.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")

    for publish in (
        lambda: approval.publish(office, MONTH, folder, answer("Publicar")),
        lambda: approval.publish_waiting(office, MONTH, approval.Word("Ana")),
    ):
        with pytest.raises(PublishError, match=r"changed .*lists in config/.*Run the month again"):
            publish()
    assert release.current_release(office) is None


OPEN = ("5W-570", "¿reemplaza 3,276 o agrega 12,418?")


def test_an_open_question_leads_the_question_and_what_goes_comes_next(office):
    told = (OPEN, ("5W-571", "Frente a a.xlsx salen 250 personas"))

    text = approval.ask(office, MONTH, built(office, told=told))

    assert text.startswith("**1 preguntas abiertas · open questions.**")
    question, gone, report = (text.index(one) for one in (OPEN[1], "salen 250", "QA report"))
    assert question < gone < report


def test_no_threshold_publishes_over_an_open_question(office):
    automatic(office, "critical: 99")

    assert approval.ask(office, MONTH, built(office, told=(OPEN,))) is not None
    with pytest.raises(PublishError, match="Nobody has approved this build"):
        approval.publish_waiting(office, MONTH, approval.Word(None), None)


def test_a_release_published_over_an_open_question_says_so(office):
    approval.publish(office, MONTH, built(office, told=(OPEN,)), answer("Publicar"))

    assert manifest(office)["approval"]["open_questions"] == 1


def test_the_closing_words_of_a_cycle_begin_with_the_open_questions(office):
    folder = finish_build(office, inputs.describe(office), told=(OPEN,))

    said = summary._question_lines(questions.read(folder / build.BUILD_FILE))

    assert said[0].startswith("\nPREGUNTAS ABIERTAS · OPEN QUESTIONS: 1.")
    assert OPEN[1] in said[1]
    assert summary._question_lines([]) == []


def test_changed_files_are_named_by_month():
    old = {"submissions": [FILE, {**FILE, "submission_id": "s2"}], "code_sha256": "a"}
    new = {
        "submissions": [FILE, {"submission_id": "s3", "cycle_month": "2021-08"}],
        "code_sha256": "a",
        "months_open": [MONTH],
    }

    changes = inputs.compare(old, new)

    assert changes == inputs.Changes({"2021-08": 1, MONTH: 1}, ("months_open",))
    assert str(changes).startswith("2021-08: 1 archivos · files; 2021-09: 1 archivos · files; ven")


def test_installation_without_git_names_the_commit_it_was_given(office):
    state = inputs.describe(replace(office, commit="0a1b2c"))

    assert state["versions"]["git_commit"] == "0a1b2c"
    assert state["fingerprint"] == inputs.describe(office)["fingerprint"]


def test_question_tells_the_month_its_findings_and_what_is_new(office):
    set_rules(
        office, "automatic: false\nat_most: {critical: 0}\nreport_address: https://x.example/\n"
    )
    first = finish_build(
        office, {**inputs.describe(office), "code_sha256": "old", "fingerprint": "x"}
    )
    release.publish(office, MONTH, str(first), {})

    text = approval.ask(office, MONTH, built(office, critical=1))

    for line in (
        "[Informe de calidad · QA report](https://x.example/2021-09/qa_report.html)",
        "2 de 3 esperadas · of 3 expected (1 tarde · late)",
        "Faltan · missing: Muestra B\n",
        "10 = 7 contadas · counted + 2 reemplazadas o en espera · superseded or waiting + "
        "1 en cuarentena · quarantined + 0 rechazadas · refused",
        "**1 críticas · critical**, 5 advertencias · warnings, 0 avisos · notices; 1 aceptadas",
        "(desde · since 2021-09-r1)",
        "Cambió · changed: código o reglas · code or rules\n",
        "people, sum of regions: -\n",
        "esta construcción y ninguna otra (2021-09-00000000)",
    ):
        assert line in text


def test_first_question_names_the_report_file_and_the_people_of_regions(office):
    text = approval.ask(office, MONTH, built(office))

    assert f"`{office.reports}/2021-09/qa_report.html`" in text
    assert "2021-09: - → 3,000" in text  # 2,953 + 47; nationwide and other models are left out


def test_unchanged_month_asks_nobody_and_keeps_the_release(office):
    folder = built(office)
    approval.publish(office, MONTH, folder, answer("Publicar"))

    assert approval.ask(office, MONTH, None) is None
    assert approval.publish(office, MONTH, None, None) == "2021-09-r1"
    assert approval.publish_waiting(office, MONTH, approval.Word("Luis")) == "2021-09-r1"
    # The question of the same build, answered after the command published it.
    assert approval.publish(office, MONTH, folder, answer("Publicar")) == "2021-09-r1"
    assert manifest(office)["approval"]["by"] == "ana"


def test_two_questions_about_one_build_cannot_be_answered_both_ways(office):
    returned, published = built(office), built(office)
    approval.publish(office, MONTH, returned, answer("Devolver"))
    with pytest.raises(PublishError, match=r"was returned.*asked again"):
        approval.publish(office, MONTH, returned, answer("Publicar"))
    assert release.current_release(office) is None

    approval.publish(office, MONTH, published, answer("Publicar"))
    with pytest.raises(PublishError, match=r"gone: it was published"):
        approval.publish(office, MONTH, published, answer("Devolver"))


def publish_first(office):
    """Publish a month without its files, with the present lists and code."""
    state = {**inputs.describe(office), "submissions": [], "fingerprint": "first"}
    release.publish(office, MONTH, str(finish_build(office, state)), {})


@pytest.mark.parametrize(
    ("limits", "critical", "months", "is_asked"),
    [
        *[("critical: 0", 0, [MONTH], False), ("critical: 0", 1, [MONTH], True)],
        *[("critical: 1", 1, [MONTH], False), ("critical: 0, warning: 5", 0, [MONTH], False)],
        *[
            ("critical: 0, warning: 4", 0, [MONTH], True),
            ("critical: 0, missing: 0", 0, [MONTH], True),
        ],
        ("critical: 0", 0, [MONTH, "2021-08"], True),
    ],
)
def test_threshold_publishes_files_of_the_month_within_its_limits(
    office, limits, critical, months, is_asked
):
    automatic(office, limits)
    publish_first(office)
    files = [{"submission_id": month, "cycle_month": month} for month in months]
    state = {**inputs.describe(office), "submissions": files}
    folder = str(finish_build(office, state, critical))

    assert (approval.ask(office, MONTH, folder) is not None) == is_asked


def test_automatic_release_says_so(office, monkeypatch):
    automatic(office, "critical: 0, warning: 9")
    publish_first(office)
    state = {**inputs.describe(office), "submissions": [FILE], "fingerprint": "second"}
    monkeypatch.setattr(inputs, "describe", lambda _: state)
    folder = str(finish_build(office, state))

    assert approval.publish(office, MONTH, folder, None) == "2021-09-r2"

    found = manifest(office)["approval"]
    assert (found["by"], found["how"]) == (None, "automatic")
    assert found["comment"] == "config/approval.yml: 0 critical, 5 warning"


def test_new_lists_or_a_returned_month_are_for_a_person_even_then(office):
    automatic(office)
    publish_first(office)
    state = inputs.describe(office)
    folder = str(finish_build(office, {**state, "submissions": [FILE]}))
    other_lists = str(finish_build(office, {**state, "config_sha256": "other"}))

    assert approval.ask(office, MONTH, other_lists) is not None
    assert approval.ask(office, MONTH, folder) is None
    late = {**answer("Devolver"), "responded_at": datetime(2999, 1, 1, tzinfo=UTC)}
    approval.publish(office, MONTH, other_lists, late)
    assert approval.ask(office, MONTH, folder) is not None


def test_rules_of_the_project_leave_the_decision_to_a_person(settings):
    assert read_document(settings, Approval).automatic is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("automatic: [", "form of a YAML"),
        ("automatic: false", r"is missing.*> at_most\]"),
        ("automatic: false\nat_most: {critical: 0}\nreport_address:\nmore: 1", "'more' cannot"),
        ("automatic: 'no'\nat_most: {critical: 0}\nreport_address:", "'no'.* true or false"),
        ("automatic: true\nat_most: {warning: 5}\nreport_address:", r"> at_most: critical\]"),
        ("automatic: true\nat_most: {critical: 0, grave: 1}\nreport_address:", "'grave' cannot"),
        ("automatic: true\nat_most: {critical: -1}\nreport_address:", "'-1'.* be 0 or more"),
        ("automatic: true\nat_most: {critical: true}\nreport_address:", "'True'.* whole number"),
        ("automatic: true\nat_most: {critical: 0}\nreport_address: 8", r"> report_address\]"),
    ],
)
def test_rules_that_cannot_be_used_are_named(office, text, said):
    set_rules(office, text)

    with pytest.raises(ConfigError, match=said):
        read_document(office, Approval)
