"""Which rows of a sheet are activities: totals, notes, columns filled down, marks for a blank."""

from __future__ import annotations

import pytest

from gtrm.intake import notices
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.notices import Notice
from reading import column, read, told
from reading import table as cells_of
from workbooks import GTRM_ROW, write_cells

# Two activities and what they add up to; no figure of one is that of the other.
ONE = GTRM_ROW
TWO = GTRM_ROW | {
    **{"admin1": "Lima", "output_quantity": 7, "total_beneficiaries": 25, "new_beneficiaries": 20},
    **{"in_destination": 20, "in_transit": 3, "host_community": 2},
    **{"girls": 9, "boys": 8, "women": 7, "men": 1},
}
FIGURES = (
    *("output_quantity", "total_beneficiaries", "new_beneficiaries", "in_destination"),
    *("in_transit", "host_community", "girls", "boys", "women", "men"),
)
SUMS = {name: ONE[name] + TWO[name] for name in FIGURES}
WHOLE = GTRM_ROW | SUMS


@pytest.fixture(scope="module")
def reader():
    with WorkbookReader() as opened:
        yield opened


@pytest.fixture
def rows_of(tmp_path, reader):
    """Reads a sheet of rows by our field: the reading."""

    def read_rows(*rows):
        return read(write_cells(tmp_path / "a.xlsx", cells_of(list(rows))), reader)

    return read_rows


def findings(reading, rule_id):
    found = (notice.as_finding() for _, notice in reading.notices)
    return [finding for finding in found if finding["rule_id"] == rule_id]


# ---------------------------------------------------------------- totals


@pytest.mark.parametrize(
    ("field", "label"),
    [
        *(("activity", "TOTAL"), ("appealing_org", "Gran total"), ("sector", "Total acumulado")),
        *(("project", "Total beneficiarios"), ("admin1", "Subtotal Tacna"), ("donor", "Sumatoria")),
        *(("indicator", "Grand total:"), ("month", "Total de personas"), ("description", "Sum")),
        *(("activity_unit", "Total OIM"), ("implementing_org", "Total beneficiaries reached")),
    ],
)
def test_a_total_that_fills_every_field_is_no_activity(rows_of, field, label):
    reading = rows_of(ONE, TWO, WHOLE | {field: label})

    assert column(reading, "total_beneficiaries") == {2: "10", 3: "25"}
    assert told(reading) == [("5W-507", 4, None, label)]


def test_a_total_that_is_not_the_sum_is_told_with_the_difference(rows_of):
    reading = rows_of(ONE, TWO, WHOLE | {"activity": "TOTAL", "total_beneficiaries": 40})

    assert list(column(reading, "men")) == [2, 3]
    (finding,) = findings(reading, "5W-540")
    assert finding["source_row"] == 4
    assert "«Total de personas alcanzadas en el mes»: 40 / 35" in finding["hint_es"]


def test_sums_without_a_label_are_a_total(rows_of):
    reading = rows_of(ONE, TWO, SUMS)

    assert list(column(reading, "men")) == [2, 3]
    assert told(reading)[0][:2] == ("5W-507", 4)


def test_a_whole_activity_that_is_the_sum_of_those_above_is_held(rows_of):
    reading = rows_of(ONE, TWO, WHOLE)

    assert list(column(reading, "men")) == [2, 3, 4]
    (finding,) = findings(reading, "5W-541")
    assert (finding["source_row"], finding["severity"]) == (4, "critical")


def test_a_total_above_the_rows_is_a_total(rows_of):
    reading = rows_of(SUMS, ONE, TWO)

    assert list(column(reading, "men")) == [3, 4]
    assert told(reading)[0][:2] == ("5W-507", 2)


def test_tables_under_each_other_each_have_their_totals(rows_of):
    three = TWO | {"admin1": "Piura", "men": 5}
    second = {name: SUMS[name] + three[name] - ONE[name] for name in FIGURES}
    grand = {name: SUMS[name] + TWO[name] + three[name] for name in FIGURES}

    reading = rows_of(ONE, TWO, SUMS, TWO, three, second, grand | {"sector": "Total general"})

    assert list(column(reading, "men")) == [2, 3, 5, 6]
    assert [finding[:2] for finding in told(reading)] == [("5W-507", row) for row in (4, 7, 8)]


@pytest.mark.parametrize(
    "rows",
    [
        [ONE, ONE],  # a copy is no sum of one row
        [TWO, *[ONE | dict.fromkeys(FIGURES, 0)] * 3, TWO],  # nor among zeros
        [
            ONE,
            TWO,
            TWO | {"activity": "Total de kits de higiene entregados a familias (# de kits)"},
        ],
        [ONE, TWO, TWO | {"appealing_org": "Total"}],
        [  # small counts agree by chance: two different figures
            {**GTRM_ROW, **dict.fromkeys(FIGURES), "total_beneficiaries": total, "girls": girls}
            for total, girls in ((3, 1), (3, 1), (6, 2))
        ],
    ],
)
def test_activities_that_only_look_like_totals_stay(rows_of, rows):
    reading = rows_of(*rows)

    assert len(reading.rows) == len(rows)
    assert told(reading) == []


