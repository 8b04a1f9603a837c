"""Figures of a quarterly review (§5.10 section 2): plain values, so that they can be frozen as they were discussed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.fields import DateTimeField
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.todos import Todo
from network.access import COORDINATORS, organisations_as
from network.models import Organisation, Term

from ..form_rules import after_rules, is_empty_reflection
from ..models import (
    MeaningfulnessCheck,
    ParticipantForm,
    Participation,
    QuarterlyReview,
    ReviewProposal,
    TraceReflection,
    Trial,
    TrialProgramme,
    TrialSession,
)
from ..services.forms import form_content
from ..services.trace import EmptyShare, is_empty_trace
from ..words import Day, Lazy
from . import indicators
from .indicator_rows import Scope, class_rows, parallel_rows, quality_of
from .indicators import MEASURES, Figure
from .operator_desk import trial_figures

SHOWN = ("K2", "K3", "K4", "K11", "K5", "TK-12", "TK-14", "TK-18", "TK-19")
PROPOSAL_SHOWN_DAYS = 14
OVER = (Trial.Status.HELD, Trial.Status.CLOSED)
DUE_WINDOW_DAYS = 60  # a review that nobody opened is asked for as long as the term is fresh


def scope_of(review: QuarterlyReview) -> Scope:
    """The school in the term."""
    return Scope([review.school_id], review.term.year, review.term.starts_on, review.term.ends_on)


def trials_of(review: QuarterlyReview) -> QuerySet:
    """Trials of the school whose visit was held in the term."""
    values = scope_of(review).values
    start = Func(F("period"), function="lower", output_field=DateTimeField())
    held = TrialSession.objects.annotate(begins=start).filter(
        trial=OuterRef("pk"), status=TrialSession.Status.HELD, begins__gte=values["from"], begins__lt=values["to"]
    )
    return Trial.objects.filter(Exists(held), school=review.school_id, status__in=OVER).select_related("programme", "host", "group")


def terms_with_trials(schools: Iterable[int], terms: QuerySet) -> set[tuple[int, int]]:
    """(school, term) in which a visit was held: only these have something to review. Two queries."""
    found = set()
    days = list(terms.values_list("pk", "starts_on", "ends_on"))
    start = Func(F("period"), function="lower", output_field=DateTimeField())
    rows = TrialSession.objects.filter(trial__school__in=list(schools), trial__status__in=OVER, status=TrialSession.Status.HELD)
    for school, begins in rows.annotate(begins=start).values_list("trial__school", "begins"):
        day = timezone.localtime(begins).date()
        found |= {(school, pk) for pk, first, last in days if first <= day <= last}
    return found


def figures_of(review: QuarterlyReview) -> dict[str, Any]:
    """The figures as they were discussed, or as the records say now."""
    return review.figures if review.status != QuarterlyReview.Status.OPEN else count_figures(review)


def count_figures(review: QuarterlyReview) -> dict[str, Any]:
    """Read them: ten queries, whatever the size of the school."""
    scope = scope_of(review)
    to_date = Scope(scope.schools, scope.year, scope.year.starts_on, scope.ends)
    parallels, quality = parallel_rows(to_date), quality_of(scope)
    found = {
        "K2": indicators.k2(parallels),
        "K3": indicators.k3(parallels),
        "K4": indicators.k4(parallels),
        "K11": indicators.k11(parallels),
        "K5": Figure(MEASURES["K5"], quality.serious),
        **trial_figures(quality),
    }
    empty = empty_shares(Participation.objects.filter(trial__in=trials_of(review)))
    return {
        "on": timezone.localdate().isoformat(),
        "trials": {name: getattr(quality, name) for name in ("planned", "held", "closed", "counted")},
        "outcomes": {name: getattr(quality, name) for name in ("attended", "go_on", "unsure", "not_for_me", "traces")},
        "incidents": quality.incidents,
        "indicators": {
            code: {"value": found[code].value, "part": found[code].part, "whole": found[code].whole, "hidden": found[code].hidden}
            for code in SHOWN
        },
        "formats": [{"kind": kind, **_told(share)} for kind, share in sorted(empty["kind"].items())],
        "programmes": _by_programme(empty["programme"]),
        "checklist": checklist_of(trials_of(review)),
        "deviations": [_deviation(row) for row in indicators.deviations(class_rows(scope))],
    }


def checklist_of(trials: QuerySet) -> dict[str, Any]:
    """§5.9 over the trials of the term: how many closed ones the school has checked, how many hold each mark, how many hold all six. One query."""
    marks = MeaningfulnessCheck.objects.filter(trial__in=trials.order_by(), manual=True).values_list("trial", "code")
    by_trial: dict[int, set[str]] = {}
    for trial, code in marks:
        by_trial.setdefault(trial, set()).add(code)
    checked = trials.order_by().filter(Exists(MeaningfulnessCheck.objects.filter(trial=OuterRef("pk")))).count()
    held = Counter(code for codes in by_trial.values() for code in codes)
    return {
        "checked": checked,
        "whole": sum(len(codes) == len(MeaningfulnessCheck.Code) for codes in by_trial.values()),
        "marks": {code: held[code] for code in MeaningfulnessCheck.Code.values},
    }


def checklist_lines(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The six marks with their counts, in the present language; empty for a review that was discussed before they were counted."""
    kept = figures.get("checklist")
    if not kept or not kept["checked"]:
        return []
    return [
        {"label": label, "value": kept["marks"][code], "text": f"{kept['marks'][code]} / {kept['checked']}", "whole": kept["checked"]}
        for code, label in MeaningfulnessCheck.Code.choices
    ]


