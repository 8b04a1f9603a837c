"""The answers of families: given, declined, withdrawn, confirmed again, on paper, settled (BR-21 to BR-26).

Every answer is one transaction under row locks (pupil → participation → consent) and ends in ``family_changed``: the photo level that counts, the
admission of the pupil, the parents' page. Each answer also writes accounts.Consent TRIAL and PHOTO for the trial: what every other room checks.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import consents as base
from accounts.errors import NotTheGuardian
from accounts.links import mark_used
from accounts.models import Consent, ConsentPurpose, ConsentText, GuardianLink, OneTimeLink, PhotoLevel, User
from portfolio.models import Artefact
from portfolio.services import block_artefacts, unblock_artefacts

from .. import errors_family as errors
from ..errors import TooLate
from ..family import DECLINED, DISAGREE, FAMILY, WITHDRAWN, family_answer, pupil_photo_level
from ..models import ParentConsent, Participation, Trial
from . import group, notices
from .consent_papers import follow_consents, follow_photo_lists
from .terms import photo_limit, terms_of

Status, Channel = ParentConsent.Status, ParentConsent.Channel


@dataclass(frozen=True)
class ConsentAnswer:
    """What a guardian answered. ``photo`` is a PhotoLevel or empty for «not answered», which forbids; ``typed_name`` is the signature."""

    participates: bool
    personal_data: bool | None = None
    photo: str = ""
    travel: bool | None = None
    emergency_care: bool | None = None
    health_note: str = ""
    typed_name: str = ""
    language: str = "kk"

    @property
    def is_given(self) -> bool:
        """BR-22: takes part and personal data."""
        return self.participates and bool(self.personal_data)


def lock_consent(consent: ParentConsent) -> ParentConsent:
    """The consent as it is now, with pupil, participation and row held: two guardians, or two taps of one, queue here."""
    User.objects.select_for_update(of=("self",)).get(pk=consent.participation.pupil_id)
    Participation.objects.select_for_update(of=("self",)).get(pk=consent.participation_id)
    rows = ParentConsent.objects.select_for_update(of=("self",)).select_related(
        "guardian", "participation__pupil", "participation__trial", "link"
    )
    return rows.get(pk=consent.pk)


def visit_has_begun(trial: Trial) -> bool:
    """Too late for a first answer: the visit runs, is over, or its hour has come."""
    session = trial.visit
    over = trial.status not in {Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.MOVED}
    return over or (session is not None and session.starts <= timezone.now())


@transaction.atomic
def answer_consent(*, consent: ParentConsent, answer: ConsentAnswer, link: OneTimeLink | None = None) -> ParentConsent:
    """A guardian answers through the link. The link is used up by it: later openings show the saved answer (BR-21).

    Raises AlreadyAnswered (a second submit changes nothing), TooLate, AboveTheLimit, PersonalDataNeeded.
    """
    consent = lock_consent(consent)
    if _is_used(link or consent.link):
        raise errors.AlreadyAnswered
    if answer.participates and not answer.personal_data:
        raise errors.PersonalDataNeeded
    _save_answer(consent, answer, channel=Channel.LINK, signed_at=timezone.now(), by=None)
    if used := (link or consent.link):
        mark_used(link=used)
    return consent


def _is_used(link: OneTimeLink | None) -> bool:
    return link is not None and OneTimeLink.objects.filter(pk=link.pk, status=OneTimeLink.Status.USED).exists()


@transaction.atomic
def enter_paper_consent(
    *, participation: Participation, guardian: GuardianLink, answer: ConsentAnswer, scan: Any, signed_on: dt.date, by: Any
) -> ParentConsent:
    """The class teacher, who has compared them, enters the signed paper with its scan; it counts from the paper's date (BR-23).

    ``scan`` is a core.uploads.CheckedFile. Raises ScanMissing, PaperDateWrong, NotTheGuardian, TooLate, AboveTheLimit.
    """
    if scan is None:
        raise errors.ScanMissing
    if signed_on > timezone.localdate():
        raise errors.PaperDateWrong
    if guardian.child_id != participation.pupil_id or guardian.status != GuardianLink.Status.ACTIVE:
        raise NotTheGuardian
    consent, _made = ParentConsent.objects.get_or_create(
        participation=participation, guardian=guardian, defaults={"language": guardian.language}
    )
    consent = lock_consent(consent)
    signed_at = timezone.make_aware(dt.datetime.combine(signed_on, dt.time(12)))
    _save_scan(consent, scan)
    _save_answer(consent, answer, channel=Channel.PAPER, signed_at=min(signed_at, timezone.now()), by=by)
    if consent.link_id and consent.link:
        mark_used(link=consent.link)  # the open link must not overwrite the paper; it shows the saved answer now
    return consent


def _save_scan(consent: ParentConsent, scan: Any) -> None:
    consent.scan.save(f"paper{scan.extension}", ContentFile(scan.content), save=False)


def _save_answer(consent: ParentConsent, answer: ConsentAnswer, *, channel: str, signed_at: dt.datetime, by: Any) -> None:
    trial = consent.participation.trial
    if visit_has_begun(trial):
        raise TooLate
    if answer.photo and PhotoLevel(answer.photo).rank > photo_limit(trial).rank:
        raise errors.AboveTheLimit
    _write(consent, answer, channel=channel, signed_at=signed_at)
    _move(consent, given=answer.is_given, by=by)
    consent.save()
    record_answer(consent)
    family_changed(consent.participation)
    _tell_class_teacher(consent.participation, but=by)


def _move(consent: ParentConsent, *, given: bool, by: Any) -> None:
    """To «given» or «not given» from wherever the row stands: an expired link is answered on paper, a later paper turns a «yes» into a «no»."""
    if consent.status in ({Status.GIVEN} if given else {Status.DECLINED, Status.WITHDRAWN}):
        return
    if consent.status == Status.EXPIRED:
        consent.move("send_again", by=by)
    elif consent.status == Status.GIVEN:
        consent.move("ask_again", by=by)
    consent.move("give" if given else "decline", by=by)


def _write(consent: ParentConsent, answer: ConsentAnswer, *, channel: str, signed_at: dt.datetime) -> None:
    """Put the answer into the row; a refusal keeps nothing but itself."""
    given = answer.is_given
    text = ConsentText.objects.current(ConsentPurpose.TRIAL)
    consent.participates, consent.personal_data = answer.participates, answer.personal_data
    consent.photo_permission = answer.photo if given else ""
    consent.travel, consent.emergency_care = (answer.travel, answer.emergency_care) if given else (None, None)
    consent.health_note = answer.health_note.strip() if given else ""
    consent.typed_name, consent.language, consent.channel = " ".join(answer.typed_name.split()), answer.language, channel
    consent.signed_at, consent.text_version = signed_at, text.version if text else 1
    consent.terms = terms_of(consent.participation.trial)
    consent.set_aside_at, consent.set_aside_by, consent.set_aside_note, consent.brings_child = None, None, "", False


def record_answer(consent: ParentConsent) -> None:
    """Write the answer into accounts.Consent for this guardian and this trial. A given consent without a photo answer forbids photos; a withdrawn one
    is a refusal, which holds against the other guardian's «yes» (BR-23).
    """
    if consent.guardian.status != GuardianLink.Status.ACTIVE:
        return
    taking_part, paper = consent.participation, consent.channel == Channel.PAPER
    about: dict[str, Any] = {"subject": taking_part.pupil, "scope": taking_part.trial, "guardian": consent.guardian}
    about["channel"] = Consent.Channel.PAPER if paper else Consent.Channel.LINK
    about["given_at"] = timezone.now() if consent.status == Status.WITHDRAWN else consent.signed_at
    if consent.status == Status.GIVEN:
        base.grant_consent(purpose=ConsentPurpose.TRIAL, **about)
        base.grant_consent(purpose=ConsentPurpose.PHOTO, level=consent.photo_permission or PhotoLevel.NO, **about)
    else:
        base.refuse_consent(purpose=ConsentPurpose.TRIAL, **about)
        base.refuse_consent(purpose=ConsentPurpose.PHOTO, **about)


@transaction.atomic
def confirm_consent(*, consent: ParentConsent, travel: bool | None = None) -> ParentConsent:
    """One tap on the «only the difference» page: what was agreed holds under the new terms (BR-24). Raises NotGivenNow, TooLate.

    ``travel`` is asked where the visit now leaves the school and did not before.
    """
    consent = lock_consent(consent)
    trial = consent.participation.trial
    if consent.status != Status.RECONFIRM:
        raise errors.NotGivenNow
    if visit_has_begun(trial):
        raise TooLate
    consent.terms, consent.signed_at, consent.channel = terms_of(trial), timezone.now(), Channel.LINK
    if travel is not None:
        consent.travel = travel
    if consent.photo_permission:
        consent.photo_permission = PhotoLevel.lowest(consent.photo_permission, photo_limit(trial))
    consent.move("give", by=None, save_also=("terms", "signed_at", "channel", "travel", "photo_permission"))
    if consent.link:
        mark_used(link=consent.link)
    record_answer(consent)
    family_changed(consent.participation)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: ParentConsent, by: Any = None, reason: str = "") -> ParentConsent:
    """End a given consent at once; the family gives no reason (BR-26). ``by`` is the class teacher who acts on a written request, with its date as reason.

    Pictures of the child leave pages, papers and links in the same transaction. Raises NotGivenNow.
    """
    consent = lock_consent(consent)
    if not consent.may("withdraw"):
        raise errors.NotGivenNow
    consent.move("withdraw", by=by, reason=reason)
    record_answer(consent)
    family_changed(consent.participation)
    _tell_class_teacher(consent.participation, but=by)
    return consent


@transaction.atomic
def decline_again(*, consent: ParentConsent) -> ParentConsent:
    """The answer to the changed terms is «no». Raises NotGivenNow."""
    consent = lock_consent(consent)
    if consent.status != Status.RECONFIRM:
        raise errors.NotGivenNow
    consent.signed_at = timezone.now()
    consent.move("decline", by=None, save_also=("signed_at",))
    record_answer(consent)
    family_changed(consent.participation)
    _tell_class_teacher(consent.participation)
    return consent


@transaction.atomic
def change_photo(*, consent: ParentConsent, level: str) -> ParentConsent:
    """The family chooses another photo permission, at any time, also after the visit; a lower one acts at once. Raises NotGivenNow, AboveTheLimit."""
    consent = lock_consent(consent)
    if consent.status != Status.GIVEN:
        raise errors.NotGivenNow
    if PhotoLevel(level).rank > photo_limit(consent.participation.trial).rank:
        raise errors.AboveTheLimit
    if consent.photo_permission == level:
        return consent
    consent.transitions.create(action="change_photo", source=consent.photo_permission, target=level, by=None)
    consent.photo_permission = level
    consent.save(update_fields=["photo_permission"])
    channel = Consent.Channel.LINK
    taking_part = consent.participation
    base.grant_consent(
        subject=taking_part.pupil,
        scope=taking_part.trial,
        guardian=consent.guardian,
        purpose=ConsentPurpose.PHOTO,
        level=level,
        channel=channel,
    )
    family_changed(taking_part)
    return consent


@transaction.atomic
def settle_disagreement(*, participation: Participation, holds: ParentConsent, note: str, by: Any) -> Participation:
    """The class teacher records how two guardians who answered differently have agreed: the other side's answers no longer count (BR-23).

    Raises NoDisagreement, NoteMissing.
    """
    if not note.strip():
        raise errors.NoteMissing
    holds = lock_consent(holds)
    participation = fresh(participation)
    if family_answer(participation).state != "disagree" or holds.participation_id != participation.pk:
        raise errors.NoDisagreement
    agrees = {Status.GIVEN, Status.RECONFIRM}
    for other in participation.consents.all():
        if other.set_aside_at is None and other.status in ParentConsent.ANSWERED and (other.status in agrees) != (holds.status in agrees):
            _set_aside(other, note=note.strip()[:300], by=by)
    family_changed(participation)
    return participation


def _set_aside(consent: ParentConsent, *, note: str, by: Any) -> None:
    consent.set_aside_at, consent.set_aside_by, consent.set_aside_note = timezone.now(), by, note
    consent.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_note"])
    consent.transitions.create(action="set_aside", source=consent.status, target=consent.status, by=by, reason=note)
    mine = Consent.objects.about(consent.participation.trial).filter(
        guardian=consent.guardian, status=Consent.Status.REFUSED, ended_at__isnull=True
    )
    for refusal in mine:
        base.settle_refusal(refusal=refusal, by=by, reason=note)


@transaction.atomic
def note_brings_child(*, consent: ParentConsent, brings: bool, by: Any) -> ParentConsent:
    """The class teacher notes that a family that said «no» to the trip brings the child itself (BR-22)."""
    consent = lock_consent(consent)
    if consent.brings_child != brings:
        consent.brings_child = brings
        consent.save(update_fields=["brings_child"])
        consent.transitions.create(
            action="brings_child" if brings else "brings_child_no", source=consent.status, target=consent.status, by=by
        )
        family_changed(consent.participation)
    return consent


def fresh(participation: Participation) -> Participation:
    """The participation with everything that weighing its family's answers reads."""
    return Participation.objects.select_related("pupil", "trial__school", "form").prefetch_related(*FAMILY).get(pk=participation.pk)


