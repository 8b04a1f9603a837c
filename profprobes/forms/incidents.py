"""Reporting an incident, and the steps after it."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import DateInput, DateTimeInput, RadioCards

from ..models import FamilyMessage, Incident, IncidentMeasure, IncidentNotice, Participation, Trial
from .coord_filters import FilterForm


def _now() -> Any:
    return timezone.localtime().replace(second=0, microsecond=0)


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def severities() -> list[tuple[str, Any]]:
    """«minor: first aid on the spot»."""
    return [(value, f"{label}: {Incident.SEVERITY_MEANING[Incident.Severity(value)]}") for value, label in Incident.Severity.choices]


class ReportForm(forms.Form):
    """What the person on the spot knows: short enough for a phone."""

    severity = forms.ChoiceField(label=_("Severity"), widget=RadioCards)
    kind = forms.ChoiceField(label=_("Kind"), choices=Incident.Kind.choices)
    at = forms.DateTimeField(label=_("Date and time"), widget=DateTimeInput)
    pupils = forms.ModelMultipleChoiceField(
        Participation.objects.none(), label=_("Pupils concerned"), required=False, widget=forms.CheckboxSelectMultiple
    )
    description = forms.CharField(
        label=_("What happened"), max_length=2000, widget=_area(4), help_text=_("Without names: mark the pupils in the list above.")
    )
    first_actions = forms.CharField(label=_("First actions"), max_length=1000, widget=_area())
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, trial: Trial, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["severity"].choices = severities()  # type: ignore[attr-defined]
        rows = Participation.objects.visible_to(user).filter(trial=trial, status__in=Participation.IN_GROUP).select_related("pupil")
        self.fields["pupils"].queryset = rows.order_by("pupil__last_name", "pupil__first_name")  # type: ignore[attr-defined]
        self.fields["pupils"].label_from_instance = lambda row: row.pupil.full_name  # type: ignore[attr-defined]
        self.fields["at"].initial, self.fields["client_uuid"].initial = _now(), uuid.uuid4()


class ToldForm(forms.Form):
    """Who was told, and when."""

    whom = forms.ChoiceField(label=_("Who was told"), choices=IncidentNotice.Whom.choices)
    at = forms.DateTimeField(label=_("When"), widget=DateTimeInput)

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"].initial = _now()


class SeverityForm(forms.Form):
    """Another severity, with the reason."""

    severity = forms.ChoiceField(label=_("Severity"), widget=RadioCards)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=_area())

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["severity"].choices = [row for row in severities() if row[0] != incident.severity]  # type: ignore[attr-defined]


class MeasureForm(forms.ModelForm):
    """What is done, who does it, by when."""

    class Meta:
        model = IncidentMeasure
        fields = ("text", "owner", "due")
        widgets = {"text": _area(2), "due": DateInput}

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        from ..services.incidents import owners_for

        super().__init__(*args, **options)
        self.fields["owner"] = forms.ModelChoiceField(owners_for(incident), label=_("Responsible"))
        self.fields["owner"].label_from_instance = User.full_name.fget  # type: ignore[attr-defined]


class FamilyMessageForm(forms.ModelForm):
    """What families are told, in both languages; no child is named."""

    class Meta:
        model = FamilyMessage
        fields = ("audience", "happened_kk", "happened_ru", "measures_kk", "measures_ru")
        widgets = {"audience": RadioCards, **dict.fromkeys(("happened_kk", "happened_ru", "measures_kk", "measures_ru"), _area())}

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["audience"].choices = FamilyMessage.Audience.choices  # type: ignore[attr-defined]
        self.fields["happened_kk"].help_text = _("Without names of children.")


class CloseForm(forms.Form):
    """The operator names the cause."""

    cause = forms.CharField(label=_("Cause"), max_length=1000, widget=_area())

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)


class IncidentFilter(FilterForm):
    """Filters of the register."""

    status = forms.ChoiceField(label=_("State"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("status", Incident.Status), ("severity", Incident.Severity), ("kind", Incident.Kind)):
            self.fields[name].choices = [("", _("All")), *choices.choices]  # type: ignore[attr-defined]
