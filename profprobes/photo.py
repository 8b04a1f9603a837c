"""What the photo permissions of a trial mean for pictures and files (BR-25, R-P13…R-P16); portfolio.visibility asks here."""

from typing import Any

from django.db.models import Q

from accounts.models import PhotoLevel
from portfolio.models import Artefact
from portfolio.visibility import register_case_file, register_photo_level

from .models import Participation
from .querysets import _by_school

_OF_THE_GROUP = (Participation.Status.ADMITTED, Participation.Status.ATTENDED)


def lowest_level(participation: Participation, people: str) -> PhotoLevel:
    """The permission for a picture of this pupil's trial. With other children in it the lowest of the whole group counts, since nobody says who they
    are (BR-25: a group photo takes the lowest level of everyone on it).
    """
    own = PhotoLevel(participation.photo_effective)
    if people != Artefact.People.MINORS:
        return own
    others = Participation.objects.filter(trial=participation.trial_id, status__in=_OF_THE_GROUP).values_list("photo_effective", flat=True)
    return PhotoLevel.lowest(own, *others)


def trial_levels(artefacts: list[Artefact]) -> dict[int, PhotoLevel]:
    """For pictures that belong to trials: artefact id → the lowest permission of their trials."""
    people = {artefact.pk: artefact.people for artefact in artefacts}
    levels: dict[int, list[PhotoLevel]] = {}
    links = Participation.artefacts.through.objects.filter(artefact__in=people).select_related("participation")
    for link in links:
        levels.setdefault(link.artefact_id, []).append(lowest_level(link.participation, people[link.artefact_id]))
    return {pk: PhotoLevel.lowest(*found) for pk, found in levels.items()}


def trial_files(user: Any) -> Q:
    """Files in the trial's own papers: the school's coordinator and the class teacher read them like form В; the host does not."""
    return _by_school(user, "participations__")


def register() -> None:
    """Make trials known to the portfolio; called when the app starts."""
    register_photo_level(trial_levels)
    register_case_file(trial_files)
