"""The published figures as a system of linear relations: what a reader can calculate with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb
    from numpy.typing import NDArray

    from gtrm.products.disclosure.rules import Relation, Table, Term

    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

REGISTERED = 3  # the loss of a figure of the registered model, against one of another model
_WORDS = ("table", "column", "key", "kind")


def _empty(*names: str) -> pd.DataFrame:
    kinds = {name: "str" if name in _WORDS else "int64" for name in names}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


_NO_CELLS = _empty("table", "column", "row_id", "value", "unit").assign(weight=0.0)
_NO_TERMS = _empty("relation", "key", "kind", "level", "sign", "cell")


@dataclass(frozen=True)
class System:
    """Figures and their relations. Figures that are known to be equal are one unknown.

    `cells`: one row per figure that is not 0 or null, with table, column, row_id, value (whole
    numbers of 1/unit: decimals have unit 100), weight (loss if withheld), unknown (its number
    here). A remainder, in no table but found by subtraction, is a figure too: its table is
    the name of the relation and its column is blank. `counts` (the true values), `units`, `weights`
    are by unknown. `equal` and `at_least` are matrices of relations x unknowns,
    (matrix @ counts) = 0 and >= 0; `levels` says per unknown how far its widest relation reaches,
    see `rules.SCOPES`, 0 if it has none.
    """

    cells: pd.DataFrame
    counts: Integers
    units: Integers
    weights: NDArray[np.float64]
    equal: sparse.csr_array
    at_least: sparse.csr_array
    levels: Integers

    def any_cell(self, flags: Flags) -> Flags:
        """Return per unknown whether the flag holds for any of its figures."""
        return np.bincount(self.cells["unknown"], flags, minlength=len(self.counts)) > 0


def collect(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> pd.DataFrame:
    """Return the figures of the prepared tables; see `System.cells`, without unknowns.

    Zeros are published as they are, so they are not unknowns and are in no relation.
    """
    parts = [_NO_CELLS]
    for table in tables:
        rows = connection.execute(f"describe {table.name}").fetchall()
        types = {row[0]: str(row[1]) for row in rows}
        registered = "is_registered" if "is_registered" in types else "false"
        for column in table.figures:
            if column not in types:
                continue
            unit = 100 if types[column].startswith("DECIMAL") else 1
            part = connection.execute(
                f'select row_id, cast(round("{column}" * {unit}) as bigint) as value, '  # noqa: S608
                f'{table.weight} * (1 + log10("{column}" + 1)) '
                f"* case when {registered} then {REGISTERED} else 1 end as weight "
                f'from {table.name} where "{column}" > 0 and ({table.where.get(column, "true")}) '
                "order by row_id"
            ).df()
            parts.append(part.assign(table=table.name, column=column, unit=unit))
    return pd.concat(parts, ignore_index=True)


def relate(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], cells: pd.DataFrame
) -> System:
    """Return the figures with every relation that holds among them."""
    values = cells["value"].to_numpy(dtype=np.int64)
    terms = _collect_terms(connection, relations, cells)
    same = terms[terms["kind"] == "same"]
    alike = same.groupby(["relation", "key", values[same["cell"]]])["cell"].transform("first")
    rows = terms[terms["kind"] != "same"]
    rows = rows.assign(row=rows.groupby(["relation", "key"], sort=False).ngroup())
    cells, rows = _add_remainders(relations, cells, rows)
    values = cells["value"].to_numpy(dtype=np.int64)
    sums = (rows["sign"] * values[rows["cell"]]).groupby(rows["row"]).transform("sum")
    rows = rows[
        ((rows["kind"] == "equal") & (sums == 0)) | ((rows["kind"] != "equal") & (sums >= 0))
    ]
    unknowns = _connect(np.column_stack([alike, same["cell"]]), len(cells))
    while True:  # two equal figures are one unknown, which may leave other pairs equal
        reduced = _reduce(rows, unknowns)
        pairs = _equal_pairs(reduced)
        if not len(pairs):
            return _build(cells.assign(unknown=unknowns), reduced)
        unknowns = _connect(pairs, len(cells))[unknowns]


def _collect_terms(
    connection: duckdb.DuckDBPyConnection, relations: Iterable[Relation], cells: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per figure in a relation: relation, key, kind, level, sign, cell."""
    places = {name: part["row_id"] for name, part in cells.groupby(["table", "column"])}
    found = [_NO_TERMS]
    for number, relation in enumerate(relations):
        terms = [term for term in relation.terms if (term.table, term.column) in places]
        signs = {term.sign for term in terms}
        if len(terms) < min(2, len(relation.terms)) or (relation.kind != "same" and len(signs) < 2):
            continue  # the other figures are not in the release
        for term in terms:
            part = _read_term(connection, term, places[term.table, term.column])
            part = part.assign(relation=number, kind=relation.kind, level=relation.level)
            found.append(part.assign(sign=term.sign))
    return pd.concat(found, ignore_index=True)


