"""What stands behind the links that the network sends to families, whom they call, and pages of higher rooms that the network points to."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.links import Contact, on_revoked, register_contact, register_door
from accounts.models import OneTimeLink, User
from accounts.services import notify

from .models import ConsentRequest, Role, RoleAssignment

_guardians_page: list[Callable[[User], str]] = []


def register_guardians_page(address: Callable[[User], str]) -> None:
    """A higher room says where a child's legal representatives are entered; the last one counts."""
    _guardians_page[:] = [address]


def guardians_url(child: User) -> str:
    """The page of the child's representatives, empty where no room has one."""
    return _guardians_page[0](child) if _guardians_page else ""


def _request_behind(link: OneTimeLink) -> ConsentRequest | None:
    target = link.object
    return target if isinstance(target, ConsentRequest) else None


def class_teachers(asked: ConsentRequest) -> list[User]:
    """Class teachers of the class today."""
    rows = RoleAssignment.objects.current().filter(role=Role.CLASS_TEACHER, class_group=asked.class_group_id)
    return [row.membership.user for row in rows.select_related("membership__user")]


def contact(link: OneTimeLink) -> Contact | None:
    """The class teacher with a phone, else the school."""
    asked = _request_behind(link)
    if asked is None:
        return None
    for teacher in class_teachers(asked):
        if teacher.phone:
            return Contact(name=teacher.full_name, phone=teacher.phone)
    school = asked.class_group.organisation
    return Contact(name=school.short_name, phone=school.phone) if school.phone else None


def tell_about_revoked(link: OneTimeLink) -> None:
    """Five wrong birth dates: the class teacher sends a new link (NR11)."""
    asked = _request_behind(link)
    if asked is None or link.guardian is None:
        return
    child = link.guardian.child
    address = reverse("network:pupil_consents", args=[asked.class_group_id, child.pk])
    sentence = gettext_noop("The link for the family of %(pupil)s was closed after five wrong birth dates. Send a new one.")
    for teacher in class_teachers(asked):
        notify(teacher, sentence, address, params={"pupil": child.short_name})


def consent_door(request: Any, link: OneTimeLink) -> Any:
    """The question of a class."""
    from .views import family_question

    return family_question.question(request, link)


def connect() -> None:
    """Register; called once when the app is ready."""
    register_door(OneTimeLink.Purpose.CONSENT, consent_door, model="network.consentrequest")
    register_contact(contact)
    on_revoked(tell_about_revoked)
