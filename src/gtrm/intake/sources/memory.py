"""What earlier pulls took, and what the last one reported: `raw/archive/pulls/`.

Losing it is harmless: files are then downloaded again, and the archive knows their bytes.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gtrm.core import durable
from gtrm.core.cycle import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings
    from gtrm.intake.sources.model import SourceReport

log = logging.getLogger(__name__)

# source name -> path on the source -> its tag and the SHA-256 of its bytes
Memory = dict[str, dict[str, dict[str, str]]]


def load(settings: Settings) -> Memory:
    """Return what is remembered, of bytes that the archive still has, with a receipt for them."""
    path = _folder(settings) / "pulled.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        notes = [*settings.archive.glob("receipts/*/*.json")]
        notes += settings.archive.glob("containers/*/*.json")  # of a zip as a whole
        archived = {note.stem[-12:] for note in notes}
        archived &= {kept.name[:12] for kept in settings.archive.glob("content/*/*")}
        return {
            source: {
                entry: {"tag": str(seen["tag"]), "sha256": str(seen["sha256"])}
                for entry, seen in entries.items()
                if seen["sha256"][:12] in archived
            }
            for source, entries in found.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        log.warning("%s cannot be read: files are downloaded again", path.name)
        return {}


def save(settings: Settings, memory: Mapping[str, Any]) -> None:
    """Remember; what is no longer archived was left out by `load`."""
    _write(settings, "pulled.json", memory)


def save_reports(
    settings: Settings, month: str, reports: Iterable[SourceReport], archive: Iterable[str] = ()
) -> None:
    """Keep for the cycle's summary what a month's last pull reported, and the archive beside it."""
    content = {
        "pulled_at": utc_now().isoformat(),
        "sources": [asdict(report) for report in reports],
        "archive": list(archive),
    }
    _write(settings, f"{month}.json", content)


def _folder(settings: Settings) -> Path:
    return settings.archive / "pulls"


def _write(settings: Settings, name: str, content: object) -> None:
    durable.make_folder(_folder(settings), settings.archive)
    with durable.writing(_folder(settings) / name) as file:
        file.write(json.dumps(content, indent=1, sort_keys=True).encode())
