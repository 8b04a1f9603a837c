"""What needs this person today: one list over all roles that they hold."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import todos
from core.dates import near
from core.todos import Todo
from network.access import COORDINATORS, classes_as, has_role, organisations_as, regions_as
from network.models import Role, Site

from ..family import FAMILY, family_answer
from ..models import ObservationCard, ParentSummary, Participation, SlotBooking, TechnologyCard, TraceReflection, Trial, TrialSession
from ..services.gate import evaluate, load_needs, red, with_gate_facts
from ..words import Day, Lazy, Listed, When

LOOK_AHEAD_DAYS = 7
PER_KIND = 10


def register_todos() -> None:
    """Tell the home page where these come from, and which rows must exist for each to have something to say."""
    for source, waits in (
        (_to_prepare, visits_of_the_week),
        (_to_settle, _trials_to_settle),
        (_to_answer, _bookings_to_answer),
        (_mentor_visits, _visits_of_mentor),
        (_mentor_cards, _cards_of_mentor),
        (_class_consents, _families_of_class),
        (_class_summaries, _summaries_of_class),
        (_pupil, _trials_of_pupil),
        (_pupil_traces, _traces_of_pupil),
        (_to_clear, _trials_to_clear),
        (_to_check, _sites_to_check),
    ):
        todos.register(source, waits)


def _soon(days: int = LOOK_AHEAD_DAYS) -> tuple[dt.datetime, dt.datetime]:
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + dt.timedelta(days=days)


def _line(
    code: str, trial: Trial, title: Any, text: Any, tab: str, action: Any, *, tone: str = "sun", due: Any = None, args: Any = None
) -> Todo:
    return Todo(code, title, text, f"profprobes:{tab}", (trial.pk,) if args is None else args, action, tone, due)


def _named(trial: Trial) -> Any:
    return Lazy("%(title)s · %(group)s", title=_Title(trial), group=trial.group)


class _Title:
    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def __str__(self) -> str:
        return self.trial.title


def visits_of_the_week(user: Any) -> QuerySet | None:
    """The school's visits of the coming week that are not under way; None for whoever coordinates nothing."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    return TrialSession.objects.filter(
        trial__school__in=own, trial__status=Trial.Status.PLANNED,
        status__in=[TrialSession.Status.PLANNED, TrialSession.Status.READY], period__overlap=_range(*_soon()),
    )  # fmt: skip


def prepared_visits(user: Any) -> list[TrialSession]:
    """The same with everything that the gates read, the nearest first; read once per request, because two parts of the home page ask."""
    if not hasattr(user, "_prepared_visits"):
        rows = with_gate_facts(visits_of_the_week(user)).select_related("trial__group")  # type: ignore[arg-type]
        user._prepared_visits = load_needs(list(rows.order_by("period")[:PER_KIND]))
    return user._prepared_visits


def _to_prepare(user: Any) -> list[Todo]:
    """The school's visits of the coming week that a gate holds back."""
    return [line for session in prepared_visits(user) if (line := _prepare_line(session))]


def _range(starts: dt.datetime, ends: dt.datetime) -> Any:
    from psycopg2.extras import DateTimeTZRange

    return DateTimeTZRange(starts, ends)


def _prepare_line(session: TrialSession) -> Todo | None:
    trial, missing = session.trial, red(evaluate(session))
    if not missing:
        if session.status == TrialSession.Status.READY:
            return None
        return _line(
            "ready", trial, _("Everything is in order: mark the visit ready"), _when(session), "trial", _("Open"), due=session.starts
        )
    waiting = sum(family_answer(p).is_waiting for p in trial.participations.all() if p.removed_at is None)
    urgent = (session.starts - timezone.now()).days < 2
    if waiting:
        sentence = ngettext_lazy("%(count)s family has not answered", "%(count)s families have not answered", "count")
        return _line("consents", trial, Lazy(sentence, count=waiting), _when(session), "trial_families", _("Remind"),
                     tone="clay" if urgent else "sun", due=session.starts)  # fmt: skip
    title = Lazy(_("Not ready: %(missing)s"), missing=Listed([gate.title for gate in missing[:3]], "; "))
    return _line("gate", trial, title, _when(session), "trial", _("See the checks"), tone="clay" if urgent else "sun", due=session.starts)


def _when(session: TrialSession) -> Any:
    return Lazy("%(name)s · %(when)s", name=_named(session.trial), when=When(session.period))


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
    return _line(code, trial, title, _named(trial), tab, action, tone=tone)


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


