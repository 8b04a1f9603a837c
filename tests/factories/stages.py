"""A trial taken through its life by the real services, for tests that need it further on than planned.

world = prepare(TrialWorld())     every gate is green: consents, card, briefing, route, notice, dates
make_ready(world); start(world); finish(world); close(world)   each takes all earlier steps that are missing
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.utils import timezone

from profprobes.models import Participation
from profprobes.services import cards, closing, gate, group, safety, trials, visit

from .people import MembershipFactory
from .trials import TrialWorld

ROUTE = {
    "way": "on_foot",
    "departs_at": dt.time(9, 30),
    "departs_from_kk": "Мектеп ауласы",
    "departs_from_ru": "Двор школы",
    "returns_at": dt.time(12, 30),
    "travel_minutes": 20,
    "insurance": "ДЕМО-1",
}


def refresh(world: TrialWorld) -> TrialWorld:
    """Read trial, visit, card, booking, slot and participations again."""
    for row in (world.trial, world.session, world.card, world.booking, world.slot, *world.participations):
        row.refresh_from_db()
    world.session.trial, world.card.session = world.trial, world.session
    return world


@contextmanager
def before_the_visit(world: TrialWorld) -> Iterator[None]:
    """What must be done before a visit is done before it, whatever hour the tests run at: the clock stands an hour before its start at the latest."""
    moment = min(timezone.now(), world.session.starts - dt.timedelta(hours=1))
    with mock.patch("django.utils.timezone.now", lambda: moment):
        yield


def admit_all(world: TrialWorld) -> TrialWorld:
    """Every family that has not answered says yes; the system admits."""
    for index, row in enumerate(world.participations):
        if not row.consents.exists():
            world.answer(index)
        group.refresh_admission(participation=row)
    return refresh(world)


def agree_card(world: TrialWorld) -> TrialWorld:
    """Both sides sign form А."""
    cards.save_card(card=world.card, data={"break_minutes": 5}, by=world.coordinator)
    cards.sign_card(card=world.card, side="school", by=world.coordinator)
    cards.sign_card(card=world.card, side="host", by=world.mentor)
    return refresh(world)


def prepare(world: TrialWorld) -> TrialWorld:
    """Everything that the gate asks for."""
    with before_the_visit(world):
        return _prepare(world)


def _prepare(world: TrialWorld) -> TrialWorld:
    today = timezone.localdate()
    second = MembershipFactory(organisation=world.school, role="teacher")
    trials.save_trial(trial=world.trial, by=world.coordinator, informing_date=today, diagnostics_date=today, accompanying=[second])
    admit_all(world)
    agree_card(world)
    school = {"session": world.session, "place": "school", "at": timezone.now(), "by": world.coordinator}
    safety.record_briefing(**school, pupils=world.participations)
    safety.save_route(session=world.session, data=ROUTE, by=world.coordinator)
    safety.record_notice(session=world.session, by=world.coordinator, reason="Демо")
    return refresh(world)


def make_ready(world: TrialWorld) -> TrialWorld:
    """Prepared and marked ready."""
    with before_the_visit(world):
        gate.make_ready(session=prepare(world).session, by=world.coordinator)
    return refresh(world)


def brief_on_site(world: TrialWorld, participations: Any = None) -> Any:
    """The mentor's briefing of the given pupils, of all by default."""
    here = world.participations if participations is None else participations
    return safety.record_briefing(session=world.session, place="site", at=timezone.now(), pupils=here, by=world.mentor)


def start(world: TrialWorld) -> TrialWorld:
    """Ready, briefed on site, in progress."""
    make_ready(world)
    brief_on_site(world)
    return refresh(world)


def finish(world: TrialWorld, *, tools_shown: bool = True, chain_done: bool = True) -> TrialWorld:
    """The visit is held."""
    visit.finish_visit(session=start(world).session, by=world.mentor, tools_shown=tools_shown, chain_done=chain_done)
    return refresh(world)


def write_papers(world: TrialWorld) -> TrialWorld:
    """Card Б and form В of everybody who attended, and the closing note."""
    for row in world.trial.participations.filter(status=Participation.Status.ATTENDED):
        world.observe(row)
        world.answer_form(row)
    closing.write_closing_note(trial=world.trial, teacher_view="Қызығып қатысты.", pupil_view="Өзім араладым.", by=world.coordinator)
    return world


def close(world: TrialWorld) -> TrialWorld:
    """Held, papers in, closed."""
    write_papers(finish(world))
    closing.close_trial(trial=world.trial, by=world.coordinator)
    return refresh(world)
