from __future__ import annotations

import pandas as pd
import pytest

from gtrm.core.errors import VocabularyError
from gtrm.core.settings import load_settings
from gtrm.lists.vocabularies import RESOLVED_COLUMNS, Vocabularies


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return Vocabularies.load(load_settings({}).seeds)


def resolve(vocabularies: Vocabularies, **reported: object) -> dict[str, object]:
    row = pd.DataFrame([{"cycle_month": "2021-09", "country": "Perú", **reported}])
    return dict(vocabularies.resolve(row).iloc[0])


@pytest.mark.parametrize("name", ["Áncash", "ancash", " ANCASH ", "PE02"])
def test_accents_case_and_blanks_do_not_matter(vocabularies, name):
    assert resolve(vocabularies, admin1=name)["region_pcode"] == "PE02"


def test_nationwide_is_a_region_of_its_own(vocabularies):
    assert resolve(vocabularies, admin1="Peru")["region_pcode"] == "PE00"


def test_a_district_is_looked_up_inside_its_province(vocabularies):
    # San Isidro and Miraflores: Lima has both, Arequipa and others have a Miraflores too.
    lima = resolve(vocabularies, admin1="Lima", admin2="Lima", district="Miraflores")
    arequipa = resolve(vocabularies, admin1="Arequipa", admin2="Arequipa", district="Miraflores")

    assert lima["district_pcode"] == "PE150122"
    assert arequipa["district_pcode"] == "PE040110"
    assert resolve(vocabularies, admin1="Tacna", district="Miraflores")["district_pcode"] is None


def test_a_district_unique_in_its_region_gives_the_province(vocabularies):
    row = resolve(vocabularies, admin1="Tumbes", district="Aguas Verdes")

    assert row["district_pcode"] == "PE240302"
    assert row["province_pcode"] == "PE2403"


def test_a_ubigeo_places_a_row_only_where_the_names_agree(vocabularies):
    assert resolve(vocabularies, admin1="Tacna", ubigeo="230101")["district_pcode"] == "PE230101"
    # 22 is Tacna for RENIEC and San Martín for INEI: the code alone cannot tell.
    assert resolve(vocabularies, admin1="Tacna", ubigeo="220101")["district_pcode"] is None
    assert resolve(vocabularies, ubigeo="230101")["region_pcode"] is None


def test_unknown_and_blank_names_have_no_code(vocabularies):
    row = resolve(vocabularies, admin1="Atlántida", sector=None, appealing_org="Nadie S.A.")

    assert {row["region_pcode"], row["sector_code"], row["organisation_code"]} == {None}
    assert set(row) == set(RESOLVED_COLUMNS)


@pytest.mark.parametrize("text", ["Sí", "si", "SI", "Yes", "yes"])
def test_every_spelling_of_yes(vocabularies, text):
    assert resolve(vocabularies, cva=text)["cva_code"] == "yes"


def test_an_activity_of_two_indicators_follows_its_indicator(vocabularies):
    name = (
        "Espacios urbanos ( diseño, construcción de instalaciones y/o infraestructura comunales)"
        " apoyados (# de espacios)"
    )
    sevens = resolve(vocabularies, indicator="RE-SH7", activity=name)["activity_code"]
    eights = resolve(vocabularies, indicator="RE-SH8", activity=name)["activity_code"]

    assert sevens is not None
    assert eights is not None
    assert sevens != eights


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(VocabularyError, match="ref_aliases"):
        Vocabularies.load(tmp_path)
