"""What the screens of the allocation read."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..allocation import Problem, why_not
from ..models import AllocationLine, AllocationRun, Placement, PlacementOverride, PracticumRound, SchoolOffer, StudentApplication
from ..services.allocation import progress_key
from ..services.allocation_override import RULES, result_of

STAGES = ("build", "T1", "T2", "T3", "T4", "T5", "check")
STAGE_WORDS = {
    "build": gettext_lazy("The data is being read"),
    "T1": gettext_lazy("As many students placed as possible"),
    "T2": gettext_lazy("As few hard placements as possible"),
    "T3": gettext_lazy("Least inconvenience for all"),
    "T4": gettext_lazy("Least inconvenience for the one who has most"),
    "T5": gettext_lazy("The lottery among equals"),
    "check": gettext_lazy("The independent check"),
}
PART_WORDS = {
    "preference": gettext_lazy("Preference"),
    "travel": gettext_lazy("Way"),
    "subject": gettext_lazy("Related subject"),
    "grade": gettext_lazy("Classes not wished"),
    "balance": gettext_lazy("Balance between schools"),
    "stability": gettext_lazy("Move of a published place"),
    "employer": gettext_lazy("Another school than the employer"),
}
MEASURES = {
    "first": gettext_lazy("First wish, %"),
    "top3": gettext_lazy("Among the first three, %"),
    "hardship_share": gettext_lazy("Hard placements, %"),
}
CUTS = {
    "institution": gettext_lazy("By institution"),
    "language": gettext_lazy("By language"),
    "place": gettext_lazy("City and village"),
    "needs": gettext_lazy("By needed conditions"),
}


def progress_of(run: AllocationRun) -> dict[str, Any]:
    """For the component ``progress``: which of the seven stages, in words."""
    state = cache.get(progress_key(run.pk)) or {}
    stage = state.get("stage", "build")
    return {"value": STAGES.index(stage), "total": len(STAGES), "note": STAGE_WORDS[stage]}


def lines_of(run: AllocationRun) -> Any:
    """Lines with everything that a row of the table shows."""
    return (
        AllocationLine.objects.filter(run=run)
        .select_related("application__student", "application__group", "offer__school", "offer__subject")
        .order_by("application__student__last_name", "application__student__first_name", "pk")
    )


def overrides_of(round_: PracticumRound) -> Any:
    """Changes by hand of the round (R27)."""
    rows = PlacementOverride.objects.filter(placement__round=round_)
    return rows.select_related("placement__student", "from_offer__school", "to_offer__school", "by")


def tier_rows(run: AllocationRun) -> list[dict[str, Any]]:
    """T1–T5 in words."""
    return [{**tier, "words": STAGE_WORDS[tier["name"]]} for tier in run.tiers]


def difference(run: AllocationRun) -> int | None:
    """How much more this list costs than the last proven one before it (R26): the price of what was confirmed meanwhile."""
    mine = next((tier["value"] for tier in run.tiers if tier["name"] == "T3"), None)
    older = (
        AllocationRun.objects.filter(round=run.round_id, number__lt=run.number, what_if={}).exclude(tiers=[]).order_by("-number").first()
    )
    if mine is None or older is None:
        return None
    return mine - next(tier["value"] for tier in older.tiers if tier["name"] == "T3")


def fairness_rows(run: AllocationRun) -> list[dict[str, Any]]:
    """The fairness report (R28) as the page prints it."""
    report = run.result.get("fairness") or {}
    labels = {"yes": _("Needed"), "no": _("Not needed"), "city": _("City"), "village": _("Village")}
    return [
        {
            "title": CUTS[cut["name"]],
            "shares": [{**share, "label": labels.get(share["label"], share["label"])} for share in cut["shares"]],
            "flagged": [MEASURES[name] for name in cut["flagged"]],
        }
        for cut in report.get("cuts", [])
        if len(cut["shares"]) > 1
    ]


def conflict_words(run: AllocationRun) -> str:
    """E-07: who contradicts which rule."""
    conflict = run.result.get("conflict")
    if not conflict:
        return ""
    students = StudentApplication.objects.filter(pk__in=conflict["students"]).select_related("student")
    names = ", ".join(row.student.short_name for row in students)
    offers = "; ".join(str(offer) for offer in SchoolOffer.objects.filter(pk__in=conflict["offers"]).select_related("school", "subject"))
    return _("Confirmed: %(names)s (%(offers)s), but: %(rule)s.") % {"names": names, "offers": offers, "rule": RULES[conflict["rule"]]}


@dataclass(frozen=True)
class Wish:
    """A better wish of the student and why it did not come true, with nobody's name (R28)."""

    rank: int
    offer: SchoolOffer
    words: str


def published_line(application: StudentApplication) -> AllocationLine | None:
    """The line of the published run."""
    rows = AllocationLine.objects.filter(application=application, run__status=AllocationRun.Status.PUBLISHED)
    return rows.select_related("run", "offer__school", "offer__subject").first()


def better_wishes(line: AllocationLine) -> list[Wish]:
    """«Why not?» for each better-ranked wish; calculated once, then kept with the run's cache."""
    key = f"allocation-why-{line.run_id}-{line.application_id}"
    found = cache.get(key)
    if found is None:
        run = line.run
        rows = why_not(Problem.from_dict(run.input_data), result_of(run), str(line.application_id))
        found = [(row.rank, row.offer, row.rule, row.placed, row.hardship, row.cost) for row in rows]
        cache.set(key, found, 30 * 24 * 3600)
    offers = {
        str(offer.pk): offer for offer in SchoolOffer.objects.filter(pk__in=[row[1] for row in found]).select_related("school", "subject")
    }
    return [Wish(row[0], offers[row[1]], _why(*row[2:])) for row in found if row[1] in offers]


def _why(rule: str, placed: int, hardship: int, cost: int) -> str:
    if rule:
        return _("Not possible: %(rule)s.") % {"rule": RULES[rule]}
    if placed < 0:
        return _("Full: your placement here would leave another student without a place.")
    if hardship > 0:
        return _("Full: your placement here would make another placement a hard one.")
    return _("Full: your placement here raises the overall inconvenience by %(points)s points.") % {"points": cost}


def live_placements(round_: PracticumRound) -> dict[int, Placement]:
    """By application."""
    return {row.application_id: row for row in Placement.objects.filter(round=round_).live()}
