"""Which figures the public surface withholds: small tables worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import yaml

from gtrm.config import ConfigError
from gtrm.core.errors import PublishError
from gtrm.core.settings import Settings
from gtrm.products import disclosure
from gtrm.products.disclosure import rules

AGES = ("girls", "boys", "women", "men", "other_above18")


def make_release(folder: Path, *statements: str) -> Path:
    """A release's folder with a database of these tables."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create schema reporting")
        for statement in statements:
            connection.execute(statement)
    return folder


def people(*figures: tuple[str, str, int | None], measure: str = "total", table: str = "") -> str:
    """Rows of rpt_people_reached: month, region, people."""
    rows = ", ".join(
        f"('{month}', '{region}', 'sum', '{measure}', {'null' if count is None else count}, true)"
        for month, region, count in figures
    )
    return (
        f"create table reporting.rpt_people_reached{table} as from (values {rows}) t(month_code, "
        f"{'mesa_code' if table == '_mesas' else 'region_pcode'}, aggregation_model, measure_code, "
        f"people_reached{'_cumulated' if table == '_cumulated' else ''}_count, is_registered)"
    )


def ages(month: str, region: str, *counts: int) -> str:
    """Rows of rpt_age_sex, in the order of AGES."""
    rows = ", ".join(
        f"('{month}', '{region}', 'sum', 'total', '{age}', {count}, true)"
        for age, count in zip(AGES, counts, strict=False)
    )
    return (
        f"create table reporting.rpt_age_sex as from (values {rows}) t(month_code, region_pcode, "
        "aggregation_model, measure_code, age_sex_code, people_count, is_registered)"
    )


