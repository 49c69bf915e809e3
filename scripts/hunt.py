"""Hunt for figures that get lost without a word: odd files through reading, matching and rules.

    python scripts/hunt.py [--seed 1] [--only ODDITY ...] [--files 3]

Every sample workbook, and each as delimited text, is changed in one odd way after the other (see
`oddities`); no change alters what the partner says. Then either each row says what it said before,
in codes and figures, or findings name the loss: one of the row, or one of the whole sheet or file.
Anything else is silent. Prints a line for each oddity; ends with 1 if any file was silent.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.core.settings import load_settings
from gtrm.intake import landing
from gtrm.intake.archive import Receipt
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.notices import catalogue
from gtrm.lists.vocabularies import RESOLVED_COLUMNS
from gtrm.rules import checks, suites
from gtrm.rules.preparation import NUMBER_FIELDS, read_figure
from oddities import MUST_TELL, ODDITIES, Base, Oddity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MONTH = "2021-09"
SAMPLES = Path(__file__).resolve().parents[1] / "raw" / "samples" / MONTH
SEVERITIES = ("critical", "warning", "info")
TELLING = SEVERITIES[:2]  # a finding of less weight does not tell a loss

TELLS_UNREAD = {one["rule_id"] for one in catalogue().values() if "accounts_for" in one}


@dataclass
class Outcome:
    """What became of one file: what each row says and where, and what was found."""

    oddity: str
    file: str
    refused: bool
    rows: dict[tuple[Any, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    findings: dict[tuple[Any, ...], list[int | None]] = field(
        default_factory=lambda: defaultdict(list)
    )


@dataclass(frozen=True)
class Verdict:
    """'unchanged', 'told' or 'silent'; `seen` is for the person who looks at a silent one."""

    oddity: str
    file: str
    result: str
    seen: str = ""


def hunt(
    seed: int = 1, only: Iterable[str] | None = None, files: int | None = None
) -> list[Verdict]:
    """Return a verdict for each file and each oddity that finds something to change in it.

    Args:
        seed: Where in a file an oddity strikes.
        only: Names of oddities; all if not given.
        files: How many of the sample's workbooks, drawn by the seed; all if not given.
    """
    settings = load_settings({})
    lists = landing.Lists.load(settings)
    paths = sorted(SAMPLES.glob("*.xlsx"))
    if files is not None:
        paths = random.Random(seed).sample(paths, files)  # noqa: S311 a choice, not a secret
    wanted = None if only is None else set(only)
    chosen = [one for one in ODDITIES if wanted is None or one.name in wanted]
    outcomes: dict[str, Outcome] = {}
    readings: list[landing.Reading] = []
    with tempfile.TemporaryDirectory() as folder, WorkbookReader() as reader:
        made = _make(paths, chosen, Path(folder), seed)
        for number, (base, oddity, path) in enumerate(made):
            one = f"{MONTH}-{number:012d}"
            receipt = Receipt(
                *(one, MONTH, "folder", path.name, one, 1, "2021-10-01T00:00:00+00:00", None, 1)
            )
            reading = landing.read_file(path, receipt, reader, lists.templates)
            readings.append(reading)
            outcomes[one] = Outcome(oddity, base, refused=reading.refusal is not None)
            path.unlink()
    _fill(outcomes, readings, lists, settings.expectations)
    before = {outcome.file: outcome for outcome in outcomes.values() if not outcome.oddity}
    return [_judge(before[one.file], one) for one in outcomes.values() if one.oddity]


def _make(
    paths: list[Path], chosen: list[Oddity], folder: Path, seed: int
) -> Iterator[tuple[str, str, Path]]:
    """Each base file as it is, then in each odd form: (base, oddity, path)."""
    for path in paths:
        for base in (Base.of_workbook(path), Base.of_text(path, ";"), Base.of_text(path, ",")):
            yield base.name, "", base.write(folder, base.data)
            for oddity in chosen:
                dice = random.Random(f"{seed} {base.name} {oddity.name}")  # noqa: S311
                if oddity.form == base.form and (data := oddity.change(base, dice)) is not None:
                    yield base.name, oddity.name, base.write(folder, data, oddity.suffix)


def _fill(
    outcomes: dict[str, Outcome],
    readings: list[landing.Reading],
    lists: landing.Lists,
    expectations: Path,
) -> None:
    """Match the rows of each file and check those of all together: each rule is asked once."""
    resolved = [landing.resolve_rows(reading.rows, lists) for reading in readings]
    frame = pd.concat([rows for rows, _ in resolved if len(rows)], ignore_index=True)
    says = [frame[name].map(_figure) for name in NUMBER_FIELDS]
    says += [frame[name] for name in RESOLVED_COLUMNS]
    places = zip(frame["submission_id"], frame["source_row"], strict=True)
    for (one, number), *said in zip(places, *says, strict=True):
        outcomes[one].rows[tuple(said)].append(int(number))
    printed = {
        (reading.receipt.submission_id, header.sheet, name): text
        for reading in readings
        for header in reading.headers
        for name, text in header.printed.items()
    }
    loaded = suites.load_suites(expectations, "rows")
    found = [checks.find_findings(frame, loaded, lists.vocabularies, printed)]
    for reading, (_, told) in zip(readings, resolved, strict=True):
        if reading.notices or told:
            found.append(landing.notices_frame(reading, told))
    names = ["submission_id", "rule_id", "field_name", "reported_value", "severity", "source_row"]
    for one, *key, row in pd.concat(found)[names].itertuples(index=False):
        outcomes[one].findings[tuple(key)].append(None if pd.isna(row) else int(row))


def _figure(text: object) -> object:
    """A figure, or the text that is not a figure: NaN would equal nothing."""
    value = read_figure(text)
    return value if value == value else text


def _judge(before: Outcome, after: Outcome) -> Verdict:
    """Whether the rows say the same, or what is new among the findings tells what they do not."""
    here = after.oddity, after.file
    if after.refused:
        return Verdict(*here, "told", "refused")
    was, now = (Counter({k: len(v) for k, v in one.rows.items()}) for one in (before, after))
    lost, gained = was - now, now - was
    new: dict[str, list[int | None]] = {severity: [] for severity in SEVERITIES}
    tells_unread = False
    for key, rows in after.findings.items():
        if len(rows) > len(before.findings.get(key, ())):
            new[key[-1]] += rows
            tells_unread |= key[0] in TELLS_UNREAD
    if not lost and not gained:
        return _judge_same(after, new)
    telling = [row for severity in TELLING for row in new[severity]]
    changed = {row for said in gained for row in after.rows[said]}
    # A finding at no row, or at one that is no activity such as the header, is about all of them.
    known = {row for rows in after.rows.values() for row in rows}
    told = bool(set(telling) - known) or (
        changed <= set(telling) and (lost.total() <= gained.total() or tells_unread)
    )
    if told:
        return Verdict(*here, "told")
    seen = f"{lost.total()} rows lost, {gained.total()} other rows ({sorted(changed)[:5]})"
    differ = {
        f"{a!r} -> {b!r}"
        for old, new_ in zip(lost, gained, strict=False)
        for a, b in zip(old, new_, strict=True)
        if a != b
    }
    return Verdict(*here, "silent", f"{seen} {sorted(differ)[:4]}")


def _judge_same(after: Outcome, new: dict[str, list[int | None]]) -> Verdict:
    """What reads the same is well read, unless the oddity is one that must be told."""
    least = MUST_TELL.get(after.oddity)
    if least is None:
        return Verdict(after.oddity, after.file, "unchanged")
    heard = any(new[one] for one in SEVERITIES[: SEVERITIES.index(least) + 1])
    result = "told" if heard else "silent"
    return Verdict(after.oddity, after.file, result, "" if heard else "read as if nothing were odd")


def main() -> int:
    """Print what became of each oddity; return 1 if a file was silent."""
    parser = argparse.ArgumentParser(description="Hunt for figures lost without a word.")
    parser.add_argument("--seed", type=int, default=1, help="where in a file an oddity strikes")
    parser.add_argument("--only", nargs="*", help="names of oddities")
    parser.add_argument("--files", type=int, help="how many sample workbooks (default: all)")
    arguments = parser.parse_args()
    verdicts = hunt(arguments.seed, arguments.only, arguments.files)
    tally: dict[str, Counter[str]] = {}
    for one in verdicts:
        tally.setdefault(one.oddity, Counter())[one.result] += 1
    results = ("unchanged", "told", "silent")
    print(f"{'oddity':34}{''.join(f'{name:>11}' for name in results)}")
    for oddity, counts in tally.items():
        print(f"{oddity:34}{''.join(f'{counts[name]:11}' for name in results)}")
    for one in verdicts:
        if one.result == "silent":
            print(f"SILENT {one.oddity} · {one.file}: {one.seen}")
    whole = Counter(one.result for one in verdicts)
    print(
        f"{len(tally)} oddities, {len(verdicts)} mutations: {whole['unchanged']} unchanged, "
        f"{whole['told']} told, silent = {whole['silent']}"
    )
    return int(whole["silent"] > 0)


if __name__ == "__main__":
    sys.exit(main())
