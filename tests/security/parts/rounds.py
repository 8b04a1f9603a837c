"""Samples of rounds, offers, applications. A round that is open to schools is read by every school, an accepted offer by the students (§8)."""

from practicum.models import RelativeDeclaration, TravelTime
from tests.factories.practicum import PracticumWorld


def _world(w):
    if not hasattr(w, "_practicum_rounds"):
        world = w._practicum_rounds = PracticumWorld(status="draft")
        world.sample_offer = world.offer(status="submitted")
        world.sample_application = world.application(status="submitted")
        world.sample_relative = RelativeDeclaration.objects.create(
            application=world.sample_application, school=world.school, relation="sibling", tie="studies"
        )
        world.sample_journey = TravelTime.objects.create(application=world.sample_application, school=world.school, minutes=10)
    return w._practicum_rounds


def _quota(w):
    world = _world(w)
    if not hasattr(world, "sample_quota"):
        world.sample_quota = world.quota(5)
    return {"pk": world.sample_quota.pk}


def _programme(w):
    return {"pk": _world(w).programme.pk}


def _round(w):
    return {"pk": _world(w).round.pk}


def _offer(w):
    return {"pk": _world(w).sample_offer.pk}


def _application(w):
    return {"pk": _world(w).sample_application.pk}


SAMPLES = {
    **{
        f"practicum:{name}": _round
        for name in (
            "round", "round_edit", "offers", "offer_new", "offer_interest", "offer_copy", "application", "application_edit", "applications",
        )
    },
    "practicum:round_move": lambda w: _round(w) | {"move": "open_offers"},
    "practicum:round_schedule": _round,
    "practicum:quota_edit": _quota,
    **{f"practicum:{name}": _programme for name in ("programme", "programme_edit", "programme_about")},
    "practicum:programme_move": lambda w: _programme(w) | {"move": "send"},
    **{f"practicum:{name}": _offer for name in ("offer", "offer_edit", "offer_capacity")},
    "practicum:offer_move": lambda w: _offer(w) | {"move": "accept"},
    **{f"practicum:{name}": _application for name in ("application_page", "application_rank", "relative_add")},
    "practicum:application_move": lambda w: _application(w) | {"move": "submit"},
    "practicum:application_decide": lambda w: _application(w) | {"move": "select"},
    "practicum:journey_correct": lambda w: _application(w) | {"school": _world(w).school.pk},
    "practicum:relative_remove": lambda w: {"pk": _world(w).sample_relative.pk},
    "practicum:journey_accept": lambda w: {"pk": _world(w).sample_journey.pk},
}  # fmt: skip
SAMPLES |= {
    "practicum_api:programmes-detail": _programme,
    **{f"practicum_api:rounds-{name}": _round for name in ("detail", "transition")},
    **{f"practicum_api:offers-{name}": _offer for name in ("detail", "transition")},
    **{f"practicum_api:applications-{name}": _application for name in ("detail", "rank")},
}
SEEN_BY_STRANGERS = {
    "practicum_api:programmes-detail": {200, 405},
    "practicum:programme": {200, 405},  # approved ones are read by everybody who is signed in
    "practicum:programme_about": {200, 405},
    **{f"practicum:{name}": {403, 405} for name in ("programme_edit", "programme_move")},
}
PUBLIC = {"practicum:programme_about"}
