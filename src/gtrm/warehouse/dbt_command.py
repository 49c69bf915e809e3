"""dbt's own program, for its documentation and for scripts: builds have `dbt_process`.

Without the collector of reference cycles: see `dbt_child.main`.
"""

from __future__ import annotations

import gc
import runpy
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "gtrm.warehouse.dbt_command")


def main() -> None:
    """Run dbt in this process, with this process's arguments."""
    gc.disable()
    program = str(Path(sys.executable).with_name("dbt"))
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main()
