"""For each rule: rows it must pass, rows it must flag, and rows with blanks, which it must survive.

A blank case names whether the rule flags it: a rule about a missing field does, others do not.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Changes = dict[str, object]
_PLACES = {"admin2": None, "district": None, "ubigeo": None}
_COUNTS = (
    *("output_quantity", "total_beneficiaries", "new_beneficiaries"),
    *("in_destination", "in_transit", "host_community", "pendulars", "returnees"),
    *("girls", "boys", "women", "men", "other_under18", "other_above18"),
)
_NO_COUNTS: Changes = dict.fromkeys(_COUNTS)
_CASH: Changes = {"cva": "Sí", "cva_value": "100.50", "cva_mechanism": "Tarjeta prepago"}
_EDUCATION: Changes = {
    "sector": "Educación",
    "subgroup": "Educación",
    "indicator": "Niñas y niños matriculados",
}
_THINGS: Changes = {"indicator": "Albergues mejorados"}
_INFORMED: Changes = {"indicator": "Personas informadas"}
_TRAINED: Changes = {"indicator": "Personas capacitadas"}
_IN_2025: Changes = {"generation_code": "r4v_2023"}


@dataclass(frozen=True)
class Case:
    """Changes to the clean row for one rule."""

    rule_id: str
    bad: Changes
    blank: Changes
    good: Changes = field(default_factory=dict)
    flags_blank: bool = False


def _missing(rule_id: str, name: str, **good: object) -> Case:
    """A mandatory field: blank is what the rule is about."""
    return Case(
        rule_id, bad={name: None}, blank={**_NO_COUNTS, name: None}, good=good, flags_blank=True
    )


def _unknown(rule_id: str, name: str, bad: str = "Otra cosa") -> Case:
    """A field with a list: a blank is another rule's matter."""
    return Case(rule_id, bad={name: bad}, blank={name: None})


