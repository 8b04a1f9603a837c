"""Forms of a cycle: its texts, its preparation, programmes, partners, steps, review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.widgets import DateInput
from network.models import LEARNERS, AcademicYear, Organisation, RoleAssignment

from ..models import CyclePartner, CycleStep, TrialCycle, TrialProgramme
from ..models.cycle import CYCLE_GRADES, SENIOR
from ..services.cycle_partners import EXPECTATIONS, invitable
from ..services.cycles import PREPARATION
from .coord_filters import FilterForm


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class _Plain(forms.ModelForm):
    """What the constraints of the table refuse, the services say in words."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]


class CycleFilter(FilterForm):
    """By state and year."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *TrialCycle.Status.choices])
    academic_year = forms.ModelChoiceField(
        AcademicYear.objects.order_by("-starts_on"), label=_("Academic year"), required=False, empty_label=_("All years")
    )


class CycleForm(_Plain):
    """Whose cycle, for whom, to what end."""

    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"), choices=[(grade, str(grade)) for grade in CYCLE_GRADES], coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TrialCycle
        fields = ("name", "academic_year", "grades", "wave", "programme_form", "goal", "results")
        widgets = {"goal": _area(), "results": _area(4)}

    def __init__(self, *args: Any, schools: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(schools) > 1 and not self.instance.pk:
            choices = Organisation.objects.filter(pk__in=[school.pk for school in schools])
            self.fields["school"] = forms.ModelChoiceField(choices, label=_("School"))
            self.order_fields(["school", *self.fields])
        if not self.instance.pk:
            self.fields["academic_year"].initial = AcademicYear.objects.on()
        self.fields["wave"].required = False
        self.fields["wave"].help_text = _("Grades 10–11 go in two waves: first short experiences, then in-depth tasks.")

    def clean(self) -> dict[str, Any]:
        """Only seniors go in waves."""
        data = super().clean() or {}
        if data.get("wave") and not set(data.get("grades") or []) <= set(SENIOR):
            self.add_error("wave", _("Only cycles of grades 10–11 have waves."))
        return data


class PrepareForm(_Plain):
    """Inclusion, criteria, set-up meeting, diagnostics, final event."""

    qualities = forms.MultipleChoiceField(
        label=_("Qualities of choice to assess"), required=False, choices=TrialCycle.Quality.choices, widget=forms.CheckboxSelectMultiple
    )
    tools = forms.MultipleChoiceField(
        label=_("Tools of assessment"), required=False, choices=TrialCycle.Tool.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TrialCycle
        fields = PREPARATION
        widgets = {
            **{name: DateInput for name in PREPARATION if name.endswith("_on") or name.startswith("diagnostics")},
            "meeting_parents_part": _area(2),
            "meeting_decisions": _area(4),
        }


class ProgrammeAddForm(forms.Form):
    """One published programme more."""

    programme = forms.ModelChoiceField(TrialProgramme.objects.none(), label=_("Programme"))

    def __init__(self, *args: Any, cycle: TrialCycle, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = TrialProgramme.objects.visible_to(user).filter(status=TrialProgramme.Status.PUBLISHED).select_related("owner")
        grades = {"grade_from__lte": max(cycle.grades), "grade_to__gte": min(cycle.grades)}
        chosen = cycle.programmes.values("pk")
        self.fields["programme"].queryset = rows.filter(**grades).exclude(pk__in=chosen).order_by("name_ru")  # type: ignore[attr-defined]
        self.fields["programme"].label_from_instance = lambda row: f"{row.name} · {row.owner.short_name}"  # type: ignore[attr-defined]


class _Expectations(_Plain):
    class Meta:
        model = CyclePartner
        fields = EXPECTATIONS
        widgets = {"expects_what": _area(2), "quality": _area(2)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["expects_what"].help_text = _("For example: pupils who tried the profession and know its requirements.")
        self.fields["quantity"].widget.attrs["min"] = 1


class InviteForm(_Expectations):
    """Whom to invite, with what the school proposes; the partner may change it."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))

    class Meta(_Expectations.Meta):
        fields = EXPECTATIONS

    def __init__(self, *args: Any, cycle: TrialCycle, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = invitable(cycle)  # type: ignore[attr-defined]
        self.order_fields(["organisation", *EXPECTATIONS])


class AcceptForm(_Expectations):
    """All three are needed to join."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in EXPECTATIONS:
            self.fields[name].required = True
        self.fields["quantity"].min_value = 1

    def clean_quantity(self) -> int:
        """At least one."""
        quantity = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(_("Enter a number above zero."))
        return quantity


class AssessForm(_Plain):
    """What the partner received in fact."""

    class Meta:
        model = CyclePartner
        fields = ("actual", "result_note")
        widgets = {"result_note": _area(2)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["actual"].required = True


class StepForm(_Plain):
    """Date, responsible person, state; steps that the records tick can only be put aside."""

    class Meta:
        model = CycleStep
        fields = ("due", "responsible", "note", "status", "reason")
        widgets = {"due": DateInput, "note": _area(2), "reason": _area(2)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = RoleAssignment.objects.current().filter(membership__organisation=self.instance.cycle.school_id).exclude(role__in=LEARNERS)
        staff = User.objects.filter(pk__in=held.values("membership__user")).order_by("last_name", "first_name")
        self.fields["responsible"].queryset = staff  # type: ignore[attr-defined]
        self.fields["responsible"].label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _("Only for a step that is not needed.")
        if self.instance.by_records:
            by_themselves = (CycleStep.Status.NOT_STARTED, pgettext_lazy("cycle step", "The records tick it"))
            self.fields["status"].choices = [by_themselves, (CycleStep.Status.NOT_NEEDED, CycleStep.Status.NOT_NEEDED.label)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """«Not needed» says why."""
        data = super().clean() or {}
        if data.get("status") == CycleStep.Status.NOT_NEEDED and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Write the reason."))
        return data


class CloseCycleForm(forms.Form):
    """The review."""

    review = forms.CharField(
        label=_("Review of the cycle"), max_length=3000, widget=_area(8),
        help_text=_("What was planned and held, what pupils and partners say, what changes in the next cycle."),
    )  # fmt: skip
