"""Re-exports: an earlier and a later state of the same reports, with the figures that are true.

A pair is made from a month's rows (by our fields): files sent first, files sent later, and the rows
that are true in the end. `count` says what counts once both are landed and decided over.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gtrm.core.settings import PROJECT_ROOT, Settings
from gtrm.intake import archive, landed, landing, versions
from workbooks import template, write_5w

FIGURES = ("total_beneficiaries", "new_beneficiaries")
SENT = ("2021-10-05T10:00:00Z", "2021-10-20T10:00:00Z")  # the first files, the later ones
Cycle = str
Sent = tuple[Cycle, str, pd.DataFrame]  # cycle month, file name, rows


@dataclass(frozen=True)
class Month:
    """The rows of a month, of many organisations, and of another month of the same."""

    name: str
    generation: str
    month: str
    rows: pd.DataFrame
    next_month: str
    next_rows: pd.DataFrame
    organisations: list[str] = field(default_factory=list)  # the most rows first
    spare: str = ""  # an organisation of the list that has no rows in the month

    @property
    def next(self) -> pd.DataFrame:
        """The next month of the four largest."""
        return self.next_rows[self.next_rows["appealing_org"].isin(self.organisations[:4])]

    def of(self, *numbers: int) -> pd.DataFrame:
        """Rows of organisations, by their place in the list."""
        wanted = [self.organisations[number] for number in numbers]
        return self.rows[self.rows["appealing_org"].isin(wanted)]


@dataclass(frozen=True)
class Pair:
    """Files sent first, files sent later, what is true; whether a rule must settle it."""

    first: list[Sent]
    later: list[Sent]
    truth: list[pd.DataFrame]
    is_clear: bool = True


Kind = Callable[[Month], Pair]
KINDS: dict[str, Kind] = {}


def kind(make: Kind) -> Kind:
    """Register a kind of pair under its name in words."""
    KINDS[make.__name__.replace("_", " ")] = make
    return make


def more(rows: pd.DataFrame, every: int = 1, add: int = 3) -> pd.DataFrame:
    """Rows with other figures in each `every`-th."""
    changed = rows.copy()
    for name in FIGURES:
        column = pd.to_numeric(changed[name], errors="coerce").fillna(0)
        column.iloc[::every] += add
        changed[name] = column.astype(int)
    return changed


def elsewhere(rows: pd.DataFrame, month: Month) -> pd.DataFrame:
    """Rows in a region where these have none."""
    free = sorted(set(month.rows["admin1"].dropna()) - set(rows["admin1"]))
    return rows.assign(admin1=(free or ["Loreto"])[0], admin2=None, district=None, ubigeo=None)


def as_organisation(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows of another organisation."""
    return rows.assign(appealing_org=name)


def joined(*frames: pd.DataFrame) -> pd.DataFrame:
    """Rows of several frames."""
    return pd.concat(frames, ignore_index=True)


