"""Forms of the register."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import DateInput
from network.models import LEARNERS, Membership
from network.models.kinds import InstructionLanguage

from ..models import MentorProfile, MentorTraining


class RegisterFilter(forms.Form):
    """Filters of the register; their values live in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *MentorProfile.Status.choices])
    free = forms.BooleanField(label=_("Has free places"), required=False)

    def values(self) -> dict[str, Any]:
        """What was given and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


class NominateForm(forms.ModelForm):
    """Who, what the register asks for."""

    languages = forms.MultipleChoiceField(
        label=_("Working languages"), choices=InstructionLanguage, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = MentorProfile
        fields = (
            "person", "kind", "position_kk", "position_ru", "subjects", "languages", "category", "category_valid_until", "teaching_since",
            "break_months", "youth_work_confirmed", "protected_hours",
        )  # fmt: skip
        widgets = {"category_valid_until": DateInput, "teaching_since": DateInput, "subjects": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, organisation: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        members = (
            Membership.objects.current().filter(organisation=organisation, kind=Membership.Kind.STAFF).exclude(roles__role__in=LEARNERS)
        )
        self.fields["person"].queryset = User.objects.filter(pk__in=members.values("user")).order_by("last_name")  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda row: row.full_name  # type: ignore[attr-defined]

    def validate_constraints(self) -> None:
        """The service refuses what the rules forbid."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ApproveForm(forms.Form):
    """The order."""

    order_number = forms.CharField(label=_("Order No."), max_length=40)
    order_date = forms.DateField(label=_("Date of the order"), widget=DateInput, initial=timezone.localdate)


class WaiverForm(forms.Form):
    """The council's decision."""

    waiver_decision = forms.CharField(label=_("Exception: council's decision"), max_length=200)
    waiver_until = forms.DateField(label=_("Exception holds until"), widget=DateInput)
    waiver_reason = forms.CharField(label=_("Reason of the exception"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TrainingForm(forms.ModelForm):
    """One training with its certificate."""

    class Meta:
        model = MentorTraining
        fields = ("title", "kind", "hours", "provider", "starts_on", "ends_on", "certificate_number", "certificate_date")
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "certificate_date": DateInput}

    def validate_constraints(self) -> None:
        """The service refuses what the rules forbid."""
