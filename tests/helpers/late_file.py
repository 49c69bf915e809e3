"""A file of the sample month that arrives after the month was published."""

from __future__ import annotations

import openpyxl

from build_sample import fixed_bytes
from office import Office

LATE = "5W_Organizacion_Muestra_Q_2021-09.xlsx"
FIRST_ROW = 7
RECEIVED = "file_name,received_at\n" + f"{LATE},2021-11-20T15:00:00Z\n"


def publish_late_file(office: Office) -> None:
    """Land the late file of an expected partner and publish the month again, by commands."""
    _write_late_file(office)
    inbox = office.settings.raw.parent / "inbox"
    office.gtrm("land", "--month", "2021-09", "--inbox", str(inbox))
    office.gtrm("build", "--month", "2021-09")
    office.gtrm("publish", "--month", "2021-09", "--approve-as", "Ana")


def _write_late_file(office: Office) -> None:
    """Partner Q: ten men in transit got snacks in Tacna. Made of a row of partner E."""
    source = office.settings.samples / "2021-09" / LATE.replace("Q", "E")
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    sheet.delete_rows(FIRST_ROW + 1, sheet.max_row)
    sheet["B2"] = sheet[f"A{FIRST_ROW}"] = "Organización Muestra Q"
    header = [cell.value for cell in sheet[FIRST_ROW - 1]]
    for column, value in {
        "Cantidad": 10,
        "Total de personas alcanzadas en el mes": 10,
        "Personas nuevas del mes": 10,
        "RyM en tránsito": 10,
        "Niñas y adolescentes mujeres (menores de 18)": None,
        "Niños y adolescentes varones (menores de 18)": None,
        "Mujeres (18 a más)": None,
        "Hombres (18 a más)": 10,
    }.items():
        sheet.cell(FIRST_ROW, header.index(column) + 1).value = value
    inbox = office.settings.raw.parent / "inbox"
    inbox.mkdir()
    (inbox / LATE).write_bytes(fixed_bytes(book))
    (inbox / "received.csv").write_text(RECEIVED, encoding="utf-8")
