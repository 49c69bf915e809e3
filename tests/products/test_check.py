"""`gtrm check FILE`: what a partner or reviewer sees before sending."""

from __future__ import annotations

import json
import subprocess
import sys

import openpyxl
import pytest
from typer.testing import CliRunner

from gtrm.cli import app
from workbooks import GTRM_ROW, write_5w

CLEAN = GTRM_ROW | {"pendulars": 0, "returnees": 0, "other_under18": 0, "other_above18": 0}
NOT_FOR_ROWS = {
    "altair",
    "botocore",
    "great_expectations.datasource",
    "scipy.stats._stats_py",
    "sqlalchemy",
}


def check(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["check", *map(str, arguments)])
    return result.exit_code, result.stdout


def test_a_clean_file(tmp_path):
    code, text = check(write_5w(tmp_path / "a.xlsx", [CLEAN]))

    assert code == 0, text
    assert "Plantilla 5W del GTRM Perú, encabezado en la fila 1, " in text
    assert "Sin observaciones." in text


def test_findings_are_printed_in_the_language_asked_for(tmp_path):
    path = write_5w(tmp_path / "a.xlsx", [CLEAN, CLEAN | {"total_beneficiaries": "doce"}])

    code, spanish = check(path)
    english = check(path, "--language", "en")[1]

    assert code == 1
    assert "5W-102 CRÍTICA [5W > fila 3 > Total de personas alcanzadas en el mes] 'doce'" in spanish
    assert "5W-102 CRITICAL [5W > row 3 > Total de personas alcanzadas en el mes] 'doce'" in english
    assert "2 rows, 1 findings; 1 rows would not be counted." in english


def test_json_for_programs(tmp_path):
    path = write_5w(tmp_path / "a.xlsx", [CLEAN | {"admin1": "Tacnna"}])

    code, text = check(path, "--json")
    result = json.loads(text)

    assert code == 1
    assert result["rows"] == 1
    assert [finding["rule_id"] for finding in result["findings"]] == ["5W-004", "5W-512"]
    assert result["findings"][1]["hint_es"] == "¿Quiso decir «Tacna»? (semejanza 91)"


def test_an_unreadable_file(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")

    code, text = check(path)

    assert code == 2
    assert "No se puede leer: El libro no se puede abrir" in text


def test_rows_repeated_in_the_file_are_found_without_a_month(tmp_path):
    path = write_5w(tmp_path / "a.xlsx", [CLEAN, CLEAN | {"admin1": "Lima", "admin2": None}, CLEAN])

    code, text = check(path)

    assert code == 1
    assert "5W-601 advertencia [5W > fila 4 > Actividad]" in text
    assert "fila 2 de la hoja «5W»" in text


def test_rows_of_a_hidden_sheet_are_no_valid_report_of_nothing(tmp_path):
    path = write_5w(tmp_path / "a.xlsx", [CLEAN])
    book = openpyxl.load_workbook(path)
    form = book.copy_worksheet(book["5W"])
    form.delete_rows(2)
    book["5W"].sheet_state = "hidden"
    book.active = form
    book.save(path)

    code, text = check(path)

    assert code == 1
    assert "es un reporte válido" not in text
    assert "5W-548 CRÍTICA [5W] Hoja oculta" in text
    assert "1 filas, 2 observaciones; 1 filas no se contarían." in text


@pytest.mark.parametrize("name", ["missing.xlsx"])
def test_a_missing_file_is_said(tmp_path, name):
    result = CliRunner().invoke(app, ["check", str(tmp_path / name)])

    assert result.exit_code != 0
    assert "There is no such file." in str(result.exception)


def test_great_expectations_is_imported_for_rows_only_and_never_as_a_whole(tmp_path):
    refused = tmp_path / "a.xlsx"
    refused.write_bytes(b"not a workbook")
    without_rows = write_5w(tmp_path / "b.xlsx", [])
    with_rows = write_5w(tmp_path / "c.xlsx", [CLEAN])
    look = (
        "import sys; from pathlib import Path; from gtrm.products.check import check_file\n"
        "from gtrm.core.settings import load_settings\n"
        "for path in map(Path, sys.argv[1:]):\n"
        "    print(check_file(load_settings(), path, '2021-09').status)\n"
        f"    print(*{NOT_FOR_ROWS | {'great_expectations'}} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", look, refused, without_rows, with_rows]

    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()

    assert told == ["refused", "", "nothing_to_report", "", "read", "great_expectations"]
