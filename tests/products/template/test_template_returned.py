"""The 5W workbook that comes back, filled or not."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from filled_template import LANGUAGES, MONTH, ORGANISATION, ROWS, fill
from gtrm.core.settings import load_settings
from gtrm.intake import archive, landed, landing
from gtrm.products.template.layout import FIRST_ROW, load_layout
from gtrm.rules import batch


@dataclass(frozen=True)
class Landed:
    """What became of one file: its submission, and the landing's tables of it."""

    submission: pd.Series
    tables: dict[str, pd.DataFrame]


def receive(folder: Path, book: Path) -> Landed:
    """Archive, land and check one file in an installation of its own."""
    settings = load_settings({"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder)})
    inbox = folder / "in"
    inbox.mkdir()
    shutil.copy(book, inbox)
    [ids] = archive.receive(settings, MONTH, str(inbox))
    landing.land_batch(settings, ids)
    batch.check_batch(settings, ids)
    names = ("submissions", "activities", "headers", "findings")
    tables = {name: landed.read(settings, name, ids) for name in names}
    return Landed(tables["submissions"].iloc[0], tables)


@pytest.fixture(scope="module", params=LANGUAGES)
def returned(request, tmp_path_factory, blanks) -> tuple[str, Landed]:
    """A filled workbook that came back, and its language."""
    folder = tmp_path_factory.mktemp("returned")
    book = fill(blanks[request.param], folder / "5w.xlsx", load_settings({}), request.param)
    return request.param, receive(folder, book)


def test_a_filled_workbook_comes_back_without_a_finding(returned):
    language, landed_file = returned
    submission, rows = landed_file.submission, landed_file.tables["activities"]

    assert submission["status"] == "read"
    assert submission["generation_code"] == f"gtrm_{language}_2021"
    assert submission["organisation_code"] == ORGANISATION
    assert landed_file.tables["findings"].to_dict("records") == []
    assert list(rows["source_row"]) == list(range(FIRST_ROW, FIRST_ROW + len(ROWS)))
    mapped = set(landed_file.tables["headers"]["field_name"])
    assert mapped == set(load_layout(language).columns)
    assert rows["other_cells"].isna().all()
    assert (rows["population_measure_code"] == "total").all()


def test_what_was_chosen_from_the_lists_becomes_its_code(returned):
    rows = returned[1].tables["activities"]

    first = rows.iloc[0]
    assert first["district_pcode"] == "PE230102"
    assert first["ubigeo"] == "230102"
    assert first["activity_code"] == "RE-FS1-01"
    assert first["implementing_organisation_code"] == "MUESTRA-SI1"
    assert first["other_above18"] == "1"
    assert rows["mechanism_code"][1] == "prepaid_card"
    assert rows["cva_value"][1] == "1234.5"
    assert list(rows["region_pcode"])[2:4] == ["PE23", "PE00"]
    assert (rows["month_code"] == MONTH).all()
    for column in ("sector_code", "indicator_code", "activity_code", "rmrp_code", "cva_code"):
        assert rows[column].notna().all(), column


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_says_there_were_no_activities_is_a_submission(tmp_path, blanks, language):
    layout = load_layout(language)
    book = openpyxl.load_workbook(blanks[language])
    book[layout.sheet][f"A{FIRST_ROW}"] = layout.nothing
    book.save(tmp_path / "5w.xlsx")

    submission = receive(tmp_path, tmp_path / "5w.xlsx").submission

    assert submission["status"] == "nothing_to_report"
    assert submission["rows_received_count"] == 0
    assert submission["organisation_code"] == ORGANISATION


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_sent_back_blank_has_nothing_to_report(tmp_path, blanks, language):
    submission = receive(tmp_path, blanks[language]).submission

    assert submission["status"] == "nothing_to_report"
    assert submission["organisation_code"] == ORGANISATION
