"""The parents' page, form Г: collected, signed for a class in one batch, delivered, changed (BR-26, BR-39).

``refresh_summary`` follows the papers it is made of; ``sign_summaries`` freezes the personal lines, gives every family its link and orders one paper
per child; ``follow_photo`` takes pictures out of signed pages the moment a permission goes down.
"""

import datetime as dt
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.links import issue_link, link_url
from accounts.models import GuardianLink, OneTimeLink, User
from core.errors import DomainError
from documents.models import DocumentBatch, IssuedDocument
from documents.services import request_batch, request_document, withdraw_document
from portfolio.models import Artefact
from portfolio.visibility import may_be_shown, photo_levels

from .. import errors_family as errors
from ..family import FAMILY, family_answer
from ..models import GroupObservation, GroupObservationRow, ParentSummary, Participation, Trial
from . import letters, notices
from .personal_line import answered_form, group_row, personal_line, personal_lines, submitted_card

__all__ = ["Part", "family_url", "missing_parts", "personal_line", "refresh_summary", "refresh_trial", "shown_artefacts", "sign_summaries"]

log = logging.getLogger(__name__)
Status = ParentSummary.Status
FORM = "PP-G"
CARD_TEXTS = ("labour_function", "goal_operation", "goal_profession", "step1", "step2")  # without these the paper cannot be printed
LINK_DAYS = 365  # the QR stands on paper that a family keeps; a link once opened stays open for its family
_SENTENCE_END = re.compile(r"[.!?…]+[»”\"]?\s+(?=\S)")


@dataclass(frozen=True)
class Part:
    """A paper that the page still lacks. ``blocking``: the page cannot be signed without it."""

    code: str
    text: Any
    blocking: bool


PARTS = {
    "observation": Part(
        "observation", gettext_lazy("Neither the mentor's observation card nor the group card (annex 5) is sent yet."), True
    ),
    "steps": Part("steps", gettext_lazy("The technology card lacks a text in one of the two languages."), True),
    "form": Part(
        "form",
        gettext_lazy("The child has not filled in the questionnaire after the trial: the page says that the answers will follow."),
        False,
    ),
}


def for_summaries(participations: QuerySet) -> QuerySet:
    """Participations with everything that missing_parts() and personal_line() read; a fixed number of queries."""
    return participations.select_related(
        "pupil",
        "class_group",
        "form",
        "summary",
        "trial__programme__profession",
        "trial__school",
        "trial__host",
        "trial__responsible__user",
    ).prefetch_related("observations", "group_rows__card", "artefacts", "trial__sessions__card", *FAMILY)


def missing_parts(participation: Participation) -> list[Part]:
    """What the page still lacks: without Б and annex 5 it cannot be signed, without В it says that the child's own answers will follow (BR-39)."""
    session = participation.trial.visit
    card = getattr(session, "card", None)
    found = []
    if submitted_card(participation) is None and not _by_group_card(participation):
        found.append("observation")
    if card is None or not all(card.text(name, language) for name in CARD_TEXTS for language in ("kk", "ru")):
        found.append("steps")
    if answered_form(participation) is None:
        found.append("form")
    return [PARTS[code] for code in found]


def _by_group_card(participation: Participation) -> bool:
    """Was the child recorded by annex 5? Lists say so by the annotation of ``with_group_card``."""
    known = getattr(participation, "by_group_card", None)
    return group_row(participation) is not None if known is None else known


def with_group_card(participations: QuerySet) -> QuerySet:
    """Rows that know whether a sent group card names the child, without another query."""
    sent = GroupObservationRow.objects.filter(participation=OuterRef("pk"), card__status=GroupObservation.Status.SUBMITTED)
    return participations.annotate(by_group_card=Exists(sent))


def _is_complete(participation: Participation) -> bool:
    return participation.status == Participation.Status.ATTENDED and not any(part.blocking for part in missing_parts(participation))


