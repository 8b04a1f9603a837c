"""Row-level visibility of modules, matrices, recognition and credit transfer; one place per model (§8 «Modules, matrix, recognition»)."""

from typing import Any

from django.db import models
from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone

# Roles by their codes: those that write for their organisation, those that read, those that read across a region.
WRITERS = ("org_head", "org_coordinator", "career_coordinator", "methodist", "supervisor", "practicum_coordinator")
READERS = (*WRITERS, "mentor", "master", "tutor", "teacher", "career_teacher", "psychologist", "student", "listener", "expert")
COUNTRY = ("academy", "ministry")
REGION = ("region_operator", "department")


def _organisations(user: Any, *roles: str) -> set[int]:
    from .access import organisations_as

    return organisations_as(user, *roles)


def _regions(user: Any) -> set[int]:
    from .access import regions_as

    return regions_as(user, *REGION)


def reads_everything(user: Any) -> bool:
    """People of the country's bodies, and the platform's superuser."""
    from .access import has_role

    return bool(user.is_superuser) or has_role(user, *COUNTRY)


class ModuleQuerySet(models.QuerySet):
    """Reads of modules."""

    def visible_to(self, user: Any) -> "ModuleQuerySet":
        """Open ones to everybody; published ones to those who teach, study, coordinate or oversee; drafts to those who write at the organisation."""
        from .access import has_role

        is_open = Q(status="published", open=True)
        if not user.is_authenticated:
            return self.filter(is_open)
        if user.is_superuser:
            return self.all()
        own = Q(organisation__in=_organisations(user, *WRITERS))
        if has_role(user, *READERS, *REGION, *COUNTRY):
            return self.filter(Q(status="published") | own)
        return self.filter(is_open)

    def kept_by(self, user: Any) -> "ModuleQuerySet":
        """Modules of the organisations for which the person writes."""
        return self.filter(organisation__in=_organisations(user, *WRITERS))


class LearningOutcomeQuerySet(models.QuerySet):
    """Reads of learning outcomes."""

    def visible_to(self, user: Any) -> "LearningOutcomeQuerySet":
        """Those of the modules and joint programmes that the person sees."""
        from .models import JointProgramme, Module

        return self.filter(
            Q(module__in=Module.objects.visible_to(user).values("pk"))
            | Q(programme__in=JointProgramme.objects.visible_to(user).values("pk"))
        )


class JointProgrammeQuerySet(models.QuerySet):
    """Reads of joint programmes."""

    def visible_to(self, user: Any) -> "JointProgrammeQuerySet":
        """Programmes of the organisations where the person works or studies; the operator and the department those of their region."""
        if not user.is_authenticated:
            return self.none()
        if reads_everything(user):
            return self.all()
        own, regions = _organisations(user, *READERS), _regions(user)
        parties = self.model._meta.get_field("parties").related_model
        mine = parties.objects.filter(Q(organisation__in=own) | Q(organisation__region__in=regions)).values("programme")
        return self.filter(Q(keeper__in=own) | Q(keeper__region__in=regions) | Q(pk__in=mine))


class AlignmentMatrixQuerySet(models.QuerySet):
    """Reads of matrices."""

    def visible_to(self, user: Any) -> "AlignmentMatrixQuerySet":
        """Matrices of the organisations at its levels, of its network, of named experts; the operator and the department those of their region."""
        from .models import Network

        if not user.is_authenticated:
            return self.none()
        if reads_everything(user):
            return self.all()
        own, regions = _organisations(user, *READERS), _regions(user)
        programmes = self.model._meta.get_field("programmes").related_model
        scores = self.model._meta.get_field("scores").related_model
        taught = programmes.objects.filter(organisation__in=own).values("matrix")
        asked = scores.objects.filter(expert=user).values("matrix")
        networks = Network.objects.visible_to(user).values("pk")
        return self.filter(Q(keeper__in=own) | Q(keeper__region__in=regions) | Q(network__in=networks) | Q(pk__in=taught) | Q(pk__in=asked))


ALIGNED, PARTIAL, NOT, WAITING, NA = "aligned", "partial", "not", "waiting", "na"


class AlignmentRowQuerySet(models.QuerySet):
    """Reads of rows of matrices."""

    def judged(self) -> "AlignmentRowQuerySet":
        """Rows of key outcomes with ``verdict``, as NR47 counts them.

        aligned: every applicable pair is ALIGNED and the protocol is signed; partial: a pair is PARTIAL and none is NOT; not: a pair is NOT; na: no pair
        is applicable (leaves the denominator); waiting: undecided, or aligned without a signed protocol.
        """
        fits = ("school_tve", "tve_hei")
        fine = Q()
        for name in fits:
            fine &= Q(**{f"{name}__in": [ALIGNED, NA]})
        verdict = Case(
            When(school_tve=NA, tve_hei=NA, then=Value(NA)),
            When(Q(school_tve=NOT) | Q(tve_hei=NOT), then=Value(NOT)),
            When(Q(school_tve=PARTIAL) | Q(tve_hei=PARTIAL), then=Value(PARTIAL)),
            When(fine & Q(protocol__signed_on__isnull=False), then=Value(ALIGNED)),
            default=Value(WAITING),
            output_field=CharField(),
        )
        return self.filter(outcome__key=True).annotate(verdict=verdict)


class ModuleRecognitionQuerySet(models.QuerySet):
    """Reads of recognition of modules."""

    def visible_to(self, user: Any) -> "ModuleRecognitionQuerySet":
        """Rows of both owners' staff and of the region's operator and department; students of either owner see what counts."""
        if not user.is_authenticated:
            return self.none()
        if reads_everything(user):
            return self.all()
        staff, students = _organisations(user, *(set(READERS) - {"student", "listener"})), _organisations(user, "student", "listener")
        regions = _regions(user)
        of_staff = Q(from_module__organisation__in=staff) | Q(to_module__organisation__in=staff)
        of_students = Q(from_module__organisation__in=students) | Q(to_module__organisation__in=students)
        of_region = Q(from_module__organisation__region__in=regions) | Q(to_module__organisation__region__in=regions)
        return self.filter(of_staff | of_region | Q(of_students, status="in_force"))


class GradeTableQuerySet(models.QuerySet):
    """Reads of grade conversion tables."""

    def visible_to(self, user: Any) -> "GradeTableQuerySet":
        """Everybody who is signed in: a student must know what the grade becomes before applying."""
        return self.all() if user.is_authenticated else self.none()

    def current(self, organisation: Any, day: Any = None) -> Any:
        """The table that the organisation uses on the day (today by default), or None."""
        rows = self.filter(organisation=organisation, valid_from__lte=day or timezone.localdate())
        return rows.order_by("-valid_from", "-version").first()


class CreditTransferQuerySet(models.QuerySet):
    """Reads of applications for credit transfer."""

    def visible_to(self, user: Any) -> "CreditTransferQuerySet":
        """The student's own, and those that the person's organisation decides."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self.all()
        return self.filter(Q(student=user) | Q(recognition__to_module__organisation__in=_organisations(user, *WRITERS)))
