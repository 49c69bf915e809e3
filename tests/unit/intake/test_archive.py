from __future__ import annotations

from pathlib import Path

import pytest

from gtrm.errors import NothingReceivedError, SettingsError
from gtrm.intake import archive
from workbooks import GTRM_ROW, write_5w


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_every_byte_is_kept_under_its_hash(settings, tmp_path):
    sent = write_5w(tmp_path / "in" / "a.xlsx", [GTRM_ROW])

    [[submission_id]] = archive.receive(settings, "2021-09", str(tmp_path / "in"))
    [receipt] = archive.receipts(settings)
    kept = archive.content_path(settings, receipt)

    assert kept.read_bytes() == sent.read_bytes()
    assert kept.stem == receipt.sha256
    assert submission_id == f"2021-09-{receipt.sha256[:12]}"


def test_the_same_bytes_again_change_nothing(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    archive.receive(settings, "2021-09", str(tmp_path / "in"))
    before = archive.receipts(settings)
    write(tmp_path / "in" / "copy of a.csv", "one")

    archive.receive(settings, "2021-09", str(tmp_path / "in"))

    assert archive.receipts(settings) == before


def test_a_changed_file_is_the_next_version_and_both_stay(settings, tmp_path):
    for content in ("one", "two"):
        write(tmp_path / "in" / "a.csv", content)
        archive.receive(settings, "2021-09", str(tmp_path / "in"))

    receipts = archive.receipts(settings)

    assert [receipt.version_number for receipt in receipts] == [1, 2]
    kept = [archive.content_path(settings, receipt).read_text() for receipt in receipts]
    assert kept == ["one", "two"]


def test_received_list_says_when_a_file_came(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    write(
        tmp_path / "in" / "received.csv",
        "file_name,received_at,sender\na.csv,2021-10-08T10:00:00-05:00,Muestra A\n",
    )

    archive.receive(settings, "2021-09", str(tmp_path / "in"))
    [receipt] = archive.receipts(settings)

    assert receipt.received_at == "2021-10-08T15:00:00+00:00"
    assert receipt.sender_name == "Muestra A"


def test_unreadable_receipt_time_names_file_and_row(settings, tmp_path):
    write(tmp_path / "in" / "a.csv", "one")
    write(tmp_path / "in" / "received.csv", "file_name,received_at,sender\na.csv,ayer,\n")

    with pytest.raises(SettingsError, match=r"received\.csv > row 2"):
        archive.receive(settings, "2021-09", str(tmp_path / "in"))


def test_an_empty_inbox_says_where_to_put_files(settings):
    with pytest.raises(NothingReceivedError) as caught:
        archive.receive(settings, "2031-01")

    assert str(settings.inbox / "2031-01") in str(caught.value)


@pytest.mark.parametrize("month", ["2021-13", "2021-9", "septiembre", "2021-09-01", ""])
def test_a_month_is_year_and_month(settings, month):
    with pytest.raises(SettingsError, match="is not a month"):
        archive.receive(settings, month)
