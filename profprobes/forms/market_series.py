"""A host opens a series of slots, and changes one or all that follow."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import CheckCards, DateInput, RadioCards, Switch, TimeInput
from network.models import Site

from ..models import SiteSlot, TrialMentor

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
EVERY = [(1, _("every week")), (2, _("every second week")), (3, _("every third week")), (4, _("every fourth week"))]


class SlotFields(forms.Form):
    """What a slot and a series share."""

    starts = forms.TimeField(label=_("Beginning"), widget=TimeInput)
    ends = forms.TimeField(label=_("End"), widget=TimeInput)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=200)
    min_group = forms.IntegerField(label=_("Smallest group"), min_value=1, max_value=200)
    mentor = forms.ModelChoiceField(TrialMentor.objects.none(), label=_("Mentor"), required=False, empty_label=_("Not named yet"))
    shared = forms.BooleanField(label=_("Several schools may share it"), required=False, widget=Switch)

    def __init__(self, *args: Any, site: Site, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mentors = TrialMentor.objects.visible_to(user).filter(
            membership__organisation=site.organisation_id, status=TrialMentor.Status.ACTIVE
        )
        self.fields["mentor"].queryset = mentors.select_related("membership__user")  # type: ignore[attr-defined]
        self.fields["seats"].widget.attrs["max"] = site.max_people

    def clean(self) -> dict[str, Any]:
        """The hours and the group in order; the service checks the rest."""
        data = super().clean() or {}
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("The end must be later than the beginning."))
        if data.get("seats") and data.get("min_group") and data["min_group"] > data["seats"]:
            self.add_error("min_group", _("The smallest group cannot be larger than the number of seats."))
        return data


class SeriesForm(SlotFields):
    """On which weekdays, from when to when, how often."""

    weekdays = forms.TypedMultipleChoiceField(label=_("Weekdays"), coerce=int, choices=WEEKDAYS, widget=CheckCards)
    first_day = forms.DateField(label=_("First day"), widget=DateInput)
    last_day = forms.DateField(label=_("Last day"), widget=DateInput)
    every_weeks = forms.TypedChoiceField(label=_("How often"), coerce=int, choices=EVERY, initial=1)
    leave_holidays = forms.BooleanField(label=_("Leave out holidays and days off"), required=False, initial=True, widget=Switch)

    def __init__(self, *args: Any, site: Site, user: Any, **options: Any) -> None:
        super().__init__(*args, site=site, user=user, **options)
        self.fields["seats"].initial, self.fields["min_group"].initial = site.max_people, site.min_people

    def clean(self) -> dict[str, Any]:
        """The days in order too."""
        data = super().clean()
        if data.get("first_day") and data.get("last_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The last day cannot be earlier than the first one."))
        return data


class ChangeSlotForm(SlotFields):
    """One slot, or all of its series that follow."""

    scope = forms.ChoiceField(
        label=pgettext_lazy("slots", "What to change"),
        choices=[("one", _("Only this slot")), ("following", _("This slot and all that follow in the series"))],
        initial="one",
        widget=RadioCards,
    )

    def __init__(self, *args: Any, slot: SiteSlot, **options: Any) -> None:
        super().__init__(*args, site=slot.site, **options)
        if slot.series_id is None:
            del self.fields["scope"]
