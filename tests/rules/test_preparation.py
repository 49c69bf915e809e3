"""From text to figures and verdicts."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from gtrm.lists.vocabularies import RESOLVED_COLUMNS, Vocabularies, Vocabulary
from gtrm.rules.preparation import PREPARED_COLUMNS, prepare, read_figure

EMPTY = Vocabulary({})
LISTS = Vocabularies(
    **dict.fromkeys(
        (
            *("countries", "organisations", "implementing_organisations", "sectors", "subgroups"),
            *("indicators", "activities", "mechanisms", "yes_no"),
        ),
        EMPTY,
    ),
    regions=Vocabulary({}, {"PE22": "PER", "PE23": "PER"}),
    provinces=Vocabulary.from_names([("Tacna", "PE2301")], {"PE2301": "PE23"}),
    districts=Vocabulary.from_names([("Tacna", "PE230101")], {"PE230101": "PE2301"}),
    indicator_types={"I1": "pin"},
    reniec_codes={"22": "PE23"},
)


def _rows(*changes: dict[str, object]) -> pd.DataFrame:
    codes = dict.fromkeys(RESOLVED_COLUMNS)
    base = {**codes, "cycle_month": "2021-09", "population_measure_code": "total"}
    return pd.DataFrame([{**base, **change} for change in changes], dtype=object)


@pytest.mark.parametrize(
    ("text", "figure"),
    [(None, 0), ("  ", 0), ("0", 0), ("1490", 1490), ("12.0", 12), ("8.88", 8.88), ("-3", -3)],
)
def test_a_plain_figure_is_read(text: str | None, figure: float) -> None:
    assert read_figure(text) == figure


@pytest.mark.parametrize(
    "text", ["doce", "1.490", "1,490", "1e3", "inf", "nan", "٣", "0x10", "1 490"]
)
def test_what_is_not_plainly_one_figure_is_not_guessed(text: str) -> None:
    assert math.isnan(read_figure(text))


def test_sums_take_blanks_as_zero_and_the_unreadable_as_unknown() -> None:
    prepared = prepare(
        _rows({"girls": "1", "men": "2"}, {"girls": None}, {"girls": "1", "men": "dos"}), LISTS
    )

    sums = prepared[["age_sex_sum", "under18_sum", "population_sum"]]
    assert sums.fillna(-1).to_numpy().tolist() == [[3, 1, 0], [0, 0, 0], [-1, 1, 0]]


def test_a_count_is_whole_or_blank_or_neither() -> None:
    written = (None, "0", "3.0", "2.5", "-1", "dos")
    prepared = prepare(_rows(*({"men": text} for text in written)), LISTS)

    assert prepared["men_form"].notna().tolist() == [True, True, True, False, False, False]


def test_decimals_add_up_as_people_add_them() -> None:
    prepared = prepare(_rows({"girls": "0.1", "boys": "0.2", "total_beneficiaries": "0.3"}), LISTS)

    assert prepared["age_sex_sum"].tolist() == prepared["declared_measure_number"].tolist()


def test_the_declared_measure_is_chosen_row_by_row() -> None:
    counts = {"total_beneficiaries": "10", "new_beneficiaries": "4"}
    prepared = prepare(_rows(counts, {**counts, "population_measure_code": "new"}), LISTS)

    assert prepared["declared_measure_number"].tolist() == [10, 4]


def test_every_prepared_column_is_there_and_no_other() -> None:
    assert set(prepare(_rows({}), LISTS).columns) == PREPARED_COLUMNS


@pytest.mark.parametrize(
    ("ubigeo", "named", "verdict"),
    [
        (None, ["PE23", None, None], None),
        ("230101", [None, None, None], None),
        ("23", ["PE23", None, None], "agrees"),
        ("23", ["PE23", "PE2301", "PE230101"], "agrees"),
        (" 230101 ", ["PE23", None, None], "agrees"),
        ("22", ["PE23", None, None], "reniec"),
        ("22", ["PE22", None, None], "agrees"),
        ("23", ["PE22", None, None], "disagrees"),
        ("230101", ["PE22", None, None], "disagrees"),
        ("999999", ["PE23", "PE2301", None], "unknown"),
        ("30101", ["PE23", None, None], "unknown"),
    ],
)
def test_a_ubigeo_and_the_names_beside_it_name_one_place(
    ubigeo: str | None, named: list[str | None], verdict: str | None
) -> None:
    places = dict(zip(("region_pcode", "province_pcode", "district_pcode"), named, strict=True))

    prepared = prepare(_rows({"ubigeo": ubigeo, **places}), LISTS)

    assert prepared["ubigeo_verdict"].tolist() == [verdict]


def test_a_misspelt_province_is_seen_though_the_ubigeo_placed_the_row() -> None:
    placed = {"region_pcode": "PE23", "province_pcode": "PE2301", "district_pcode": "PE230101"}
    right, wrong = {"admin2": "TACNA", "district": "Tacna"}, {"admin2": "Tana", "district": "Taca"}

    prepared = prepare(_rows({**placed, **right}, {**placed, **wrong}), LISTS)

    assert prepared["named_province_pcode"].tolist() == ["PE2301", None]
    assert prepared["named_district_pcode"].tolist() == ["PE230101", None]
