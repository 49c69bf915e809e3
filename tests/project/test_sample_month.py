"""The sample month gives every surviving figure of the Tacna bulletin of September 2021.

The figures are counted here from the workbooks themselves with plain Python, by DOMAIN's
definitions and without the package's reading or dbt's counting.
"""

import csv
import importlib
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parents[2]
MONTH = ROOT / "raw" / "samples" / "2021-09"
SOURCE = ROOT / "raw" / "samples" / "sources" / "2021-09"
SEEDS = ROOT / "dbt_project" / "seeds"
TEMPLATES = ROOT / "src" / "gtrm" / "intake" / "layouts" / "generations"
POPULATIONS = {
    "permanencia": "in_destination",
    "acogida": "host_community",
    "transito": "in_transit",
    "pendular": "pendulars",
    "retornados": "returnees",
}
AGES = ("girls", "boys", "women", "men", "other_under18", "other_above18")  # order breaks ties
BULLETIN_SUBGROUPS = {  # permanencia, acogida, tránsito
    "necesidades_basicas": (811, 34, 2601),
    "salud_nutricion": (496, 59, 0),
    "proteccion": (289, 58, 271),
    "cbi_multisectorial": (142, 7, 0),
    "integracion": (54, 0, 0),
}
BULLETIN_ORGANISATIONS = {
    "proteccion": 12,
    "necesidades_basicas": 6,
    "salud_nutricion": 4,
    "cbi_multisectorial": 3,
    "integracion": 1,
    "manejo_informacion": 1,
}
BULLETIN_QUANTITIES = {
    ("raciones_comida", "raciones"): 1490,
    ("refrigerios", "refrigerios"): 454,
    ("kits_higiene", "kits"): 27,
    ("personas_albergue", "personas"): 244,
    ("orientaciones", "orientaciones"): 2251,
    ("casos_proteccion", "casos"): 150,
    ("consultas_atencion_primaria", "consultas"): 620,
    ("atenciones_psicosociales", "atenciones"): 255,
    ("personas_autoempleo", "personas"): 54,
    ("usd_distribuidos", "USD"): 86348,
}
BULLETIN_PEOPLE = {"permanencia": 686, "acogida": 69, "transito": 2198}


def seed(name, key):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def read_rows(path):
    """The reported rows of a workbook: field to value, found by the templates' first headers."""
    sheet = load_workbook(path).worksheets[0]
    for template in sorted(TEMPLATES.glob("*.yml")):
        fields = yaml.safe_load(template.read_text(encoding="utf-8"))["fields"]
        printed = [spec["headers"][0] for spec in fields.values()]
        lines = list(sheet.iter_rows(values_only=True))
        for number, line in enumerate(lines):
            if list(line[: len(printed)]) == printed:
                found = [dict(zip(fields, row, strict=False)) for row in lines[number + 1 :]]
                return [dict(row, file_name=path.name) for row in found if row["appealing_org"]]
    raise AssertionError(path.name)


@pytest.fixture(scope="module")
def rows():
    """Every reported row with its codes, looked up by the names that the row carries."""
    sectors = seed("ref_sectors", "sector_code")
    indicators = {
        row[name]: row
        for row in seed("ref_indicators", "indicator_code").values()
        for name in ("indicator_name_es", "indicator_name_en")
    }
    activities = {
        (row["activity_name_es"], row["indicator_code"]): row
        for row in seed("ref_activities", "activity_code").values()
    }
    found = []
    for path in sorted(MONTH.glob("*.xlsx")):
        for row in read_rows(path):
            if row["appealing_org"].startswith("Sin actividades"):
                continue
            indicator = indicators[row["indicator"]]
            row["type"], row["sector"] = indicator["indicator_type"], indicator["sector_code"]
            row["subgroup"] = sectors[row["sector"]]["subgroup_code"]
            activity = activities[row["activity"], indicator["indicator_code"]]
            row["output"] = activity["output_code"]
            found.append(row)
    return found


@pytest.fixture(scope="module")
def tacna(rows):
    return [row for row in rows if row["admin1"] == "Tacna"]


@pytest.fixture(scope="module")
def tacna_people(tacna):
    return [row for row in tacna if row["type"] == "pin"]


def share_out(people, weights):
    """Whole persons by largest remainder, ties in the order of the weights."""
    total = sum(weights)
    whole = [people * weight // total for weight in weights]
    rest = [people * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-rest[i], i))
    for i in order[: people - sum(whole)]:
        whole[i] += 1
    return whole


def cells_by_sector(people_rows):
    """(sector, population) to the six age-and-sex cells."""
    cells = defaultdict(lambda: [0] * len(AGES))
    for row in people_rows:
        ages = [row.get(age) or 0 for age in AGES]
        for population, field in POPULATIONS.items():
            if row[field]:
                parts = share_out(row[field], ages)
                key = row["sector"], population
                cells[key] = [old + new for old, new in zip(cells[key], parts, strict=True)]
    return cells


def sector_sums(people_rows, measure):
    sums = Counter()
    for row in people_rows:
        sums[row["sector"]] += row[measure]
    return sums


