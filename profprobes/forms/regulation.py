"""Forms of the regulation on trials."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput

from ..models import ConfirmationForm

MOST = 4000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ClauseForm(forms.Form):
    """One clause in both languages; a line that begins with «–» is an item of a list."""

    text_kk = forms.CharField(label=_("Text (Kazakh)"), max_length=MOST, widget=_area(8))
    text_ru = forms.CharField(label=_("Text (Russian)"), max_length=MOST, widget=_area(8))


class BlanksForm(forms.Form):
    """The blanks of the model text."""

    spheres_kk = forms.CharField(label=_("Spheres of the trials (Kazakh)"), max_length=1500, required=False, widget=_area(3))
    spheres_ru = forms.CharField(label=_("Spheres of the trials (Russian)"), max_length=1500, required=False, widget=_area(3))
    sites_kk = forms.CharField(label=_("Bases of the trials (Kazakh)"), max_length=1500, required=False, widget=_area(3))
    sites_ru = forms.CharField(label=_("Bases of the trials (Russian)"), max_length=1500, required=False, widget=_area(3))
    group_min = forms.IntegerField(label=_("Group, at least"), min_value=1, max_value=60)
    group_max = forms.IntegerField(label=_("Group, at most"), min_value=1, max_value=60)
    forms = forms.MultipleChoiceField(
        label=_("Confirming documents"), choices=ConfirmationForm.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class FinalEventForm(BlanksForm):
    """With the final event, whose fields stand after the list that shadows the module's name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language, label in (("kk", _("Final event (Kazakh)")), ("ru", _("Final event (Russian)"))):
            self.fields[f"final_event_{language}"] = forms.CharField(label=label, max_length=300, required=False)


class ApproveForm(forms.Form):
    """The order of the head."""

    order_number = forms.CharField(label=_("Number of the order"), max_length=40)
    approved_on = forms.DateField(label=_("Date of the order"), widget=DateInput, initial=timezone.localdate)
