"""The landing: Parquet that intake and validation write and dbt reads. One file per submission.

`activities` one row per filled 5W row, `submissions` one row per file received, `findings` one
row per finding, `columns` one row per column of figures, counted twice. Everything reported is
text; typing is SQL's job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gtrm.core import durable
from gtrm.lists.vocabularies import RESOLVED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

REPORTED_FIELDS = (
    *("country", "admin1", "admin2", "district", "ubigeo", "appealing_org"),
    *("implementation_setup", "implementing_org", "month", "subgroup", "sector", "indicator"),
    *("activity", "activity_unit", "description", "covid19", "rmrp_activity", "support_space"),
    *("cva", "cva_value", "cva_mechanism", "output_quantity", "total_beneficiaries"),
    *("new_beneficiaries", "in_destination", "in_transit", "host_community", "pendulars"),
    *("returnees", "girls", "boys", "women", "men", "other_under18", "other_above18"),
    *("project", "donor"),
)


def _schema(text: Iterable[str], whole: Iterable[str] = (), at: Iterable[str] = ()) -> pa.Schema:
    return pa.schema(
        [pa.field(name, pa.string()) for name in text]
        + [pa.field(name, pa.int64()) for name in whole]
        + [pa.field(name, pa.timestamp("us")) for name in at]
    )


SCHEMAS = {
    "activities": _schema(
        (
            *("submission_id", "cycle_month", "file_name", "sheet_name", "generation_code"),
            *("population_measure_code", *REPORTED_FIELDS, "age_bands", "other_cells"),
            *("personal_data_fields", "held_by_rule_id", *RESOLVED_COLUMNS),
        ),
        whole=("source_row",),
    ),
    "submissions": _schema(
        (
            *("submission_id", "cycle_month", "source_name", "file_name", "sha256", "sender_name"),
            *("generation_code", "sheet_name", "status", "refusal_code", "refusal_es"),
            *("refusal_en", "organisation_code", "reader_version"),
        ),
        whole=("size_bytes", "version_number", "rows_received_count"),
        at=("received_at",),
    ),
    "findings": _schema(
        (
            *("submission_id", "cycle_month", "file_name", "sheet_name", "field_name"),
            *("column_name", "reported_value", "rule_id", "rule_alias", "severity", "scope"),
            *("title_es", "title_en", "hint_es", "hint_en", "suggested_value"),
            *("related_submission_id", "related_sheet_name"),
        ),
        whole=("source_row", "related_source_row", "rows_affected_count"),
    ),
    "parts": pa.schema(
        [
            *_schema(
                (
                    *("submission_id", "organisation_code", "month_code", "decision_code"),
                    *("supersedes_submission_id", "superseded_by_submission_id", "decided_by"),
                    *("reason_es", "reason_en"),
                )
            ),
            pa.field("overlap_share", pa.float64()),
        ]
    ),
    "headers": _schema(("submission_id", "sheet_name", "field_name", "column_name")),
    "columns": pa.schema(
        [
            *_schema(
                (
                    *("submission_id", "cycle_month", "file_name", "sheet_name", "column_letter"),
                    *("column_name", "field_name", "status"),
                ),
                whole=("cells_count",),
            ),
            pa.field("file_sum", pa.float64()),
            pa.field("landed_sum", pa.float64()),
        ]
    ),
    "waived": _schema(
        (
            *("cycle_month", "submission_id", "sheet_name", "rule_id", "field_name"),
            *("column_name", "reported_value", "waived_by", "waived_on", "waiver_reason"),
            "waived_to_month",
        ),
        whole=("source_row", "waiver_line"),
    ),
    "repairs": _schema(
        (
            *("submission_id", "cycle_month", "sheet_name", "field_name", "reported_value"),
            *("repaired_value", "repair_code", "title_es", "title_en"),
            *("decided_by", "decided_on", "reason"),
        ),
        whole=("source_row",),
    ),
    "shares": _schema(
        ("region_pcode", "sector_code", "population_code", "age_sex_code"),
        whole=("share_numerator", "share_denominator"),
    ),
}

# Decisions on a part whose rows wait or repeat others: an earlier file counts in its place.
HELD = ("asked", "repeat")
_OF_SUBMISSION = ("findings", "activities", "headers", "notices", "columns", "submissions")

SCHEMAS["notices"] = SCHEMAS["findings"]  # what intake tells; validation adds its own


def path_of(settings: Settings, table: str, submission_id: str) -> Path:
    """Return the Parquet file of a submission: landing/<table>/<cycle month>/<id>.parquet."""
    return settings.landing / table / submission_id[:7] / f"{submission_id}.parquet"


def write(path: Path, table: str, rows: pd.DataFrame, version: str) -> None:
    """Write one landing file whole or not at all; columns absent from `rows` are null.

    `version` (`fingerprints.of_reading`) is kept in the file: a file of another one is stale.
    """
    write_table(path, table, as_table(table, rows), version)


def as_table(table: str, rows: pd.DataFrame) -> pa.Table:
    """Return rows in the schema of a landing table; columns that are absent are null."""
    schema = SCHEMAS[table]
    frame = rows.reindex(columns=schema.names)
    arrow = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    return arrow.replace_schema_metadata(None)


def write_table(
    path: Path, table: str, rows: pa.Table | Sequence[Mapping[str, Any]], version: str
) -> None:
    """As `write`, of a table in the schema of the landing or of records by its columns."""
    if not isinstance(rows, pa.Table):
        rows = pa.Table.from_pylist(rows, schema=SCHEMAS[table])
    top = next((folder.parent for folder in path.parents if folder.name == table), path.parent)
    durable.make_folder(path.parent, top)
    with durable.writing(path, sync=False) as file:  # 8 ms a file; `is_fresh` sees one cut short
        pq.write_table(rows.replace_schema_metadata({"gtrm_version": version}), file)


def read_file(path: Path, columns: Iterable[str] | None = None) -> pa.Table:
    """Return a landing file, or some columns of it."""
    # Threads cost three times more than they save: these files are small, and there are thousands.
    with pq.ParquetFile(path) as file:
        return file.read(columns=None if columns is None else list(columns), use_threads=False)


def read(settings: Settings, table: str, submission_ids: Iterable[str]) -> pd.DataFrame:
    """Return the rows of a landing table for some submissions, text as object, blanks None."""
    tables = [read_file(path_of(settings, table, one)) for one in submission_ids]
    return _frame(pa.concat_tables(tables) if tables else SCHEMAS[table].empty_table())


def _values(column: pa.ChunkedArray) -> object:
    """A column's values; each different text is one string, however often it stands there."""
    if not pa.types.is_string(column.type):
        return column.to_pylist()
    coded = column.combine_chunks().dictionary_encode()
    texts = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
    return texts[coded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)]


