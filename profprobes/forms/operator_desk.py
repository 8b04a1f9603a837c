"""Forms of the operator's desk: its filters, the letter to a school, the invitation of an employer."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import day_month, times
from network.access import COORDINATORS
from network.models import AcademicYear, District, Organisation, Region, RoleAssignment, Site

from ..models import Sphere
from ..services.desk_letters import free_slots
from .coord_filters import FilterForm, RowChoice, kept

SLOTS_SHOWN = 12
LACKS = [
    ("trial", _("a parallel without a trial")),
    ("contacts", _("pupils with fewer than four contacts")),
    ("artefact", _("pupils without an artefact")),
    ("deviation", _("a parallel far from its school")),
    ("all", _("all schools")),
]


class DeskFilter(FilterForm):
    """Region (where there are several), district, academic year."""

    region = RowChoice(_("Region"))
    district = RowChoice(_("District"))
    year = RowChoice(_("Academic year"))

    def __init__(self, *args: Any, user: Any, regions: set[int] | None, **options: Any) -> None:
        super().__init__(*args, **options)
        years = kept("years", user, lambda: [(year.pk, str(year)) for year in AcademicYear.objects.order_by("-starts_on")])
        areas = kept("desk_districts", user, lambda: [(row.pk, row.name) for row in _districts(regions)])
        self.fields["district"].choices = [("", _("All districts")), *areas]  # type: ignore[attr-defined]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        if regions is not None and len(regions) < 2:
            del self.fields["region"]
            return
        all_regions = kept("desk_regions", user, lambda: [(row.pk, row.name) for row in _regions(regions)])
        self.fields["region"].choices = [("", _("All regions")), *all_regions]  # type: ignore[attr-defined]


def _regions(regions: set[int] | None) -> Any:
    rows = Region.objects.order_by("sort")
    return rows if regions is None else rows.filter(pk__in=regions)


def _districts(regions: set[int] | None) -> Any:
    rows = District.objects.filter(organisations__kind=Organisation.Kind.SCHOOL).distinct().order_by("name_ru")
    return rows if regions is None else rows.filter(region__in=regions)


class SchoolsFilter(DeskFilter):
    """Also by what is below the norm."""

    lacks = forms.ChoiceField(label=_("Below the norm"), required=False, choices=LACKS)


class LetterForm(forms.Form):
    """Free slots for a school, and the words beside them."""

    slots: Any = forms.ModelMultipleChoiceField(
        None,
        label=_("Free slots"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The nearest ones that the school may book."),
    )
    text = forms.CharField(label=_("Text of the letter"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, school: Organisation, grades: list[int], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = free_slots(school)
        shown = rows.filter(site__trial_site__grades__overlap=grades) if grades else rows
        self.fields["slots"].queryset = rows  # type: ignore[attr-defined]
        self.fields["slots"].choices = [(slot.pk, _slot_label(slot)) for slot in shown[:SLOTS_SHOWN]]  # type: ignore[attr-defined]
        words = ", ".join(map(str, grades))
        self.fields["text"].initial = (
            gettext("Grades without a trial this year: %(grades)s. These slots are free now; please choose one and book it.")
            % {"grades": words}
            if words
            else gettext("These slots are free now; please choose one and book it.")
        )


def _slot_label(slot: Any) -> str:
    seats = gettext("%(count)s free seats") % {"count": slot.seats_free}
    when = f"{day_month(slot.starts)}, {times(slot.starts, slot.ends)}"
    return f"{when} · {slot.site.name} · {slot.site.organisation.short_name} · {seats}"


class InviteForm(forms.Form):
    """An employer of the region without a site of the sphere, and the words."""

    employer: Any = forms.ModelChoiceField(
        None, label=_("Employer"), help_text=_("Organisations of the region that have a coordinator in the portal.")
    )
    text = forms.CharField(label=_("Text of the letter"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, sphere: Sphere, regions: set[int] | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["employer"].queryset = employers_for(sphere, regions)  # type: ignore[attr-defined]
        self.fields["text"].initial = gettext(
            "The region has no site for career trials in the sphere “%(sphere)s”. Please open one: describe the site, and the operator will check it."
        ) % {"sphere": sphere.name}


def employers_for(sphere: Sphere, regions: set[int] | None) -> Any:
    """Active employers, colleges and universities with a coordinator and without a verified site of the sphere."""
    kinds = [Organisation.Kind.ENTERPRISE, Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY]
    have = Site.objects.filter(status=Site.Status.VERIFIED, trial_site__professions__sphere=sphere).values("organisation")
    led = RoleAssignment.objects.current().filter(role__in=COORDINATORS).values("membership__organisation")
    rows = Organisation.objects.filter(kind__in=kinds, status=Organisation.Status.ACTIVE, pk__in=led).exclude(pk__in=have)
    return (rows if regions is None else rows.filter(region__in=regions)).order_by("short_name_ru")
