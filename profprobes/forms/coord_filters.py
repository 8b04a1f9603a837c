"""Filters of the coordinator's lists; their values live in the address."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Term

from ..models import Sphere, Trial, TrialProgramme
from ..queries.pickable import visible_classes

GRADES = [(grade, str(grade)) for grade in range(5, 12)]
KEEP_SECONDS = 120
Choices = list[tuple[int, str]]


def kept(name: str, user: Any, make: Callable[[], Choices]) -> Choices:
    """Choices of a filter, kept for two minutes: they change seldom and every look at a list asks for them."""
    return cache.get_or_set(f"choices:{name}:{user.pk}:{get_language()}", make, KEEP_SECONDS)


def term_label(number: int) -> str:
    """«2-тоқсан»."""
    return str(_("Term %(number)s") % {"number": number})


class FilterForm(forms.Form):
    """A GET form: what cannot be read counts as not given."""

    def values(self) -> dict[str, Any]:
        """Arguments of the query: only what was given and can be read."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}


def _search() -> forms.CharField:
    return forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))


class RowChoice(forms.TypedChoiceField):
    """A row by its id. The choices on the page may be two minutes old, so any id goes to the query, which knows what the person sees."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, coerce=int, empty_value=None)

    def valid_value(self, value: Any) -> bool:
        return str(value).isdigit()


def _kinds() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *TrialProgramme.Kind.choices])


class CatalogueFilter(FilterForm):
    """What programmes and sites share: words, sphere, grade."""

    q = _search()
    sphere = RowChoice(_("Sphere"))
    grade = forms.TypedChoiceField(label=_("Grade"), required=False, coerce=int, empty_value=None, choices=[("", _("All grades")), *GRADES])

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        spheres = kept("spheres", user, lambda: [(sphere.pk, sphere.name) for sphere in Sphere.objects.order_by("name_ru")])
        self.fields["sphere"].choices = [("", _("All spheres")), *spheres]  # type: ignore[attr-defined]


class ProgrammeFilter(CatalogueFilter):
    """Programmes also by kind."""

    kind = _kinds()


class SiteFilter(CatalogueFilter):
    """Sites also by free slots."""

    has_free = forms.BooleanField(label=_("Only with free slots"), required=False)


class PeriodFilter(FilterForm):
    """What trials and the journal share: words, class, kind, term."""

    q = _search()
    class_group = RowChoice(_("Class"))
    kind = _kinds()
    term = RowChoice(_("Term"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        classes = kept("classes", user, lambda: [(group.pk, group.name) for group in visible_classes(user)])
        terms = kept("terms", user, lambda: [(term.number, term_label(term.number)) for term in present_terms()])
        self.fields["class_group"].choices = [("", _("All classes")), *classes]  # type: ignore[attr-defined]
        self.fields["term"].choices = [("", _("All terms")), *terms]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The term becomes its first and last day."""
        values = super().values()
        number = values.pop("term", None)
        term = present_terms().filter(number=number).first() if number else None
        return values | ({"starts": term.starts_on, "ends": term.ends_on} if term else {})


def present_terms() -> Any:
    """Terms of the present academic year."""
    today = timezone.localdate()
    return Term.objects.filter(year__starts_on__lte=today, year__ends_on__gte=today)


class TrialFilter(PeriodFilter):
    """Trials also by state and partner."""

    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *Trial.Status.choices])
    host = RowChoice(_("Partner"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        hosts = kept("hosts", user, lambda: [(host.pk, host.short_name) for host in _hosts(user)])
        self.fields["host"].choices = [("", _("All partners")), *hosts]  # type: ignore[attr-defined]


def _hosts(user: Any) -> Any:
    return Organisation.objects.visible_to(user).filter(pk__in=Trial.objects.visible_to(user).values("host"))


class JournalFilter(PeriodFilter):
    """The journal: nothing more."""
