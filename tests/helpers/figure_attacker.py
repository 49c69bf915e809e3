"""A reader who wants the withheld figures back, with nothing but a public database and the docs.

Written from docs/disclosure.md and docs/counting.md, not from the code that withholds: every
withheld figure is an unknown of at least 1 (a 0 is shown), and all that the tables say about each
other is written down as equations and inequalities. Then three ways to get figures back: solving
what has one unknown left (differences of totals, of months, of mesas), linear algebra, and the
smallest and largest value that fits everything (linear programs).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from pathlib import Path

import duckdb
import numpy as np
from scipy import optimize, sparse

Key = tuple[str, ...]
Name = tuple[str, str, Key]  # table, column, key
Sum = dict[int, int]  # coefficient by unknown
MODEL = ("aggregation_model", "measure_code")
KEYS = {
    "rpt_people_reached": ("month_code", "region_pcode", *MODEL),
    "rpt_people_reached_by_population": ("month_code", "region_pcode", *MODEL, "population_code"),
    "rpt_age_sex": ("month_code", "region_pcode", *MODEL, "age_sex_code"),
    "rpt_people_reached_cumulated": ("month_code", "region_pcode", *MODEL),
    "rpt_people_reached_mesas": ("month_code", "mesa_code", *MODEL),
    "rpt_people_reached_country": ("month_code", *MODEL),
    "rpt_subgroup_reach": ("month_code", "region_pcode", "subgroup_code", "population_code"),
    "rpt_cash": ("month_code", "region_pcode", "sector_code", "mechanism_code"),
    "rpt_coverage": ("month_code", "region_pcode", "population_code", "subgroup_code"),
}
NOT_NEW = "people_not_new_count"  # in no table: what is left of a total without the new people
FEWER = [  # (more people, fewer people): docs/counting.md
    ("sum", "maxsector_reported"),
    ("maxsector_reported", "maxsector_2021"),
    ("sum", "maxsector_2021"),
    ("sum", "southerncone_2021"),
    ("sum", "maxagegender_2021"),
]
ONE_SECTOR = {"educacion", "cbi_multisectorial", "integracion"}


def key_of(table: str, row: Mapping[Hashable, object]) -> Key:
    """The key of a row of a data frame; '' for null."""
    return tuple("" if row[name] in (None, np.nan) else str(row[name]) for name in KEYS[table])


def remainders(names: Collection[Name]) -> dict[Name, tuple[Name, Name]]:
    """The people who are not new, each from two figures: those of the month and the new ones."""
    found = {}
    for table, column, key in names:
        new: Name = (table, "people_new_count", key)
        if column == "people_reached_count" and key[-1] == "total":
            new = (table, column, (*key[:-1], "new"))
        if column in ("people_reached_count", "people_total_count") and new in names:
            found[table, NOT_NEW, key] = ((table, column, key), new)
    return found


class Attacker:
    """What can be read (`shown`), what cannot (`unknowns`), and what is known of it."""

    def __init__(self, database: Path) -> None:
        self.shown: dict[Name, int] = {}
        self.unknowns: dict[Name, int] = {}
        self.equal: list[tuple[Sum, int]] = []
        self.at_least: list[tuple[Sum, int]] = []
        with duckdb.connect(str(database), read_only=True) as connection:
            held = {
                row[0]
                for row in connection.execute("select table_name from duckdb_tables()").fetchall()
            }
            for table in KEYS.keys() & held:
                self._read(connection, table)
            self.mesas = (
                dict(
                    connection.execute(
                        "select region_pcode, mesa_code from marts.bridge_mesas_regions"
                    ).fetchall()
                )
                if "bridge_mesas_regions" in held
                else {}
            )
        self._relate()

    def _read(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        for row in connection.execute(f"from reporting.{table}").df().to_dict("records"):
            key = key_of(table, row)
            marked = str(row.get("withheld_figures") or "").split(", ")
            for column, value in row.items():
                if column in marked:
                    self.unknowns[table, column, key] = len(self.unknowns)
                elif (
                    str(column).endswith(("_count", "_usd"))
                    and value == value
                    and value is not None
                ):
                    self.shown[table, column, key] = int(value)

    def names(self, table: str, column: str) -> list[Name]:
        return [name for name in (*self.shown, *self.unknowns) if name[:2] == (table, column)]

    def say(self, plus: list[Name], minus: list[Name], *, at_least: bool = False) -> None:
        """Write down that the sums are equal, or that the first is not the smaller one.

        Where a total is not reported there is nothing to say; among parts that means none.
        """
        if not any(name in self.unknowns or name in self.shown for name in plus):
            return
        terms: Sum = defaultdict(int)
        number = 0
        for names, sign in ((plus, 1), (minus, -1)):
            for name in names:
                if name in self.unknowns:
                    terms[self.unknowns[name]] += sign
                else:
                    number += sign * self.shown.get(name, 0)
        terms = {unknown: times for unknown, times in terms.items() if times}
        if terms:
            (self.at_least if at_least else self.equal).append((terms, -number))

    def _relate(self) -> None:
        self._relate_breakdowns()
        self._relate_subgroups()
        self._relate_models()
        self._relate_places()
        self._relate_months()
        self._relate_coverage()
        self._relate_remainders()

    def _relate_breakdowns(self) -> None:
        for table in ("rpt_people_reached_by_population", "rpt_age_sex"):
            parts = self._grouped(table, "people_count", lambda key: key[:4])
            for key, names in parts.items():
                people: Name = ("rpt_people_reached", "people_reached_count", key)
                broken_down: Name = ("rpt_people_reached", "breakdown_count", key)
                has_both = broken_down in self.shown or broken_down in self.unknowns
                self.say([broken_down if has_both else people], names)
                if key[2] == "maxsector_reported":
                    self.say([people], [broken_down])

    def _relate_subgroups(self) -> None:
        reach = ("rpt_subgroup_reach", "people_total_count")
        added = self._grouped(*reach, lambda key: (*key[:2], "sum", "total"))
        for key, names in added.items():
            self.say([("rpt_people_reached", "breakdown_count", key)], names)
        registered = ("maxsector_reported", "total")
        for key, names in self._grouped(
            *reach, lambda key: (*key[:2], *registered, key[3])
        ).items():
            reached: Name = ("rpt_people_reached_by_population", "people_count", key)
            self.say(names, [reached], at_least=True)
            for name in names:
                if name[2][2] in ONE_SECTOR:
                    self.say([reached], [name], at_least=True)
        transfers = self._grouped(
            "rpt_cash",
            "people_total_count",
            lambda key: key[:2] if key[2] == "multipurpose_cbi" else None,
        )
        subgroups = self._grouped(*reach, lambda key: key[:3])
        for place, names in transfers.items():
            self.say(subgroups.get((*place, "cbi_multisectorial"), []), names)

    def _grouped(
        self, table: str, column: str, key: Callable[[Key], Key | None]
    ) -> dict[Key, list[Name]]:
        found = defaultdict(list)
        for name in self.names(table, column):
            found[key(name[2])].append(name)
        found.pop(None, None)
        return found

    def _relate_models(self) -> None:
        people = ("rpt_people_reached", "people_reached_count")
        subgroups = self._grouped("rpt_subgroup_reach", "people_total_count", lambda key: key[:2])
        for name in self.names(*people):
            month, region, model, measure = name[2]
            there = {one[2][2] for one in subgroups.get((month, region), [])}
            for more, fewer in FEWER:
                other: Name = (*people, (month, region, fewer, measure))
                if model != more or not (other in self.shown or other in self.unknowns):
                    continue
                if fewer != "maxagegender_2021" or measure == "total":
                    self.say([name], [other], at_least=True)
                if len(there) == 1 and there <= ONE_SECTOR and fewer != "maxagegender_2021":
                    self.say([name], [other])  # one sector: all models count the same
        in_four_groups = self._grouped(
            "rpt_age_sex",
            "people_count",
            lambda key: (*key[:2], "maxagegender_2021", "total") if "other" not in key[4] else None,
        )
        for key, names in in_four_groups.items():
            self.say(names, [(*people, key)], at_least=True)

    def _relate_places(self) -> None:
        people = ("rpt_people_reached", "people_reached_count")
        mesas = self._grouped(
            *people,
            lambda key: (key[0], self.mesas[key[1]], *key[2:]) if key[1] in self.mesas else None,
        )
        for key, names in mesas.items():
            self.say([("rpt_people_reached_mesas", "people_reached_count", key)], names)
        country = "rpt_people_reached_country"
        for kind, is_nationwide in (("nationwide", True), ("regions", False)):
            parts = self._grouped(
                *people,
                lambda key, asked=is_nationwide: (
                    (key[0], *key[2:]) if (key[1] == "PE00") == asked else None
                ),
            )
            for key, names in parts.items():
                self.say([(country, f"people_{kind}_count", key)], names)
        for name in self.names(country, "people_reached_count"):
            kinds = ("nationwide", "regions")
            self.say([name], [(country, f"people_{kind}_count", name[2]) for kind in kinds])

    def _relate_months(self) -> None:
        running = self._grouped(
            "rpt_people_reached_cumulated",
            "people_reached_cumulated_count",
            lambda key: (key[0][:4], *key[1:]),
        )
        for names in running.values():
            ordered = sorted(names, key=lambda name: name[2][0])
            for before, name in zip([[], *([one] for one in ordered)], ordered, strict=False):
                month: Name = ("rpt_people_reached", "people_reached_count", name[2])
                self.say([name], [month, *before])

    def _relate_coverage(self) -> None:
        registered = ("maxsector_reported", "total")
        people = ("rpt_people_reached", "people_reached_count")
        by_population = ("rpt_people_reached_by_population", "people_count")
        reach = ("rpt_subgroup_reach", "people_total_count")
        subgroups = self._grouped(*reach, lambda key: key[:3])
        for name in self.names("rpt_coverage", "people_reached_month_count"):
            *place, population, subgroup = name[2]
            if subgroup:
                parts = subgroups[*place, subgroup]
                same = [one for one in parts if population in ("", one[2][3])]
            elif population:
                same = [(*by_population, (*place, *registered, population))]
            else:
                same = [(*people, (*place, *registered))]
            self.say([name], same)

    def _relate_remainders(self) -> None:
        for name, (whole, part) in remainders(self.shown.keys() | self.unknowns.keys()).items():
            if {whole, part} <= self.shown.keys():
                self.shown[name] = self.shown[whole] - self.shown[part]
            else:
                self.unknowns[name] = len(self.unknowns)
                self.say([whole], [part, name])

    def solve_one_by_one(self) -> dict[Name, int]:
        """Return what is found by solving, again and again, relations with one unknown left."""
        found: dict[int, int] = {}
        while True:
            before = len(found)
            for terms, number in self.equal:
                left = [unknown for unknown in terms if unknown not in found]
                if len(left) == 1:
                    known = sum(found[one] * times for one, times in terms.items() if one in found)
                    found[left[0]] = (number - known) // terms[left[0]]
            if len(found) == before:
                return {name: found[one] for name, one in self.unknowns.items() if one in found}

    def solve_by_algebra(self) -> list[Name]:
        """Return the unknowns on which all solutions of the equations agree."""
        matrix = self._matrix(self.equal).toarray()
        _, sizes, directions = np.linalg.svd(matrix)
        rank = int((sizes > 1e-9).sum())
        free = np.abs(directions[rank:]).max(axis=0, initial=0) > 1e-9
        return [name for name, one in self.unknowns.items() if not free[one]]

    def limits(self) -> dict[Name, tuple[int, int | None]]:
        """Return the smallest and largest whole value of each unknown; None if there is no end."""
        count = len(self.unknowns)
        equal, numbers = self._matrix(self.equal), [number for _, number in self.equal]
        at_least, floors = self._matrix(self.at_least), [number for _, number in self.at_least]
        bounds = [(0 if name[1] == NOT_NEW else 1, None) for name in self.unknowns]
        found = {}
        for name, unknown in self.unknowns.items():
            ends = []
            for sign in (1, -1):
                aim = np.zeros(count)
                aim[unknown] = sign
                result = optimize.linprog(
                    aim,
                    A_ub=-at_least if floors else None,
                    b_ub=[-floor for floor in floors] or None,
                    A_eq=equal if numbers else None,
                    b_eq=numbers or None,
                    bounds=bounds,
                )
                assert result.status in (0, 3), result.message  # the true figures fit
                ends.append(sign * result.fun if result.status == 0 else None)
            low, high = ends
            found[name] = (int(np.ceil(low - 1e-6)), None if high is None else int(high + 1e-6))
        return found

    def _matrix(self, relations: list[tuple[Sum, int]]) -> sparse.csr_array:
        entries = [
            (row, one, times)
            for row, (terms, _) in enumerate(relations)
            for one, times in terms.items()
        ]
        rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
        return sparse.csr_array((values, (rows, columns)), (len(relations), len(self.unknowns)))
