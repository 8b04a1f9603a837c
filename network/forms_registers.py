"""Forms of the registers: organisations, applications, statuses, classes, employers, files."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.fields import validate_bin, validate_iin
from core.numbers import check_bin, check_iin
from core.widgets import CheckCards, DateInput, FilePicker, PhoneInput, Segmented, Switch

from .models import (
    SUBKINDS_OF,
    AcademicYear,
    ClassGroup,
    District,
    EmployerProfile,
    Entity,
    InstructionLanguage,
    JoinRequest,
    Locality,
    Membership,
    OfferFormat,
    Organisation,
    OrganisationKind,
    OrganisationStatus,
    Region,
    StatusType,
)
from .queries_registers import filter_lists

LEARNING = {OrganisationKind.SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY, OrganisationKind.PRESCHOOL}


class OrganisationFilter(forms.Form):
    """Search and filters of the register; they live in the address."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or BIN")})
    )
    region = forms.TypedChoiceField(label=_("Region"), required=False, coerce=int, empty_value=None)
    district = forms.TypedChoiceField(label=_("District"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    locality = forms.ChoiceField(label=_("Type of locality"), required=False)
    status_type = forms.TypedChoiceField(label=_("Status of an organisation"), required=False, coerce=int, empty_value=None)
    network = forms.TypedChoiceField(label=_("Network"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("State"), required=False)
    small = forms.BooleanField(label=_("Small-class schools only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *OrganisationKind.choices]
        self.fields["locality"].choices = [("", _("City and village")), *Organisation.Locality.choices]
        self.fields["state"].choices = [("", _("At work")), *Organisation.Status.choices]
        region = self.data.get("region", "")
        lists = filter_lists(int(region) if region.isascii() and region.isdigit() and len(region) < 10 else None)
        empty = {"region": _("All regions"), "status_type": _("Any"), "district": _("All districts"), "network": _("All networks")}
        for name, word in empty.items():
            self.fields[name].choices = [("", word), *lists[name]]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        names = ("region", "district", "kind", "locality", "status_type", "network", "state", "small")
        return {name: self.cleaned_data.get(name) or None for name in names} | {"q": self.cleaned_data.get("q", "")}


class OrganisationForm(forms.ModelForm):
    """The passport of an organisation."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of instruction"), choices=InstructionLanguage, required=False, widget=CheckCards
    )

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "subkind",
            "full_name_kk",
            "full_name_ru",
            "short_name_kk",
            "short_name_ru",
            "legal_form",
            "ownership",
            "region",
            "district",
            "locality",
            "locality_type",
            "address_kk",
            "address_ru",
            "latitude",
            "longitude",
            "phone",
            "email",
            "website",
            "head_name",
            "head_position_kk",
            "head_position_ru",
            "basis_kk",
            "basis_ru",
            "bank_details",
            "grades_from",
            "grades_to",
            "languages",
            "shifts",
            "learners",
            "small_class",
            "keleshek",
            "internet_mbps",
            "video_equipment",
            "mentor_time",
            "practicum_coordinator",
            "pedagogical",
            "size",
            "sector",
            "agro",
        ]
        widgets = {
            "locality_type": Segmented,
            "phone": PhoneInput,
            "bank_details": forms.Textarea(attrs={"rows": 3}),
            **dict.fromkeys(("small_class", "keleshek", "video_equipment", "mentor_time", "pedagogical", "agro"), Switch),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.filter(active=True).select_related("region")
        region = getattr(self.instance, "region_id", None) or (self.data.get("region") or None)
        self.fields["locality"].queryset = (
            Locality.objects.filter(active=True, district__region=region) if region else Locality.objects.none()
        )
        self.fields["basis_kk"].required = self.fields["basis_ru"].required = False
        own = Membership.objects.current().filter(organisation=self.instance.pk or 0, kind=Membership.Kind.STAFF)
        self.fields["practicum_coordinator"].queryset = User.objects.filter(pk__in=own.values("user"))

    def clean_basis_kk(self) -> str:
        return self.cleaned_data["basis_kk"] or "Жарғы"

    def clean_basis_ru(self) -> str:
        return self.cleaned_data["basis_ru"] or "Устав"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        region, district = data.get("region"), data.get("district")
        if region and district and district.region_id != region.pk:
            self.add_error("district", _("This district lies in another region."))
        if data.get("subkind") and data["subkind"] not in SUBKINDS_OF.get(data.get("kind"), ()):
            self.add_error("subkind", _("This subkind belongs to another kind of organisation."))
        first, last = data.get("grades_from"), data.get("grades_to")
        if first is not None and last is not None and (last < first or last > 12):
            self.add_error("grades_to", _("Grades go from the lowest to the highest, at most 12."))
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("A place on the map has both numbers."))
        return data

    @property
    def groups(self) -> list[tuple[Any, list[list[Any]]]]:
        """Parts of the passport with their rows of fields, for the page; what the kind does not have is left out."""
        kind = self["kind"].value() or OrganisationKind.SCHOOL
        parts = [
            (
                pgettext_lazy("passport", "Names"),
                [["full_name_kk", "full_name_ru"], ["short_name_kk", "short_name_ru"], ["legal_form", "ownership"]],
            ),
            (
                pgettext_lazy("passport", "Place and contacts"),
                [
                    ["region", "district", "locality"],
                    ["locality_type"],
                    ["address_kk", "address_ru"],
                    ["latitude", "longitude"],
                    ["phone", "email", "website"],
                ],
            ),
            (
                pgettext_lazy("passport", "Head"),
                [["head_name"], ["head_position_kk", "head_position_ru"], ["basis_kk", "basis_ru"], ["bank_details"]],
            ),
        ]
        if kind in {OrganisationKind.SCHOOL, OrganisationKind.PRESCHOOL}:
            rows = [
                ["grades_from", "grades_to", "shifts", "learners"],
                ["languages"],
                ["small_class", "keleshek"],
                ["mentor_time", "video_equipment"],
            ]
            parts.append((_("School"), [*rows, ["internet_mbps", "practicum_coordinator"]]))
        elif kind in {OrganisationKind.COLLEGE, OrganisationKind.UNIVERSITY}:
            parts.append((pgettext_lazy("passport", "Teaching"), [["learners", "internet_mbps"], ["languages"], ["pedagogical"]]))
        elif kind == OrganisationKind.ENTERPRISE:
            parts.append((_("Enterprise"), [["size", "sector"], ["agro"]]))
        return [(title, [[self[name] for name in row] for row in rows]) for title, rows in parts]


class NewOrganisationForm(OrganisationForm):
    """A new organisation: the passport with its number and the short code that its documents will carry."""

    bin = forms.CharField(label=_("BIN"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    iin = forms.CharField(
        label=_("IIN of the entrepreneur"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sure = forms.BooleanField(label=_("This is another organisation, enter it"), required=False)

    class Meta(OrganisationForm.Meta):
        fields = ["kind", "entity", "bin", "iin", "code", *OrganisationForm.Meta.fields[1:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entity"].required = False

    def clean_bin(self) -> str:
        typed = "".join(self.cleaned_data["bin"].split())
        if typed:
            validate_bin(typed)
        return typed

    def clean_iin(self) -> str:
        typed = "".join(self.cleaned_data["iin"].split())
        if typed:
            validate_iin(typed)
        return typed

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not (code.isascii() and code.isalnum() and len(code) >= 2):
            raise forms.ValidationError(_("2–12 Latin letters or digits."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["entity"] = data.get("entity") or Entity.LEGAL
        if data["entity"] == Entity.IE:
            if data.get("bin"):
                self.add_error(
                    "bin", _("An entrepreneur is entered by IIN. Choose another legal status, or clear the BIN and type the IIN.")
                )
            elif not data.get("iin") and "iin" not in self.errors:
                self.add_error("iin", _("Type the IIN of the entrepreneur."))
        elif data.get("iin"):
            self.add_error("iin", _("Only an individual entrepreneur is entered by IIN."))
        elif not data.get("bin") and "bin" not in self.errors:
            self.add_error("bin", _("Type the BIN."))
        return data

    @property
    def other_entity(self) -> str:
        """Page 9.3: the legal status to which the typed number belongs, where another one is chosen; empty where they agree."""
        typed = "".join(f"{self.data.get('bin', '')}{self.data.get('iin', '')}".split())
        entity = self.data.get("entity") or Entity.LEGAL
        if entity == Entity.IE:
            return Entity.LEGAL if check_bin(typed) is None else ""
        return Entity.IE if check_iin(typed) is None and check_bin(typed) is not None else ""


def switched(data: Any) -> Any:
    """What was typed, with the legal status that the person has just accepted and the number in its field (9.3)."""
    to = data.get("switch")
    if to not in {Entity.LEGAL, Entity.IE}:
        return data
    number = data.get("bin") or data.get("iin") or ""
    changed = data.copy()
    changed["entity"] = to
    changed["bin"], changed["iin"] = ("", number) if to == Entity.IE else (number, "")
    return changed


class FlagsForm(forms.ModelForm):
    """What the department says of a school."""

    class Meta:
        model = Organisation
        fields = ["social_risk", "low_resource"]
        widgets = {"social_risk": Switch, "low_resource": Switch}


class ReorganiseForm(forms.Form):
    """The successor and the reason."""

    successor_bin = forms.CharField(label=_("BIN of the successor"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_successor_bin(self) -> str:
        typed = "".join(self.cleaned_data["successor_bin"].split())
        validate_bin(typed)
        return typed


class JoinForm(forms.ModelForm):
    """A request to be added to an organisation."""

    class Meta:
        model = JoinRequest
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}


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
