"""What the home page says to a mentor, a class teacher, a pupil, a medical worker."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.todos import Todo
from network.access import classes_as, has_role, organisations_as
from network.models import Role

from ..family import FAMILY, family_answer
from ..models import (
    BriefingAck,
    GroupObservation,
    GroupObservationRow,
    ObservationCard,
    ParentSummary,
    Participation,
    TechnologyCard,
    TraceReflection,
    Trial,
    TrialProgramme,
    TrialRubric,
    TrialSession,
    TrialSurvey,
)
from ..words import Day, Lazy, When
from .home_lines import PER_KIND, Near, Title, line, named, soon, span, when_of


def _visits_of_mentor(user: Any) -> QuerySet | None:
    if not has_role(user, Role.MENTOR):
        return None
    live = Q(status__in=[TrialSession.Status.PLANNED, TrialSession.Status.READY], period__overlap=span(*soon(2)))
    return TrialSession.objects.filter(live | Q(status=TrialSession.Status.IN_PROGRESS), mentor__membership__user=user)


def _mentor_visits(user: Any) -> list[Todo]:
    """Visits of today and tomorrow, and those that were not finished."""
    rows: Any = _visits_of_mentor(user)
    return [_mentor_line(session) for session in rows.select_related("trial__programme", "trial__group").order_by("period")[:PER_KIND]]


def _mentor_line(session: TrialSession) -> Todo:
    over = session.status == TrialSession.Status.IN_PROGRESS and session.ends < timezone.now()
    title = _("The visit is over: finish it") if over else Lazy(_("Visit %(day)s"), day=Near(session.starts))
    return line(
        "visit",
        session.trial,
        title,
        when_of(session),
        "visit",
        _("Open"),
        tone="clay" if over else "sun",
        due=session.starts,
        args=(session.pk,),
    )


def _cards_unsent(user: Any) -> QuerySet:
    sent = ObservationCard.objects.filter(participation=OuterRef("pk"), status=ObservationCard.Status.SUBMITTED)
    group = GroupObservationRow.objects.filter(participation=OuterRef("pk"), card__status=GroupObservation.Status.SUBMITTED)
    rest = Participation.objects.filter(status="attended", briefing_acks__briefing__place="site", trial__status=Trial.Status.HELD).exclude(
        Exists(sent) | Exists(group)
    )
    rest = rest.exclude(trial__cards=Trial.Cards.GROUP)  # the group card was chosen instead and has a line of its own (BR-32)
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
        return line("observations", trial, Lazy(title, count=unsent), named(trial), "visit", _("Continue"), tone="clay", args=(session.pk,))
    if trial.status == Trial.Status.HELD:
        return line(
            "row22", trial, _("Write your conclusions in the technology card"), named(trial), "trial_card", _("Write"), due=session.ends
        )
    return line("card", trial, _("Sign the technology card"), when_of(session), "trial_card", _("Open the card"), due=session.starts)


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
        line("consents", trial, Lazy(title, count=count), named(trial), "my_class", _("Open"), args=()) for trial, count in counts.items()
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
        line("summaries", trial, Lazy(title, count=trial.ready), named(trial), "summary_look", _("Sign all")) for trial in rows[:PER_KIND]
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
    until = Lazy(_("%(title)s · until %(day)s"), title=Title(row.participation.trial), day=Day(row.closes_at if late else row.due_at))
    args = (row.participation_id,)
    return line(
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
    where = Lazy("%(title)s · %(when)s", title=Title(trial), when=When(visit.period)) if visit else Title(trial)
    if participation.status == Participation.Status.ATTENDED and trial.status == Trial.Status.HELD and not (form and form.after_at):
        return line("after", trial, _("Tell us how it was"), where, "my_after", _("Fill in"), args=args)
    if trial.status != Trial.Status.PLANNED:
        return None
    if participation.status == Participation.Status.INVITED:
        return line(
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
        return line(
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


def _briefings_of_pupil(user: Any) -> QuerySet | None:
    if not has_role(user, Role.PUPIL):
        return None
    live = [Trial.Status.PLANNED, Trial.Status.RUNNING]
    return BriefingAck.objects.own(user).filter(own_at=None, participation__removed_at=None, participation__trial__status__in=live)


def _pupil_briefings(user: Any) -> list[Todo]:
    """A briefing was held and the pupil has not pressed «Таныстым» yet; one line per trial, until the trial is over (§2.3)."""
    rows: Any = _briefings_of_pupil(user)
    trials = {row.participation_id: row.participation.trial for row in rows.select_related("participation__trial__programme")}
    title, action = _("A briefing waits for your word"), _("Confirm")
    return [line("briefing", trial, title, Title(trial), "my_trial", action, args=(pk,)) for pk, trial in list(trials.items())[:PER_KIND]]


def _surveys_of_pupil(user: Any) -> QuerySet | None:
    if not has_role(user, Role.PUPIL):
        return None
    answered = TrialSurvey.objects.filter(participation=OuterRef("pk"), status=TrialSurvey.Status.SUBMITTED)
    return Participation.objects.filter(
        ~Exists(answered), pupil=user, removed_at__isnull=True, status=Participation.Status.ATTENDED, trial__status=Trial.Status.HELD
    )


def _pupil_surveys(user: Any) -> list[Todo]:
    """Annex 6 of a held trial that is not answered yet; form В comes before it."""
    rows: Any = _surveys_of_pupil(user)
    found = rows.filter(form__after_at__isnull=False).select_related("trial__programme").order_by("-pk")[:PER_KIND]
    title = _("Survey after the trial")
    return [line("annex_6", row.trial, title, Title(row.trial), "my_survey", _("Answer"), tone="sky", args=(row.pk,)) for row in found]


def _group_cards_of_mentor(user: Any) -> QuerySet | None:
    if not has_role(user, Role.MENTOR):
        return None
    return _begun_cards().filter(mentor_at__isnull=True, session__mentor__membership__user=user)


def _group_cards_of_school(user: Any) -> QuerySet | None:
    classes = classes_as(user, Role.CLASS_TEACHER, Role.TEACHER)
    if not classes:
        return None
    return _begun_cards().filter(
        Exists(GroupObservationRow.objects.filter(card=OuterRef("pk"), participation__class_group__in=classes)), school_at__isnull=True
    )


def _begun_cards() -> QuerySet:
    """Cards of annex 5 that somebody has begun: whoever begins one has chosen it for the trial (BR-32)."""
    open_ = [GroupObservation.Status.DRAFT, GroupObservation.Status.REOPENED]
    return GroupObservation.objects.filter(status__in=open_, session__trial__status__in=[Trial.Status.RUNNING, Trial.Status.HELD])


def _mentor_group_cards(user: Any) -> list[Todo]:
    """Column 4 that waits for the specialist's signature."""
    return _group_card_lines(_group_cards_of_mentor(user), _("Fill in column 4 of the group card and sign it"))


