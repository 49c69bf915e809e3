"""The YAML files of `config/`: one class per file, one attribute per key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from gtrm.config import kinds
from gtrm.config.kinds import expected

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_SECRETS = {"name", "kind", "addressing"}  # of a source
Whole = Annotated[int, Field(ge=0)]
Score = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Positive = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Part(BaseModel):
    """Keys with their values, of the type that is declared and no other."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Document(_Part):
    """A whole file."""

    file: ClassVar[str]
    may_hold_secrets: ClassVar[bool] = False  # that should not be there

    @classmethod
    def shows(cls, path: tuple[int | str, ...]) -> bool:
        """Whether an error may show the value: no secret can be there."""
        return not cls.may_hold_secrets or path[:1] != ("sources",) or path[-1] in _NO_SECRETS


class Response(Document):
    """The first month that this response has anything to report of."""

    file = "response.yml"
    first_month: kinds.Month


_SUGGEST = expected(
    "es mayor que accept",
    "it is above accept",
    "Escriba un número menor o igual que el de accept.",
    "Write a number not above that of accept.",
)


class MatchRules(Document):
    """How near a name must be to a listed one: 0 to 100, 100 means the same letters."""

    file = "matching.yml"
    accept: Score = Field(description="Used, and recorded as a finding.")
    suggest: Score = Field(description="Recorded as a suggestion only.")
    margin: Score = Field(description="A guess must beat the next code by this much.")
    shortest: Whole = Field(description="Names with fewer letters are never guessed.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.suggest > self.accept:
            raise _SUGGEST.error("suggest", self.suggest)
        return self


class ApprovalLimits(_Part):
    """The most that a month may have of each to be published without a person."""

    critical: Whole
    warning: Whole | None = None
    info: Whole | None = None
    missing: Whole | None = None


_ADDRESS = expected(
    "se espera una dirección web",
    "it should be a web address",
    "Escríbala completa, https://..., o deje vacía la clave.",
    "Write it in full, https://..., or leave the key blank.",
)


def _check_address(text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        raise _ADDRESS.error()
    return text


class Approval(Document):
    """What may be published without asking a person, and where the reports can be opened."""

    file = "approval.yml"
    automatic: bool
    at_most: ApprovalLimits
    report_address: Annotated[str, AfterValidator(_check_address)] | None

    @property
    def limits(self) -> Mapping[str, int]:
        """The limits that are set, by what they count."""
        return self.at_most.model_dump(exclude_none=True)


class PublicTable(_Part):
    """One public table; every column of it belongs to exactly one of these lists.

    `people` are counts of persons, `amounts` money with the counts of those it was given to (the
    first that a row has could be told by it), `follows` figures computed from counts, both withheld
    with them; `sums` are added when rows are rolled up. `where` says which rows of a column count
    persons, `replace` is the roll-up, `weight` the loss of withholding one figure.
    """

    name: str = ""
    key: list[str]
    keep: list[str] = []
    drop: list[str] = []
    people: list[str] = []
    amounts: dict[str, list[str]] = {}
    follows: dict[str, list[str]] = {}
    sums: list[str] = []
    hidden: dict[str, str] = {}
    where: dict[str, str] = {}
    rows: str = "true"
    replace: dict[str, str] = {}
    weight: Positive = 1.0

    @property
    def figures(self) -> list[str]:
        """Columns whose values can be withheld by the threshold or to protect another."""
        return [*self.people, *self.amounts]

    @property
    def has_marks(self) -> bool:
        """Whether the public table says per row which figures are withheld."""
        return bool(self.people or self.amounts or self.follows or self.hidden)

    @property
    def declared(self) -> set[str]:
        """Every column the rules know."""
        listed = [*self.key, *self.keep, *self.drop, *self.people, *self.sums]
        return {*listed, *self.amounts, *self.follows, *self.hidden}


class Disclosure(Document):
    """What anybody may see of a release: the threshold, what is public, sensitive sectors."""

    file = "disclosure.yml"
    threshold: Annotated[int, Field(ge=1)]
    sensitive_sectors: list[kinds.Sector]
    things: list[str]
    internal: list[str]
    public: dict[str, PublicTable]


class Limits(_Part):
    """How much is taken, and how long is waited."""

    timeout_seconds: Positive = Field(default=30.0, description="For each connection and answer.")
    file_seconds: Positive = Field(default=600.0, description="For the whole of one file.")
    file_mb: Positive = 100.0
    files: Whole = Field(default=2000, description="In one source and month.")


class Retries(_Part):
    """How often a source or file that fails is tried again; the wait doubles each time."""

    attempts: Annotated[int, Field(ge=1)] = 3
    wait_seconds: Positive = 5.0
    max_wait_seconds: Positive = 60.0
    source_seconds: Positive = Field(
        default=1800.0, description="For a source, all tries together."
    )


_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_FILLED = expected(
    "entre llaves se conoce solo {month}, {year} y {month_number}",
    "in braces only {month}, {year} and {month_number} are known",
    "Use {month}, {year} o {month_number}.",
    "Use {month}, {year} or {month_number}.",
)
_LOGIN = expected(
    "la dirección lleva un usuario o una clave",
    "the address holds a login",
    "Quítelo; use `credentials: <nombre>`.",
    "Take it out; use `credentials: <name>`.",
)
_NAME = expected(
    "se espera un nombre con a-z, 0-9, - y _",
    "it should be a name of a-z, 0-9, - and _",
    "Póngale un nombre así y no lo cambie después.",
    "Give it such a name and do not change it later.",
)
_SECRET = expected(
    "una clave secreta no va en el archivo",
    "a secret does not go in the file",
    "Quítela (y cámbiela: ya la vieron); póngala en una conexión de Airflow o en "
    "AIRFLOW_CONN_<NOMBRE>, y escriba aquí `credentials: <nombre>`.",
    "Take it out (and change it: it has been seen); put it into an Airflow connection or "
    "AIRFLOW_CONN_<NAME>, and write `credentials: <name>` here.",
)
_SAME_NAME = expected(
    "el nombre está dos veces",
    "the name stands twice",
    "Dé a cada fuente el suyo.",
    "Give each source its own.",
)
_SECRETS = {"password", "passphrase", "token", "secret", "login", "user", "private_key", "api_key"}


def _check_placeholders(text: str) -> str:
    if set(_PLACEHOLDER.findall(text)) - {"month", "year", "month_number"}:
        raise _FILLED.error()
    return text


def _check_login(text: str) -> str:
    if "@" in urlsplit(text).netloc:
        raise _LOGIN.error()
    return text


def _check_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,40}", text):
        raise _NAME.error()
    return text


OfMonth = Annotated[kinds.Text, AfterValidator(_check_placeholders)]
Address = Annotated[OfMonth, AfterValidator(_check_login)]
OneOrMore = str | list[str]


class SourceEntry(_Part):
    """What every source may say."""

    name: Annotated[str, AfterValidator(_check_name)]
    kind: str
    credentials: kinds.Text | None = None
    sender: kinds.Text | None = None
    files: OneOrMore | None = None

    @model_validator(mode="before")
    @classmethod
    def _check_secrets(cls, values: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
        if isinstance(values, dict) and (found := sorted(_SECRETS & values.keys())):
            raise _SECRET.error(found[0])
        return values

    def options(self) -> dict[str, Any]:
        """Return what is said beyond what every source may say."""
        return self.model_dump(exclude=set(SourceEntry.model_fields), exclude_none=True)


class FolderEntry(SourceEntry):
    """A folder of this machine or a mounted share."""

    kind: Literal["folder"]
    path: OfMonth
    sample_when_empty: bool | None = None


class SftpEntry(SourceEntry):
    """A folder of an SFTP server."""

    kind: Literal["sftp"]
    path: OfMonth
    host: kinds.Text | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    known_hosts: OneOrMore | None = None


class S3Entry(SourceEntry):
    """A prefix of a bucket."""

    kind: Literal["s3"]
    bucket: OfMonth
    path: OfMonth | None = None
    endpoint: Address | None = None
    region: kinds.Text | None = None
    addressing: Literal["path", "virtual", "auto"] | None = None


class HttpFolderEntry(SourceEntry):
    """A web folder with an index page."""

    kind: Literal["http_folder"]
    url: Address
    allow_plain_http: bool | None = None


class ActivityInfoEntry(SourceEntry):
    """The records of a form of ActivityInfo."""

    kind: Literal["activityinfo"]
    form: kinds.Text
    url: Address | None = None
    month_field: kinds.Text | None = None
    month_value: OfMonth | None = None
    filter: OfMonth | None = None
    columns: dict[str, str] | None = None
    allow_plain_http: bool | None = None


AnyEntry = Annotated[
    FolderEntry | SftpEntry | S3Entry | HttpFolderEntry | ActivityInfoEntry,
    Field(discriminator="kind"),
]


class Sources(Document):
    """Where submissions come from."""

    file, may_hold_secrets = "sources.yml", True
    sources: list[AnyEntry]
    retries: Retries | None = None
    limits: Limits | None = None

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [one.name for one in self.sources]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise _SAME_NAME.error("sources", twice)
        return self


# What figures and what is made of them depend on: a release keeps these, and all lists.
KEPT: tuple[type[Document], ...] = (MatchRules, Response, Disclosure)
DOCUMENTS: tuple[type[Document], ...] = tuple(Document.__subclasses__())