@transaction.atomic
def refresh_summary(*, participation: Participation) -> ParentSummary:
    """Follow the papers: ready to sign or not. A signed page whose line has changed gets a new version and waits for a new signature. Idempotent."""
    summary, _made = ParentSummary.objects.get_or_create(participation=participation)
    summary = ParentSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    participation = for_summaries(Participation.objects.filter(pk=participation.pk)).get()
    complete = _is_complete(participation)
    if summary.status in (Status.SIGNED, Status.DELIVERED) and (not complete or summary.personal_line != personal_lines(participation)):
        _open_version(summary, by=None)
    if complete and summary.may("complete"):
        summary.move("complete", by=None)
        _tell_class_teacher(participation)
    elif not complete and summary.may("incomplete"):
        summary.move("incomplete", by=None)
    return summary


@transaction.atomic
def refresh_trial(*, trial: Trial) -> None:
    """The visit is held: a page for everybody who took part. Called by the end of the visit."""
    for participation in Participation.objects.filter(trial=trial, status=Participation.Status.ATTENDED):
        refresh_summary(participation=participation)


def _open_version(summary: ParentSummary, *, by: Any) -> None:
    """Something that a signed page says has changed: version + 1, to be signed again; the old paper stays until then."""
    summary.version += 1
    summary.delivered_at, summary.delivered_how = None, ""
    summary.move("change", by=by, save_also=("version", "delivered_at", "delivered_how"))


def _tell_class_teacher(participation: Participation) -> None:
    """When the last page of the class is ready, and not 25 times (BR-52)."""
    waiting = ParentSummary.objects.filter(
        participation__trial=participation.trial, participation__class_group=participation.class_group_id, status=Status.COLLECTING
    )
    if not waiting.filter(participation__status=Participation.Status.ATTENDED).exists():
        teachers = notices.holders(participation.trial.school_id, "class_teacher", class_groups=[participation.class_group_id])
        message = gettext_lazy("The parents' pages of trial %(trial)s are ready to sign.")
        notices.tell(
            teachers, message, url_name="profprobes:summary_look", args=(participation.trial_id,), trial=participation.trial.number
        )


@transaction.atomic
def edit_summary(*, summary: ParentSummary, extra_kk: str, extra_ru: str, next_steps: Sequence[str], by: User) -> ParentSummary:
    """The class teacher adds one sentence and ticks the next steps; the facts stay. A signed page becomes a new version. Raises OneSentence."""
    extra_kk, extra_ru = (" ".join(text.split()) for text in (extra_kk, extra_ru))
    for text in (extra_kk, extra_ru):
        if len(text) > 300 or _SENTENCE_END.search(text):
            raise errors.OneSentence
    summary = ParentSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    values = {
        "extra_kk": extra_kk,
        "extra_ru": extra_ru,
        "next_steps": [step for step in ParentSummary.NextStep.values if step in next_steps],
    }
    if all(getattr(summary, name) == value for name, value in values.items()):
        return summary
    for name, value in values.items():
        setattr(summary, name, value)
    summary.save(update_fields=list(values))
    if summary.may("change"):
        _open_version(summary, by=by)
    return summary


@transaction.atomic
def set_next_steps(*, summaries: Iterable[ParentSummary], next_steps: Sequence[str], by: User) -> int:
    """Tick the same next steps for many families; pages that are signed keep theirs. Answers how many pages took them."""
    steps = [step for step in ParentSummary.NextStep.values if step in next_steps]
    rows = ParentSummary.objects.filter(pk__in=[summary.pk for summary in summaries], status__in=[Status.COLLECTING, Status.READY])
    return rows.update(next_steps=steps)


