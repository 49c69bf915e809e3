"""Correction or complement: getting it wrong loses people or counts them twice."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from gtrm.core.errors import SettingsError
from gtrm.core.settings import Settings, load_settings
from gtrm.intake import archive, landed, landing, versions
from gtrm.intake.versions.judgement import read_name
from workbooks import GTRM_ROW, write_5w

WORK = [
    GTRM_ROW | {"activity": name, "indicator": "RE-FS1"}
    for name in (
        "Comida fría/caliente distribuida (# de raciones diarias)",
        "Kits de alimentos distribuidos (# de kits familiares)",
        "Refrigerios distribuidos (# de refrigerios diarios)",
        "Transferencia monetaria para acceso a alimentos ($USD distribuidos)",
    )
]
TUMBES = [
    row | {"admin1": "Tumbes", "admin2": "Tumbes", "total_beneficiaries": 20 + number}
    for number, row in enumerate(WORK)
]


def take(settings: Settings, folder: Path, month: str = "2021-09") -> None:
    for batch in archive.receive(settings, month, str(folder)):
        landing.land_batch(settings, batch)
    versions.decide(settings)


def parts(settings: Settings) -> dict[str, tuple[str, bool, str]]:
    """File name -> decision, whether it counts, who decided."""
    ids = landed.all_submission_ids(settings)
    names = landed.read(settings, "submissions", ids).set_index("submission_id")["file_name"]
    table = landed.read_parts(settings)
    return {
        names[row.submission_id]: (
            row.decision_code,
            row.superseded_by_submission_id is None,
            row.decided_by,
        )
        for row in table.itertuples()
    }


def test_a_file_that_repeats_the_work_replaces_the_earlier_one(settings, tmp_path):
    write_5w(tmp_path / "a" / "reporte.xlsx", WORK)
    take(settings, tmp_path / "a")
    corrected = [WORK[0] | {"total_beneficiaries": 12, "in_transit": 6}, *WORK[1:]]
    write_5w(tmp_path / "b" / "otro nombre.xlsx", corrected)

    take(settings, tmp_path / "b")

    assert parts(settings) == {
        "reporte.xlsx": ("first", False, "rule"),
        "otro nombre.xlsx": ("correction", True, "rule"),
    }


def test_another_office_adds_even_under_the_same_file_name(settings, tmp_path):
    write_5w(tmp_path / "a" / "5W.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W.xlsx", TUMBES)
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings)
    told = landed.read_month_findings(settings, "2021-09")

    assert sorted(table["decision_code"]) == ["complement", "first"]
    assert table["superseded_by_submission_id"].isna().all()
    assert list(told["rule_id"]) == ["5W-515"]
    assert "config/versions.csv" in told["hint_es"][0]


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        ("5W_corregido.xlsx", "correction"),
        ("5W_complemento_Tumbes.xlsx", "complement"),
        ("reporte.xlsx", "asked"),  # the same name as the first
        ("5W otra vez.xlsx", "asked"),
    ],
)
def test_between_the_limits_the_file_name_decides_or_nobody_does(
    settings, tmp_path, name, decision
):
    write_5w(tmp_path / "a" / "reporte.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / name, [WORK[0] | {"new_beneficiaries": 5}, *TUMBES[1:]])
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings)
    decided = table[table["decision_code"] != "first"].iloc[0]

    assert decided["overlap_share"] == 0.25
    assert decided["decision_code"] == decision


def test_the_marked_copy_that_comes_back_replaces_its_file_however_much_was_corrected(
    settings, tmp_path
):
    write_5w(tmp_path / "a" / "reporte-sur.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "reporte-sur_v1_observaciones.xlsx", TUMBES)
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings).set_index("decision_code")

    assert table.loc["correction", "overlap_share"] == 0
    assert table.loc["first", "superseded_by_submission_id"] is not None


def test_a_consolidated_file_is_judged_for_each_organisation(settings, tmp_path):
    other = [row | {"appealing_org": "Organización Muestra B"} for row in WORK]
    write_5w(tmp_path / "a" / "consolidado.xlsx", [*WORK, *other])
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "muestra_b.xlsx", [*other[:3], other[3] | {"men": 2, "boys": 2}])
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings).sort_values(["organisation_code", "decision_code"])

    assert list(table["decision_code"]) == ["first", "correction", "first"]
    assert list(table["superseded_by_submission_id"].isna()) == [True, True, False]


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"appealing_org": "Organización Muestra B"}, True),
        ({"month": "Agosto 2021"}, True),
        ({"appealing_org": "Organización Muestra B", "total_beneficiaries": 9}, False),
        ({"appealing_org": "Organización Muestra B", "month": "Agosto 2021"}, False),
    ],
)
@pytest.mark.parametrize("name", ["5W.xlsx", "5W_corregido.xlsx", "5W de Muestra B.xlsx"])
def test_rows_moved_to_another_organisation_or_month_leave_nothing_behind(
    settings, tmp_path, name, change, moved
):
    """Else their people count twice; another file, or other figures, are other work."""
    write_5w(tmp_path / "a" / "5W.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / name, [row | change for row in WORK])
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings)

    moved = moved and "Muestra" not in name
    assert sorted(table["decision_code"]) == (["correction", "first"] if moved else ["first"] * 2)
    assert table["superseded_by_submission_id"].isna().sum() == (1 if moved else 2)


def test_rows_moved_and_then_corrected_lead_to_the_last_version(settings, tmp_path):
    moved = [row | {"appealing_org": "Organización Muestra B"} for row in WORK]
    for folder, rows in {
        "a": WORK,
        "b": moved,
        "c": [row | {"total_beneficiaries": 12, "in_transit": 6} for row in moved],
    }.items():
        write_5w(tmp_path / folder / "5W.xlsx", rows)
        take(settings, tmp_path / folder)

    table = landed.read_parts(settings).sort_values("submission_id")
    [last] = table[table["superseded_by_submission_id"].isna()]["submission_id"]

    assert list(table["superseded_by_submission_id"].dropna()) == [last, last]


def test_a_version_of_a_file_replaces_all_of_it_and_tells_who_is_gone(settings, tmp_path):
    other = [row | {"appealing_org": "Organización Muestra B"} for row in TUMBES]
    write_5w(tmp_path / "a" / "5W.xlsx", [*WORK, *other])
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W.xlsx", [row | {"men": 2, "boys": 2} for row in WORK])
    take(settings, tmp_path / "b")

    table = landed.read_parts(settings)
    told = landed.read_month_findings(settings, "2021-09").set_index("rule_id")

    assert table["superseded_by_submission_id"].isna().sum() == 1
    # 20 + 21 + 22 + 23 people of B in Tumbes.
    assert "salen 86 personas: Organización Muestra B 2021-09: 86 → -." in told["hint_es"]["5W-571"]
    assert told["severity"]["5W-571"] == "warning"


@pytest.mark.parametrize(("is_back", "told"), [(False, True), (True, False)])
def test_what_is_gone_is_told_until_a_later_version_brings_it_back(
    settings, tmp_path, is_back, told
):
    other = [row | {"appealing_org": "Organización Muestra B"} for row in TUMBES]
    last = [*WORK[::-1], *(other if is_back else [])]
    for folder, rows in {"a": [*WORK, *other], "b": WORK, "c": last}.items():
        write_5w(tmp_path / folder / "5W.xlsx", rows)
        take(settings, tmp_path / folder)

    assert ("5W-571" in set(landed.read_month_findings(settings, "2021-09")["rule_id"])) is told


THIRTEEN = [
    row | {"admin1": region, "admin2": None, "total_beneficiaries": 100 + number}
    for region in ("Tacna", "Tumbes", "Lima")
    for number, row in enumerate(WORK)
] + [WORK[0] | {"admin1": "Piura", "admin2": None}]


@pytest.mark.parametrize(
    "name", ["5W_A_2021-09 complemento.xlsx", "5W_A parte 2.xlsx", "5W_A_oficina Tacna norte.xlsx"]
)
@pytest.mark.parametrize("change", [{}, {"total_beneficiaries": 40}, {"description": "Otra fecha"}])
def test_a_few_rows_never_replace_thirteen(settings, tmp_path, name, change):
    """A question: the thirteen rows (1,228 people) count, the two wait."""
    write_5w(tmp_path / "a" / "5W_A_2021-09.xlsx", THIRTEEN)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / name, [row | change for row in THIRTEEN[:2]])
    take(settings, tmp_path / "b")

    told = landed.read_month_findings(settings, "2021-09")

    assert parts(settings) == {
        "5W_A_2021-09.xlsx": ("first", True, "rule"),
        name: ("asked", False, "rule"),
    }
    assert list(told["rule_id"]) == ["5W-570"]
    assert list(told["severity"]) == ["critical"]
    assert "mientras nadie responda se cuenta el anterior, 1,228" in told["hint_es"][0]


@pytest.mark.parametrize("change", [{}, {"total_beneficiaries": 40}])
def test_a_complement_that_comes_with_its_file_is_the_later_one(settings, tmp_path, change):
    """Whatever their names' order in the folder."""
    write_5w(tmp_path / "a" / "5W_A.xlsx", THIRTEEN)
    write_5w(tmp_path / "a" / "5W_A anexo.xlsx", [row | change for row in THIRTEEN[:2]])
    take(settings, tmp_path / "a")

    assert parts(settings) == {
        "5W_A.xlsx": ("first", True, "rule"),
        "5W_A anexo.xlsx": ("asked", False, "rule"),
    }


