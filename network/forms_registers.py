"""Forms of the other registers: statuses, classes, employers, files, districts."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import CheckCards, DateInput, FilePicker, PhoneInput, Switch

from .models import (
    AcademicYear,
    ClassGroup,
    District,
    EmployerProfile,
    InstructionLanguage,
    OfferFormat,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Region,
    StatusType,
)

LEARNING = {OrganisationKind.SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY, OrganisationKind.PRESCHOOL}


class StatusFilter(forms.Form):
    """Filters of the register of statuses."""

    type = forms.ModelChoiceField(StatusType.objects.all(), label=_("Kind of status"), required=False, empty_label=_("All kinds"))
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Any")), *OrganisationStatus.Status.choices]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value written by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in ("type", "region", "state")}


class StatusForm(forms.ModelForm):
    """A candidate for a status."""

    class Meta:
        model = OrganisationStatus
        fields = ["type", "granting_org", "valid_from", "valid_until", "basis_kind", "basis_number", "basis_date"]
        widgets = {"valid_from": DateInput, "valid_until": DateInput, "basis_date": DateInput}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = StatusType.objects.filter(is_active=True)
        heis = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY, status=Organisation.Status.ACTIVE)
        self.fields["granting_org"].queryset = heis.order_by("short_name_kk")
        self.fields["granting_org"].help_text = _("Only for statuses that a higher education institution grants.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The end lies before the start."))
        return data


class ClassFilter(forms.Form):
    """Year, grade, language of the list of classes."""

    year = forms.ChoiceField(label=_("Academic year"), required=False)
    grade = forms.IntegerField(label=_("Grade"), required=False, min_value=0, max_value=12)
    language = forms.ChoiceField(label=_("Language of instruction"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("All languages")), *InstructionLanguage.choices]
        self.years = list(AcademicYear.objects.order_by("-starts_on"))
        self.fields["year"].choices = [(str(year.pk), str(year)) for year in self.years]
        if year := self._present():
            self.fields["year"].initial = str(year.pk)

    def _present(self) -> AcademicYear | None:
        today = timezone.localdate()
        return next((year for year in self.years if year.starts_on <= today <= year.ends_on), self.years[0] if self.years else None)

    def values(self) -> dict[str, Any]:
        """Clean filters; the present year without a choice, the latest one before anybody has opened it; what was written by hand is left out."""
        self.is_valid()
        chosen = self.cleaned_data.get("year")
        year = next((year for year in self.years if str(year.pk) == chosen), None) or self._present()
        return {"year": year} | {name: self.cleaned_data.get(name) for name in ("grade", "language")}


class ClassForm(forms.ModelForm):
    """A class of a school or a group of a college."""

    class Meta:
        model = ClassGroup
        fields = ["name", "grade", "course", "language", "shift", "programme"]

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = "course" if organisation.kind not in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY} else "grade"
        self.fields.pop(unused)
        self.fields["grade" if unused == "course" else "course"].required = True
        for name, low, high in (("grade", 0, 12), ("course", 1, 6), ("shift", 1, 3)):
            if name in self.fields:
                self.fields[name].min_value, self.fields[name].max_value = low, high
                self.fields[name].validators += [
                    forms.fields.validators.MinValueValidator(low),
                    forms.fields.validators.MaxValueValidator(high),
                ]

    def _get_validation_exclusions(self) -> set[str]:
        # Uniqueness within the year is the service's to say, beside the name.
        return super()._get_validation_exclusions() | {"organisation", "academic_year"}


class EmployerForm(forms.ModelForm):
    """What an employer offers."""

    formats = forms.MultipleChoiceField(label=_("What they are ready to do"), choices=OfferFormat, widget=CheckCards)

    class Meta:
        model = EmployerProfile
        fields = [
            "formats",
            "when",
            "where",
            "receive_days",
            "contact_name",
            "contact_position",
            "contact_phone",
            "contact_who",
            "contact_hours",
            "minitasks",
            "rural_quota",
            "staff_children",
            "csr",
            "transport",
            "passes",
            "insurance",
        ]
        widgets = {
            "contact_phone": PhoneInput,
            "staff_children": Switch,
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("minitasks", "csr", "transport", "passes", "insurance")},
        }


class ImportForm(forms.Form):
    """A file and, where the register belongs to somebody, the organisation, plan, matrix or calendar."""

    file = forms.FileField(label=_("File"), widget=FilePicker(), help_text=_("XLSX or CSV, up to 20 MB and 100 000 rows."))

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if target is not None:
            self.fields["target"] = target


class DistrictForm(forms.ModelForm):
    """A district by hand."""

    class Meta:
        model = District
        fields = ["kato", "region", "name_kk", "name_ru"]

    def clean_kato(self) -> str:
        code = str(self.cleaned_data["kato"])
        if not (code.isascii() and code.isdigit() and len(code) == 9):
            raise forms.ValidationError(_("A KATO code has 9 digits."))
        return code


class CloseDistrictForm(forms.Form):
    """The day and the successor; a split district has none."""

    on = forms.DateField(label=_("Closed on"), widget=DateInput)
    successor = forms.ModelChoiceField(
        District.objects.none(), label=_("Successor"), required=False, empty_label=_("The district is split")
    )

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = District.objects.filter(region=district.region_id, active=True).exclude(pk=district.pk)
