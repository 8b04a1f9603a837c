"""People of the demo school beyond the trials: who is invited, the HR list, consents of a class gathered by the class teacher, a support need."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts import support
from accounts.models import ConsentPurpose, PhotoLevel, SupportNeed
from accounts.models import OneTimeLink as Link

from ..models import ConsentRequest, Membership, Role, RoleAssignment
from ..services import Offer, class_consents, invite, staff

INVITED = (
    ("Мысалова", "Ақбота", "akbota.mysalova@demo.example", (Offer(Role.TEACHER),)),
    ("Үлгібаев", "Санжар", "sanzhar.ulgibaev@demo.example", (Offer(Role.SUPERVISOR), Offer(Role.MENTOR))),
)
ANSWERS = (PhotoLevel.PUBLISH, PhotoLevel.PORTFOLIO, PhotoLevel.PORTFOLIO, PhotoLevel.NO)


def build(region: Any) -> None:
    """Everything through the services, in one school."""
    school, boss = region.organisations["MK12"], region.people["coordinator"]
    for last_name, first_name, email, offers in INVITED:
        invite(organisation=school, roles=offers, by=None, last_name=last_name, first_name=first_name, email=email)
    _staff_records(school, boss)
    _consents(region)
    pupil = region.people.get("pupil")
    if pupil is not None:
        support.enter_need(
            user=pupil,
            kind=SupportNeed.Kind.LOW_RESOURCE,
            valid_from=region.year.starts_on,
            valid_until=region.year.ends_on,
            conditions="Жол ақысы / Оплата проезда",
            by=region.people["teacher"],
        )


def _staff_records(school: Any, boss: Any) -> None:
    """Everybody who works there, some of them young specialists."""
    members = Membership.objects.current().filter(organisation=school, kind=Membership.Kind.STAFF).select_related("user").order_by("pk")
    for number, member in enumerate(members[:10]):
        hired_on = dt.date(2016 + number % 9, 9, 1)
        category = ("teacher", "moderator", "expert", "researcher", "master")[number % 5]
        staff.enter_record(
            user=member.user,
            organisation=school,
            by=boss,
            hired_on=hired_on,
            category=category,
            first_job=hired_on.year >= 2023,
            teaching_since=hired_on,
        )


def _consents(region: Any) -> None:
    """The class teacher asked about photos; some families have answered, the rest have a live link."""
    role = RoleAssignment.objects.current().filter(membership__user=region.people["teacher"], role=Role.CLASS_TEACHER).first()
    if role is None or role.class_group is None:
        return
    until = timezone.localdate() + dt.timedelta(days=class_consents.DAYS)
    class_consents.ask(group=role.class_group, purpose=ConsentPurpose.PHOTO, until=until, by=region.people["teacher"])
    asked = ConsentRequest.objects.get(class_group=role.class_group, purpose=ConsentPurpose.PHOTO)
    for number, link in enumerate(Link.objects.about(asked).live().select_related("guardian__child").order_by("pk")[:8]):
        level = ANSWERS[number % len(ANSWERS)]
        class_consents.answer_by_link(request=asked, link=link, agrees=level != PhotoLevel.NO, level=level)
