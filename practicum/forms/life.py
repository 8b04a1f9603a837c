"""Forms of a placement: filters, leaders, order, admission, ending."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import DateInput
from mentoring.access import LEADERS
from mentoring.models import MentorProfile
from network.models import RoleAssignment

from ..models import AdmissionItem, Placement, PracticumRound, Removal, SchoolOffer, SchoolOrder
from ..services.admission import PAPERS

RISKS = (
    ("", _("all")),
    ("mentor", _("no mentor")),
    ("admission", _("not admitted")),
    ("expiring", _("a certificate expires")),
    ("answer", _("an answer is due")),
)


class PlacementFilter(forms.Form):
    """Filters of the list of students; their values live in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    round: Any = forms.ModelChoiceField(None, label=_("Round"), required=False, empty_label=_("all"))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Placement.Status.choices])
    risk = forms.ChoiceField(label=_("Risk"), required=False, choices=RISKS)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["round"].queryset = PracticumRound.objects.visible_to(user)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was given and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class LeaveForm(ReasonForm):
    """When and why the student leaves."""

    on = forms.DateField(label=_("Last day"), widget=DateInput, initial=timezone.localdate)
    field_order = ("on", "reason")


class RemovalForm(ReasonForm):
    """Why the practicum is to end."""

    ground = forms.ChoiceField(label=_("Kind"), choices=Removal.Ground)
    field_order = ("ground", "reason")


class TransferForm(ReasonForm):
    """Where to."""

    offer: Any = forms.ModelChoiceField(None, label=_("Offer"))
    field_order = ("offer", "reason")

    def __init__(self, *args: Any, placement: Placement, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = SchoolOffer.objects.filter(round=placement.round, status="accepted").exclude(pk=placement.offer_id)
        self.fields["offer"].queryset = rows.select_related("school", "subject")  # type: ignore[attr-defined]
        self.fields["offer"].label_from_instance = lambda row: f"{row} · {_('free')}: {row.free}"  # type: ignore[attr-defined]


class MentorForm(forms.Form):
    """Who leads the student in the school: name and free places."""

    mentor: Any = forms.ModelChoiceField(None, label=_("Mentor"))

    def __init__(self, *args: Any, school: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["mentor"].queryset = MentorProfile.objects.active().filter(organisation=school).select_related("person")  # type: ignore[attr-defined]
        self.fields["mentor"].label_from_instance = lambda row: f"{row.person.short_name} · {row.active_load}/{row.capacity_max}"  # type: ignore[attr-defined]


class LeaderForm(forms.Form):
    """Who leads the student from the institution."""

    leader: Any = forms.ModelChoiceField(None, label=_("Practicum leader"))

    def __init__(self, *args: Any, organisation: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = RoleAssignment.objects.current().filter(membership__organisation=organisation, role__in=LEADERS)
        self.fields["leader"].queryset = User.objects.filter(pk__in=held.values("membership__user")).order_by("last_name")  # type: ignore[attr-defined]
        self.fields["leader"].label_from_instance = lambda row: row.full_name  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """One point of the admission; number and term for papers alone."""

    done_on = forms.DateField(label=_("Date"), widget=DateInput, initial=timezone.localdate)
    number = forms.CharField(label=_("Document No."), max_length=60, required=False)
    valid_until = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)
    note = forms.CharField(label=_("Remark"), max_length=300, required=False, help_text=_("Never a diagnosis."))

    def __init__(self, *args: Any, item: str, **options: Any) -> None:
        super().__init__(*args, **options)
        if item not in PAPERS:
            del self.fields["number"], self.fields["valid_until"]
        elif item == AdmissionItem.MEDICAL:
            self.fields["number"].required = self.fields["valid_until"].required = True


class GroupCheckForm(forms.Form):
    """A briefing held for the ticked students."""

    BRIEFINGS = [(item.value, item.label) for item in AdmissionItem if item not in PAPERS and item != AdmissionItem.INITIAL]
    item = forms.ChoiceField(label=_("Point"), choices=BRIEFINGS)
    done_on = forms.DateField(label=_("Date"), widget=DateInput, initial=timezone.localdate)


class SignOrderForm(forms.ModelForm):
    """Number, date, who signs."""

    class Meta:
        model = SchoolOrder
        fields = ("number", "date", "signatory", "safety_person", "control_person", "note")
        widgets = {"date": DateInput, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("number", "date", "signatory"):
            self.fields[name].required = True
        self.initial["date"] = self.initial.get("date") or timezone.localdate()
        self.initial["signatory"] = self.initial.get("signatory") or self.instance.school.head_name

    def validate_unique(self) -> None:
        """The service refuses a number that is taken, with the sentence of the rule."""

    def validate_constraints(self) -> None:
        """Same."""
