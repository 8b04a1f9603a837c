"""A pupil's path across the grades: tried → felt → next. No mark, rank or sum is read here."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from ..documents.parents_page import NEXT_STEPS
from ..models import ObservationCard, ParentSummary, Participation, TraceReflection, Trial, TrialSession


@dataclass(frozen=True)
class Stop:
    """One trial on the path. ``excursion``: it was filed as one (BR-33). ``outcome`` is the pupil's latest word, ``paused`` when said in the trace."""

    participation: Participation
    excursion: bool
    outcome: Any = ""
    paused: bool = False
    felt: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    advice: str = ""


def path_of(participations: QuerySet) -> list[tuple[int, list[Stop]]]:
    """Grade → stops, the highest grade and the latest trial first, of the participations that the reader may see; four queries."""
    rows = (
        participations.filter(status=Participation.Status.ATTENDED, trial__status__in=[Trial.Status.HELD, Trial.Status.CLOSED])
        .select_related("trial__programme", "trial__host", "class_group", "form", "trace")
        .prefetch_related(
            Prefetch("trial__sessions", TrialSession.objects.order_by("period")),
            Prefetch("observations", ObservationCard.objects.filter(status=ObservationCard.Status.SUBMITTED), to_attr="cards"),
        )
    )
    ordered = sorted(rows, key=lambda row: (row.class_group.grade or 0, _starts(row)), reverse=True)
    return [(grade, [_stop(row) for row in group]) for grade, group in groupby(ordered, key=lambda row: row.class_group.grade or 0)]


def _starts(row: Participation) -> float:
    visit = row.trial.visit
    return visit.starts.timestamp() if visit else 0.0


def _stop(row: Participation) -> Stop:
    form, kept = getattr(row, "form", None), getattr(row, "trace", None)
    trace: TraceReflection | None = kept if kept and kept.answered_at else None
    cards = row.cards  # type: ignore[attr-defined]
    felt = [trace.suits, trace.doubts] if trace else []
    felt = [form.about_me if form else "", *felt]
    return Stop(
        participation=row,
        excursion=row.trial.counts_as_trial is False,
        outcome=trace.get_outcome_display() if trace else row.get_outcome_display(),
        paused=trace is not None,
        felt=[text for text in felt if text],
        next=[text for text in (trace.ready_for if trace else (form.go_on if form else ""),) if text],
        advice=cards[0].next_step if cards else "",
    )


@dataclass(frozen=True)
class FamilyStop:
    """One trial on the path as the family may read it: what the signed form Г says, nothing else of forms Б, В and the trace (§8)."""

    summary: ParentSummary
    felt: list[str]
    next: list[str]

    @property
    def trial(self) -> Trial:
        return self.summary.participation.trial


def path_of_family(pupil: int, language: str) -> list[tuple[int, list[FamilyStop]]]:
    """Grade → stops of one child from its signed forms Г, the latest first; two queries."""
    at = "kk" if language.startswith("kk") else "ru"
    rows = (
        ParentSummary.objects.filter(participation__pupil=pupil, signed_at__isnull=False)
        .select_related("participation__trial__programme", "participation__trial__host", "participation__class_group")
        .prefetch_related(Prefetch("participation__trial__sessions", TrialSession.objects.order_by("period")))
    )
    ordered = sorted(rows, key=lambda row: (row.participation.class_group.grade or 0, _starts(row.participation)), reverse=True)
    return [
        (grade, [_family_stop(row, at) for row in group])
        for grade, group in groupby(ordered, key=lambda row: row.participation.class_group.grade or 0)
    ]


def _family_stop(row: ParentSummary, at: str) -> FamilyStop:
    felt = [row.personal_line.get(at, ""), row.extra_kk if at == "kk" else row.extra_ru]
    return FamilyStop(row, [text for text in felt if text], [text[at] for code, text in NEXT_STEPS.items() if code in row.next_steps])
