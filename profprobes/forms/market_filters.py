"""Filters of the market of slots."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import DateInput
from network.models import District, Organisation

from ..models import Profession, Sphere
from .coord_filters import FilterForm, RowChoice, kept

DISTANCES = [(5, "5"), (10, "10"), (25, "25"), (50, "50"), (100, "100")]
RISKS = [("", _("Any risk")), ("low", _("Low risk only")), ("medium", _("Low and medium risk"))]


class MarketFilter(FilterForm):
    """What a school asks of the market: what, where, when, for how many, how dangerous."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    sphere = RowChoice(_("Sphere"))
    profession = RowChoice(_("Profession"))
    district = RowChoice(_("District"))
    km = forms.TypedChoiceField(label=_("Distance, km"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=pgettext_lazy("dates", "From"), required=False, widget=DateInput)
    until = forms.DateField(label=pgettext_lazy("dates", "To"), required=False, widget=DateInput)
    seats = forms.IntegerField(label=_("Places for our group"), required=False, min_value=1, max_value=200)
    risk = forms.ChoiceField(label=_("Risk of the site"), required=False, choices=RISKS)

    def __init__(self, *args: Any, user: Any, school: Organisation | None, **options: Any) -> None:
        super().__init__(*args, **options)
        region = school.region_id if school else None
        spheres = kept("spheres", user, lambda: [(row.pk, row.name) for row in Sphere.objects.order_by("name_ru")])
        professions = kept("professions", user, lambda: [(row.pk, row.name) for row in Profession.objects.order_by("name_ru")])
        districts = kept(f"districts:{region}", user, lambda: [(row.pk, row.name) for row in _districts(region)])
        self._offer("sphere", _("All spheres"), spheres)
        self._offer("profession", _("All professions"), professions)
        self._offer("district", _("All districts"), districts)
        self._offer("km", _("Any distance"), DISTANCES)
        if school is None or school.latitude is None:
            del self.fields["km"]  # nobody can say how far it is

    def _offer(self, name: str, all_of_them: Any, choices: list[tuple[int, str]]) -> None:
        self.fields[name].choices = [("", all_of_them), *choices]  # type: ignore[attr-defined]


def _districts(region: int | None) -> Any:
    rows = District.objects.filter(sites__trial_site__isnull=False).distinct().order_by("name_ru")
    return rows.filter(region=region) if region else rows
