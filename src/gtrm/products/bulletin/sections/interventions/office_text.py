"""What the mesa did in the month, as the office wrote it: config/interventions/<mesa>/<month>.md.

Markdown with paragraphs, lists, **bold**, *italics* and links; an English text is <month>.en.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from gtrm.config.interventions import read_intervention

if TYPE_CHECKING:
    from markdown_it.token import Token

    from gtrm.core.settings import Settings


@dataclass(frozen=True)
class Run:
    """A piece of text of one look; `link` is a web or mail address or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph (or heading), or an item of a list."""

    is_item: bool
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class OfficeText:
    """The blocks of a text and its language; no blocks if the office wrote none."""

    blocks: tuple[Block, ...]
    language: str


def read(settings: Settings, mesa: str, month: str, language: str) -> OfficeText:
    """Return the text of a mesa and month; the Spanish one if the language has no text."""
    english = read_intervention(settings.config, mesa, month, "en") if language == "en" else None
    if english is not None:
        return OfficeText(_parse(english), "en")
    return OfficeText(_parse(read_intervention(settings.config, mesa, month, "es") or ""), "es")


def _parse(text: str) -> tuple[Block, ...]:
    tokens = MarkdownIt("commonmark", {"html": False}).parse(text)
    blocks, depth, heading = [], 0, 0
    for token in tokens:
        if token.type in {"list_item_open", "list_item_close"}:
            depth += token.nesting
        heading += token.nesting if token.type.startswith("heading") else 0
        if token.type == "inline":
            blocks.append(Block(depth > 0, _runs(token.children or [], bold=bool(heading))))
        elif token.content:  # code and fences: their text, plainly
            blocks.append(Block(depth > 0, (Run(token.content.strip()),)))
    return tuple(blocks)


def _runs(tokens: list[Token], *, bold: bool) -> tuple[Run, ...]:
    runs, strong, emphasis, link = [], int(bold), 0, ""
    for token in tokens:
        if token.type.startswith("strong"):
            strong += token.nesting
        elif token.type.startswith("em_"):
            emphasis += token.nesting
        elif token.type.startswith("link"):
            href = str(token.attrs.get("href", ""))
            link = href if href.startswith(("https://", "http://", "mailto:")) else ""
        elif token.type in {"softbreak", "hardbreak"}:
            runs.append(Run(" ", strong > 0, emphasis > 0, link))
        elif token.content:
            runs.append(Run(token.content, strong > 0, emphasis > 0, link))
    return tuple(runs)
