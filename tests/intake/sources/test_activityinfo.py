"""Pulling the records of an ActivityInfo form."""

from __future__ import annotations

import copy
import csv
import io
import json
import logging
from collections.abc import Iterator

import pytest

from gtrm.intake import sources
from loopback import MONTH
from web_servers import ActivityInfo, running

OURS = "made-up+token/of-this-test"
LONG = "Entrega de kits, " * 20


def field(name: str, kind: str, label: str, **other: object) -> dict:
    return {"id": name, "type": kind, "label": label, "key": False, "required": False} | other


def reference(name: str, label: str, form: str, **other: object) -> dict:
    return field(name, "reference", label, typeParameters={"range": [{"formId": form}]}, **other)


SCHEMAS = {
    "regions": [field("r1", "FREE_TEXT", "Nombre", key=True), field("r2", "FREE_TEXT", "Código")],
    "provinces": [
        reference("p1", "Región", "regions", key=True),
        field("p2", "FREE_TEXT", "Nombre", key=True),
    ],
    "activities": [
        field("s1", "section", "Quién"),
        field("f1", "FREE_TEXT", "Organización", code="ORG"),
        field("f2", "month", "Mes de reporte", code="MES"),
        reference("f3", "Región", "regions"),
        reference("f4", "Provincia", "provinces"),
        field("f5", "NARRATIVE", "Descripción de\nla actividad"),
        field("f6", "quantity", "Niñas", code="NINAS"),
        field("f7", "quantity", "Niñas", code="NINAS_ACOGIDA"),
        field("f8", "geopoint", "Lugar"),
        field("f9", "attachment", "Fotos"),
        field("f10", "enumerated", "Grupos"),
    ],
}
RECORDS = [
    {"_id": "c2", "_lastEditTime": 1_633_705_200.5, "f1": "OIM", "f2": MONTH, "f3": "x1",
     "f4": "y1", "f5": LONG, "f6": 12.0, "f7": 2.5, "f8": {"latitude": -18.0, "longitude": -70.25},
     "f10": ["a", "b"]},
    {"_id": "c1", "_lastEditTime": 1_633_600_000, "f1": "=cmd|' /C calc'!A0", "f2": MONTH},
    {"_id": "c3", "_lastEditTime": 1_700_000_000, "f1": "OIM", "f2": "2021-10"},
]  # fmt: skip


@pytest.fixture
def site() -> Iterator[ActivityInfo]:
    server = ActivityInfo(OURS)
    for form, elements in SCHEMAS.items():
        server.schemas[form] = {"id": form, "label": form, "elements": copy.deepcopy(elements)}
    server.records = {
        "activities": copy.deepcopy(RECORDS),
        "regions": [{"_id": "x1", "r1": "Tacna"}],
        "provinces": [{"_id": "y1", "p1": "x1", "p2": "Tacna"}],
    }
    with running(server):
        yield server


def entry(site: ActivityInfo, **other: object) -> dict:
    return {
        "name": "records",
        "kind": "activityinfo",
        "url": f"http://127.0.0.1:{site.port}",
        "form": "activities",
        "month_field": "MES",
        "credentials": "gtrm_ai",
    } | other


def pull(settings, token: str = OURS):
    """Return the one file's name and bytes, if any, and the report."""
    connections = {"gtrm_ai": json.dumps({"password": token})}
    with sources.pull(settings, MONTH, connections, environ={}) as pulled:
        found = [(file.file_name, file.path.read_bytes()) for file in pulled.files]
    return (found[0] if found else None), pulled


def test_the_months_records_become_one_csv(office, site):
    (name, content), pulled = pull(office(entry(site)))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))

    assert name == "records_2021-09.csv"
    assert rows[0] == [
        "Organización", "Mes de reporte", "Región", "Provincia.Región", "Provincia.Nombre",
        "Descripción de la actividad", "Niñas [NINAS]", "Niñas [NINAS_ACOGIDA]",
        "Lugar.latitude", "Lugar.longitude", "Grupos", "_id",
    ]  # fmt: skip
    assert rows[1] == ["=cmd|' /C calc'!A0", MONTH, *[""] * 9, "c1"]
    assert rows[2] == [
        "OIM", MONTH, "Tacna", "Tacna", "Tacna", LONG, "12", "2.5", "-18", "-70.25", "a, b", "c2",
    ]  # fmt: skip
    assert len(rows) == 3
    assert pulled.files[0].received_at.isoformat() == "2021-10-08T15:00:00.500000+00:00"
    assert site.bodies[0]["filter"] == f'f2 == "{MONTH}"'


def test_the_same_answer_gives_the_same_bytes_in_any_order(office, site):
    (_, first), _ = pull(office(entry(site)))
    site.records["activities"].reverse()
    (_, second), _ = pull(office(entry(site)))
    site.records["activities"][0]["f2"] = MONTH
    (_, third), _ = pull(office(entry(site)))

    assert first == second
    assert third != first
    assert b"\r" not in first


def test_columns_may_be_chosen_and_named(office, site):
    columns = {"Organization": "f1", "Province": "f4.p2"}

    (_, content), _ = pull(office(entry(site, columns=columns)))

    assert content.decode().splitlines()[0] == "Organization,Province,_id"
    assert content.decode().splitlines()[2] == "OIM,Tacna,c2"


def test_a_month_without_records_is_empty(office, site):
    found, pulled = pull(office(entry(site, month_value="{year}-01")))

    assert (found, pulled.reports[0].status) == (None, "empty")


def test_a_wrong_token_is_tried_once_and_never_shown(office, site, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = "not the+token/of ours"

    found, pulled = pull(office(entry(site)), wrong)
    pull(office(entry(site)))

    assert found is None
    assert "refused the credentials (401)" in pulled.reports[0].error
    assert wrong not in caplog.text + str(pulled.reports)
    assert OURS not in caplog.text


def test_a_server_out_of_order_is_tried_again(office, site):
    site.failing = [502, 0, 500]

    found, pulled = pull(office(entry(site)))

    assert found is not None
    assert pulled.reports == [sources.SourceReport("records", "activityinfo", "ok", 1, 0)]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"month_field": "PERIODO"}, "'PERIODO'"),
        ({"month_field": "Niñas"}, "exactly one field"),
        ({"month_field": None}, "either `month_field` or `filter`"),
        ({"form": "nothing"}, "404"),
    ],
)
def test_an_entry_that_does_not_fit_the_form_says_so(office, site, other, said):
    found, pulled = pull(office(entry(site, **other)))

    assert found is None
    assert said in pulled.reports[0].error


def test_an_answer_that_is_no_list_of_records_is_refused(office, site):
    site.schemas["activities"] = {"message": "log in"}

    _, pulled = pull(office(entry(site)))

    assert "not a form's description" in pulled.reports[0].error
