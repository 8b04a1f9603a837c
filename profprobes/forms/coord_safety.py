"""Briefings, the route sheet, medical results."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import DateInput, DateTimeInput, RadioCards, TimeInput

from ..models import Briefing, MedicalClearance, Participation, RouteSheet, TrialSession

MARKS = ("conduct", "risks", "clothes", "emergencies", "whom_to_tell")


class BriefingForm(forms.Form):
    """A row of the briefing journal: when, what it was about, who acknowledged it."""

    at = forms.DateTimeField(label=_("Date and time"), widget=DateTimeInput)
    conduct = forms.BooleanField(label=_("Conduct"), required=False, initial=True)
    risks = forms.BooleanField(label=_("Risks"), required=False, initial=True)
    clothes = forms.BooleanField(label=_("Clothes and protective equipment"), required=False, initial=True)
    emergencies = forms.BooleanField(label=_("Unusual situations"), required=False, initial=True)
    whom_to_tell = forms.BooleanField(label=_("Whom to tell"), required=False, initial=True)
    pupils = forms.ModelMultipleChoiceField(
        Participation.objects.none(),
        label=_("Pupils who acknowledged it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one pupil.")},
    )

    def __init__(self, *args: Any, session: TrialSession, place: str, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = (Participation.Status.ADMITTED,) if place == Briefing.Place.SITE else Participation.IN_GROUP
        rows = Participation.objects.visible_to(user).filter(trial=session.trial, status__in=states).select_related("pupil", "class_group")
        self.fields["pupils"].queryset = rows.order_by("class_group__name", "pupil__last_name", "pupil__first_name")  # type: ignore[attr-defined]
        self.fields["pupils"].label_from_instance = lambda row: f"{row.pupil.full_name}, {row.class_group}"  # type: ignore[attr-defined]
        self.fields["pupils"].initial = [row.pk for row in rows]
        self.fields["at"].initial = timezone.localtime().replace(second=0, microsecond=0)

    @property
    def marks(self) -> list[Any]:
        """Bound fields of what the briefing was about."""
        return [self[name] for name in MARKS]

    def clean_at(self) -> dt.datetime:
        """A briefing that has not been held is not recorded."""
        at = self.cleaned_data["at"]
        if at > timezone.now() + dt.timedelta(minutes=5):
            raise forms.ValidationError(_("This time has not come yet. Record the briefing after it."))
        return at


class RouteForm(forms.ModelForm):
    """The way there and back."""

    class Meta:
        model = RouteSheet
        fields = [
            "way",
            "departs_from_kk",
            "departs_from_ru",
            "departs_at",
            "returns_at",
            "travel_minutes",
            "transport",
            "insurance",
            "insurer",
            "insured_from",
            "insured_until",
        ]
        widgets = {
            "way": RadioCards(icons={"on_foot": "route", "school_bus": "bus", "hired_bus": "bus", "public": "map"}),
            "departs_at": TimeInput,
            "returns_at": TimeInput,
            "insured_from": DateInput,
            "insured_until": DateInput,
        }

    def __init__(self, *args: Any, session: TrialSession, **options: Any) -> None:
        super().__init__(*args, instance=getattr(session, "route", None) or RouteSheet(session=session), **options)
        self.session = session
        self.fields["way"].choices = RouteSheet.Way.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Out before the visit, back after it."""
        data = super().clean() or {}
        starts, ends = (timezone.localtime(moment).time() for moment in (self.session.starts, self.session.ends))
        if data.get("departs_at") and data["departs_at"] > starts:
            self.add_error("departs_at", _("The visit begins earlier than this."))
        if data.get("returns_at") and data["returns_at"] < ends:
            self.add_error("returns_at", _("The visit ends later than this."))
        if data.get("insured_from") and data.get("insured_until") and data["insured_until"] < data["insured_from"]:
            self.add_error("insured_until", _("The insurance ends before it begins."))
        return data


class MedicalForm(forms.Form):
    """The medical worker's result for one pupil and one trial."""

    result = forms.ChoiceField(
        label=pgettext_lazy("medical", "Result"),
        choices=MedicalClearance.Result.choices,
        widget=RadioCards(
            icons={"fit": "check", "conditions": "info", "unfit": "ban", "not_required": "minus"},
            hints={"conditions": _("the mentor reads the conditions")},
        ),
    )
    conditions_for_mentor = forms.CharField(
        label=_("Conditions for the mentor (no diagnosis)"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    diagnosis_note = forms.CharField(
        label=_("Note of the medical worker"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only medical workers of the school read it; every reading is logged. It is erased on 31 August."),
    )

    def clean(self) -> dict[str, Any]:
        """«Fit with conditions» names the conditions (BR-27)."""
        data = super().clean() or {}
        if data.get("result") == MedicalClearance.Result.CONDITIONS and not (data.get("conditions_for_mentor") or "").strip():
            self.add_error("conditions_for_mentor", _("Write the conditions for the mentor, without a diagnosis."))
        return data
