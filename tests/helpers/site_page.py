"""The dashboard as its tests read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def spanish(value: object) -> str:
    """As the page writes it: 2 953, with a narrow space; – where nothing is known."""
    return "–" if value is None else f"{value:,.0f}".replace(",", "\u202f")


def shown(figure: Locator) -> str:
    """The text of a figure, without what only a screen reader hears."""
    text: str = figure.first.evaluate("one => one.firstChild.textContent")
    return text


def headline(page: Page, dataset: str) -> str:
    """The figure of a card."""
    return shown(page.locator(f'.headline[data-dataset="{dataset}"] .figure'))


def follow(page: Page, path: str) -> None:
    """Go to another state of the page by its address."""
    page.goto(path)
    page.locator(f'#main[data-drawn="#{path.split("#")[1]}"]').wait_for()