def test_rebuilding_gives_the_committed_bytes(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    built = importlib.import_module("build_sample").build_month(SOURCE, tmp_path)

    assert {path.name for path in built} == {p.name for p in MONTH.iterdir() if p.is_file()}
    different = [p.name for p in built if p.read_bytes() != (MONTH / p.name).read_bytes()]
    assert different == []


def test_subgroups_by_population_are_the_bulletins(tacna_people):
    counted = defaultdict(Counter)
    for row in tacna_people:
        for population, field in POPULATIONS.items():
            counted[row["subgroup"]][population] += row[field] or 0

    table = {
        subgroup: tuple(sums[population] for population in ("permanencia", "acogida", "transito"))
        for subgroup, sums in counted.items()
    }
    assert table == BULLETIN_SUBGROUPS
    assert all(not sums["pendular"] + sums["retornados"] for sums in counted.values())


def test_organisations_by_subgroup_are_the_bulletins(tacna):
    organisations = defaultdict(set)
    for row in tacna:
        organisations[row["subgroup"]].add(row["appealing_org"])

    assert {subgroup: len(names) for subgroup, names in organisations.items()} == (
        BULLETIN_ORGANISATIONS
    )


def test_ten_quantities_are_the_bulletins(tacna):
    outputs = seed("ref_outputs", "output_code")
    counted = Counter()
    for row in tacna:
        if row["output"]:
            counted[row["output"], outputs[row["output"]]["unit_name_es"]] += row["output_quantity"]

    assert {key: counted[key] for key in BULLETIN_QUANTITIES} == BULLETIN_QUANTITIES


def test_usd_are_distributed_by_several_mechanisms(tacna):
    by_mechanism = Counter()
    for row in tacna:
        if row["cva"] in {"Sí", "SI", "Yes"}:
            assert row["cva_mechanism"], row
            by_mechanism[row["cva_mechanism"]] += row["cva_value"]

    assert sum(by_mechanism.values()) == 86348
    assert len(by_mechanism) == 6


def test_registered_model_gives_the_headline(tacna_people):
    highest = defaultdict(lambda: [0] * len(AGES))
    for (_, population), cells in cells_by_sector(tacna_people).items():
        pairs = zip(highest[population], cells, strict=True)
        highest[population] = [max(pair) for pair in pairs]

    reached = {population: sum(cells) for population, cells in highest.items()}
    assert reached == BULLETIN_PEOPLE
    assert sum(reached.values()) == 2953


@pytest.mark.parametrize("measure", ["total_beneficiaries", "new_beneficiaries"])
def test_no_other_model_gives_the_headline(tacna_people, measure):
    sums = sector_sums(tacna_people, measure)
    ages = defaultdict(Counter)
    for row in tacna_people:
        for age in AGES[:4]:
            ages[age][row["sector"]] += row[age] or 0
    shelter_like = ("shelter", "humanitarian_transportation", "wash", "food_security")
    added = ("protection_general", "integration", "multipurpose_cbi", "health", "education")

    results = {
        "sum": sum(sums.values()),
        "maxsector_2021": max(sums.values()),
        "maxagegender_2021": sum(max(by_sector.values()) for by_sector in ages.values()),
        "southerncone_2021": max(sums[s] for s in shelter_like) + sum(sums[s] for s in added),
    }
    assert 2953 not in results.values(), results


def test_every_clean_region_adds_up(rows):
    counts = (*POPULATIONS.values(), *AGES, "total_beneficiaries", "new_beneficiaries")
    clean = [row for row in rows if row["admin1"] != "Lima"]
    for row in clean:
        assert all(row.get(c) is None or (type(row[c]) is int and row[c] >= 0) for c in counts), row
        if row["type"] == "pin":
            total = row["total_beneficiaries"]
            assert sum(row[field] or 0 for field in POPULATIONS.values()) == total, row
            assert sum(row.get(age) or 0 for age in AGES) == total, row
            assert 0 < row["new_beneficiaries"] <= total, row
        if row["sector"] in {"education", "protection_child"}:
            assert (row["girls"] or 0) + (row["boys"] or 0) > 0, row
        assert (row["cva_mechanism"] is not None) == bool(row["cva_value"]), row
    assert {row["admin1"] for row in clean} == {"Tacna", "Tumbes", "Ica", "Perú"}


def test_one_row_cannot_be_counted_and_it_is_in_lima(rows):
    words = [row for row in rows if isinstance(row["total_beneficiaries"], str)]

    assert [(row["admin1"], row["total_beneficiaries"]) for row in words] == [("Lima", "doce")]


def test_places_are_named_and_numbered_alike(rows):
    areas = seed("ref_regions", "pcode")
    by_ubigeo = {area["ubigeo_code"]: area for area in areas.values()}
    placed = [row for row in rows if row.get("ubigeo")]
    known = [row for row in placed if row["ubigeo"] in by_ubigeo]

    assert len(known) > 80
    for row in known:
        district = by_ubigeo[row["ubigeo"]]
        province = areas[district["parent_pcode"]]
        assert row["admin1"] == areas[province["parent_pcode"]]["area_name"], row
        assert row["admin2"] in {None, province["area_name"], "Nazca"}, row
        assert row["district"] in {None, district["area_name"], "Nazca"}, row
    # RENIEC's code for a district of Lima: documented in docs/sample_month.md
    assert [row["admin1"] for row in placed if row not in known] == ["Lima"]


def test_receipts_and_expected_partners_agree_with_the_files():
    with (MONTH / "received.csv").open(encoding="utf-8", newline="") as file:
        received = {
            r["file_name"]: datetime.fromisoformat(r["received_at"]) for r in csv.DictReader(file)
        }
    with (ROOT / "config" / "expected_partners.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    deadline = datetime(2021, 10, 11, 5, tzinfo=UTC)  # the end of 10 October in Lima

    assert set(received) == {path.name for path in MONTH.glob("*.xlsx")}
    assert sum(at >= deadline for at in received.values()) == 2
    assert len(received) == 14
    assert len(expected) == len(received) + 4
