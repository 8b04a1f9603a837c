"""What trials leave in words and in promises, for the operator's desk: empty reflections (TK-13), partners' results (K9), parallels apart (TK-15)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from ..models import CyclePartner, ParticipantForm, TraceReflection, TrialProgramme
from ..services.trace import EmptyShare
from .indicator_rows import _QUALITY, Quality, Scope, _rows
from .indicators import Deviation, Parallel, deviations

SHOWN_PARTNERS = 6
_WORD = "[^[:space:][:punct:]]+"
THREE_WORDS = f"{_WORD}[[:space:][:punct:]]+{_WORD}[[:space:][:punct:]]+{_WORD}"  # fewer than three words say nothing (BR-37)


def _says(table: str, fields: Iterable[str]) -> str:
    return "(" + " OR ".join(f"{table}.{name} ~ %(three_words)s" for name in fields) + ")"


_WORDS = f"""
SELECT g.kind, g.id AS programme, g.name_kk, g.name_ru, count(*) AS attended, count(*) FILTER (
    WHERE (f.id IS NOT NULL OR r.id IS NOT NULL)
        AND (f.id IS NULL OR NOT {_says("f", ParticipantForm.ANSWERS)})
        AND (r.id IS NULL OR NOT {_says("r", TraceReflection.QUESTIONS)})) AS empty
FROM done d JOIN profprobes_participation p ON p.trial_id = d.id AND p.status = 'attended'
JOIN profprobes_trialprogramme g ON g.id = d.programme_id
LEFT JOIN profprobes_participantform f ON f.participation_id = p.id AND f.after_at IS NOT NULL
LEFT JOIN profprobes_tracereflection r ON r.participation_id = p.id AND r.answered_at IS NOT NULL
GROUP BY g.id ORDER BY g.name_ru
"""  # noqa: S608  (names of fields only)
# one statement with the other figures of the desk: both begin with the same trials
_WITH_WORDS = "harm.serious, harm.incidents, (SELECT json_agg(w) FROM (" + _WORDS + ") w) AS words\n"  # noqa: S608  (constants only)
_BOTH = _QUALITY.replace("harm.serious, harm.incidents\n", _WITH_WORDS)


@dataclass(frozen=True)
class EmptyOf:
    """The share of a programme."""

    programme: int
    name: str
    share: EmptyShare


@dataclass
class Emptiness:
    """TK-13: of everybody, by kind of trial, by programme."""

    whole: EmptyShare = field(default_factory=lambda: EmptyShare(0, 0))
    kinds: list[tuple[str, Any, EmptyShare]] = field(default_factory=list)
    programmes: list[EmptyOf] = field(default_factory=list)

    @property
    def flagged(self) -> list[EmptyOf]:
        """Programmes to be reworked (S23), by name."""
        return [row for row in self.programmes if row.share.flagged]


def quality_and_words(scope: Scope) -> tuple[Quality, "Emptiness"]:
    """The figures of ``quality_of``, and BR-37 counted in the database, for a region has tens of thousands of reflections. One query."""
    row = _rows(_BOTH, scope.values | {"three_words": THREE_WORDS})[0]
    words = row.pop("words")
    return Quality(**row), _emptiness(json.loads(words) if isinstance(words, str) else words or [])


def _emptiness(rows: list[dict[str, Any]]) -> Emptiness:
    """Example: 9 of 25 → 36 %."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        pair = by_kind.setdefault(row["kind"], [0, 0])
        pair[0], pair[1] = pair[0] + row["empty"], pair[1] + row["attended"]
    labels = dict(TrialProgramme.Kind.choices)
    named = [
        EmptyOf(
            row["programme"], TrialProgramme(name_kk=row["name_kk"], name_ru=row["name_ru"]).name, EmptyShare(row["empty"], row["attended"])
        )
        for row in rows
    ]
    return Emptiness(
        EmptyShare(sum(row["empty"] for row in rows), sum(row["attended"] for row in rows)),
        [(kind, labels.get(kind, kind), EmptyShare(*pair)) for kind, pair in sorted(by_kind.items())],
        named,
    )


@dataclass(frozen=True)
class Joining:
    """K9: partners that joined cycles of the year: the result reached what was expected, did not, or is not entered yet."""

    rows: list[CyclePartner]

    @property
    def reached(self) -> list[CyclePartner]:
        return [row for row in self.rows if row.actual is not None and row.actual >= (row.quantity or 0)]

    @property
    def short(self) -> list[CyclePartner]:
        return [row for row in self.rows if row.actual is not None and row.actual < (row.quantity or 0)]

    @property
    def waiting(self) -> list[CyclePartner]:
        return [row for row in self.rows if row.actual is None]

    @property
    def to_look_at(self) -> list[CyclePartner]:
        """Those below their expectation and those without a figure, by partner and school."""
        return [*self.short, *self.waiting][:SHOWN_PARTNERS]


def joining(scope: Scope) -> Joining:
    """One query."""
    rows = CyclePartner.objects.filter(
        cycle__school__in=scope.schools, cycle__academic_year=scope.year.pk,
        status__in=[CyclePartner.Status.ACCEPTED, CyclePartner.Status.ASSESSED],
    )  # fmt: skip
    return Joining(list(rows.select_related("organisation", "cycle__school").order_by(F("organisation"), F("cycle"))))


def parallels_apart(parallels: Iterable[Parallel]) -> list[Deviation]:
    """TK-15 of one school: each parallel minus the school; a parallel under five is not told outside (S28). Asks nothing."""
    return [row for row in deviations(parallels) if not Parallel(0, row.grade, row.pupils).is_small]