@transaction.atomic
def sign_summaries(*, trial: Trial, by: User, summaries: Iterable[ParentSummary] | None = None) -> DocumentBatch:
    """«Sign all»: freeze the line of every ready page that the person may sign, give each family its link, order ONE batch with one paper per child in
    the language of its family, and write to the families. Pages that another request has just signed are left alone.

    Raises NothingToSign.
    """
    rows = ParentSummary.objects.select_for_update(of=("self",)).filter(participation__trial=trial, status=Status.READY)
    if summaries is not None:
        rows = rows.filter(pk__in=[summary.pk for summary in summaries])
    ready = [row for row in rows.order_by("pk").select_related("participation__trial") if by.has_perm("profprobes.sign_parentsummary", row)]
    if not ready:
        raise errors.NothingToSign
    known = {row.pk: row for row in for_summaries(Participation.objects.filter(pk__in=[summary.participation_id for summary in ready]))}
    for summary in ready:
        summary.participation = known[summary.participation_id]
        _sign(summary, by=by)
    batch = request_batch(
        type_code=FORM,
        sources=ready,
        language=family_language,
        by=by,
        scope=trial,
        title=": ".join((_("Parents' pages"), f"{trial.title}, {_classes(ready)}")),
    )
    for summary in ready:
        _write_to_family(summary, by=by)
    return batch


def _classes(summaries: list[ParentSummary]) -> str:
    return ", ".join(sorted({summary.participation.class_group.name for summary in summaries}))


def _sign(summary: ParentSummary, *, by: User) -> None:
    if not _is_complete(summary.participation):
        missing = "; ".join(str(part.text) for part in missing_parts(summary.participation) if part.blocking)
        raise errors.SummaryNotReady(pupil=summary.participation.pupil.short_name, missing=missing)
    summary.personal_line = personal_lines(summary.participation)
    summary.signed_by, summary.signed_at = by, timezone.now()
    summary.move("sign", by=by, save_also=("personal_line", "signed_by", "signed_at"))
    for guardian in guardians_of(summary):
        summary_link(summary, guardian, by=by)


def guardians_of(summary: ParentSummary) -> list[GuardianLink]:
    """Guardians in standing who may get a link: whoever gave the consent first, then in the order they were entered."""
    taking_part = summary.participation
    if taking_part.pupil.birth_date is None:
        return []
    answered = [consent.guardian_id for consent in family_answer(taking_part).counting]
    active = list(GuardianLink.objects.filter(child=taking_part.pupil).active().order_by("pk"))
    return sorted(active, key=lambda guardian: (guardian.pk not in answered, guardian.pk))


def family_language(summary: ParentSummary) -> str:
    """The language of the family's paper: of the guardian who answered, else of the first one, else of the class."""
    guardians = guardians_of(summary) or list(GuardianLink.objects.filter(child=summary.participation.pupil_id).active().order_by("pk"))
    language = guardians[0].language if guardians else summary.participation.class_group.language
    return "kk" if language == "kk" else "ru"


def _living_link(summary: ParentSummary, guardian: GuardianLink | None = None) -> OneTimeLink | None:
    links = OneTimeLink.objects.about(summary).filter(purpose=OneTimeLink.Purpose.SUMMARY, guardian__status=GuardianLink.Status.ACTIVE)
    links = links.exclude(status__in=[OneTimeLink.Status.REVOKED, OneTimeLink.Status.EXPIRED])
    return (links.filter(guardian=guardian) if guardian else links).order_by("pk").first()


def summary_link(summary: ParentSummary, guardian: GuardianLink, *, by: User | None) -> OneTimeLink:
    """The family's link to its page: one for all versions, so that the QR on an older paper opens the present page."""
    expires = timezone.now() + dt.timedelta(days=LINK_DAYS)
    return _living_link(summary, guardian) or issue_link(
        purpose=OneTimeLink.Purpose.SUMMARY, object=summary, guardian=guardian, expires_at=expires, by=by
    )


def family_url(summary: ParentSummary) -> str:
    """The address behind the QR on the paper: the page of this family, which asks for the birth date; empty while the family has no link."""
    link = next((found for guardian in guardians_of(summary) if (found := _living_link(summary, guardian))), None)
    return link_url(link) if link else ""


