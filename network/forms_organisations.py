"""Forms of organisations: list, passport, flags, reorganisation, a request to be added."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.fields import validate_bin, validate_iin
from core.numbers import check_bin, check_iin
from core.widgets import CheckCards, PhoneInput, Segmented, Switch

from .models import (
    SUBKINDS_OF,
    District,
    Entity,
    InstructionLanguage,
    JoinRequest,
    Locality,
    Membership,
    Organisation,
    OrganisationKind,
)
from .queries_registers import filter_lists


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
