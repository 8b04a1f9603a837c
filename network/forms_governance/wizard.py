"""The five questions of a new network: goal, kind, members, council, plan (S10). None knows HTTP."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.text import search
from core.widgets import DateInput, RadioCards, Segmented, Switch, TimeInput

from ..models import Council, Network, Organisation, Region

if TYPE_CHECKING:
    from ..wizard import NewNetworkWizard

KINDS = (Organisation.Kind.UNIVERSITY, Organisation.Kind.COLLEGE, Organisation.Kind.SCHOOL, Organisation.Kind.ENTERPRISE)
SHOWN = 60
Area = forms.Textarea(attrs={"rows": 3})


class StepForm(forms.Form):
    """A step: ``answers()`` are the plain values that the draft keeps and that fill the form again."""

    def __init__(self, data: Any = None, *, wizard: "NewNetworkWizard", **options: Any) -> None:
        self.wizard = wizard
        super().__init__(data, **options)

    def answers(self) -> dict[str, Any]:
        """Plain values of the step; call it after is_valid()."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


class GoalForm(StepForm):
    """Step 1: what for."""

    title_kk = forms.CharField(label=_("Title (Kazakh)"), max_length=200)
    title_ru = forms.CharField(label=_("Title (Russian)"), max_length=200)
    goal_kk = forms.CharField(label=_("Goal (Kazakh)"), widget=forms.Textarea(attrs={"rows": 3}))
    goal_ru = forms.CharField(label=_("Goal (Russian)"), widget=forms.Textarea(attrs={"rows": 3}))
    operator = forms.ModelChoiceField(Organisation.objects.none(), label=pgettext_lazy("network", "Operator"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        own = self.wizard.operators
        if len(own) < 2:
            del self.fields["operator"]
        else:
            field = self.fields["operator"]
            field.queryset = Organisation.objects.filter(pk__in=[row.pk for row in own])  # type: ignore[attr-defined]
            field.initial = self.wizard.draft.operator_id

    def clean_title_kk(self) -> str:
        title = self.cleaned_data["title_kk"].strip()
        if Network.objects.at_work().filter(region=self.wizard.draft.operator.region_id, title_kk__iexact=title).exists():
            raise forms.ValidationError(_("The region already has a network with this title."))
        return title


class KindForm(StepForm):
    """Step 2: which kind of network."""

    scope = forms.ChoiceField(
        label=pgettext_lazy("network", "Scope"), choices=Network.Scope.choices, widget=RadioCards, initial="pedagogical"
    )
    form = forms.ChoiceField(label=_("Form of the network"), choices=Network.Form.choices, initial="resource")
    model = forms.ChoiceField(label=_("Model of partnership"), choices=Network.Partnership.choices)
    scale = forms.ChoiceField(label=pgettext_lazy("network", "Scale"), choices=Network.Scale.choices, widget=Segmented, initial="pilot")
    package = forms.BooleanField(
        label=_("Fair network package"),
        required=False,
        widget=Switch,
        help_text=_("Distance mentoring, field teams and micro-grants for rural schools."),
    )


class MembersForm(StepForm):
    """Step 3: whom to invite. Organisations found by the search stand beside those already ticked."""

    q = forms.CharField(
        label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name or BIN")})
    )
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False)
    universities = forms.MultipleChoiceField(label=_("Universities"), required=False, widget=forms.CheckboxSelectMultiple)
    colleges = forms.MultipleChoiceField(label=_("Colleges"), required=False, widget=forms.CheckboxSelectMultiple)
    schools = forms.MultipleChoiceField(label=_("Schools"), required=False, widget=forms.CheckboxSelectMultiple)
    enterprises = forms.MultipleChoiceField(label=_("Employers"), required=False, widget=forms.CheckboxSelectMultiple)
    FIELDS = {"universities": KINDS[0], "colleges": KINDS[1], "schools": KINDS[2], "enterprises": KINDS[3]}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].initial = self.wizard.draft.operator.region_id
        chosen = {int(pk) for name in self.FIELDS for pk in self._given(name) if str(pk).isdigit()}
        q, region = str(self._given("q") or ""), self._given("region") or self.wizard.draft.operator.region_id
        rows = self._found(q, region).union(Organisation.objects.filter(pk__in=chosen), all=False) if chosen else self._found(q, region)
        names = {row.pk: row for row in rows}
        for name, kind in self.FIELDS.items():
            shown = sorted((row for row in names.values() if row.kind == kind), key=lambda row: (row.pk not in chosen, row.short_name))
            self.fields[name].choices = [(row.pk, row.short_name) for row in shown]  # type: ignore[attr-defined]
            if not shown and not self.is_bound:
                self.fields[name].help_text = _("Nothing found: search by name or choose another region.")

    def _given(self, name: str) -> Any:
        if self.is_bound:
            data = self.data
            return data.getlist(name) if name in self.FIELDS and hasattr(data, "getlist") else data.get(name)
        return self.initial.get(name) or ([] if name in self.FIELDS else "")

    def _found(self, q: str, region: Any) -> QuerySet[Organisation]:
        rows = Organisation.objects.filter(kind__in=KINDS, status=Organisation.Status.ACTIVE)
        if str(region).isdigit():
            rows = rows.filter(region=int(region))
        if q.strip().isdigit():
            rows = rows.filter(bin__startswith=q.strip())
        elif q.strip():
            rows = search(rows, q, "full_name_kk", "full_name_ru", "short_name_kk", "short_name_ru")
        order = [pk for kind in KINDS for pk in rows.filter(kind=kind).order_by("short_name_ru").values_list("pk", flat=True)[:SHOWN]]
        return Organisation.objects.filter(pk__in=order).order_by()

    @property
    def chosen(self) -> list[int]:
        """Ids of everything ticked."""
        return [int(pk) for name in self.FIELDS for pk in self.cleaned_data.get(name, [])]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.chosen:
            self.add_error("schools", _("Choose at least one organisation to invite."))
        return data


class CouncilStepForm(StepForm):
    """Step 4: the council."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Council.Kind.choices, initial=Council.Kind.COORDINATING)
    seats_per_org = forms.ChoiceField(label=_("Seats of an organisation"), choices=[("1", "1"), ("2", "2")], widget=Segmented, initial="2")
    meets_per = forms.ChoiceField(label=_("Meetings are counted per"), choices=Council.Per.choices, widget=Segmented, initial="term")
    min_meetings = forms.IntegerField(label=_("Fewest meetings"), min_value=1, max_value=12, initial=1)


class PlanForm(StepForm):
    """Step 5: the first meeting; its agenda holds the council's regulation, the function matrix and the yearly plan."""

    planned_on = forms.DateField(label=_("First meeting of the council"), widget=DateInput, required=False)
    starts_at = forms.TimeField(label=_("Begins at"), widget=TimeInput, required=False, initial=dt.time(15, 0))
    place = forms.CharField(label=pgettext_lazy("meeting", "Place"), max_length=300, required=False)
    online_url = forms.URLField(label=_("Address of the online room"), required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("planned_on")
        if day and day < timezone.localdate():
            self.add_error("planned_on", _("The date lies in the past."))
        if day and not data.get("starts_at"):
            self.add_error("starts_at", _("Enter the time."))
        if day and not (data.get("place") or data.get("online_url")):
            self.add_error("place", _("Enter the place or the address of the online room."))
        return data
