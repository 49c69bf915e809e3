"""Whatever is done to a file of config/: the same values are read, or one error says it all."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
import yaml

from gtrm import config
from gtrm.config import ConfigError, page
from gtrm.config.deadlines import deadline
from gtrm.config.documents import DOCUMENTS, KEPT
from gtrm.config.lists import LISTS, Line, RepairCode, VersionDecision
from gtrm.config.problems import SHOWN
from gtrm.core.settings import Settings, load_settings
from gtrm.intake import archive
from gtrm.intake.versions.succession import DECISIONS
from gtrm.rules.decisions import repairs
from gtrm.warehouse import build, inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# A line for each list that the project keeps empty: there has to be something to damage.
FILLED = {
    "age_sex_shares.csv": "*,0.25,0.25,0.3,0.2,Año de la niñez",
    "aliases.csv": 'organisation,"Muestra, A",MUESTRA-A,Núñez,2021-10-01,así firman',
    "contacts.csv": "topic,contact_es,contact_en\n5w,el buzón,the mailbox",
    "organisation_changes.csv": "MUESTRA-A,2021-10,Sample Ñ,Muestra Ñ,,,yes,no,acta",
    "overrides.csv": '2021-09,PE23,total,,2953,IM,2021-10-15,"Boletín, 9",Doble conteo',
    "targets.csv": "2021,PE23,acogida,,600,296,plan de respuesta año 2021",
    "versions.csv": "2021-09,año.xlsx,correction,R. Visor,2021-10-15,llamada",
    "waivers.csv": 'MUESTRA-A,5W-209,2021-09,2021-12,,,,,Núñez,2021-10-12,"Llamada, 12"',
}
# Of the project's, one table: it is the longest file by far.
DISCLOSURE = """\
threshold: 5 # según la política
sensitive_sectors: [protection_gbv]
things: [kits, raciones]
internal: [marts.fct_cash]
public:
  reporting.rpt_age_sex: {key: [month_code], people: [people_count], weight: 2, rows: is_registered}
