"""Forms of events: planning, moving, attendance, minutes, materials."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.dates import WEEKDAYS, language
from core.uploads import ACCEPT
from core.widgets import DateInput, DateTimeInput, FilePicker, Segmented

from ..models import CalendarEvent, EventAttendance, EventKind, EventSeries, Network, NetworkPlan, Organisation, PlanItem
from ..querysets_plans import staff_organisations, visible_networks
from ..services.events import FIELDS, MANY
from ..services.minutes import TypedGuest, roles_to_invite
from .plans import kept_networks, owner_choices, owner_of, parties_of, people_of

AREA = forms.Textarea(attrs={"rows": 2})
TEXT_FIELDS = ("text_kk", "text_ru")
REPEATS = [("", pgettext_lazy("series", "Once")), *EventSeries.Frequency.choices]
WEEKS = [
    (1, pgettext_lazy("week of the month", "first")),
    (2, pgettext_lazy("week of the month", "second")),
    (3, pgettext_lazy("week of the month", "third")),
    (4, pgettext_lazy("week of the month", "fourth")),
    (-1, pgettext_lazy("week of the month", "last")),
]


class PeopleChoice(forms.ModelMultipleChoiceField):
    """People by full name."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


def hosts_for(user: Any) -> Any:
    """Organisations for which the person may hold an event: own ones, and members of the networks that they coordinate."""
    own = Q(pk__in=staff_organisations(user))
    members = Q(network_memberships__network__in=kept_networks(user).values("pk"), network_memberships__status="active")
    return Organisation.objects.filter(own | members, status=Organisation.Status.ACTIVE).distinct()


