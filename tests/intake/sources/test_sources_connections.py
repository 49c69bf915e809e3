from __future__ import annotations

import base64
import json

import pytest

from gtrm.intake.sources.connections import Connection, find_connection, look_up
from gtrm.intake.sources.model import SourceError

WORD = "p@ss w/ord+%ñ"


def test_a_uri_is_read_from_the_environment_as_airflow_writes_it():
    uri = "sftp://gt%40rm:p%40ss%20w%2Ford%2B%25%C3%B1@sftp.example.org:2222/?key_file=%2Fkey"

    found = find_connection("gtrm_sftp", {}, {"AIRFLOW_CONN_GTRM_SFTP": uri})

    assert found == Connection("sftp.example.org", 2222, "gt@rm", WORD, {"key_file": "/key"})


def test_json_of_an_airflow_connection_comes_before_the_environment():
    values = {
        "conn_type": "aws",
        "login": "AKIA",
        "password": WORD,
        "extra": '{"region_name": "x"}',
    }

    found = find_connection("a", {"a": json.dumps(values)}, {"AIRFLOW_CONN_A": "x://other@host"})

    assert found == Connection(None, None, "AKIA", WORD, {"region_name": "x"})


def test_extra_may_be_packed_in_a_uri():
    packed = "aws://AKIA:x@/?__extra__=%7B%22endpoint_url%22%3A%20%22http%3A%2F%2Fh%22%7D"

    assert find_connection("a", {"a": packed}, {}).extra == {"endpoint_url": "http://h"}


def test_no_name_means_no_credentials():
    assert find_connection(None, {}, {}) == Connection()


def test_missing_credentials_say_how_to_give_them():
    with pytest.raises(SourceError, match="set AIRFLOW_CONN_GTRM_S3 to its URI or JSON"):
        find_connection("gtrm_s3", {}, {})


@pytest.mark.parametrize(
    "text",
    [
        f"sftp://user:{WORD}@host:port",  # not encoded: the parser would quote a part of it
        '{"login": "x", "password": "p@ss w/ord',
        f'{{"password": "{WORD}", "extra": 3}}',
        WORD,
    ],
)
def test_credentials_that_cannot_be_read_are_not_quoted(text):
    with pytest.raises(SourceError) as caught:
        find_connection("a", {"a": text}, {})

    assert "cannot be read" in str(caught.value)
    assert "ss w" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_every_spelling_of_a_secret_is_masked():
    key = "-----BEGIN KEY-----\nAAAAB3NzaC1\nbbbbb\n-----END KEY-----"
    connection = Connection(login="gtrm", password=WORD, extra={"private_key": key, "role": "r1"})
    basic = base64.b64encode(f"gtrm:{WORD}".encode()).decode()
    text = f"{WORD} p%40ss%20w%2Ford%2B%25%C3%B1 Basic {basic} {key} AAAAB3NzaC1 r1 gtrm"

    masked = connection.mask(text)

    assert masked == "*** *** Basic *** *** *** r1 gtrm"
    assert "ss w" not in repr(connection)
    assert "AAAAB3" not in repr(connection)
    assert Connection(login="gtrm").mask("gtrm Og==") == "gtrm Og=="


def test_a_connection_airflow_does_not_know_is_left_to_its_source(caplog):
    known = {"a": "sftp://a@host"}

    assert look_up(["a", "b"], known.__getitem__) == known
    assert "the connection b was not found (KeyError)" in caplog.text
