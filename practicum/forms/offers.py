"""Forms of offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentoring.models import MentorProfile

from ..models import AccessFeature, SchoolOffer
from .rounds import Plain

DAYS = [(0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")), (5, _("Saturday"))]


class MentorChoice(forms.ModelMultipleChoiceField):
    """Mentors of the school with their free load (R13)."""

    def label_from_instance(self, obj: Any) -> str:
        return str(
            _("%(name)s · free: %(free)s of %(most)s") % {"name": obj.person.full_name, "free": obj.free_load, "most": obj.capacity_max}
        )


class OfferForm(Plain):
    """Subject × language × classes × places, mentors, conditions."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=DAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    access_features = forms.MultipleChoiceField(
        label=_("Conditions of access"), choices=AccessFeature.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SchoolOffer
        fields = (
            "subject", "teaching_language", "grade_band", "capacity", "min_group", "weekdays", "shift", "hostel", "travel_paid",
            "access_features", "related_subject_ok", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, school: Any, programme: Any, quota: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["subject"].queryset = programme.subjects.all() if programme.subjects.exists() else self.fields["subject"].queryset
        bands = [pair for pair in self.fields["grade_band"].choices if not pair[0] or pair[0] in programme.grade_bands]
        self.fields["grade_band"].choices = bands
        for name in ("subject", "teaching_language", "grade_band", "capacity"):
            self.fields[name].required = True
        self.fields["capacity"].min_value, self.fields["capacity"].max_value = 1, 60
        profiles = MentorProfile.objects.filter(organisation=school, kind="school", status="active").select_related("person")
        self.fields["mentors"] = MentorChoice(
            profiles, label=_("Mentors"), widget=forms.CheckboxSelectMultiple, required=False,
            initial=self.instance.mentors.all() if self.instance.pk else None,
        )  # fmt: skip
        self.order_fields(["subject", "teaching_language", "grade_band", "capacity", "mentors"])
        if quota is not None:
            hint = _("The quota by the agreement: %(quota)s.") % {"quota": quota.students_quota}
            self.fields["over_quota"] = forms.BooleanField(
                label=_("We take more than the quota"), required=False, initial=quota.over_quota, help_text=hint
            )

    def clean_capacity(self) -> Any:
        """1–60."""
        value = self.cleaned_data["capacity"]
        if value is not None and not 1 <= value <= 60:
            raise forms.ValidationError(_("From 1 to 60 places."))
        return value


class CapacityForm(forms.Form):
    """Places of an accepted offer."""

    capacity = forms.IntegerField(label=_("Number of places"), min_value=1, max_value=60)


class ApplicationFilter(forms.Form):
    """Group, language, needs, no ranks, state."""

    status = forms.ChoiceField(label=_("State"), required=False)
    group = forms.ChoiceField(label=pgettext_lazy("students", "Group"), required=False)
    language = forms.ChoiceField(label=_("Language of teaching"), required=False)
    needs = forms.BooleanField(label=_("With conditions needed"), required=False)
    no_ranks = forms.BooleanField(label=_("Without preferences"), required=False)

    def __init__(self, *args: Any, row: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        from ..models import StudentApplication
        from ..models.programmes import TrainingLanguage

        self.fields["status"].choices = [("", _("All states")), *StudentApplication.Status.choices]
        self.fields["language"].choices = [("", _("All languages")), *TrainingLanguage.choices]
        groups = row.applications.filter(group__isnull=False).values_list("group", "group__name").distinct().order_by("group__name")
        self.fields["group"].choices = [("", _("All groups")), *groups]

    def values(self) -> dict[str, Any]:
        """What was given and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