def _told(share: EmptyShare) -> dict[str, Any]:
    return {"empty": share.empty, "attended": share.attended, "percent": share.percent, "flagged": share.flagged}


def _by_programme(shares: dict[int, EmptyShare]) -> list[dict[str, Any]]:
    rows = {row.pk: row for row in TrialProgramme.objects.filter(pk__in=shares)}
    named = [{"pk": pk, "kk": rows[pk].name_kk, "ru": rows[pk].name_ru, **_told(share)} for pk, share in shares.items()]
    return sorted(named, key=lambda line: line["ru"])


def _deviation(row: indicators.Deviation) -> dict[str, Any]:
    line = {"grade": row.grade, "name": row.name, "have": row.have, "pupils": row.pupils, "points": row.points}
    return line | {"marked": row.is_marked, "shown": row.shown, "classes": [_deviation(one) for one in row.classes]}


def empty_shares(rows: QuerySet) -> dict[str, dict[Any, EmptyShare]]:
    """BR-37 by kind of trial and by programme: empty ÷ attended. Example: 9 of 25 → 36 % → the scenario is to be reworked. Three queries."""
    there = {
        pk: (kind, programme)
        for pk, kind, programme in rows.filter(status=Participation.Status.ATTENDED)
        .order_by("pk")
        .values_list("pk", "trial__programme__kind", "trial__programme")
    }
    rules = after_rules(0)
    parts: dict[int, list[bool]] = {}
    for form in ParticipantForm.objects.filter(participation__in=there, after_at__isnull=False).select_related("participation"):
        parts.setdefault(form.participation_id, []).append(is_empty_reflection(rules, form_content(form, "after")))
    for row in TraceReflection.objects.filter(participation__in=there, answered_at__isnull=False):
        parts.setdefault(row.participation_id, []).append(is_empty_trace(row))
    empty = {pk for pk, said in parts.items() if all(said)}
    found: dict[str, dict[Any, EmptyShare]] = {}
    for place, name in enumerate(("kind", "programme")):
        keys = {keys[place] for keys in there.values()}
        found[name] = {
            key: EmptyShare(sum(there[pk][place] == key for pk in empty), sum(own[place] == key for own in there.values())) for key in keys
        }
    return found


