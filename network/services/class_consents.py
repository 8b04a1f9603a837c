"""Consents of a class (S5): one question to all families, links, reminders, paper; answers behind the link (NR11, NR13)."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts import consents
from accounts.links import issue_link, link_url, mark_used
from accounts.messages import in_language_of, send_to_guardian
from accounts.models import Consent, ConsentText, GuardianLink, OneTimeLink, PhotoLevel, User
from accounts.services import notify
from core import dates

from ..errors import AnswerDateWrong, NobodyToAsk, NoConsentText, PaperDateWrong, ScanMissing
from ..models import ClassGroup, ConsentRequest, Enrolment

DAYS = 14  # a guardian's link lives so long unless the class teacher says otherwise (NR11)
AT_MOST_DAYS = 30
OWN_ANSWER_FROM = 16  # years; from then on the person is asked beside the family (NR8)
REMIND_AT_MOST_EVERY = dt.timedelta(hours=1)
NO_GUARDIAN = gettext_lazy("no legal representative is entered")
NO_BIRTH_DATE = gettext_lazy("the birth date is not entered, the link asks for it")
Status = OneTimeLink.Status


@dataclass
class Asked:
    """What came of one sending: links made or sent again, letters that left, who gets paper, whose family could not be asked and why."""

    count: int = 0
    letters: int = 0
    by_hand: list[User] = field(default_factory=list)
    skipped: list[tuple[User, Any]] = field(default_factory=list)


def pupils_of(group: ClassGroup) -> list[User]:
    """Pupils of the class today by the Kazakh alphabet, with their guardians."""
    people = User.objects.filter(pk__in=Enrolment.objects.current().filter(group=group).values("user"))
    return list(people.by_name().prefetch_related("guardians"))


def active_guardians(pupil: User) -> list[GuardianLink]:
    """Confirmed representatives of a pupil whose guardians were fetched."""
    return [row for row in pupil.guardians.all() if row.status == GuardianLink.Status.ACTIVE]


@transaction.atomic
def ask(*, group: ClassGroup, purpose: str, until: dt.date, by: User, pupils: list[User] | None = None) -> Asked:
    """Ask every confirmed guardian of the pupils (all of the class by default) for a consent, and pupils of 16 and older for their own.

    Who has answered the present text is not asked again. Raises AnswerDateWrong, NoConsentText, NobodyToAsk.
    """
    today = timezone.localdate()
    if not today < until <= today + dt.timedelta(days=AT_MOST_DAYS):
        raise AnswerDateWrong
    text = ConsentText.objects.current(purpose)
    if text is None:
        raise NoConsentText
    ClassGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    request = _request(group, purpose, text, until, by)
    asked = Asked()
    links = _links(request)
    for pupil in pupils if pupils is not None else pupils_of(group):
        _ask_family(request, pupil, asked, links, by)
        _ask_pupil(request, pupil, by)
    if not asked.count and not asked.skipped:
        raise NobodyToAsk
    return asked


def _request(group: ClassGroup, purpose: str, text: ConsentText, until: dt.date, by: User) -> ConsentRequest:
    request = ConsentRequest.objects.filter(class_group=group, purpose=purpose, closed_at__isnull=True).first()
    if request is not None and request.text_id == text.pk:
        request.until = until
        request.save(update_fields=["until"])
        return request
    if request is not None:  # another text is another question
        request.closed_at = timezone.now()
        request.save(update_fields=["closed_at"])
    return ConsentRequest.objects.create(class_group=group, purpose=purpose, text=text, until=until, asked_by=by)


def _links(request: ConsentRequest) -> dict[int, OneTimeLink]:
    """The newest link of each guardian to the request."""
    rows = OneTimeLink.objects.about(request).filter(guardian__isnull=False).order_by("pk")
    return {row.guardian_id: row for row in rows if row.guardian_id}


def _lives(link: OneTimeLink | None) -> bool:
    return link is not None and link.status in (Status.ISSUED, Status.OPENED) and link.expires_at > timezone.now()


def _ask_family(request: ConsentRequest, pupil: User, asked: Asked, links: dict[int, OneTimeLink], by: User) -> None:
    guardians = active_guardians(pupil)
    if not guardians:
        asked.skipped.append((pupil, NO_GUARDIAN))
    elif pupil.birth_date is None:
        asked.skipped.append((pupil, NO_BIRTH_DATE))
        return
    for guardian in guardians:
        guardian.child = pupil
        waiting = consents.ask_consent(subject=pupil, text=request.text, until=request.until, by=by, guardian=guardian)
        if waiting is None or _lives(links.get(guardian.pk)):
            continue
        link = issue_link(purpose=OneTimeLink.Purpose.CONSENT, object=request, guardian=guardian, expires_at=_ends(request.until), by=by)
        _write(request, guardian, link, asked)


def _ends(until: dt.date) -> dt.datetime:
    """The last minute of the day in Almaty."""
    return timezone.make_aware(dt.datetime.combine(until, dt.time(23, 59)))


def _ask_pupil(request: ConsentRequest, pupil: User, by: User) -> None:
    if pupil.birth_date is None or dates.years_between(pupil.birth_date, timezone.localdate()) < OWN_ANSWER_FROM:
        return
    row = consents.ask_consent(subject=pupil, text=request.text, until=request.until, by=by)
    if row is not None and pupil.is_active:
        notify(pupil, gettext_noop("Your consent is asked. Read the text and answer."), "/account/data/")


def _write(request: ConsentRequest, guardian: GuardianLink, link: OneTimeLink, asked: Asked, *, again: bool = False) -> None:
    asked.count += 1
    group = request.class_group
    with in_language_of(guardian):
        words = {
            "school": group.organisation.short_name_in(guardian.language),
            "child": guardian.child.shy_name,
            "purpose": request.get_purpose_display(),
            "url": link_url(link),
            "until": dates.day_month(request.until, guardian.language),
        }
        subject = _("Reminder: the school waits for your answer") if again else _("Your answer is needed: %(purpose)s") % words
        text = _(
            "Hello!\n\n%(school)s asks for your consent about %(child)s: %(purpose)s.\n\nPlease read and answer, it takes a minute:\n%(url)s\n\n"
            "The page asks for the child's birth date. It is open until %(until)s."
        )
        sent = send_to_guardian(guardian=guardian, subject=subject, body=text % words)
    if sent:
        asked.letters += 1
    else:
        asked.by_hand.append(guardian.child)


@transaction.atomic
def remind(*, group: ClassGroup, by: User, purpose: str = "", pupils: list[User] | None = None) -> Asked:
    """Write again to every guardian of an open request who has not answered, with the same address; at most once an hour. Raises NobodyToAsk."""
    asked = Asked()
    chosen = {pupil.pk for pupil in pupils} if pupils is not None else None
    requests = (
        ConsentRequest.objects.select_for_update(of=("self",))
        .open()
        .filter(class_group=group)
        .select_related("class_group__organisation", "text")
    )
    for request in requests.filter(**({"purpose": purpose} if purpose else {})):
        waiting = OneTimeLink.objects.about(request).live().select_related("guardian__child")
        for link in waiting:
            guardian = link.guardian
            if (
                guardian is None
                or guardian.status != GuardianLink.Status.ACTIVE
                or (chosen is not None and guardian.child_id not in chosen)
            ):
                continue
            latest = guardian.deliveries.order_by("-created_at").first()
            if timezone.now() - (latest.created_at if latest else link.issued_at) >= REMIND_AT_MOST_EVERY:
                _write(request, guardian, link, asked, again=True)
    if not asked.count:
        raise NobodyToAsk
    return asked


@transaction.atomic
def answer_by_link(*, request: ConsentRequest, link: OneTimeLink, agrees: bool, level: str = "", ip_hash: str = "") -> Consent:
    """A guardian answers behind the link: one answer, later openings show it (bad input 7). Raises NotTheGuardian, LevelMissing."""
    guardian = link.guardian
    assert guardian is not None
    about: dict[str, Any] = {"subject": guardian.child, "purpose": request.purpose, "channel": Consent.Channel.LINK, "guardian": guardian}
    proof: dict[str, Any] = {"text": request.text, "ip_hash": ip_hash}
    answer = consents.grant_consent(**about, level=level, **proof) if agrees else consents.refuse_consent(**about, **proof)
    mark_used(link=link)
    return answer


@transaction.atomic
def enter_paper(
    *, pupil: User, guardian: GuardianLink, purpose: str, agrees: bool, scan: Any, signed_on: dt.date, by: User, level: str = ""
) -> Consent:
    """The class teacher enters a signed paper with its scan; it counts from the paper's date. Raises ScanMissing, PaperDateWrong, NotTheGuardian."""
    if scan is None:
        raise ScanMissing
    if signed_on > timezone.localdate():
        raise PaperDateWrong
    given_at = timezone.make_aware(dt.datetime.combine(signed_on, dt.time(12)))
    about: dict[str, Any] = {
        "subject": pupil,
        "purpose": purpose,
        "channel": Consent.Channel.PAPER,
        "guardian": guardian,
        "given_at": given_at,
    }
    import pghistory

    with pghistory.context(user=by.pk):
        if agrees:
            return consents.grant_consent(**about, level=level or "", scan=scan)
        return consents.refuse_consent(**about, scan=scan)


def standing_answer(guardian: GuardianLink, purpose: str) -> Consent | None:
    """What the guardian says today, or the last word when it was withdrawn."""
    rows = Consent.objects.about(None).filter(subject=guardian.child_id, guardian=guardian, purpose=purpose)
    return rows.exclude(status=Consent.Status.REQUESTED).order_by("-pk").first()


def is_photo(purpose: str) -> bool:
    """Does the purpose have three levels instead of yes and no?"""
    from accounts.models import ConsentPurpose

    return purpose == ConsentPurpose.PHOTO


def level_words(level: str) -> str:
    """A photo permission in words."""
    return str(PhotoLevel(level or PhotoLevel.NO).label)
