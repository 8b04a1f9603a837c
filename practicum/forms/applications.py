"""Forms of the student's application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from network.models import Enrolment, Organisation

from ..models import AccessFeature, GradeBand, RelativeDeclaration, StudentApplication
from ..models.programmes import TrainingLanguage
from .offers import DAYS
from .rounds import Plain


def _ticks(label: Any, choices: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **options)


class ApplicationForm(Plain):
    """Facts of the student: subject, languages, way, needs, with whom, when free; the consent."""

    languages = _ticks(_("Languages of teaching"), TrainingLanguage.choices)
    grade_bands = _ticks(_("Classes wished"), GradeBand.choices, required=False)
    needs = _ticks(_("Conditions needed"), AccessFeature.choices, required=False)
    free_days = forms.TypedMultipleChoiceField(
        label=_("Free days"), choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    free_shifts = forms.TypedMultipleChoiceField(
        label=_("Free shifts"), choices=[(1, "1"), (2, "2")], coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    consent = forms.BooleanField(
        label=_("Consent to the processing of personal data"), required=False,
        help_text=_("Address, needs and relatives are seen by the coordinator of your institution alone and deleted 30 days after the round closes."),
    )  # fmt: skip

    class Meta:
        model = StudentApplication
        fields = (
            "subject", "languages", "grade_bands", "origin", "settlement", "latitude", "longitude", "transport", "max_minutes", "relocate",
            "needs", "together_with", "together_kind", "employed_at", "free_days", "free_shifts", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, row: Any, student: User, group: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if row.programme.subjects.exists():
            self.fields["subject"].queryset = row.programme.subjects.all()
        self.fields["grade_bands"].choices = [pair for pair in GradeBand.choices if pair[0] in row.programme.grade_bands]
        mates = Enrolment.objects.filter(group=group, valid_until__isnull=True).exclude(user=student).values("user")
        self.fields["together_with"].queryset = User.objects.filter(pk__in=mates).order_by("last_name", "first_name")
        self.fields["employed_at"].queryset = Organisation.objects.filter(
            practicum_offers__round=row, practicum_offers__status="accepted"
        ).distinct()
        self.fields["latitude"].help_text = _("Needed unless you live in the dormitory.")
        self.fields["settlement"].help_text = _("Town or village you travel from.")
        if self.instance.pk and self.instance.data_consent_id:
            self.fields["consent"].initial = True

    def clean(self) -> dict[str, Any]:
        """A joint request names both the person and the kind."""
        data = super().clean() or {}
        if bool(data.get("together_with")) != bool(data.get("together_kind")):
            self.add_error("together_kind" if data.get("together_with") else "together_with", _("Name both the student and why together."))
        return data


class RelativeForm(Plain):
    """A school where a close relative studies or works."""

    class Meta:
        model = RelativeDeclaration
        fields = ("school", "relation", "tie")

    def __init__(self, *args: Any, row: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["school"].queryset = Organisation.objects.filter(
            practicum_offers__round=row, practicum_offers__status="accepted"
        ).distinct()


class MinutesForm(forms.Form):
    """The student's own figure for a way."""

    minutes = forms.IntegerField(label=_("Minutes one way"), min_value=1, max_value=600)
    note = forms.CharField(label=pgettext_lazy("journey", "How you know it"), max_length=300)
