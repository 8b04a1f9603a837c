"""What the class teacher adds to a parents' page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import CheckCards

from ..models import ParentSummary


class StepsForm(forms.Form):
    """Next steps, for one family or for all."""

    next_steps = forms.MultipleChoiceField(
        label=_("Next step (as the family wishes)"), choices=ParentSummary.NextStep, required=False, widget=CheckCards
    )


class SummaryForm(StepsForm):
    """One sentence in the language of the family; the other language only where the page goes out in both."""

    extra_kk = forms.CharField(
        label=_("One more sentence (Kazakh)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300, "lang": "kk"}),
    )
    extra_ru = forms.CharField(
        label=_("One more sentence (Russian)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300, "lang": "ru"}),
    )
    field_order = ("extra_kk", "extra_ru", "next_steps")

    def __init__(self, *args: Any, summary: ParentSummary, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"extra_kk": summary.extra_kk, "extra_ru": summary.extra_ru, "next_steps": summary.next_steps})
        super().__init__(*args, **kwargs)