class EventForm(forms.ModelForm):
    """An event; a new one also says in whose calendar it stands and whether it repeats."""

    class Meta:
        model = CalendarEvent
        fields = [*FIELDS, *MANY]
        widgets = {
            "starts": DateTimeInput,
            "ends": DateTimeInput,
            "reserve_on": DateInput,
            "mode": Segmented,
            **dict.fromkeys(["goal_kk", "goal_ru", "participants_kk", "participants_ru"], AREA),
        }

    owner = forms.ChoiceField(label=_("Whose calendar"))
    url = forms.URLField(label=_("Address of the online room"), required=False, assume_scheme="https", max_length=200)
    invited_roles = forms.MultipleChoiceField(
        label=_("Invited roles"),
        required=False,
        help_text=_("Holders of these roles in the invited organisations stand on the attendance sheet."),
    )
    invited_people = PeopleChoice(User.objects.none(), label=_("Invited people"), required=False)
    frequency = forms.ChoiceField(label=pgettext_lazy("series", "Repeats"), choices=REPEATS, required=False)
    week = forms.TypedChoiceField(label=_("Which week of the month"), choices=WEEKS, coerce=int, required=False, empty_value=1)
    weekday = forms.TypedChoiceField(label=_("Weekday"), coerce=int, required=False, empty_value=1)
    until = forms.DateField(label=_("Last day of the series"), widget=DateInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks = list(Network.objects.filter(pk__in=visible_networks(user)).exclude(status="closed"))
        self.organisations = list(Organisation.objects.filter(pk__in=staff_organisations(user)))
        event = self.instance if self.instance.pk else None
        fields = self.fields
        fields["owner"].choices = owner_choices(self.networks, self.organisations)
        fields["invited_roles"].choices = roles_to_invite()
        fields["weekday"].choices = list(enumerate(WEEKDAYS[language()]))
        hosts = hosts_for(user)
        fields["host"].queryset = hosts if event is None else Organisation.objects.filter(Q(pk__in=hosts) | Q(pk=event.host_id))
        parties = self._parties(event)
        fields["invited_organisations"].queryset = parties
        fields["invited_people"].queryset = people_of(parties)
        fields["plan_item"].queryset = self._items(event)
        for name in ("starts", "ends"):
            self.initial[name] = timezone.localtime(getattr(event, name)) if event else None
        if event is not None:
            for name in ("owner", "frequency", "week", "weekday", "until", "starts", "ends"):
                del fields[name]
        else:
            self.initial.setdefault("week", 1)
            self.initial.setdefault("weekday", 1)

    def _parties(self, event: CalendarEvent | None) -> Any:
        if event is not None:
            found = Q(pk__in=parties_of(event.owner).values("pk")) | Q(pk__in=event.invited_organisations.values("pk"))
        else:
            networks = [row.pk for row in self.networks]
            found = Q(pk__in=[row.pk for row in self.organisations]) | Q(
                network_memberships__network__in=networks, network_memberships__status="active"
            )
        return Organisation.objects.filter(found).distinct()

    def _items(self, event: CalendarEvent | None) -> Any:
        rows = PlanItem.objects.filter(plan__status__in=NetworkPlan.BINDING).select_related("plan__year")
        if event is not None:
            return rows.filter(plan__network=event.network, plan__organisation=event.organisation) | rows.filter(pk=event.plan_item_id)
        return rows.filter(Q(plan__network__in=self.networks) | Q(plan__organisation__in=self.organisations))

    def _post_clean(self) -> None:
        """The rules are the service's: the form only reads the values, the row it was given stays as it is."""

    def clean(self) -> dict[str, Any]:
        """A series needs its last day."""
        data = super().clean() or {}
        if data.get("frequency") and not data.get("until"):
            self.add_error("until", _("Say on which day the series ends."))
        return data

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        values = {name: data[name] for name in (*FIELDS, *MANY) if name in data}
        if "owner" in self.fields:
            values |= owner_of(data["owner"], self.networks, self.organisations)
            if data.get("frequency"):
                values["repeat"] = {name: data[name] for name in ("frequency", "week", "weekday", "until")}
        return values


class MoveForm(forms.Form):
    """A new time with its reason; left empty, the event waits for one."""

    starts = forms.DateTimeField(
        label=_("New beginning"), widget=DateTimeInput, required=False, help_text=_("Leave it empty while the new date is not known.")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
    following = forms.BooleanField(label=_("Move the later events of the series by as much"), required=False)
    override_reason = forms.CharField(label=_("Why on this day nevertheless"), required=False, max_length=300)

    def __init__(self, *args: Any, event: CalendarEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if event.series_id is None:
            del self.fields["following"]


class AttendanceForm(forms.Form):
    """One answer per guest; everybody is marked as present at first, so that the host changes only those who were not."""

    def __init__(self, *args: Any, guests: list[Any], known: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guests = guests
        for guest in guests:
            self.fields[f"mark_{guest.person.pk}"] = forms.ChoiceField(
                label=guest.person.full_name,
                choices=EventAttendance.Mark.choices,
                widget=Segmented,
                initial=(known or {}).get(guest.person.pk, EventAttendance.Mark.PRESENT),
                help_text=guest.organisation.short_name,
            )

    def marks(self) -> dict[int, str]:
        """Person → mark."""
        return {int(name.removeprefix("mark_")): mark for name, mark in self.cleaned_data.items()}


class TypedGuestForm(forms.Form):
    """Somebody without the portal."""

    name = forms.CharField(label=_("Surname, name, patronymic"), max_length=200, required=False)
    organisation_name = forms.CharField(label=_("Organisation, in words"), max_length=200, required=False)
    side = forms.ChoiceField(label=_("Takes part as"), choices=EventAttendance.Side.choices, required=False)

    def guest(self) -> TypedGuest | None:
        """The guest, or None for an empty row."""
        data = self.cleaned_data
        name = data.get("name", "").strip()
        return TypedGuest(name, None, data.get("organisation_name", ""), data.get("side") or EventAttendance.Side.OTHER) if name else None


TypedGuests = forms.formset_factory(TypedGuestForm, extra=3, max_num=40)


class MinutesForm(forms.Form):
    """Key questions, what was agreed, roles of the session."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    questions = forms.CharField(label=_("Key questions"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=3000)
    summary = forms.CharField(
        label=_("What was said and agreed"), required=False, widget=forms.Textarea(attrs={"rows": 6}), max_length=10000
    )

    def __init__(self, *args: Any, event: CalendarEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = event.attendance.exclude(mark=EventAttendance.Mark.ABSENT).select_related("person")
        choices = [("", "—"), *((str(row.pk), row.full_name) for row in rows)]
        for duty in EventAttendance.Duty:
            self.fields[duty.value] = forms.ChoiceField(label=duty.label, choices=choices, required=False)

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        duties = {duty.value: int(data[duty.value]) if data.get(duty.value) else None for duty in EventAttendance.Duty}
        return {"edition": data["edition"], "questions": data["questions"], "summary": data["summary"], "duties": duties}


class StageForm(forms.Form):
    """A stage with its minutes."""

    title = forms.CharField(label=_("Stage"), max_length=200, required=False)
    minutes = forms.IntegerField(label=pgettext_lazy("agenda", "Minutes"), min_value=1, max_value=600, required=False)


class ActionForm(forms.Form):
    """What, who, by when."""

    what = forms.CharField(label=_("What is to be done"), max_length=400, required=False)
    responsible = forms.CharField(label=_("Responsible person"), max_length=200, required=False)
    due_on = forms.DateField(label=pgettext_lazy("action", "Due"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        """A row is empty or whole."""
        data = super().clean() or {}
        if data.get("what"):
            for name in ("responsible", "due_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in: an action has an owner and a day."))
        return data


Stages = forms.formset_factory(StageForm, extra=3, max_num=12)
Actions = forms.formset_factory(ActionForm, extra=3, max_num=30)


class FileForm(forms.Form):
    """A material."""

    upload = forms.FileField(label=_("File"), widget=FilePicker(accept=ACCEPT))
    title = forms.CharField(label=_("What it is"), required=False, max_length=200)


class CalendarFilter(forms.Form):
    """Filters of the calendar; they live in the address together with the view and the month."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    network = forms.ModelChoiceField(
        Network.objects.none(), label=pgettext_lazy("one", "Network"), required=False, empty_label=_("All networks")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("All organisations")
    )
    mine = forms.BooleanField(label=_("My events"), required=False)
    view = forms.CharField(widget=forms.HiddenInput, required=False)
    month = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = Network.objects.visible_to(user)
        self.fields["kind"].choices = [("", _("All kinds")), *EventKind.choices]
        self.fields["network"].queryset = networks
        self.fields["organisation"].queryset = Organisation.objects.filter(
            Q(pk__in=staff_organisations(user)) | Q(network_memberships__network__in=networks, network_memberships__status="active")
        ).distinct()

    def values(self) -> dict[str, Any]:
        """Clean filters; what somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in ("kind", "network", "organisation", "mine")}

    def month_shown(self) -> dt.date:
        """The first day of the month of the address, this month by default."""
        try:
            return dt.date.fromisoformat(f"{self.data.get('month', '')}-01")
        except ValueError:
            return timezone.localdate().replace(day=1)
