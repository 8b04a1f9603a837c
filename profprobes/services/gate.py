"""The gate before a visit: G1–G11 block, G1r, G11l and G12–G15 warn (BR-20). Only gates with data behind them show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, DateField, DateTimeField, Exists, F, Func, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import local_date
from core.errors import WrongState
from network.models import Site

from .. import errors
from ..family import FAMILY, family_answer
from ..models import Briefing, OnlinePart, Participation, TechnologyCard, Trial, TrialMentor, TrialProgramme, TrialSession
from ..words import Day, Lazy
from . import notices
from .adults import adults_needed, log_needs_read, needs_of
from .agreements import Cover, agreement_exists, cover_of
from .calendar_event import show_in_calendar
from .gate_papers import CHECKS, extra_facts
from .locks import locked
from .medical import is_current
from .programme_rules import offered_version

# S34: kinds that need diagnostics before them.
NEEDS_DIAGNOSTICS = (TrialProgramme.Kind.INTRODUCTORY, TrialProgramme.Kind.IN_DEPTH, TrialProgramme.Kind.IMMERSION)
ADMITTED = (Participation.Status.ADMITTED, Participation.Status.ATTENDED, Participation.Status.ABSENT)


@dataclass(frozen=True)
class Gate:
    """One line of the gate. ``title`` and ``detail`` are lazy sentences; ``url_name`` is the tab where it is put right (argument: trial pk)."""

    code: str
    title: Any
    ok: bool
    blocking: bool
    detail: Any = ""
    url_name: str = ""
    label: Any = ""

    @property
    def state(self) -> str:
        """For the component «checks»: done, stop (blocks) or wait (warns)."""
        return "done" if self.ok else ("stop" if self.blocking else "wait")


def with_gate_facts(sessions: QuerySet) -> QuerySet:
    """Add everything that evaluate() reads, in a fixed number of queries; give the list to load_needs() afterwards."""
    day = TruncDate(Func(F("period"), function="lower", output_field=DateTimeField()))
    members = Participation.objects.select_related("pupil", "medical").prefetch_related(*FAMILY)
    return (
        sessions.annotate(visit_day=Cast(day, DateField()))
        .annotate(
            agreement_in_force=agreement_exists(school=OuterRef("trial__school"), host=OuterRef("trial__host"), day=OuterRef("visit_day")),
            agreement_dated=agreement_exists(
                school=OuterRef("trial__school"), host=OuterRef("trial__host"), day=OuterRef("visit_day"), dated=True
            ),
            briefed_at_school=Exists(Briefing.objects.filter(session=OuterRef("pk"), place=Briefing.Place.SCHOOL)),
            companions=_companions(),
            **extra_facts(),
        )
        .select_related(
            "trial__school",
            "trial__host",
            "trial__programme",
            "trial__cycle",
            "booking__slot__site__trial_site",
            "mentor__membership__user",
            "card",
            "route",
            "lesson_time",
            "online__moderator__user",
        )
        .prefetch_related(Prefetch("trial__participations", members))
    )


def _companions() -> Coalesce:
    """Adults who go along beside the responsible person."""
    going = Trial.accompanying.through.objects.filter(trial=OuterRef("trial")).exclude(membership=OuterRef("trial__responsible"))
    number = going.order_by().values("trial").annotate(n=Count("pk"))
    return Coalesce(Subquery(number.values("n")), 0)  # type: ignore[misc]


def load_needs(sessions: list[TrialSession]) -> list[TrialSession]:
    """Put the support needs of all groups on the sessions as ``needs`` (pupil's id → SupportNeed), in one query."""
    found = needs_of({p.pupil_id for session in sessions for p in session.trial.participations.all()})
    for session in sessions:
        session.needs = {p.pupil_id: found[p.pupil_id] for p in session.trial.participations.all() if p.pupil_id in found}  # type: ignore[attr-defined]
    return sessions


def _tab(name: str, label: Any) -> dict[str, Any]:
    return {"url_name": f"profprobes:{name}", "label": label}


def admitted(session: TrialSession) -> list[Participation]:
    """The group that goes; reads the prefetched participations."""
    return [p for p in session.trial.participations.all() if p.status in ADMITTED]


def leaves_school(session: TrialSession) -> bool:
    """Everywhere but in the school's own workshop, and not where the visit is wholly online."""
    return session.trial.school_id != session.trial.host_id and not is_online(session)


def is_online(session: TrialSession) -> bool:
    """Wholly online: nobody travels, no site is entered."""
    part = getattr(session, "online", None)
    return part is not None and part.mode == OnlinePart.Mode.ONLINE


def _site(session: TrialSession) -> Any:
    return session.booking.slot.site if session.booking else None


def _g1(session: TrialSession) -> list[Gate]:
    cover = cover_of(session.trial, exists=session.agreement_in_force, dated=session.agreement_dated)  # type: ignore[attr-defined]
    title = _("Agreement in force on the day")
    if cover == Cover.NONE:
        return [Gate("G1", title, False, True, Lazy(_("No agreement in force on %(day)s."), day=Day(session.starts)))]
    lines = [Gate("G1", title, True, True, _("Own workshop: no agreement is needed.") if cover == Cover.OWN else "")]
    if cover == Cover.RENEWED:
        lines.append(
            Gate(
                "G1r", _("The agreement renews itself"), False, False, _("Its date is over; it holds only because nobody has given notice.")
            )
        )
    return lines


def needs_safety_level(session: TrialSession) -> bool:
    """Immersions and sites of high risk need a mentor of level «safety», others «basic» (§2.1); where no site is entered its risk does not count."""
    site = None if is_online(session) else _site(session)
    return session.trial.programme.kind == TrialProgramme.Kind.IMMERSION or bool(site and site.risk_level == Site.Risk.HIGH)


def _g2(session: TrialSession) -> list[Gate]:
    day, problems = local_date(session.starts), []
    site, mentor = _site(session), session.mentor
    if site is None or session.booking is None or session.booking.status not in {"confirmed", "completed"}:
        problems.append(_("The booking is not confirmed."))
    elif is_online(session):
        pass  # no site is entered
    elif site.status == Site.Status.SUSPENDED:
        problems.append(_("The site is suspended until a new check."))
    elif site.status != Site.Status.VERIFIED or not site.check_valid_until or site.check_valid_until < day:
        problems.append(_("The check of the site does not cover the day."))
    if mentor is None:
        problems.append(_("No mentor is named."))
    elif mentor.status != TrialMentor.Status.ACTIVE or mentor.valid_until < day:
        problems.append(_("The mentor's training does not cover the day."))
    elif mentor.level != TrialMentor.Level.SAFETY and needs_safety_level(session):
        problems.append(_("This site or programme needs a mentor trained at the level “safety”."))
    detail = problems[0] if problems else ""
    return [Gate("G2", _("Site checked, mentor trained"), not problems, True, detail, **_tab("trial", _("Site and mentor")))]


def _g3(session: TrialSession) -> list[Gate]:
    ok = offered_version(session.trial.programme) is not None
    return [Gate("G3", _("Programme published"), ok, True, "" if ok else _("The programme is no longer published."))]


def _g4(session: TrialSession) -> list[Gate]:
    card = getattr(session, "card", None)
    ok = card is not None and card.status in {TechnologyCard.Status.AGREED, TechnologyCard.Status.COMPLETED}
    detail = "" if ok else Lazy(_("State of the card: %(state)s."), state=card.get_status_display() if card else "–")
    return [Gate("G4", _("Technology card agreed"), ok, True, detail, **_tab("trial_card", _("Technology card")))]


def _g5(session: TrialSession) -> list[Gate]:
    ok = session.briefed_at_school  # type: ignore[attr-defined]
    return [Gate("G5", _("Briefing at school recorded"), ok, True, "", **_tab("trial_safety", _("Record the briefing")))]


def _g6(session: TrialSession) -> list[Gate]:
    group = admitted(session)
    least = session.booking.slot.min_group if session.booking and not session.booking.slot.shared else 1
    lapsed = [p.pupil.short_name for p in group if not family_answer(p).is_given]
    detail: Any = Lazy(_("%(admitted)s admitted, at least %(least)s are needed."), admitted=len(group), least=least)
    if lapsed:
        detail = Lazy(_("Consent is no longer in force: %(who)s."), who=", ".join(lapsed))
    return [
        Gate(
            "G6",
            _("Group admitted, consents in force"),
            len(group) >= least and not lapsed,
            True,
            detail,
            **_tab("trial_families", _("Consents")),
        )
    ]


def needs_medical(session: TrialSession) -> list[Participation]:
    """Pupils whose medical result the visit needs: everybody where the programme or the site asks for it, else those with conditions (G7)."""
    site = None if is_online(session) else _site(session)
    special = bool(site and (site.trial_site.special_requirements_kk or site.trial_site.special_requirements_ru))
    group = admitted(session)
    if session.trial.programme.hazardous or special:
        return group
    return [p for p in group if p.pupil_id in session.needs and session.needs[p.pupil_id].conditions]  # type: ignore[attr-defined]


def _g7(session: TrialSession) -> list[Gate]:
    missing = [p.pupil.short_name for p in needs_medical(session) if not is_current(p, session)]
    detail = Lazy(_("No result for this place yet: %(who)s."), who=", ".join(missing)) if missing else ""
    return [Gate("G7", _("Medical restrictions checked"), not missing, True, detail, **_tab("trial_safety", _("Medical results")))]


def adults_of(session: TrialSession) -> tuple[int, int]:
    """(adults who go along, adults needed) by BR-16; the mentor is not counted, the responsible person is."""
    group = admitted(session)
    needs: dict[int, Any] = session.needs  # type: ignore[attr-defined]
    escorts = sum(1 for p in group if p.pupil_id in needs and needs[p.pupil_id].escort)
    going = 1 + session.companions  # type: ignore[attr-defined]
    return going, adults_needed(pupils=len(group), leaving_school=leaves_school(session), escorts=escorts)


def _g8(session: TrialSession) -> list[Gate]:
    going, needed = adults_of(session)
    if is_online(session) and session.online.pupils_at == OnlinePart.PupilsAt.HOME:  # type: ignore[attr-defined]
        return []  # the families' adults are with them; the moderator stands in G10
    tab = _tab("trial_safety", _("Route and adults"))
    lines = []
    if leaves_school(session):
        has_route = getattr(session, "route", None) is not None
        lines.append(
            Gate("G8", _("Route sheet filled"), has_route, True, "" if has_route else _("How does the group get there and back?"), **tab)
        )
    detail = Lazy(_("%(going)s adults go along, %(needed)s are needed."), going=going, needed=needed)
    return [*lines, Gate("G8a", _("Enough adults"), going >= needed, True, detail, **tab)]


def _g9(session: TrialSession) -> list[Gate]:
    told, late = session.families_informed_at, False
    if told:
        late = (local_date(session.starts) - local_date(told)).days < settings.TRIALS["NOTICE_DAYS"] and not session.late_notice_reason
    detail: Any = "" if told else _("Families have not been informed yet.")
    if late:
        detail = Lazy(_("Families were told later than %(days)s days before. Confirm with a reason."), days=settings.TRIALS["NOTICE_DAYS"])
    return [
        Gate("G9", _("Families informed in time"), bool(told) and not late, True, detail, **_tab("trial_families", _("Inform families")))
    ]


def _g11(session: TrialSession) -> list[Gate]:
    """BR-15: a mark on the cycle (set-up meeting, diagnostics) covers its trials."""
    trial, cycle, day = session.trial, session.trial.cycle, local_date(session.starts)
    told = bool(trial.informing_date) or bool(cycle and cycle.meeting_on and cycle.meeting_on <= day)
    missing = [] if told else [_("No date on which pupils and parents were informed.")]
    if trial.programme.kind in NEEDS_DIAGNOSTICS and not trial.diagnostics_date and not (cycle and cycle.diagnosed_by(day)):
        missing.append(_("No date of the diagnostics."))
    return [
        Gate(
            "G11",
            _("Pupils informed, diagnostics held"),
            not missing,
            True,
            missing[0] if missing else "",
            **_tab("trial_group", _("Dates")),
        )
    ]


def _more(check: Callable[[TrialSession, bool], list[Any]]) -> Callable[[TrialSession], list[Gate]]:
    return lambda session: [Gate(**line) for line in check(session, leaves_school(session))]


_MORE = tuple(_more(check) for check in CHECKS)
_GATES: tuple[Callable[[TrialSession], list[Gate]], ...] = (_g1, _g2, _g3, _g4, _g5, _g6, _g7, _g8, _g9, _g11, *_MORE)


def evaluate(session: TrialSession) -> list[Gate]:
    """The gates of a session that came through with_gate_facts() and load_needs(); no query."""
    return [line for check in _GATES for line in check(session)]


def session_with_facts(pk: int) -> TrialSession:
    """One session, fresh from the database, ready for evaluate() and adults_of()."""
    return load_needs([with_gate_facts(TrialSession.objects.filter(pk=pk)).get()])[0]


def gate(session: TrialSession, *, reader: Any = None) -> list[Gate]:
    """The gates of one session, fresh from the database. With a ``reader`` the reading of support needs is logged."""
    fresh = session_with_facts(session.pk)
    if reader is not None:
        log_needs_read(fresh.needs.values(), reader)  # type: ignore[attr-defined]
    return evaluate(fresh)


def red(gates: list[Gate]) -> list[Gate]:
    """Those that block."""
    return [line for line in gates if line.blocking and not line.ok]


@transaction.atomic
def make_ready(*, session: TrialSession, by: Any) -> TrialSession:
    """Planned → ready. Raises NotReady(gates), WrongState."""
    locked(session.trial)
    session = locked(session, "trial")
    if session.trial.status != "planned" or not session.may("make_ready"):
        raise WrongState(status=session.trial.get_status_display() if session.may("make_ready") else session.get_status_display())
    if missing := red(gate(session, reader=by)):
        raise errors.NotReady(missing)
    session.move("make_ready", by=by)
    show_in_calendar(session, by=by)
    return session


@transaction.atomic
def recheck(session: TrialSession) -> bool:
    """Ready → planned when a gate has turned red before the start; answers whether the visit is (still) ready. System, idempotent."""
    session = locked(session)
    if session.status != TrialSession.Status.READY:
        return False
    if session.starts <= timezone.now():
        return True
    missing = red(gate(session))
    if not missing:
        return True
    session.move("unready", by=None, reason=", ".join(line.code for line in missing))
    trial = session_trial(session)
    notices.tell_school(trial, _("Trial %(trial)s is no longer ready. See what is missing."))
    return False


def recheck_later(trial_id: int) -> None:
    """After commit, look again at the ready visits of the trial: facts about its pupils have changed. Locks a visit before its pupils, never after."""
    transaction.on_commit(partial(_recheck_trial, trial_id))


def _recheck_trial(trial_id: int) -> None:
    for session in TrialSession.objects.filter(trial=trial_id, status=TrialSession.Status.READY):
        recheck(session)


def session_trial(session: TrialSession) -> Any:
    """The trial with the people whom a notice needs."""
    return (
        type(session.trial)
        .objects.select_related("responsible__user", "mentor__membership__user", "school", "host")
        .get(pk=session.trial_id)
    )