"""
SAME, WRONG = "read to the same values", "one clear error"


@dataclass(frozen=True)
class Damage:
    """What is done to a file, and what has to follow.

    outcome: None where it is a change that a person may make: its own values are read, or an error.
    """

    name: str
    content: bytes | None
    outcome: str | None


def _table(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def _of_any_text(text: str) -> Iterator[Damage]:
    """What editors and systems do to a text, and what is no text at all."""
    yield Damage("BOM", text.encode("utf-8-sig"), SAME)
    yield Damage("UTF-16", text.encode("utf-16"), SAME)
    yield Damage("cp1252", text.encode("cp1252"), SAME)
    yield Damage("CRLF", text.replace("\n", "\r\n").encode(), SAME)
    yield Damage("NUL", text.encode()[:20] + b"\0" + text.encode()[20:], WRONG)
    yield Damage("half of UTF-16", text.encode("utf-16")[2:], WRONG)
    yield Damage("letters of no encoding", b"\x81\xff" + text.encode(), WRONG)
    yield Damage("empty file", b"", WRONG)
    if re.search(r"[^\x00-\x7f]", text):
        yield Damage(
            "read as cp1252, saved as UTF-8",
            text.encode().decode("cp1252", "replace").encode(),
            WRONG,
        )


def _of_table(text: str, model: type[Line]) -> Iterator[Damage]:
    """What Excel and people do to a CSV."""
    header, *rows = csv.reader(io.StringIO(text))
    wide = [[*row, "", ""] for row in (header, *rows)]
    last = len(header) - 1
    yield Damage("semicolons", _table([header, *rows], ";", "\r\n").encode("cp1252"), SAME)
    yield Damage("semicolons and BOM", _table([header, *rows], ";").encode("utf-8-sig"), SAME)
    yield Damage("tabs in UTF-16", _table([header, *rows], "\t").encode("utf-16"), SAME)
    yield Damage("sep=;", ("sep=;\r\n" + _table([header, *rows], ";")).encode(), SAME)
    yield Damage("all quoted", _quoted([header, *rows]).encode(), SAME)
    yield Damage("columns behind", _table(wide).encode(), SAME)
    blank = [header, [], *rows, [""] * len(header)]
    yield Damage("blank lines", _table(blank).encode(), SAME)
    yield Damage("blanks around", _table([[f" {c} " for c in r] for r in (header, *rows)]).encode(),
                 SAME)  # fmt: skip
    turned = [[*row[::-1]] for row in (header, *rows)]
    yield Damage("columns turned round", _table(turned).encode(), SAME)
    yield Damage("rows in one cell", _in_one_cell(text).encode("utf-8-sig"), SAME)
    for number in sorted({0, last}):
        renamed = [name + "_2" if at == number else name for at, name in enumerate(header)]
        yield Damage(f"renamed {header[number]}", _table([renamed, *rows]).encode(), WRONG)
        without = [[c for at, c in enumerate(row) if at != number] for row in (header, *rows)]
        yield Damage(f"without {header[number]}", _table(without).encode(), WRONG)
    doubled = [[*row, row[0]] for row in (header, *rows)]
    yield Damage("column doubled", _table(doubled).encode(), WRONG)
    more = [[*header, "nota"], *([*row, "x"] for row in rows)]
    yield Damage("column of notes", _table(more).encode(), WRONG)
    yield Damage("without header", _table(rows).encode(), WRONG)
    yield Damage("short line", _table([header, rows[0][:-1], *rows[1:]]).encode(), WRONG)
    yield Damage("long line", _table([header, [*rows[0], "de más"], *rows[1:]]).encode(), WRONG)
    yield Damage("open quote", _table([header, *rows]).encode() + b'"' + rows[0][0].encode(), WRONG)
    of_dos = [*rows[0][:-1], "reuni¢n"]
    yield Damage("saved in DOS", _table([header, of_dos, *rows[1:]]).encode(), WRONG)
    if model.key or model.period:
        yield Damage("a line twice", _table([header, *rows, rows[0]]).encode(), WRONG)
    for column in header:
        for wrong in _wrong_values(column):
            at = header.index(column)
            row = [wrong if number == at else cell for number, cell in enumerate(rows[0])]
            yield Damage(f"{column}={wrong}", _table([header, row, *rows[1:]]).encode(), WRONG)


def _quoted(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _in_one_cell(text: str) -> str:
    """As Excel saves a CSV with commas where its own separator is the semicolon."""
    lines = text.splitlines()
    return _table([[line] for line in lines], ";", "\r\n")


# By a pattern of the column's name.
WRONG_VALUES = {
    r".*month.*": ["01/10/2021", "oct-21", "2021-13"],
    r".*date.*|decided_on": ["28/09/2021", "2021-02-30"],
    r".*(_count|_day|year_number|source_row)": ["1,500", "doce"],
    r"girls|men": ["0,25", "muchos"],
    r".*(_pcode|_role|_model|rule_id|is_on)|decision|vocabulary": ["no_hay"],
    r"donor_type|(state|measure|repair|organisation)_code": ["no_hay"],
}


def _wrong_values(column: str) -> list[str]:
    found = (values for name, values in WRONG_VALUES.items() if re.fullmatch(name, column))
    return next(found, [])


def _of_document(text: str) -> Iterator[Damage]:
    """What people do to a YAML: another shape, an unknown key, another type, a key twice."""
    values = yaml.safe_load(text)
    first = next(iter(values))

    def dumped(changed: object) -> bytes:
        return yaml.safe_dump(changed, allow_unicode=True, sort_keys=False).encode()

    yield Damage("written anew", dumped(values), SAME)
    yield Damage("a comment", f"# nota\n{text}# más\n".encode(), SAME)
    yield Damage("another shape: list", b"- uno\n- dos\n", WRONG)
    yield Damage("another shape: text", b"hola\n", WRONG)
    yield Damage("only comments", b"# nada\n", WRONG)
    yield Damage("bracket left open", f"{text}\nmas: [1, 2\n".encode(), WRONG)
    yield Damage("quote left open", f'{text}\nmas: "x\n'.encode(), WRONG)
    yield Damage("indent", f"{text}\n   mas: 1\n  otro: 2\n".encode(), WRONG)
    yield Damage("tab", f"{text}\n\tmas: 1\n".encode(), WRONG)
    yield Damage("unknown key", f"{text}\nmas: 1\n".encode(), WRONG)
    yield Damage("key twice", dumped(values) + dumped({first: values[first]}), WRONG)
    yield Damage("endless brackets", b"[" * 5000, WRONG)
    yield Damage("a list in itself", f"{text}\nmas: &a [*a]\n".encode(), WRONG)
    yield Damage("a date that is none", f"{text}\nmas: 2021-99-99\n".encode(), WRONG)
    for key in values:
        rest = {name: value for name, value in values.items() if name != key}
        yield Damage(f"without {key}", dumped(rest), None)
        for wrong in ("texto de más", 1.5, [["x"]], {"x": 1}, None):
            yield Damage(f"{key}: {wrong}", dumped({**values, key: wrong}), None)


def _damages(path: Path) -> Iterator[Damage]:
    text = path.read_text(encoding="utf-8")
    yield from _of_any_text(text)
    model = next((one for one in LISTS if one.file == path.name), None)
    if model is not None:
        yield from _of_table(text, model)
    elif path.suffix == ".yml":
        yield from _of_document(text)
    may_be_missing = path.suffix == ".md" or path.name == "contacts.csv"
    yield Damage("missing", None, None if may_be_missing else WRONG)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation whose lists all hold something."""
    root = tmp_path_factory.mktemp("office")
    folder = root / "config"
    shutil.copytree(load_settings({}).config, folder)
    for name, line in FILLED.items():
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    (folder / "disclosure.yml").write_text(DISCLOSURE, encoding="utf-8")
    project = load_settings({})
    seeds = root / "dbt_project" / "seeds"
    shutil.copytree(project.seeds, seeds)
    regions = (seeds / "ref_regions.csv").read_text(encoding="utf-8").splitlines()[:60]
    (seeds / "ref_regions.csv").write_text("\n".join(regions), encoding="utf-8")  # no districts
    (root / "expectations").symlink_to(project.expectations)
    return Settings(root, root / "raw", root / "warehouse", folder)


