"""The class teacher's desk: who of the class stands where in a trial, in words and colours. Everything starts from the participations in the person's care."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import GuardianLink, PhotoLevel
from core.text import KK_COLLATION, fold
from network.access import COORDINATORS, classes_as, organisations_as
from network.models import ClassGroup, Role

from .. import family
from ..models import MedicalClearance, ParentConsent, ParentSummary, Participation, Trial, TrialSession
from ..services.summaries import missing_parts, with_group_card

SESSIONS = Prefetch("sessions", queryset=TrialSession.objects.select_related("card"))


@dataclass(frozen=True)
class Chip:
    """A state in a table: a word with its tone and icon."""

    label: Any
    tone: str = "neutral"
    icon: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing yet: a phone leaves the line out."""
        return self.icon == "circle-dashed"


CONSENT_CHIPS = {
    family.NONE: Chip(_("not sent"), "neutral", "circle-dashed"),
    family.SENT: Chip(pgettext_lazy("consent", "sent"), "sun", "send"),
    family.OPENED: Chip(pgettext_lazy("consent", "opened, no answer"), "sun", "eye"),
    family.EXPIRED: Chip(pgettext_lazy("consent", "time is over"), "clay", "clock"),
    family.GIVEN: Chip(pgettext_lazy("consent", "given"), "leaf", "check"),
    family.DECLINED: Chip(pgettext_lazy("consent", "not given"), "clay", "x"),
    family.WITHDRAWN: Chip(pgettext_lazy("consent", "withdrawn"), "clay", "undo-2"),
    family.RECONFIRM: Chip(pgettext_lazy("consent", "to be confirmed again"), "sun", "refresh-cw"),
    family.DISAGREE: Chip(pgettext_lazy("consent", "guardians differ"), "clay", "users"),
}
NO_GUARDIAN = Chip(_("no guardian entered"), "clay", "user-plus")
NO_TRIP = Chip(_("given, but no trip"), "sun", "bus")
PHOTO_CHIPS = {
    PhotoLevel.NO: Chip(pgettext_lazy("photo", "no"), "neutral", "camera-off"),
    PhotoLevel.PORTFOLIO: Chip(pgettext_lazy("photo", "portfolio"), "sky", "folder"),
    PhotoLevel.PUBLISH: Chip(pgettext_lazy("photo", "publish"), "leaf", "globe"),
}
PHOTO_UNKNOWN = Chip("—", "neutral", "circle-dashed")
PHOTO_PUPIL = Chip(pgettext_lazy("photo", "no answer of the pupil"), "sun", "hourglass")
MEDICAL_CHIPS = {
    MedicalClearance.Result.FIT: Chip(pgettext_lazy("medical", "fit"), "leaf", "check"),
    MedicalClearance.Result.CONDITIONS: Chip(pgettext_lazy("medical", "with conditions"), "sun", "heart-pulse"),
    MedicalClearance.Result.UNFIT: Chip(pgettext_lazy("medical", "not fit"), "clay", "ban"),
    MedicalClearance.Result.NOT_REQUIRED: Chip(pgettext_lazy("medical", "not required"), "neutral", "minus"),
}
MEDICAL_NONE = Chip(pgettext_lazy("medical", "not checked"), "neutral", "circle-dashed")
FORM_NONE = Chip(pgettext_lazy("questionnaire", "empty"), "neutral", "circle-dashed")
FORM_BEFORE = Chip(pgettext_lazy("questionnaire", "before"), "sky", "pen-line")
FORM_DONE = Chip(pgettext_lazy("questionnaire", "both parts"), "leaf", "check")
SUMMARY_NONE = Chip("—", "neutral", "circle-dashed")

# What the filter of the desk offers: code → label; see DeskRow.is_in.
SHOWN = {
    "all": _("All"),
    "waiting": _("No answer yet"),
    "refused": _("Refused or differ"),
    "given": _("Consent given"),
    "no_guardian": _("No guardian entered"),
}


@dataclass(frozen=True)
class DeskRow:
    """One pupil in one trial."""

    participation: Participation
    guardians: list[GuardianLink] = field(default_factory=list)

    @cached_property
    def answer(self) -> family.FamilyAnswer:
        return family.family_answer(self.participation)

    @property
    def consent(self) -> Chip:
        if not self.guardians and self.answer.state == family.NONE:
            return NO_GUARDIAN
        if self.answer.is_given and not self.answer.travel:
            return NO_TRIP
        return CONSENT_CHIPS[self.answer.state]

    @property
    def photo(self) -> Chip:
        """The level that counts; a dash while the family has not answered, a word where only the pupil's own answer is missing (from 14, R-P14)."""
        if not self.answer.is_given:
            return PHOTO_UNKNOWN
        level = PhotoLevel(self.participation.photo_effective)
        form = getattr(self.participation, "form", None)
        silent = form is None or form.photo_consent is None
        if level == PhotoLevel.NO and self.answer.photo != PhotoLevel.NO and silent and self._asks_the_pupil:
            return PHOTO_PUPIL
        return PHOTO_CHIPS[level]

    @property
    def _asks_the_pupil(self) -> bool:
        session = self.participation.trial.visit
        day = timezone.localtime(session.starts).date() if session else timezone.localdate()
        return family.pupil_photo_level(self.participation, day) == PhotoLevel.NO

    @property
    def medical(self) -> Chip:
        clearance = getattr(self.participation, "medical", None)
        return MEDICAL_CHIPS[clearance.result] if clearance else MEDICAL_NONE

    @property
    def form(self) -> Chip:
        """Form В: nothing, the first half, both."""
        form = getattr(self.participation, "form", None)
        if form and form.after_at:
            return FORM_DONE
        return FORM_BEFORE if form and form.before_at else FORM_NONE

    @property
    def summary(self) -> ParentSummary | None:
        return getattr(self.participation, "summary", None)

    @property
    def page(self) -> Chip:
        """Form Г."""
        if self.summary is None:
            return SUMMARY_NONE
        tone, icon = ParentSummary.STATUS_LOOK[ParentSummary.Status(self.summary.status)]
        return Chip(self.summary.get_status_display(), tone, icon)

    @property
    def missing(self) -> list[Any]:
        """Sentences: what form Г of a pupil who took part still lacks."""
        return (
            [part.text for part in missing_parts(self.participation)] if self.participation.status == Participation.Status.ATTENDED else []
        )

    def is_in(self, shown: str) -> bool:
        """Does the filter let the row through?"""
        tests = {
            "waiting": self.answer.is_waiting and bool(self.guardians),
            "refused": self.answer.is_refused,
            "given": self.answer.is_given,
            "no_guardian": not self.guardians,
        }
        return tests.get(shown, True)


