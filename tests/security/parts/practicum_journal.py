"""Addresses of the journal: one entry of a placement at the world's school."""

import uuid
from decimal import Decimal

from django.utils import timezone

from practicum.models import JournalEntry
from tests.factories.practicum import PracticumWorld


def _entry(world):
    if not hasattr(world, "_journal_entry"):
        made = PracticumWorld(school=world.trials.school)
        placement = made.placement()
        world._journal_entry = JournalEntry.objects.create(
            placement=placement, date=timezone.localdate(), activity="observe", stage="assistant", hours=Decimal(2), done="Мәтін",
            client_id=uuid.uuid4(), status="submitted", submitted_at=timezone.now(),
        )  # fmt: skip
    return world._journal_entry


SAMPLES = {
    "practicum:journal": lambda world: {"pk": _entry(world).placement_id},
    "practicum:journal_write": lambda world: {"pk": _entry(world).placement_id},
    "practicum:journal_entry": lambda world: {"pk": _entry(world).pk},
    "practicum:journal_edit": lambda world: {"pk": _entry(world).pk},
    "practicum:journal_step": lambda world: {"pk": _entry(world).pk, "step": "late"},
}
