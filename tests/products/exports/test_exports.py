from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

import contract_tables
from gtrm.core.errors import PublishError
from gtrm.products import exports
from gtrm.products.exports import tables

NAME = "2021-09-r2"
_ACTIVITIES = """
    create schema reporting;
    create table reporting.rpt_activities_flat as select * from (values
        (9007199254740993::bigint, '2021-09', '=1+1', 1200::bigint, 12.5::decimal(18,2), true,
         date '2021-10-08', timestamp '2021-10-08 15:30:00', 0.25::decimal(6,4)),
        (2::bigint, '2021-09', 'Niñas & "niños" <5,' || chr(10) || 'ok' || chr(7), null, null,
         false, null, null, null),
        (3::bigint, '2021-10', '', 0, -3.0, null, null, null, 1),
        (4::bigint, '2021-10', '_x000D_ 007', 7, 0, null, null, null, 0)
    ) as t(activity_row_id, month_code, activity_description, people_total_count, amount_usd,
           is_cva, deadline_date, received_at, rows_share);
    comment on table reporting.rpt_activities_flat is 'One row per activity.';
    comment on column reporting.rpt_activities_flat.amount_usd is 'Value in USD.';
"""
_REACHED = """
    create schema reporting;
    create table reporting.rpt_people_reached as select * from (values
        ('2021-08', 'PE23', 'maxsector_reported', 'total', null, true, 'people_reached_count'),
        ('2021-09', 'PE23', 'maxsector_reported', 'total', 2953, true, null),
        ('2021-09', 'PE24', 'sum', 'total', null, false, null)
    ) as t(month_code, region_pcode, aggregation_model, measure_code, people_reached_count,
           is_registered, withheld_figures);
"""


@pytest.fixture
def release(settings) -> Path:
    """A release folder: database, public surface, manifest."""
    folder = settings.releases / NAME
    (folder / "public").mkdir(parents=True)
    for path, content in (("", _ACTIVITIES), ("public", _REACHED)):
        with duckdb.connect(str(folder / path / "warehouse.duckdb")) as connection:
            connection.execute(content)
    facts = {"release_id": NAME, "month": "2021-09", "published_at": "2021-10-15T17:00:00+00:00"}
    (folder / "MANIFEST.json").write_text(json.dumps(facts))
    return folder


def open_book(release: Path, surface: str = "internal") -> openpyxl.Workbook:
    [path] = (release / "exports" / surface).glob("*.xlsx")
    return openpyxl.load_workbook(path)


def texts(sheet) -> list[str]:
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]


