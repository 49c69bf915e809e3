"""A section is one folder and one line: added to a copy of the code, it is in all three files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pptx import Presentation

import gtrm
from bulletin_pages import Page, pdf_pages
from bulletin_release import make_release
from gtrm.products.bulletin import sections
from gtrm.products.texts import is_text, load_texts

PAGE = Path(__file__).parents[3] / "docs" / "bulletin_sections.md"
FILES = ("__init__.py", "words.yml", "section.html", "section.typ", "slide.py")
WRITE = (
    "import sys; from pathlib import Path; from gtrm.core.settings import load_settings;"
    "from gtrm.products import bulletin; assert bulletin.__file__.startswith(sys.argv[2]);"
    "bulletin.write(load_settings({}), Path(sys.argv[1]), Path(sys.argv[1]))"
)


def test_a_folder_and_a_line_make_a_section_of_the_pdf_the_page_and_the_slides(tmp_path):
    package = Path(gtrm.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    copy = shutil.copytree(package, tmp_path / "code" / "gtrm", ignore=ignored)
    own = copy / "products" / "bulletin" / "sections" / "referrals"
    own.mkdir()
    line, *example = re.findall(r"```\w+\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    for name, text in zip(FILES, example, strict=True):
        (own / name).write_text(text, encoding="utf-8")
    (own / "section.css").write_text(".cases p { font-size: 20px; }", encoding="utf-8")
    with (own.parent / "order.yml").open("a", encoding="utf-8") as order:
        order.write(line)
    release = make_release(tmp_path / "release")

    subprocess.run(
        [sys.executable, "-c", WRITE, str(release), str(copy)],
        env=os.environ | {"PYTHONPATH": str(tmp_path / "code")},
        check=True,
    )

    pdf, html, pptx = (
        release / f"bulletin_2021-09_tacna.{kind}" for kind in ("pdf", "html", "pptx")
    )
    assert "Casos acompañados 150" in pdf_pages(pdf)[1]
    page = html.read_text(encoding="utf-8")
    assert "<h2>Casos acompañados</h2>" in page
    assert ".cases p { font-size: 20px; }" in page
    assert '<div id="n-cases"><dt>Casos</dt>' in page
    source = "reporting.rpt_activity_outputs|month_code=2021-09,region_pcode=PE23,"
    assert (f"{source}output_code=casos_proteccion,quantity", "reported", "150") in Page(
        html
    ).figures
    slide = Presentation(str(pptx)).slides[1]
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert texts[texts.index("Casos acompañados") + 1] == "150"
    bottom = max(shape.top + shape.height for shape in slide.shapes)
    assert bottom <= 297 * 36000  # the rows made room for it


def test_every_folder_of_sections_is_in_the_order_and_whole():
    folders = {path.parent.name for path in sections.FOLDER.glob("*/words.yml")}

    assert sorted(sections.names()) == sorted(folders)
    for name in folders:
        files = {path.name for path in (sections.FOLDER / name).iterdir()}
        assert files >= set(FILES), name


def leaves(node, path=""):
    """Yield every node that is no list and no dictionary of others, with its path."""
    if isinstance(node, dict) and not is_text(node):
        for key, child in node.items():
            yield from leaves(child, f"{path}/{key}")
    elif isinstance(node, list):
        for number, child in enumerate(node):
            yield from leaves(child, f"{path}/{number}")
    else:
        yield path, node


PRODUCTS = Path(gtrm.__file__).parent / "products"
OTHERS = ("table", "is_internal")  # what stands among the texts and is none
TEXTS = [
    *PRODUCTS.rglob("words.yml"),
    *PRODUCTS.glob("site/definitions/*.yml"),
    PRODUCTS / "texts/shared.yml",
]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(PRODUCTS)))
def test_every_text_is_there_in_both_languages(path):
    found = dict(leaves(load_texts(path)))

    wrong = [key for key, node in found.items() if not is_text(node)]

    assert [key for key in wrong if key.rpartition("/")[2] not in OTHERS] == []
    assert any(map(is_text, found.values()))
