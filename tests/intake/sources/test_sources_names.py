from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtrm.intake.sources.names import MAX_BYTES, is_submission, printable, readable_name, safe_name


@pytest.mark.parametrize(
    "name",
    ["5W_ACNUR Perú_2021-09.xlsx", "Educación  (final) v2.XLSM", "ficha,1.csv", "5W"],
)
def test_an_honest_name_stays_as_it_is(name):
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.xlsx", "x ["),
        ("..\\..\\x.xlsx", "x ["),
        ("/etc/passwd", "passwd ["),
        ("a\nb\x00\x1b[31m.xlsx", "ab[31m ["),
        ("\u202excod.xlsx", "xcod ["),
        ("CON.xlsx", "_CON ["),
        ("a:b|c?.xlsx", "a_b_c_ ["),
        ("..", "unnamed ["),
        ("", "unnamed ["),
        ("x.xlsx ", "x ["),
        ("ñ" * 300 + ".xlsx", "ñ"),
    ],
)
def test_any_other_name_is_made_safe_and_marked(name, shown):
    safe = safe_name(name)

    assert safe.startswith(shown)
    assert safe != safe_name(name + "_")


def test_two_names_that_look_alike_when_safe_stay_apart():
    assert len({safe_name(name) for name in ("x.xlsx", "../x.xlsx", "../../x.xlsx")}) == 3


def test_a_decomposed_name_of_a_mac_is_the_same_file():
    assert safe_name("Educacio\u0301n.xlsx") == "Educación.xlsx"


@given(st.text(st.characters(codec=None), max_size=400))
def test_a_safe_name_is_one_part_of_a_path_and_stays_safe(name):
    safe = safe_name(name)

    assert Path(safe).name == safe
    assert safe not in {".", "..", ""}
    assert len(safe.encode()) <= MAX_BYTES
    assert printable(safe).strip() or safe == "\xa0"
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    "raw", ["Educación.xlsx".encode(), "Educación.xlsx".encode("cp1252"), "Educación.xlsx"]
)
def test_a_name_in_either_encoding_is_read(raw):
    assert readable_name(raw) == "Educación.xlsx"
    assert readable_name(os.fsdecode(raw)) == "Educación.xlsx"
    assert readable_name(b"\x81\x8d.csv") == "\x81\x8d.csv"


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("5W.xlsx", True),
        ("../x.xlsx", True),
        ("informe.pdf", True),  # refused later, visibly
        (".hidden.xlsx", False),
        ("~$5W.xlsx", False),
        ("5W.xlsx.filepart", False),
        ("Thumbs.db", False),
        ("received.csv", False),
    ],
)
def test_clutter_and_unfinished_uploads_are_left_alone(name, wanted):
    assert is_submission(name) is wanted


def test_text_from_outside_is_one_short_line():
    assert printable("a\n\x1b[31mFAKE\u202e b") == "a [31mFAKE b"
    assert printable("x" * 500) == "x" * 300 + "…"
