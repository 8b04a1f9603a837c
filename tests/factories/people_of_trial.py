"""Everybody who may look at a trial, and their namesakes from elsewhere; for matrix tests."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from network.models import Role

from .people import ClassGroupFactory, MembershipFactory, PupilFactory, UserFactory, user_with_role
from .trials import TrialWorld


def cast(world: TrialWorld) -> dict[str, Any]:
    """Role code → person, all of the world's own organisations; ``classmate`` is in the class and not in the trial."""
    other_class = ClassGroupFactory(organisation=world.school)
    escort = MembershipFactory(organisation=world.school, role=Role.TEACHER)
    world.trial.accompanying.add(escort)
    return {
        "SC": world.coordinator,
        "CT": world.teacher,
        "CT2": user_with_role(Role.CLASS_TEACHER, world.school, class_group=other_class),
        "T": user_with_role(Role.TEACHER, world.school, class_group=world.class_group),
        "ESC": escort.user,
        "MED": user_with_role(Role.MEDICAL_WORKER, world.school),
        "PSY": user_with_role(Role.PSYCHOLOGIST, world.school),
        "HC": world.host_coordinator,
        "MN": world.mentor,
        "MN2": user_with_role(Role.MENTOR, world.host),
        "PU": world.pupils[0],
        "PU2": world.pupils[1],
        "MATE": PupilFactory(group=world.class_group),
        "RO": user_with_role(Role.REGION_OPERATOR),
        "ED": user_with_role(Role.DEPARTMENT),
        "NONE": UserFactory(),
        "ANON": AnonymousUser(),
    }
