"""The checked lists as dbt reads them: one typed Parquet per list, never what a person typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from gtrm.config import lists
from gtrm.config.deadlines import due_date, end_of
from gtrm.core import durable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gtrm.config.checking import Config
    from gtrm.config.lists import Line

FOLDER = "config"  # in the landing
LISTS: tuple[type[Line], ...] = (
    *(lists.RegisteredModel, lists.ExpectedPartner, lists.Override, lists.Target),
    *(lists.MesaLine, lists.MesaRegion, lists.MesaPeriod, lists.MesaSubgroup, lists.MesaMember),
    *(lists.MesaMeeting, lists.ServiceDays, lists.OrganisationChange, lists.DonorLine),
    *(lists.ProjectLine, lists.ProjectRegion, lists.ProjectDonor, lists.ProjectOrganisation),
)
_TYPES: dict[object, pa.DataType] = {int: pa.int64(), bool: pa.bool_(), date: pa.date32()}
_DEADLINES = pa.schema(
    [
        ("month_code", pa.string()),
        ("deadline_date", pa.date32()),
        ("deadline_at", pa.timestamp("us")),  # UTC
    ]
)


def write(config: Config, landing: Path, months: Iterable[str]) -> None:
    """Write the lists that dbt reads to `landing/config/`, each in one step.

    Args:
        config: What was read and checked.
        landing: The folder of the landing.
        months: The landed months; each gets its deadline.

    Raises:
        ConfigError: No deadline holds for a month.
    """
    folder = landing / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for model in LISTS:
        rows = [
            {name: getattr(line, name) for name in model.columns()} for line in config.lines(model)
        ]
        _write(folder, model, pa.Table.from_pylist(rows, schema=_schema(model)))
    deadlines = config.lines(lists.Deadline)
    due = [(month, due_date(deadlines, month)) for month in sorted(months)]
    rows = [
        {"month_code": month, "deadline_date": day, "deadline_at": end_of(day).replace(tzinfo=None)}
        for month, day in due
    ]
    _write(folder, lists.Deadline, pa.Table.from_pylist(rows, schema=_DEADLINES))


def _schema(model: type[Line]) -> pa.Schema:
    return pa.schema([(name, _TYPES.get(of, pa.string())) for name, of in model.types().items()])


def _write(folder: Path, model: type[Line], table: pa.Table) -> None:
    path = folder / f"{Path(model.file).stem}.parquet"
    with durable.writing(path) as file:  # two builds at once write the same lists
        pq.write_table(table, file)
