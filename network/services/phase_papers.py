"""The papers that the step from the pilot to scaling waits for (NR24): attached as files, the report on the pilot goes before the council."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core.uploads import PDF, check_upload

from .. import errors_governance as errors
from ..models import CouncilDecision, Network, PhasePaper
from .approvals import coordinating_council, council_approve, on_adopted


@transaction.atomic
def attach_paper(*, network: Network, kind: str, title: str, author: str, dated_on: dt.date, file: Any, by: Any) -> PhasePaper:
    """Keep a report; that on the pilot is put on the council's next agenda. Raises NotInPilot, DateAhead, NoCouncil and the refusals of an upload."""
    network = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    if network.status != Network.Status.PILOT:
        raise errors.NotInPilot
    if dated_on > timezone.localdate():
        raise errors.DateAhead
    if kind == PhasePaper.Kind.PILOT:
        coordinating_council(network)  # raises NoCouncil before the file is kept
    kept = check_upload(file, accept=frozenset({PDF}))
    paper = PhasePaper(
        network=network, kind=kind, title=title.strip(), author=author.strip(), dated_on=dated_on, file_name=kept.original_name, added_by=by
    )
    paper.file.save(f"paper{kept.extension}", ContentFile(kept.content), save=False)
    paper.save()
    if kind == PhasePaper.Kind.PILOT:
        put_before_council(paper, by)
    return paper


def put_before_council(paper: PhasePaper, by: Any) -> CouncilDecision:
    """A question on the next agenda; asked twice it stays one question. Raises NoCouncil."""
    return council_approve(
        paper,
        by=by,
        topic=CouncilDecision.Topic.OTHER,
        question_kk="Пилоттың қорытынды бағалау есебін бекіту туралы",
        question_ru="Об утверждении итогового оценочного отчёта пилота",
        text_kk=f"Пилоттың қорытынды бағалау есебі бекітілсін: «{paper.title}».",
        text_ru=f"Утвердить итоговый оценочный отчёт пилота: «{paper.title}».",
    )


@transaction.atomic
def withdraw_paper(*, paper: PhasePaper, reason: str, by: Any) -> PhasePaper:
    """Take back a paper that was attached by mistake; its row and file stay in the history. Raises ReasonNeeded, WrongState."""
    paper = PhasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not reason.strip():
        raise errors.ReasonNeeded
    paper.move("withdraw", by=by, reason=reason.strip())
    return paper


def _adopted(paper: PhasePaper, decision: CouncilDecision) -> None:
    """The council has approved the report; one that was taken back meanwhile stays so."""
    paper = PhasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.kind == PhasePaper.Kind.PILOT and paper.may("approve"):
        paper.move("approve", by=None, reason=f"№ {decision.number}")


def register() -> None:
    """Tell the approvals what a decision does to a report on the pilot."""
    on_adopted(PhasePaper, _adopted)