def _school_group_cards(user: Any) -> list[Todo]:
    """Columns 2–3 that wait for the teacher's signature."""
    return _group_card_lines(_group_cards_of_school(user), _("Fill in columns 2–3 of the group card and sign them"))


def _group_card_lines(rows: Any, title: Any) -> list[Todo]:
    found = rows.select_related("session__trial__programme", "session__trial__group").order_by("pk")[:PER_KIND]
    return [
        line("group_card", row.session.trial, title, named(row.session.trial), "group_card", _("Open the card"), args=(row.session_id,))
        for row in found
    ]


def _tables_of_mentor(user: Any) -> QuerySet | None:
    """Held visits of trials that score table 3 in which somebody who attended has no table of this mentor (BR-35)."""
    if not has_role(user, Role.MENTOR):
        return None
    sent = TrialRubric.objects.filter(participation=OuterRef("pk"), rater=user, status=TrialRubric.Status.SUBMITTED)
    rest = Participation.objects.filter(Q(status="attended"), ~Exists(sent), trial=OuterRef("trial"))
    scored = Q(trial__table3=True) | Q(trial__table3=None, trial__programme__kind=TrialProgramme.Kind.IN_DEPTH)
    mine = TrialSession.objects.filter(scored, mentor__membership__user=user, status=TrialSession.Status.HELD)
    return mine.filter(Exists(rest), trial__status=Trial.Status.HELD)


def _mentor_tables(user: Any) -> list[Todo]:
    rows: Any = _tables_of_mentor(user)
    found = rows.select_related("trial__programme", "trial__group").order_by("pk")[:PER_KIND]
    title = _("Score the criteria of the trial (table 3)")
    return [line("table3", row.trial, title, named(row.trial), "table3_list", _("Open the table"), args=(row.pk,)) for row in found]


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
        line("medical", trial, Lazy(title, count=trial.uncleared), named(trial), "medical", _("Open"), args=())
        for trial in counted[:PER_KIND]
    ]


SOURCES = (
    (_mentor_visits, _visits_of_mentor),
    (_mentor_cards, _cards_of_mentor),
    (_class_consents, _families_of_class),
    (_class_summaries, _summaries_of_class),
    (_pupil, _trials_of_pupil),
    (_pupil_briefings, _briefings_of_pupil),
    (_pupil_traces, _traces_of_pupil),
    (_pupil_surveys, _surveys_of_pupil),
    (_mentor_group_cards, _group_cards_of_mentor),
    (_school_group_cards, _group_cards_of_school),
    (_mentor_tables, _tables_of_mentor),
    (_to_clear, _trials_to_clear),
)
