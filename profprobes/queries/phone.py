"""What the phones of mentors and pupils show. Fixed numbers of queries; no diagnosis, no consent (BR-27, BR-49)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel
from core.text import KK_COLLATION

from ..models import (
    Briefing,
    BriefingAck,
    CardConflict,
    FormConflict,
    MedicalClearance,
    ObservationCard,
    Participation,
    SessionAttendance,
    TrialSession,
)

# Words for the photo mark on the mentor's list (§4: «photo marks in words»).
PHOTO_WORDS = {
    PhotoLevel.NO: _("Do not photograph"),
    PhotoLevel.PORTFOLIO: _("Photos for the portfolio only"),
    PhotoLevel.PUBLISH: _("Photos may be published"),
}
SENT, REOPENED, DRAFT, OPEN, NOT_BRIEFED, ABSENT = "sent", "reopened", "draft", "open", "not_briefed", "absent"
_IN_VISIT = (Participation.Status.ADMITTED, Participation.Status.ATTENDED, Participation.Status.ABSENT)


def visits_of(user: Any) -> Any:
    """Live visits that the person runs as the mentor, earliest first, with the numbers of the list: group, cards sent."""
    live = [*TrialSession.LIVE]
    sent = Q(observations__status=ObservationCard.Status.SUBMITTED)
    return (
        TrialSession.objects.visible_to(user)
        .filter(trial__mentor__membership__user=user, status__in=live)
        .select_related("trial__programme", "trial__school", "trial__host", "trial__group", "booking__slot__site")
        .annotate(
            group_size=Count("trial__participations", filter=Q(trial__participations__status__in=_IN_VISIT), distinct=True),
            cards_sent=Count("observations", filter=sent, distinct=True),
        )
        .order_by("period")
    )


def split_visits(user: Any, *, past_days: int = 30) -> dict[str, list[TrialSession]]:
    """The mentor's visits: ``today`` (and what is still running), ``ahead``, ``past`` of the last days, newest first."""
    now = timezone.localtime()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    parts: dict[str, list[TrialSession]] = {"today": [], "ahead": [], "past": []}
    for visit in visits_of(user).filter(period__endswith__gte=midnight - dt.timedelta(days=past_days)):
        running = visit.status == TrialSession.Status.IN_PROGRESS
        if running or midnight <= visit.starts < midnight + dt.timedelta(days=1):
            parts["today"].append(visit)
        else:
            parts["ahead" if visit.starts > now else "past"].append(visit)
    parts["past"].reverse()
    return parts


def visit_for_phone(user: Any, pk: int) -> TrialSession:
    """One visit with everything its pages name. Raises TrialSession.DoesNotExist for a foreign one."""
    return (
        TrialSession.objects.visible_to(user)
        .select_related(
            "trial__programme__profession", "trial__school", "trial__host", "trial__group", "trial__responsible__user",
            "trial__mentor__membership__user", "booking__slot__site__trial_site", "card", "mentor__membership__user", "online__moderator__user",
        )
        .get(pk=pk)
    )  # fmt: skip


@dataclass
class Earlier:
    """What this host's mentor advised the pupil before (§4, MN phone)."""

    day: dt.date
    text: str


@dataclass
class VisitPupil:
    """One pupil on the mentor's list. ``state`` is one of the words of this module; ``card`` the row on the server, if any."""

    participation: Participation
    name: str
    class_name: str
    state: str
    briefed: bool
    photo: Any
    photo_forbidden: bool
    conditions: str = ""
    card: ObservationCard | None = None
    conflict: int | None = None
    earlier: list[Earlier] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.state in (SENT, ABSENT)


def pupils_of_visit(session: TrialSession) -> list[VisitPupil]:
    """The admitted group in the order of the Kazakh alphabet; five queries."""
    rows = list(
        Participation.objects.filter(trial=session.trial_id, status__in=_IN_VISIT)
        .select_related("pupil", "class_group")
        .order_by(Collate("pupil__last_name", KK_COLLATION), Collate("pupil__first_name", KK_COLLATION), "pk")
        .prefetch_related(
            Prefetch(
                "medical",
                MedicalClearance.objects.filter(result=MedicalClearance.Result.CONDITIONS).defer("diagnosis_note"),
                to_attr="conditions",
            ),
            Prefetch("observations", ObservationCard.objects.filter(session=session), to_attr="cards"),
            Prefetch("attendance", SessionAttendance.objects.filter(session=session), to_attr="marks"),
            Prefetch(
                "briefing_acks", BriefingAck.objects.filter(briefing__session=session, briefing__place=Briefing.Place.SITE), to_attr="acks"
            ),
        )
    )
    conflicts = dict(CardConflict.objects.open().filter(card__session=session).values_list("card__participation_id", "pk"))
    earlier = _earlier_steps(session, rows)
    return [_line(row, conflicts, earlier) for row in rows]