def without_organisation(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows of the others."""
    return rows[rows["appealing_org"] != name]


def resent(month: Month, old: pd.DataFrame, new: pd.DataFrame, name: str = "5W.xlsx") -> Pair:
    """One file and its later version, which is true."""
    return Pair([(month.month, "5W.xlsx", old)], [(month.month, name, new)], [new])


@kind
def rows_corrected_same_name(month: Month) -> Pair:
    return resent(month, month.of(0), more(month.of(0), every=4))


@kind
def rows_corrected_as_version_2(month: Month) -> Pair:
    return resent(month, month.of(1), more(month.of(1), every=3), "5W v2 corregido.xlsx")


@kind
def all_figures_corrected_under_another_name(month: Month) -> Pair:
    return resent(month, month.of(2), more(month.of(2), add=11), "reporte nuevo.xlsx")


@kind
def same_rows_in_another_order(month: Month) -> Pair:
    return resent(month, month.of(0, 1, 2), month.of(0, 1, 2).iloc[::-1])


@kind
def same_rows_under_another_name_in_another_order(month: Month) -> Pair:
    return resent(month, month.of(1), month.of(1).sample(frac=1, random_state=1), "envío 2.xlsx")


@kind
def rows_added(month: Month) -> Pair:
    return resent(month, month.of(0).iloc[:-3], month.of(0))


@kind
def rows_deleted(month: Month) -> Pair:
    return resent(month, month.of(0), month.of(0).iloc[:-3])


@kind
def an_organisation_rewritten_in_a_consolidated_file(month: Month) -> Pair:
    """31 rows, 9,142 -> 3,276 people, hardly one row as before."""
    rewritten = as_organisation(more(month.of(4), add=50), month.organisations[2])
    return resent(month, month.of(0, 1, 2, 3), joined(month.of(0, 1, 3), rewritten))


@kind
def an_organisation_withdrawn(month: Month) -> Pair:
    return resent(month, month.of(0, 1, 2, 3), month.of(0, 1, 3))


@kind
def two_organisations_withdrawn_and_one_added(month: Month) -> Pair:
    return resent(month, month.of(0, 1, 2, 3, 4), joined(month.of(0, 1, 4), month.of(5)))


@kind
def an_organisation_renamed_in_a_consolidated_file(month: Month) -> Pair:
    renamed = as_organisation(month.of(2), month.spare)
    return resent(month, month.of(0, 1, 2), joined(month.of(0, 1), renamed))


@kind
def a_single_organisation_renamed(month: Month) -> Pair:
    return resent(month, month.of(2), as_organisation(month.of(2), month.spare))


@kind
def an_organisation_taken_into_another(month: Month) -> Pair:
    merged = joined(month.of(0, 1), as_organisation(month.of(2), month.organisations[1]))
    return resent(month, month.of(0, 1, 2), merged)


@kind
def a_month_moved(month: Month) -> Pair:
    return resent(month, month.of(1), month.of(1).assign(month=month.next_month))


@kind
def a_month_moved_in_a_consolidated_file(month: Month) -> Pair:
    moved = month.of(2).assign(month=month.next_month)
    return resent(month, month.of(0, 1, 2), joined(month.of(0, 1), moved))


@kind
def a_month_gone_from_a_file_of_two(month: Month) -> Pair:
    mine = month.next_rows[
        month.next_rows["appealing_org"].isin(set(month.of(0, 1)["appealing_org"]))
    ]
    return resent(month, joined(month.of(0, 1), mine.iloc[:9]), month.of(0, 1))


@kind
def an_office_added_under_another_title(month: Month) -> Pair:
    office = more(elsewhere(month.of(1), month), add=7)
    sent = [(month.month, "5W norte.xlsx", office)]
    return Pair([(month.month, "5W.xlsx", month.of(1))], sent, [month.of(1), office])


@kind
def an_office_added_under_the_same_name(month: Month) -> Pair:
    office = more(elsewhere(month.of(1), month), add=7)
    sent = [(month.month, "5W.xlsx", office)]
    return Pair([(month.month, "5W.xlsx", month.of(1))], sent, [month.of(1), office])


@kind
def a_complement_of_other_work(month: Month) -> Pair:
    other = as_organisation(month.of(4), month.organisations[1])
    sent = [(month.month, "5W complemento.xlsx", other)]
    return Pair([(month.month, "5W.xlsx", month.of(1))], sent, [month.of(1), other])


@kind
def a_small_complement_of_the_same_work(month: Month) -> Pair:
    few = more(month.of(0).iloc[:2], add=5)
    sent = [(month.month, "5W complemento.xlsx", few)]
    return Pair([(month.month, "5W.xlsx", month.of(0))], sent, [month.of(0), few], is_clear=False)


@kind
def a_second_part_with_rows_already_sent(month: Month) -> Pair:
    filled = pd.to_numeric(month.of(0)["output_quantity"], errors="coerce") > 0
    few = joined(month.of(0)[filled].iloc[:1], as_organisation(month.of(3), month.organisations[0]))
    truth = [month.of(0), few.iloc[1:]]
    sent = [(month.month, "5W parte 2.xlsx", few)]
    return Pair([(month.month, "5W.xlsx", month.of(0))], sent, truth, is_clear=False)


@kind
def a_few_rows_corrected_and_sent_alone(month: Month) -> Pair:
    few = more(month.of(0).iloc[:2], add=5)
    sent = [(month.month, "5W.xlsx", few)]
    truth = [few, month.of(0).iloc[2:]]
    return Pair([(month.month, "5W.xlsx", month.of(0))], sent, truth, is_clear=False)


@kind
def a_single_file_rewritten(month: Month) -> Pair:
    """Hardly one row as before, in the same places: nobody can tell."""
    places = month.of(1)["admin1"].iloc[0]
    new = as_organisation(more(month.of(4), add=50), month.organisations[1]).assign(admin1=places)
    sent = [(month.month, "5W.xlsx", new)]
    return Pair([(month.month, "5W.xlsx", month.of(1))], sent, [new], is_clear=False)


@kind
def a_file_split_in_two(month: Month) -> Pair:
    half = len(month.of(0)) // 3
    parts = [month.of(0).iloc[:half], month.of(0).iloc[half:]]
    sent = [(month.month, f"5W parte {n}.xlsx", rows) for n, rows in enumerate(parts, start=1)]
    return Pair([(month.month, "5W.xlsx", month.of(0))], sent, parts, is_clear=False)


@kind
def a_consolidated_file_split_by_organisation(month: Month) -> Pair:
    parts = [month.of(0), month.of(1, 2)]
    sent = [(month.month, f"reporte {n}.xlsx", rows) for n, rows in zip("AB", parts, strict=True)]
    return Pair([(month.month, "5W.xlsx", month.of(0, 1, 2))], sent, parts)


@kind
def two_files_merged(month: Month) -> Pair:
    first = [(month.month, "norte.xlsx", month.of(0)), (month.month, "sur.xlsx", month.of(1))]
    merged = joined(month.of(0), more(month.of(1), every=5))
    return Pair(first, [(month.month, "5W.xlsx", merged)], [merged])


@kind
def two_offices_merged(month: Month) -> Pair:
    other = more(elsewhere(month.of(1), month), add=7)
    first = [(month.month, "norte.xlsx", month.of(1)), (month.month, "sur.xlsx", other)]
    merged = joined(month.of(1), other)
    return Pair(first, [(month.month, "5W.xlsx", merged)], [merged])


@kind
def one_of_two_offices_corrected(month: Month) -> Pair:
    other = more(elsewhere(month.of(1), month), add=7)
    first = [(month.month, "5W.xlsx", month.of(1)), (month.month, "5W norte.xlsx", other)]
    new = more(other, every=3)
    return Pair(first, [(month.month, "5W norte v2.xlsx", new)], [month.of(1), new])


@kind
def an_organisation_corrects_its_rows_of_a_consolidated_file(month: Month) -> Pair:
    own = more(month.of(1), every=2)
    sent = [(month.month, "propio.xlsx", own)]
    return Pair([(month.month, "5W.xlsx", month.of(0, 1, 2))], sent, [month.of(0, 2), own])


@kind
def the_marked_copy_corrected(month: Month) -> Pair:
    new = as_organisation(more(month.of(4), add=50), month.organisations[1])
    return resent(month, month.of(1), new, "5W_v1_observaciones.xlsx")


@kind
def words_corrected(month: Month) -> Pair:
    changed = month.of(1).assign(activity="Otra actividad", description="Corregida")
    return resent(month, month.of(1), changed)


@kind
def a_place_corrected(month: Month) -> Pair:
    moved = elsewhere(month.of(2), month)
    pair = resent(month, month.of(2), moved)
    return Pair(pair.first, pair.later, pair.truth, is_clear=False)


@kind
def sent_again_with_the_next_month(month: Month) -> Pair:
    first = [(month.month, "5W.xlsx", month.of(0, 1))]
    later = [(month.next_month, "5W.xlsx", month.of(0, 1).iloc[::-1])]
    return Pair(first, later, [month.of(0, 1)])


@kind
def the_next_month_under_the_same_name(month: Month) -> Pair:
    first = [(month.month, "5W.xlsx", month.of(0, 1, 2, 3))]
    return Pair(
        first, [(month.next_month, "5W.xlsx", month.next)], [month.of(0, 1, 2, 3), month.next]
    )


@kind
def a_re_export_of_both_months_with_the_next_one(month: Month) -> Pair:
    """One organisation withdrawn, one corrected, and the new month beside them."""
    new = joined(month.of(0), more(month.of(1), every=2), month.next)
    first = [(month.month, "consolidado enero.xlsx", month.of(0, 1, 2))]
    return Pair(first, [(month.next_month, "consolidado febrero.xlsx", new)], [new])


@kind
def late_rows_in_the_next_file(month: Month) -> Pair:
    late = as_organisation(more(month.of(4).iloc[:2], add=9), month.organisations[0])
    own = month.next_rows[month.next_rows["appealing_org"] == month.organisations[0]]
    first = [(month.month, "5W.xlsx", month.of(0))]
    return Pair(first, [(month.next_month, "5W.xlsx", joined(own, late))], [month.of(0), own, late])


@kind
def two_months_in_two_files_at_once(month: Month) -> Pair:
    mine = month.next_rows[month.next_rows["appealing_org"] == month.organisations[0]]
    first = [(month.next_month, "5W enero.xlsx", month.of(0))]
    return Pair(first, [(month.next_month, "5W febrero.xlsx", mine)], [month.of(0), mine])


@kind
def an_organisation_withdrawn_and_then_back(month: Month) -> Pair:
    first = [
        (month.month, "5W.xlsx", month.of(0, 1, 2)),
        (month.month, "5W v2.xlsx", month.of(0, 1)),
    ]
    back = joined(month.of(0, 1), more(month.of(2), every=2))
    return Pair(first, [(month.month, "5W v3.xlsx", back)], [back])


@kind
def an_empty_file_after_rows(month: Month) -> Pair:
    sent = [(month.month, "5W.xlsx", month.rows.iloc[:0])]
    return Pair([(month.month, "5W.xlsx", month.of(1))], sent, [], is_clear=False)


@dataclass(frozen=True)
class Counted:
    """What a landing counts, per organisation and month, and the questions that it asks."""

    figures: dict[tuple[str, str], tuple[int, int, int]]  # rows, total, new
    questions: list[str]
    decisions: list[str]


def figures_of(frames: list[pd.DataFrame]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Rows, people in total and new people, per organisation and month as reported."""
    rows = [frame for frame in frames if len(frame)]
    if not rows:
        return {}
    whole = pd.concat(rows)
    numbers = whole.assign(
        rows=1, **{name: pd.to_numeric(whole[name], errors="coerce").fillna(0) for name in FIGURES}
    )
    sums = numbers.groupby(["appealing_org", "month"])[["rows", *FIGURES]].sum()
    return {
        key: (int(a), int(b), int(c))
        for key, (a, b, c) in zip(sums.index, sums.to_numpy(), strict=True)
    }


def send(settings: Settings, month: Month, pair: Pair, folder: Path) -> None:
    """Receive and land the files of a pair, the first ones first, and decide over them."""
    ids = []
    for number, files in enumerate((pair.first, pair.later)):
        for order, (cycle, name, rows) in enumerate(files):
            inbox = folder / f"{number}-{order}"
            write_5w(inbox / name, rows.to_dict("records"), month.generation, _above(rows, month))
            with (inbox / "received.csv").open("w", encoding="utf-8", newline="") as file:
                at = SENT[number].replace("10:00:00", f"10:00:0{order}")
                csv.writer(file).writerows([("file_name", "received_at"), (name, at)])
            ids += [one for ids in archive.receive(settings, cycle, str(inbox)) for one in ids]
    landing.land_batch(settings, sorted(set(ids)))
    versions.decide(settings)


def _above(rows: pd.DataFrame, month: Month) -> tuple[list[object], ...]:
    """An empty form says whose it is."""
    return () if len(rows) else (["Organización:", month.organisations[1]],)


def count(settings: Settings) -> Counted:
    """What counts of everything landed."""
    ids = landed.all_submission_ids(settings)
    rows = landed.read(settings, "activities", ids)
    parts = landed.read_parts(settings)
    key = ["submission_id", "organisation_code", "month_code"]
    placed = rows.merge(parts, on=key, how="left")
    assert len(placed) == len(rows)
    told = [landed.read_month_findings(settings, month) for month in {one[:7] for one in ids}]
    findings = pd.concat(told)
    asked = findings[findings["rule_id"].isin(["5W-570", "5W-573", "5W-574"])]
    return Counted(
        figures_of([placed[placed["superseded_by_submission_id"].isna()]]),
        list(asked["hint_es"]),
        sorted(set(parts["decision_code"])),
    )


def read_rows(paths: list[Path], generation: str, header_row: int) -> pd.DataFrame:
    """Rows of workbooks by our fields."""
    layout = template(generation)
    names = {header: field for field, headers in layout.headers.items() for header in headers}
    frames = [pd.read_excel(path, header=header_row, engine="calamine") for path in paths]
    rows = pd.concat(frames, ignore_index=True).rename(columns=names)
    kept = [name for name in layout.headers if name in rows.columns]
    return rows[kept].astype(object).where(rows[kept].notna(), None)


def month_of(
    name: str, generation: str, rows: dict[str, pd.DataFrame], months: tuple[str, str]
) -> Month:
    """A month to make pairs from: its middle-sized organisations, of whom all know the name."""
    month, following = months
    sizes = rows[month]["appealing_org"].value_counts()
    sizes = sizes[sizes <= 80]
    spare = sorted(set(rows[following]["appealing_org"]) - set(rows[month]["appealing_org"]))
    return Month(
        name,
        generation,
        month,
        rows[month],
        following,
        rows[following],
        list(sizes.index),
        spare[0],
    )


def sample_month() -> Month:
    """The committed sample month, and an October made of it."""
    folder = PROJECT_ROOT / "raw" / "samples" / "2021-09"
    rows = read_rows(sorted(folder.glob("*.xlsx")), "gtrm_es_2021", header_row=5)
    rows = rows[rows["month"] == "2021-09"]
    spare = more(rows.iloc[:1]).assign(appealing_org="Organización Muestra Q", month="2021-10")
    october = joined(more(rows, add=6).assign(month="2021-10"), spare)
    both = {"2021-09": rows, "2021-10": october}
    return month_of("sample", "gtrm_es_2021", both, ("2021-09", "2021-10"))