def _visits_of_mentor(user: Any) -> QuerySet | None:
    if not has_role(user, Role.MENTOR):
        return None
    live = Q(status__in=[TrialSession.Status.PLANNED, TrialSession.Status.READY], period__overlap=_range(*_soon(2)))
    return TrialSession.objects.filter(live | Q(status=TrialSession.Status.IN_PROGRESS), mentor__membership__user=user)


def _mentor_visits(user: Any) -> list[Todo]:
    """Visits of today and tomorrow, and those that were not finished."""
    rows: Any = _visits_of_mentor(user)
    return [_mentor_line(session) for session in rows.select_related("trial__programme", "trial__group").order_by("period")[:PER_KIND]]


def _mentor_line(session: TrialSession) -> Todo:
    over = session.status == TrialSession.Status.IN_PROGRESS and session.ends < timezone.now()
    title = _("The visit is over: finish it") if over else Lazy(_("Visit %(day)s"), day=_Near(session.starts))
    return _line(
        "visit",
        session.trial,
        title,
        _when(session),
        "visit",
        _("Open"),
        tone="clay" if over else "sun",
        due=session.starts,
        args=(session.pk,),
    )


class _Near:
    def __init__(self, moment: Any) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return near(self.moment)


def _cards_unsent(user: Any) -> QuerySet:
    sent = ObservationCard.objects.filter(participation=OuterRef("pk"), status=ObservationCard.Status.SUBMITTED)
    rest = Participation.objects.filter(status="attended", briefing_acks__briefing__place="site", trial__status=Trial.Status.HELD).exclude(
        Exists(sent)
    )
    return rest.filter(trial__mentor__membership__user=user)


def _cards_of_mentor(user: Any) -> QuerySet | None:
    if not has_role(user, Role.MENTOR):
        return None
    mine = TrialSession.objects.filter(mentor__membership__user=user)
    return mine.filter(_card_to_sign() | Q(trial__in=_cards_unsent(user).values("trial")) | _card_to_conclude())


def _mentor_cards(user: Any) -> list[Todo]:
    """Technology cards to sign or to conclude, observation cards that are not sent."""
    unsent = dict(_cards_unsent(user).values_list("trial").annotate(n=Count("pk", distinct=True)))
    rows: Any = _cards_of_mentor(user)
    lines = []
    for session in rows.select_related("trial__programme", "trial__group", "card").order_by("period").distinct()[: PER_KIND * 2]:
        lines.append(_mentor_card_line(session, unsent.get(session.trial_id, 0)))
    return lines


def _card_to_sign() -> Q:
    return Q(trial__status=Trial.Status.PLANNED, card__host_signed_at__isnull=True)


def _card_to_conclude() -> Q:
    return Q(trial__status=Trial.Status.HELD, card__status=TechnologyCard.Status.AGREED)


def _mentor_card_line(session: TrialSession, unsent: int) -> Todo:
    trial = session.trial
    if unsent:
        title = ngettext_lazy("%(count)s observation card is not sent", "%(count)s observation cards are not sent", "count")
        return _line(
            "observations", trial, Lazy(title, count=unsent), _named(trial), "visit", _("Continue"), tone="clay", args=(session.pk,)
        )
    if trial.status == Trial.Status.HELD:
        return _line(
            "row22", trial, _("Write your conclusions in the technology card"), _named(trial), "trial_card", _("Write"), due=session.ends
        )
    return _line("card", trial, _("Sign the technology card"), _when(session), "trial_card", _("Open the card"), due=session.starts)


def _families_of_class(user: Any) -> QuerySet | None:
    classes = classes_as(user, Role.CLASS_TEACHER)
    if not classes:
        return None
    return Participation.objects.filter(
        class_group__in=classes,
        removed_at__isnull=True,
        pupil_said_no=False,
        trial__status=Trial.Status.PLANNED,
    )


def _class_consents(user: Any) -> list[Todo]:
    """Families of the own class that have not answered."""
    rows: Any = _families_of_class(user)
    counts: dict[Trial, int] = {}
    for participation in rows.select_related("trial__programme", "trial__group").prefetch_related(*FAMILY).order_by("trial"):
        if family_answer(participation).is_waiting:
            counts[participation.trial] = counts.get(participation.trial, 0) + 1
    title = ngettext_lazy("%(count)s family has not answered", "%(count)s families have not answered", "count")
    return [
        _line("consents", trial, Lazy(title, count=count), _named(trial), "my_class", _("Open"), args=()) for trial, count in counts.items()
    ]


def _summaries_of_class(user: Any) -> QuerySet | None:
    classes = classes_as(user, Role.CLASS_TEACHER)
    return ParentSummary.objects.filter(status=ParentSummary.Status.READY, participation__class_group__in=classes) if classes else None


