"""Forms of the allocation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import PlacementOverride, SchoolOffer


class RunForm(forms.Form):
    """A calculation: the code of the lottery, and more seats for a «what if»."""

    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**31, required=False, help_text=_("Empty: the seed of the last calculation.")
    )
    offer = forms.ModelChoiceField(SchoolOffer.objects.none(), label=_("What if: offer"), required=False)
    seats = forms.IntegerField(label=_("What if: more or fewer places"), min_value=-60, max_value=60, required=False)

    def __init__(self, *args: Any, offers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An offer and a number of seats belong together."""
        data = super().clean() or {}
        if data.get("offer") and not data.get("seats"):
            self.add_error("seats", _("Write how many places more or fewer."))
        if data.get("seats") and not data.get("offer"):
            self.add_error("offer", _("Choose the offer."))
        return data

    @property
    def what_if(self) -> dict[str, Any]:
        """Empty for a real calculation."""
        offer, seats = self.cleaned_data.get("offer"), self.cleaned_data.get("seats")
        return {"seats": {str(offer.pk): seats}} if offer and seats else {}


class PublishForm(forms.Form):
    """R7: a late publication says why."""

    late_reason = forms.CharField(
        label=_("Why the result is published late"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OfferForm(forms.Form):
    """Which offer to look at before the change."""

    offer = forms.ModelChoiceField(SchoolOffer.objects.none(), label=_("New place"))

    def __init__(self, *args: Any, offers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers  # type: ignore[attr-defined]


class OverrideForm(OfferForm):
    """R27."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=PlacementOverride.Reason)
    reason = forms.CharField(label=_("Reason in words"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    consent = forms.BooleanField(label=_("The student (both, for a joint request) agrees"), required=False)