def _outcome(settings: Settings, wanted: config.Config, damage: Damage) -> str | ConfigError:
    try:
        found = config.check(settings)
    except ConfigError as error:
        return error
    if damage.outcome is None and damage.content:
        values = yaml.safe_load(damage.content)
        [own] = [one for one in DOCUMENTS if set(values) & set(one.model_fields)]
        other = own.model_validate(values)
        wanted = config.Config(wanted.lists, {**wanted.documents, own: other})
    elif damage.outcome is None:
        return "left out"
    assert _values(found) == _values(wanted), "read to other values"
    return SAME


def _values(found: config.Config) -> object:
    """Without the rows' numbers: a blank line or another header moves them."""
    lists = {one: [line.texts() for line in lines] for one, lines in found.lists.items()}
    return lists, found.documents


def _check_is_clear(error: ConfigError, name: str, damage: str) -> None:
    """File, line, column, value (as far as there are), what is expected, both languages, remedy."""
    for problem in error.problems:
        told = f"{name}, {damage}: {problem}"
        assert problem.file == name or name in {"mesas.csv", "projects.csv", "donors.csv"}, told
        assert problem.what.count(" · ") == problem.fix.count(" · ") == 1, told
        assert problem.where.startswith(problem.file), told
        if "=" in damage and problem is error.problems[0] and not damage.startswith("sep"):
            column, _, value = damage.partition("=")
            assert problem.column == column, told
            assert problem.line == 2, told
            assert f"«{value}»" in problem.what, told
    assert str(error).count("\n") <= SHOWN
    assert "Traceback" not in str(error)
    assert "pydantic" not in str(error)