def _read_term(
    connection: duckdb.DuckDBPyConnection, term: Term, row_ids: pd.Series[int]
) -> pd.DataFrame:
    rows = connection.execute(
        f"select cast(row({', '.join(term.by)}) as varchar) as key, {term.table}.row_id "  # noqa: S608
        f"from {term.table} {term.join} where {term.where} order by all"
    ).df()
    cells = pd.Series(row_ids.index, index=row_ids).reindex(rows["row_id"])
    found = pd.DataFrame({"key": rows["key"], "cell": cells.to_numpy()}).dropna()
    return found.astype({"cell": "int64"})


def _add_remainders(
    relations: Sequence[Relation], cells: pd.DataFrame, rows: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add what is left of a `remainder` relation as a figure of its own, which makes it equal.

    Where nothing is left, the relation only says which side is not the smaller one.
    """
    rests = rows[rows["kind"] == "remainder"]
    counted = rests.assign(value=rests["sign"] * cells["value"].to_numpy()[rests["cell"]])
    left = counted.groupby("row", as_index=False).agg(
        {"relation": "first", "key": "first", "level": "first", "value": "sum", "sign": "nunique"}
    )
    left = left[(left["value"] > 0) & (left["sign"] == 2)]
    added = pd.DataFrame({"table": [relations[one].what for one in left["relation"]]}).assign(
        column="", row_id=-1, value=left["value"].to_numpy(), unit=1, weight=0.0, is_held=False
    )
    terms = left.assign(kind="equal", sign=-1, cell=np.arange(len(left)) + len(cells))
    kinds = np.where(rows["row"].isin(left["row"]), "equal", "at_least")
    kinds = np.where(rows["kind"] == "remainder", kinds, rows["kind"])
    return (
        pd.concat([cells, added], ignore_index=True),
        pd.concat([rows.assign(kind=kinds), terms[rows.columns]], ignore_index=True),
    )


def _connect(pairs: Integers, count: int) -> Integers:
    """Return per number below `count` the number of the group that pairs make of it."""
    graph = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (count, count))
    return csgraph.connected_components(graph, directed=False)[1].astype(np.int64)


def _reduce(rows: pd.DataFrame, unknowns: Integers) -> pd.DataFrame:
    """Write relations in terms of unknowns, without terms that cancel out and empty relations."""
    sums = (
        rows.assign(unknown=unknowns[rows["cell"]])
        .groupby(["row", "unknown"], as_index=False)
        .agg(kind=("kind", "first"), level=("level", "first"), coefficient=("sign", "sum"))
    )
    sums = sums[sums["coefficient"] != 0]
    lowest = sums.groupby("row")["coefficient"].transform("min")
    return sums[lowest < 0]  # all on one side: a sum of people is not negative, as is known


def _equal_pairs(rows: pd.DataFrame) -> Integers:
    equations = rows[rows["kind"] == "equal"].groupby("row")
    pairs = equations.agg(
        first=("unknown", "first"),
        last=("unknown", "last"),
        count=("unknown", "size"),
        total=("coefficient", "sum"),
    )
    pairs = pairs[(pairs["count"] == 2) & (pairs["total"] == 0)]
    return pairs[["first", "last"]].to_numpy(dtype=np.int64)


def _build(cells: pd.DataFrame, rows: pd.DataFrame) -> System:
    by_unknown = cells.groupby("unknown")
    count = by_unknown.ngroups
    levels = np.zeros(count, dtype=np.int64)
    np.maximum.at(levels, rows["unknown"].to_numpy(), rows["level"].to_numpy(dtype=np.int64))
    return System(
        cells,
        by_unknown["value"].first().to_numpy(dtype=np.int64),
        by_unknown["unit"].first().to_numpy(dtype=np.int64),
        by_unknown["weight"].sum().to_numpy(dtype=np.float64),
        _matrix(rows[rows["kind"] == "equal"], count),
        _matrix(rows[rows["kind"] != "equal"], count),
        levels,
    )


def _matrix(rows: pd.DataFrame, count: int) -> sparse.csr_array:
    """Return relations x unknowns; a repeated relation is there once."""
    numbers = np.random.default_rng(0).integers(1, 2**62, count)
    prints = (numbers[rows["unknown"]] * rows["coefficient"]).groupby(rows["row"]).sum()
    once = prints.drop_duplicates().index
    rows = rows[rows["row"].isin(once)]
    place = once.get_indexer(rows["row"])
    return sparse.csr_array(
        (rows["coefficient"].to_numpy(dtype=float), (place, rows["unknown"].to_numpy())),
        (len(once), count),
    )
