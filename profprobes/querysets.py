"""Row-level visibility of career trials (BR-49); one place per model. Every view, API, export, document and search starts here."""

from typing import Any

from django.db import models
from django.db.models import Q

from network.access import COORDINATORS, classes_as, organisations_as, regions_as
from network.models import Role


def _schools(user: Any) -> set[int]:
    return organisations_as(user, *COORDINATORS)


def _classes(user: Any) -> set[int]:
    return classes_as(user, Role.CLASS_TEACHER, Role.TEACHER)


def _medical_schools(user: Any) -> set[int]:
    return organisations_as(user, Role.MEDICAL_WORKER)


def _by_school(user: Any, path: str) -> Q:
    """School staff: the coordinator sees the whole school, a class teacher the own class; ``path`` leads to the participation."""
    return Q(**{f"{path}trial__school__in": _schools(user)}) | Q(**{f"{path}class_group__in": _classes(user)})


def _by_host(user: Any, path: str) -> Q:
    """Host staff: the coordinator sees visits to the host, a mentor the own ones; ``path`` leads to the trial."""
    planned = ["planned", "running", "held", "closed"]
    return Q(**{f"{path}status__in": planned}) & (
        Q(**{f"{path}host__in": _schools(user)}) | Q(**{f"{path}mentor__membership__user": user, f"{path}mentor__status": "active"})
    )


class TrialQuerySet(models.QuerySet):
    """Reads of trials."""

    def visible_to(self, user: Any) -> "TrialQuerySet":
        """School coordinator: own school; class teacher and teacher: trials with own pupils; host coordinator and mentor: own visits; pupil: own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(school__in=_schools(user) | _medical_schools(user))
            | Q(pk__in=self.model.participations.rel.related_model.objects.filter(Q(pupil=user) | Q(class_group__in=_classes(user))).values("trial"))
            | _by_host(user, "")
        )


class TrialSessionQuerySet(models.QuerySet):
    """Reads of visits."""

    def visible_to(self, user: Any) -> "TrialSessionQuerySet":
        """Whoever sees the trial."""
        from .models import Trial

        return self.filter(trial__in=Trial.objects.visible_to(user))


class SessionPaperQuerySet(models.QuerySet):
    """Reads of papers of a visit: technology card, briefings."""

    def visible_to(self, user: Any) -> "SessionPaperQuerySet":
        """Whoever sees the trial."""
        from .models import Trial

        return self.filter(session__trial__in=Trial.objects.visible_to(user))


class ParticipationQuerySet(models.QuerySet):
    """Reads of participations."""

    def visible_to(self, user: Any) -> "ParticipationQuerySet":
        """Pupil: own; school staff: own school or class; host and mentor: the names of own visits."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(pupil=user) | _by_school(user, "") | Q(trial__school__in=_medical_schools(user)) | _by_host(user, "trial__") & ~Q(status__in=["withdrawn"])
        )


class FamilyPaperQuerySet(models.QuerySet):
    """Reads of papers about one child that a host never sees: consents, the parents' page."""

    def visible_to(self, user: Any) -> "FamilyPaperQuerySet":
        """The school coordinator, the class teacher of the child; the child itself."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(_by_school(user, "participation__") | Q(participation__pupil=user))


class ObservationCardQuerySet(models.QuerySet):
    """Reads of form Б."""

    def visible_to(self, user: Any) -> "ObservationCardQuerySet":
        """Mentor and host: own visits; school staff: own school or class; pupil: own, once it is sent."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _by_school(user, "participation__") | Q(participation__pupil=user, status="submitted") | _by_host(user, "participation__trial__")
        )


class ParticipantFormQuerySet(models.QuerySet):
    """Reads of form В."""

    def visible_to(self, user: Any) -> "ParticipantFormQuerySet":
        """The pupil and the school; the host does not read it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__pupil=user) | _by_school(user, "participation__"))


class SlotQuerySet(models.QuerySet):
    """Reads of slots."""

    def visible_to(self, user: Any) -> "SlotQuerySet":
        """Slots of sites the person may see; withdrawn ones only to the host."""
        from network.models import Site

        if not user.is_authenticated:
            return self.none()
        return self.filter(site__in=Site.objects.visible_to(user)).exclude(~Q(site__organisation__in=_schools(user)), status="withdrawn")


class SlotBookingQuerySet(models.QuerySet):
    """Reads of bookings."""

    def visible_to(self, user: Any) -> "SlotBookingQuerySet":
        """The school that asked, the host that answers, the operator of the region."""
        if not user.is_authenticated:
            return self.none()
        mine = _schools(user)
        regions = regions_as(user, Role.REGION_OPERATOR)
        return self.filter(Q(school__in=mine) | Q(slot__site__organisation__in=mine) | Q(slot__site__organisation__region__in=regions))


class TrialDraftQuerySet(models.QuerySet):
    """Reads of half-filled wizards."""

    def visible_to(self, user: Any) -> "TrialDraftQuerySet":
        """Own drafts only."""
        return self.filter(owner=user) if user.is_authenticated else self.none()
