"""Three figures of 2030 that an office corrected by hand, where `sum` by 'new' is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

REASON = "Doble conteo"
OVERRIDES = f"""\
month_code,region_pcode,measure_code,population_code,people_count,author,date,source,reason
2030-01,PE11,new,,500,Coordinación IM,2030-02-20,"Boletín, enero de 2030",{REASON}
2030-01,PE11,new,acogida,7,Coordinación IM,2030-02-20,"Boletín, enero de 2030",{REASON}
2030-06,PE24,new,,40,Coordinación IM,2030-07-15,Acta de la mesa,Enviado por correo
"""


def correct(root: Path) -> None:
    """Write the corrections into the config under `root`."""
    (root / "config" / "overrides.csv").write_text(OVERRIDES, encoding="utf-8")
