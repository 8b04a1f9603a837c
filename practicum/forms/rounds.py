"""Forms of programmes, rounds, quotas."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput
from network.models import AcademicYear

from ..models import PracticumProgramme, PracticumRound
from ..services.rounds import OFFSETS, STAGES, back_planned

WINDOWS = tuple(OFFSETS)
NORMS = (
    "max_preferences", "mentor_load_max", "contact_weeks", "visits_per_month", "coaching_per_week", "attendance_min_pct", "answer_days",
    "report_days", "appeal_days", "moderation_pct",
)  # fmt: skip
ORDER = (*WINDOWS, "starts_on", "ends_on")


class Plain(forms.ModelForm):
    """What the constraints of the table refuse, the form and the services say in words."""

    def _post_clean(self) -> None:
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]


class RoundFilter(forms.Form):
    """By state and words."""

    search = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *PracticumRound.Status.choices])

    def values(self) -> dict[str, Any]:
        """Arguments of the query: only what can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RoundForm(Plain):
    """Dates (windows left empty are counted back from the first day), norms, stages."""

    class Meta:
        model = PracticumRound
        fields = ("title_kk", "title_ru", "programme", "academic_year", "term", "starts_on", "ends_on", "days_per_week", *WINDOWS, *NORMS)
        widgets = dict.fromkeys(ORDER, DateInput)

    def __init__(self, *args: Any, owners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["programme"].queryset = PracticumProgramme.objects.filter(owner_org__in=owners).exclude(status="archived")
        self.fields["academic_year"].queryset = AcademicYear.objects.order_by("-starts_on")
        stages = {row.stage: row for row in self.instance.stages.all()} if self.instance.pk else {}
        for name, days in OFFSETS.items():
            self.fields[name].required = False
            self.fields[name].help_text = _("Left empty: %(days)s days before the first day.") % {"days": days}
        for stage, share, norms in STAGES:
            row = stages.get(stage)
            label = _("%(stage)s: share, %%") % {"stage": stage.label}
            self.fields[f"share_{stage}"] = forms.IntegerField(
                label=label, min_value=0, max_value=100, initial=row.share_pct if row else share
            )
            for norm, least in norms.items():
                label = _("%(stage)s: %(norm)s") % {"stage": stage.label, "norm": StageLabels[norm]}
                self.fields[f"{stage}_{norm}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=60, initial=getattr(row, norm) if row else least
                )

    def clean(self) -> dict[str, Any]:
        """Dates in order, the error beside the date that is wrong; shares make 100."""
        data = super().clean() or {}
        start = data.get("starts_on")
        if start:
            days = back_planned(start) | {name: data[name] for name in ORDER if data.get(name)}
            for earlier, later in pairwise(ORDER):
                if later == "ends_on":
                    if data.get(later) and data[later] <= start:
                        self.add_error(later, _("The end comes after the beginning."))
                elif days[earlier] > days[later]:
                    self.add_error(earlier, _("Not later than “%(label)s”.") % {"label": self.fields[later].label})
        sum_of = sum(data.get(f"share_{stage}") or 0 for stage, _share, _norms in STAGES)
        if sum_of != 100:
            self.add_error("share_independent", _("The shares of the stages must make 100, now %(sum)s.") % {"sum": sum_of})
        return data

    def arguments(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = dict(self.cleaned_data)
        stages = {
            str(stage): {"share_pct": data.pop(f"share_{stage}"), **{norm: data.pop(f"{stage}_{norm}") for norm in norms}}
            for stage, _share, norms in STAGES
        }  # fmt: skip
        return data | {"stages": stages}


StageLabels = {
    "min_observed": _("Lessons observed"),
    "min_coteach": _("Lessons taught together"),
    "min_taught": _("Lessons taught"),
    "min_rubric": _("Lessons with the rubric"),
}
