"""Filters of the coordinator's lists; their values live in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import AcademicYear, ClassGroup, Organisation, Term

from ..models import Sphere, Trial, TrialProgramme
from ..queries.pickable import visible_classes

GRADES = [(grade, str(grade)) for grade in range(5, 12)]


class FilterForm(forms.Form):
    """A GET form: what cannot be read counts as not given."""

    def values(self) -> dict[str, Any]:
        """Arguments of the query: only what was given and can be read."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def _search(label: Any = _("Search")) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))


class ProgrammeFilter(FilterForm):
    """Programmes by words, sphere, kind, grade."""

    q = _search()
    sphere = forms.ModelChoiceField(Sphere.objects.order_by("name_ru"), label=_("Sphere"), required=False, empty_label=_("All spheres"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *TrialProgramme.Kind.choices])
    grade = forms.TypedChoiceField(label=_("Grade"), required=False, coerce=int, empty_value=None, choices=[("", _("All grades")), *GRADES])

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | ({"sphere": values["sphere"].pk} if "sphere" in values else {})


class SiteFilter(FilterForm):
    """Sites by words, sphere, grade, free slots."""

    q = _search()
    sphere = forms.ModelChoiceField(Sphere.objects.order_by("name_ru"), label=_("Sphere"), required=False, empty_label=_("All spheres"))
    grade = forms.TypedChoiceField(label=_("Grade"), required=False, coerce=int, empty_value=None, choices=[("", _("All grades")), *GRADES])
    has_free = forms.BooleanField(label=_("Only with free slots"), required=False)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | ({"sphere": values["sphere"].pk} if "sphere" in values else {})


class TrialFilter(FilterForm):
    """Trials by words, state, class, partner, kind, term."""

    q = _search()
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *Trial.Status.choices])
    class_group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), required=False, empty_label=_("All classes"))
    host = forms.ModelChoiceField(Organisation.objects.none(), label=_("Partner"), required=False, empty_label=_("All partners"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *TrialProgramme.Kind.choices])
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term"), required=False, empty_label=_("All terms"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        trials = Trial.objects.visible_to(user)
        self.fields["class_group"].queryset = visible_classes(user)  # type: ignore[attr-defined]
        self.fields["host"].queryset = Organisation.objects.visible_to(user).filter(pk__in=trials.values("host"))  # type: ignore[attr-defined]
        self.fields["term"].queryset = Term.objects.filter(year=AcademicYear.objects.on())  # type: ignore[attr-defined]
        self.fields["term"].label_from_instance = term_label  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        term = values.pop("term", None)
        span = {"starts": term.starts_on, "ends": term.ends_on} if term else {}
        return values | span | {name: values[name].pk for name in ("class_group", "host") if name in values}


class JournalFilter(FilterForm):
    """Journal by words, class, kind, term."""

    q = _search()
    class_group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), required=False, empty_label=_("All classes"))
    kind = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("All kinds")), *TrialProgramme.Kind.choices])
    term = forms.ModelChoiceField(Term.objects.none(), label=_("Term"), required=False, empty_label=_("All terms"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["class_group"].queryset = visible_classes(user)  # type: ignore[attr-defined]
        self.fields["term"].queryset = Term.objects.filter(year=AcademicYear.objects.on())  # type: ignore[attr-defined]
        self.fields["term"].label_from_instance = term_label  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        values = super().values()
        term = values.pop("term", None)
        span = {"starts": term.starts_on, "ends": term.ends_on} if term else {}
        return values | span | ({"class_group": values["class_group"].pk} if "class_group" in values else {})


def term_label(term: Term) -> str:
    """«2-тоқсан»."""
    return str(_("Term %(number)s") % {"number": term.number})