def _frame(whole: pa.Table) -> pd.DataFrame:
    frame = pd.DataFrame({name: _values(whole[name]) for name in whole.column_names}, dtype=object)
    for field in whole.schema:
        if pa.types.is_integer(field.type) and not frame[field.name].isna().any():
            frame[field.name] = frame[field.name].astype("int64")
    return frame


def read_columns(
    settings: Settings, table: str, submission_id: str, columns: list[str]
) -> list[tuple[object, ...]]:
    """Return some columns of one submission's rows, as tuples."""
    found = pq.read_table(path_of(settings, table, submission_id), columns=columns)
    return list(zip(*(found[name].to_pylist() for name in columns), strict=True))


def read_printed_headers(
    settings: Settings, submission_ids: Iterable[str]
) -> dict[tuple[str, str, str], str]:
    """Return (submission_id, sheet_name, field) -> the header as printed on the sheet."""
    headers = read(settings, "headers", submission_ids)
    keys = zip(*(headers[name] for name in SCHEMAS["headers"].names[:3]), strict=True)
    return dict(zip(keys, headers["column_name"], strict=True))


def versions_path(settings: Settings, month: str) -> Path:
    """Return where the findings over which file counts are kept, beside the month's others."""
    return settings.landing / "findings" / month / f"{month}-versions.parquet"


def archive_path(settings: Settings, month: str) -> Path:
    """Return where the findings over files that the archive lost are kept, beside the others."""
    return settings.landing / "findings" / month / f"{month}-archive.parquet"


def compared_path(settings: Settings, month: str) -> Path:
    """Return where the findings across files and months are kept, beside the month's others."""
    return settings.landing / "findings" / month / f"{month}-compared.parquet"


def read_parts(settings: Settings) -> pd.DataFrame:
    """Return which file counts for each organisation and month (see `intake.versions`)."""
    return _frame(pq.read_table(settings.landing / "parts" / "parts.parquet"))


def month_path(settings: Settings, table: str, month: str) -> Path:
    """Return the Parquet file of a table that has one for each cycle month."""
    return settings.landing / table / f"{month}.parquet"


def read_month(settings: Settings, table: str, month: str) -> pd.DataFrame:
    """Return a month's rows of such a table; none if it was not landed yet."""
    path = month_path(settings, table, month)
    return _frame(pq.read_table(path) if path.is_file() else SCHEMAS[table].empty_table())


def all_months(settings: Settings) -> list[str]:
    """Return the cycle months that have landed submissions, sorted."""
    return sorted({one[:7] for one in all_submission_ids(settings)})


def read_month_findings(settings: Settings, month: str) -> pd.DataFrame:
    """Return every finding of a month: of its submissions, over which file counts, across files."""
    paths = sorted((settings.landing / "findings" / month).glob("*.parquet"))
    tables = [pq.read_table(path, schema=SCHEMAS["findings"]) for path in paths]
    return _frame(pa.concat_tables(tables) if tables else SCHEMAS["findings"].empty_table())


def all_submission_ids(settings: Settings, month: str | None = None) -> list[str]:
    """Return the landed submissions, sorted; of one cycle month if given."""
    found = (settings.landing / "submissions").glob(f"{month or '*'}/*.parquet")
    return sorted(path.stem for path in found)


def is_fresh(settings: Settings, submission_id: str, version: str) -> bool:
    """Whether a submission has been read and checked by this version of code and rules."""
    # Findings are written last; but any of the files may have been lost or damaged since.
    paths = (path_of(settings, table, submission_id) for table in _OF_SUBMISSION)
    return all(_version(path) == version.encode() for path in paths)


def _version(path: Path) -> bytes | None:
    try:
        return (pq.read_metadata(path).metadata or {}).get(b"gtrm_version")
    except (OSError, ValueError):  # not there, cut short, or no Parquet
        return None
