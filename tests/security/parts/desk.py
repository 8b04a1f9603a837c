"""Addresses of the operator's desk: the school of the world, a sphere, a letter to the school."""

from profprobes.models import ReviewProposal
from tests.factories.desk import letter_of, review_of


def _letter(world):
    if not hasattr(world, "_desk_letter"):
        world._desk_letter = letter_of(world.trials, world.own["region_operator"])
    return {"pk": world._desk_letter.pk}


def _review(world):
    if not hasattr(world, "_review"):
        world._review = review_of(world.trials, cases=1)
    return {"pk": world._review.pk}


def _case(world):
    _review(world)
    return {"pk": world._review.cases.get().pk}


def _proposal(world):
    _review(world)
    values = {"change": "Демо", "owner": world.trials.responsible, "due": world._review.term.ends_on}
    return {"pk": ReviewProposal.objects.get_or_create(review=world._review, defaults=values)[0].pk}


def _mark(world):
    return _proposal(world) | {"move": "done"}


SEEN_BY_STRANGERS = {"profprobes:desk_invite": {200, 403, 405, 422}}  # a sphere is everybody's; the letter goes to the own region alone
SAMPLES = {
    "profprobes:desk_school": lambda w: {"pk": w.trials.school.pk},
    "profprobes:desk_invite": lambda w: {"pk": w.trials.programme.profession.sphere_id},
    "profprobes:desk_letter": _letter,
    "profprobes:desk_letter_read": _letter,
    **{
        f"profprobes:{name}": _review
        for name in "review review_team review_case_new review_discussion review_proposal_new review_close".split()
    },
    "profprobes:review_case": _case,
    "profprobes:review_case_remove": _case,
    "profprobes:review_proposal_remove": _proposal,
    "profprobes:review_proposal_mark": _mark,
}
