"""Repeated rows: in a file, across the files of a month, across months.

Fields are compared as read: a name by its code, or else as written (without accents, case and
surplus blanks), a figure by its value, a blank cell as 0. A row takes part once it names a region
and an indicator or activity, so blanks never agree with blanks there; beyond its own file, once it
names its organisation. Of equal rows the first stays unflagged and the others name it: three equal
rows give two findings. Nothing is dropped.

What each prefix of COLUMNS finds (rules: `expectations/month_duplicates.json`; limits such as NEAR:
`duplicate_queries`):

- `same_file`, `other_file`: every field is equal; `empty_copy`: so it is, in a file, and the row
  has no figures
- `other_organisation`: equal except for the reporting organisation; only if a description or
  TELLING_SIZE makes chance unlikely
- `earlier_month`: equal except for the month; below TELLING_SIZE `earlier_month_few`
- `alike_text`: same work, codes and figures, and descriptions of which one says nothing more than
  the other; free texts (project, donor ...) may differ; `other_text`: the descriptions differ
- `alike_figures`: equal except for figures, which differ by NEAR at most
- `partner_report`: the same work, with people (or else output) that differ by NEAR at most,
  reported by an organisation as implemented by another, and by that one too; each names the other
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
from rapidfuzz import fuzz

from gtrm.rules.month import duplicate_queries as queries

if TYPE_CHECKING:
    import duckdb

    from gtrm.core.settings import Settings

SAME_WORD = 85  # of 100, rapidfuzz's ratio: from here on a word differs by its spelling only
_WORD = re.compile(r"\w+")

_QUERIES = {
    "same_file": queries.SAME_FILE,
    "empty_copy": queries.EMPTY_COPY,
    "other_file": queries.OTHER_FILE,
    "other_organisation": queries.OTHER_ORGANISATION,
    "earlier_month": queries.EARLIER_MONTH,
    "earlier_month_few": queries.EARLIER_MONTH_FEW,
    "alike_figures": queries.ALIKE_FIGURES,
    "partner_report": queries.PARTNER_REPORT,
}
_TOLD = ("submission_id", "cycle_month", "file_name", "sheet_name", "source_row", "appealing_org")
COLUMNS = tuple(
    f"{prefix}_{name}" for prefix in (*_QUERIES, "alike_text", "other_text") for name in _TOLD
)


def compute(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pd.DataFrame:
    """Return COLUMNS of the month's rows, indexed by `row_number`.

    Where a row repeats another, the columns of a prefix say where that one is (submission, cycle
    month, file, sheet, row as Excel numbers it) and who reports it; else they are null.
    """
    for statement in (queries.MACROS, queries.KEYED, queries.COPIES, queries.EARLIER):
        connection.execute(statement)
    pairs = {prefix: connection.execute(query).df() for prefix, query in _QUERIES.items()}
    pairs |= _pairs_by_text(connection)
    numbers = connection.execute("select row_number from reported where is_of_month order by 1")
    out = pd.DataFrame(index=numbers.df()["row_number"])
    for prefix, found in pairs.items():
        out = out.join(_tell_others(connection, prefix, found))
    return out[list(COLUMNS)]


def _pairs_by_text(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Rows of the same work and figures, by whether an earlier description is alike."""
    pairs = connection.execute(queries.SAME_FIGURES).df()
    texts = pd.unique(pd.concat([pairs["own_words"], pairs["other_words"]]))
    words = {text: frozenset(_WORD.findall(text)) for text in texts}
    both = zip(pairs["own_words"], pairs["other_words"], strict=True)
    are_alike = [_are_alike(words[one], words[two]) for one, two in both]
    is_alike = pd.Series(are_alike, pairs.index, dtype=bool)
    alike = pairs[is_alike].drop_duplicates("row_number")
    other = pairs[~pairs["row_number"].isin(alike["row_number"])].drop_duplicates("row_number")
    return {"alike_text": alike, "other_text": other}


def _are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two descriptions (their words) say the same, or one adds nothing to the other.

    If each names something that the other lacks (a shelter, a district, a number), they are not
    alike, even if all other words are the same.
    """
    own, other = sorted(words - others), sorted(others - words)
    return not own or not other or fuzz.ratio(" ".join(own), " ".join(other)) >= SAME_WORD


def _tell_others(
    connection: duckdb.DuckDBPyConnection, prefix: str, pairs: pd.DataFrame
) -> pd.DataFrame:
    columns = ", ".join(f"reported.{name} as {prefix}_{name}" for name in _TOLD)
    return (
        connection.execute(
            f"select pairs.row_number, {columns}"  # noqa: S608 names of our own columns
            " from pairs join reported on pairs.other = reported.row_number"
        )
        .df()
        .set_index("row_number")
    )
