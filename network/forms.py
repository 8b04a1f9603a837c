"""Forms of organisations and their people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import validate_bin
from core.widgets import PhoneInput, Segmented

from .models import District, Organisation, Region


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
