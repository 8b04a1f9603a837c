"""Words that go to families by e-mail or SMS, in the language of each guardian. A letter names the child shyly: it may be forwarded (§9 case 6)."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import messages
from accounts.links import Contact, link_url
from accounts.models import Delivery, GuardianLink, OneTimeLink
from core import dates

from ..models import ParentConsent, ParentSummary, Participation


def _values(participation: Participation, guardian: GuardianLink, link: OneTimeLink, teacher: Contact | None) -> dict[str, Any]:
    session = participation.trial.visit
    language = guardian.language
    return {
        "child": participation.pupil.shy_name,
        "school": participation.trial.school.short_name_in(language),
        "trial": participation.trial.programme.name_in(language),
        "when": f"{dates.day(session.starts, language)}, {dates.times(session.starts, session.ends)}" if session else "",
        "until": f"{dates.day_month(link.expires_at, language)}, {dates.clock(link.expires_at)}",
        "url": link_url(link),
        "teacher": f"{teacher.name}, {teacher.phone}" if teacher else participation.trial.school.short_name_in(language),
    }


def send_ask(consent: ParentConsent, *, teacher: Contact | None, again: bool = False) -> Delivery | None:
    """The invitation to answer, or (``again``) its reminder with the same address. None where there is no way to reach the guardian."""
    assert consent.link is not None
    with messages.in_language_of(consent.guardian):
        values = _values(consent.participation, consent.guardian, consent.link, teacher)
        if messages.channel_for(consent.guardian) == Delivery.Channel.SMS:
            return _send(consent.guardian, "", _("%(school)s: consent for %(child)s, career trial %(when)s. Answer: %(url)s"), values)
        subject = _("Reminder: the school waits for your answer") if again else _("Your answer is needed: a career trial")
        body = _(
            "Hello!\n\n%(school)s invites %(child)s to a career trial: “%(trial)s”, %(when)s.\n\n"
            "Please read the details and answer, it takes two minutes:\n%(url)s\n\n"
            "The page asks for the child's birth date, so please do not pass the link on. It is open until %(until)s.\n"
            "Questions: %(teacher)s"
        )
        return _send(consent.guardian, subject, body, values)


def send_reconfirm(consent: ParentConsent, *, teacher: Contact | None) -> Delivery | None:
    """Something that was agreed has changed: one tap confirms it again (BR-24)."""
    assert consent.link is not None
    with messages.in_language_of(consent.guardian):
        values = _values(consent.participation, consent.guardian, consent.link, teacher)
        if messages.channel_for(consent.guardian) == Delivery.Channel.SMS:
            return _send(consent.guardian, "", _("%(school)s: the career trial of %(child)s has changed, please confirm: %(url)s"), values)
        body = _(
            "Hello!\n\nThe career trial “%(trial)s” of %(child)s has changed. New time: %(when)s.\n\n"
            "The page shows only what has changed; one tap confirms your consent:\n%(url)s\n\nQuestions: %(teacher)s"
        )
        return _send(consent.guardian, _("Please confirm again: the career trial has changed"), body, values)


def send_called_off(consent: ParentConsent, *, when: Any, teacher: Contact | None, cancelled: bool) -> Delivery | None:
    """The visit does not take place at its time. Says no reason: it may be the partner's own affair."""
    guardian, school = consent.guardian, consent.participation.trial.school
    with messages.in_language_of(guardian):
        values = {
            "child": consent.participation.pupil.shy_name,
            "school": school.short_name_in(guardian.language),
            "trial": consent.participation.trial.programme.name_in(guardian.language),
            "when": str(when),
            "teacher": f"{teacher.name}, {teacher.phone}" if teacher else school.short_name_in(guardian.language),
        }
        if messages.channel_for(guardian) == Delivery.Channel.SMS:
            short = _("%(school)s: the career trial of %(child)s on %(when)s is cancelled. Questions: %(teacher)s")
            later = _("%(school)s: the career trial of %(child)s on %(when)s is postponed, a new time follows. Questions: %(teacher)s")
            return _send(guardian, "", short if cancelled else later, values)
        if cancelled:
            body = _("Hello!\n\nThe career trial “%(trial)s” of %(child)s on %(when)s is cancelled.\n\nQuestions: %(teacher)s")
            return _send(guardian, _("The career trial is cancelled"), body, values)
        body = _(
            "Hello!\n\nThe career trial “%(trial)s” of %(child)s on %(when)s is postponed. When there is a new time, you get a link and confirm it "
            "with one tap.\n\nQuestions: %(teacher)s"
        )
        return _send(guardian, _("The career trial is postponed"), body, values)


def send_summary(summary: ParentSummary, link: OneTimeLink, *, teacher: Contact | None) -> Delivery | None:
    """The parents' page is signed and waits for the family."""
    guardian = link.guardian
    assert guardian is not None
    with messages.in_language_of(guardian):
        values = _values(summary.participation, guardian, link, teacher)
        if messages.channel_for(guardian) == Delivery.Channel.SMS:
            return _send(guardian, "", _("%(school)s: how the career trial of %(child)s went: %(url)s"), values)
        body = _(
            "Hello!\n\nThe class teacher has signed the page about the career trial “%(trial)s” of %(child)s (%(when)s).\n\n"
            "What the child did, what the mentor noticed, what may come next:\n%(url)s\n\n"
            "The page asks for the child's birth date and opens for your family only.\nQuestions: %(teacher)s"
        )
        return _send(guardian, _("How the career trial went"), body, values)


def _send(guardian: GuardianLink, subject: str, body: str, values: dict[str, Any]) -> Delivery | None:
    subject = f"{_('Köpir')}: {subject}" if subject else ""
    return messages.send_to_guardian(guardian=guardian, subject=subject, body=body % values)


def link_ends(participation: Participation) -> Any:
    """When a consent link closes: S9 days from now, never past the start of the visit (BR-21)."""
    ends = timezone.now() + dt.timedelta(days=settings.TRIALS["CONSENT_LINK_DAYS"])
    session = participation.trial.visit
    return min(ends, session.starts) if session else ends
