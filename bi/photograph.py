"""A picture of the dashboard in a headless browser."""

from __future__ import annotations

import re
import shutil
import time
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_BUSY = ".loading, [data-test='loading-indicator']"
_CHARTS = ".dashboard-component-chart-holder"
_TALL = {"width": 1500, "height": 2600}  # Superset draws only the charts that are in view
_PATIENCE = 240  # seconds


def photograph(address: str, user: str, password: str, path: Path) -> list[str]:
    """Save a picture of the dashboard when all its charts are drawn; return foreign addresses.

    Raises:
        RuntimeError: The charts are not drawn in time, or one shows an error.
    """
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=_TALL, locale="es-PE")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_default_timeout(_PATIENCE * 1000)
        login = page.request.get(f"{address}/login/").text()
        form = {"username": user, "password": password, "csrf_token": _TOKEN.findall(login)[0]}
        page.request.post(f"{address}/login/", form=form)
        page.goto(f"{address}/superset/dashboard/gtrm-5w/?standalone=1")
        _wait(page)
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, clip={"x": 0, "y": 0, "width": 1500, "height": _bottom(page)})
        browser.close()
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def _wait(page: Page) -> None:
    """Wait until no chart has been loading for three looks in a row."""
    end, still = time.monotonic() + _PATIENCE, 0
    while still < 3:
        if time.monotonic() > end:
            raise RuntimeError("The dashboard's charts were not drawn in time.")
        page.wait_for_timeout(1000)
        drawn = page.locator(_CHARTS).count() > 0 and page.locator(_BUSY).count() == 0
        still = still + 1 if drawn else 0
    if errors := page.locator(".ant-alert-error, [data-test='error-container']").all_inner_texts():
        raise RuntimeError(f"A chart shows an error: {errors[0]}")


def _bottom(page: Page) -> float:
    boxes = [box for holder in page.locator(_CHARTS).all() if (box := holder.bounding_box())]
    return max(box["y"] + box["height"] for box in boxes) + 16