def hashes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_cells_have_real_types_and_keys_keep_all_digits(settings, release):
    exports.write(settings, release)

    sheet = open_book(release)["Actividades"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    days = (datetime.fromisoformat("2021-10-08"), datetime.fromisoformat("2021-10-08 15:30"))
    # a control character is a blank; & < " and the line break stay; an empty text is no null
    assert rows == [
        ("2", "2021-09", 'Niñas & "niños" <5,\nok ', None, None, False, None, None, None),
        ("3", "2021-10", "", 0, -3, None, None, None, 1),
        ("4", "2021-10", "_x000D_ 007", 7, 0, None, None, None, 0),
        ("9007199254740993", "2021-09", "=1+1", 1200, 12.5, True, *days, 0.25),
    ]
    assert [cell.data_type for cell in sheet["C"]] == ["s"] * 5  # no formula among them
    formats = [cell.number_format.replace("\\", "") for cell in sheet[5]]
    assert formats[3:5] == ["#,##0", "#,##0.00"]
    assert formats[6:] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.0%"]


def test_a_sheet_has_a_frozen_header_a_filter_and_widths(settings, release):
    exports.write(settings, release)

    sheet = open_book(release)["Actividades"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I5"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["B"].width == len("month_code") + 4


def test_the_first_sheet_says_which_release_how_counted_and_what_not_to_add(settings, release):
    exports.write(settings, release)

    book = open_book(release, "public")
    words = texts(book.worksheets[0])
    assert book.sheetnames == ["Léame", "Personas alcanzadas", "Diccionario"]
    assert {NAME, "2021-10-15T17:00:00+00:00", "rpt_people_reached", "3"} <= set(words)
    assert "maxsector_reported / total: 2021-08 – 2021-09" in words  # `sum` is not registered
    assert any(word.startswith("No sume modelos") for word in words)
    assert any(word.startswith("Never add models") for word in words)
    assert any("protegido" in word for word in words)
    assert "Uso interno" in texts(open_book(release).worksheets[0])[1]


def test_the_dictionary_gives_meanings_and_hxl_tags(settings, release):
    exports.write(settings, release)

    rows = [row for row in open_book(release)["Diccionario"].iter_rows(values_only=True)]
    table = "rpt_activities_flat"
    [amount] = [row for row in rows if row[:2] == (table, "amount_usd")]
    assert amount[2::2] == ("decimal(18,2)", "Value in USD.")
    assert (
        amount[3]
        == "Valor transferido, en USD. Vacío si se reportó una transferencia sin su valor."
    )
    assert amount[5] == "#value+usd"
    assert rows[2][1] == "month_code"


def test_a_withheld_figure_is_marked_and_a_missing_one_is_empty(settings, release):
    exports.write(settings, release)

    sheet = open_book(release, "public")["Personas alcanzadas"]
    assert [cell.value for cell in sheet["E"]][1:] == ["protegido", 2953, None]
    [line, *_] = (
        (release / "exports/public/csv/rpt_people_reached.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines()[1:]
    )
    assert line == "2021-08,PE23,maxsector_reported,total,,true,people_reached_count"


def test_csv_is_rfc_4180_for_excel_and_cannot_run_formulas(settings, release):
    exports.write(settings, release)

    data = (release / "exports/internal/csv/rpt_activities_flat.csv").read_bytes()
    lines = data.decode().split("\r\n")
    assert data.startswith(b"\xef\xbb\xbfactivity_row_id,month_code,")
    assert lines[1] == '2,2021-09,"Niñas & ""niños"" <5,\nok\x07",,,false,,,'
    assert lines[2] == '3,2021-10,"",0,-3.00,,,,1.0000'  # a negative number stays one
    assert lines[4].startswith("9007199254740993,2021-09,'=1+1,1200,12.50,true,2021-10-08,")
    assert lines[5] == ""


def test_public_hxl_files_have_a_tag_row(settings, release):
    exports.write(settings, release)

    path = release / "exports/public/hxl/rpt_people_reached.csv"
    tags = path.read_text(encoding="utf-8-sig").splitlines()[1]
    assert tags == "#date+month,#adm1+code,#meta+method,#meta+measure,#reached,,"


def test_written_twice_the_files_have_the_same_bytes(settings, release):
    exports.write(settings, release)
    first = hashes(release / "exports")
    exports.write(settings, release)

    assert hashes(release / "exports") == first
    assert set(first) == {
        f"internal/gtrm_{NAME}.xlsx",
        "internal/csv/rpt_activities_flat.csv",
        f"public/gtrm_public_{NAME}.xlsx",
        "public/csv/rpt_people_reached.csv",
        "public/hxl/rpt_people_reached.csv",
        "public/parquet/reporting/rpt_people_reached.parquet",
    }


def test_a_table_too_long_for_excel_says_where_it_is(settings, release, monkeypatch):
    monkeypatch.setitem(tables.load_words(), "sheet_rows", 3)
    exports.write(settings, release)

    sheet = open_book(release)["Actividades"]
    assert sheet.max_row == 2
    assert sheet["A2"].value.startswith("4 filas no caben en Excel")
    assert "csv/rpt_activities_flat.csv" in sheet["A2"].value
    assert sheet.auto_filter.ref is None


def test_a_long_text_is_cut_with_a_mark(settings, release):
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        connection.execute(
            "update reporting.rpt_activities_flat set activity_description = repeat('ñ', 40000)"
        )
    exports.write(settings, release)

    assert open_book(release)["Actividades"]["C2"].value == "ñ" * 32000 + " […]"


def test_without_the_public_surface_nothing_is_called_public(settings, release):
    (release / "public" / "warehouse.duckdb").unlink()

    with pytest.raises(PublishError, match="public surface is missing"):
        exports.write(settings, release)
    assert not (release / "exports" / "public").exists()


def test_any_release_can_be_exported_to_a_folder(settings, release, tmp_path):
    settings.current.symlink_to(f"releases/{NAME}")
    exports.write(settings, release)
    for name, folder in ((NAME, tmp_path / "a"), (None, tmp_path / "b")):
        assert exports.export(settings, name, folder) == folder
        assert hashes(folder) == hashes(release / "exports")
    with pytest.raises(PublishError, match="no such release"):
        exports.export(settings, "2020-01-r1", tmp_path / "c")


def test_every_report_table_has_a_sheet_name_and_a_spanish_sentence():
    known = tables.load_words()["tables"]
    sheets = [entry["sheet"] for entry in known.values()]

    assert set(contract_tables.read_contracts()) <= set(known)
    assert len({sheet.casefold() for sheet in sheets}) == len(sheets)
    assert all(len(sheet) <= 31 and not set(sheet) & set("[]:*?/\\'") for sheet in sheets)
    assert all(entry["es"].endswith(".") for entry in known.values())
