"""Which organisations a person speaks for, told apart by kind; one query per request, kept on the user object."""

from typing import Any

from network.access import COORDINATORS, classes_as, has_role, organisations_as
from network.models import ClassGroup, Organisation, Role


def _coordinated(user: Any) -> list[Organisation]:
    if not hasattr(user, "_coordinated"):
        ids = organisations_as(user, *COORDINATORS)
        user._coordinated = list(Organisation.objects.visible_to(user).filter(pk__in=ids).select_related("region")) if ids else []
    return user._coordinated


def coordinated_schools(user: Any) -> list[Organisation]:
    """Schools in which the person is a coordinator or the head."""
    return [organisation for organisation in _coordinated(user) if organisation.kind == Organisation.Kind.SCHOOL]


def coordinated_hosts(user: Any) -> list[Organisation]:
    """Enterprises, colleges and universities in which the person is a coordinator or the head."""
    hosts = {Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}
    return [organisation for organisation in _coordinated(user) if organisation.kind in hosts]


def taught_classes(user: Any) -> list[ClassGroup]:
    """Classes of which the person is the class teacher."""
    ids = classes_as(user, Role.CLASS_TEACHER)
    return list(ClassGroup.objects.visible_to(user).filter(pk__in=ids).select_related("organisation")) if ids else []


def is_school_staff(user: Any) -> bool:
    """Does the person work with pupils of some school?"""
    return bool(coordinated_schools(user)) or has_role(user, Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST)