CASES = (
    _missing("5W-001", "country"),
    _unknown("5W-002", "country", "Perulandia"),
    _missing("5W-003", "admin1"),
    Case("5W-004", bad={"admin1": "Atlantis", **_PLACES}, blank={"admin1": None}),
    Case("5W-005", bad={"admin2": "Zarumilla", "district": None}, blank={"admin2": None}),
    Case("5W-006", bad={"district": "Zarumilla"}, blank={"district": None, "ubigeo": None}),
    _unknown("5W-007", "ubigeo", "999999"),
    Case("5W-008", bad={"ubigeo": "220101"}, blank={"ubigeo": None}),
    _unknown("5W-009", "ubigeo", "240201"),
    _missing("5W-010", "appealing_org"),
    _unknown("5W-011", "appealing_org"),
    _missing("5W-012", "month"),
    _unknown("5W-013", "month", "el mes pasado"),
    _unknown("5W-014", "month", "2021-08"),
    Case("5W-015", bad={"month": "setiembre"}, blank={"month": None}, good={"month": "set 2021"}),
    _missing("5W-016", "sector"),
    _unknown("5W-017", "sector"),
    _missing("5W-018", "indicator"),
    _unknown("5W-019", "indicator"),
    *(
        Case(f"5W-{101 + position}", bad={name: "doce"}, blank=_NO_COUNTS, good={})
        for position, name in enumerate(_COUNTS)
    ),
    Case("5W-115", bad={**_CASH, "cva_value": "1.542,86"}, blank={"cva_value": None}, good=_CASH),
    Case("5W-116", bad={**_CASH, "cva_value": "-5"}, blank={"cva_value": None}, good=_CASH),
    _missing("5W-201", "implementation_setup"),
    _unknown("5W-202", "implementation_setup", "Quizás"),
    Case(
        "5W-203",
        bad={"implementation_setup": "Sí"},
        blank={"implementation_setup": None},
        good={"implementation_setup": "Sí", "implementing_org": "Manos del Sur"},
    ),
    Case(
        "5W-204",
        bad={"implementation_setup": "Sí", "implementing_org": "Nadie"},
        blank={"implementation_setup": "Sí", "implementing_org": None},
        good={"implementation_setup": "Sí", "implementing_org": "manos del sur"},
    ),
    Case(
        "5W-205",
        bad={"implementing_org": "Manos del Sur"},
        blank={"implementation_setup": None, "implementing_org": "Manos del Sur"},
    ),
    _missing("5W-206", "activity"),
    _missing("5W-207", "rmrp_activity"),
    _missing("5W-208", "cva"),
    _unknown("5W-209", "rmrp_activity"),
    _unknown("5W-210", "cva"),
    _unknown("5W-211", "covid19"),
    _unknown("5W-212", "support_space"),
    _unknown("5W-213", "activity"),
    _unknown("5W-214", "subgroup"),
    Case(
        "5W-301",
        bad={"indicator": "Niñas y niños matriculados"},
        blank={"sector": None},
        good=_EDUCATION,
    ),
    Case(
        "5W-302",
        bad={**_CASH, "cva_value": "0"},
        blank={**_CASH, "cva": None, "cva_value": None},
        good=_CASH,
    ),
    Case(
        "5W-303",
        bad={**_CASH, "cva_mechanism": None},
        blank={"cva": None, "cva_mechanism": None},
        good=_CASH,
    ),
    Case(
        "5W-304",
        bad={**_CASH, "cva_mechanism": "Trueque"},
        blank={**_CASH, "cva_mechanism": None},
        good=_CASH,
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
    Case(
        "5W-307",
        bad={"sector": "CBI", "subgroup": None, "indicator": "Personas con transferencia"},
        blank={"sector": "CBI", "cva": None},
        good={
            **_CASH,
            "sector": "CBI",
            "subgroup": None,
            "indicator": "Personas con transferencia",
        },
    ),
    Case("5W-308", bad={**_NO_COUNTS, "output_quantity": "1"}, blank=_NO_COUNTS, flags_blank=True),
    Case(
        "5W-309",
        bad={"new_beneficiaries": "0"},
        blank={"new_beneficiaries": None},
        flags_blank=True,
    ),
    Case("5W-310", bad={"new_beneficiaries": "11"}, blank={"new_beneficiaries": None}),
    Case("5W-311", bad={"subgroup": "Educación"}, blank={"subgroup": None}),
    Case(
        "5W-312",
        bad={**_EDUCATION, "girls": "0", "boys": None, "women": "6"},
        blank={**_EDUCATION, **_NO_COUNTS},
        good=_EDUCATION,
    ),
    Case("5W-313", bad=dict.fromkeys(_COUNTS, "0"), blank=_NO_COUNTS, flags_blank=True),
    Case(
        "5W-314",
        bad={**_INFORMED, "total_beneficiaries": "0", "new_beneficiaries": "0"},
        blank={**_INFORMED, **_NO_COUNTS},
        good=_INFORMED,
        flags_blank=True,
    ),
    Case("5W-401", bad={"in_transit": "5"}, blank=_NO_COUNTS),
    Case("5W-402", bad={"men": "5"}, blank=_NO_COUNTS),
    Case(
        "5W-403", bad={**_INFORMED, "men": None}, blank={**_INFORMED, **_NO_COUNTS}, good=_INFORMED
    ),
    Case(
        "5W-404",
        bad={**_TRAINED, **_IN_2025, "men": "5"},
        blank={**_TRAINED, **_IN_2025, **_NO_COUNTS},
        good={**_TRAINED, **_IN_2025},
    ),
    Case("5W-405", bad={"girls": None}, blank=_NO_COUNTS),
    Case(
        "5W-406",
        bad={**_TRAINED, "total_beneficiaries": "0", "new_beneficiaries": "0"},
        blank={**_TRAINED, **_NO_COUNTS},
        good=_TRAINED,
        flags_blank=True,
    ),
    Case(
        "5W-407",
        bad={**_THINGS, "output_quantity": "0"},
        blank={**_THINGS, "output_quantity": None},
        good=_THINGS,
        flags_blank=True,
    ),
    Case(
        "5W-408",
        bad={**_THINGS, **_IN_2025},
        blank={**_THINGS, **_IN_2025, **_NO_COUNTS},
        good={**_THINGS, **_IN_2025, "new_beneficiaries": None},
    ),
)
