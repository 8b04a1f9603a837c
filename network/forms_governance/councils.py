"""Forms of a council: seats, meetings, agenda, votes, orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import DateInput, FilePicker, Segmented, TimeInput

from ..access import regions_as
from ..models import Attendance, Council, CouncilDecision, CouncilMeeting, CouncilMember, DecisionVote, Organisation, Region, Role
from .networks import PersonField, staff_choices


class CouncilForm(forms.ModelForm):
    """How often a council meets and how many seats an organisation has."""

    class Meta:
        model = Council
        fields = ["kind", "seats_per_org", "meets_per", "min_meetings"]

    seats_per_org = forms.TypedChoiceField(
        label=_("Seats of an organisation"), choices=[(1, "1"), (2, "2")], coerce=int, widget=Segmented, initial=2
    )

    def __init__(self, *args: Any, is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_new:
            kinds = [kind for kind in Council.Kind if kind != Council.Kind.CONSULTATIVE]
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]


class RegionalCouncilForm(forms.Form):
    """A council of a region: which region, how often it meets, how many seats an organisation has."""

    region = forms.ModelChoiceField(Region.objects.none(), label=_("Region"))
    kind = forms.ChoiceField(label=_("Kind"), initial=Council.Kind.CONSULTATIVE)
    seats_per_org = forms.TypedChoiceField(
        label=_("Seats of an organisation"), choices=[(1, "1"), (2, "2")], coerce=int, widget=Segmented, initial=2
    )
    meets_per = forms.ChoiceField(label=_("Meetings are counted per"), choices=Council.Per.choices, initial=Council.Per.HALF_YEAR)
    min_meetings = forms.IntegerField(label=_("Fewest meetings"), min_value=1, max_value=12, initial=1)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = regions_as(user, Role.REGION_OPERATOR)
        self.fields["region"].queryset = Region.objects.filter(pk__in=own)
        self.fields["region"].initial = next(iter(own), None)
        kinds = (Council.Kind.CONSULTATIVE, Council.Kind.INTERLEVEL)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class SeatForm(forms.Form):
    """A seat: who, of which organisation, as what."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    person = PersonField(label=_("Person"))
    seat = forms.ChoiceField(label=_("Seat in the council"), choices=CouncilMember.Seat.choices, initial="member")
    substitute = PersonField(label=_("Substitute"), required=False)

    def __init__(
        self,
        *args: Any,
        council: Council,
        member: CouncilMember | None = None,
        organisation: Organisation | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        chosen = member.organisation if member else organisation
        inside = [chosen.pk] if chosen else []
        if council.network is not None:
            inside = list(council.network.memberships.live().values_list("organisation", flat=True))
        people = [("", _("Choose…")), *staff_choices(inside)]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=inside).order_by("short_name_ru")
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["substitute"].choices = people  # type: ignore[attr-defined]
        self.fields["organisation"].initial = organisation
        if member is not None:
            del self.fields["organisation"], self.fields["person"]
            self.initial |= {"seat": member.seat, "substitute": member.substitute_id}


class MeetingForm(forms.Form):
    """Day, hour and place of a meeting."""

    planned_on = forms.DateField(label=_("Date"), widget=DateInput)
    starts_at = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=300, required=False)
    online_url = forms.URLField(label=_("Address of the online room"), required=False, assume_scheme="https")
    reason = forms.CharField(label=_("Reason of the change"), max_length=500, required=False)

    def __init__(self, *args: Any, meeting: CouncilMeeting | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if meeting is None or meeting.status != CouncilMeeting.Status.INVITED:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("place") or data.get("online_url")):
            self.add_error("place", _("Enter the place or the address of the online room."))
        return data


