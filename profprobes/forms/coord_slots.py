"""The host opens slots and answers requests."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput, Switch, TimeInput
from network.models import Site

from ..models import TrialMentor


class OpenSlotsForm(forms.Form):
    """One slot, or the same hours of several weeks."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    starts = forms.TimeField(label=_("Beginning"), widget=TimeInput)
    ends = forms.TimeField(label=_("End"), widget=TimeInput)
    weeks = forms.IntegerField(
        label=_("Repeat, weeks"),
        min_value=1,
        max_value=20,
        initial=1,
        help_text=_("1 opens a single slot; weeks that clash are skipped and listed."),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    min_group = forms.IntegerField(label=_("Smallest group"), min_value=1, max_value=200)
    mentor = forms.ModelChoiceField(TrialMentor.objects.none(), label=_("Mentor"), required=False, empty_label=_("Not named yet"))
    shared = forms.BooleanField(label=_("Several schools may share it"), required=False, widget=Switch)

    def __init__(self, *args: Any, site: Site, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.site = site
        mentors = TrialMentor.objects.visible_to(user).filter(membership__organisation=site.organisation, status=TrialMentor.Status.ACTIVE)
        self.fields["mentor"].queryset = mentors.select_related("membership__user")  # type: ignore[attr-defined]
        self.fields["seats"].initial, self.fields["min_group"].initial = site.max_people, site.min_people
        self.fields["seats"].widget.attrs["max"] = site.max_people

    def clean(self) -> dict[str, Any]:
        """Put day and hours together; the service checks the rest."""
        data = super().clean() or {}
        if all(data.get(name) for name in ("day", "starts", "ends")):
            data["period"] = tuple(timezone.make_aware(dt.datetime.combine(data["day"], data[name])) for name in ("starts", "ends"))
            if data["ends"] <= data["starts"]:
                self.add_error("ends", _("The end must be later than the beginning."))
        if data.get("seats") and data.get("min_group") and data["min_group"] > data["seats"]:
            self.add_error("min_group", _("The smallest group cannot be larger than the number of seats."))
        return data


class SiteCheckForm(forms.Form):
    """The operator's check of a site."""

    valid_until = forms.DateField(label=_("Check valid until"), widget=DateInput)
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
