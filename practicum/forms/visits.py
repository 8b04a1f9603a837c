"""Forms of a leader: a contact, the report on a visit."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput

from ..models import Placement, SupervisorContact, VisitReport
from ..services.visits import REPORT_FIELDS


class ContactForm(forms.Form):
    """Which school, when, how, whom."""

    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    school = forms.ChoiceField(label=_("School"))
    kind = forms.ChoiceField(label=_("Kind"), choices=SupervisorContact.Kind)
    date = forms.DateField(label=_("Date"), widget=DateInput, initial=timezone.localdate)
    placements: Any = forms.ModelMultipleChoiceField(None, label=_("Students met"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=_("Remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    proposals = forms.CharField(
        label=_("Proposals"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For an interview with a mentor: what to correct in the preparation of students."),
    )  # fmt: skip

    def __init__(self, *args: Any, pairs: list[Any], user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pairs = {f"{pair.round.pk}-{pair.school.pk}": pair for pair in pairs}
        self.fields["school"].choices = [(key, f"{pair.school.short_name} · {pair.round}") for key, pair in self._pairs.items()]  # type: ignore[attr-defined]
        rows = Placement.objects.led_by(user).filter(
            round__in=[pair.round for pair in pairs], status__in=["active", "suspended", "completed"]
        )
        self.fields["placements"].queryset = rows.select_related("student", "school")  # type: ignore[attr-defined]
        self.fields["placements"].label_from_instance = lambda row: f"{row.student.short_name} · {row.school.short_name}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == SupervisorContact.Kind.MENTOR_INTERVIEW and not data.get("proposals"):
            self.add_error("proposals", _("An interview with a mentor ends with proposals."))
        pair = self._pairs.get(data.get("school", ""))
        if pair:
            data["school"], data["round"] = pair.school, pair.round
        return data


class ReportForm(forms.ModelForm):
    """Fields of PR-17."""

    class Meta:
        model = VisitReport
        fields = REPORT_FIELDS
        widgets = {
            "time_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "time_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "next_visit_on": DateInput,
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("lessons_seen", "successes", "problems", "recommendations", "agreements")
            },
        }

    def validate_constraints(self) -> None:
        """The service asks for what a sent report needs."""


class RemarkForm(forms.Form):
    """What the school adds when it has read the report."""

    remark = forms.CharField(label=_("Remark of the school"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
