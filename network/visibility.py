"""Who knows whom through organisations and classes; registered with accounts when the app is ready."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from .access import COORDINATORS, classes_as, organisations_as
from .models import LEARNERS, Enrolment, Membership, Role

STAFF_ROLES = tuple(role for role in Role if role not in LEARNERS)
SCHOOL_CARERS = (Role.PSYCHOLOGIST, Role.MEDICAL_WORKER)


def _members(organisations: set[int], **extra: Any) -> Q:
    return Q(pk__in=Membership.objects.current().filter(organisation__in=organisations, **extra).values("user"))


def _pupils_of(classes: set[int]) -> Q:
    return Q(pk__in=Enrolment.objects.current(timezone.localdate()).filter(group__in=classes).values("user"))


def colleagues_and_pupils(user: Any) -> Q | None:
    """Colleagues; all people of the organisations one coordinates; pupils of own classes; pupils of the school for its psychologist and nurse."""
    condition = Q(pk__in=[])
    if staff_of := organisations_as(user, *STAFF_ROLES):
        condition |= _members(staff_of, kind=Membership.Kind.STAFF)
    if coordinated := organisations_as(user, *COORDINATORS):
        condition |= _members(coordinated)
    if cared := organisations_as(user, *SCHOOL_CARERS):
        condition |= _members(cared, kind=Membership.Kind.LEARNER)
    if classes := classes_as(user, Role.CLASS_TEACHER, Role.TEACHER):
        condition |= _pupils_of(classes)
    return condition


def children_in_care(user: Any) -> Q | None:
    """Pupils of the class one leads, and learners of the organisation one coordinates: for their guardians, consents and links one answers."""
    condition = Q(pk__in=[])
    if classes := classes_as(user, Role.CLASS_TEACHER):
        condition |= _pupils_of(classes)
    if coordinated := organisations_as(user, *COORDINATORS):
        condition |= _members(coordinated, kind=Membership.Kind.LEARNER)
    return condition
