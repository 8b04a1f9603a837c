"""Forms of plans and their items."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.widgets import DateInput, MoneyInput

from ..access import COORDINATORS, organisations_as
from ..models import AcademicYear, Membership, Network, NetworkPlan, NetworkPolicy, Organisation, PlanItem
from ..services.plans import ITEM_FIELDS
from ..services.rhythm import RHYTHM

AREA = forms.Textarea(attrs={"rows": 2})


def kept_networks(user: Any) -> QuerySet[Network]:
    """Networks whose plan and calendar the person keeps: coordinator, operator's people, council."""
    from django.db.models import Q

    from ..models import CouncilMember, Role

    operated = organisations_as(user, Role.ORG_HEAD, Role.ORG_COORDINATOR)
    seats = CouncilMember.objects.current().filter(person=user, seat__in=["chair", "deputy", "secretary", "coordinator"])
    rows = Network.objects.exclude(status="closed")
    if user.is_superuser:
        return rows
    return rows.filter(Q(coordinator=user) | Q(operator__in=operated) | Q(pk__in=seats.values("council__network"))).distinct()


def kept_organisations(user: Any) -> QuerySet[Organisation]:
    """Organisations that the person coordinates."""
    return Organisation.objects.filter(pk__in=organisations_as(user, *COORDINATORS), status=Organisation.Status.ACTIVE)


def owner_choices(networks: Any, organisations: Any) -> list[tuple[str, str]]:
    """«network-3», «organisation-5» with their names: whose plan or calendar it is."""
    return [(f"network-{row.pk}", row.title) for row in networks] + [(f"organisation-{row.pk}", row.short_name) for row in organisations]


def owner_of(value: str, networks: Any, organisations: Any) -> dict[str, Any]:
    """{network: …} or {organisation: …} behind a choice."""
    kind, _dash, pk = value.partition("-")
    rows = networks if kind == "network" else organisations
    return {kind: next(row for row in rows if str(row.pk) == pk)}


class NewPlanForm(forms.Form):
    """Whose plan, of which year and kind."""

    owner = forms.ChoiceField(label=_("Whose plan"))
    kind = forms.ChoiceField(label=_("Kind"), choices=NetworkPlan.Kind.choices)
    year = forms.ModelChoiceField(AcademicYear.objects.all(), label=_("Academic year"), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks, self.organisations = list(kept_networks(user)), list(kept_organisations(user))
        self.fields["owner"].choices = owner_choices(self.networks, self.organisations)

    def clean(self) -> dict[str, Any]:
        """A network's yearly plan belongs to a network."""
        data = super().clean() or {}
        if data.get("kind") == NetworkPlan.Kind.NETWORK and str(data.get("owner", "")).startswith("organisation"):
            self.add_error(
                "kind", _("The yearly plan of a network belongs to a network. Choose the career guidance plan for an organisation.")
            )
        return data

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        data = self.cleaned_data
        return {"kind": data["kind"], "year": data["year"], **owner_of(data["owner"], self.networks, self.organisations)}


class PlanFilter(forms.Form):
    """Filters of the list of plans."""

    year = forms.ModelChoiceField(
        AcademicYear.objects.order_by("-starts_on"), label=_("Academic year"), required=False, empty_label=_("All years")
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All kinds")), *NetworkPlan.Kind.choices]

    def values(self) -> dict[str, Any]:
        """Clean filters."""
        self.is_valid()
        return {"year": self.cleaned_data.get("year"), "kind": self.cleaned_data.get("kind") or ""}


def people_of(organisations: Any) -> QuerySet[User]:
    """Staff of the organisations today, by the alphabet."""
    staff = Membership.objects.current().filter(organisation__in=organisations).exclude(kind=Membership.Kind.LEARNER)
    return User.objects.filter(pk__in=staff.values("user")).order_by("last_name", "first_name", "pk")


def parties_of(owner: Any) -> QuerySet[Organisation]:
    """Organisations that may answer for an item or hold an event: the members of a network, or the organisation itself."""
    if isinstance(owner, Network):
        return Organisation.objects.filter(network_memberships__network=owner, network_memberships__status="active").distinct()
    return Organisation.objects.filter(pk=owner.pk)


class PersonChoice(forms.ModelChoiceField):
    """A person by full name."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.full_name


# Plans of other kinds call the same fields by the columns of their own form (NW-41).
LABELS: dict[str, dict[str, Any]] = {
    NetworkPlan.Kind.COMMUNICATION: {
        "participants_kk": _("Addressees (Kazakh)"),
        "participants_ru": _("Addressees (Russian)"),
        "text_kk": _("Message (Kazakh)"),
        "text_ru": _("Message (Russian)"),
        "place_kk": _("Channel (Kazakh)"),
        "place_ru": _("Channel (Russian)"),
    },
    NetworkPlan.Kind.RESOURCE: {
        "text_kk": _("What for (Kazakh)"),
        "text_ru": _("What for (Russian)"),
        "budget": _("Needed, ₸"),
    },
}


class ItemForm(forms.ModelForm):
    """One line of a plan; ``edition`` travels along so that two people do not overwrite each other (NR59)."""

    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    responsible = PersonChoice(User.objects.none(), label=_("Responsible person"), required=False)

    class Meta:
        model = PlanItem
        fields = list(ITEM_FIELDS)
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "budget": MoneyInput,
            "allocated": MoneyInput,
            **dict.fromkeys(["text_kk", "text_ru", "result_kk", "result_ru", "participants_kk", "participants_ru", "resources"], AREA),
        }

    def __init__(self, *args: Any, plan: NetworkPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = parties_of(plan.owner)
        self.fields["responsible_org"].queryset = parties
        self.fields["responsible"].queryset = people_of(parties)
        self.fields["planned_count"].min_value = None
        self.initial["edition"] = self.instance.edition if self.instance.pk else 1
        for name, label in LABELS.get(plan.kind, {}).items():
            self.fields[name].label = label
        if plan.kind != NetworkPlan.Kind.RESOURCE:
            del self.fields["allocated"]
        if not self.instance.pk and plan.organisation_id:
            self.initial["responsible_org"] = plan.organisation_id

    def _post_clean(self) -> None:
        """The rules are the service's: the form only reads the values, the row it was given stays as it is."""

    def values(self) -> dict[str, Any]:
        """Arguments of the service."""
        return {name: self.cleaned_data[name] for name in ITEM_FIELDS if name in self.cleaned_data}


class ShiftForm(forms.Form):
    """Another period for one item, within a month, with the reason."""

    starts_on = forms.DateField(label=_("From"), widget=DateInput)
    ends_on = forms.DateField(label=_("Until"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class FactForm(forms.Form):
    """What was done besides the events."""

    manual_fact = forms.IntegerField(label=_("Done besides the events"), min_value=0, max_value=1000)
    fact_proof = forms.CharField(label=_("Proof"), required=False, widget=AREA, max_length=1000)
    shortfall = forms.CharField(label=_("Why less than planned"), required=False, widget=AREA, max_length=1000)


class HeadForm(forms.Form):
    """The order of the organisation's head."""

    head_order = forms.CharField(label=_("Number of the head's order"), max_length=40)
    head_approved_on = forms.DateField(label=_("Date of the head's order"), widget=DateInput)


class RhythmForm(forms.ModelForm):
    """How often the network meets at least (NR42)."""

    class Meta:
        model = NetworkPolicy
        fields = list(RHYTHM)

    def _post_clean(self) -> None:
        """The row is the service's."""
