"""BR-13: one pupil, one group, one mentor is in one place at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from accounts.models import User
from core.errors import DomainError

from .. import errors
from ..models import Participation, Trial, TrialMentor, TrialSession
from ..words import Named, When


def lock_pupils(pupils: Iterable[User]) -> None:
    """Two coordinators who invite the same pupil at once queue here; always in the order of ids."""
    ids = sorted(pupil.pk for pupil in pupils)
    list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))


def require_pupils_free(*, pupils: Iterable[User], period: Any, title: Any, except_trial: Trial | None = None) -> None:
    """No pupil is in the group of another live visit at that time. Raises PupilElsewhere with both titles and times."""
    live = TrialSession.objects.filter(status__in=TrialSession.LIVE, period__overlap=period)
    if except_trial is not None:
        live = live.exclude(trial=except_trial)
    there = Participation.objects.filter(pupil__in=list(pupils), status__in=Participation.IN_GROUP, trial__sessions__in=live)
    clash = there.select_related("pupil", "trial__programme").order_by("pupil__last_name", "pk").first()
    if clash is None:
        return
    other = live.filter(trial=clash.trial).earliest("period")
    raise errors.PupilElsewhere(
        pupil=clash.pupil.short_name, title=Named(title), times=When(period), other_title=Named(clash.trial), other_times=When(other.period)
    )


def place_refusals(mentor: TrialMentor | None) -> dict[str, Callable[[], DomainError]]:
    """The exclusion constraints of a visit in words; for refused_as()."""
    return {"group_in_one_place": errors.GroupElsewhere, "mentor_in_one_place": lambda: errors.MentorElsewhere(mentor=mentor)}