@pytest.mark.parametrize(
    "rows",
    [
        [WHOLE | {"activity": "Total"}],
        [SUMS | {"admin1": "Subtotal Lima"}, SUMS | {"admin1": "Subtotal Tacna"}],
    ],
)
def test_totals_of_nothing_are_held_and_never_nothing_to_report(rows_of, rows):
    reading = rows_of(*rows)

    assert (reading.status, len(reading.rows)) == ("read", len(rows))
    assert [finding["severity"] for finding in findings(reading, "5W-541")] == (
        ["critical"] * len(rows)
    )


def test_a_name_that_most_rows_hold_is_no_label(rows_of):
    reading = rows_of(*[row | {"donor": "Suma"} for row in (ONE, TWO, TWO | {"men": 9})])

    assert (len(reading.rows), told(reading)) == (3, [])


# ---------------------------------------------------------------- what is no activity


def test_notes_under_the_table_are_told_once(rows_of):
    notes = ["Nota: cifras preliminares.", "Fuente: registros 2021", "Elaborado por: Persona"]

    reading = rows_of(
        ONE,
        {},
        {"appealing_org": notes[0]},
        {"total_beneficiaries": notes[1]},
        {"appealing_org": notes[2], "implementation_setup": "Firma", "month": "2021-10-05"},
    )

    assert list(column(reading, "men")) == [2]
    (finding,) = findings(reading, "5W-542")
    assert told(reading) == [("5W-542", 4, None, finding["reported_value"])]
    assert all(note in finding["reported_value"] for note in notes)
    assert "3 filas, de la 4 a la 6" in finding["hint_es"]
    assert finding["rows_affected_count"] == 3


def test_a_form_filled_down_is_no_row(rows_of):
    prepared = {"appealing_org": "OIM", "month": "2021-09", "total_beneficiaries": 0, "men": 0}

    reading = rows_of(ONE, *[prepared] * 300)

    assert list(column(reading, "men")) == [2]
    assert [finding["rows_affected_count"] for finding in findings(reading, "5W-542")] == [300]


def test_a_lone_figure_is_told_with_its_sum(rows_of):
    reading = rows_of(ONE, {"total_beneficiaries": 30}, {"total_beneficiaries": 12})

    assert list(column(reading, "men")) == [2]
    (finding,) = findings(reading, "5W-543")
    assert "«Total de personas alcanzadas en el mes»: 42" in finding["hint_es"]


def test_a_sheet_of_lone_figures_is_not_nothing_to_report(rows_of):
    reading = rows_of({"total_beneficiaries": 30}, {"total_beneficiaries": 12})

    assert column(reading, "total_beneficiaries") == {2: "30", 3: "12"}


@pytest.mark.parametrize(
    "row",
    [
        {"total_beneficiaries": 30, "men": 12},  # figures without a word
        {"total_beneficiaries": 30, "admin1": "Tacna"},
        {"total_beneficiaries": "12 personas", "men": "1.490"},
        {"activity": "Kits", "admin1": "Tacna"},
    ],
)
def test_a_row_that_holds_something_of_a_5w_is_a_row(rows_of, row):
    reading = rows_of(ONE, row)

    assert list(column(reading, "men")) == [2, 3]
    assert told(reading) == []


# ---------------------------------------------------------------- marks for a blank


def test_a_dash_is_a_blank_and_told_once_a_column(rows_of):
    dashed = GTRM_ROW | {"men": "-", "pendulars": "N/A", "project": "-"}

    reading = rows_of(dashed, dashed | {"men": "–"}, dashed | {"men": "-5"})

    assert column(reading, "men") == {2: None, 3: None, 4: "-5"}
    assert set(column(reading, "pendulars").values()) == {None}
    assert set(column(reading, "project").values()) == {"-"}  # no figure: as written
    assert sorted(told(reading), key=str) == [
        ("5W-544", None, "men", "«-», «–»"),
        ("5W-544", None, "pendulars", "«N/A»"),
    ]
    assert sorted(one["rows_affected_count"] for one in findings(reading, "5W-544")) == [2, 3]


def test_a_figure_that_is_not_known_is_a_blank_to_ask_about(rows_of):
    reading = rows_of(GTRM_ROW | {"men": "s/d", "women": "sin dato", "girls": "2 s/d"})

    assert column(reading, "girls") == {2: "2 s/d"}
    assert column(reading, "men") == column(reading, "women") == {2: None}
    assert {finding["severity"] for finding in findings(reading, "5W-545")} == {"warning"}
    assert len(told(reading)) == 2


# ---------------------------------------------------------------- equal notices


def test_equal_notices_past_the_limit_are_one_and_critical_ones_stay(monkeypatch):
    monkeypatch.setattr(notices, "EQUAL_LIMIT", 2)
    errors = [("5W", Notice("error_cell", row, "men", value="#N/A")) for row in range(2, 8)]
    held = [("5W", Notice("looks_total", row)) for row in range(2, 8)]
    other = [("Dos", Notice("error_cell", 2, "men", value="#N/A"))]

    folded = notices.fold([*errors, *held, *other])

    found = [(sheet, notice.as_finding()) for sheet, notice in folded]
    assert [one["source_row"] for _, one in found if one["rule_id"] == "5W-541"] == [*range(2, 8)]
    assert [
        (sheet, one["source_row"], one["rows_affected_count"])
        for sheet, one in found
        if one["rule_id"] == "5W-501"
    ] == [("5W", 2, None), ("5W", 3, None), ("Dos", 2, None), ("5W", None, 4)]
    assert found[-1][1]["hint_es"].startswith("Otras 4 filas, de la 4 a la 7, tienen lo mismo")