def shown_indicators(figures: dict[str, Any]) -> list[Figure]:
    """The frozen values as figures with name, target and unit."""
    return [Figure(MEASURES[code], **values) for code, values in figures.get("indicators", {}).items()]


def flagged(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Programmes whose reflections are empty too often (S23)."""
    return [line for line in figures.get("programmes", []) if line["flagged"]]


def due_of(term: Term) -> dt.date:
    """S27: 14 days after the term."""
    return term.ends_on + dt.timedelta(days=settings.TRIALS["REVIEW_DUE_DAYS"])


def last_term(day: dt.date | None = None) -> Term | None:
    """The term that ended last, while its review is still fresh."""
    day = day or timezone.localdate()
    rows = Term.objects.filter(ends_on__lt=day, ends_on__gte=day - dt.timedelta(days=DUE_WINDOW_DAYS))
    return rows.select_related("year").order_by("-ends_on").first()


def schools_with_trials(schools: Iterable[int], term: QuerySet) -> QuerySet:
    """Schools among them that have held a trial in the term (a query of one row); asks nothing yet."""
    start = Func(F("period"), function="lower", output_field=DateTimeField())
    held = TrialSession.objects.annotate(begins=start).filter(
        trial__school=OuterRef("pk"), trial__status__in=OVER, status=TrialSession.Status.HELD,
        begins__date__gte=Subquery(term.values("starts_on")), begins__date__lte=Subquery(term.values("ends_on")),
    )  # fmt: skip
    return Organisation.objects.filter(Exists(held), pk__in=list(schools), kind=Organisation.Kind.SCHOOL)


def waiting_schools(user: Any) -> QuerySet | None:
    """Schools of the coordinator whose review of the last term is not discussed yet."""
    mine = organisations_as(user, *COORDINATORS)
    if not mine:
        return None
    day = timezone.localdate()
    last = Term.objects.filter(ends_on__lt=day, ends_on__gte=day - dt.timedelta(days=DUE_WINDOW_DAYS)).order_by("-ends_on")[:1]
    done = QuarterlyReview.objects.filter(school=OuterRef("pk"), term=last.values("pk")).exclude(status=QuarterlyReview.Status.OPEN)
    return schools_with_trials(mine, last).filter(~Exists(done))


def to_review_term(user: Any) -> list[Todo]:
    """«Quarterly review of term 1: due by 8 November» (BR-52, S27)."""
    rows: Any = waiting_schools(user)
    term = last_term()
    if term is None:
        return []
    due = due_of(term)
    late = due < timezone.localdate()
    return [
        Todo(
            "quarterly_review", Lazy(_("Quarterly review of term %(term)s"), term=term.number), Lazy(_("%(school)s · due %(day)s"), school=school, day=Day(due)),
            "profprobes:reviews", (), _("Open"), "clay" if late else "sun",
        )
        for school in rows
    ]  # fmt: skip


def undone_proposals(user: Any) -> QuerySet | None:
    """Changes that the person is responsible for, due within two weeks or past their day."""
    soon = timezone.localdate() + dt.timedelta(days=PROPOSAL_SHOWN_DAYS)
    return ReviewProposal.objects.undone_of(user).filter(due__lte=soon)


def to_change(user: Any) -> list[Todo]:
    """«Proposal of the quarterly review: due by 8 November», for whoever is responsible."""
    rows: Any = undone_proposals(user)
    return [
        Todo(
            "review_proposal", _("Proposal of a quarterly review"), Lazy(_("%(change)s · due %(day)s"), change=Truncator(row.change).chars(70), day=Day(row.due)),
            "profprobes:review", (row.review_id,), _("Open"), "clay" if row.is_late else "sun",
        )
        for row in rows.order_by("due", "pk")[:5]
    ]  # fmt: skip
