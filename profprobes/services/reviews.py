"""The quarterly review on its way: opened, filled, discussed in the methodical association, closed (§2.4, §4, §5.10)."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from network.models import Membership, Organisation, Term

from .. import errors_desk as errors
from ..models import Participation, QuarterlyReview, ReviewCase, ReviewProposal, Trial, TrialProgramme
from ..queries.reviews import count_figures, flagged, trials_of
from ..words import Day, Listed
from .locks import locked

MOST_CASES, LEAST_CASES = 5, 3
Status = QuarterlyReview.Status


@transaction.atomic
def open_review(*, school: Organisation, term: Term, by: Any) -> QuarterlyReview:
    """The review of the term; a second call answers the first one."""
    return QuarterlyReview.objects.get_or_create(school=school, term=term, defaults={"opened_by": by})[0]


def _to_change(review: QuarterlyReview, *, while_open: bool = True) -> QuarterlyReview:
    review = locked(review, "term__year", "school")
    if review.status == Status.CLOSED:
        raise errors.ReviewIsOver
    if while_open and review.status != Status.OPEN:
        raise errors.FiguresAreFrozen
    return review


@transaction.atomic
def save_team(*, review: QuarterlyReview, team: Sequence[Membership], hopes: str, by: Any) -> QuarterlyReview:
    """Who did the review, and which false hopes and labels they heard of. Raises FiguresAreFrozen, ReviewIsOver, OwnerElsewhere."""
    review = _to_change(review)
    if any(member.organisation_id != review.school_id for member in team):
        raise errors.OwnerElsewhere
    review.hopes = hopes.strip()[:1000]
    review.save(update_fields=["hopes"])
    review.team.set(team)
    return review


@transaction.atomic
def save_case(
    *, review: QuarterlyReview, trial: Trial, did: str, changed: str, conclusion: str, by: Any, case: ReviewCase | None = None
) -> ReviewCase:
    """Add a case or change one. Raises TooManyCases, TrialNotOfTheTerm, PupilNamed, FiguresAreFrozen, ReviewIsOver."""
    review = _to_change(review)
    if not trials_of(review).filter(pk=trial.pk).exists():
        raise errors.TrialNotOfTheTerm
    texts = {"did": did.strip(), "changed": changed.strip(), "conclusion": conclusion.strip()}
    for field, text in texts.items():
        if named := _pupils_named(trial, text):
            raise errors.PupilNamed(field, ", ".join(named))
    if case is None:
        taken = set(review.cases.values_list("position", flat=True))
        free = [number for number in range(1, MOST_CASES + 1) if number not in taken]
        if not free:
            raise errors.TooManyCases
        return ReviewCase.objects.create(review=review, trial=trial, position=free[0], **texts)
    case = locked(case)
    case.trial = trial
    for field, text in texts.items():
        setattr(case, field, text)
    case.save(update_fields=["trial", *texts])
    return case


def _pupils_named(trial: Trial, text: str) -> list[str]:
    """Names of pupils of the trial that begin a word of the text: «Алуаның» names Алуа."""
    words = [word.lower() for word in re.findall(r"[\w-]+", text)]
    names = set()
    for row in Participation.objects.filter(trial=trial).select_related("pupil").only("pupil__first_name", "pupil__last_name"):
        names |= {name for name in (row.pupil.first_name, row.pupil.last_name) if len(name) > 2}
    return sorted(name for name in names if any(word.startswith(name.lower()) for word in words))


@transaction.atomic
def remove_case(*, case: ReviewCase, by: Any) -> None:
    """Take a case away while the review is open. Raises FiguresAreFrozen, ReviewIsOver."""
    _to_change(case.review)
    case.delete()


@transaction.atomic
def add_proposal(
    *, review: QuarterlyReview, programme: TrialProgramme | None, change: str, owner: Membership, due: dt.date, by: Any
) -> ReviewProposal:
    """What is changed, by whom, by when. Raises ReviewIsOver, DueIsPast, OwnerElsewhere."""
    review = _to_change(review, while_open=False)
    if due < timezone.localdate():
        raise errors.DueIsPast
    if owner.organisation_id != review.school_id:
        raise errors.OwnerElsewhere
    return ReviewProposal.objects.create(review=review, programme=programme, change=change.strip(), owner=owner, due=due)


@transaction.atomic
def remove_proposal(*, proposal: ReviewProposal, by: Any) -> None:
    """Take a proposal away before the review is closed. Raises ReviewIsOver, ProposalIsDone."""
    _to_change(proposal.review, while_open=False)
    if locked(proposal).done_at:
        raise errors.ProposalIsDone
    proposal.delete()


@transaction.atomic
def mark_proposal(*, proposal: ReviewProposal, finished: bool, by: Any) -> ReviewProposal:
    """The change is made, or it turned out that it is not; also after the review is closed. Raises ProposalIsDone, ProposalIsOpen."""
    proposal = locked(proposal)
    if finished and proposal.done_at:
        raise errors.ProposalIsDone
    if not finished and not proposal.done_at:
        raise errors.ProposalIsOpen
    proposal.done_at = timezone.now() if finished else None
    proposal.save(update_fields=["done_at"])
    return proposal


def least_cases(review: QuarterlyReview) -> int:
    """Three, or fewer where fewer pupils took part in the term."""
    there = Participation.objects.filter(trial__in=trials_of(review), status=Participation.Status.ATTENDED).count()
    return min(LEAST_CASES, there)


@transaction.atomic
def discuss_review(
    *, review: QuarterlyReview, discussed_on: dt.date, minutes_number: str, members: str, conclusion: str, by: Any
) -> QuarterlyReview:
    """Open → discussed: minutes are filled, the figures are frozen. Raises TermStillRuns, CasesMissing, MinutesMissing, DiscussedInTheFuture, WrongState."""
    review = _to_change(review)
    today = timezone.localdate()
    if review.term.ends_on >= today:
        raise errors.TermStillRuns(day=Day(review.term.ends_on))
    if discussed_on > today:
        raise errors.DiscussedInTheFuture
    if not (minutes_number.strip() and members.strip()):
        raise errors.MinutesMissing
    have, least = review.cases.count(), least_cases(review)
    if have < least:
        raise errors.CasesMissing(least=least, have=have)
    review.figures = count_figures(review)
    review.discussed_on, review.minutes_number = discussed_on, minutes_number.strip()[:40]
    review.members, review.conclusion = members.strip()[:600], conclusion.strip()[:1000]
    review.move("discuss", by=by, save_also=("figures", "discussed_on", "minutes_number", "members", "conclusion"))
    return review


def without_proposal(review: QuarterlyReview) -> list[dict[str, Any]]:
    """Flagged programmes that no proposal names (BR-37)."""
    known = set(review.proposals.exclude(programme=None).values_list("programme", flat=True))
    return [line for line in flagged(review.figures) if line["pk"] not in known]


@transaction.atomic
def close_review(*, review: QuarterlyReview, by: Any) -> QuarterlyReview:
    """Discussed → closed: every programme flagged by BR-37 has a proposal with owner and due date. Raises ProposalMissing, WrongState."""
    review = locked(review)
    if review.status == Status.DISCUSSED and (missing := without_proposal(review)):
        programmes = TrialProgramme.objects.in_bulk([line["pk"] for line in missing])
        raise errors.ProposalMissing(programmes=Listed(programmes[line["pk"]] for line in missing))
    review.move("close", by=by)
    return review
