"""A visit as the phone meets it, written without the gate: ready, begun, held.

ready(TrialWorld())   everybody admitted, the visit may begin
begun(world)          briefed on site, in progress
held(world)           over, everybody attended, no papers yet
card(**changes)       the content of a card that its rules accept
after(**changes)      the content of «after» that its rules accept
"""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from profprobes.models import CRITERIA, Briefing, BriefingAck, Participation, SessionAttendance, Trial, TrialSession
from profprobes.services.forms import submit_after
from profprobes.services.observation import submit_card

from .trials import TrialWorld


def _set(world: TrialWorld, session: str, trial: str, participation: str) -> TrialWorld:
    TrialSession.objects.filter(pk=world.session.pk).update(status=session)
    Trial.objects.filter(pk=world.trial.pk).update(status=trial)
    Participation.objects.filter(trial=world.trial).update(status=participation)
    for row in (world.trial, world.session, *world.participations):
        row.refresh_from_db()
    world.session.trial = world.trial
    for row in world.participations:
        row.trial = world.trial
    return world


def ready(world: TrialWorld) -> TrialWorld:
    """Admitted and ready to begin."""
    return _set(world, "ready", "planned", "admitted")


def begun(world: TrialWorld, *, briefed: int | None = None) -> TrialWorld:
    """In progress; the first ``briefed`` pupils (all by default) acknowledged the briefing on site and are present."""
    _set(world, "in_progress", "running", "admitted")
    briefing = Briefing.objects.create(session=world.session, place=Briefing.Place.SITE, conductor=world.mentor, at=timezone.now())
    for row in world.participations[:briefed]:
        BriefingAck.objects.create(briefing=briefing, participation=row)
        SessionAttendance.objects.create(session=world.session, participation=row, mark="present", marked_by=world.mentor)
    return world


def held(world: TrialWorld) -> TrialWorld:
    """Over: everybody attended."""
    return _set(begun(world), "held", "held", "attended")


def card(**changes: Any) -> dict[str, Any]:
    """A complete card: levels 2, result yes."""
    levels = {f"c_{code}": 2 for code in CRITERIA}
    texts = {"comment": "Сызықты дәл белгіледі.", "next_step": "Басқа операцияда қайталау", "plus": "Ұқыпты", "delta": "", "next": ""}
    return {**levels, "result": "yes", **texts, "confirmed_words": False, **changes}


def after(**changes: Any) -> dict[str, Any]:
    """A complete «after»: six answers in words, both consents, self-assessment, outcome."""
    answers = {
        "did": "Тақтайшаны белгілеп, араладым",
        "went_well": "Сызық түзу шықты, себебі асықпадым",
        "hard": "Ара қисая берді, баяулаттым",
        "requirements": "Дәлдік пен шыдамдылық керек",
        "about_me": "Қолмен жасайтын жұмыс ұнайды",
        "go_on": "Иә, үйде сөре жасаймын",
    }
    own = {f"s_{code}": 3 for code in CRITERIA}
    return {**answers, **own, "artefact_consent": "yes", "photo_consent": "yes", "outcome": "continue", **changes}


def send_card(
    world: TrialWorld, index: int = 0, *, content: dict | None = None, number: Any = None, by: Any = None, **more: Any
) -> tuple[str, Any]:
    """Submit a card as a phone does."""
    return submit_card(
        session=world.session, participation=world.participations[index], content=card() if content is None else content,
        client_uuid=number or uuid.uuid4(), device_time=timezone.now() - dt.timedelta(hours=1), by=by or world.mentor, **more,
    )  # fmt: skip


def send_after(world: TrialWorld, index: int = 0, *, content: dict | None = None, number: Any = None) -> tuple[str, Any]:
    """Submit «after» as a phone does."""
    row = world.participations[index]
    return submit_after(
        participation=row,
        answers=after() if content is None else content,
        client_uuid=number or uuid.uuid4(),
        device_time=timezone.now(),
        by=row.pupil,
    )