def _class_summaries(user: Any) -> list[Todo]:
    """Parents' pages of the own class that can be signed."""
    ready: Any = _summaries_of_class(user)
    rows = (
        Trial.objects.filter(participations__summary__in=ready).select_related("programme", "group").annotate(ready=Count("participations"))
    )
    title = ngettext_lazy("%(count)s parents' page is ready to sign", "%(count)s parents' pages are ready to sign", "count")
    return [
        _line("summaries", trial, Lazy(title, count=trial.ready), _named(trial), "my_class", _("Sign all"), args=())
        for trial in rows[:PER_KIND]
    ]


def _trials_of_pupil(user: Any) -> QuerySet | None:
    if not has_role(user, Role.PUPIL):
        return None
    live = [Trial.Status.PLANNED, Trial.Status.RUNNING, Trial.Status.HELD]
    return Participation.objects.filter(pupil=user, removed_at__isnull=True, trial__status__in=live)


def _traces_of_pupil(user: Any) -> QuerySet | None:
    if not has_role(user, Role.PUPIL):
        return None
    return TraceReflection.objects.open().filter(participation__pupil=user)


def _pupil_traces(user: Any) -> list[Todo]:
    """Five questions of the day after that wait for an answer (S20)."""
    rows: Any = _traces_of_pupil(user)
    found = rows.select_related("participation__trial__programme").order_by("due_at")[:PER_KIND]
    return [_trace_line(row) for row in found]


def _trace_line(row: TraceReflection) -> Todo:
    late = row.due_at <= timezone.now()
    until = Lazy(_("%(title)s · until %(day)s"), title=_Title(row.participation.trial), day=Day(row.closes_at if late else row.due_at))
    args = (row.participation_id,)
    return _line(
        "trace",
        row.participation.trial,
        _("What stayed with you after the trial?"),
        until,
        "my_trace",
        _("Answer"),
        due=row.due_at,
        args=args,
    )


def _pupil(user: Any) -> list[Todo]:
    """The pupil's own answers: whether they go, form В before and after."""
    rows: Any = _trials_of_pupil(user)
    live = rows.select_related("trial__programme", "trial__host", "form").prefetch_related("trial__sessions")
    return [line for participation in live.order_by("-pk")[:PER_KIND] if (line := _pupil_line(participation))]


def _pupil_line(participation: Participation) -> Todo | None:
    trial, form, args = participation.trial, getattr(participation, "form", None), (participation.pk,)
    visit = trial.visit
    where = Lazy("%(title)s · %(when)s", title=_Title(trial), when=When(visit.period)) if visit else _Title(trial)
    if participation.status == Participation.Status.ATTENDED and trial.status == Trial.Status.HELD and not (form and form.after_at):
        return _line("after", trial, _("Tell us how it was"), where, "my_after", _("Fill in"), args=args)
    if trial.status != Trial.Status.PLANNED:
        return None
    if participation.status == Participation.Status.INVITED:
        return _line(
            "invitation",
            trial,
            _("You are invited to a career trial"),
            where,
            "my_trial",
            _("Answer"),
            due=visit.starts if visit else None,
            args=args,
        )
    if participation.status in {"volunteered", "admitted"} and not (form and form.before_at):
        return _line(
            "before",
            trial,
            _("Two questions before the trial"),
            where,
            "my_before",
            _("Fill in"),
            due=visit.starts if visit else None,
            args=args,
        )
    return None


def _trials_to_clear(user: Any) -> QuerySet | None:
    if not has_role(user, Role.MEDICAL_WORKER):
        return None
    special = ~Q(sessions__booking__slot__site__trial_site__special_requirements_kk="")
    return Trial.objects.filter(
        special | Q(programme__hazardous=True), school__in=organisations_as(user, Role.MEDICAL_WORKER), status=Trial.Status.PLANNED
    )


def _to_clear(user: Any) -> list[Todo]:
    """Trials whose pupils need a medical result."""
    rows: Any = _trials_to_clear(user)
    without = Q(
        participations__medical__isnull=True,
        participations__removed_at__isnull=True,
        participations__status__in=["invited", "volunteered", "admitted"],
    )
    counted = (
        rows.select_related("programme", "group")
        .annotate(uncleared=Count("participations", filter=without, distinct=True))
        .filter(uncleared__gt=0)
    )
    title = ngettext_lazy("%(count)s pupil needs a medical result", "%(count)s pupils need a medical result", "count")
    return [
        _line("medical", trial, Lazy(title, count=trial.uncleared), _named(trial), "medical", _("Open"), args=())
        for trial in counted[:PER_KIND]
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
    rows = TrialSession.objects.visible_to(user).filter(status__in=TrialSession.LIVE, period__overlap=_range(*_soon(days)))
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
