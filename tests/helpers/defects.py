"""Errors to plant in clean rows: what is changed, where it fits, which rules must tell of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clean_rows import AGES, POPULATIONS, Row

PERSON = "Rosa Quispe Huamán, DNI 45678912"
TACNA = {"admin1": "Tacna", "admin2": "Tacna", "district": "Tacna", "ubigeo": "230101"}
MEASURES = ("total_beneficiaries", "new_beneficiaries")
COUNTS = ("output_quantity", *MEASURES, *POPULATIONS, *AGES)
NO_COUNTS = dict.fromkeys(COUNTS)


@dataclass(frozen=True)
class Defect:
    """One kind of error. `rules` is all that a row with it breaks, and nothing else."""

    name: str
    rules: frozenset[str]
    change: Callable[[Row], Row]
    fits: Callable[[Row], bool]

    def __str__(self) -> str:
        return self.name


def any_row(row: Row) -> bool:
    return bool(row)


def gtrm(row: Row) -> bool:
    return row["generation_code"] == "gtrm_es_2021"


def r4v(row: Row) -> bool:
    return not gtrm(row)


def counts_people(row: Row) -> bool:
    return "men" in row


def pin(row: Row) -> bool:
    return counts_people(row) and row["source_row"] % 10 != 3  # see RowMaker.draw


def people(row: Row) -> bool:
    return counts_people(row) and not pin(row)


def cash(row: Row) -> bool:
    return row["cva"] == "Sí"


def direct(row: Row) -> bool:
    return row["implementation_setup"] == "No"


def _of(*conditions: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: all(condition(row) for condition in conditions)


def _not(condition: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return lambda row: not condition(row)


def _sector(*names: str) -> Callable[[Row], bool]:
    return lambda row: row["sector"] in names


def _rules(numbers: str) -> frozenset[str]:
    return frozenset(f"5W-{number}" for number in numbers.split())


def _set(numbers: str, fits: Callable[[Row], bool] = any_row, **cells: str | None) -> Defect:
    """Cells that are overwritten."""
    name = ", ".join(f"{name} = {text!r}" for name, text in cells.items())
    return Defect(f"{numbers}: {name}", _rules(numbers), lambda _: cells, fits)


def _add(name: str, plus: int, numbers: str, fits: Callable[[Row], bool]) -> Defect:
    """A count that is off by some people."""
    return Defect(
        f"{name} {plus:+}",
        _rules(numbers),
        lambda row: {name: str(int(row[name]) + plus)},
        fits,
    )


def _no_children(row: Row) -> Row:
    young = sum(int(row[name]) for name in ("girls", "boys", "other_under18"))
    adults = {"women": str(int(row["women"]) + young)}
    return {"girls": "0", "boys": "0", "other_under18": None, **adults}


CHILDREN = _sector("Educación", "Protección (Protección de la Niñez)", "Education")
NOT_INTEGRATION = _not(_sector("Integración", "Integration"))
SENSITIVE = _sector("Protección (VBG)", "Protección (Trata y Tráfico de Personas)")
MULTIPURPOSE = _sector("CBI Multipropósito", "Multipurpose CBI")

DEFECTS = (
    _set("001", country=None),
    _set("002", country="Perulandia"),
    _set("003", admin1=None),
    _set("004", admin1="Atlantis"),
    _set("005", _of(gtrm), **{**TACNA, "admin2": "Zarumilla", "district": None, "ubigeo": None}),
    _set("006", gtrm, district="Ninguno", ubigeo=None),
    _set("007", gtrm, ubigeo="999999"),
    _set("008", gtrm, **{**TACNA, "ubigeo": "220101"}),
    _set("009", gtrm, **{**TACNA, "ubigeo": "240101"}),
    _set("010", appealing_org=None),
    _set("011", appealing_org="Organización Que No Existe"),
    _set("012", month=None),
    _set("013", month="el mes pasado"),
    _set("014", month="2023-08"),
    _set("022", r4v, month="2021-09"),
    _set("020", month="2031-05"),
    _set("023", month="45170"),
    _set("015", month="setiembre"),
    _set("016", gtrm, sector=None),
    _set("017", sector="Sector Que No Existe"),
    _set("018", indicator=None),
    _set("019", indicator="Indicador que no existe"),
    _set("101", output_quantity="muchos"),
    _set("102", counts_people, total_beneficiaries="1.490"),
    _set("103", counts_people, new_beneficiaries="1,490"),
    _set("105 401 405", pin, in_transit="-3"),
    _set("109 402 405", pin, girls="2.5"),
    _set("112", counts_people, men="doce"),
    _set("115", cash, cva_value="1.542,86"),
    _set("116 302", cash, cva_value="-5"),
    _set("201", direct, implementation_setup=None),
    _set("202", direct, implementation_setup="Quizás"),
    _set("203", _not(direct), implementing_org=None),
    _set("204", _not(direct), implementing_org="Nadie en la Lista"),
    _set("205", direct, implementing_org="HIAS"),
    _set("206", activity=None),
    _set("207", rmrp_activity=None),
    _set("208", _not(cash), cva=None),
    _set("209", rmrp_activity="Tal vez"),
    _set("210", _not(cash), cva="Tal vez"),
    _set("213", activity="Actividad fuera del catálogo"),
    _set("214", gtrm, subgroup="Subgrupo nuevo"),
    _set("301", _of(pin, NOT_INTEGRATION), sector="Integración", subgroup=None),
    _set("302", cash, cva_value="0"),
    _set("303", cash, cva_mechanism=None),
    _set("304", cash, cva_mechanism="Trueque"),
    _set("305", _not(cash), cva_value="120"),
    _set("306", _not(cash), cva_mechanism="Cheque"),
    _set("307", MULTIPURPOSE, cva="No", cva_value=None, cva_mechanism=None),
    _set("308", _of(pin, _not(cash)), **{**NO_COUNTS, "output_quantity": "4"}),
    _set("309 401 402", _of(pin, r4v), new_beneficiaries="0"),
    _set("310", _of(counts_people, gtrm), new_beneficiaries="9999"),
    _set("311", _of(gtrm, _not(CHILDREN)), subgroup="Educación"),
    Defect("nobody under 18", _rules("312"), _no_children, _of(pin, CHILDREN)),
    _set("308 313", _of(pin, gtrm, _not(cash)), **NO_COUNTS),
    _set("314", _of(people, gtrm), **{**NO_COUNTS, "output_quantity": "4"}),
    _add("in_transit", 5, "401 405", pin),
    _add("men", -1, "402 405", pin),
    _add("men", 1, "403", _of(people, gtrm)),
    _set("407", _of(r4v, _not(counts_people)), output_quantity=None),
    _set(
        "408",
        _of(r4v, _not(counts_people)),
        new_beneficiaries="3",
        total_beneficiaries="3",
    ),
    _set("701", description=f"Apoyo en trámites a {PERSON}"),
    _set("701", description="Coordinar con ana.torres@example.org o al +58 414-1234567"),
    _set("702 213", activity=f"Acompañamiento de {PERSON}"),
    _set("703", gtrm, project="Contacto: Ana Torres, 987654321"),
    _set("704", gtrm, donor="donante@example.org"),
    _set("705 011", appealing_org="Ana Torres 45678912"),
    _set("706 204", _not(direct), implementing_org="Ana Torres, cédula V-12.345.678"),
    _set("707", other_cells='{"Nombres y apellidos": "Ana Torres"}'),
    _set(
        "721",
        _of(pin, gtrm, SENSITIVE, _not(cash)),
        **{**NO_COUNTS, **dict.fromkeys((*MEASURES, "in_destination", "girls"), "2")},
    ),
    _set("731", cash, cva_value="9999999"),
)
