"""Forms of organisations and their people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PhoneField
from accounts.models import User
from core.fields import validate_bin
from core.widgets import PhoneInput, Segmented

from .models import ClassGroup, District, Organisation, Region, Role

# Roles that a coordinator gives; those above an organisation come from the platform's records.
GIVEN_BY_COORDINATORS = (
    Role.ORG_HEAD,
    Role.ORG_COORDINATOR,
    Role.CAREER_COORDINATOR,
    Role.CLASS_TEACHER,
    Role.TEACHER,
    Role.PSYCHOLOGIST,
    Role.MEDICAL_WORKER,
    Role.MENTOR,
)
ONLY_SCHOOLS = {Role.CLASS_TEACHER, Role.TEACHER, Role.PSYCHOLOGIST, Role.MEDICAL_WORKER}


def roles_for(organisation: Organisation) -> list[tuple[str, Any]]:
    """Roles that people of this kind of organisation may hold."""
    learning = organisation.kind in {Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY}
    return [(role.value, role.label) for role in GIVEN_BY_COORDINATORS if learning or role not in ONLY_SCHOOLS]


class OrganisationFilter(forms.Form):
    """Search and filters of the register; they live in the address."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or BIN")})
    )
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    locality = forms.ChoiceField(label=_("Type of locality"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *Organisation.Kind.choices]
        self.fields["locality"].choices = [("", _("City and village")), *Organisation.Locality.choices]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in ("region", "kind", "locality")} | {
            "q": self.cleaned_data.get("q", "")
        }


class OrganisationForm(forms.ModelForm):
    """The passport of an organisation."""

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "full_name_kk",
            "full_name_ru",
            "short_name_kk",
            "short_name_ru",
            "region",
            "district",
            "locality_type",
            "address_kk",
            "address_ru",
            "phone",
            "email",
            "head_name",
        ]
        widgets = {"locality_type": Segmented, "phone": PhoneInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.filter(active=True).select_related("region")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        region, district = data.get("region"), data.get("district")
        if region and district and district.region_id != region.pk:
            self.add_error("district", _("This district lies in another region."))
        return data


class NewOrganisationForm(OrganisationForm):
    """A new organisation: the passport with BIN and the short code that its documents will carry."""

    bin = forms.CharField(label=_("BIN"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    class Meta(OrganisationForm.Meta):
        fields = ["kind", "bin", "code", *OrganisationForm.Meta.fields[1:]]

    def clean_bin(self) -> str:
        typed = "".join(self.cleaned_data["bin"].split())
        validate_bin(typed)
        return typed


class StaffFilter(forms.Form):
    """Search and role on the list of people."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name")}))
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles")), *roles_for(organisation)]

    def values(self) -> dict[str, str]:
        self.is_valid()
        return {"q": self.cleaned_data.get("q", ""), "role": self.cleaned_data.get("role", "")}


class InviteForm(forms.Form):
    """A person, the address the invitation goes to, and one role."""

    last_name = forms.CharField(label=_("Last name"), max_length=120)
    first_name = forms.CharField(label=_("First name"), max_length=120)
    middle_name = forms.CharField(label=_("Patronymic (if any)"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(required=False, widget=PhoneInput)
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=[("kk", "Қазақша"), ("ru", "Русский")], widget=Segmented, initial="kk"
    )
    role = forms.ChoiceField(label=_("Role"))
    class_group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), required=False, help_text=_("For a class teacher."))
    position_kk = forms.CharField(label=_("Position (Kazakh)"), max_length=200, required=False)
    position_ru = forms.CharField(label=_("Position (Russian)"), max_length=200, required=False)

    def __init__(self, *args: Any, organisation: Organisation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_for(organisation)
        classes = ClassGroup.objects.filter(organisation=organisation).order_by("-academic_year__starts_on", "grade", "name")
        self.fields["class_group"].queryset = classes.select_related("academic_year")
        if organisation.kind == Organisation.Kind.ENTERPRISE:
            del self.fields["class_group"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["email"] and not data["phone"]:
            self.add_error("email", _("Enter an e-mail or a phone: the invitation goes there."))
        return data
