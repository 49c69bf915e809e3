"""Lists of a coordinator for the hand-worked month: invented mesas, projects and targets."""

from __future__ import annotations

from pathlib import Path

_PROJECT_CONFIG = Path(__file__).resolve().parents[2] / "config"
_LISTS = {
    "mesas": "sur,Mesa del Sur,Southern Table,MS,Sur,a test",
    "mesa_regions": """\
sur,PE23,2021-09-15,2021,a test
sur,PE18,2021,2021-09-14,a test
""",
    "mesa_periods": """\
sur,active,2019,2020-02,a test
sur,paused,2020-03,2021-09-14,a test
sur,active,2021-09-15,,a test
""",
    "mesa_subgroups": """\
sur,salud_nutricion,Salud,Health,2021,2021-08,a test
sur,,Territorio,Territory,2021-09-15,,a test
""",
    "mesa_members": """\
sur,Dirección Regional de Salud,regional_government,member,,2021,,a test
sur,UNICEF,un,technical_assistance,ORG113,2021-09,,a test
""",
    "mesa_meetings": """\
sur,2021-09-28,session,Primera sesión,First session,a test
sur,2018-05,workshop,Taller,Workshop,a test
""",
    "service_days": "sur,PE23,2021-09,2021-09-07,2021-09-21,3,159,224,Jornada,Service day,a test",
    "donors": "norte,Norte (Fondo),North,government,a test",
    "projects": "dos,Dos regiones,Two regions,ORG064,2021,2021-11,89891,a test",
    "project_regions": "dos,PE15,a test\ndos,PE23,a test",
    "project_donors": "dos,norte,a test",
    "project_organisations": "dos,ORG064,lead,a test\ndos,ORG001,implementing,a test",
    "targets": """\
2021,PE23,,,600,296,a test
2021,PE23,transito,,,100,a test
2021,PE23,,necesidades_basicas,,200,a test
2021,PE23,acogida,necesidades_basicas,40,,a test
2021,PE23,,educacion,,10,a test
2021,PE24,,,,50,a test
""",
    "organisation_changes": "ORG113,2021-09-15,,,,ingo,,no,a test",
}


def _header(name: str) -> str:
    return (_PROJECT_CONFIG / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]


CONFIG = {name: f"{_header(name)}\n{lines.strip()}\n" for name, lines in _LISTS.items()}
