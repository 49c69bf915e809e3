from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import yaml

from gtrm.config import ConfigError
from gtrm.config.documents import SourceEntry
from gtrm.core.errors import SettingsError
from gtrm.core.settings import load_settings
from gtrm.intake import sources
from gtrm.intake.sources.configuration import Limits, Retries, inbox_only, load_configuration

KINDS = {
    get_args(entry.model_fields["kind"].annotation)[0]: set(entry.model_fields)
    for entry in SourceEntry.__subclasses__()
}
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

    for kind, options in KINDS.items():
        for word in {kind} | options:
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
        ("{name: a, kind: ftp}", "'ftp' cannot be used: it should be 'folder', 'sftp'"),
        ("{name: A b, kind: folder, path: x}", "'A b' cannot be used: it should be a name"),
        ("{name: a, kind: folder}", r"the key is missing.*> sources: 1: path\]"),
        ("{name: a, kind: folder, path: x, port: 3}", r"key is not known.*> sources: 1: port\]"),
        ("{name: a, kind: folder, path: 'x/{week}'}", "in braces only {month}"),
        ("{name: a, kind: sftp, path: x, password: hush}", r"secret .*> sources: 1: password\]"),
        ("{name: a, kind: http_folder, url: 'https://me:hush@h/'}", "address holds a login"),
        ("{name: a, kind: folder, path: x}, {name: a, kind: folder, path: y}", "stands twice"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(with_text, entry, said):
    with pytest.raises(ConfigError, match=said) as caught:
        load_configuration(with_text(f"sources: [{entry}]"), "2021-09")

    assert "hush" not in str(caught.value)
    assert caught.value.where.startswith("sources.yml > línea 1 (line 1) > sources")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{password: hush", "form of a YAML"),
        ("inbox: x", r"key is missing.*> sources\]"),
        ("sources: [x]", r"it should be keys with their values.*> sources: 1\]"),
        ("sources: []\nhosts: 3", r"key is not known here.*línea 2 \(line 2\) > hosts\]"),
        ("sources: []\nretries: {attempts: 0}", "'0' cannot be used: it should be 1 or more"),
        ("sources: []\nlimits: {file_mb: lots}", "'lots' cannot be used: it should be a number"),
        ("sources: []\nlimits: {size: 3}", r"key is not known here.*> limits: size\]"),
    ],
)
def test_a_list_that_cannot_be_used_says_why(with_text, text, said):
    with pytest.raises(ConfigError, match=said) as caught:
        load_configuration(with_text(text), "2021-09")

    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None


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
