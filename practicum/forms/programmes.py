"""Forms of programmes and quotas."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput
from network.models import AcademicYear, Organisation

from ..models import GradeBand, PracticumProgramme, SchoolQuota
from ..services.programmes import FIELDS, TEXTS
from .rounds import Plain


class ProgrammeForm(Plain):
    """Facts and the five texts in both languages; texts may be filled later."""

    grade_bands = forms.MultipleChoiceField(label=_("Classes allowed"), choices=GradeBand.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = PracticumProgramme
        fields = (*FIELDS, "subjects", *TEXTS)
        widgets = {"subjects": forms.CheckboxSelectMultiple, **{name: forms.Textarea(attrs={"rows": 4}) for name in TEXTS}}

    def __init__(self, *args: Any, owners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["subjects"].required = False
        if not self.instance.pk and owners.count() > 1:
            self.fields["owner_org"] = forms.ModelChoiceField(owners, label=_("Educational organisation"))
            self.order_fields(["owner_org", *self.fields])

    def clean(self) -> dict[str, Any]:
        """Course 1–6, weeks 1–40, credits above 0: the error beside the field."""
        data = super().clean() or {}
        for name, least, most in (("study_year", 1, 6), ("weeks", 1, 40), ("hours_per_credit", 1, 60), ("credits", 1, 60)):
            value = data.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, _("From %(least)s to %(most)s.") % {"least": least, "most": most})
        return data


class DecisionForm(forms.Form):
    """The council's decision."""

    decision_number = forms.CharField(label=_("Council's decision No."), max_length=40)
    decision_date = forms.DateField(label=_("Date of the decision"), widget=DateInput)

    def clean_decision_date(self) -> Any:
        """Not ahead."""
        day = self.cleaned_data["decision_date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies ahead."))
        return day


class QuotaForm(Plain):
    """A school with an agreement, the year, the number."""

    class Meta:
        model = SchoolQuota
        fields = ("school", "academic_year", "students_quota")

    def __init__(self, *args: Any, schools: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["school"].queryset = schools
        self.fields["academic_year"].queryset = AcademicYear.objects.order_by("-starts_on")
        if not self.instance.pk:
            self.fields["academic_year"].initial = AcademicYear.objects.on()


class QuotaFilter(forms.Form):
    """Owner and year."""

    owner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Educational organisation"), required=False)
    year = forms.ModelChoiceField(AcademicYear.objects.order_by("-starts_on"), label=_("Academic year"), required=False)

    def __init__(self, *args: Any, owners: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = owners