@dataclass(frozen=True)
class Desk:
    """The rows of one trial with their totals."""

    rows: list[DeskRow]

    @cached_property
    def counts(self) -> Counter:
        """given, waiting, refused, no_guardian."""
        return Counter(code for row in self.rows for code in ("given", "waiting", "refused", "no_guardian") if row.is_in(code))

    @property
    def answered(self) -> int:
        """Families that have said yes or no (story 4: «24 / 25»)."""
        return self.counts["given"] + self.counts["refused"]

    @property
    def meter(self) -> list[dict[str, Any]]:
        """Parts of the bar."""
        parts = [
            ("given", "leaf", _("given")),
            ("waiting", "sun", _("waiting")),
            ("refused", "clay", _("refused")),
            ("no_guardian", "neutral", _("no guardian")),
        ]
        return [{"value": self.counts[code], "tone": tone, "label": label} for code, tone, label in parts if self.counts[code]]

    @property
    def pages(self) -> Counter:
        """Form Г by state."""
        return Counter(row.summary.status for row in self.rows if row.summary)

    @property
    def page_count(self) -> int:
        """How many pupils have a page."""
        return sum(self.pages.values())

    def shown(self, code: str, text: str = "") -> list[DeskRow]:
        """Rows that pass the filter and hold the words of the search."""
        words = fold(text).split()
        return [row for row in self.rows if row.is_in(code) and all(word in fold(row.participation.pupil.full_name) for word in words)]


def desk_of(user: Any, trial: Trial, class_group: ClassGroup | None = None) -> Desk:
    """Pupils of the trial for whom the person answers, of one class if it is named, in the order of the Kazakh alphabet. A fixed number of queries."""
    rows = Participation.objects.in_care_of(user).filter(trial=trial, removed_at__isnull=True)
    if class_group is not None:
        rows = rows.filter(class_group=class_group)
    ordered = for_desk(rows).order_by(
        "class_group__grade", "class_group__name", Collate("pupil__last_name", KK_COLLATION), Collate("pupil__first_name", KK_COLLATION)
    )
    prefetch_related_objects([trial], SESSIONS)
    for row in ordered:
        row.trial = trial  # its visit and card are read once, not per pupil
    return Desk(
        [DeskRow(row, [link for link in row.pupil.guardians.all() if link.status == GuardianLink.Status.ACTIVE]) for row in ordered]
    )


def for_desk(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Participations with everything that the chips read; the trial is the caller's."""
    consents = Prefetch("consents", queryset=ParentConsent.objects.select_related("guardian", "link", "set_aside_by"))
    return (
        with_group_card(rows)
        .select_related("pupil", "class_group", "medical", "form", "summary")
        .prefetch_related(consents, "pupil__guardians", "observations")
    )


def classes_of(user: Any) -> QuerySet[ClassGroup]:
    """Classes of this academic year that the person leads, or of the schools that the person coordinates."""
    own = ClassGroup.objects.filter(pk__in=classes_as(user, Role.CLASS_TEACHER)) | ClassGroup.objects.filter(
        organisation__in=organisations_as(user, *COORDINATORS)
    )
    today = timezone.localdate()
    this_year = own.filter(academic_year__starts_on__lte=today, academic_year__ends_on__gte=today)
    return this_year.select_related("organisation").order_by("grade", "name")


def trials_of_class(user: Any, class_group: ClassGroup) -> list[Trial]:
    """Trials in which pupils of the class take part, those ahead first, then the latest; cancelled ones at the end."""
    there = Participation.objects.in_care_of(user).filter(class_group=class_group, removed_at__isnull=True)
    found = Trial.objects.filter(pk__in=there.values("trial")).select_related("programme", "host", "school").prefetch_related(SESSIONS)
    ahead = (Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.RUNNING, Trial.Status.MOVED)

    def order(trial: Trial) -> tuple:
        moment = trial.visit.starts.timestamp() if trial.visit else 0
        rank = 0 if trial.status in ahead else 2 if trial.status == Trial.Status.CANCELLED else 1
        return rank, moment if rank == 0 else -moment

    return sorted(found, key=order)
