"""The new-trial wizard: ordered steps, each a form; the answers live in a draft row, so a closed browser loses nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.errors import DomainError
from network.models import Membership, Organisation

from .forms.coord_trial import school_staff
from .forms.coord_wizard import CheckForm, GroupForm, ProgrammeForm, SlotForm, StepForm
from .models import SiteSlot, Trial, TrialDraft, TrialProgramme
from .queries.people import coordinated_schools
from .queries.pickable import classes_of
from .queries.slots import programmes_for
from .services.new_trial import create_with_format

TYPED = "typed"  # answers that no step has accepted yet


@dataclass(frozen=True)
class Step:
    """One question of the wizard; ``fields`` are the fields whose refusals by a service belong here."""

    code: str
    title: Any
    form: type[StepForm]
    fields: tuple[str, ...] = ()


class NewTrialWizard:
    """programme → slot → group → check. Knows forms and the draft, no requests."""

    steps = (
        Step("programme", _("Programme"), ProgrammeForm, ("programme",)),
        Step("slot", _("Place and time"), SlotForm, ("slot", "mentor", "starts")),
        Step("group", _("Group"), GroupForm, ("pupils",)),
        Step("check", pgettext_lazy("wizard", "Check"), CheckForm),
    )

    def __init__(self, draft: TrialDraft, user: AbstractBaseUser) -> None:
        self.draft, self.user = draft, user

    @property
    def answers(self) -> dict[str, Any]:
        """Step code → kept values."""
        return self.draft.answers

    @cached_property
    def schools(self) -> list[Organisation]:
        """Schools for which the person may plan trials."""
        return coordinated_schools(self.user)

    @property
    def school(self) -> Organisation:
        return self.draft.school

    @cached_property
    def programme(self) -> TrialProgramme | None:
        """The programme chosen in step 1; None before it, or when it left the catalogue."""
        pk = self.answers.get("programme", {}).get("programme")
        return programmes_for(self.user).filter(pk=pk).first() if pk else None

    @cached_property
    def slot(self) -> SiteSlot | None:
        """The slot chosen in step 2, also when it has filled up since: the service says so at the end."""
        pk = self.answers.get("slot", {}).get("slot")
        if not pk:
            return None
        return (
            SiteSlot.objects.visible_to(self.user)
            .filter(pk=pk)
            .select_related("site__organisation", "site__trial_site", "mentor__membership__user")
            .first()
        )

    @cached_property
    def grades(self) -> range | None:
        """Grades that the programme takes."""
        return range(self.programme.grade_from, self.programme.grade_to + 1) if self.programme else None

    @property
    def size_limits(self) -> tuple[int, int]:
        """Fewest and most pupils that the chosen slot takes (BR-4); before a slot is chosen everything goes."""
        if not self.slot:
            return 1, 10_000
        return (1 if self.slot.shared else self.slot.min_group), min(self._most, self.slot.site.max_people)

    @property
    def _most(self) -> int:
        """Free seats; where a group no longer fits, all seats: it goes on the waiting list (BR-8)."""
        assert self.slot
        free = self.slot.seats_free
        return free if free >= max(self.slot.min_group, 1) else self.slot.seats_total

    @property
    def seats(self) -> int:
        """Seats that are needed as far as is known: the pupils ticked last, whether or not they fit the slot."""
        typed = self.answers.get(TYPED, {}).get("group", {}).get("pupils")
        return len(typed or self.answers.get("group", {}).get("pupils", []))

    @cached_property
    def pupils(self) -> list[User]:
        """Pupils chosen in step 3 who are still in a class of the school."""
        wanted = self.answers.get("group", {}).get("pupils", [])
        return list(
            User.objects.filter(
                pk__in=wanted, enrolments__group__in=classes_of(self.user, self.school), enrolments__valid_until=None
            ).by_name()
        )

    @cached_property
    def class_groups(self) -> list[Any]:
        """Classes of the chosen pupils."""
        return [group for group in classes_of(self.user, self.school) if group.pk in self._class_ids]

    @cached_property
    def _class_ids(self) -> set[int]:
        rows = User.objects.filter(pk__in=[pupil.pk for pupil in self.pupils], enrolments__valid_until=None)
        return set(rows.values_list("enrolments__group", flat=True))

    @property
    def leaves_school(self) -> bool:
        """Is the site away from the school's own premises?"""
        return bool(self.slot and self.slot.site.organisation_id != self.school.pk)

    def step(self, code: str) -> Step:
        """The step of a code. Raises KeyError."""
        return {step.code: step for step in self.steps}[code]

    def number(self, step: Step) -> int:
        """1 for the first step."""
        return self.steps.index(step) + 1

    def is_done(self, step: Step) -> bool:
        """Has the step an answer that still stands?"""
        stands: dict[str, Callable[[], Any]] = {
            "programme": lambda: self.programme,
            "slot": lambda: self.slot,
            "group": lambda: self.pupils,
        }
        return bool(stands.get(step.code, lambda: None)())

    def first_open(self) -> Step:
        """The first step without an answer; the last one when all have theirs."""
        return next((step for step in self.steps if not self.is_done(step)), self.steps[-1])

    def is_reachable(self, step: Step) -> bool:
        """A step opens once all before it are answered."""
        return self.number(step) <= self.number(self.first_open())

    def form(self, step: Step, data: Any = None) -> StepForm:
        """The form of a step, filled from what was typed or from the draft."""
        kept = {**self.answers.get(step.code, {}), **self.answers.get(TYPED, {}).get(step.code, {})}
        return step.form(data, wizard=self, initial=kept)

    def typed(self, step: Step) -> QueryDict:
        """The kept answers of a step as if they had just been sent."""
        data = QueryDict(mutable=True)
        for name, value in self.answers.get(step.code, {}).items():
            data.setlist(name, value if isinstance(value, list) else [value or ""])
        return data

    def save(self, step: Step, form: StepForm) -> None:
        """Keep the answers of a valid step; another programme lets the slot go when its site does not run it."""
        values = form.answers()
        if school := values.pop("school", None):
            self._change_school(school)
        typed = {code: kept for code, kept in self.answers.get(TYPED, {}).items() if code != step.code}
        self.draft.answers = {**self.answers, step.code: values, TYPED: typed}
        self.draft.save()
        for name in ("programme", "slot", "pupils", "class_groups", "grades", "_class_ids"):
            self.__dict__.pop(name, None)
        if step.code == "programme" and self.slot and not self._slot_fits():
            del self.draft.answers["slot"]
            self.draft.save()
            del self.slot

    def _change_school(self, school: int) -> None:
        if school != self.draft.school_id:
            self.draft.school_id = school
            self.draft.answers.pop("group", None)
            self.draft.answers.pop("check", None)

    def _slot_fits(self) -> bool:
        assert self.slot is not None
        return self.slot.site.trial_site.programmes.filter(pk=self.programme and self.programme.pk).exists()

    def keep(self, step: Step, data: Any) -> None:
        """Keep what was typed into a form that is not valid yet; it fills the form again and counts for nothing else."""
        several = {
            name
            for name, field in step.form.base_fields.items()
            if hasattr(field.widget, "allow_multiple_selected") and field.widget.allow_multiple_selected
        }
        typed = {name: data.getlist(name) if name in several else data.get(name, "") for name in step.form.base_fields}
        self.draft.answers = {**self.answers, TYPED: {**self.answers.get(TYPED, {}), step.code: typed}}
        self.draft.save()

    def step_of(self, refusal: DomainError) -> Step:
        """The step in which a refusal of the service can be mended."""
        return next((step for step in self.steps if refusal.field in step.fields), self.steps[-1])

    def create(self) -> Trial:
        """Run the service once with all the answers, and let the draft go. Raises DomainError subclasses of create_trial."""
        details = self.answers["check"]
        staff = {row.pk: row for row in school_staff(self.school)}
        trial = create_with_format(
            details.get("format") or "in_person",
            slot=self.slot,
            programme=self.programme,
            school=self.school,
            class_groups=self.class_groups,
            pupils=self.pupils,
            responsible=staff[details["responsible"]],
            accompanying=_chosen(staff, details["accompanying"]),
            group_name=self.answers["group"].get("name", ""),
            informing_date=_date(details["informing_date"]),
            diagnostics_date=_date(details["diagnostics_date"]),
            photo_choice=details["photo_choice"],
            wait=True,
            by=self.user,
        )
        self.draft.delete()
        return trial


def _chosen(staff: dict[int, Membership], wanted: list[int]) -> list[Membership]:
    return [staff[pk] for pk in wanted if pk in staff]


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
