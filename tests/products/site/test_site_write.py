"""Writing the site: same bytes, the right surface, SQL that runs, errors that say what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import pytest

from gtrm.core.errors import PublishError
from gtrm.core.settings import load_settings
from gtrm.products import pages, site
from gtrm.products.site import datasets
from site_release import write_release

if TYPE_CHECKING:
    from pathlib import Path

DIMENSIONS = {
    *("age_sexes", "mechanisms", "mesa_regions", "mesas", "models", "months"),
    *("organisation_types", "populations", "regions", "releases", "subgroups"),
}

INTERNAL = {"breaches", "findings", "restatements", "statuses"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("release"), months=3)


def write(release: Path, folder: Path, surface: str = "public") -> str:
    site.write(load_settings({}), release, folder, surface)
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("surface", datasets.SURFACES)
def test_every_sql_that_is_shown_runs_and_every_figure_is_defined(
    release: Path, surface: str
) -> None:
    found = datasets.read_datasets(release, surface)

    expected = set(site.definitions()) - (INTERNAL if surface == "public" else set())
    assert set(found) - DIMENSIONS == expected
    with duckdb.connect(str(release / datasets.SURFACES[surface]), read_only=True) as database:
        for name, one in found.items():
            shown = f"with figures as (\n{one.sql}\n)\nselect * from figures order by all"
            assert database.execute(shown).fetchall(), name
            assert [own[0] for own in database.description] == list(one.columns)
            assert ("withheld" in one.sql) <= (surface == "public")


def test_the_same_release_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    assert write(release, tmp_path / "one") == write(release, tmp_path / "two")


def test_the_public_page_holds_nothing_internal_and_asks_for_nothing(
    release: Path, tmp_path: Path
) -> None:
    text = write(release, tmp_path)

    assert "5W-401" not in text
    assert 'id="data-statuses"' not in text
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "default-src 'none'" in text
    assert "5W-401" in write(release, tmp_path, "internal")


def test_a_text_of_the_release_cannot_become_markup() -> None:
    encoded = pages.embedded({"name": "</script><img src=x>\u2028"})

    assert encoded == '{"name":"\\u003c/script\\u003e\\u003cimg src=x\\u003e\\u2028"}'


def test_columns_are_encoded_by_what_they_hold() -> None:
    assert datasets.encode([1, None, 2.5, True]) == [1, None, 2.5, 1]
    assert datasets.encode(["b", None, "a", "b"]) == {"texts": ["a", "b"], "codes": [1, -1, 0, 1]}


def test_a_release_without_a_table_has_a_page_without_it(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "release", months=1, surfaces=("public",))
    with duckdb.connect(str(folder / "public" / "warehouse.duckdb")) as database:
        database.execute("drop table reporting.rpt_coverage")

    assert "coverage" not in datasets.read_datasets(folder, "public")
    assert 'id="data-coverage"' not in write(folder, tmp_path / "site")


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    folder = write_release(tmp_path / "release", months=1, surfaces=("public",))
    with duckdb.connect(str(folder / "public" / "warehouse.duckdb")) as database:
        database.execute("alter table reporting.rpt_cash rename column amount_usd to amount")

    with pytest.raises(PublishError, match=r"query cash_by_mechanism fails.*amount_usd"):
        write(folder, tmp_path / "site")
    (folder / "public" / "warehouse.duckdb").unlink()
    with pytest.raises(PublishError, match="lacks a database"):
        write(folder, tmp_path / "site")
