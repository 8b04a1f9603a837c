"""Who is told what (BR-52). Lines under the bell are written after commit, so a refused action tells nobody."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.services import notify_all
from network.access import COORDINATORS
from network.models import Organisation, Role, RoleAssignment

from ..models import Trial


def holders(organisation: Organisation | int, *roles: str, class_groups: Iterable[Any] | None = None) -> list[User]:
    """People who hold one of the roles in the organisation today; ``class_groups`` narrows to roles of those classes."""
    rows = RoleAssignment.objects.current().filter(role__in=roles, membership__organisation=organisation)
    if class_groups is not None:
        rows = rows.filter(class_group__in=class_groups)
    return list(User.objects.filter(pk__in=rows.values("membership__user")))


def coordinators_of(organisation: Organisation | int) -> list[User]:
    """Coordinators of the organisation today."""
    return holders(organisation, *COORDINATORS)


def class_teachers_of(trial: Trial) -> list[User]:
    """Class teachers of the pupils in the trial."""
    classes = trial.participations.values("class_group")
    return holders(trial.school_id, Role.CLASS_TEACHER, class_groups=classes)


def tell(people: Iterable[User], message: Any, *, url_name: str = "", args: tuple = (), but: Any = None, **params: Any) -> None:
    """After commit, put the line under the bell of everybody except ``but`` (who did it)."""
    whom = list({person.pk: person for person in people if person is not None and person != but}.values())
    if whom:
        transaction.on_commit(partial(notify_all, whom, message, _address(url_name, args), params=params))


def tell_school(trial: Trial, message: Any, *, but: Any = None, url_name: str = "profprobes:trial", **params: Any) -> None:
    """Tell the coordinators of the school and the responsible person about the trial."""
    people = [*coordinators_of(trial.school_id), trial.responsible.user]
    tell(people, message, url_name=url_name, args=(trial.pk,), but=but, trial=trial.number, **params)


def tell_host(trial: Trial, message: Any, *, but: Any = None, url_name: str = "profprobes:my_sites", **params: Any) -> None:
    """Tell the coordinators of the host and the mentor about the trial."""
    mentor = [trial.mentor.membership.user] if trial.mentor else []
    args = () if url_name == "profprobes:my_sites" else (trial.pk,)
    tell([*coordinators_of(trial.host_id), *mentor], message, url_name=url_name, args=args, but=but, trial=trial.number, **params)


def _address(url_name: str, args: tuple) -> str:
    try:
        return reverse(url_name, args=args) if url_name else ""
    except NoReverseMatch:
        return ""
