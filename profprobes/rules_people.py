"""Who a person is to a career trial: the predicates that the table of rights (rules.py) is written in."""

from typing import Any

import rules

from network.access import COORDINATORS, classes_as, has_role, holdings, is_self, organisations_as, regions_as
from network.models import LEARNERS, Organisation, Role, Site

from .models import (
    OnlinePart,
    Participation,
    SiteSlot,
    SlotBooking,
    Trial,
    TrialMentor,
    TrialSession,
)

_WAYS_TO_TRIAL = ("trial", "session", "participation", "card", "form", "incident")


def trial_of(obj: Any) -> Trial | None:
    """The trial that the object belongs to; None for a slot, a site, a school, nothing."""
    if obj is None or isinstance(obj, Trial):
        return obj
    if isinstance(obj, SiteSlot | Site | Organisation | TrialMentor):
        return None
    if isinstance(obj, SlotBooking):
        session = TrialSession.objects.filter(booking=obj).select_related("trial").first()
        return session.trial if session else None
    for name in _WAYS_TO_TRIAL:
        if (owner := getattr(obj, name, None)) is not None:
            return trial_of(owner)
    return None


def participation_of(obj: Any) -> Participation | None:
    """The participation that the object is about, or None."""
    return obj if isinstance(obj, Participation) else getattr(obj, "participation", None)


def _school_id(obj: Any) -> int | None:
    if isinstance(obj, Organisation):
        return obj.pk
    if isinstance(obj, SlotBooking):
        return obj.school_id
    trial = trial_of(obj)
    return trial.school_id if trial else None


def _host_id(obj: Any) -> int | None:
    if isinstance(obj, Site):
        return obj.organisation_id
    if isinstance(obj, SiteSlot):
        return obj.site.organisation_id
    if isinstance(obj, TrialMentor):
        return obj.membership.organisation_id
    if isinstance(obj, SlotBooking):
        return obj.slot.site.organisation_id
    trial = trial_of(obj)
    return trial.host_id if trial else None


@rules.predicate
def coordinates_a_school(user: Any, obj: Any = None) -> bool:
    """Coordinator of the given school, or of any organisation when asked without an object."""
    mine = organisations_as(user, *COORDINATORS)
    return bool(mine) if obj is None else getattr(obj, "pk", obj) in mine


@rules.predicate
def coordinates_the_school(user: Any, obj: Any) -> bool:
    return _school_id(obj) in organisations_as(user, *COORDINATORS)


@rules.predicate
def coordinates_the_host(user: Any, obj: Any) -> bool:
    return _host_id(obj) in organisations_as(user, *COORDINATORS)


@rules.predicate
def mentors_the_trial(user: Any, obj: Any) -> bool:
    """The named mentor, still a mentor of the host."""
    trial = trial_of(obj)
    if trial is None or trial.mentor is None:
        return False
    return trial.mentor.membership.user_id == user.pk and trial.host_id in organisations_as(user, Role.MENTOR)


def _of_class(user: Any, obj: Any, *roles: str) -> bool:
    mine = classes_as(user, *roles)
    if not mine:
        return False
    if participation := participation_of(obj):
        return participation.class_group_id in mine
    trial = trial_of(obj)
    return trial is not None and not mine.isdisjoint(_classes_in(trial))


def _classes_in(trial: Trial) -> set[int]:
    """Classes of the pupils in the trial, asked once per object: a page asks many permissions."""
    if not hasattr(trial, "_classes_in"):
        trial._classes_in = set(trial.participations.order_by().values_list("class_group", flat=True).distinct())  # type: ignore[attr-defined]
    return trial._classes_in  # type: ignore[attr-defined]


@rules.predicate
def leads_the_class(user: Any, obj: Any) -> bool:
    """Class teacher of the pupil, or of a pupil of the trial."""
    return _of_class(user, obj, Role.CLASS_TEACHER)


@rules.predicate
def teaches_the_class(user: Any, obj: Any) -> bool:
    """Class teacher or teacher of the pupil's class."""
    return _of_class(user, obj, Role.CLASS_TEACHER, Role.TEACHER)


@rules.predicate
def teaches_the_subject(user: Any, obj: Any) -> bool:
    """Teacher of a subject in the pupil's class."""
    return _of_class(user, obj, Role.TEACHER)


@rules.predicate
def goes_along(user: Any, obj: Any) -> bool:
    """Responsible person or accompanying adult, still on the school's staff."""
    trial = trial_of(obj)
    if trial is None or not any(h.organisation_id == trial.school_id and h.role not in LEARNERS for h in holdings(user)):
        return False
    return trial.responsible.user_id == user.pk or trial.accompanying.filter(user=user).exists()


@rules.predicate
def treats_the_school(user: Any, obj: Any) -> bool:
    """Medical worker of the school."""
    return _school_id(obj) in organisations_as(user, Role.MEDICAL_WORKER)


@rules.predicate
def is_the_pupil(user: Any, obj: Any) -> bool:
    participation = participation_of(obj)
    return participation is not None and participation.pupil_id == user.pk


@rules.predicate
def takes_part(user: Any, obj: Any) -> bool:
    """The pupil of the paper, or a pupil of the trial."""
    if participation_of(obj):
        return is_the_pupil(user, obj)
    trial = trial_of(obj)
    return trial is not None and trial.participations.filter(pupil=user).exists()


@rules.predicate
def operates_the_region(user: Any, obj: Any) -> bool:
    """Regional operator of the site's region."""
    site = obj if isinstance(obj, Site) else getattr(obj, "site", None)
    return site is not None and site.organisation.region_id in regions_as(user, Role.REGION_OPERATOR)


@rules.predicate
def handles_the_incident(user: Any, obj: Any) -> bool:
    """Regional operator of the school's or the host's region."""
    trial = trial_of(obj)
    return trial is not None and not {trial.school.region_id, trial.host.region_id}.isdisjoint(regions_as(user, Role.REGION_OPERATOR))


@rules.predicate
def answers_for_the_measure(user: Any, obj: Any) -> bool:
    """The person named as its owner."""
    return is_self(user, getattr(obj, "owner_id", None))


@rules.predicate
def added_the_photo(user: Any, obj: Any) -> bool:
    """Whoever attached it."""
    return is_self(user, getattr(obj, "added_by_id", None))


@rules.predicate
def own_workshop(user: Any, obj: Any) -> bool:
    """The school itself is the host."""
    trial = trial_of(obj)
    return trial is not None and trial.school_id == trial.host_id


@rules.predicate
def is_online(user: Any, obj: Any) -> bool:
    """The visit is held online: the school begins it (BR-30)."""
    trial = trial_of(obj)
    return trial is not None and OnlinePart.objects.filter(session__trial=trial, mode="online").exists()


@rules.predicate
def keeps_a_class(user: Any, obj: Any = None) -> bool:
    return has_role(user, Role.CLASS_TEACHER, *COORDINATORS)


@rules.predicate
def works_there(user: Any, obj: Any) -> bool:
    """Anybody of the staff of the organisation."""
    return isinstance(obj, Organisation) and any(h.organisation_id == obj.pk and h.role not in LEARNERS for h in holdings(user))
