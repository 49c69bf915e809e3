"""What `gtrm check` of a 500-row workbook costs, beside Great Expectations' bare import, in turns.

Usage: bench_check.py [FILE] [--rounds 5]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench_intake import make_workbook

ROWS = 500
LIMIT = 0.9  # of the bare import, which every check paid once


def cpu_of(command: list[str]) -> float:
    """Return the seconds of CPU that a command and its children took, whatever it found."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        usage = os.wait4(process.pid, 0)[2]
        process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def measure(file: Path, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of CPU of each command, one per round, the commands taking turns."""
    commands = {
        "gtrm check": ["-m", "gtrm.cli", "check", str(file)],
        "import great_expectations": ["-c", "import great_expectations"],
        "import what rules use of it": ["-c", "import gtrm.rules.gx_library"],
        "import pandas": ["-c", "import pandas, pyarrow"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            seconds[name].append(cpu_of([sys.executable, *arguments]))
    return seconds


def main() -> int:
    """Print least and median of each; return 1 when the check is past the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=None)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    seconds = measure(arguments.file or make_workbook(ROWS), arguments.rounds)
    for name, found in seconds.items():
        print(f"{name:28} {min(found):6.2f} least {median(found):6.2f} median s of CPU")
    ratio = min(seconds["gtrm check"]) / min(seconds["import great_expectations"])
    print(f"the check takes {ratio:.2f} of the bare import, at most {LIMIT}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