def query(release: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the public surface."""
    path = release / "public" / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def counts(
    release: Path, column: str = "people_reached_count", table: str = "people_reached"
) -> list[object]:
    return [row[0] for row in query(release, f"select {column} from reporting.rpt_{table}")]


def test_a_small_figure_takes_the_lightest_other_along_so_that_the_total_can_stay(settings):
    folder = make_release(
        settings.releases / "r",
        people(("2021-09", "PE23", 93)),
        ages("2021-09", "PE23", 3, 20, 30, 40, 0),
    )

    disclosure.write(settings, folder)

    found = query(
        folder, "select age_sex_code, people_count, withheld_figures from reporting.rpt_age_sex"
    )
    assert sorted(found, key=str) == [
        ("boys", None, "people_count"),
        ("girls", None, "people_count"),
        ("men", 40, None),
        ("other_above18", 0, None),  # a zero tells of nobody
        ("women", 30, None),
    ]
    assert counts(folder) == [93]


def test_where_no_figure_is_small_the_public_tables_are_the_release_s(settings):
    statements = [people(("2021-09", "PE23", 95)), ages("2021-09", "PE23", 5, 20, 30, 40, 0)]
    folder = make_release(settings.releases / "r", *statements)

    disclosure.write(settings, folder)

    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        for table in ("rpt_people_reached", "rpt_age_sex"):
            internal = connection.execute(f"from reporting.{table} order by all").fetchall()
            public = query(folder, f"from reporting.{table} order by all")
            assert public == [(*row, None) for row in internal]


def test_two_small_figures_cover_each_other_only_if_both_could_be_five(settings):
    folder = make_release(
        settings.releases / "r",
        people(("2021-09", "PE23", 36)),
        ages("2021-09", "PE23", 1, 2, 13, 20),
    )

    disclosure.write(settings, folder)

    # Girls and boys are 3 together: everybody would know that both are few. Women go along.
    found = query(folder, "select age_sex_code, people_count from reporting.rpt_age_sex order by 1")
    assert found == [("boys", None), ("girls", None), ("men", 20), ("women", None)]
    assert counts(folder) == [36]


def test_a_small_month_is_not_the_difference_of_two_running_totals(settings):
    months = ("2021-01", "2021-02", "2021-03")
    places = ("PE23", "PE23", "PE23")
    monthly = people(*zip(months, places, (300, 3, 50), strict=True), measure="new")
    running = people(
        *zip(months, places, (300, 303, 353), strict=True), measure="new", table="_cumulated"
    )
    folder = make_release(settings.releases / "r", monthly, running)

    disclosure.write(settings, folder)

    # Without March, February's running total would be 353 - 50; January would cost two figures.
    assert counts(folder) == [300, None, None]
    assert counts(folder, "people_reached_cumulated_count", "people_reached_cumulated") == [
        *(300, None, 353)
    ]


def test_a_small_region_is_not_the_rest_of_its_mesa(settings):
    regions = people(("2021-09", "PE23", 400), ("2021-09", "PE18", 3), ("2021-09", "PE04", 90))
    mesa = people(("2021-09", "sur", 493), table="_mesas")
    bridge = (
        "create table marts.bridge_mesas_regions as select pcode as mesa_region_id, "
        "'sur' as mesa_code, pcode as region_pcode, date '2018-01-01' as valid_from_date, "
        "cast(null as date) as valid_to_date from (values ('PE23'), ('PE18'), ('PE04')) t(pcode)"
    )
    folder = make_release(settings.releases / "r", regions, mesa, bridge)

    disclosure.write(settings, folder)

    assert counts(folder) == [None, None, 400]  # PE04, PE18, PE23
    assert counts(folder, table="people_reached_mesas") == [493]


CASH = """
    create table reporting.rpt_cash as select '2021-09' as month_code, 'PE23' as region_pcode,
        'salud_nutricion' as subgroup_code, 'health' as sector_code, mechanism_code,
        people_total_count, amount_usd
    from (values ('card', 3, 225.00), ('cash_in_hand', 60, 4500.00), ('voucher', 40, 3000.00))
        as t(mechanism_code, people_total_count, amount_usd);
    create table reporting.rpt_activity_outputs as select '2021-09' as month_code,
        'PE23' as region_pcode, 'usd_distribuidos' as output_code, 'USD' as activity_name,
        'USD' as unit_name, 7725.00 as quantity
"""


def test_money_does_not_tell_withheld_people(settings):
    folder = make_release(settings.releases / "r", CASH)

    disclosure.write(settings, folder)

    assert query(folder, "select people_total_count, amount_usd from reporting.rpt_cash") == [
        (None, None),
        (60, 4500),
        (40, None),  # else card is 7,725 - 4,500 - 3,000 = 225
    ]
    assert query(folder, "select quantity from reporting.rpt_activity_outputs") == [(7725,)]


def test_few_people_who_are_not_new_are_not_the_rest_of_the_month_s(settings):
    cash = """
        create table reporting.rpt_cash as select '2021-09' as month_code, 'PE23' as region_pcode,
            'cbi_multisectorial' as subgroup_code, 'multipurpose_cbi' as sector_code, *
        from (values ('card', 60, 57, 4500::decimal(18, 2)), ('cash', 60, 50, 4500),
            ('slip', 60, 60, 9), ('bank', null, 3, 300))
            t(mechanism_code, people_total_count, people_new_count, amount_usd)"""
    folder = make_release(settings.releases / "r", cash)

    disclosure.write(settings, folder)

    shown = "select people_total_count, people_new_count, amount_usd from reporting.rpt_cash"
    assert query(folder, shown) == [
        (None, None, None),  # 300 would tell the 3 new people, the only ones reported
        (60, None, 4500),  # 60 - 57; the money was given to the 60, who are shown
        (60, 50, 4500),
        (60, 60, 9),
    ]


def test_only_what_counts_people_falls_under_the_threshold(settings):
    outputs = (
        "create table reporting.rpt_activity_outputs as select '2021-09' as month_code, "
        "'PE23' as region_pcode, * from (values ('a', 'A', 'kits', 2), ('b', 'B', 'personas', 3), "
        "('c', 'C', 'consultas', 4), ('d', 'D', 'marcianos', 1), ('e', 'E', 'personas', 0), "
        "('f', 'F', 'personas', 5)) as t(output_code, activity_name, unit_name, quantity)"
    )
    folder = make_release(settings.releases / "r", outputs)

    disclosure.write(settings, folder)

    shown = counts(folder, "quantity", "activity_outputs")
    assert shown == [2, None, None, None, 0, 5]  # a unit that nobody has declared counts people


def release_of_ages(settings: Settings, name: str, *found: int) -> Path:
    folder = make_release(
        settings.releases / name,
        people(("2021-09", "PE23", sum(found))),
        ages("2021-09", "PE23", *found),
    )
    disclosure.write(settings, folder)
    settings.current.unlink(missing_ok=True)
    settings.current.symlink_to(f"releases/{name}")
    return folder


@pytest.mark.parametrize(
    ("corrected", "expected"),
    [
        # Women (30) would now be lighter than boys, but everybody has read them in r1.
        ((3, 35, 30, 40), {"girls": None, "boys": None, "women": 30, "men": 40}),
        # Nobody is few any more. With boys shown, r1 would tell that girls were 93 - 20 - 30 - 40.
        ((8, 20, 30, 40), {"girls": None, "boys": None, "women": 30, "men": 40}),
        ((8, 25, 30, 40), {"girls": 8, "boys": 25, "women": 30, "men": 40}),
    ],
)
def test_two_releases_together_do_not_tell_what_neither_tells(settings, corrected, expected):
    release_of_ages(settings, "2021-09-r1", 3, 20, 30, 40)

    second = release_of_ages(settings, "2021-09-r2", *corrected)

    found = query(second, "select age_sex_code, people_count from reporting.rpt_age_sex")
    assert dict(found) == expected


def test_the_same_release_gives_the_same_surface(settings):
    statements = [people(("2021-09", "PE23", 97)), ages("2021-09", "PE23", 3, 4, 20, 30, 40)]
    folders = [make_release(settings.releases / name, *statements) for name in ("a", "b")]

    for folder in folders:
        disclosure.write(settings, folder)

    for table in ("rpt_people_reached", "rpt_age_sex"):
        first, second = (query(folder, f"from reporting.{table}") for folder in folders)
        assert first == second


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("create table reporting.rpt_new as select 1 as x", "reporting.rpt_new"),
        ("create table marts.fct_new as select 1 as x", "marts.fct_new"),
        (
            "create table marts.dim_mesas as select 'x' as mesa_code, 1 as phone",
            "marts.dim_mesas.phone",
        ),
    ],
)
def test_what_nobody_has_declared_stops_the_publication(settings, statement, named):
    folder = make_release(settings.releases / "r", statement)

    with pytest.raises(PublishError, match=named):
        disclosure.write(settings, folder)


def test_every_model_and_column_of_the_warehouse_is_declared(settings):
    known = rules.load(settings)
    undeclared = []
    models = [
        model
        for path in sorted((settings.dbt_project / "models").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
        if model["name"].startswith(("rpt_", "dim_", "fct_", "bridge_"))
    ]
    assert len(models) > 50
    for model in models:
        name = f"{'reporting' if model['name'].startswith('rpt_') else 'marts'}.{model['name']}"
        if name in known.public:
            columns = {column["name"] for column in model["columns"]}
            undeclared += [f"{name}.{one}" for one in columns - known.public[name].declared]
        elif name not in known.internal:
            undeclared.append(name)

    assert undeclared == []


def test_rules_that_cannot_be_used_publish_nothing(settings, tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "disclosure.yml").write_text("threshold: five\npublic: {}\n")

    with pytest.raises(ConfigError, match=r"disclosure\.yml > línea 1 \(line 1\) > threshold"):
        disclosure.write(replace(settings, config=tmp_path / "config"), tmp_path)
