"""A month's figures beside those of the months before."""

from __future__ import annotations

from math import ceil, floor

import pandas as pd

from gtrm.core.settings import load_settings
from gtrm.rules.month import history
from reported_rows import MONTH, reported

NOW = {"in_destination": 1000.0}


def _past(*people: float | None, year: int = 2021, **change: object) -> list[dict[str, object]]:
    """A row for each of the months before September, the newest last; None: unreadable."""
    first = 9 - len(people)
    return [
        {"cycle_month": f"{year}-{first + i:02d}", "in_destination": one, **change}
        for i, one in enumerate(people)
    ]


def _compute(*rows: dict[str, object]) -> pd.DataFrame:
    return history.compute(reported(*rows), load_settings({}))


def _first_rows(names: list[str], *cases: list[dict[str, object]]) -> list[list[object]]:
    """What the first row of each case got; a case is an organisation unless its rows name one."""
    rows = [{"organisation_code": f"ORG{i}", **row} for i, case in enumerate(cases) for row in case]
    starts = [sum(map(len, cases[:i])) for i in range(len(cases))]
    found = _compute(*rows).loc[starts, names].astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


def _own_pasts(*cases: list[dict[str, object]]) -> list[list[object]]:
    """Figure, lowest and highest expected of each case's first row; None: nothing to say."""
    return _first_rows(["own_past_people", "own_past_low", "own_past_high"], *cases)


def test_expected_is_what_lies_within_3_5_robust_deviations_of_the_median() -> None:
    # 1 + figure: 120, 150, 200, 250, 300. Median 200; its distances in factors, in order: 1, 5/4,
    # 4/3, 3/2, 5/3. So the MAD is ln 4/3, and expected is 200 times or divided by this factor.
    factor = (4 / 3) ** (3.5 / 0.6745)  # 4.4494

    found = _own_pasts([NOW, *_past(119, 149, 299, 199, 249)])

    assert found[0] == [1000, floor(200 / factor - 1), ceil(200 * factor - 1)] == [1000, 43, 889]


def test_of_an_even_number_of_months_the_middle_two_are_averaged_on_the_log_scale() -> None:
    # ln 100, ln 100, ln 400, ln 400: the median is ln 200 and every distance ln 2.
    factor = 2 ** (3.5 / 0.6745)  # 36.5

    found = _own_pasts([NOW, *_past(99, 399, 99, 399)])

    assert found[0] == [1000, floor(200 / factor - 1), ceil(200 * factor - 1)] == [1000, 4, 7295]


def test_small_and_steady_figures_have_room() -> None:
    steady = [NOW, *_past(199, 199, 199, 199)]
    from_two_to_eight = [{"in_destination": 8.0}, *_past(2, 2, 2, 2)]

    found = _own_pasts(steady, from_two_to_eight)

    assert found == [[1000, 49, 799], [8, 0, 52]]  # 200 / 4 - 1, 200 x 4 - 1; 2 + 50


def test_months_of_zero_people_are_a_past_and_a_present_of_zero_is_not_judged() -> None:
    found = _own_pasts([NOW, *_past(0, 0, 0, 0)], [{"in_destination": 0.0}, *_past(9, 9, 9, 9)])

    assert found == [[1000, 0, 50], [None] * 3]


def test_without_four_known_months_of_its_own_nothing_is_expected() -> None:
    pasts = [
        _past(9, 9, 9),
        _past(None, 9, 9, 9),  # a month whose sum is not known is no month
        _past(-5, 9, 9, 9),
        _past(9, 9, 9, 9, year=2019),  # longer ago than a year
        _past(9, 9, 9, 9, organisation_code="OTHER"),
        _past(9, 9, 9, 9, region_pcode="PE24"),
        _past(9, 9, 9, 9, sector_code="wash", indicator_code="WA1"),
    ]

    assert _own_pasts(*([NOW, *past] for past in pasts)) == [[None] * 3] * 7


def test_an_unreadable_or_unplaced_row_of_the_month_is_not_judged() -> None:
    past = _past(9, 9, 9, 9)
    faults = ({"in_destination": None}, {"region_pcode": None}, {"organisation_code": None})
    cases = [[NOW | fault, *past] for fault in faults]
    cases.append([NOW, {"in_destination": None}, *past])  # a sum with an unreadable part

    assert _own_pasts(*cases) == [[None] * 3] * 4


def test_the_rows_of_a_sum_are_added_and_the_largest_tells_it() -> None:
    small, large = {"in_destination": 100.0}, {"in_destination": 900.0}

    found = _compute(small, large, *_past(199, 199, 199, 199))["own_past_people"]

    assert found.isna().tolist() == [True, False]
    assert found[1] == 1000


