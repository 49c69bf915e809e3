"""The feedback workbook in LibreOffice, corrected there and sent back."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from gtrm import pipeline
from gtrm.core.settings import Settings, load_settings
from gtrm.intake import landed
from gtrm.products.check import check_file
from soffice import convert
from workbooks import GTRM_ROW, write_5w

MONTH = "2021-09"
CLEAN = GTRM_ROW | {"pendulars": 0, "returnees": 0, "other_under18": 0, "other_above18": 0}
REGIONS = ("Tumbes", "Lima", "Tacna", "Ica", "Arequipa", "Cusco")  # of rows 2 to 7
# What a partner got wrong, by row, and what is typed into the marked cells.
WRONG = {
    3: {"total_beneficiaries": ("doce", 10)},
    4: {"admin1": ("Tacnaa", "Tacna"), "cva": ("Talvez", "No")},
    5: {"indicator": (None, "RE-FS1")},
    6: {"month": ("febrero", "2021-09")},
}


@dataclass(frozen=True)
class Exchange:
    """A month's file as sent, the feedback on it, and that saved by LibreOffice."""

    settings: Settings
    sent: Path
    feedback: Path
    saved: Path


def receive(settings: Settings, path: Path, inbox: Path) -> None:
    """Take in a file and write the month's reports, as the cycle does."""
    inbox.mkdir()
    shutil.copy(path, inbox)
    pipeline.land(settings, MONTH, str(inbox))


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    folder = tmp_path_factory.mktemp("exchange")
    own = {"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "warehouse")}
    settings = load_settings(own)
    rows = [CLEAN | {"admin1": region, "admin2": None} for region in REGIONS]
    for number, cells in WRONG.items():
        rows[number - 2] |= {field: wrong for field, (wrong, _) in cells.items()}
    sent = write_5w(folder / "casa_abierta.xlsx", rows)
    receive(settings, sent, folder / "first")
    feedback = settings.reports / MONTH / "feedback" / "casa_abierta_v1_observaciones.xlsx"
    (folder / "ods").mkdir()
    convert(Path(shutil.copy(feedback, folder / "ods")), "ods")
    saved = convert(folder / "ods" / f"{feedback.stem}.ods", "xlsx")
    return Exchange(settings, sent, feedback, saved)


def marks(book: Workbook) -> dict[str, tuple[str, str]]:
    """The coloured cells below the header, with their colours and comments."""
    return {
        cell.coordinate: (cell.fill.start_color.rgb[2:], cell.comment.text)
        for row in book["5W"].iter_rows(min_row=2)
        for cell in row
        if cell.comment
    }


def correct(path: Path, to: Path) -> Path:
    """Type what is right into the marked cells."""
    book = openpyxl.load_workbook(path)
    for where in marks(book):
        cell = book["5W"][where]
        [right] = [
            right
            for field, (wrong, right) in WRONG[cell.row].items()
            if cell.value == wrong or (field == "indicator" and cell.row == 5)
        ]
        cell.value = right
    to.parent.mkdir(exist_ok=True)
    book.save(to)
    return to


pytestmark = pytest.mark.needs("soffice")


def test_marks_comments_links_and_values_survive_libreoffice(exchange):
    made, saved = openpyxl.load_workbook(exchange.feedback), openpyxl.load_workbook(exchange.saved)

    assert len(marks(made)) == sum(map(len, WRONG.values()))
    assert marks(saved) == marks(made)
    assert saved.sheetnames == made.sheetnames == ["Observaciones", "5W"]
    for name in made.sheetnames:
        assert list(saved[name].values) == list(made[name].values)
    links = [
        (cell.coordinate, cell.hyperlink.location)
        for row in saved["Observaciones"].iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert len(links) == len(landed.read_month_findings(exchange.settings, MONTH))
    assert all("5W" in location for _, location in links)


def test_the_marked_copy_has_the_same_findings_and_corrected_it_has_none(exchange, tmp_path):
    def found(path: Path) -> list[tuple[object, ...]]:
        check = check_file(exchange.settings, path, MONTH)
        names = ("rule_id", "source_row", "field_name", "reported_value", "hint_es")
        return [tuple(finding[name] for name in names) for finding in check.findings]

    corrected = correct(exchange.saved, tmp_path / "corrected" / "a.xlsx")

    assert found(exchange.sent)
    assert found(exchange.feedback) == found(exchange.saved) == found(exchange.sent)
    assert found(corrected) == []


def test_the_corrected_copy_sent_back_is_the_next_version(exchange, tmp_path):
    before = exchange.sent.read_bytes()
    corrected = correct(exchange.saved, tmp_path / "corrected" / exchange.feedback.name)
    receive(exchange.settings, corrected, tmp_path / "second")

    parts = landed.read_parts(exchange.settings)
    submissions = landed.all_submission_ids(exchange.settings, MONTH)
    counting = parts[parts["superseded_by_submission_id"].isna()]
    assert len(submissions) == 2
    assert counting["decision_code"].to_list() == ["correction"]
    findings = landed.read_month_findings(exchange.settings, MONTH)
    own = findings[findings["submission_id"] == counting["submission_id"].iloc[0]]
    assert own["rule_id"].to_list() == ["5W-514"]  # that it was taken as a correction
    assert exchange.sent.read_bytes() == before
    feedback = exchange.feedback.with_name("casa_abierta_v2_observaciones.xlsx")
    assert "5W" in openpyxl.load_workbook(feedback).sheetnames
