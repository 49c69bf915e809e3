"""Complementary suppression: which further figures are withheld so that small ones stay unknown.

The cell suppression problem on tables with linear constraints (Fischetti and Salazar-González
2001), solved by the heuristic of Kelly, Golden and Assad (1992): a small figure is protected if
other tables are possible for a reader, one in which it is larger and one in which it is smaller. A
linear program finds each of them, and changes as few published figures of as low a weight as it
can; the figures that it changes are withheld. So every protection has its proof. See decision 14.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, sparse
from scipy.sparse import csgraph

from gtrm.core.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtrm.products.disclosure.figures import Flags, Integers, System

_TOGETHER = 1500  # unknowns in one program, where many small groups are solved at once
_AROUND = (1500, 6000)  # unknowns around one figure, tried before all that hang together
_WITHHELD = 1e-3  # cost of changing what is withheld already; a light published figure costs 1
_GAP = 0.5  # a program for whole persons may cost this much more than the best one: it ends sooner
_MISSED = 1e6  # cost of each person by which a figure cannot be moved as far as asked


class _Search:
    """What is withheld so far, and by how much each figure must still be able to move up and down.

    `labels` tell, of the unknowns that may move at the present level, which hang together (-1: may
    not move).
    """

    def __init__(self, system: System, withheld: Flags, up: Integers, down: Integers) -> None:
        self.system = system
        self.withheld = withheld.copy()
        self.asked = {1: up.copy(), -1: np.minimum(down, system.counts - _lowest_values(system))}
        for needs in self.asked.values():
            needs[system.levels == 0] = 0  # in no relation: it cannot be calculated
        self.rows = sparse.vstack([system.equal, system.at_least], format="csr")
        self.columns = self.rows.tocsc()
        self.slack = self.rows @ system.counts  # 0 in equal rows
        self.is_equal = np.arange(self.rows.shape[0]) < system.equal.shape[0]
        self.labels = system.levels

    def touched(self, group: Integers) -> Integers:
        """Return the relations in which any of these unknowns stands."""
        return np.unique(self.columns[:, group].indices)

    def record(self, group: Integers, changes: Integers) -> None:
        """Withhold what changed; figures that moved as far as asked are protected."""
        self.withheld[group[changes != 0]] = True
        for direction, needs in self.asked.items():
            needs[group[direction * changes >= needs[group]]] = 0


def protect(system: System, withheld: Flags, up: Integers, down: Integers) -> Flags:
    """Return per unknown whether it is withheld.

    First each region and month is solved alone, so that its totals stay; what cannot be protected
    there is solved with the other regions, and at last with the other months.

    Args:
        system: The figures and their relations.
        withheld: What is withheld already, the figures to protect among it.
        up: How much larger each figure must be possible; 0 where nothing is asked.
        down: How much smaller; where that is against the relations, as much as they allow.

    Raises:
        PublishError: A figure cannot be protected.
    """
    search = _Search(system, withheld, up, down)
    for level in (1, 2, 3):
        search.labels = _label(search.rows, system.levels <= level)
        if level == 1:
            _protect_together(search)
        for direction, needs in search.asked.items():
            for figure in np.flatnonzero((needs > 0) & (search.labels >= 0)):
                if needs[figure] > 0:  # not meanwhile, with another
                    _protect_one(search, int(figure), direction, is_last=level == 3)
    return search.withheld


def _lowest_values(system: System) -> Integers:
    """Return the least that each figure can be: its parts are known to be there, so at least 1."""
    rows = sparse.vstack([system.equal, -system.equal, system.at_least], format="csr")
    gains, losses = rows.maximum(0).tocsr(), (-rows).maximum(0).tocsr()
    alone = np.diff(gains.indptr) == 1
    totals, losses = gains[alone].indices, losses[alone]
    lowest = system.units.astype(float)
    for _ in range(10):  # relations are a few deep: people of ages, of a region, of a mesa
        np.maximum.at(lowest, totals, losses @ lowest)
    return np.asarray(np.minimum(lowest, system.counts), dtype=np.int64)


def _label(rows: sparse.csr_array, movable: Flags) -> Integers:
    links = rows[:, movable].tocoo()
    relations, size = links.shape[0], sum(links.shape)
    graph = sparse.coo_array((np.ones(links.nnz), (links.row, links.col + relations)), (size, size))
    found = csgraph.connected_components(graph, directed=False)[1]
    labels = np.full(len(movable), -1)
    labels[movable] = found[relations:]
    return labels


def _protect_together(search: _Search) -> None:
    """Protect connected figures together if possible; the others are protected one by one."""
    for direction, needs in search.asked.items():
        for group in _batches(search):
            figures = np.flatnonzero(needs[group] > 0)
            changes, broken = _solve(search, group, figures, direction)
            labels = search.labels[group]
            changes[np.isin(labels, labels[broken])] = 0
            search.record(group, changes)


def _batches(search: _Search) -> Iterator[Integers]:
    """Yield unknowns that hang together with one to protect, many such groups at a time."""
    labels = search.labels
    wanted = ((search.asked[1] > 0) | (search.asked[-1] > 0)) & (labels >= 0)
    order = np.flatnonzero(np.isin(labels, labels[wanted]))
    order = order[np.argsort(labels[order], kind="stable")]
    is_first = np.diff(labels[order], prepend=-1) != 0
    batch = (np.flatnonzero(is_first) // _TOGETHER)[np.cumsum(is_first) - 1]
    for number in np.unique(batch):
        yield order[batch == number]


def _protect_one(search: _Search, figure: int, direction: int, *, is_last: bool) -> None:
    group, changes = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    for group, changes in _attempts(search, figure, direction):
        moved = direction * changes[group == figure].sum()
        if moved >= search.asked[direction][figure]:
            search.record(group, changes)
            return
    if is_last and direction > 0:
        cell = search.system.cells[search.system.cells["unknown"] == figure].iloc[0]
        raise PublishError(
            "A figure of few people cannot be protected.",
            f"{cell['table']}.{cell['column']}",
            "Make the table internal in config/disclosure.yml and run the month again.",
        )
    if is_last:  # as far as the relations allow
        search.record(group, changes)
        search.asked[direction][figure] = 0


def _attempts(search: _Search, figure: int, direction: int) -> Iterator[tuple[Integers, Integers]]:
    """Yield unknowns and a change of them that moves a figure, among ever more unknowns."""
    everything = int(np.count_nonzero(search.labels == search.labels[figure]))
    sizes = [size for size in _AROUND if size < everything]
    for size in [*sizes, everything]:
        group = _around(search, figure, size)
        changes, broken = _solve(search, group, np.flatnonzero(group == figure), direction)
        if not len(broken):
            yield group, changes
            continue
        few = group[(changes != 0) | search.withheld[group]]  # mostly these do for whole persons
        for some in (few, group):
            place = np.flatnonzero(some == figure)
            changes, broken = _solve(search, some, place, direction, whole=True)
            if not len(broken):
                yield some, changes


def _around(search: _Search, figure: int, size: int) -> Integers:
    """Return up to so many unknowns around a figure, the nearest ones by relations."""
    found = last = np.array([figure])
    while len(found) < size:
        near = np.unique(search.rows[search.touched(last)].indices)
        near = near[search.labels[near] >= 0]
        last = np.setdiff1d(near, found, assume_unique=True)[: size - len(found)]
        if not len(last):
            break
        found = np.concatenate([found, last])
    return np.sort(found)


def _solve(
    search: _Search, group: Integers, figures: Integers, direction: int, *, whole: bool = False
) -> tuple[Integers, Integers]:
    """Return the cheapest change of a group that moves its figures (places in it) as far as asked.

    `whole` asks for whole persons from the beginning; otherwise the result is rounded, and second
    come the places where relations broke by that.
    """
    system, size = search.system, len(group)
    touched = search.touched(group)
    rows, slack = search.rows[touched][:, group], search.slack[touched]
    is_equal = search.is_equal[touched]
    losses = (system.counts - system.units)[group].clip(0)
    program = _program(rows, figures, direction)
    needs = search.asked[direction][group][figures]
    costs = np.where(search.withheld[group], _WITHHELD, system.weights[group])
    result = optimize.milp(
        np.concatenate([costs, costs, np.full(len(figures), _MISSED)]),
        constraints=optimize.LinearConstraint(
            program,
            np.concatenate([-slack, needs]),
            np.concatenate([np.where(is_equal, 0, np.inf), np.full(len(figures), np.inf)]),
        ),
        bounds=optimize.Bounds(0, np.concatenate([np.full(size, np.inf), losses, needs])),
        integrality=np.full(program.shape[1], int(whole)),
        options={"mip_rel_gap": _GAP},
    )
    if result.x is None:
        raise PublishError("The suppression is not solved.", result.message, "Report this.")
    changes = np.rint(result.x[:size] - result.x[size : 2 * size]).astype(np.int64)
    after = rows @ changes + slack
    wrong = np.where(is_equal, after != 0, after < 0)
    return changes, np.flatnonzero((abs(rows).T @ wrong > 0) | (-changes > losses))


def _program(rows: sparse.csr_array, figures: Integers, direction: int) -> sparse.csc_array:
    """Return the constraints: relations first, then how far each figure moves.

    Its unknowns are the growth and the loss of each figure of the group, and by how much each
    figure to protect misses what is asked.
    """
    count = len(figures)
    places = (np.arange(count), figures)
    moves = sparse.csr_array((np.full(count, direction), places), (count, rows.shape[1]))
    nothing = sparse.csr_array((rows.shape[0], count))
    relations = sparse.hstack([rows, -rows, nothing])
    aims = sparse.hstack([moves, -moves, sparse.eye_array(count)])
    return sparse.csc_array(sparse.vstack([relations, aims]))
