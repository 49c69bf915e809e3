"""What is taken for personal data, what is not, and what is left when it is masked."""

from __future__ import annotations

import json
import time

import pandas as pd
import pytest

from gtrm.intake.privacy import FOUND_COLUMN, MARK, mask, mask_rows

# All names and numbers are invented.
PERSONAL = {
    "Se apoyó a Rosa Quispe Huamán, DNI 45678912, en Tacna.": "Se apoyó a *, DNI *, en Tacna.",
    "DNI: 45678912 María de la Cruz Soto asistió": "DNI: * asistió",
    "DNI45678912": "DNI*",
    "D.N.I. N° 45678912": "D.N.I. N° *",
    "DNI 45678912, 45678913 y 45678914": "DNI *",
    "Carné de extranjería N.° 001234567": "Carné de extranjería N.° *",
    "C.E. 001234567": "C.E. *",
    "Pasaporte N° AB123456 de Luis Vega": "Pasaporte N° *",
    "cédula V-12.345.678": "cédula *",
    "v-12345678": "*",
    "cédula de identidad venezolana 12.345.678": "cédula de identidad venezolana *",
    "PTP N° 001234567 y CPP: 001234568": "PTP N° * y CPP: *",
    "nro. de documento: 45678912": "nro. de documento: *",
    "RUC 10456789121": "RUC *",
    "Ana Torres (45678912)": "*",
    "- Ana Torres: 45678912": "- *",
    "45678912 Ana Torres": "*",
    "llamar al 987654321": "llamar al *",
    "987 654 321": "*",
    "+51 987-654-321": "*",
    "+58 414-1234567": "*",
    "0414 123 45 67": "*",
    "cel. 987.654.321": "cel. *",
    "Tel. (052) 123456": "Tel. *",
    "Contacto: Ana Torres, 987654321": "Contacto: *",
    "peruan@s; escribir a ana.torres@example.org.": "peruan@s; escribir a *.",
    "josé.peña @ gmail.com": "*",
}
NOT_PERSONAL = (
    "12 peruan@s/ 35 venezolan@s/ niñ@s",
    "l@s niñ@s.Los talleres, cuidador@es.Sesión 1",
    "10/03/2021_Miércoles del migrante_1, del 01.03.2021 al 31.03.2021, 15-03-2021, 20210315",
    "2.771.170 personas, S/ 950 000 000, US$ 987654321, $660.000, 912345678 personas",
    "se entregaron 12345678 kits; se entregaron 12345678",
    "PE230101, ubigeo 230101, PRJ-912345678, Convenio 20210315, Resolución Ministerial 45678912",
    "Línea 100, 1818 y 0800-10828; teléfono 0800 10828",
    "charla por WhatsApp 15-03-2021; CE 2021-2022; PTP 2021; DNI a 12 personas",
    "CPP 450000 personas; RUC 20123456789; Etapa V 2021; coordenadas -18.0066, -70.2463",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_are_masked_and_the_rest_is_kept(text: str) -> None:
    masked = mask(text)

    assert masked == PERSONAL[text].replace("*", MARK)
    assert mask(masked) == masked


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_quantities_dates_codes_and_at_signs_are_left(text: str) -> None:
    assert mask(text) == text


def test_rows_say_in_which_fields_something_was_masked() -> None:
    rows = pd.DataFrame(
        {
            "description": ["DNI 45678912", "12 venezolan@s", None],
            "girls": ["987654321", "1 (987654321)", None],
            "other_cells": [
                '{"Celular": "x", "Lugar": "Tacna"}',
                None,
                '{"Nota": "a@example.org"}',
            ],
        },
        dtype=object,
    )

    masked = mask_rows(rows)

    assert masked[FOUND_COLUMN].tolist() == ["description other_cells", "girls", "other_cells"]
    assert masked["girls"].tolist() == ["987654321", f"1 ({MARK})", None]  # a figure is a figure
    assert json.loads(masked.loc[0, "other_cells"]) == {"Celular": MARK, "Lugar": "Tacna"}
    assert rows.loc[0, "description"] == "DNI 45678912"  # the caller's rows are not changed


@pytest.mark.parametrize(
    "text",
    ["Aa " * 11_000 + "987654321", "a" * 32_000 + "123456 @", "DNI " + "n." * 16_000 + "987654321"],
)
def test_a_full_cell_of_anything_is_searched_at_once(text: str) -> None:
    started = time.process_time()
    mask(text)

    assert time.process_time() - started < 2
