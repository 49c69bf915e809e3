"""The local front page: what it lists, what it hands out, and what it never does."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from gtrm.core.errors import PublishError
from gtrm.products import serving
from gtrm.products.serving import model_docs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gtrm.core.settings import Settings

FILES = ["site/index.html", "bulletins/bulletin_2021-09_tacna.pdf", "exports/internal/gtrm_x.xlsx"]


def release(settings: Settings, name: str) -> None:
    """Make a release of three small files current, with dbt's page already written."""
    folder = settings.releases / name
    for file in FILES:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(f"{name} {file}", encoding="utf-8")
    facts = {"release_id": name, "published_at": "2021-10-12T09:00:00+00:00"}
    manifest = json.dumps({**facts, "files": {file: {} for file in FILES}})
    (folder / "MANIFEST.json").write_text(manifest, encoding="utf-8")
    settings.current.unlink(missing_ok=True)
    settings.current.symlink_to(folder)
    page = model_docs.folder(settings) / model_docs.PAGE
    page.parent.mkdir(parents=True)
    page.write_text("dbt", encoding="utf-8")


@pytest.fixture
def get(settings: Settings) -> Iterator[Callable[[str], tuple[int, str]]]:
    release(settings, "2021-09-r1")
    report = settings.reports / "2021-09" / "qa_report.html"
    report.parent.mkdir(parents=True)
    report.write_text("informe", encoding="utf-8")
    server = serving.serve(settings, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ask(path: str) -> tuple[int, str]:
        connection = HTTPConnection(serving.LOOPBACK, server.server_port, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8")
        connection.close()
        return answer.status, text

    yield ask
    server.shutdown()
    server.server_close()


def test_the_front_page_lists_what_the_release_has(get) -> None:
    status, page = get("/")

    assert status == 200
    assert "<p>Edición <b>2021-09-r1</b>, 2021-10-12 04:00, hora de Lima" in page
    assert 'href="/release/site/index.html"' in page
    assert '<a href="/release/bulletins/bulletin_2021-09_tacna.pdf">PDF</a>' in page
    assert 'href="/release/exports/internal/gtrm_x.xlsx"' in page
    assert 'href="/reports/2021-09/qa_report.html"' in page


def test_files_come_from_the_release_that_is_current_now(get, settings) -> None:
    before = get("/release/site/index.html")
    release(settings, "2021-09-r2")

    assert before == (200, "2021-09-r1 site/index.html")
    assert get("/release/site/index.html") == (200, "2021-09-r2 site/index.html")
    assert get("/reports/2021-09/qa_report.html") == (200, "informe")
    assert get("/models/index.html") == (200, "dbt")


@pytest.mark.parametrize(
    "path",
    ["/release/../../raw/x", "/release/%2e%2e/%2e%2e/raw/x", "/raw/x", "/release/", "/reports/"],
)
def test_nothing_outside_its_folders_is_handed_out_and_no_folder_listed(get, settings, path):
    settings.raw.mkdir(parents=True)
    (settings.raw / "x").write_text("de un socio", encoding="utf-8")

    status, text = get(path)

    assert status == 404
    assert "de un socio" not in text


def test_without_a_release_it_says_so(settings) -> None:
    with pytest.raises(PublishError, match="There is no release"):
        serving.serve(settings, 0)
