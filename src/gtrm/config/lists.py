"""The lists of `config/`: one class per CSV, one attribute per column.

What one line is stands in the first line of a class; the page docs/config.md is made from it.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal, Self, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from gtrm.config import kinds
from gtrm.config.kinds import expected
from gtrm.config.problems import ConfigError, Expected, Problem

_PERIODS = (
    ("valid_from_month", "valid_to_month"),
    ("valid_from_date", "valid_to_date"),
    ("first_date", "last_date"),
)
_ORDER = expected(
    "termina antes de empezar",
    "it ends before it begins",
    "Corrija el comienzo o el final.",
    "Correct the beginning or the end.",
)
_AUTHOR = expected(
    "una decisión lleva quién, qué día y por qué",
    "a decision has who, on which day and why",
    "Llene decided_by, decided_on y reason.",
    "Fill in decided_by, decided_on and reason.",
)


class Line(BaseModel):
    """A line of a list: its values as read, None where a cell is blank."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    key: ClassVar[tuple[str, ...]] = ()  # no two lines have the same
    period: ClassVar[tuple[str, ...]] = ()  # lines alike in these must not overlap in time
    needs_lines: ClassVar[bool] = False
    may_be_missing: ClassVar[bool] = False
    file: ClassVar[str]
    row_number: Annotated[int, Field(exclude=True)]  # as a spreadsheet shows it

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the columns of the list."""
        return tuple(name for name in cls.model_fields if name != "row_number")

    @classmethod
    def types(cls) -> dict[str, object]:
        """Return what the values of each column are, such as str or date; codes are texts."""
        hints = get_type_hints(cls)
        return {name: _bare(hints[name]) for name in cls.columns()}

    def texts(self) -> dict[str, str]:
        """Return the cells in one form: ISO dates, yes and no, '' where there is nothing."""
        return {name: _text(getattr(self, name)) for name in self.columns()}

    def error(self, wanted: Expected, column: str | None = None) -> ConfigError:
        """Return the error that names this file, row and value."""
        value = _text(getattr(self, column)) if column else None
        return ConfigError([Problem(self.file, wanted, self.row_number, column, value)])

    def span(self) -> tuple[Any, Any] | None:
        """Return the first and last day or month it holds for; None if it has no period."""
        for start, end in _PERIODS[:2]:
            if hasattr(self, start) and hasattr(self, end):
                return getattr(self, start), getattr(self, end)
        return None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        for start, end in _PERIODS:
            first, last = getattr(self, start, None), getattr(self, end, None)
            if first and last and first > last:
                raise _ORDER.error(end, _text(last))
        return self


def _bare(hint: object) -> object:
    """A type without None; a choice of words is a text."""
    if get_origin(hint) is Literal:
        return str
    return next((_bare(one) for one in get_args(hint) if one is not NoneType), hint)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


Measure = Literal["total", "new"]
RepairCode = Literal[
    "raise_total_to_new", "fill_total_from_new", "fill_in_destination", "share_out_ages"
]
VersionDecision = Literal["correction", "replacement", "complement"]
Named = Literal[
    "country",
    "region",
    "province",
    "district",
    "organisation",
    "sector",
    "subgroup",
    "indicator",
    "activity",
    "mechanism",
    "yes_no",
]


class Deadline(Line):
    """From which month on a month's 5W is due by the end of which day (Lima) of the month after."""

    file, key, needs_lines = "deadlines.csv", ("valid_from_month",), True
    valid_from_month: kinds.Month
    deadline_day: kinds.DayOfMonth


class ExpectedPartner(Line):
    """An organisation that is expected to report every month of a period."""

    file, period = "expected_partners.csv", ("organisation_code",)
    organisation_code: kinds.Organisation
    valid_from_month: kinds.Month
    valid_to_month: kinds.Month | None


class RegisteredModel(Line):
    """The counting model and measure that are published for a region ('*': all without their own).

    Of several that hold the one that began last is taken.
    """

    file, key, needs_lines = "registered_models.csv", ("region_pcode", "valid_from_month"), True
    region_pcode: kinds.RegionOrAll
    aggregation_model: kinds.CountingModel
    measure_code: Measure
    valid_from_month: kinds.Month
    valid_to_month: kinds.Month | None
    decided_by: kinds.Text
    reason: kinds.Text


class Alias(Line):
    """A spelling that partners use and the code it means; it counts as an exact name."""

    file = "aliases.csv"
    vocabulary: Named
    alias: kinds.Text
    code: kinds.Text
    decided_by: kinds.Text | None
    decided_on: kinds.Day | None
    reason: kinds.Text | None

    @model_validator(mode="after")
    def _check_known(self, info: ValidationInfo) -> Self:
        if wrong := kinds.check_code(self.vocabulary, self.code, info.context):
            raise wrong.error("code", self.code)
        return self


class VersionLine(Line):
    """What a file of a month is beside an earlier one, as a person decided."""

    file, key = "versions.csv", ("cycle_month", "file_name")
    cycle_month: kinds.Month
    file_name: kinds.Text
    decision: VersionDecision
    decided_by: kinds.Text
    decided_on: kinds.Day | None
    reason: kinds.Text


