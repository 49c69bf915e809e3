"""Publication of a month: the approved build becomes a release, complete with all its products.

Here publishing and reporting meet, which do not know each other; the DAG and the command line
publish through this module only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products import approval, bulletin, disclosure, exports, site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings


def publish(
    settings: Settings, month: str, folder: str | None, answer: Mapping[str, Any] | None
) -> str | None:
    """Publish a build as was decided; see `approval.publish`."""
    return approval.publish(settings, month, folder, answer, write_products)


def publish_waiting(settings: Settings, month: str, word: approval.Word) -> str | None:
    """Publish the build of a month that waits; see `approval.publish_waiting`."""
    return approval.publish_waiting(settings, month, word, write_products)


def write_products(settings: Settings, release: Path) -> None:
    """Write into a release what is made of its database; it is not current before all is there.

    The public surface comes first: bulletins, site and the public exports read nothing else.
    """
    disclosure.write(settings, release)
    exports.write(settings, release)
    bulletin.write(settings, release)
    site.write(settings, release)