def shown_artefacts(participation: Participation) -> list[Artefact]:
    """What this family may see now: the child's own files that the child agreed to keep in the portfolio (BR-40) and the photo permission lets show."""
    form = getattr(participation, "form", None)
    if form is None or not form.artefact_consent:
        return []
    own = [row for row in participation.artefacts.all() if row.owner_id == participation.pupil_id and row.status == Artefact.Status.READY]
    levels = photo_levels(own)
    return [row for row in own if may_be_shown(row, levels)]


def _write_to_family(summary: ParentSummary, *, by: User) -> int:
    """A letter to each guardian; answers how many went out."""
    from ..queries.families import contact_of

    teacher, count = contact_of(summary.participation), 0
    for guardian in guardians_of(summary):
        count += letters.send_summary(summary, summary_link(summary, guardian, by=by), teacher=teacher) is not None
    return count


@transaction.atomic
def send_summary_again(*, summary: ParentSummary, by: User) -> int:
    """Write to the family again, with the same address or a new one where the old is dead; answers how many letters went out. Raises NotSigned."""
    summary = ParentSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if summary.status not in (Status.SIGNED, Status.DELIVERED):
        raise errors.NotSigned
    return _write_to_family(summary, by=by)


@transaction.atomic
def hand_over(*, summaries: Iterable[ParentSummary], by: User) -> int:
    """«Handed over on paper» for signed pages; answers how many. Raises NotSigned when none of them is signed."""
    rows = list(
        ParentSummary.objects.select_for_update(of=("self",)).filter(pk__in=[summary.pk for summary in summaries], status=Status.SIGNED)
    )
    if not rows:
        raise errors.NotSigned
    for summary in rows:
        _deliver(summary, ParentSummary.Handed.PAPER, by=by)
    return len(rows)


@transaction.atomic
def open_summary(*, summary: ParentSummary) -> ParentSummary:
    """The family has opened its page."""
    summary = ParentSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if summary.status == Status.SIGNED:
        _deliver(summary, ParentSummary.Handed.LINK, by=None)
    return summary


def _deliver(summary: ParentSummary, how: str, *, by: Any) -> None:
    summary.delivered_at, summary.delivered_how = timezone.now(), how
    summary.move("deliver", by=by, save_also=("delivered_at", "delivered_how"))


@transaction.atomic
def follow_photo(*, participation: Participation) -> None:
    """The photo permission went down: signed papers get a version without what may no longer be shown, at once and without a new signature, since no
    fact changes (BR-26). A paper that cannot be made anew is withdrawn: the family's «no» does not wait.
    """
    summary = ParentSummary.objects.select_for_update(of=("self",)).filter(participation=participation).first()
    if summary is None or summary.signed_by is None:
        return
    old = IssuedDocument.objects.of(summary).filter(type_code=FORM).latest_versions()
    made = [
        _make_anew(summary, document) for document in old.filter(status__in=[IssuedDocument.Status.PROJECT, IssuedDocument.Status.IN_FORCE])
    ]
    if any(made):
        summary.version += 1
        summary.save(update_fields=["version"])


def _make_anew(summary: ParentSummary, document: IssuedDocument) -> bool:
    """Order the next version; False when the paper showed nothing that has to go."""
    reason = _("Removed at the family's request")
    try:
        with transaction.atomic():
            fresh = request_document(type_code=FORM, source=summary, language=document.language, by=summary.signed_by, reason=reason)
    except DomainError:
        log.warning("The parents' page %s cannot be made anew, its paper is withdrawn", summary.pk)
        if document.is_ready:
            withdraw_document(document=document, by=summary.signed_by, reason=reason)
        return True
    return fresh.pk != document.pk


def latest_paper(summary: ParentSummary, language: str | None = None) -> IssuedDocument | None:
    """The newest paper of the page, in the language if one is named."""
    papers = IssuedDocument.objects.of(summary).filter(type_code=FORM).latest_versions()
    return (papers.filter(language=language) if language else papers).first()


SUMMARY_ROWS = Prefetch("summary", queryset=ParentSummary.objects.select_related("signed_by"))
