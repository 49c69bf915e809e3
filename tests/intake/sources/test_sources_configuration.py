from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from gtrm.core.errors import SettingsError
from gtrm.core.settings import load_settings
from gtrm.intake import sources
from gtrm.intake.sources.configuration import KINDS, Limits, Retries, inbox_only, load_configuration

COMMITTED = load_settings({}).config / "sources.yml"
DOCS = Path(__file__).resolve().parents[3] / "docs" / "sources.md"


@pytest.fixture
def with_text(settings, tmp_path):
    """Return the settings of an installation whose sources.yml says this."""

    def make(text: str):
        (tmp_path / "sources.yml").write_text(text, encoding="utf-8")
        return replace(settings, config=tmp_path)

    return make


def test_the_committed_list_is_the_inbox_with_the_usual_limits(settings):
    found = load_configuration(settings, "2021-09")

    [inbox] = found.sources
    assert (inbox.name, inbox.kind) == ("inbox", "folder")
    assert inbox.options == {
        "path": str(settings.raw / "inbox" / "2021-09"),
        "sample": str(settings.samples / "2021-09"),
    }
    assert (found.limits, found.retries) == (Limits(), Retries())
    assert sources.credential_names(settings) == []


def test_the_examples_in_the_comments_can_be_used_as_they_stand(with_text):
    text = re.sub(r"^  # (?=- name:|  \w+:)", "  ", COMMITTED.read_text("utf-8"), flags=re.M)

    settings = with_text(text)
    found = {source.kind: source for source in load_configuration(settings, "2021-09").sources}

    assert set(found) == set(KINDS)
    assert found["sftp"].options["path"] == "/upload/5w/2021-09"
    assert found["s3"].options["path"] == "2021/09"
    assert found["http_folder"].sender == "ACNUR"
    assert found["http_folder"].patterns == ("*.xls*", "*.ods", "*.csv", "*.zip")
    assert sources.credential_names(settings) == [
        "gtrm_activityinfo", "gtrm_s3", "gtrm_sftp", "gtrm_web",
    ]  # fmt: skip


def test_the_docs_name_every_kind_and_option(with_text):
    text = DOCS.read_text("utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, flags=re.S)

    for kind, (needed, allowed) in KINDS.items():
        for word in {kind} | needed | allowed:
            assert f"`{word}`" in text, f"{kind}: {word}"
    for block in blocks:
        items = yaml.safe_load(block)
        settings = with_text(
            yaml.safe_dump(items if isinstance(items, dict) else {"sources": items})
        )
        assert load_configuration(settings, "2021-09")
    assert len(blocks) == 7


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{name: a, kind: ftp}", "'ftp' is not a kind"),
        ("{name: A b, kind: folder, path: x}", "name is missing or not usable"),
        ("{name: a, kind: folder}", r"\['path'\] is missing"),
        ("{name: a, kind: folder, path: x, port: 3}", r"\['port'\] is not known to kind folder"),
        ("{name: a, kind: folder, path: 'x/{week}'}", "{week} is not known"),
        ("{name: a, kind: sftp, path: x, password: hush}", r"\['password'\] stands in the file"),
        ("{name: a, kind: http_folder, url: 'https://me:hush@h/'}", "`url` holds a login"),
        ("{name: a, kind: folder, path: x}, {name: a, kind: folder, path: y}", "stands twice"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(with_text, entry, said):
    with pytest.raises(SettingsError, match=said) as caught:
        load_configuration(with_text(f"sources: [{entry}]"), "2021-09")

    assert "hush" not in str(caught.value)
    assert "sources.yml >" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{password: hush", "not YAML"),
        ("inbox: x", "no list `sources`"),
        ("sources: [x]", "no list `sources`"),
        ("sources: []\nhosts: 3", r"\['hosts'\] is not known"),
        ("sources: []\nretries: {attempts: 0}", "less than 1"),
        ("sources: []\nlimits: {file_mb: lots}", "file_mb is not a number"),
        ("sources: []\nlimits: {size: 3}", "limits"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(with_text, text, said):
    with pytest.raises(SettingsError, match=said) as caught:
        load_configuration(with_text(text), "2021-09")

    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_list_that_is_not_there_says_what_to_copy(settings, tmp_path):
    with pytest.raises(SettingsError, match=r"Copy sources\.yml"):
        load_configuration(replace(settings, config=tmp_path), "2021-09")


def test_the_sample_month_never_stands_beside_another_source(with_text):
    inbox = "{name: inbox, kind: folder, path: raw/inbox, sample_when_empty: true}"

    alone = load_configuration(with_text(f"sources: [{inbox}]"), "2021-09").sources
    two = f"sources: [{inbox}, {{name: b, kind: folder, path: y}}]"
    beside = load_configuration(with_text(two), "2021-09").sources

    assert "sample" in alone[0].options
    assert "sample" not in beside[0].options


def test_an_inbox_that_is_no_folder_is_refused(settings):
    with pytest.raises(SettingsError, match="not a folder"):
        inbox_only(settings, "2021-09", "no/such/folder")
