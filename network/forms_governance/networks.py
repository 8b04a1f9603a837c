"""Forms of one network: passport, invitations, joining, functions, working groups."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.widgets import DateInput, FilePicker, PhoneInput, Segmented, Switch

from ..models import (
    Agreement,
    AgreementKind,
    Membership,
    Network,
    NetworkDuty,
    NetworkFunction,
    NetworkMembership,
    NetworkPolicy,
    Organisation,
    PhasePaper,
    Region,
    WorkingGroup,
)
from ..services.duties import belongs


def staff_choices(organisation_ids: Any) -> list[tuple[int, str]]:
    """(id of the person, name · organisation) of everybody who works in the organisations today."""
    rows = Membership.objects.current().filter(organisation__in=organisation_ids).exclude(kind=Membership.Kind.LEARNER)
    rows = rows.select_related("user", "organisation").order_by("user__last_name", "user__first_name")
    return [(row.user_id, f"{row.user.full_name} · {row.organisation.short_name}") for row in rows]


class PersonField(forms.TypedChoiceField):
    """A person out of a list made for the form; the clean value is the User."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **options)

    def clean(self, value: Any) -> Any:
        pk = super().clean(value)
        return User.objects.get(pk=pk) if pk else None


class NetworkFilter(forms.Form):
    """Filters of the list of networks (S10)."""

    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False, empty_label=_("All regions"))
    form = forms.ChoiceField(label=_("Form of the network"), required=False, choices=[("", _("All forms")), *Network.Form.choices])
    phase = forms.ChoiceField(
        label=pgettext_lazy("network", "Phase"), required=False, choices=[("", _("All phases")), *Network.Status.choices]
    )

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in ("region", "form", "phase")}


class NetworkForm(forms.ModelForm):
    """The passport of a network."""

    class Meta:
        model = Network
        fields = ["title_kk", "title_ru", "goal_kk", "goal_ru", "scope", "form", "model", "scale", "package"]
        widgets = {
            "goal_kk": forms.Textarea(attrs={"rows": 3}),
            "goal_ru": forms.Textarea(attrs={"rows": 3}),
            "scale": Segmented,
            "package": Switch,
        }


