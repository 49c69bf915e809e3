"""The lists behind the dropdowns of the 5W workbook."""

from __future__ import annotations

import shutil

import pytest

from filled_template import LANGUAGES, MONTH
from gtrm.core.errors import VocabularyError
from gtrm.core.settings import load_settings
from gtrm.lists.vocabularies import Vocabularies
from gtrm.products.template.code_lists import KEY_SEPARATOR, load_code_lists
from gtrm.products.template.validations import DROPDOWNS


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.load(load_settings({}).seeds)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_every_list_is_one_that_intake_knows(settings, vocabularies, language):
    lists = load_code_lists(settings.seeds, language, "-", "-", MONTH)
    known = {
        "regiones": vocabularies.regions,
        "subgrupos": vocabularies.subgroups,
        "sectores": vocabularies.sectors,
        "sectores_del_subgrupo": vocabularies.sectors,
        "indicadores": vocabularies.indicators,
        "mecanismos": vocabularies.mechanisms,
        "socios": vocabularies.implementing_organisations,
        "si_no": vocabularies.yes_no,
    }
    unknown = {
        (name, entry)
        for name, vocabulary in known.items()
        for entry in lists[name].entries
        if vocabulary.match(entry) is None
    }
    activities = lists["actividades"]
    for key, entry in zip(activities.keys, activities.entries, strict=True):
        if vocabularies.activities.match(entry, vocabularies.indicators.match(key)) is None:
            unknown.add((key, entry))
    assert unknown == set()
    assert len(activities.entries) == len(vocabularies.activities.parents)


def test_every_district_is_in_the_list_of_its_province_with_its_code(settings, vocabularies):
    lists = load_code_lists(settings.seeds, "es", "-", "-", MONTH)
    districts, ubigeos = lists["distritos"], lists["ubigeos"]

    code_of = dict(zip(ubigeos.keys, ubigeos.entries, strict=True))
    assert len(districts.entries) == len(code_of) == 1891
    for key, name in zip(districts.keys, districts.entries, strict=True):
        region, province = key.split(KEY_SEPARATOR)
        pcode = vocabularies.provinces.match_inside(province, vocabularies.regions.match(region))
        district = vocabularies.districts.match_inside(name, pcode)
        assert district == f"PE{code_of[KEY_SEPARATOR.join((key, name))]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_named_by_what_its_parents_cells_can_hold(settings, language):
    lists = load_code_lists(settings.seeds, language, "-", "-", MONTH)
    entries_of = {field: set(lists[one.list_name].entries) for field, one in DROPDOWNS.items()}
    entries_of["sector"] = set(lists["sectores"].entries)  # all, while the subgroup is blank

    for dropdown in DROPDOWNS.values():
        offered = [entries_of[parent] for parent in dropdown.parents]
        for key in lists[dropdown.list_name].keys:
            parts = key.split(KEY_SEPARATOR) if len(offered) > 1 else [key]
            assert len(parts) == len(offered), key
            assert all(part in entries for part, entries in zip(parts, offered, strict=True)), key


def test_a_name_too_long_to_look_up_gives_way_to_one_that_is_not(settings):
    entries = load_code_lists(settings.seeds, "es", "-", "-", MONTH)["indicadores"].entries

    assert "RE-INT6_COL" in entries  # its names have 327 characters
    assert max(map(len, entries)) <= 255


def test_a_name_that_a_spreadsheet_reads_as_a_pattern_is_refused(settings, tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(settings.seeds, seeds)
    sectors = seeds / "ref_sectors.csv"
    text = sectors.read_text(encoding="utf-8").replace("Alojamiento", "Alojamiento*")
    sectors.write_text(text, encoding="utf-8")

    with pytest.raises(VocabularyError, match=r"Alojamiento\*"):
        load_code_lists(seeds, "es", "-", "-", MONTH)


def test_a_missing_list_is_named(settings, tmp_path):
    with pytest.raises(VocabularyError, match="ref_regions"):
        load_code_lists(tmp_path, "es", "-", "-", MONTH)
