"""Workbooks of R4V's 2021 layout in any number and size, for measuring; always the same.

Written as Excel writes them: deflated XML with shared strings.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, cycle, islice
from pathlib import Path
from xml.sax.saxutils import escape

from gtrm.core.settings import PROJECT_ROOT
from gtrm.intake import landing
from gtrm.intake.archive import Receipt
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.layouts.templates import FIGURE_FIELDS, Template, load_templates

FOLDER = PROJECT_ROOT / ".airflow" / "bench"
REAL = PROJECT_ROOT.parent / "shared" / "data" / "r4v_2021_peru"
SEEDS = PROJECT_ROOT / "dbt_project" / "seeds"
SAMPLE = PROJECT_ROOT / "raw" / "samples" / "2021-09"
MONTH = "2021-09"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET_TYPE}.sharedStrings+xml"/>'
    "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="5W RMRP 2021" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}


def layout() -> Template:
    """Return the template generation that the workbooks are of."""
    return next(one for one in load_templates() if one.generation == "r4v_2021")


def write_workbook(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write rows, by our field names, as one workbook; a file that is there is kept."""
    if path.is_file():
        return path
    template = layout()
    fields = list(template.headers)
    texts: dict[str, int] = {}
    header = [printed[0] for printed in template.headers.values()]
    cells = ([row.get(name) for name in fields] for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            lines = chain([["WHO/QUIEN"], ["Complete este campo"], header], cells)
            for number, line in enumerate(lines, start=1):
                sheet.write(_row(number, line, texts).encode())
            sheet.write(b"</sheetData></worksheet>")
        strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
    part.replace(path)
    return path


def _row(number: int, cells: Sequence[object], texts: dict[str, int]) -> str:
    out = []
    for position, value in enumerate(cells):
        high, low = divmod(position, 26)
        at = f"{chr(64 + high) if high else ''}{chr(65 + low)}{number}"
        if isinstance(value, str):
            out.append(f'<c r="{at}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>')
        elif value is not None:
            out.append(f'<c r="{at}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(out)}</row>'


def one_organisation(rows: int) -> Iterator[dict[str, object]]:
    """Yield clean rows of one organisation."""
    fixed: dict[str, object] = {
        "appealing_org": "Organización Muestra A",
        "implementation_setup": "No",
        "month": "2021-09",
        "sector": "Food Security",
        "indicator": "# of individuals receiving food assistance",
        "activity": "Comida fría/caliente distribuida (# de raciones diarias)",
        **dict.fromkeys(("covid19", "rmrp_activity", "support_space", "cva"), "No"),
        "country": "Peru",
    }
    fields = list(layout().headers)
    regions = ("Tacna", "Tumbes", "Lima", "Ica", "Callao")
    for number in range(rows):
        own = {"admin1": regions[number % 5], "description": f"Raciones en el punto {number}"}
        # No row is the sum of those above it.
        counted = {name: number * (number + at + 7) % 97 for at, name in enumerate(fields[16:])}
        yield {**counted, **fixed, **own}


def month_of_workbooks(rows: int, files: int) -> Path:
    """Return a folder of workbooks of one month with that many rows in all, made if need be.

    The rows are those of the real months where they lie beside the checkout, of the sample month
    elsewhere, with their defects: repeated, each time with another description. Each workbook is of
    an organisation of its own: files of one that report the same work would wait for an answer.
    """
    source = REAL if REAL.is_dir() else SAMPLE
    folder = FOLDER / f"{source.name}-{rows}-of-{files}"
    if folder.is_dir():
        return folder
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    reported = list(_read_rows(sorted(source.rglob("*.xlsx"))))
    numbered = enumerate(islice(cycle(reported), rows))
    lines = [row | {"description": f"{row.get('description') or ''} {n}"} for n, row in numbered]
    with (SEEDS / "ref_organisations.csv").open(encoding="utf-8", newline="") as file:
        names = [line["organisation_name_es"] for line in csv.DictReader(file)]
    for number in range(files):
        own = {"appealing_org": names[number]}
        some = [line | own for line in lines[number * rows // files : (number + 1) * rows // files]]
        write_workbook(part / f"5W_{number:03}.xlsx", some)
    part.rename(folder)
    return folder


def _read_rows(paths: Sequence[Path]) -> Iterator[dict[str, object]]:
    """Yield the rows that intake reads of files, figures as numbers, in the month of the bench."""
    receipt = Receipt(f"{MONTH}-0", MONTH, "bench", "a.xlsx", "0", 0, "2021-10-01", None, 1)
    with WorkbookReader() as reader:
        for path in paths:
            for row in landing.read_file(path, receipt, reader, load_templates()).rows:
                cells = {name: _number(name, text) for name, text in row.items() if text}
                yield cells | {"month": MONTH}


def _number(name: str, text: object) -> object:
    is_whole = name in FIGURE_FIELDS and isinstance(text, str) and text.isdecimal()
    return int(str(text)) if is_whole else text
