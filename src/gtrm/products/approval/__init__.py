"""Approval: who decided that a build is published, when and why.

A person decides (Airflow's web page, `make cycle`, `gtrm publish --approve-as`), or the threshold
of `config/approval.yml`. A decision is for one build: if its inputs have changed since, it is
refused. A release carries it in `MANIFEST.json`, a returned build in a file beside it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.config.checking import read_document
from gtrm.config.documents import Approval
from gtrm.core.cycle import check_month, utc_now
from gtrm.core.errors import PublishError
from gtrm.products.approval import headlines, question, questions
from gtrm.warehouse import build, inputs, release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings
    from gtrm.warehouse.release import Products

log = logging.getLogger(__name__)

ALTHOUGH = "although_nothing_counts"  # in the manifest: why, and what it was about
PUBLISH, RETURN = "Publicar", "Devolver"  # the options of the question, as dags/ spells them


@dataclass(frozen=True)
class Word:
    """What a person gives with a command: name, comment, and a reason if nothing counts."""

    name: str | None
    comment: str | None = None
    although: str | None = None


def ask(settings: Settings, month: str, folder: str | None) -> str | None:
    """Return the question for a person, in Markdown; None if no answer is needed."""
    if folder is None or _decide_alone(settings, month, Path(folder)):
        return None
    return describe(settings, month, Path(folder))


def describe(settings: Settings, month: str, folder: Path) -> str:
    """Return what a person must know to decide on a build, in Markdown."""
    address = read_document(settings, Approval).report_address
    return question.write(settings, month, folder, address, _returned_since_release(settings))


def publish(
    settings: Settings,
    month: str,
    folder: str | None,
    answer: Mapping[str, Any] | None,
    products: Products | None = None,
) -> str | None:
    """Publish a build as was decided; return the release's name, or None if it was returned.

    Args:
        settings: The folders.
        month: The month of the run.
        folder: The build; None if nothing changed, and then there is nothing to decide.
        answer: What Airflow's human-in-the-loop task gave (chosen_options, params_input,
            responded_at, responded_by_user); None if nobody was asked.
        products: See `release.publish`.

    Raises:
        PublishError: Nobody has decided, or the inputs have changed since the decision.
    """
    if folder is None:
        return release.publish(settings, month, None, {})
    decision = _read_answer(answer) if answer else _decide_alone(settings, month, Path(folder))
    return _settle(settings, month, Path(folder), decision, products)


def publish_waiting(
    settings: Settings, month: str, word: Word, products: Products | None = None
) -> str | None:
    """Publish the build of a month that waits, approved by a person; return the release's name.

    If nothing changed since the current release, that is the one.

    Raises:
        PublishError: No build waits, it is out of date, nobody has decided (no name, and the
            threshold does not allow it), or nothing counts and nobody said why to publish it.
    """
    folder = find_waiting(settings, month)
    if folder is None:
        log.info("nothing changed since the current release")
        return release.publish(settings, month, None, {})
    if word.name:
        said = _decision("publish", word.name, "command", word.comment or word.although)
        decision: dict[str, Any] | None = {**said, ALTHOUGH: word.although}
    else:
        decision = _decide_alone(settings, month, folder)
    return _settle(settings, month, folder, decision, products)


def publish_command(settings: Settings, month: str, folder: Path) -> str:
    """Return the command that publishes a build that waits, with what a person has to fill in."""
    doubts = headlines.find_new(settings, folder)
    needed = any(doubt.kind.stops for doubt in doubts)
    said = '--although-nothing-counts "..."' if needed else '[--comment "..."]'
    return f'gtrm publish --month {month} --approve-as "NOMBRE" {said}'


def find_waiting(settings: Settings, month: str) -> Path | None:
    """Return the newest build of a month that waits; None if the current release has it all.

    Raises:
        PublishError: No build waits.
    """
    if release.find_same(settings, inputs.describe(settings)["fingerprint"]) is not None:
        return None
    builds = build.waiting(settings, check_month(month))
    if not builds:
        raise PublishError(
            f"No build of {month} waits for an approval.",
            str(settings.build),
            f"Run `make cycle MONTH={month} APPROVE=no`, or `gtrm build --month {month}`.",
        )
    return builds[0]


def _settle(
    settings: Settings,
    month: str,
    folder: Path,
    decision: dict[str, Any] | None,
    products: Products | None,
) -> str | None:
    """Carry out the decision and record it: in the manifest, or beside a returned build."""
    if decision is None:
        raise PublishError(
            "Nobody has approved this build.",
            str(folder),
            f"Read the QA report, then: gtrm publish --month {month} --approve-as NAME.",
        )
    is_return = decision["decision"] == "return"
    if not is_return and _is_published(settings, folder):
        return release.publish(settings, month, None, {})
    decision = {**decision, "build": folder.name}
    reason = decision.pop(ALTHOUGH, None)
    said = ": ".join(filter(None, (decision["by"] or decision["how"], decision["comment"])))
    if is_return:
        _record_return(folder, {"month": month, **decision})
        log.info("Devuelto por · returned by: %s. No se publica · not published", said)
        return None
    build.check_publishable(settings, folder)
    decision |= _word_against_doubts(settings, month, folder, reason)
    if asked := len(questions.read(folder / build.BUILD_FILE)):
        log.warning(
            "%d preguntas abiertas sobre archivos · open questions over which file counts", asked
        )
        decision |= {"open_questions": asked}
    log.info("Aprobado por · approved by: %s", said)
    return release.publish(settings, month, str(folder), decision, products)


def _word_against_doubts(
    settings: Settings, month: str, folder: Path, reason: str | None
) -> dict[str, Any]:
    """Return what the manifest says if a person publishes although nothing counts.

    Raises:
        PublishError: Something stops the publication, and nobody gave a reason.
    """
    stopping = [doubt for doubt in headlines.find_new(settings, folder) if doubt.kind.stops]
    if not stopping:
        return {}
    told = headlines.describe(stopping)
    if not (reason or "").strip():
        raise PublishError(
            f"What was received gives no figures: {' '.join(told).replace('**', '')}.",
            str(folder),
            "Correct the files or lists and run the month again; or, if it is right so: "
            f"{publish_command(settings, month, folder)} (in Airflow: run the month again, and "
            "answer Publicar with the reason as comment).",
        )
    return {ALTHOUGH: {"reason": str(reason).strip(), "doubts": told}}


def _record_return(folder: Path, decision: Mapping[str, Any]) -> None:
    record = {**decision, "fingerprint": build.read_inputs(folder)["fingerprint"]}
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (folder / build.RETURNED).write_text(text, encoding="utf-8")


def _is_published(settings: Settings, folder: Path) -> bool:
    """Whether the current release is this build: by `gtrm publish`, or before a kill."""
    current = release.current_release(settings)
    approval = release.read_manifest(current).get("approval", {}) if current else {}
    return bool(approval.get("build") == folder.name)


def _read_answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    [chosen] = answer["chosen_options"]
    user = answer["responded_by_user"] or {}
    decision = {PUBLISH: "publish", RETURN: "return"}[chosen]
    comment = (answer["params_input"] or {}).get("comentario")
    given = _decision(decision, user.get("name"), "airflow", comment, answer["responded_at"])
    # If nothing counts, the question says so first: the comment of "Publicar" is then the reason.
    return {**given, ALTHOUGH: given["comment"]}


def _decide_alone(settings: Settings, month: str, folder: Path) -> dict[str, Any] | None:
    """Decide without asking: who runs the cycle has approved, or the threshold allows it."""
    if settings.approve_as:
        return _decision("publish", settings.approve_as, "command", None)
    rules = read_document(settings, Approval)
    if not rules.automatic:
        return None
    counts = question.count(folder, month)
    reasons = [
        f"{counts[name]} {name}, at most {limit} allowed"
        for name, limit in rules.limits.items()
        if counts[name] > limit
    ]
    if asked := questions.read(folder / build.BUILD_FILE):  # whatever at_most allows
        reasons.append(f"{len(asked)} open questions over which file counts")
    new = question.what_is_new(settings, folder)
    if set(new.files) - {month} or set(new.others) - {"months_open"}:
        reasons.append(f"more is new than files of {month}: {new}")
    if any(one["month"] == month for one in _returned_since_release(settings)):
        reasons.append("it has been returned since the last release")
    reasons += headlines.describe(headlines.find_new(settings, folder))
    if reasons:
        log.info("no automatic publication: %s", "; ".join(reasons))
        return None
    found = ", ".join(f"{counts[name]} {name}" for name in rules.limits)
    return _decision("publish", None, "automatic", f"config/approval.yml: {found}")


def _decision(
    decision: str, by: str | None, how: str, comment: str | None, at: datetime | None = None
) -> dict[str, Any]:
    return {
        "decision": decision,
        "by": by,  # as Airflow or the command names them; null: the threshold
        "at": (at or utc_now()).astimezone(UTC).replace(microsecond=0).isoformat(),
        "comment": (comment or "").strip() or None,
        "how": how,
    }


def _returned_since_release(settings: Settings) -> list[dict[str, Any]]:
    """Return the decisions to return a build since the current release, oldest first."""
    current = release.current_release(settings)
    since = release.read_manifest(current)["published_at"] if current else ""
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in settings.build.glob(f"*/{build.RETURNED}")
    ]
    # All these times are ISO texts in UTC: their order is that of the alphabet.
    return sorted((one for one in found if one["at"] > since), key=lambda one: str(one["at"]))
