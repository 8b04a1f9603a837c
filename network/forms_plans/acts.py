"""Forms of local acts and of the interaction model."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.uploads import ACCEPT
from core.widgets import DateInput, FilePicker, Segmented

from ..models import CalendarEvent, InteractionElement, LocalAct, Organisation


class SectionsForm(forms.Form):
    """Texts of the sections of an act, both languages."""

    def __init__(self, *args: Any, act: LocalAct, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(act.sections.all())
        for section in self.sections:
            for language in ("kk", "ru"):
                heading = section.heading_in(language)
                self.fields[f"text_{language}_{section.order}"] = forms.CharField(
                    label=f"{heading} ({'ҚАЗ' if language == 'kk' else 'РУС'})",
                    initial=section.text_in(language),
                    widget=forms.Textarea(attrs={"rows": 7}),
                    max_length=8000,
                )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Kazakh and Russian fields side by side."""
        return [(self[f"text_kk_{one.order}"], self[f"text_ru_{one.order}"]) for one in self.sections]

    def texts(self) -> dict[int, tuple[str, str]]:
        """Order → texts."""
        data = self.cleaned_data
        return {one.order: (data[f"text_kk_{one.order}"], data[f"text_ru_{one.order}"]) for one in self.sections}


class ApproveActForm(forms.Form):
    """Number and date of the act."""

    number = forms.CharField(label=_("Number"), max_length=40)
    date = forms.DateField(label=_("Date"), widget=DateInput)


class OrderForm(forms.Form):
    """The order that brings the act in."""

    order_number = forms.CharField(label=_("Number of the order"), max_length=40)
    order_date = forms.DateField(label=_("Date of the order"), widget=DateInput)


class ScanForm(forms.Form):
    """The scan of an act."""

    upload = forms.FileField(label=_("Scan of the act"), widget=FilePicker(accept=ACCEPT))


class ElementForm(forms.Form):
    """How far an element of the interaction model is."""

    status = forms.ChoiceField(label=_("State"), choices=InteractionElement.Status.choices, widget=Segmented)
    partner = forms.ModelChoiceField(Organisation.objects.none(), label=_("Partner organisation"), required=False)
    partner_name = forms.CharField(label=_("Partners, in words"), required=False, max_length=300)
    event = forms.ModelChoiceField(CalendarEvent.objects.none(), label=_("Event by which it was done"), required=False)
    procedure = forms.CharField(label=_("Paper or meeting by which it was done"), required=False, max_length=300)
    done_on = forms.DateField(label=_("Done on"), widget=DateInput, required=False)

    def __init__(self, *args: Any, element: InteractionElement, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = element.model.organisation
        partners = Organisation.objects.exclude(pk=school.pk).filter(region=school.region, status=Organisation.Status.ACTIVE)
        self.fields["partner"].queryset = partners.exclude(kind=Organisation.Kind.SCHOOL).order_by("short_name_ru")
        year = element.model.year
        events = CalendarEvent.objects.visible_to(user).took_place()
        self.fields["event"].queryset = events.filter(
            Q(organisation=school) | Q(host=school) | Q(invited_organisations=school), starts__date__range=(year.starts_on, year.ends_on)
        ).distinct()
