"""Figures corrected by hand: what a line of config/overrides.csv has to say."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from gtrm.config import config_lists
from gtrm.core.errors import SettingsError

GOOD = '2021-09,PE23,total,,2953,Coordinación IM,2021-10-15,"Boletín, septiembre",Doble conteo'
AUTHOR = "IM,2021-10-15,acta,error"
WRONG = {
    f"2021-09,PE23,total,,2950,{AUTHOR}": (
        "It is about the same as row 2: month_code, region_pcode, measure_code, population_code."
    ),
    f"2021-09,PE2301,total,,1,{AUTHOR}": "region_pcode 'PE2301' is not known.",
    f"2021-09,PE23,total,mujeres,1,{AUTHOR}": "population_code 'mujeres' is not known.",
    f"2021-09,PE23,nuevos,,1,{AUTHOR}": "measure_code 'nuevos' cannot be read.",
    f"2021-13,PE23,total,,1,{AUTHOR}": "month_code '2021-13' cannot be read.",
    f"2021-08,PE23,total,,,{AUTHOR}": "people_count is blank.",
    f"2021-08,PE23,total,,-1,{AUTHOR}": "people_count '-1' cannot be read.",
    "2021-08,PE23,total,,1,,2021-10-15,acta,error": "author is blank.",
    "2021-08,PE23,total,,1,IM,,acta,error": "date is blank.",
    "2021-08,PE23,total,,1,IM,15/10/2021,acta,error": "date '15/10/2021' cannot be read.",
    "2021-08,PE23,total,,1,IM,2021-10-15,,error": "source is blank.",
    "2021-08,PE23,total,,1,IM,2021-10-15,acta,": "reason is blank.",
}


@pytest.fixture
def check(settings, tmp_path):
    """Return a function that checks the project's lists with some overrides."""

    def check_overrides(*lines):
        shutil.copytree(settings.config, tmp_path / "config")
        with (tmp_path / "config" / "overrides.csv").open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, ""]))
        config_lists.check(replace(settings, config=tmp_path / "config"))

    return check_overrides


def test_a_corrected_total_and_its_population_are_two_figures(check):
    check(GOOD, GOOD.replace("total,,2953", "total,acogida,69"), GOOD.replace("PE23", "PE00"))


@pytest.mark.parametrize(("line", "what"), WRONG.items())
def test_wrong_line_is_named_with_its_row(check, line, what):
    with pytest.raises(SettingsError) as caught:
        check(GOOD, line)

    assert (caught.value.what, caught.value.where) == (what, "overrides.csv > row 3")
