"""Whom a round tells what, and what it puts into the calendar [003c P2]."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services import notify_all
from network.models import Agreement, AgreementParty, Organisation, Role, RoleAssignment
from network.models.events import EventKind
from network.services.events import add_event
from network.workdays import add_working_days, is_working_day

from ..access import SCHOOL
from ..models import PracticumRound

EVENTS = (
    ("start", EventKind.PLC, "Тәлімгерлер мен кураторларға арналған іске қосу семинары", "Установочный семинар наставников и кураторов"),
    ("middle", EventKind.TEAM, "Аралық жиналыс", "Промежуточное совещание"),
    ("end", EventKind.OTHER, "Комиссия күні", "День комиссии"),
    ("after", EventKind.CONFERENCE, "Қорытынды конференция", "Итоговая конференция"),
)


def partner_schools(row: PracticumRound) -> Any:
    """Schools with which the owner has an agreement on practicum in force on the first day (R5)."""
    owner = row.programme.owner_org_id
    agreements = Agreement.objects.filter(kind="PRAC", parties__organisation=owner).covering(row.starts_on)
    there = AgreementParty.objects.filter(agreement__in=agreements.values("pk")).exclude(organisation=owner).values("organisation")
    return Organisation.objects.filter(pk__in=there, kind=Organisation.Kind.SCHOOL)


def _with_role(organisations: Any, *roles: str) -> Any:
    held = RoleAssignment.objects.current().filter(membership__organisation__in=organisations, role__in=roles)
    return User.objects.filter(pk__in=held.values("membership__user"))


def tell_schools(row: PracticumRound) -> int:
    """Coordinators of the partner schools: places are asked for."""
    people = _with_role(partner_schools(row).values("pk"), *SCHOOL)
    text = gettext_noop("Places are asked for: %(round)s, until %(day)s.")
    return notify_all(
        people, text, reverse("practicum:offers", args=[row.pk]), params={"round": str(row), "day": f"{row.offers_due:%d.%m.%Y}"}
    )


def tell_students(row: PracticumRound) -> int:
    """Students of the institution in the course of the programme: wishes are taken."""
    people = _with_role([row.programme.owner_org_id], Role.STUDENT).filter(
        enrolments__group__course=row.programme.study_year, enrolments__group__organisation=row.programme.owner_org_id
    )
    text = gettext_noop("State your preferences: %(round)s, until %(day)s.")
    url = reverse("practicum:application", args=[row.pk])
    return notify_all(people.distinct(), text, url, params={"round": str(row), "day": f"{row.preferences_due:%d.%m.%Y}"})


def tell_cancelled(row: PracticumRound) -> int:
    """Schools with offers and students with applications."""
    schools = _with_role(row.offers.values("school"), *SCHOOL)
    students = User.objects.filter(practicum_applications__round=row)
    people = {person.pk: person for person in (*schools, *students)}
    return notify_all(
        people.values(), gettext_noop("The round is cancelled: %(round)s."), reverse("practicum:rounds"), params={"round": str(row)}
    )


def put_into_calendar(row: PracticumRound, by: Any) -> None:
    """Kick-off seminar, interim meeting, commission day, final conference: each on a working day at 15:00, to be moved by hand."""
    days = {
        "start": row.starts_on - dt.timedelta(days=7),
        "middle": row.starts_on + (row.ends_on - row.starts_on) / 2,
        "end": row.ends_on,
        "after": row.ends_on + dt.timedelta(days=7),
    }
    owner = row.programme.owner_org
    for key, kind, title_kk, title_ru in EVENTS:
        day = days[key] if is_working_day(days[key]) else add_working_days(days[key], 1)
        starts = timezone.make_aware(dt.datetime.combine(day, dt.time(15)))
        add_event(
            by=by, organisation=owner, host=owner, title_kk=f"{title_kk}: {row.title_kk}"[:200], title_ru=f"{title_ru}: {row.title_ru}"[:200], kind=kind,
            starts=starts, ends=starts + dt.timedelta(minutes=90), place=owner.short_name_ru, override_reason=row.title_ru,
        )  # fmt: skip
