"""For each rule: rows it must pass, rows it must flag, and rows with blanks, which it must survive.

Bad rows stand on both sides of an equality and good rows at the very edge of a limit, so that a
sign or a figure changed in a rule is noticed (test_mutations.py).
"""

from __future__ import annotations

from cases_people import PEOPLE_CASES
from cases_sums import SUM_CASES
from rows import (
    CASH,
    CHILDREN,
    COUNTS,
    EDUCATION,
    IN_2021,
    IN_2022,
    IN_2025,
    INFORMED,
    NEW_IS_BROKEN_DOWN,
    NO_COUNTS,
    ONE_PERSON,
    PLACES,
    THINGS,
    TRAINED,
    Case,
    Changes,
    missing,
    unknown,
)

PARTNER = {"implementation_setup": "Sí", "implementing_org": "manos del sur"}
MPC = {"sector": "CBI", "subgroup": None, "indicator": "Personas con transferencia"}

PLACEMENT_CASES = (
    missing("5W-001", "country"),
    unknown("5W-002", "country", "Perulandia"),
    Case(
        "5W-003",
        bad={"admin1": None},
        blank={**NO_COUNTS, "admin1": None},
        flags_blank=True,
        silent=({"admin1": "Atlantis"},),
    ),
    Case(
        "5W-004",
        bad={"admin1": "Atlantis", **PLACES},
        blank={"admin1": None},
        silent=({"country": "Perulandia"}, {"country": None}),
    ),
    Case(
        "5W-005",
        bad={"admin2": "Zarumilla", "district": None},
        blank={"admin2": None},
        silent=({"admin1": "Atlantis"},),
    ),
    Case(
        "5W-006",
        bad={"district": "Zarumilla"},
        blank={"district": None, "ubigeo": None},
        silent=({"admin1": "Atlantis"},),
    ),
    unknown("5W-007", "ubigeo", "999999", "220101", "240201"),
    unknown("5W-008", "ubigeo", "220101", "999999", "240201"),
    unknown("5W-009", "ubigeo", "240201", "999999", "220101"),
    missing("5W-010", "appealing_org"),
    unknown("5W-011", "appealing_org"),
    missing("5W-012", "month"),
    unknown("5W-013", "month", "el mes pasado", "02/03/2021"),
    unknown("5W-014", "month", "2021-08", "2021-10", "2020-12"),
    Case(
        "5W-015",
        bad={"month": "setiembre"},
        blank={"month": None},
        good={"month": "set 2021"},
        silent=({"month": "44440"}, {"month": "02/03/2021"}),
    ),
    missing("5W-016", "sector"),
    unknown("5W-017", "sector"),
    missing("5W-018", "indicator"),
    unknown("5W-019", "indicator"),
    Case(
        "5W-020",
        bad={"month": "2021-10"},
        blank={"month": None},
        also_bad=({"month": "2031-05"}, {"month": "diciembre"}),
        silent=({"month": "2020-12"}, {"month": "2017-12"}),
    ),
    Case(
        "5W-021",
        bad={"month": "2017-12"},
        blank={"month": None},
        also_bad=({"month": "1900-01"},),
        silent=({"month": "2018-01"}, {"month": "2021-10"}),
    ),
    Case(
        "5W-022",
        bad={"month": "2020-12"},
        blank={"month": None},
        also_bad=({**IN_2022, "cycle_month": "2023-01", "month": "enero"},),
        also_good=({**IN_2021, "cycle_month": "2021-12", "month": "2021-12"},),
        silent=({**IN_2021, "month": "2021-01"}, {"month": "2021-10"}, {"month": "2017-12"}),
    ),
    Case(
        "5W-023",
        bad={"month": "44440"},
        blank={"month": None},
        silent=({"month": "setiembre"}, {"month": "02/03/2021"}),
    ),
)
COUNT_CASES = (
    *(
        Case(f"5W-{101 + position}", bad={name: "doce"}, blank=NO_COUNTS)
        for position, name in enumerate(COUNTS)
    ),
    Case("5W-115", bad={**CASH, "cva_value": "1.542,86"}, blank={"cva_value": None}, good=CASH),
    Case("5W-116", bad={**CASH, "cva_value": "-0.5"}, blank={"cva_value": None}, good=CASH),
)
COMPLETENESS_CASES = (
    missing("5W-201", "implementation_setup"),
    unknown("5W-202", "implementation_setup", "Quizás"),
    Case(
        "5W-203",
        bad={"implementation_setup": "Sí"},
        blank={"implementation_setup": None},
        good=PARTNER,
    ),
    Case(
        "5W-204",
        bad={**PARTNER, "implementing_org": "Nadie"},
        blank={**PARTNER, "implementing_org": None},
        good=PARTNER,
        also_bad=({"implementation_setup": None, "implementing_org": "Nadie"},),
        silent=({"implementing_org": "Nadie"},),
    ),
    Case(
        "5W-205",
        bad={"implementing_org": "Manos del Sur"},
        blank={"implementation_setup": None, "implementing_org": "Manos del Sur"},
    ),
    missing("5W-206", "activity"),
    missing("5W-207", "rmrp_activity"),
    missing("5W-208", "cva"),
    unknown("5W-209", "rmrp_activity"),
    unknown("5W-210", "cva"),
    Case("5W-211", bad={**IN_2021, "covid19": "?"}, blank={**IN_2021, "covid19": None}),
    Case("5W-212", bad={**IN_2021, "support_space": "?"}, blank={**IN_2021, "support_space": None}),
    unknown("5W-213", "activity"),
    unknown("5W-214", "subgroup"),
)
CONSISTENCY_CASES = (
    Case(
        "5W-301",
        bad={"indicator": "Niñas y niños matriculados"},
        blank={"sector": None},
        good=EDUCATION,
    ),
    Case(
        "5W-302",
        bad={**CASH, "cva_value": "0"},
        blank={**CASH, "cva": None, "cva_value": None},
        good=CASH,
        also_good=({**CASH, **ONE_PERSON, "cva_value": "1"},),
    ),
    Case(
        "5W-303",
        bad={**CASH, "cva_mechanism": None},
        blank={"cva": None, "cva_mechanism": None},
        good=CASH,
    ),
    Case(
        "5W-304",
        bad={**CASH, "cva_mechanism": "Trueque"},
        blank={**CASH, "cva_mechanism": None},
        good=CASH,
    ),
    Case(
        "5W-305",
        bad={"cva_value": "1"},
        blank={"cva": None, "cva_value": "1"},
        good={"cva_value": "0"},
    ),
    Case(
        "5W-306",
        bad={"cva_mechanism": "Tarjeta prepago"},
        blank={"cva": None, "cva_mechanism": "Tarjeta prepago"},
    ),
    Case("5W-307", bad=MPC, blank={**MPC, "cva": None}, good={**CASH, **MPC}),
    Case(
        "5W-308",
        bad={**NO_COUNTS, "output_quantity": "1"},
        blank=NO_COUNTS,
        good=ONE_PERSON,
        flags_blank=True,
    ),
    Case(
        "5W-309",
        bad={**NEW_IS_BROKEN_DOWN, "new_beneficiaries": "0"},
        blank={**NEW_IS_BROKEN_DOWN, "new_beneficiaries": None},
        good={**ONE_PERSON, "population_measure_code": "new"},
        flags_blank=True,
        also_bad=({**ONE_PERSON, "population_measure_code": "new", "new_beneficiaries": "0"},),
        also_good=({"new_beneficiaries": "0"},),  # the populations break down the total
        silent=(
            {**NO_COUNTS, "population_measure_code": "new"},
            {**THINGS, **NEW_IS_BROKEN_DOWN, "new_beneficiaries": "0"},
        ),
    ),
    Case(
        "5W-310",
        bad={"new_beneficiaries": "11"},
        blank={"new_beneficiaries": None},
        good=ONE_PERSON,
        silent=({"total_beneficiaries": "unos"},),
    ),
    Case("5W-311", bad={"subgroup": "Educación"}, blank={"subgroup": None}),
    Case(
        "5W-312",
        bad={**EDUCATION, "girls": "0", "boys": None, "women": "6"},
        blank={**EDUCATION, **NO_COUNTS},
        good={**EDUCATION, "girls": "1", "boys": None, "women": "5"},
        also_bad=(
            {**CHILDREN, "girls": None, "boys": None, "women": "6"},
            {**EDUCATION, **ONE_PERSON},
        ),
        also_good=(
            {"girls": None, "boys": None, "women": "6"},
            {**EDUCATION, "indicator": "Escuelas equipadas", **ONE_PERSON, "output_quantity": "1"},
        ),
    ),
    Case(
        "5W-313",
        bad=dict.fromkeys(COUNTS, "0"),
        blank=NO_COUNTS,
        good={**THINGS, **NO_COUNTS, "output_quantity": "1"},
        flags_blank=True,
    ),
    Case(
        "5W-314",
        bad={**INFORMED, "total_beneficiaries": "0", "new_beneficiaries": "0"},
        blank={**INFORMED, **NO_COUNTS},
        good={**INFORMED, **ONE_PERSON},
        flags_blank=True,
    ),
)
UNTYPED: Changes = {"indicator": None}
ONE_OF_TWO: Changes = {**UNTYPED, **NO_COUNTS, "total_beneficiaries": "2"}
UNTYPED_CASES = (
    Case(
        "5W-315",
        bad={**UNTYPED, "in_transit": "5"},
        blank={**UNTYPED, **NO_COUNTS},
        also_bad=(
            {**UNTYPED, "in_transit": "3"},
            {"indicator": "Otra cosa", "in_transit": "5"},
            {**ONE_OF_TWO, "in_transit": "1"},
        ),
        silent=(
            {"in_transit": "5"},
            ONE_OF_TWO,
            UNTYPED,
            {**UNTYPED, **NEW_IS_BROKEN_DOWN, "new_beneficiaries": "10"},
            {**UNTYPED, "total_beneficiaries": "unos"},
        ),
    ),
    Case(
        "5W-316",
        bad={**UNTYPED, "men": "5"},
        blank={**UNTYPED, **NO_COUNTS},
        also_bad=(
            {**UNTYPED, "men": "3"},
            {"indicator": "Otra cosa", "men": "5"},
            {**ONE_OF_TWO, "men": "1"},
        ),
        silent=(
            {"men": "5"},
            ONE_OF_TWO,
            UNTYPED,
            {**UNTYPED, **NEW_IS_BROKEN_DOWN, "new_beneficiaries": "10"},
            {**UNTYPED, "total_beneficiaries": "unos"},
        ),
    ),
)
CASES = (
    *PLACEMENT_CASES,
    *COUNT_CASES,
    *COMPLETENESS_CASES,
    *CONSISTENCY_CASES,
    *UNTYPED_CASES,
    *SUM_CASES,
    *PEOPLE_CASES,
)

# Rows that break a rule which other templates have: a rule of some years is silent elsewhere.
ELSEWHERE = (
    ("5W-403", {**INFORMED, **IN_2025, "men": None}),
    ("5W-404", {**TRAINED, "men": "5"}),
    ("5W-408", THINGS),
    ("5W-313", {**NO_COUNTS, **IN_2025}),
    ("5W-314", {**INFORMED, **NO_COUNTS, **IN_2025}),
)
