"""Forms of sites: the place itself, and the operator's check."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import CheckCards, DateInput, Segmented

from .models import District, NeedGroup, Organisation, Site
from .services.sites import CHECKED

LAT, LON = (Decimal(40), Decimal(56)), (Decimal(46), Decimal(88))


class SiteForm(forms.ModelForm):
    """One place. ``settled`` keeps what the operator has checked as it is."""

    adapted_for = forms.MultipleChoiceField(label=_("Adapted for"), choices=NeedGroup, required=False, widget=CheckCards)

    class Meta:
        model = Site
        fields = [
            "name_kk",
            "name_ru",
            "workshop_kk",
            "workshop_ru",
            "district",
            "address_kk",
            "address_ru",
            "latitude",
            "longitude",
            "min_people",
            "max_people",
            "risk_level",
            "adapted_for",
            "allowed_zones_kk",
            "allowed_zones_ru",
            "forbidden_zones_kk",
            "forbidden_zones_ru",
            "ppe",
            "emergency_contacts",
            "transport",
            "passes",
            "insurance",
        ]
        widgets = {
            "risk_level": Segmented,
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("allowed_zones_kk", "allowed_zones_ru", "forbidden_zones_kk", "forbidden_zones_ru")
            },
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("ppe", "transport", "passes", "insurance")},
        }

    def __init__(self, *args: Any, organisation: Organisation, settled: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.filter(region=organisation.region_id, active=True)
        if not self.instance.pk:
            self.fields["district"].initial = organisation.district_id
        self.fields["emergency_contacts"].required = True
        for name in ("min_people", "max_people"):
            self.fields[name].min_value = 1
            self.fields[name].validators.append(forms.fields.validators.MinValueValidator(1))
        if settled:
            for name in CHECKED:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        fewest, most = data.get("min_people"), data.get("max_people")
        if fewest and most and most < fewest:
            self.add_error("max_people", _("The most must not be less than the fewest."))
        latitude, longitude = data.get("latitude"), data.get("longitude")
        if (latitude is None) != (longitude is None):
            self.add_error("longitude", _("A place on the map has both numbers."))
        elif latitude is not None and longitude is not None and not (LAT[0] <= latitude <= LAT[1] and LON[0] <= longitude <= LON[1]):
            self.add_error("latitude", _("This place does not lie in Kazakhstan: latitude 40–56, longitude 46–88."))
        return data

    def validate_constraints(self) -> None:
        """``clean`` says in words, beside its field, what the database would refuse."""

    @property
    def groups(self) -> list[tuple[Any, list[list[Any]]]]:
        """Parts of the form with their rows of fields."""
        parts = [
            (pgettext_lazy("site", "Place"), [["name_kk", "name_ru"], ["workshop_kk", "workshop_ru"], ["district"]]),
            ("", [["address_kk", "address_ru"], ["latitude", "longitude"]]),
            (pgettext_lazy("site", "Groups and safety"), [["min_people", "max_people"], ["risk_level"], ["adapted_for"]]),
            ("", [["allowed_zones_kk", "allowed_zones_ru"], ["forbidden_zones_kk", "forbidden_zones_ru"], ["ppe"]]),
            (pgettext_lazy("site", "Getting there"), [["emergency_contacts"], ["transport", "passes"], ["insurance"]]),
        ]
        joined: list[tuple[Any, list[list[Any]]]] = []
        for title, rows in parts:
            bound = [[self[name] for name in row] for row in rows]
            if title:
                joined.append((title, bound))
            else:
                joined[-1][1].extend(bound)
        return joined


class SiteCheckForm(forms.Form):
    """The operator has looked and it is in order."""

    valid_until = forms.DateField(label=_("Check valid until"), widget=DateInput)
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
