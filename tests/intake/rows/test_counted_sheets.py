"""Which sheets of a workbook count: copies, a consolidated sheet, hidden ones, unread ones."""

from __future__ import annotations

import openpyxl
import pytest

from gtrm.intake.formats.workbook import WorkbookReader
from reading import position, read, told
from reading import table as cells_of
from workbooks import GTRM_ROW

MONTHS = ("2021-08", "2021-09")


def row(number, **changes):
    """An activity of its own: ten people more than the one before, 11 and up."""
    total = 10 * number + 1
    return (
        GTRM_ROW
        | {"total_beneficiaries": total, "men": number, "description": str(number)}
        | changes
    )


ROWS = [row(number) for number in range(1, 7)]  # 11 + 21 + ... + 61 = 216 people


@pytest.fixture(scope="module")
def reader():
    with WorkbookReader() as opened:
        yield opened


@pytest.fixture
def book_of(tmp_path, reader):
    """Reads a book of sheets, name to rows by our field; those named "(...)" are hidden."""

    def read_book(states="hidden", without=(), **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for cells in cells_of(rows):
                sheet.append(cells)
            if name in without:
                sheet.delete_cols(position("month") + 1)
            if name.startswith("Oculta"):
                sheet.sheet_state = states
        book.save(tmp_path / "a.xlsx")
        return read(tmp_path / "a.xlsx", reader)

    return read_book


def people(reading):
    """People of the rows that land and are not held, by sheet."""
    held = {
        (sheet, found["source_row"])
        for sheet, notice in reading.notices
        if (found := notice.as_finding())["severity"] == "critical"
    }
    out = {}
    for one in reading.rows:
        if (one["sheet_name"], one["source_row"]) not in held:
            total = int(one["total_beneficiaries"])
            out[one["sheet_name"]] = out.get(one["sheet_name"], 0) + total
    return out


def hints(reading, rule_id):
    found = [(sheet, notice.as_finding()) for sheet, notice in reading.notices]
    return [(sheet, one["hint_es"]) for sheet, one in found if one["rule_id"] == rule_id]


# ---------------------------------------------------------------- copies


def test_a_copied_sheet_counts_once(book_of):
    reading = book_of(Reporte=ROWS, Copia=ROWS[::-1])

    assert people(reading) == {"Reporte": 216}
    ((sheet, hint),) = hints(reading, "5W-546")
    assert sheet == "Copia"
    assert "«Reporte»" in hint
    assert "6 filas, 216 personas" in hint


def test_equal_rows_of_one_sheet_are_not_left_out(book_of):
    reading = book_of(Reporte=[*ROWS, ROWS[0]], Copia=[*ROWS, ROWS[0]])

    assert people(reading) == {"Reporte": 216 + 11}


def test_a_consolidated_sheet_of_the_others_counts_once(book_of):
    alone = row(9, admin1="Piura")

    reading = book_of(Tacna=ROWS[:2], Lima=[*ROWS[2:], alone], Consolidado=ROWS)

    assert people(reading) == {"Consolidado": 216, "Lima": 91}
    assert [sheet for sheet, _ in hints(reading, "5W-546")] == ["Lima", "Tacna"]
    assert "Se leyeron de esta hoja: 1 fila, 91 personas" in hints(reading, "5W-546")[0][1]


def test_what_an_edited_copy_says_otherwise_is_held(book_of):
    old = [*ROWS[:4], ROWS[4] | {"total_beneficiaries": 5}, row(8)]

    reading = book_of(Reporte=[*ROWS, row(7)], **{"Hoja1 (2)": old})

    # 51 people became 5 in one of the two: the fuller sheet's counts, the other waits.
    assert people(reading) == {"Reporte": 216 + 71, "Hoja1 (2)": 81}
    assert [sheet for sheet, _ in hints(reading, "5W-547")] == ["Hoja1 (2)"]


@pytest.mark.parametrize(
    "second",
    [
        [one | {"total_beneficiaries": 3} for one in ROWS],  # the same work, another week
        [ROWS[0], ROWS[1], *(row(number) for number in range(20, 30))],  # two of twelve agree
        [one | {"month": "2021-08"} for one in ROWS],
    ],
)
def test_sheets_that_are_no_copies_both_count(book_of, second):
    reading = book_of(Uno=ROWS, Dos=second)

    assert len(reading.rows) == len(ROWS) + len(second)
    assert told(reading) == []


def test_rows_without_figures_are_no_evidence_of_a_copy(book_of):
    """Rows without a figure are alike in every form."""
    blank = [{"activity": "Kits", "admin1": "Tacna", "month": "2021-09"}] * 3

    reading = book_of(Uno=[*blank, ROWS[0]], Dos=[*blank, ROWS[1]])

    assert len(reading.rows) == 8


def test_a_sheet_that_sums_up_the_others_is_held(book_of):
    figures = [name for name, value in GTRM_ROW.items() if isinstance(value, int)]
    total = GTRM_ROW | {name: sum(one[name] for one in ROWS) for name in figures}

    reading = book_of(Tacna=ROWS[:3], Lima=ROWS[3:], Resumen=[total | {"admin1": "Nacional"}])

    assert people(reading) == {"Tacna": 63, "Lima": 153}
    assert [sheet for sheet, _ in hints(reading, "5W-541")] == ["Resumen"]


def test_a_copy_in_other_words_is_held(book_of):
    words = {"implementation_setup": "no se aplica", "description": "the same in English"}

    reading = book_of(Reporte=ROWS, English=[one | words for one in ROWS])

    assert sum(people(reading).values()) == 216


# ---------------------------------------------------------------- hidden and unread sheets


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("visible", [[], [{"appealing_org": "Sin actividades este mes"}]])
def test_rows_of_a_hidden_sheet_beside_an_empty_form_are_held(book_of, state, visible):
    reading = book_of(states=state, Reporte=visible, Oculta=ROWS)

    assert reading.status == "read"
    assert len(reading.rows) == 6
    assert people(reading) == {}
    assert ("Oculta", "6 filas, 216 personas") in [
        (sheet, ", ".join(hint.split(", ")[:2])) for sheet, hint in hints(reading, "5W-548")
    ]
    assert ("5W-513" in [finding[0] for finding in told(reading)]) == bool(visible)


def test_rows_of_a_hidden_sheet_beside_a_form_that_cannot_be_read_are_held(book_of):
    reading = book_of(Reporte=ROWS, Oculta=ROWS[:2], without=("Reporte",))

    assert people(reading) == {}
    assert "2 filas, 32 personas" in hints(reading, "5W-548")[0][1]
    assert "6 filas, 216 personas" in hints(reading, "5W-517")[0][1]


def test_an_empty_form_with_an_empty_hidden_one_has_nothing_to_report(book_of):
    reading = book_of(Reporte=[], Oculta=[])

    assert reading.status == "nothing_to_report"
    assert told(reading) == []


@pytest.mark.parametrize(
    ("hidden", "rule_id"),
    [
        ([one | {"month": "Agosto 2021"} for one in ROWS], "5W-508"),
        ([one | {"month": "agosto"} for one in ROWS], "5W-508"),
        (ROWS[:3], "5W-508"),
        ([*ROWS[:3], row(9)], "5W-548"),
        ([one | {"month": "setiembre"} for one in ROWS[4:]], "5W-548"),
    ],
)
def test_a_hidden_sheet_beside_a_filled_one_says_what_hangs_on_it(book_of, hidden, rule_id):
    reading = book_of(Reporte=ROWS, Oculta=hidden)

    total = sum(one["total_beneficiaries"] for one in hidden)
    assert people(reading) == {"Reporte": 216}
    ((sheet, hint),) = hints(reading, rule_id)
    assert sheet == "Oculta"
    assert f"{len(hidden)} filas, {total} personas" in hint


def test_a_filled_sheet_that_lacks_a_column_is_never_nothing_to_report(book_of):
    reading = book_of(Reporte=[], Lima=ROWS, without=("Lima",))

    assert reading.status == "refused"
    assert "«Mes de reporte»" in str(reading.refusal)
    assert "6 filas, 216 personas" in hints(reading, "5W-517")[0][1]