class PolicyForm(forms.ModelForm):
    """What the council of a network may set."""

    invitation_days = forms.IntegerField(label=_("Invitation before a meeting, working days"), min_value=0, max_value=30)
    order_days = forms.IntegerField(label=_("Order of an organisation, working days"), min_value=1, max_value=60)
    vacant_amber_days = forms.IntegerField(label=_("Vacant function: first warning, working days"), min_value=1, max_value=120)
    vacant_red_days = forms.IntegerField(label=_("Vacant function: second warning, working days"), min_value=1, max_value=250)
    quorum_percent = forms.IntegerField(label=_("Quorum: more than this share of the members, %"), min_value=0, max_value=99)
    adoption_percent = forms.IntegerField(label=_("Adoption: more than this share of those present, %"), min_value=0, max_value=99)
    universities = forms.IntegerField(label=_("Universities in the pattern"), min_value=0, max_value=50)
    colleges = forms.IntegerField(label=_("Colleges in the pattern"), min_value=0, max_value=200)
    schools = forms.IntegerField(label=_("Schools in the pattern"), min_value=0, max_value=2000)

    class Meta:
        model = NetworkPolicy
        fields = [
            "invitation_days",
            "order_days",
            "quorum_percent",
            "adoption_percent",
            "vacant_amber_days",
            "vacant_red_days",
            "universities",
            "colleges",
            "schools",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amber, red = data.get("vacant_amber_days"), data.get("vacant_red_days")
        if amber is not None and red is not None and red < amber:
            self.add_error("vacant_red_days", _("The second warning does not come before the first."))
        return data


class NetworkAgreementFilter(forms.Form):
    """Filters of the agreements of a network; they live in the address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)
    term = forms.ChoiceField(label=pgettext_lazy("agreement", "Term"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        states = [(state.value, state.label) for state in Agreement.Status if state != Agreement.Status.WITHDRAWN]
        self.fields["kind"].choices = [("", _("All kinds")), *((row.pk, row.name) for row in AgreementKind.objects.all())]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("All states")), *states]  # type: ignore[attr-defined]
        self.fields["term"].choices = [("", _("Any")), ("soon", _("Ending soon"))]  # type: ignore[attr-defined]

    def values(self) -> dict[str, str]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class PhasePaperForm(forms.ModelForm):
    """A report written outside the portal."""

    file = forms.FileField(label=_("File"), widget=FilePicker(accept=".pdf"), help_text=_("PDF, up to 20 MB."))

    class Meta:
        model = PhasePaper
        fields = ["kind", "title", "author", "dated_on", "file"]
        widgets = {"dated_on": DateInput}


class InviteOrganisationForm(forms.Form):
    """Whom to invite and as what."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=pgettext_lazy("network member", "Role"), choices=NetworkMembership.Role.choices, initial="partner")

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        inside = network.memberships.live().values("organisation")
        kinds = [kind for kind in Organisation.Kind if kind not in {"career_centre", "edu_department"}]
        rows = Organisation.objects.filter(region=network.region_id, status=Organisation.Status.ACTIVE, kind__in=kinds)
        self.fields["organisation"].queryset = rows.exclude(pk__in=inside).order_by("kind", "short_name_ru")


class JoiningForm(forms.Form):
    """The joining form of an organisation [002a 2.3.4] (NR26)."""

    expected = forms.CharField(label=_("What the organisation should get"), widget=forms.Textarea(attrs={"rows": 3}))
    quantity = forms.CharField(label=_("In what quantity"), widget=forms.Textarea(attrs={"rows": 2}))
    quality = forms.CharField(label=_("Of what quality"), widget=forms.Textarea(attrs={"rows": 2}))
    actual = forms.CharField(
        label=_("What the organisation got"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("At the end of the year."),
    )

    def __init__(self, *args: Any, is_member: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_member:
            del self.fields["actual"]


class AssignForm(forms.Form):
    """One person for one or several functions (NR25)."""

    person = PersonField(label=_("Person"))
    functions = forms.MultipleChoiceField(label=_("Functions"), widget=forms.CheckboxSelectMultiple)
    rasci = forms.ChoiceField(label=_("Part in the function"), choices=NetworkDuty.Rasci.choices, initial="R")
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False, widget=PhoneInput)
    email = forms.EmailField(label=_("E-mail"), required=False)
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    valid_until = forms.DateField(label=_("Until"), widget=DateInput, required=False)

    def __init__(self, *args: Any, membership: NetworkMembership, vacant: set[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", _("Choose…")), *staff_choices([membership.organisation_id])]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()
        rows = [row for row in NetworkFunction.objects.filter(active=True) if belongs(row, membership.organisation)]
        self.functions = {str(row.pk): row for row in rows}
        rows.sort(key=lambda row: (row.pk not in vacant, row.sort))
        self.fields["functions"].choices = [(row.pk, _label(row, vacant)) for row in rows]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        person = data.get("person")
        if person is not None:  # an empty contact is that of the person's account
            data["phone"] = data.get("phone") or person.phone or ""
            data["email"] = data.get("email") or person.email or ""
            for name, words in (("phone", _("Enter the phone.")), ("email", _("Enter the e-mail."))):
                if not data[name] and name not in self.errors:
                    self.add_error(name, words)
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The end lies before the beginning."))
        data["functions"] = [self.functions[pk] for pk in data.get("functions", []) if pk in self.functions]
        return data


def _label(function: NetworkFunction, vacant: set[int]) -> str:
    return f"{function} — {_('vacant')}" if function.pk in vacant else str(function)


class WorkingGroupForm(forms.Form):
    """A working group: kind, task, leader, members, dates."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WorkingGroup.Kind.choices)
    task = forms.CharField(label=_("Task"), widget=forms.Textarea(attrs={"rows": 3}))
    leader = PersonField(label=_("Leader"))
    members = forms.TypedMultipleChoiceField(label=_("Members"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    valid_from = forms.DateField(label=_("From"), widget=DateInput)
    valid_until = forms.DateField(label=_("Until"), widget=DateInput, required=False)

    def __init__(self, *args: Any, network: Network, **options: Any) -> None:
        super().__init__(*args, **options)
        people = staff_choices(network.memberships.active().values("organisation"))
        self.fields["leader"].choices = [("", _("Choose…")), *people]  # type: ignore[attr-defined]
        self.fields["members"].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The end lies before the beginning."))
        return data
