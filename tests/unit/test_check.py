"""`gtrm check FILE`: what a partner or reviewer sees before sending."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from gtrm.cli import app
from workbooks import GTRM_ROW, write_5w

CLEAN = GTRM_ROW | {"pendulars": 0, "returnees": 0, "other_under18": 0, "other_above18": 0}


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


@pytest.mark.parametrize("name", ["missing.xlsx"])
def test_a_missing_file_is_said(tmp_path, name):
    result = CliRunner().invoke(app, ["check", str(tmp_path / name)])

    assert result.exit_code != 0
    assert "There is no such file." in str(result.exception)


def test_great_expectations_is_only_imported_for_rows(tmp_path):
    refused = tmp_path / "a.xlsx"
    refused.write_bytes(b"not a workbook")
    without_rows = write_5w(tmp_path / "b.xlsx", [])
    look = (
        "import sys; from pathlib import Path; from gtrm import checking, settings\n"
        "for path in map(Path, sys.argv[1:]):\n"
        "    print(checking.check_file(settings.load_settings(), path, '2021-09').status)\n"
        "print('great_expectations' in sys.modules)"
    )
    command = [sys.executable, "-c", look, refused, without_rows]

    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()

    assert told == ["refused", "nothing_to_report", "False"]
