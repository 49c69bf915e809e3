"""Cases of the rules about sums and required quantities, 5W-401 to 5W-410."""

from __future__ import annotations

from rows import (
    IN_2025,
    IN_2026,
    INFORMED,
    NO_COUNTS,
    ONE_PERSON,
    THINGS,
    TRAINED,
    Case,
    Changes,
)

# Twelve reached, ten of them new: the parts add to the ten where they break down the new.
BREAKS_DOWN_NEW: Changes = {
    "population_measure_code": "new",
    "total_beneficiaries": "12",
    "new_beneficiaries": "10",
}
TRAINED_2025: Changes = {**TRAINED, **IN_2025}
TRAINED_2026: Changes = {**TRAINED, **IN_2026}
# What other kinds of indicator may report that the kind asked may not.
OTHER_POPULATIONS: Changes = {**INFORMED, "in_transit": "5"}
OTHER_AGES: Changes = {**THINGS, "men": "5"}

SUM_CASES = (
    Case(
        "5W-401",
        bad={"in_transit": "5"},
        blank=NO_COUNTS,
        also_bad=({"in_transit": "3"},),
        also_good=(OTHER_POPULATIONS, BREAKS_DOWN_NEW),
        silent=({"in_transit": "unos"},),
    ),
    Case(
        "5W-402",
        bad={"men": "5"},
        blank=NO_COUNTS,
        also_bad=({"men": "3"},),
        also_good=(OTHER_AGES, BREAKS_DOWN_NEW),
        silent=({"men": "dos"}, {**INFORMED, "men": None}),
    ),
    Case(
        "5W-403",
        bad={**INFORMED, "men": None},
        blank={**INFORMED, **NO_COUNTS},
        good=INFORMED,
        also_bad=({**INFORMED, "men": "5"},),
        also_good=(OTHER_AGES, {**INFORMED, **BREAKS_DOWN_NEW}),
        silent=({**INFORMED, "men": "dos"}, {"men": "5"}),
    ),
    Case(
        "5W-404",
        bad={**TRAINED_2025, "men": "5"},
        blank={**TRAINED_2025, **NO_COUNTS},
        good=TRAINED_2025,
        also_bad=({**TRAINED_2025, "men": "3"},),
        also_good=({**TRAINED_2025, **BREAKS_DOWN_NEW},),
        silent=({**TRAINED_2025, "men": "dos"}, {**IN_2025, "men": "5"}),
    ),
    Case(
        "5W-405",
        bad={"girls": None},
        blank=NO_COUNTS,
        also_bad=({"girls": "2"}, {**IN_2026, "girls": None, "new_beneficiaries": None}),
        also_good=(OTHER_POPULATIONS, IN_2026),
        silent=({"girls": "una"},),
    ),
    Case(
        "5W-406",
        bad={**TRAINED, "total_beneficiaries": "0", "new_beneficiaries": "0"},
        blank={**TRAINED, **NO_COUNTS},
        good={**TRAINED, **ONE_PERSON},
        flags_blank=True,
        also_good=({**THINGS, **NO_COUNTS, "output_quantity": "1"},),
    ),
    Case(
        "5W-407",
        bad={**THINGS, "output_quantity": "0"},
        blank={**THINGS, "output_quantity": None},
        good={**THINGS, "output_quantity": "1"},
        flags_blank=True,
        also_good=tuple({**kind, "output_quantity": None} for kind in ({}, INFORMED, TRAINED)),
        silent=({"indicator": None, "output_quantity": None},),
    ),
    Case(
        "5W-408",
        bad={**THINGS, **IN_2025, "new_beneficiaries": "1"},
        blank={**THINGS, **IN_2025, **NO_COUNTS},
        good={**THINGS, **IN_2025, "new_beneficiaries": None},
        also_good=tuple({**kind, **IN_2025} for kind in ({}, INFORMED, TRAINED)),
        silent=({"indicator": None, **IN_2025},),
    ),
    Case(
        "5W-409",
        bad={**TRAINED_2026, "men": "5", "new_beneficiaries": None},
        blank={**TRAINED_2026, **NO_COUNTS},
        good=TRAINED_2026,
        also_bad=({**TRAINED_2026, "men": "3", "new_beneficiaries": None},),
        silent=(
            {**IN_2026, "men": "5", "new_beneficiaries": None},
            {**TRAINED_2026, "men": "dos", "new_beneficiaries": None},
        ),
    ),
    Case(
        "5W-410",
        bad={**THINGS, **IN_2026, **ONE_PERSON},
        blank={**THINGS, **IN_2026, **NO_COUNTS},
        good={**THINGS, **IN_2026, **NO_COUNTS, "output_quantity": "1"},
        also_good=tuple({**kind, **IN_2026} for kind in ({}, INFORMED, TRAINED)),
        silent=({"indicator": None, **IN_2026},),
    ),
)
