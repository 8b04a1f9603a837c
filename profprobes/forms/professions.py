"""The register of professions: filter, card, host."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import HostProfession, Profession, Sphere
from ..services.professions import CELLS
from .coord_filters import FilterForm


class ProfessionFilter(FilterForm):
    """By words, sphere, category."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    sphere = forms.ModelChoiceField(Sphere.objects.all(), label=_("Sphere"), required=False, empty_label=_("All spheres"))
    category = forms.ChoiceField(
        label=_("Category of the profession"), required=False, choices=[("", _("All categories")), *Profession.Category.choices]
    )


class ProfessionForm(forms.ModelForm):
    """The card in both languages."""

    class Meta:
        model = Profession
        fields = CELLS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in CELLS[4:]:
            self.fields[name].widget = forms.Textarea(attrs={"rows": 4, "lang": name[-2:]})


class HostForm(forms.ModelForm):
    """Which organisation shows the profession."""

    class Meta:
        model = HostProfession
        fields = ("organisation", "note")

    def __init__(self, *args: Any, organisations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"] = forms.ModelChoiceField(organisations, label=_("Organisation"))
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
        self.fields["note"].help_text = _("For example: two workplaces in the assembly shop.")
