"""Feedback on a trial: a round of PP-FB opens when it is held, for seven days (BR-44)."""

from typing import Any

from django.conf import settings

from network.access import COORDINATORS
from network.models import Role
from surveys.models import Invitation, Round
from surveys.services import Result, open_round, results

from ..models import Participation, Trial
from .notices import holders

CODE = "PP-FB"
Source = Invitation.Source


def open_feedback(trial: Trial) -> Round:
    """Ask the pupils who attended, the mentor, teachers and whoever went along, the host. One answer per person and source; twice is once."""
    programme = trial.programme
    title = (f"{programme.name_kk} · {trial.group}"[:250], f"{programme.name_ru} · {trial.group}"[:250])
    return open_round(code=CODE, scope=trial, title=title, days=settings.TRIALS["FEEDBACK_DAYS"], invited=_invited(trial))


def _invited(trial: Trial) -> list[tuple[Any, str]]:
    there = trial.participations.filter(status=Participation.Status.ATTENDED).select_related("pupil")
    found: list[tuple[Any, str]] = [(row.pupil, Source.PUPIL) for row in there]
    if trial.mentor:
        found.append((trial.mentor.membership.user, Source.MENTOR))
    teachers = holders(trial.school_id, Role.CLASS_TEACHER, class_groups=there.values("class_group"))
    along = [trial.responsible.user, *(row.user for row in trial.accompanying.select_related("user"))]
    found += [(person, Source.TEACHER) for person in {person.pk: person for person in (*teachers, *along)}.values()]
    return found + [(person, Source.HOST) for person in holders(trial.host_id, *COORDINATORS)]


def feedback_of(trial: Trial) -> tuple[Round, Result] | None:
    """The round of the trial and its totals; None where none was opened."""
    survey = Round.objects.about(trial).filter(questionnaire__code=CODE).first()
    return (survey, results(survey)) if survey else None
