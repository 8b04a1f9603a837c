"""What needs this person today: one list over all roles that they hold."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import todos
from core.todos import Todo
from network.access import COORDINATORS, organisations_as, regions_as
from network.models import Role, Site

from ..family import family_answer
from ..models import Participation, SlotBooking, Trial, TrialSession
from ..services.gate import evaluate, load_needs, red, with_gate_facts
from ..words import Day, Lazy, Listed, When
from .home_lines import PER_KIND, line, named, soon, span, when_of
from .home_people import SOURCES


def register_todos() -> None:
    """Tell the home page where these come from, and which rows must exist for each to have something to say."""
    for source, waits in (
        (_to_prepare, visits_of_the_week),
        (_to_tell, visits_of_the_week),
        (_to_settle, _trials_to_settle),
        (_to_answer, _bookings_to_answer),
        *SOURCES,
        (_to_check, _sites_to_check),
    ):
        todos.register(source, waits)


def visits_of_the_week(user: Any) -> QuerySet | None:
    """The school's visits of the coming week that are not under way; None for whoever coordinates nothing."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    return TrialSession.objects.filter(
        trial__school__in=own, trial__status=Trial.Status.PLANNED,
        status__in=[TrialSession.Status.PLANNED, TrialSession.Status.READY], period__overlap=span(*soon()),
    )  # fmt: skip


def prepared_visits(user: Any) -> list[TrialSession]:
    """The same with everything that the gates read, the nearest first; read once per request, because two parts of the home page ask."""
    if not hasattr(user, "_prepared_visits"):
        rows = with_gate_facts(visits_of_the_week(user)).select_related("trial__group", "trial__parent_notice")  # type: ignore[arg-type]
        user._prepared_visits = load_needs(list(rows.order_by("period")[:PER_KIND]))
    return user._prepared_visits


def _to_prepare(user: Any) -> list[Todo]:
    """The school's visits of the coming week that a gate holds back."""
    return [line for session in prepared_visits(user) if (line := _prepare_line(session))]


def _to_tell(user: Any) -> list[Todo]:
    """Visits of the week whose families have no notice yet (G9): the page where it is written and sent."""
    waiting = [row for row in prepared_visits(user) if not hasattr(row.trial, "parent_notice") and row.families_informed_at is None]
    title, action = _("The families have no notice yet"), _("Write the notice")
    return [line("notice", row.trial, title, when_of(row), "families_notice", action, due=row.starts) for row in waiting]


def _prepare_line(session: TrialSession) -> Todo | None:
    trial, missing = session.trial, red(evaluate(session))
    if [gate.code for gate in missing] == ["G9"] and session.families_informed_at is None:
        return None  # _to_tell says it, with the page where it is done
    if not missing:
        if session.status == TrialSession.Status.READY:
            return None
        return line(
            "ready", trial, _("Everything is in order: mark the visit ready"), when_of(session), "trial", _("Open"), due=session.starts
        )
    waiting = sum(family_answer(p).is_waiting for p in trial.participations.all() if p.removed_at is None)
    urgent = (session.starts - timezone.now()).days < 2
    if waiting:
        sentence = ngettext_lazy("%(count)s family has not answered", "%(count)s families have not answered", "count")
        return line("consents", trial, Lazy(sentence, count=waiting), when_of(session), "trial_families", _("Remind"),
                     tone="clay" if urgent else "sun", due=session.starts)  # fmt: skip
    title = Lazy(_("Not ready: %(missing)s"), missing=Listed([gate.title for gate in missing[:3]], "; "))
    return line("gate", trial, title, when_of(session), "trial", _("See the checks"), tone="clay" if urgent else "sun", due=session.starts)


def _trials_to_settle(user: Any) -> QuerySet | None:
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    booked = Q(status=Trial.Status.DRAFT, sessions__booking__status=SlotBooking.Status.CONFIRMED)
    unfinished = Q(status=Trial.Status.RUNNING, sessions__period__endswith__lt=timezone.now())
    waiting = Q(status=Trial.Status.HELD) | Q(status=Trial.Status.MOVED, sessions__status=TrialSession.Status.MOVED)
    return Trial.objects.filter(booked | unfinished | waiting, school__in=own)


def _to_settle(user: Any) -> list[Todo]:
    """Trials of the school that wait for a decision: to plan, to move, to finish, to close."""
    rows: Any = _trials_to_settle(user)
    return [_settle_line(trial) for trial in rows.select_related("programme", "group").distinct().order_by("pk")[: PER_KIND * 2]]