class AgendaForm(forms.Form):
    """A question with its draft decision; ``edition`` travels along so that two people do not overwrite each other (NR59)."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question_kk = forms.CharField(label=_("Question (Kazakh)"), max_length=500)
    question_ru = forms.CharField(label=_("Question (Russian)"), max_length=500)
    speaker = forms.CharField(label=pgettext_lazy("agenda", "Speaker"), max_length=200, required=False)
    minutes = forms.IntegerField(label=pgettext_lazy("agenda", "Minutes"), min_value=1, max_value=240, initial=10)
    topic = forms.ChoiceField(label=pgettext_lazy("decision", "About"), choices=CouncilDecision.Topic.choices, initial="other")
    text_kk = forms.CharField(label=_("Decision (Kazakh)"), widget=forms.Textarea(attrs={"rows": 3}))
    text_ru = forms.CharField(label=_("Decision (Russian)"), widget=forms.Textarea(attrs={"rows": 3}))
    responsible = PersonField(label=_("Responsible person"), required=False)
    due_on = forms.DateField(label=pgettext_lazy("decision", "Due"), widget=DateInput, required=False)

    def __init__(self, *args: Any, council: Council, **options: Any) -> None:
        super().__init__(*args, **options)
        if council.network is not None:
            inside = council.network.memberships.active().values("organisation")
        else:
            inside = CouncilMember.objects.current().filter(council=council).values("organisation")
        self.fields["responsible"].choices = [("", _("Nobody yet")), *staff_choices(inside)]  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """Who is there: a state for each seat, and the name of a substitute."""

    def __init__(self, *args: Any, members: list[CouncilMember], states: dict[int, Attendance], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members
        for member in members:
            kept = states.get(member.pk)
            self.fields[f"state_{member.pk}"] = forms.ChoiceField(
                label=str(member.person.full_name), choices=Attendance.State.choices, initial=kept.state if kept else "absent"
            )
            name = kept.substitute_name if kept else ""
            if not name and member.substitute:
                name = member.substitute.full_name
            self.fields[f"name_{member.pk}"] = forms.CharField(
                label=_("Name of the substitute"), max_length=200, required=False, initial=name
            )

    def rows(self) -> list[dict[str, Any]]:
        """One row per seat for the page."""
        return [{"member": row, "state": self[f"state_{row.pk}"], "name": self[f"name_{row.pk}"]} for row in self.members]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for member in self.members:
            if data.get(f"state_{member.pk}") == "substitute" and not data.get(f"name_{member.pk}", "").strip():
                self.add_error(f"name_{member.pk}", _("Write the name of the substitute."))
        return data

    def states(self) -> dict[int, tuple[str, str]]:
        """Member id → (state, name of the substitute)."""
        data = self.cleaned_data
        return {row.pk: (data[f"state_{row.pk}"], data[f"name_{row.pk}"]) for row in self.members}


class VoteForm(forms.Form):
    """What was heard and said, and the vote of each organisation present; ``edition`` as in the agenda (NR59)."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    heard = forms.CharField(label=pgettext_lazy("minutes", "Heard"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    spoke = forms.CharField(label=pgettext_lazy("minutes", "Spoke"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], cast: dict[int, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.organisations = organisations
        for row in organisations:
            self.fields[f"vote_{row.pk}"] = forms.ChoiceField(
                label=row.short_name, choices=DecisionVote.Choice.choices, required=False, widget=Segmented, initial=cast.get(row.pk)
            )

    def votes(self) -> dict[int, str]:
        """Organisation id → choice; without an answer there is no vote."""
        return {row.pk: self.cleaned_data[f"vote_{row.pk}"] for row in self.organisations if self.cleaned_data.get(f"vote_{row.pk}")}

    def vote_fields(self) -> list[Any]:
        """The bound fields of the votes."""
        return [self[f"vote_{row.pk}"] for row in self.organisations]


class OrderForm(forms.Form):
    """The organisation's order: number, date, scan."""

    number = forms.CharField(label=_("Order number"), max_length=40)
    date = forms.DateField(label=_("Date of the order"), widget=DateInput)
    responsible = PersonField(label=_("Responsible person"), required=False)
    scan = forms.FileField(
        label=_("Scan of the order"), required=False, widget=FilePicker(accept=".pdf,image/*"), help_text=_("PDF or a photo, up to 20 MB.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["responsible"].choices = [("", _("Nobody yet")), *staff_choices([organisation.pk])]  # type: ignore[attr-defined]


class ExecutionForm(forms.Form):
    """How a decision was carried out."""

    execution = forms.CharField(label=pgettext_lazy("decision", "Execution"), widget=forms.Textarea(attrs={"rows": 4}))


class DecisionFilter(forms.Form):
    """Filters of the decisions board (S13)."""

    status = forms.ChoiceField(label=_("State"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [("", _("All states")), ("overdue", _("Overdue")), *CouncilDecision.Status.choices]
        self.fields["status"].choices = states  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        self.is_valid()
        return {"status": self.cleaned_data.get("status") or "", "mine": bool(self.cleaned_data.get("mine"))}