def family_changed(participation: Participation) -> None:
    """After every change of an answer: photo level, admission, parents' page, printed consents. The caller holds the locks."""
    set_photo_effective(participation)
    group.refresh_admission(participation=participation)
    follow_consents(participation)


ANSWERS_TO_TELL = {
    DISAGREE: _("The guardians of %(pupil)s have answered differently. Talk to the family."),
    DECLINED: _("The family of %(pupil)s has not given its consent."),
    WITHDRAWN: _("The family of %(pupil)s has withdrawn its consent."),
    "no_trip": _("The family of %(pupil)s agrees, but not to the trip. Agree how the child gets there."),
    "no_care": _("The family of %(pupil)s asks for a call before emergency care."),
}


def _tell_class_teacher(participation: Participation, *, but: Any = None) -> None:
    """Only what the class teacher has to act on; a plain «yes» is seen on the desk."""
    answer = family_answer(fresh(participation))
    codes = [answer.state] if answer.state in ANSWERS_TO_TELL else []
    if answer.is_given:
        codes += [code for code, silent in (("no_trip", answer.travel), ("no_care", answer.emergency_care)) if not silent]
    teachers = notices.holders(participation.trial.school_id, "class_teacher", class_groups=[participation.class_group_id])
    for code in codes:
        notices.tell(
            teachers,
            ANSWERS_TO_TELL[code],
            url_name="profprobes:family",
            args=(participation.pk,),
            but=but,
            pupil=participation.pupil.short_name,
        )


