"""The catalogue of sites and the page of a site."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.dates import clock, day, day_month, official
from core.words import counted_noun
from network.models import Site

from ..forms.coord_filters import SiteFilter
from ..models import SiteSlot, TrialMentor, TrialProgramme, TrialSite
from ..queries.people import coordinated_schools
from ..queries.slots import sites_for_list, slot_days
from .coord_base import allowed
from .coord_looks import SITE_LOOKS
from .coord_wizard_pages import grades_text

PER_PAGE = 18
DAYS = 28


@login_required
@require_GET
def site_list(request: HttpRequest) -> HttpResponse:
    """Sites that take trials; filters live in the address."""
    form = SiteFilter(request.GET, user=request.user)
    page = Paginator(sites_for_list(request.user, **form.values()).prefetch_related("trial_site__professions"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    sites = list(page.object_list)
    for place in sites:
        place.free_text = ngettext("%(n)s free slot", "%(n)s free slots", place.free_slots) % {"n": place.free_slots}
        place.facts = _short_facts(place)
    context = {"filter_form": form, "page": page, "sites": sites, "narrowed": bool(form.values())}
    return render(request, "profprobes/coord/sites/list.html", context)


def _short_facts(place: Any) -> list[tuple[Any, Any]]:
    """What a card of the catalogue says."""
    rules = place.trial_site
    professions = ", ".join(sorted({profession.name for profession in rules.professions.all()}))
    soonest = f"{day(place.next_free)}, {clock(place.next_free)}" if place.next_free else ""
    return [
        (gettext_lazy("Professions"), professions),
        (gettext_lazy("Grades"), grades_of(rules)),
        (gettext_lazy("Group"), f"{place.min_people}–{counted_noun(place.max_people, 'person')}"),
        (gettext_lazy("Soonest"), soonest),
    ]


def grades_of(rules: TrialSite) -> str:
    """«7–11» of a run of grades, «7, 9» otherwise."""
    grades = sorted(rules.grades)
    if len(grades) > 2 and grades == list(range(grades[0], grades[-1] + 1)):
        return f"{grades[0]}–{grades[-1]}"
    return ", ".join(map(str, grades))


@login_required
@require_GET
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """Conditions, requirements, photo rule, mentors, programmes, free slots of the coming four weeks."""
    place = get_object_or_404(Site.objects.visible_to(request.user).select_related("organisation", "district", "trial_site"), pk=pk)
    rules = getattr(place, "trial_site", None)
    first = _first_day(request)
    context = {
        "site": place,
        "rules": rules,
        "facts": _facts(place, rules),
        "texts": _texts(place, rules),
        "programmes": _programmes(request, rules),
        "mentors": _mentors(place),
        "tone": SITE_LOOKS[Site.Status(place.status)][0],
        "icon": SITE_LOOKS[Site.Status(place.status)][1],
        "may_open": bool(rules) and allowed(request.user, "open_slots", place) and place.status == Site.Status.VERIFIED,
        "may_check": allowed(request.user, "check_site", place),
        "may_describe": allowed(request.user, "keep_trialsite", place) and place.status != Site.Status.CLOSED,
        "may_mark": bool(rules) and allowed(request.user, "mark_popular", place),
        "weeks": _weeks(request, place, first),
        "first": first,
        "previous": first - dt.timedelta(days=DAYS) if first > timezone.localdate() else None,
        "following": first + dt.timedelta(days=DAYS),
        "crumbs": [(_("Sites"), reverse("profprobes:site_list")), (place.name, "")],
    }
    return render(request, "profprobes/coord/sites/site.html", context)


def _first_day(request: HttpRequest) -> dt.date:
    """Monday of the first week on the page: of ``?from=``, never before this week."""
    today = timezone.localdate()
    try:
        wanted = dt.date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        wanted = today
    day = max(wanted, today)
    return day - dt.timedelta(days=day.weekday())


def _facts(place: Site, rules: TrialSite | None) -> list[tuple[Any, Any]]:
    facts: list[tuple[Any, Any]] = [
        (gettext_lazy("Partner"), place.organisation.full_name),
        (gettext_lazy("Address"), f"{place.address}, {place.district}"),
        (gettext_lazy("Group"), f"{place.min_people}–{counted_noun(place.max_people, 'person')}"),
        (gettext_lazy("Risk level"), place.get_risk_level_display()),
        (gettext_lazy("Check valid until"), official(place.check_valid_until) if place.check_valid_until else ""),
        (gettext_lazy("Emergency contacts"), place.emergency_contacts),
    ]
    if rules:
        facts.insert(3, (gettext_lazy("Grades"), grades_of(rules)))
        facts.insert(4, (gettext_lazy("Booking"), rules.get_booking_display()))
        facts.insert(5, (gettext_lazy("Photo rule"), rules.get_photo_rule_display()))
        facts.insert(6, (gettext_lazy("Formats of trials"), ", ".join(str(TrialSite.Format(code).label) for code in rules.formats)))
    return facts


def _texts(place: Site, rules: TrialSite | None) -> list[tuple[Any, str]]:
    language = get_language() or "kk"
    rows = [
        (gettext_lazy("Allowed zones"), place.text("allowed_zones", language)),
        (gettext_lazy("Forbidden zones"), place.text("forbidden_zones", language)),
    ]
    if rules:
        rows = [
            (gettext_lazy("Minimum conditions"), rules.text("min_conditions", language)),
            (gettext_lazy("Special conditions: noise, vibration, flicker, dirt"), rules.text("special_conditions", language)),
            (gettext_lazy("Special requirements"), rules.text("special_requirements", language)),
            (gettext_lazy("Access rules: clothes, phones"), rules.text("access_rules", language)),
            *rows,
            (gettext_lazy("Evacuation exits"), rules.text("exits", language)),
            (gettext_lazy("Assembly point"), rules.text("assembly", language)),
        ]
    return [(label, text) for label, text in rows if text]


def _programmes(request: HttpRequest, rules: TrialSite | None) -> list[Any]:
    if rules is None:
        return []
    rows = list(rules.programmes.visible_to(request.user).filter(status=TrialProgramme.Status.PUBLISHED).select_related("profession"))
    for row in rows:
        row.grades_text = grades_text(row)
    return rows


def _mentors(place: Site) -> list[Any]:
    """Active mentors of the partner; their telephones stand on the cards of booked trials only."""
    rows = TrialMentor.objects.filter(membership__organisation=place.organisation, status=TrialMentor.Status.ACTIVE)
    mentors = list(rows.select_related("membership__user").prefetch_related("professions"))
    for mentor in mentors:
        mentor.note = mentor_note(mentor)  # type: ignore[attr-defined]
    return mentors


def mentor_note(mentor: TrialMentor) -> str:
    """Position and professions in one line."""
    position = mentor.membership.position_in(get_language() or "kk")
    return " · ".join(filter(None, [position, ", ".join(profession.name for profession in mentor.professions.all())]))


def _weeks(request: HttpRequest, place: Site, first: dt.date) -> list[dict[str, Any]]:
    """Four weeks of slots; a school's coordinator may book the free ones."""
    books = bool(coordinated_schools(request.user)) and place.status == Site.Status.VERIFIED
    last = first + dt.timedelta(days=DAYS)
    rows = SiteSlot.objects.visible_to(request.user).filter(
        site=place, period__startswith__gte=_midnight(first), period__startswith__lt=_midnight(last)
    )
    slots = list(rows.select_related("site__organisation", "mentor__membership__user").order_by("period"))
    weeks = []
    for week in range(0, DAYS, 7):
        starts = first + dt.timedelta(days=week)
        days = slot_days(slots, starts=starts, days=7)
        weeks.append(
            {"days": [day | {"slots": [_slot(slot, books) for slot in day["slots"]]} for day in days if day["slots"]], "starts": starts}
        )
    return [week for week in weeks if week["days"]]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _slot(slot: SiteSlot, books: bool) -> dict[str, Any]:
    past = slot.period.lower <= timezone.now()
    state = "past" if past else "full" if slot.seats_free <= 0 else "few" if slot.seats_free <= 5 else "free"
    open_now = books and state in {"free", "few"} and slot.status == SiteSlot.Status.OPEN
    return {
        "start": slot.period.lower,
        "end": slot.period.upper,
        "title": str(slot.mentor) if slot.mentor else _("Mentor not named yet"),
        "text": quota_text(slot),
        "state": state,
        "free": slot.seats_free,
        "total": slot.seats_total,
        "href": f"{reverse('profprobes:trial_new')}?slot={slot.pk}" if open_now else "",
        "action": _("Book"),
    }


def quota_text(slot: SiteSlot) -> str:
    """For whom the slot is set aside and until when; "" of a general one (BR-6)."""
    if slot.quota_now == SiteSlot.Quota.OPEN or not slot.release_at:
        return "" if slot.published else _("Not published")
    return _("%(quota)s, open to everybody from %(day)s") % {"quota": slot.get_quota_class_display(), "day": day_month(slot.release_at)}
