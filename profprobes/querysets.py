"""Row-level visibility of career trials (BR-49); one place per model. Every view, API, export, document and search starts here."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.access import COORDINATORS, classes_as, has_role, holdings, organisations_as, regions_as
from network.models import LEARNERS, Role


def _schools(user: Any) -> set[int]:
    return organisations_as(user, *COORDINATORS)


def _own_classes(user: Any) -> set[int]:
    return classes_as(user, Role.CLASS_TEACHER)


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
    own = {f"{path}mentor__membership__user": user, f"{path}mentor__membership__organisation__in": organisations_as(user, Role.MENTOR)}
    return Q(**{f"{path}status__in": planned}) & (
        Q(**{f"{path}host__in": _schools(user)}) | Q(**own) & ~Q(**{f"{path}mentor__status": "ended"})
    )


def _escorted(user: Any) -> Any:
    """Trials for which the person is named: responsible for the school, or going along, while still on its staff."""
    from .models import Trial

    named = Q(responsible__user=user) | Q(pk__in=Trial.accompanying.through.objects.filter(membership__user=user).values("trial"))
    return Trial.objects.filter(named, school__in={h.organisation_id for h in holdings(user) if h.role not in LEARNERS}).values("pk")


class TrialQuerySet(models.QuerySet):
    """Reads of trials."""

    def visible_to(self, user: Any) -> "TrialQuerySet":
        """School coordinator: own school; class teacher and teacher: trials with own pupils; whoever goes along; host coordinator and mentor: own visits;
        pupil: own.
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(school__in=_schools(user) | _medical_schools(user))
            | Q(
                pk__in=self.model.participations.rel.related_model.objects.filter(Q(pupil=user) | Q(class_group__in=_classes(user))).values(
                    "trial"
                )
            )
            | Q(pk__in=_escorted(user))
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
        """Pupil: own; school staff: own school or class; whoever goes along; host and mentor: the names of own visits."""
        if not user.is_authenticated:
            return self.none()
        own = Q(pupil=user) | _by_school(user, "") | Q(trial__school__in=_medical_schools(user)) | Q(trial__in=_escorted(user))
        return self.filter(own | _by_host(user, "trial__") & Q(status__in=["admitted", "attended", "absent"]))

    def in_care_of(self, user: Any) -> "ParticipationQuerySet":
        """Those for whose families the person answers: the school coordinator and the class teacher."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(trial__school__in=_schools(user)) | Q(class_group__in=_own_classes(user)))


class ParentConsentQuerySet(models.QuerySet):
    """Reads of a family's answers. Content is read by staff who answer for the child; the reading is logged (accounts.consents.log_read)."""

    def visible_to(self, user: Any) -> "ParentConsentQuerySet":
        """The school coordinator and the class teacher of the child; neither host nor pupil nor another teacher (§8)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__trial__school__in=_schools(user)) | Q(participation__class_group__in=_own_classes(user)))


class ParentSummaryQuerySet(models.QuerySet):
    """Reads of the parents' page, which a host never sees."""

    def visible_to(self, user: Any) -> "ParentSummaryQuerySet":
        """The school coordinator, the class teacher of the child; the child itself, once the page is signed."""
        if not user.is_authenticated:
            return self.none()
        own = Q(participation__pupil=user, status__in=["signed", "delivered"])
        return self.filter(Q(participation__trial__school__in=_schools(user)) | Q(participation__class_group__in=_own_classes(user)) | own)


class MedicalClearanceQuerySet(models.QuerySet):
    """Reads of medical results. The host reads the conditions for the mentor beside the pupil's name, never this row."""

    def visible_to(self, user: Any) -> "MedicalClearanceQuerySet":
        """The medical worker and the coordinator of the school, the class teacher; the child itself."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(participation__trial__school__in=_schools(user) | _medical_schools(user))
            | Q(participation__class_group__in=_own_classes(user))
            | Q(participation__pupil=user)
        )


class ClosingNoteQuerySet(models.QuerySet):
    """Reads of closing notes."""

    def visible_to(self, user: Any) -> "ClosingNoteQuerySet":
        """Staff of the school who see the trial."""
        from .models import Participation, Trial

        if not user.is_authenticated:
            return self.none()
        of_class = Participation.objects.filter(class_group__in=_classes(user)).values("trial")
        return self.filter(trial__in=Trial.objects.filter(Q(school__in=_schools(user)) | Q(pk__in=of_class) | Q(pk__in=_escorted(user))))


class TrialMentorQuerySet(models.QuerySet):
    """Reads of the mentors of hosts."""

    def visible_to(self, user: Any) -> "TrialMentorQuerySet":
        """Coordinators of any organisation see who is active; the host sees all of its own, a mentor the own row."""
        if not user.is_authenticated:
            return self.none()
        own = Q(membership__organisation__in=_schools(user)) | Q(membership__user=user)
        return self.filter(own | Q(status="active") if has_role(user, *COORDINATORS) else own)


class ObservationCardQuerySet(models.QuerySet):
    """Reads of form Б."""

    def visible_to(self, user: Any) -> "ObservationCardQuerySet":
        """Mentor and host: own visits; school staff: own school or class; pupil: own, once it is sent."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            _by_school(user, "participation__")
            | Q(participation__pupil=user, status="submitted")
            | _by_host(user, "participation__trial__")
        )


class ParticipantFormQuerySet(models.QuerySet):
    """Reads of form В."""

    def visible_to(self, user: Any) -> "ParticipantFormQuerySet":
        """The pupil and the school; the host does not read it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__pupil=user) | _by_school(user, "participation__"))


class TraceReflectionQuerySet(models.QuerySet):
    """Reads of trace reflections."""

    def visible_to(self, user: Any) -> "TraceReflectionQuerySet":
        """The pupil and the school; the host does not read it (§8)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(participation__pupil=user) | _by_school(user, "participation__"))

    def open(self) -> "TraceReflectionQuerySet":
        """Asked, unanswered, not closed yet (S20)."""
        return self.filter(answered_at__isnull=True, closes_at__gt=timezone.now())


class SlotQuerySet(models.QuerySet):
    """Reads of slots."""

    def visible_to(self, user: Any) -> "SlotQuerySet":
        """Slots of sites the person may see; withdrawn and unpublished ones only to the host."""
        from network.models import Site

        if not user.is_authenticated:
            return self.none()
        return self.filter(site__in=Site.objects.visible_to(user)).exclude(
            ~Q(site__organisation__in=_schools(user)), Q(status="withdrawn") | Q(published=False)
        )


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


class ConflictQuerySet(models.QuerySet):
    """Reads of second versions that came from another device."""

    def visible_to(self, user: Any) -> "ConflictQuerySet":
        """Whoever sent it: the author alone picks or merges (BR-48)."""
        return self.filter(sent_by=user) if user.is_authenticated else self.none()

    def open(self) -> "ConflictQuerySet":
        """Those that nobody has settled yet."""
        return self.filter(resolved_at__isnull=True)
