"""What a case is, and the changes to the clean row that cases of several rules share."""

from __future__ import annotations

from dataclasses import dataclass, field

Changes = dict[str, object]
PLACES: Changes = {"admin2": None, "district": None, "ubigeo": None}
COUNTS = (
    *("output_quantity", "total_beneficiaries", "new_beneficiaries"),
    *("in_destination", "in_transit", "host_community", "pendulars", "returnees"),
    *("girls", "boys", "women", "men", "other_under18", "other_above18"),
)
NO_COUNTS: Changes = dict.fromkeys(COUNTS)
ONE_PERSON: Changes = {
    **NO_COUNTS,
    **dict.fromkeys(("total_beneficiaries", "new_beneficiaries", "in_destination", "men"), "1"),
}
CASH: Changes = {"cva": "Sí", "cva_value": "100.50", "cva_mechanism": "Tarjeta prepago"}
EDUCATION: Changes = {
    "sector": "Educación",
    "subgroup": "Educación",
    "indicator": "Niñas y niños matriculados",
}
PROTECTION: Changes = {
    "sector": "Violencia de género",
    "subgroup": "Protección",
    "indicator": "Sobrevivientes atendidas",
}
CHILDREN: Changes = {
    **PROTECTION,
    "sector": "Protección de la niñez",
    "indicator": "Niñas y niños protegidos",
}
THINGS: Changes = {"indicator": "Albergues mejorados"}
INFORMED: Changes = {"indicator": "Personas informadas"}
TRAINED: Changes = {"indicator": "Personas capacitadas"}
NEW_IS_BROKEN_DOWN: Changes = {"population_measure_code": "new", "total_beneficiaries": "12"}
IN_2021: Changes = {"generation_code": "r4v_2021"}
IN_2022: Changes = {"generation_code": "r4v_2022", "cycle_month": "2022-09", "month": "2022-09"}
IN_2025: Changes = {"generation_code": "r4v_2023", "cycle_month": "2025-09", "month": "2025-09"}
IN_2026: Changes = {
    "generation_code": "r4v_2026",
    "cycle_month": "2026-09",
    "month": "2026-09",
    "population_measure_code": "new",
    "new_beneficiaries": "10",  # as intake derives it
}


@dataclass(frozen=True)
class Case:
    """Changes to the clean row for one rule.

    A blank row says whether the rule flags it: a rule about a missing field does, others do not. A
    silent row breaks other rules, or may, but not this one.
    """

    rule_id: str
    bad: Changes
    blank: Changes
    good: Changes = field(default_factory=dict)
    flags_blank: bool = False
    also_bad: tuple[Changes, ...] = ()
    also_good: tuple[Changes, ...] = ()
    silent: tuple[Changes, ...] = ()

    def rows(self) -> list[tuple[str, Changes]]:
        """Return (kind, changes) of every row: good, bad, blank or silent."""
        return [
            *(("good", one) for one in (self.good, *self.also_good)),
            *(("bad", one) for one in (self.bad, *self.also_bad)),
            *(("silent", one) for one in self.silent),
            ("blank", self.blank),
        ]

    def is_flagged(self, kind: str) -> bool:
        """Whether the rule must flag a row of a kind."""
        return kind == "bad" or (kind == "blank" and self.flags_blank)


def missing(rule_id: str, name: str, **good: object) -> Case:
    """A mandatory field: blank is what the rule is about."""
    return Case(
        rule_id, bad={name: None}, blank={**NO_COUNTS, name: None}, good=good, flags_blank=True
    )


def unknown(rule_id: str, name: str, bad: str = "Otra cosa", *silent: str) -> Case:
    """A field with a list: a blank is another rule's matter, as are other wrong texts."""
    return Case(
        rule_id,
        bad={name: bad},
        blank={name: None},
        silent=tuple({name: text} for text in silent),
    )