def effective_photo_level(participation: Participation) -> PhotoLevel:
    """BR-25: the lowest of the site's rule, the school's choice, the guardians and the pupil, and of what they said about photos in the whole portal."""
    session = participation.trial.visit
    day = timezone.localtime(session.starts).date() if session else timezone.localdate()
    levels = [photo_limit(participation.trial), family_answer(participation).photo, pupil_photo_level(participation, day)]
    return PhotoLevel.lowest(*levels, *base.photo_caps(subjects=[participation.pupil]).values())


@transaction.atomic
def follow_portal_photo(consent: Consent) -> None:
    """The answer about photos in the whole portal changed: pictures, pages and papers of every trial of the child follow at once (NR13)."""
    if consent.purpose == ConsentPurpose.PHOTO and consent.content_type_id is None:
        for participation in Participation.objects.filter(pupil=consent.subject_id):
            set_photo_effective(participation)


@transaction.atomic
def set_photo_effective(participation: Participation) -> PhotoLevel:
    """Bring Participation.photo_effective up to date. A lower level acts at once on pictures, pages and papers (BR-26); answers the level that counts.

    To be called after every change of what BR-25 reads: also by the pupil's questionnaire, the site's rule, the school's choice.
    """
    from . import summaries

    participation = fresh(participation)
    before, after = PhotoLevel(participation.photo_effective), effective_photo_level(participation)
    if before != after:
        Participation.objects.filter(pk=participation.pk).update(photo_effective=after)
        participation.photo_effective = after
    pictures = list(participation.artefacts.all())
    if after == PhotoLevel.NO:
        block_artefacts(artefacts=pictures)
    elif before == PhotoLevel.NO:
        unblock_artefacts(artefacts=pictures)
    if after.rank < before.rank:
        for row in [participation, *_shown_with(participation)]:
            summaries.follow_photo(participation=row)
    if before != after:
        follow_photo_lists(participation.trial)
    return after


def _shown_with(participation: Participation) -> list[Participation]:
    """Others of the trial whose pictures show several children: each of these takes the lowest permission of everyone on it (BR-25, §9.9)."""
    others = Participation.objects.filter(trial=participation.trial_id, artefacts__people=Artefact.People.MINORS)
    return list(others.exclude(pk=participation.pk).distinct())


@transaction.atomic
def follow_photo_rules(*, trial: Trial) -> None:
    """The site's rule or the school's choice changed: the levels of all pupils of the trial follow (BR-25)."""
    for participation in Participation.objects.filter(trial=trial).order_by("pk"):
        set_photo_effective(participation)