def test_the_month_is_never_its_own_past() -> None:
    late = {**NOW, "month_code": "2021-08"}  # sent this month, of another one
    early = {"cycle_month": "2021-08", "month_code": MONTH, "in_destination": 7.0}

    found = _compute(NOW, late, early, *_past(199, 199, 199, 199))

    assert found["own_past_people"].tolist()[0] == 1000
    assert found.loc[0, "own_past_months"] == 4
    assert pd.isna(found.loc[1, "own_past_people"])


def test_without_populations_the_declared_measure_is_the_figure() -> None:
    counts = {"total_beneficiaries": 30.0, "new_beneficiaries": 20.0}

    found = _own_pasts(
        [counts, *_past(9, 9, 9, 9)],
        [{**counts, "population_measure_code": "new"}, *_past(9, 9, 9, 9)],
    )

    assert [figure for figure, _, _ in found] == [30, 20]


def test_a_new_indicator_is_judged_with_its_sector_if_that_has_a_past() -> None:
    past = _past(100, 99, 99, 99)
    past[0]["indicator_code"] = "HE2"  # the one has three months, the sector four

    found = _compute(NOW, *past).loc[0]

    assert found[["own_past_people", "own_past_basis_es"]].tolist() == [1000, "este sector"]


def test_things_are_counted_by_their_quantity_and_never_added_over_indicators() -> None:
    things = {"indicator_type": "other", "in_destination": 0.0}
    past = [{**one, **things, "output_quantity": 99.0} for one in _past(0, 0, 0, 0)]
    now = {**things, "output_quantity": 400.0}

    alike, mixed = (
        _compute(now, *past),
        _compute(now, {**past[0], "indicator_code": "X"}, *past[1:]),
    )

    assert alike.loc[0, ["own_past_quantity", "own_past_high"]].tolist() == [400, 399]
    assert alike["own_past_people"].isna().all()
    assert mixed["own_past_quantity"].isna().all()


def _others(*people: float, **change: object) -> list[dict[str, object]]:
    """Other organisations' rows, four of them in turn, this month and the last."""
    return [
        {
            "organisation_code": f"ORG{2 + i % 4}",
            "cycle_month": MONTH if i < 4 else "2021-08",
            "in_destination": one,
            **change,
        }
        for i, one in enumerate(people)
    ]


def _region(*rows: dict[str, object]) -> list[object]:
    names = ["region_people", "region_high", "region_basis_en"]
    return [None if pd.isna(value) else value for value in _compute(*rows).loc[0, names]]


def test_without_a_past_the_other_organisations_of_the_region_are_the_yardstick() -> None:
    peers = _others(*[99] * 8)

    assert _region(NOW, *peers) == [1000, 399, "this region"]  # 100 x 4 - 1
    assert _region(NOW, *peers[:7]) == [None] * 3
    assert _region(NOW, *peers, *_past(9, 9, 9, 9)) == [None] * 3  # its own past speaks


def test_two_organisations_are_no_yardstick() -> None:
    peers = [one | {"organisation_code": f"ORG{i % 2}"} for i, one in enumerate(_others(*[99] * 8))]

    assert _region(NOW | {"organisation_code": "ORG9"}, *peers) == [None] * 3


def test_too_few_in_the_region_are_compared_with_the_country_never_with_the_nationwide() -> None:
    elsewhere = _others(*[99] * 8, region_pcode="PE24")
    nationwide = _others(*[9999] * 8, region_pcode="PE00")

    assert _region(NOW, *elsewhere, *nationwide) == [1000, 399, "the country"]
    assert _region({**NOW, "region_pcode": "PE00"}, *elsewhere) == [None] * 3


def _recurring(*cases: list[dict[str, object]]) -> list[list[object]]:
    return _first_rows(["recurring_people", "recurring_months", "recurring_since"], *cases)


def test_the_same_figures_three_months_running_recur() -> None:
    now = {"in_destination": 40.0, "women": 25.0}

    assert _recurring([now, *_past(40, 40, women=25.0)]) == [[40, 3, "2021-07"]]


def test_what_changes_or_pauses_or_is_small_or_unreadable_does_not_recur() -> None:
    now = {"in_destination": 40.0}
    cases = [
        [now, *_past(40)],
        [now, *_past(40, 41)],
        [now, *_past(40, 40, 41)],
        [now, *_past(40, 40, women=1.0)],
        [now, *_past(40, 40, activity="Vacunas")],
        [now, *_past(40, 40, province_pcode="PE2301")],
        [{"in_destination": 19.0}, *_past(19, 19)],
        [{"in_destination": None}, *_past(None, None)],
    ]

    assert _recurring(*cases) == [[None] * 3] * 8


def test_january_follows_december() -> None:
    rows = [{"cycle_month": month, "in_destination": 40.0} for month in ("2021-01", "2020-12")]
    connection = reported(*rows, {"cycle_month": "2020-11", "in_destination": 40.0})
    connection.execute("update reported set is_of_month = cycle_month = '2021-01'")

    found = history.compute(connection, load_settings({}))

    assert found["recurring_since"].tolist() == ["2020-11"]