@pytest.mark.parametrize(
    ("change", "decision"),
    [({}, "correction"), ({"total_beneficiaries": 40}, "asked")],
    ids=["all of it is in the later file", "other figures"],
)
def test_a_complement_is_replaced_by_a_file_that_has_its_rows_and_by_no_other(
    settings, tmp_path, change, decision
):
    write_5w(tmp_path / "a" / "5W_A anexo.xlsx", [row | change for row in THIRTEEN[:2]])
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W_A.xlsx", THIRTEEN)
    for receipt in (settings.archive / "receipts").glob("*/*.json"):  # a day before
        text = receipt.read_text(encoding="utf-8")
        said = json.loads(text)
        said["received_at"] = "2021-10-01T00:00:00+00:00"
        receipt.chmod(0o640)
        receipt.write_text(json.dumps(said), encoding="utf-8")
    shutil.rmtree(settings.landing)
    take(settings, tmp_path / "b")

    assert parts(settings)["5W_A.xlsx"][0] == decision


@pytest.mark.parametrize(
    ("decision", "counting"),
    [
        ("correction", {"b"}),
        ("complement", {"a", "b"}),
    ],
)
def test_an_answer_settles_the_question(tmp_path, decision, counting):
    settings = office_with(tmp_path, f"2021-09,b.xlsx,{decision},M. Revisor,2021-10-15,Llamada")
    write_5w(tmp_path / "a" / "a.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "b.xlsx", [WORK[0] | {"new_beneficiaries": 5}, *TUMBES[1:]])
    take(settings, tmp_path / "b")

    found = parts(settings)

    assert {name[0] for name, (_, counts, _) in found.items() if counts} == counting
    assert found["b.xlsx"][2] == "M. Revisor"
    assert "5W-570" not in set(landed.read_month_findings(settings, "2021-09")["rule_id"])


def test_an_answer_may_name_one_of_two_files_of_the_same_name_by_its_id(tmp_path):
    rows = [WORK[0] | {"new_beneficiaries": 5}, *TUMBES[1:]]
    settings = office_with(tmp_path, "")
    for folder, sent in {"a": WORK, "b": rows}.items():
        write_5w(tmp_path / folder / "5W.xlsx", sent)
        take(settings, tmp_path / folder)
    later = landed.read_parts(settings).set_index("decision_code")["submission_id"]["asked"]
    line = f"2021-09,{later},complement,M. Revisor,2021-10-15,Otra oficina"

    take(office_with(tmp_path, line), tmp_path / "b")

    table = landed.read_parts(settings)
    assert sorted(table["decision_code"]) == ["complement", "first"]


def test_what_waits_leaves_its_question_to_its_own_version(settings, tmp_path):
    thin = [WORK[0] | {"new_beneficiaries": 5}, *TUMBES[1:]]
    for folder, rows in {"a": WORK, "b": thin, "c": [*thin[:3], thin[3] | {"men": 9}]}.items():
        write_5w(tmp_path / folder / "5W.xlsx", rows)
        take(settings, tmp_path / folder)

    table = landed.read_parts(settings)
    told = landed.read_month_findings(settings, "2021-09")

    assert table["superseded_by_submission_id"].isna().sum() == 1
    assert sorted(table["decision_code"]) == ["asked", "first", "first"]
    assert list(told["rule_id"]).count("5W-570") == 1


def test_what_repeats_a_file_that_waits_waits_with_it(settings, tmp_path):
    """Its rows are in no file that counts: to call them counted would lose them."""
    thin = [WORK[0] | {"new_beneficiaries": 5}, *TUMBES[1:]]
    for folder, name, rows in (
        ("a", "5W.xlsx", WORK),
        ("b", "5W.xlsx", thin),
        ("c", "otra.xlsx", thin[1:]),
    ):
        write_5w(tmp_path / folder / name, rows)
        take(settings, tmp_path / folder)

    told = landed.read_month_findings(settings, "2021-09").groupby("rule_id")["file_name"]

    assert sorted(told.get_group("5W-570")) == ["5W.xlsx", "otra.xlsx"]
    assert "5W-572" not in told.groups


def test_fewer_people_under_another_title_are_told(settings, tmp_path):
    """Ten people in each of four activities, then five: less 20, and perhaps other work."""
    write_5w(tmp_path / "a" / "norte.xlsx", WORK)
    take(settings, tmp_path / "a")
    fewer = {"total_beneficiaries": 5, "in_destination": 1, "in_transit": 4}
    write_5w(tmp_path / "b" / "sur.xlsx", [row | fewer for row in WORK])
    take(settings, tmp_path / "b")

    told = landed.read_month_findings(settings, "2021-09").set_index("rule_id")["hint_es"]

    assert "salen 20 personas: Organización Muestra A 2021-09: 40 → 20." in told["5W-571"]


def test_an_empty_form_withdraws_nothing_by_itself(tmp_path):
    title = (["Organización:", "Organización Muestra A"],)
    settings = office_with(tmp_path, "")
    write_5w(tmp_path / "a" / "5W.xlsx", WORK, above=title)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W corregido.xlsx", [], above=title)
    take(settings, tmp_path / "b")

    told = landed.read_month_findings(settings, "2021-09")
    assert list(told["rule_id"]) == ["5W-573"]
    assert parts(settings)["5W.xlsx"][1]

    line = "2021-09,5W corregido.xlsx,correction,M. Revisor,2021-10-15,No hubo actividades"
    take(office_with(tmp_path, line), tmp_path / "b")

    assert not parts(settings)["5W.xlsx"][1]


@pytest.mark.parametrize(("decision", "counting"), [("", 3), ("correction", 3), ("replacement", 2)])
def test_months_before_those_of_a_later_export_are_asked_about(tmp_path, decision, counting):
    """July and August, then August and September under the same name: is July gone?"""
    months = {number: [row | {"month": f"2021-0{number}"} for row in WORK] for number in (7, 8, 9)}
    line = decision and f"2021-09,5W.xlsx,{decision},M. Revisor,2021-10-15,Llamada"
    settings = office_with(tmp_path, line)
    write_5w(tmp_path / "a" / "5W.xlsx", [*months[7], *months[8]])
    take(settings, tmp_path / "a", "2021-08")
    write_5w(tmp_path / "b" / "5W.xlsx", [*months[8], *months[9]])
    take(settings, tmp_path / "b", "2021-09")

    table = landed.read_parts(settings)
    told = set(landed.read_month_findings(settings, "2021-09")["rule_id"])

    assert table["superseded_by_submission_id"].isna().sum() == counting
    assert ("5W-574" in told) == (not decision)


@pytest.mark.parametrize(
    ("sender", "counting"),
    [
        ("ana@muestra-a.example", 1),  # a colleague: the whole file
        ("5w@muestra-b.example", 2),  # somebody else's: only what both speak of
    ],
)
def test_only_the_same_sender_replaces_a_whole_file(settings, tmp_path, sender, counting):
    other = [row | {"appealing_org": "Organización Muestra B"} for row in TUMBES]
    sent = {"a": ("5w@muestra-a.example", [*WORK, *other]), "b": (sender, WORK[::-1])}
    for folder, (address, rows) in sent.items():
        write_5w(tmp_path / folder / "5W.xlsx", rows)
        text = f"file_name,received_at,sender\n5W.xlsx,2021-10-0{len(rows)}T10:00:00Z,{address}\n"
        text = text.replace("2021-10-04", "2021-10-09")  # the later one
        (tmp_path / folder / "received.csv").write_text(text, encoding="utf-8")
        take(settings, tmp_path / folder)

    assert landed.read_parts(settings)["superseded_by_submission_id"].isna().sum() == counting


def test_a_file_in_a_zip_is_a_version_of_the_file_of_its_own_name(settings, tmp_path):
    other = [row | {"appealing_org": "Organización Muestra B"} for row in TUMBES]
    write_5w(tmp_path / "a" / "5W.xlsx", [*WORK, *other])
    take(settings, tmp_path / "a")
    (tmp_path / "b").mkdir()
    with zipfile.ZipFile(tmp_path / "b" / "envío de octubre.zip", "w") as archive_file:
        archive_file.write(write_5w(tmp_path / "c" / "5W.xlsx", WORK[::-1]), "5W.xlsx")
    take(settings, tmp_path / "b")

    assert landed.read_parts(settings)["superseded_by_submission_id"].isna().sum() == 1


@pytest.mark.parametrize(
    ("name", "other", "is_one"),
    [
        ("5W_marzo_v2 (corregido).xlsx", "5W abril.xlsx", True),
        ("consolidado 2021-03-31.xlsx", "Copia de Consolidado (2).xlsx", True),
        ("envío.zip/5W.xlsx", "5W.xlsx", True),
        ("ACNUR_03-2021 final.xlsx", "ACNUR 2021_04.xlsx", True),
        ("5W_A.xlsx", "5W_A complemento.xlsx", False),
        ("5W_A norte.xlsx", "5W_A sur.xlsx", False),
    ],
)
def test_titles_leave_out_what_tells_versions_apart(name, other, is_one):
    assert (read_name(name).title == read_name(other).title) is is_one


def test_partners_who_use_one_file_name_do_not_replace_each_other(settings, tmp_path):
    """No organisation in common, no row of one in the other."""
    other = [row | {"appealing_org": "Organización Muestra B"} for row in TUMBES]
    write_5w(tmp_path / "a" / "5W.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W.xlsx", other)
    take(settings, tmp_path / "b")

    assert landed.read_parts(settings)["superseded_by_submission_id"].isna().all()


def test_the_same_rows_sent_again_next_month_are_counted_once(settings, tmp_path):
    write_5w(tmp_path / "a" / "setiembre.xlsx", WORK)
    take(settings, tmp_path / "a", "2021-09")
    take(settings, tmp_path / "a", "2021-10")

    table = landed.read_parts(settings)

    assert len(table) == 2
    assert table["superseded_by_submission_id"].isna().sum() == 1


def test_rows_after_nothing_to_report_replace_that_statement(settings, tmp_path):
    title = (["Organización:", "Organización Muestra A"],)
    write_5w(tmp_path / "a" / "nada.xlsx", [], above=title)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "reporte.xlsx", WORK, above=title)
    take(settings, tmp_path / "b")

    assert parts(settings) == {
        "nada.xlsx": ("nothing_to_report", False, "rule"),
        "reporte.xlsx": ("first", True, "rule"),
    }