def test_every_damage_is_read_or_told(office: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Through `config.check`, which each run begins with."""
    wanted, counts = config.check(office), Counter[str]()
    files = sorted(path for path in office.config.rglob("*.*") if path.is_file())
    assert {path.name for path in files} >= {one.file for one in (*LISTS, *DOCUMENTS)}
    for path in files:
        name, content = path.relative_to(office.config).as_posix(), path.read_bytes()
        for damage in _damages(path):
            path.unlink()
            if damage.content is not None:
                path.write_bytes(damage.content)
            found = _outcome(office, wanted, damage)
            if isinstance(found, ConfigError):
                _check_is_clear(found, name, damage.name)
            outcome = found if isinstance(found, str) else WRONG
            assert damage.outcome in {None, outcome}, f"{name}, {damage.name}: {found}"
            counts[outcome] += 1
            path.write_bytes(content)
    with capsys.disabled():
        print(f"\n{counts.total()} damages of {len(files)} files: {dict(counts)}")  # noqa: T201
    assert counts[SAME] > 350
    assert counts[WRONG] > 500


@pytest.mark.parametrize("kind", ["folder", "pipe", "link in a circle"])
def test_what_is_no_file_is_told_and_not_opened(
    office: Settings, tmp_path: Path, kind: str
) -> None:
    make: dict[str, Callable[[Path], None]] = {
        "folder": lambda path: path.mkdir(),
        "pipe": lambda path: os.mkfifo(path),
        "link in a circle": lambda path: path.symlink_to(path),
    }
    for name in ("deadlines.csv", "approval.yml", "interventions/tacna/2021-09.md"):
        own = tmp_path / name.replace("/", "_")
        shutil.copytree(office.config, own)
        (own / name).unlink()
        make[kind](own / name)

        with pytest.raises(ConfigError) as caught:
            config.check(replace(office, config=own))

        assert [one.file for one in caught.value.problems] == [name]


def test_only_a_header_is_a_list_without_lines(office: Settings, tmp_path: Path) -> None:
    """Where others name its lines, or nothing works without one, it is told."""
    needed = {"deadlines.csv", "registered_models.csv", "mesas.csv", "projects.csv", "donors.csv"}
    shutil.copytree(office.config, own := tmp_path / "config")
    settings = replace(office, config=own)
    for model in LISTS:
        header = f"{','.join(model.columns())}\n"
        (own / model.file).write_text(header, encoding="utf-8")
        if model.file in needed:
            with pytest.raises(ConfigError):
                config.check(settings)
        else:
            assert config.check(settings).lines(model) == []
        shutil.copyfile(office.config / model.file, own / model.file)


def test_an_error_as_a_coordinator_reads_it(office: Settings, tmp_path: Path) -> None:
    shutil.copytree(office.config, own := tmp_path / "config")
    (own / "deadlines.csv").write_text("valid_from_month;deadline_day\n\noct-21;32\n")
    rules = "automatic: no\nat_most:\n  critical: diez\nreport_address:\n"
    (own / "approval.yml").write_text(rules)

    with pytest.raises(ConfigError) as caught:
        config.check(replace(office, config=own))

    assert str(caught.value).splitlines() == [
        "«oct-21» no se puede usar: se espera un mes, escrito como 2021-10. · 'oct-21' cannot be "
        "used: it should be a month, written as 2021-10. [deadlines.csv > fila 3 (row 3) > "
        "valid_from_month] Escríbalo como 2021-10; en Excel dé antes a la columna el formato "
        "Texto. · Write it as 2021-10; in Excel format it as Text first.",
        "«32» no se puede usar: se espera un día del mes, de 1 a 31. · '32' cannot be used: "
        "it should be a day of the month, 1 to 31. [deadlines.csv > fila 3 (row 3) > deadline_day] "
        "Escriba el número del día; 31 es el último día de un mes más corto. · Write the number of "
        "the day; 31 is the last day of a shorter month.",
        "«diez» no se puede usar: se espera un número entero. · 'diez' cannot be used: it should "
        "be a whole number. [approval.yml > línea 3 (line 3) > at_most: critical] Escriba solo "
        "cifras, sin puntos ni comas. · Write digits only, without points or commas.",
    ]


def test_many_errors_are_told_and_the_others_counted(office: Settings, tmp_path: Path) -> None:
    shutil.copytree(office.config, own := tmp_path / "config")
    lines = [f"NADIE{number},2021-01,2021-02" for number in range(50)]
    header = "organisation_code,valid_from_month,valid_to_month"
    (own / "expected_partners.csv").write_text("\n".join([header, *lines]))

    with pytest.raises(ConfigError) as caught:
        config.check(replace(office, config=own))

    assert len(caught.value.problems) == 50
    assert str(caught.value).splitlines()[SHOWN:] == ["… y 30 más · and 30 more"]


@pytest.mark.parametrize(
    "start",
    [
        lambda settings: archive.receive(settings, "2021-09"),
        lambda settings: build.build_if_changed(settings, "2021-09"),
    ],
    ids=["intake", "build"],
)
def test_a_list_that_is_read_late_stops_a_run_at_its_start(
    office: Settings, tmp_path: Path, start: Callable[[Settings], object]
) -> None:
    shutil.copytree(office.config, own := tmp_path / "config")
    (own / "disclosure.yml").write_text("threshold: cinco\n")
    settings = replace(office, raw=tmp_path / "raw", warehouse=tmp_path / "w", config=own)

    with pytest.raises(ConfigError, match=r"disclosure\.yml"):
        start(settings)

    assert not (tmp_path / "raw").exists()
    assert not (tmp_path / "w").exists()


def test_the_lists_that_a_release_keeps_are_enough_to_read_them(
    office: Settings, tmp_path: Path
) -> None:
    kept = inputs.describe(office)["config_files"]
    for name in kept:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(office.config / name, tmp_path / name)

    found = config.check(replace(office, config=tmp_path), KEPT)

    assert found.lists == config.check(office).lists


def test_the_page_describes_the_files_as_they_are_read() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.write()


@pytest.mark.parametrize(
    ("month", "day"),
    [("2020-12", "2021-01-10"), ("2021-01", "2021-02-28"), ("2021-12", "2022-01-31")],
    ids=["the line that holds", "day 31 of a short month", "the next year"],
)
def test_a_deadline_is_the_end_of_its_day_in_lima(tmp_path: Path, month: str, day: str) -> None:
    lines = "valid_from_month,deadline_day\n2020-01,10\n2021-01,31\n"
    (tmp_path / "deadlines.csv").write_text(lines, encoding="utf-8")

    due = deadline(tmp_path, month)

    assert due == datetime.fromisoformat(f"{day}T05:00:00+00:00") + timedelta(days=1)
    with pytest.raises(ConfigError, match="no row holds for 2019-12"):
        deadline(tmp_path, "2019-12")


def test_every_word_of_a_list_is_known_where_it_is_used() -> None:
    assert set(get_args(RepairCode)) == set(repairs.REPAIRS)
    assert set(get_args(VersionDecision)) == set(DECISIONS)