class RepairSwitch(Line):
    """From when to when a repair of reported figures is switched on or off."""

    file = "repairs.csv"
    repair_code: RepairCode
    valid_from_month: kinds.Month
    valid_to_month: kinds.Month | None
    decided_by: kinds.Text | None
    decided_on: kinds.Day | None
    reason: kinds.Text | None
    is_on: kinds.Flag

    @model_validator(mode="after")
    def _check_author(self) -> Self:
        decision = ("decided_by", "decided_on", "reason")
        lacking = [name for name in decision if getattr(self, name) is None]
        if self.is_on and lacking:
            raise _AUTHOR.error(lacking[0], "")
        return self

    def holds_in(self, month: str) -> bool:
        """Whether it is about files of a cycle month; without an end it holds on."""
        return self.valid_from_month <= month <= (self.valid_to_month or month)


class AgeSexShares(Line):
    """The proportions of ages and sexes of a sector ('*': the others), in any unit."""

    file, key = "age_sex_shares.csv", ("sector_code",)
    sector_code: kinds.SectorOrAll
    girls: kinds.Share
    boys: kinds.Share
    women: kinds.Share
    men: kinds.Share
    source: kinds.Text

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Of girls, boys, women and men."""
        return self.girls, self.boys, self.women, self.men

    @model_validator(mode="after")
    def _check_any(self) -> Self:
        if not sum(self.shares):
            raise kinds.expected(
                "una de las proporciones es mayor que cero",
                "one of the shares is above zero",
                "Escriba la proporción de cada edad y sexo.",
                "Write the share of each age and sex.",
            ).error("girls", _text(self.girls))
        return self


class Waiver(Line):
    """Findings that a reviewer accepts: of one row of a file, or of a rule and an organisation."""

    file = "waivers.csv"
    organisation_code: kinds.OrganisationOrNone | None
    rule_id: kinds.Rule
    valid_from_month: kinds.Month
    valid_to_month: kinds.Month
    file_name: kinds.Text | None
    sheet_name: kinds.Text | None
    source_row: kinds.Count | None
    reported_value: kinds.Text | None
    decided_by: kinds.Text
    decided_on: kinds.Day
    reason: kinds.Text

    @property
    def is_standing(self) -> bool:
        """Whether it is about an organisation and no row."""
        return self.file_name is None

    @model_validator(mode="after")
    def _check_scope(self) -> Self:
        row = ("file_name", "sheet_name", "source_row")
        lacking = [name for name in row if getattr(self, name) is None]
        if len(lacking) == len(row) and self.reported_value is None:
            if self.organisation_code is None:
                raise _NOWHERE.error("organisation_code", "")
        elif lacking:
            raise _HALF_A_ROW.error(lacking[0], "")
        elif self.valid_from_month != self.valid_to_month:
            raise _ROW_OF_A_MONTH.error("valid_to_month", self.valid_to_month)
        return self

    def holds_in(self, month: str) -> bool:
        """Whether it is about findings of a cycle month."""
        return self.valid_from_month <= month <= self.valid_to_month


_NOWHERE = expected(
    "no nombra ni una fila ni una organización",
    "it names neither a row nor an organisation",
    "Nombre archivo, hoja y fila, o la organización cuyas observaciones se aceptan.",
    "Name file, sheet and row, or the organisation whose findings are accepted.",
)
_HALF_A_ROW = expected(
    "file_name, sheet_name y source_row van juntos",
    "file_name, sheet_name and source_row go together",
    "Llene los tres; o ninguno, y tampoco reported_value, si vale para toda la organización.",
    "Fill in all three; or none, and no reported_value, for a standing waiver.",
)
_ROW_OF_A_MONTH = expected(
    "una fila pertenece al mes del ciclo de su archivo",
    "a row belongs to the cycle month of its file",
    "Escriba ese mes en valid_from_month y en valid_to_month.",
    "Write that month in both valid_from_month and valid_to_month.",
)


class Override(Line):
    """A figure that an office publishes corrected by hand, with who, when and why."""

    file = "overrides.csv"
    key = ("month_code", "region_pcode", "measure_code", "population_code")
    month_code: kinds.Month
    region_pcode: kinds.Region
    measure_code: Measure
    population_code: kinds.Population | None
    people_count: kinds.Count
    author: kinds.Text
    date: kinds.Day
    source: kinds.Text
    reason: kinds.Text


class MesaLine(Line):
    """A mesa."""

    file, key = "mesas.csv", ("mesa_code",)
    mesa_code: kinds.Text
    mesa_name_es: kinds.Text
    mesa_name_en: kinds.Text
    acronym: kinds.Text | None
    place_name: kinds.Text
    source: kinds.Text


class MesaRegion(Line):
    """A region that a mesa works for, from when to when."""

    file, period = "mesa_regions.csv", ("mesa_code", "region_pcode")
    mesa_code: kinds.Mesa
    region_pcode: kinds.Region
    valid_from_date: kinds.FirstDay
    valid_to_date: kinds.LastDay | None
    source: kinds.Text


class MesaPeriod(Line):
    """A time in which a mesa worked or paused."""

    file, period = "mesa_periods.csv", ("mesa_code",)
    mesa_code: kinds.Mesa
    state_code: Literal["active", "paused"]
    valid_from_date: kinds.FirstDay
    valid_to_date: kinds.LastDay | None
    source: kinds.Text


class MesaSubgroup(Line):
    """A working group of a mesa; subgroup_code is blank if the 5W has no such subgroup."""

    file, period = "mesa_subgroups.csv", ("mesa_code", "mesa_subgroup_name_es")
    mesa_code: kinds.Mesa
    subgroup_code: kinds.Subgroup | None
    mesa_subgroup_name_es: kinds.Text
    mesa_subgroup_name_en: kinds.Text
    valid_from_date: kinds.FirstDay
    valid_to_date: kinds.LastDay | None
    source: kinds.Text


class MesaMember(Line):
    """An institution of a mesa and its role, never a person."""

    file, period = "mesa_members.csv", ("mesa_code", "member_name", "member_role")
    mesa_code: kinds.Mesa
    member_name: kinds.Text
    member_type: kinds.Text
    member_role: Literal["chair", "member", "technical_assistance"]
    organisation_code: kinds.Organisation | None
    valid_from_date: kinds.FirstDay
    valid_to_date: kinds.LastDay | None
    source: kinds.Text


class MesaMeeting(Line):
    """A meeting of a mesa, or an event of another body, on a day or in a month."""

    file, key = "mesa_meetings.csv", ("mesa_code", "meeting_date", "title_es")
    mesa_code: kinds.Mesa
    meeting_date: kinds.DayOrMonth
    meeting_type: Literal["session", "workshop", "related_event"]
    title_es: kinds.Text
    title_en: kinds.Text
    source: kinds.Text


class ServiceDays(Line):
    """The service days of a month and region, with their own persons and services."""

    file = "service_days.csv"
    key = ("mesa_code", "region_pcode", "month_code", "description_es")
    mesa_code: kinds.Mesa
    region_pcode: kinds.Region
    month_code: kinds.Month
    first_date: kinds.Day | None
    last_date: kinds.Day | None
    days_count: kinds.Count
    persons_count: kinds.Count | None
    services_count: kinds.Count | None
    description_es: kinds.Text
    description_en: kinds.Text
    source: kinds.Text


class ProjectLine(Line):
    """A project that spans regions."""

    file, key = "projects.csv", ("project_code",)
    project_code: kinds.Text
    project_name_es: kinds.Text
    project_name_en: kinds.Text
    lead_organisation_code: kinds.Organisation | None
    valid_from_date: kinds.FirstDay | None
    valid_to_date: kinds.LastDay | None
    beneficiaries_count: kinds.Count | None
    source: kinds.Text


class ProjectRegion(Line):
    """A region of a project."""

    file, key = "project_regions.csv", ("project_code", "region_pcode")
    project_code: kinds.Project
    region_pcode: kinds.Region
    source: kinds.Text


class ProjectDonor(Line):
    """A donor of a project."""

    file, key = "project_donors.csv", ("project_code", "donor_code")
    project_code: kinds.Project
    donor_code: kinds.Donor
    source: kinds.Text


class ProjectOrganisation(Line):
    """An organisation of a project and its role."""

    file = "project_organisations.csv"
    key = ("project_code", "organisation_code", "organisation_role")
    project_code: kinds.Project
    organisation_code: kinds.Organisation
    organisation_role: Literal["lead", "partner", "implementing"]
    source: kinds.Text


class DonorLine(Line):
    """A donor."""

    file, key = "donors.csv", ("donor_code",)
    donor_code: kinds.Text
    donor_name_es: kinds.Text
    donor_name_en: kinds.Text
    donor_type: Literal["government", "multilateral", "private"]
    source: kinds.Text


class Target(Line):
    """People in need and people planned for in a year and region; blank codes mean all of them."""

    file = "targets.csv"
    key = ("year_number", "region_pcode", "population_code", "subgroup_code")
    year_number: kinds.Year
    region_pcode: kinds.Region
    population_code: kinds.Population | None
    subgroup_code: kinds.Subgroup | None
    people_in_need_count: kinds.Count | None
    people_targeted_count: kinds.Count | None
    source: kinds.Text


class OrganisationChange(Line):
    """What is new of an organisation from a day on; what stays is blank."""

    file, key = "organisation_changes.csv", ("organisation_code", "valid_from_date")
    organisation_code: kinds.Organisation
    valid_from_date: kinds.FirstDay
    organisation_name: kinds.Text | None
    organisation_name_es: kinds.Text | None
    acronym: kinds.Text | None
    organisation_type: kinds.OrganisationType | None
    is_appealing: kinds.Flag | None
    is_implementing: kinds.Flag | None
    source: kinds.Text


class Contact(Line):
    """Whom partners ask about a topic; '5w' stands on the template. The list may be missing."""

    file, key, may_be_missing = "contacts.csv", ("topic",), True
    topic: kinds.Text
    contact_es: kinds.Text
    contact_en: kinds.Text


LISTS: tuple[type[Line], ...] = tuple(Line.__subclasses__())
