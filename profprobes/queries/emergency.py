"""Whom to call at a visit: 112, the school, the partner, the families. As little as needed, only around the visit (BR-49)."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.consents import log_read
from accounts.models import GuardianLink, SensitiveRead
from core.dates import local_date

from ..family import FAMILY, family_answer
from ..models import Participation, TrialSession

READING = "Telephone of a guardian for a visit"
STAY = dt.timedelta(hours=3)  # after the end: the group is on its way home
PHONE = re.compile(r"\+?\d[\d\s()\-]{7,}\d")


@dataclass(frozen=True)
class Contact:
    """One line with its number: ``name`` as little as helps, ``note`` who it is."""

    name: Any
    phone: str
    note: Any = ""


def until(session: TrialSession) -> dt.datetime:
    """When the numbers go."""
    return session.ends + STAY


def are_open(session: TrialSession, moment: dt.datetime | None = None) -> bool:
    """Numbers stand from the morning of the day until three hours after the end, unless the visit has been ended or called off before."""
    moment = moment or timezone.now()
    live = {TrialSession.Status.PLANNED, TrialSession.Status.READY, TrialSession.Status.IN_PROGRESS}
    return session.status in live and local_date(moment) >= local_date(session.starts) and moment <= until(session)


def adults(session: TrialSession) -> list[Contact]:
    """The responsible person, who goes along, the mentor, and the numbers that the site names."""
    trial = session.trial
    members = [trial.responsible, *trial.accompanying.exclude(pk=trial.responsible_id).select_related("user")]
    found = [
        Contact(
            one.user.short_name,
            one.user.phone,
            _("responsible person of the school") if one.pk == trial.responsible_id else _("goes along"),
        )
        for one in members
        if one.user.phone
    ]
    mentor = session.mentor or trial.mentor
    if mentor and mentor.phone:
        found.append(Contact(mentor.membership.user.short_name, mentor.phone, _("mentor of the partner")))
    site = session.booking.slot.site if session.booking else None
    for number in PHONE.findall(site.emergency_contacts if site else ""):
        found.append(Contact(trial.host.short_name, number.strip(), _("emergency number of the partner")))
    return found


def families(session: TrialSession, *, reader: Any) -> list[Contact]:
    """One number per pupil of the group: the guardian who gave the consent, else the first with a telephone. The reading is logged once a day per pupil."""
    rows = (
        Participation.objects.filter(trial=session.trial_id, status__in=["admitted", "attended"])
        .select_related("pupil")
        .prefetch_related(*FAMILY, "pupil__guardians")
        .order_by("pupil__last_name", "pupil__first_name")
    )
    found, read = [], []
    for row in rows:
        guardian = _guardian(row)
        if guardian:
            found.append(Contact(row.pupil.short_name, guardian.phone, guardian.get_relation_display()))
            read.append(row.pupil)
    _log(read, reader)
    return found


def _guardian(row: Participation) -> GuardianLink | None:
    agreed = [consent.guardian for consent in family_answer(row).counting]
    others = [one for one in row.pupil.guardians.all() if one.status == GuardianLink.Status.ACTIVE]
    return next((one for one in (*agreed, *others) if one.phone), None)


def _log(pupils: list[Any], reader: Any) -> None:
    today = SensitiveRead.objects.filter(reader=reader, what=READING, subject__in=pupils, at__date=timezone.localdate())
    known = set(today.values_list("subject_id", flat=True))
    for pupil in pupils:
        if pupil.pk not in known:
            log_read(reader=reader, subject=pupil, what=READING)
