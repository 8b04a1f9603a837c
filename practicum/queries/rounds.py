"""Reads of rounds: the funnel, what stands in the way, what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from network.access import organisations_as
from network.models import BreakPeriod, Holiday, Organisation

from ..access import OWNER, SCHOOL
from ..models import PackageAdoption, PlacementPreference, PracticumProgramme, PracticumRound, SchoolOffer, SchoolQuota, StudentApplication
from ..models.offers import LIVE
from ..services.rounds import LATE_DAYS, practicum_days, stage_days

OWNERS = (Organisation.Kind.COLLEGE, Organisation.Kind.UNIVERSITY)
STEPS = ("confirmed", "ordered", "admitted", "active", "completed", "graded")


def owned_organisations(user: Any) -> QuerySet[Organisation]:
    """Colleges and universities whose practicum the person coordinates."""
    return Organisation.objects.filter(pk__in=organisations_as(user, *OWNER), kind__in=OWNERS)


def own_schools(user: Any) -> QuerySet[Organisation]:
    """Schools whose practicum the person coordinates."""
    return Organisation.objects.filter(pk__in=organisations_as(user, *SCHOOL), kind=Organisation.Kind.SCHOOL)


def round_rows(user: Any, *, status: str = "", search: str = "") -> QuerySet[PracticumRound]:
    """The list of rounds with its figures."""
    rows = PracticumRound.objects.visible_to(user).select_related("programme__owner_org", "academic_year")
    if status:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(Q(title_kk__icontains=search) | Q(title_ru__icontains=search))
    return rows.annotate(
        places=Sum("offers__capacity", filter=Q(offers__status__in=["accepted", "closed"])),
    ).order_by("-starts_on", "pk")  # fmt: skip


def funnel(row: PracticumRound) -> list[tuple[Any, int]]:
    """Eligible → ranked → placed → confirmed → ordered → admitted → active → graded; each figure counts whoever came at least so far."""
    ranked = PlacementPreference.objects.filter(application=OuterRef("pk"))
    people = row.applications.filter(status=StudentApplication.Status.ELIGIBLE).aggregate(
        eligible=Count("pk"), ranked=Count("pk", filter=Exists(ranked))
    )  # fmt: skip
    statuses = dict(row.placements.filter(status__in=LIVE).values_list("status").annotate(Count("pk")).order_by())
    statuses["active"] = statuses.get("active", 0) + statuses.pop("suspended", 0)

    def reached(step: str) -> int:
        return sum(statuses.get(one, 0) for one in STEPS[STEPS.index(step) :])

    return [
        (_("Selected"), people["eligible"]),
        (_("With preferences"), people["ranked"]),
        (_("Placed"), statuses.get("proposed", 0) + reached("confirmed")),
        (_("Confirmed"), reached("confirmed")),
        (_("By an order"), reached("ordered")),
        (_("Admitted"), reached("admitted")),
        (_("On practicum"), reached("active")),
        (_("Graded"), reached("graded")),
    ]


def stage_lines(row: PracticumRound) -> list[dict[str, Any]]:
    """R8: each stage with its days and dates, by the days of the round."""
    stages, days = list(row.stages.all()), practicum_days(row)
    lines, at = [], 0
    for stage, count in zip(stages, stage_days(len(days), [one.share_pct for one in stages]), strict=True):
        part = days[at : at + count]
        lines.append({"stage": stage, "days": count, "first": part[0] if part else None, "last": part[-1] if part else None})
        at += count
    return lines


def no_school_share(row: PracticumRound) -> tuple[int, int]:
    """R6: (days without school, days of the round) by school holidays and days off."""
    days = practicum_days(row)
    breaks = BreakPeriod.objects.filter(kind="break").touching(row.starts_on, row.ends_on).values_list("starts_on", "ends_on")
    off = set(Holiday.objects.filter(day__range=(row.starts_on, row.ends_on)).exclude(kind="working").values_list("day", flat=True))
    spans = list(breaks)
    return sum(day in off or any(first <= day <= last for first, last in spans) for day in days), len(days)


def publish_is_late(row: PracticumRound, day: dt.date | None = None) -> bool:
    """R7: later than 30 days before the first day: a reason is needed."""
    return (row.starts_on - (day or timezone.localdate())).days < LATE_DAYS


def publish_obstacles(row: PracticumRound) -> list[str]:
    """R11: schools with accepted offers that lack a practicum coordinator, a contact or mentors; none: the round may be published."""
    return [f"{school.short_name}: {', '.join(what)}" for school, what in _lacking(row)]


def _lacking(row: PracticumRound) -> list[tuple[Organisation, list[str]]]:
    offers = row.offers.filter(status__in=[SchoolOffer.Status.ACCEPTED, SchoolOffer.Status.CLOSED]).select_related("school")
    found: dict[int, tuple[Organisation, list[str]]] = {}
    for offer in offers.annotate(named=Count("mentors")):
        school = offer.school
        _school, what = found.setdefault(school.pk, (school, []))
        if not school.practicum_coordinator_id and (text := _("no practicum coordinator")) not in what:
            what.append(text)
        if not (school.phone or school.email) and (text := _("no contact")) not in what:
            what.append(text)
        if not offer.named and (text := _("no mentors are named")) not in what:
            what.append(text)
    return [(school, what) for school, what in found.values() if what]


def schools_with_problems(row: PracticumRound) -> list[dict[str, Any]]:
    """R11, R4 (quota not offered in full), R15 (no order on the package): a line for each school."""
    problems: dict[int, dict[str, Any]] = {}

    def add(school: Organisation, text: str, tone: str) -> None:
        line = problems.setdefault(school.pk, {"school": school, "texts": [], "tone": "sun"})
        line["texts"].append(text)
        line["tone"] = "clay" if "clay" in (tone, line["tone"]) else "sun"

    for school, what in _lacking(row):
        for text in what:
            add(school, text, "clay")
    for line in quota_lines(row):
        if line["gap"] > 0:
            add(line["quota"].school, _("The quota is not offered in full: %(gap)s places are missing") % {"gap": line["gap"]}, "sun")
    adopted = PackageAdoption.objects.filter(package=row.package_id).values("organisation")
    hosts = Organisation.objects.filter(practicum_offers__round=row, practicum_offers__status__in=["accepted", "closed"]).exclude(
        pk__in=adopted
    )
    for school in hosts.distinct():
        add(school, _("No order on the package of templates"), "sun")
    return sorted(problems.values(), key=lambda line: (line["tone"] != "clay", line["school"].short_name))


def quota_lines(row: PracticumRound) -> list[dict[str, Any]]:
    """R4: quota of each school with the owner in the year beside what it offers."""
    quotas = SchoolQuota.objects.filter(
        owner_org=row.programme.owner_org_id, academic_year=row.academic_year_id, approved_on__isnull=False
    ).select_related("school")  # fmt: skip
    offered = dict(
        SchoolOffer.objects.filter(
            round__programme__owner_org=row.programme.owner_org_id, round__academic_year=row.academic_year_id, status__in=["accepted", "closed"]
        ).values_list("school").annotate(sum=Sum("capacity")).order_by()
    )  # fmt: skip
    return [
        {"quota": quota, "offered": offered.get(quota.school_id, 0), "gap": quota.students_quota - offered.get(quota.school_id, 0)}
        for quota in quotas
    ]


def deadline_lines(row: PracticumRound) -> list[dict[str, Any]]:
    """The windows of the round as steps of the bridge."""
    today = timezone.localdate()
    names = ("offers_due", "preferences_due", "publish_due", "orders_due", "admission_due", "starts_on", "ends_on")
    ahead = next((name for name in names if getattr(row, name) >= today), "")
    return [
        {
            "title": row._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            "note": f"{getattr(row, name):%d.%m.%Y}",
            "state": "now" if name == ahead else "done" if getattr(row, name) < today else "ahead",
        }
        for name in names
    ]


@dataclass(frozen=True)
class NextStep:
    """The next transition by hand: where it leads and what it is called."""

    action: str
    label: Any
    title: Any
    text: Any
    url: str = ""


def next_step(row: PracticumRound) -> NextStep | None:
    """Primary of the panel: the next transition of the table in §2.1."""
    S = PracticumRound.Status
    today = timezone.localdate()
    if row.status == S.DRAFT:
        return NextStep(
            "open_offers",
            _("Ask schools for places"),
            _("The round is a draft"),
            _("Partner schools get a notice, the dates go into the calendar."),
        )
    if row.status == S.OFFERS:
        return NextStep(
            "open_preferences",
            _("Open preferences"),
            _("Schools offer places"),
            _("From here on schools lower the number of places only with your consent."),
        )
    if row.status == S.PREFERENCES:
        return NextStep(
            "close_preferences",
            _("Close preferences"),
            _("Students state preferences"),
            _("Wishes can no longer be changed. It happens by itself when the term is over."),
        )
    if row.status == S.ALLOCATION:
        return NextStep(
            "allocate", _("Calculate the allocation"), _("Preferences are closed"), _("Calculate the allocation and publish it.")
        )
    if row.status == S.PUBLISHED:
        return None
    if row.status == S.IN_PROGRESS and row.ends_on <= today:
        return NextStep("grade", _("Begin the final grading"), _("The last day has come"), _("Journals are locked after 3 days."))
    if row.status == S.GRADING:
        return NextStep("close", _("Close the round"), _("Final grading"), _("Everything becomes read-only."))
    return None


def programme_rows(user: Any) -> QuerySet[PracticumProgramme]:
    """Programmes with their owners."""
    return (
        PracticumProgramme.objects.visible_to(user).select_related("owner_org").order_by("owner_org__short_name_ru", "title_ru", "-version")
    )
