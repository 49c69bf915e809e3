"""A file that cannot be read within the limits costs its reading once, in whatever month it is."""

from __future__ import annotations

import shutil

import pytest

from gtrm.core.errors import UnreadableFileError
from gtrm.intake import archive, landed, landing
from gtrm.intake.archive import copies
from gtrm.intake.formats import limits, over_limits
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.rules import batch
from workbooks import GTRM_ROW, write_5w


@pytest.fixture
def asked(monkeypatch):
    """The names of files that a reader was asked for; for `big.xlsx` it ends over its limits."""
    names = []
    read = WorkbookReader._ask

    def ask(self, request):
        if "count" in request:  # the second count of what was read
            return read(self, request)
        names.append(request["path"])
        return {"error": "ended"} if len(names) in self.over else read(self, request)

    monkeypatch.setattr(WorkbookReader, "over", {1}, raising=False)
    monkeypatch.setattr(WorkbookReader, "_ask", ask)
    return names


def take(settings, inbox, month="2021-09"):
    for ids in archive.receive(settings, month, str(inbox)):
        landing.land_batch(settings, ids)
    ids = landed.all_submission_ids(settings)
    rows = landed.read(settings, "submissions", ids).to_dict("records")
    return [(row["cycle_month"], row["status"], row["refusal_en"] or "") for row in rows]


@pytest.fixture
def inbox(tmp_path):
    write_5w(tmp_path / "in" / "big.xlsx", [GTRM_ROW])
    return tmp_path / "in"


def test_it_is_refused_in_every_month_and_read_in_the_first_only(settings, inbox, asked):
    first = take(settings, inbox)
    shutil.rmtree(settings.landing)  # as new code or lists would have it
    second = take(settings, inbox, "2021-10")

    assert len(asked) == 1
    assert [(month, status) for month, status, _ in first] == [("2021-09", "refused")]
    assert [(month, status) for month, status, _ in second] == [
        ("2021-09", "refused"), ("2021-10", "refused"),
    ]  # fmt: skip
    assert {refusal for _, _, refusal in first} == {refusal for _, _, refusal in second}
    assert "[big.xlsx]" in second[0][2]
    ids = landed.all_submission_ids(settings)
    batch.check_batch(settings, ids)
    found = landed.read(settings, "findings", ids)
    assert set(found["severity"]) == {"critical"}
    assert set(found["rule_id"]) == {"INTAKE-unreadable_file"}
    with (
        copies.open_archive(settings, "2021-09") as read,
        pytest.raises(UnreadableFileError, match="more memory or time"),
    ):
        read(ids[0])
    assert len(asked) == 1


def raise_limit(settings, monkeypatch):
    monkeypatch.setattr(limits, "CPU_LIMIT", limits.CPU_LIMIT + 1)


def change_reader(settings, monkeypatch):
    monkeypatch.setattr(over_limits, "_reader", lambda _: "another")


def ask_for_it(settings, monkeypatch):
    [record] = settings.archive.glob("over_limits/*.json")
    record.unlink()


def damage_record(settings, monkeypatch):
    [record] = settings.archive.glob("over_limits/*.json")
    record.write_text('{"limits":')


@pytest.mark.parametrize("change", [raise_limit, change_reader, ask_for_it, damage_record])
def test_it_is_read_again_when_it_may_be_read_now(settings, inbox, asked, monkeypatch, change):
    take(settings, inbox)
    shutil.rmtree(settings.landing)
    change(settings, monkeypatch)

    assert take(settings, inbox) == [("2021-09", "read", "")]
    assert len(asked) == 2


def test_a_lowered_limit_and_another_refusal_change_nothing(settings, inbox, asked, monkeypatch):
    take(settings, inbox)
    (inbox / "notes.xlsx").write_bytes(b"no workbook")
    shutil.rmtree(settings.landing)
    monkeypatch.setattr(limits, "CPU_LIMIT", limits.CPU_LIMIT - 1)

    assert {status for _, status, _ in take(settings, inbox)} == {"refused"}
    assert len(asked) == 2
    assert len([*settings.archive.glob("over_limits/*.json")]) == 1


def test_more_rows_than_a_5w_can_have_are_refused_whole(settings, inbox, monkeypatch):
    write_5w(inbox / "big.xlsx", [GTRM_ROW] * 5)
    monkeypatch.setattr(landing, "ROW_LIMIT", 4)

    [(_, status, refusal)] = take(settings, inbox)

    assert status == "refused"
    assert "more memory or time than one 5W can need" in refusal
    assert landed.read(settings, "activities", landed.all_submission_ids(settings)).empty
