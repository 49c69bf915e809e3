"""January and February 2031 in Arequipa: corrections, complements and files that split."""

from __future__ import annotations

from datetime import datetime

from landing_rows import Submission

JANUARY, FEBRUARY = "2031-01", "2031-02"
BANDS = {
    "age_bands": '{"girls_0_3": "2", "girls_3_6": "3", "boys_0_3": "0", "men_18_19": null}',
    **{"girls": "5", "boys": "0"},
}
NO_PLACE = {"field_name": "month", "rule_id": "5W-001", "severity": "critical"}


def row(organisation: str | None, month: str | None, people: int, **more: str) -> dict[str, object]:
    return {
        **{"sector_code": "health", "indicator_code": "RE-HE1", "region_pcode": "PE04"},
        **{"organisation_code": organisation, "month_code": month, **more},
        **{"total_beneficiaries": people, "in_destination": people},
    }


def at(month: int, day: int) -> datetime:
    return datetime(2031, month, day)  # noqa: DTZ001 - UTC, as it lands


def divided_submissions() -> list[Submission]:
    """Seven files; which of their parts count is in DECIDED."""
    consolidated = [
        *(row("ORG006", JANUARY, 10), row("ORG006", JANUARY, 20), row("ORG007", JANUARY, 40)),
        row(None, JANUARY, 1000),
    ]
    return [
        Submission(
            "p1", JANUARY, "1.xlsx", consolidated, [{**NO_PLACE, "source_row": 7}], 1, at(2, 5)
        ),
        Submission(
            *("p2", FEBRUARY, "2.xlsx", [row("ORG006", JANUARY, 15), row("ORG006", FEBRUARY, 7)]),
            received_at=at(3, 5),
        ),
        Submission(
            *("p3", JANUARY, "3.xlsx", [row("ORG007", JANUARY, 5, **BANDS)]),
            received_at=at(2, 6),
        ),
        Submission("n5", JANUARY, "5.xlsx", [], [], 1, at(2, 3), None, "nothing_to_report"),
        Submission("p6", JANUARY, "6.xlsx", [row("ORG009", JANUARY, 2)], received_at=at(2, 20)),
        Submission(
            *("p7", JANUARY, "7.xlsx"),
            rows=[row("ORG010", JANUARY, 100, **BANDS), row("ORG010", None, 50)],
            findings=[{**NO_PLACE, "source_row": 5}],
            received_at=at(2, 7),
        ),
        Submission("p8", JANUARY, "7.xlsx", [row("ORG010", JANUARY, 30)], [], 2, at(2, 8)),
    ]


def undecided_submissions() -> list[Submission]:
    """A file whose rows nobody decided on."""
    return [Submission("p4", JANUARY, "4.xlsx", [row("ORG008", JANUARY, 3)], received_at=at(2, 6))]


def part(submission: str, organisation: str, month: str, decision: str) -> dict[str, object]:
    return {
        **{"submission_id": submission, "organisation_code": organisation, "month_code": month},
        **{"decision_code": decision, "decided_by": "rule"},
    }


DECIDED = [
    {**part("p1", "ORG006", JANUARY, "first"), "superseded_by_submission_id": "p2"},
    {
        **part("p2", "ORG006", JANUARY, "correction"),
        **{"supersedes_submission_id": "p1", "overlap_share": 0.5, "reason_en": "Same rows."},
    },
    {
        **part("p3", "ORG007", JANUARY, "complement"),
        **{"decided_by": "Ana", "overlap_share": 0.0, "reason_es": "Otra oficina."},
    },
    {**part("n5", "ORG009", JANUARY, "nothing_to_report"), "superseded_by_submission_id": "p6"},
    {**part("p6", "ORG009", JANUARY, "correction"), "supersedes_submission_id": "n5"},
    {**part("p7", "ORG010", JANUARY, "first"), "superseded_by_submission_id": "p8"},
    {**part("p8", "ORG010", JANUARY, "correction"), "supersedes_submission_id": "p7"},
    # September 2021: a correction under the same name, and the same bytes sent again for October.
    {**part("a1", "ORG001", "2021-09", "first"), "superseded_by_submission_id": "a2"},
    {**part("a2", "ORG001", "2021-09", "correction"), "supersedes_submission_id": "a1"},
    {**part("b2", "ORG002", "2021-09", "correction"), "superseded_by_submission_id": "b1"},
    {**part("b2", "ORG002", "2021-08", "correction"), "superseded_by_submission_id": "b1"},
    part("n1", "ORG003", "2021-09", "nothing_to_report"),
]