def _settle_line(trial: Trial) -> Todo:
    words = {
        Trial.Status.DRAFT: ("plan", _("The booking is confirmed: plan the trial"), "trial", _("Plan"), "sun"),
        Trial.Status.MOVED: ("replan", _("The trial is postponed: choose a new slot"), "trial_slot", _("Choose a slot"), "clay"),
        Trial.Status.RUNNING: ("finish", _("The visit is over: finish it"), "trial_safety", _("Finish"), "clay"),
        Trial.Status.HELD: ("close", _("Close the trial"), "trial_closing", _("Close the trial"), "sun"),
    }
    code, title, tab, action, tone = words[Trial.Status(trial.status)]
    return line(code, trial, title, named(trial), tab, action, tone=tone)


def _bookings_to_answer(user: Any) -> QuerySet | None:
    own = organisations_as(user, *COORDINATORS)
    return SlotBooking.objects.filter(status=SlotBooking.Status.REQUESTED, slot__site__organisation__in=own) if own else None


def _to_answer(user: Any) -> list[Todo]:
    """Requests that wait for the host's yes."""
    rows: Any = _bookings_to_answer(user)
    found = rows.select_related("slot__site", "school").order_by("requested_at")[:PER_KIND]
    return [
        Todo(
            "booking",
            Lazy(_("%(school)s asks for %(seats)s places"), school=booking.school, seats=booking.seats),
            Lazy("%(site)s · %(when)s", site=booking.slot.site, when=When(booking.slot.period)),
            "profprobes:my_sites",
            (),
            _("Answer"),
            "sun",
            booking.slot.starts,
        )
        for booking in found
    ]


def _sites_to_check(user: Any) -> QuerySet | None:
    regions = regions_as(user, Role.REGION_OPERATOR)
    if not regions:
        return None
    ending = Q(status=Site.Status.VERIFIED, check_valid_until__lte=timezone.localdate() + dt.timedelta(days=30))
    return Site.objects.filter(ending | Q(status=Site.Status.UNDER_CHECK), organisation__region__in=regions)


def _to_check(user: Any) -> list[Todo]:
    """Sites of the region to check, and checks that end within 30 days (BR-2)."""
    rows: Any = _sites_to_check(user)
    sites = rows.select_related("organisation")
    ending = sites.filter(status=Site.Status.VERIFIED)
    lines = [
        Todo(
            "check",
            _("Check the site"),
            Lazy("%(site)s · %(host)s", site=site, host=site.organisation),
            "profprobes:site_check",
            (site.pk,),
            _("Check"),
        )
        for site in sites.filter(status=Site.Status.UNDER_CHECK).order_by("pk")[:PER_KIND]
    ]
    for site in ending.order_by("check_valid_until")[:PER_KIND]:
        text = Lazy("%(site)s · %(host)s", site=site, host=site.organisation)
        title = Lazy(_("The check is valid until %(day)s"), day=Day(site.check_valid_until or timezone.localdate()))
        lines.append(Todo("check_ends", title, text, "profprobes:site_check", (site.pk,), _("Check"), "sky"))
    return lines


def coming_visits(user: Any, *, days: int = 14, class_groups: Iterable[Any] | None = None) -> QuerySet:
    """Live sessions that the person sees from today on, with trial, host, site, mentor selected; ``class_groups``: those with a pupil of the classes."""
    rows = TrialSession.objects.visible_to(user).filter(status__in=TrialSession.LIVE, period__overlap=span(*soon(days)))
    if class_groups is not None:
        rows = rows.filter(trial__in=Participation.objects.filter(class_group__in=class_groups, removed_at__isnull=True).values("trial"))
    return rows.select_related(
        "trial__programme", "trial__school", "trial__host", "trial__group", "booking__slot__site", "mentor__membership__user"
    ).order_by("period")


def figures(user: Any) -> dict[str, int]:
    """Numbers of the trials that the person sees: planned, running, held (to close), closed, and pupils who have taken part."""
    status = Trial.Status
    names = {"planned": status.PLANNED, "running": status.RUNNING, "held": status.HELD, "closed": status.CLOSED}
    mine = Trial.objects.visible_to(user)
    totals = mine.aggregate(**{name: Count("pk", filter=Q(status=value)) for name, value in names.items()})
    return totals | {"pupils": Participation.objects.filter(trial__in=mine, status="attended").values("pupil").distinct().count()}