def office_with(tmp_path: Path, line: str) -> Settings:
    """An installation whose reviewer wrote this line in config/versions.csv."""
    config = tmp_path / "config"
    shutil.copytree(load_settings({}).config, config, dirs_exist_ok=True)
    header = "cycle_month,file_name,decision,decided_by,decided_on,reason"
    (config / "versions.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    return load_settings(
        {
            "GTRM_RAW": str(tmp_path / "raw"),
            "GTRM_WAREHOUSE": str(tmp_path / "warehouse"),
            "GTRM_CONFIG": str(config),
        }
    )


def test_a_reviewer_overrules_the_rule(tmp_path):
    line = "2021-09,5w_b.xlsx,correction,M. Revisor,2021-10-15,Llamada con el socio"
    settings = office_with(tmp_path, line)
    write_5w(tmp_path / "a" / "5W_a.xlsx", WORK)
    take(settings, tmp_path / "a")
    write_5w(tmp_path / "b" / "5W_b.xlsx", TUMBES)
    take(settings, tmp_path / "b")

    assert parts(settings) == {
        "5W_a.xlsx": ("first", False, "rule"),
        "5W_b.xlsx": ("correction", True, "M. Revisor"),
    }


def test_a_decision_without_author_names_its_row(tmp_path):
    settings = office_with(tmp_path, "2021-09,a.xlsx,correction,,,")

    with pytest.raises(SettingsError, match=r"versions\.csv > fila 2 \(row 2\) > decided_by"):
        versions.decide(settings)
