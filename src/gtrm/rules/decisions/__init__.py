"""What reviewers decided in `config/`: findings accepted, repairs switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.rules.decisions import repairs, waivers

if TYPE_CHECKING:
    from gtrm.core.settings import Settings


def land(settings: Settings) -> None:
    """Land waivers and repairs of every month: a reviewer may have decided on an old one.

    Raises:
        ConfigError: A line of `config/waivers.csv` or `config/repairs.csv` cannot be used.
    """
    waivers.land(settings)
    repairs.land(settings)
