"""Samples of the life of placements, of orders, of visits, of proposals to mentors."""

from practicum.services import ending, visits
from tests.factories.practicum import PracticumWorld


def _world(w):
    if not hasattr(w, "_practicum_life"):
        w._practicum_life = PracticumWorld()
        w._practicum_life.sample = w._practicum_life.placement()
    return w._practicum_life


def _placement(w):
    return _world(w).sample


def _removal(w):
    own = _world(w)
    if not hasattr(own, "removal_row"):
        own.removal_row = ending.ask_removal(placement=own.sample, ground="discipline", reason="Демо", by=own.coordinator)
    return own.removal_row


def _contact(w):
    own = _world(w)
    if not hasattr(own, "contact_row"):
        own.contact_row = visits.record_contact(
            round=own.round, school=own.school, kind="visit", date=own.round.starts_on, note="Демо", by=own.leader
        )
    return own.contact_row


def _proposal(w):
    own = _world(w)
    if not hasattr(own, "proposal_row"):
        own.proposal_row = own.lead(own.placement(status="proposed"), own.profile.person, "mentor", profile=own.profile, status="proposed")
    return own.proposal_row


SAMPLES = {
    **{f"practicum:{name}": lambda w: {"pk": _placement(w).pk} for name in ("placement", "placement_yes", "placement_acknowledge")},
    "practicum:placement_check": lambda w: {"pk": _placement(w).pk, "item": "medical"},
    "practicum:placement_act": lambda w: {"pk": _placement(w).pk, "name": "suspend"},
    "practicum:removal_mark": lambda w: {"pk": _removal(w).pk, "move": "sign"},
    **{f"practicum:{name}": lambda w: {"pk": _placement(w).order_id} for name in ("order", "order_drop")},
    **{f"practicum:{name}": lambda w: {"pk": _contact(w).pk} for name in ("visit", "visit_acknowledge")},
    **{f"mentoring:{name}": lambda w: {"pk": _world(w).profile.pk} for name in ("mentor", "training_new")},
    "mentoring:mentor_act": lambda w: {"pk": _world(w).profile.pk, "name": "suspend"},
    "mentoring:training_check": lambda w: {"pk": _world(w).profile.trainings.get().pk},
    **{f"mentoring:{name}": lambda w: {"pk": _proposal(w).pk} for name in ("proposal_accept", "proposal_decline")},
}

# The card of an active mentor is shown to coordinators everywhere; whoever may not keep it is told so.
SEEN_BY_STRANGERS = {
    "mentoring:mentor": {200, 404, 405},
    "mentoring:mentor_act": {403, 404, 405},
    "mentoring:training_new": {403, 404, 405},
    "mentoring:training_check": {403, 404, 405},
}
