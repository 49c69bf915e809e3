"""Cases of the rules about personal data, few people, and money per person. All names invented."""

from __future__ import annotations

from rows import CASH, NO_COUNTS, ONE_PERSON, PLACES, PROTECTION, Case, Changes

WITH_DOCUMENT = "Se apoyó a Rosa Quispe Huamán, DNI 45678912, en Tacna"
NO_PERSON = "12 peruan@s/ 35 venezolan@s/ niñ@s.Los talleres del 10/03/2021"
FREE_TEXTS = ("description", "activity", "project", "donor", "appealing_org", "implementing_org")


def _people(number: int, **others: object) -> Changes:
    counts = dict.fromkeys(("total_beneficiaries", "in_destination", "men"), str(number))
    return {**PROTECTION, **NO_COUNTS, **counts, "new_beneficiaries": "1", **others}


ALONE = "Acompañamiento legal a una familia del asentamiento"
SHARED = "Orientación legal a personas en movilidad humana"

PEOPLE_CASES = (
    *(
        Case(
            f"5W-{701 + position}",
            bad={name: WITH_DOCUMENT},
            blank={name: None},
            good={"description": NO_PERSON, "project": NO_PERSON, "donor": NO_PERSON},
        )
        for position, name in enumerate(FREE_TEXTS)
    ),
    Case(
        "5W-707",
        bad={"other_cells": '{"DNI": "45678912"}'},
        blank={"other_cells": None},
        good={"other_cells": '{"Local": "Casa comunal", "Talleres": "3"}'},
        also_bad=({"cva_mechanism": "Yape 987654321"}, {"girls": "1 (cel. 987 654 321)"}),
        silent=({"description": WITH_DOCUMENT}, {"men": "987654321"}),
    ),
    Case(
        "5W-721",
        bad=_people(4),
        blank={**PROTECTION, **NO_COUNTS},
        good=_people(5),
        also_bad=(_people(1, **PLACES, description=ALONE),),
        also_good=(
            _people(4, **PLACES),
            _people(4, **PLACES, description="Caso atendido"),
            _people(4, **PLACES, description=SHARED),
            _people(3, **PLACES, description=SHARED),
            ONE_PERSON,
            _people(1, indicator="Funcionarios informados"),
        ),
        silent=(_people(4, total_beneficiaries="cuatro"),),
    ),
    Case(
        "5W-731",
        bad={**CASH, **ONE_PERSON, "cva_value": "1000.01"},
        blank={**CASH, "cva_value": None},
        good={**CASH, **ONE_PERSON, "cva_value": "1000"},
        also_bad=({**CASH, "cva_value": "9.90"},),
        also_good=({**CASH, **ONE_PERSON, "cva_value": "1"},),
        silent=(
            {**CASH, "total_beneficiaries": "unos"},
            {**CASH, **NO_COUNTS},
            {"cva_value": "1"},
        ),
    ),
)
