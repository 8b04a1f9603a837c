"""The trial side of a site, as its host describes it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel
from core.widgets import CheckCards, Segmented
from network.models import Site

from ..models import Profession, TrialProgramme, TrialSite
from ..services.trial_sites import programmes_of_host

LOWEST_GRADE, HIGHEST_GRADE = 1, 11
PAIRS = ("min_conditions", "special_conditions", "special_requirements", "access_rules")
_TEXTS = [f"{name}_{language}" for name in (*PAIRS, "exits", "assembly") for language in ("kk", "ru")]


class TrialSideForm(forms.ModelForm):
    """Who may come, what can be tried, under which conditions, how it is booked."""

    professions = forms.ModelMultipleChoiceField(Profession.objects.none(), label=_("Professions"), widget=CheckCards)
    programmes = forms.ModelMultipleChoiceField(
        TrialProgramme.objects.none(),
        label=_("Programmes that run here"),
        required=False,
        widget=CheckCards,
        help_text=_("Schools book a slot for a published programme."),
    )
    grades = forms.TypedMultipleChoiceField(
        label=_("Grades"),
        coerce=int,
        widget=CheckCards,
        choices=[(grade, str(grade)) for grade in range(LOWEST_GRADE, HIGHEST_GRADE + 1)],
    )
    formats = forms.MultipleChoiceField(label=_("Formats of trials"), choices=TrialSite.Format, widget=CheckCards)
    booking = forms.ChoiceField(label=_("Booking"), choices=TrialSite.Booking, widget=Segmented)
    photo_rule = forms.ChoiceField(label=_("Photo rule"), choices=PhotoLevel, widget=Segmented)

    class Meta:
        model = TrialSite
        fields = ["professions", "programmes", "grades", "formats", "booking", "photo_rule", *_TEXTS]
        widgets = {f"{name}_{language}": forms.Textarea(attrs={"rows": 3}) for name in PAIRS for language in ("kk", "ru")}

    def __init__(self, *args: Any, site: Site, **options: Any) -> None:
        super().__init__(*args, **options)
        professions: Any = self.fields["professions"]
        professions.queryset = Profession.objects.select_related("sphere").order_by("sphere__name_ru", "name_ru")
        professions.label_from_instance = lambda row: f"{row.name} · {row.sphere.name}"
        programmes: Any = self.fields["programmes"]
        there: Any = self.instance.programmes.values("pk") if self.instance.pk else TrialProgramme.objects.none().values("pk")
        programmes.queryset = (programmes_of_host(site) | TrialProgramme.objects.filter(pk__in=there)).distinct()
        programmes.label_from_instance = lambda row: f"{row.name} · {row.get_status_display()}"
        if not self.instance.pk:
            self.initial = {
                **self.initial,
                "grades": [8, 9, 10, 11],
                "formats": [TrialSite.Format.IN_PERSON],
                "booking": TrialSite.Booking.INSTANT,
            }
            self.initial["photo_rule"] = PhotoLevel.PORTFOLIO
        for name in ("exits_kk", "exits_ru", "assembly_kk", "assembly_ru"):
            self.fields[name].required = True

    def clean_grades(self) -> list[int]:
        """In order."""
        return sorted(self.cleaned_data["grades"])

    def validate_constraints(self) -> None:
        """The choices say in words what the database would refuse."""

    @property
    def groups(self) -> list[tuple[Any, list[list[Any]]]]:
        """Parts of the form with their rows of fields."""
        parts = [
            (_("What can be tried here"), [["professions"], ["programmes"], ["formats"], ["grades"]]),
            (_("Conditions and requirements"), [[f"{name}_kk", f"{name}_ru"] for name in PAIRS]),
            (_("Evacuation"), [["exits_kk", "exits_ru"], ["assembly_kk", "assembly_ru"]]),
            (_("Booking and photos"), [["booking"], ["photo_rule"]]),
        ]
        return [(title, [[self[name] for name in row] for row in rows]) for title, rows in parts]