def _line(row: Participation, conflicts: dict[int, int], earlier: dict[int, list[Earlier]]) -> VisitPupil:
    card = row.cards[0] if row.cards else None  # type: ignore[attr-defined]
    level = PhotoLevel(row.photo_effective)
    conditions = getattr(row, "conditions", None)
    clearance = conditions[0] if isinstance(conditions, list) and conditions else conditions
    return VisitPupil(
        participation=row,
        name=row.pupil.short_name,
        class_name=row.class_group.name,
        state=_state(row, card),
        briefed=bool(row.acks),  # type: ignore[attr-defined]
        photo=PHOTO_WORDS[level],
        photo_forbidden=level == PhotoLevel.NO,
        conditions=clearance.conditions_for_mentor if clearance else "",
        card=card,
        conflict=conflicts.get(row.pk),
        earlier=earlier.get(row.pupil_id, []),
    )


def _state(row: Participation, card: ObservationCard | None) -> str:
    if card is not None:
        return {str(ObservationCard.Status.SUBMITTED): SENT, str(ObservationCard.Status.REOPENED): REOPENED}.get(card.status, DRAFT)
    marks = {mark.mark for mark in row.marks}  # type: ignore[attr-defined]
    if row.status == Participation.Status.ABSENT or SessionAttendance.Mark.ABSENT in marks:
        return ABSENT
    return OPEN if row.acks else NOT_BRIEFED  # type: ignore[attr-defined]


def _earlier_steps(session: TrialSession, rows: Sequence[Participation]) -> dict[int, list[Earlier]]:
    """Next steps that mentors of the same host gave these pupils, newest first, three at most each."""
    cards = (
        ObservationCard.objects.filter(
            participation__pupil__in=[row.pupil_id for row in rows],
            session__trial__host=session.trial.host_id,
            status=ObservationCard.Status.SUBMITTED,
        )
        .exclude(session=session)
        .exclude(next_step="")
        .order_by("-session__period")
        .values_list("participation__pupil_id", "session__period", "next_step")
    )
    found: dict[int, list[Earlier]] = {}
    for pupil, period, text in cards:
        steps = found.setdefault(pupil, [])
        if len(steps) < 3:
            steps.append(Earlier(timezone.localtime(period.lower).date(), text))
    return found


def trials_of_pupil(user: Any) -> list[Participation]:
    """The pupil's own trials, the nearest first; cancelled and drafted ones are left out."""
    shown = ["planned", "running", "held", "closed", "moved"]
    return list(
        Participation.objects.filter(pupil=user, trial__status__in=shown)
        .select_related("trial__programme__profession", "trial__school", "trial__host", "class_group", "form", "trace", "pupil")
        .prefetch_related(_sessions())
        .annotate(starts_at=F("trial__sessions__period"))
        .order_by("-starts_at")
        .distinct()
    )


def trial_of_pupil(user: Any, pk: int) -> Participation:
    """One own trial with everything its page names. Raises Participation.DoesNotExist for another's."""
    return (
        Participation.objects.filter(pupil=user)
        .exclude(trial__status__in=["draft"])
        .select_related(
            "trial__programme__profession", "trial__school", "trial__host", "class_group", "form", "trace", "pupil",
            "trial__responsible__user", "trial__mentor__membership__user",
        )
        .prefetch_related(_sessions(), "artefacts", Prefetch("observations", ObservationCard.objects.filter(status="submitted"), to_attr="cards"))
        .get(pk=pk)
    )  # fmt: skip


def _sessions() -> Prefetch:
    return Prefetch("trial__sessions", TrialSession.objects.select_related("booking__slot__site__trial_site", "card"))


def open_conflicts_of(user: Any) -> list[FormConflict]:
    """Second versions of the pupil's own questionnaires that wait for a choice."""
    return list(FormConflict.objects.visible_to(user).open().select_related("form__participation__trial__programme"))
