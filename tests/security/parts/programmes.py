"""Samples of programmes: published ones are offered to everybody who is signed in, and changed by their owner alone."""

from typing import Any

from profprobes.models import ProgrammeStage, TrialProgramme
from tests.factories.trials import ProgrammeFactory

_DRAFTS = "programme_part programme_stage_new programme_send programme_review programme_publish programme_archive programme_discard"


def draft(world: Any) -> Any:
    """A draft of the host that nobody else has heard of."""
    found = TrialProgramme.objects.filter(owner=world.trials.host, status="draft").first()
    return found or ProgrammeFactory(owner=world.trials.host, status="draft")


def stage(world: Any) -> Any:
    """A row of its plan."""
    row, _made = ProgrammeStage.objects.get_or_create(programme=draft(world), stage="practical", hours=1)
    return row


def newer(world: Any) -> Any:
    """A draft of the second version of the published one."""
    old = world.trials.programme
    return TrialProgramme.objects.filter(previous=old).first() or ProgrammeFactory(
        owner=world.trials.host, status="draft", previous=old, version=2
    )


def offered(world: Any) -> Any:
    """A programme of the school that a site of the host could adopt."""
    school, host = world.trials.school, world.trials.host
    return TrialProgramme.objects.filter(owner=school).first() or ProgrammeFactory(owner=school, host=host)


SAMPLES = {
    **{f"profprobes:{name}": lambda w: {"pk": draft(w).pk} for name in _DRAFTS.split()},
    "profprobes:programme_part": lambda w: {"pk": draft(w).pk, "part": "card"},
    "profprobes:programme": lambda w: {"pk": draft(w).pk},
    "profprobes:programme_stage": lambda w: {"pk": stage(w).pk},
    "profprobes:programme_stage_delete": lambda w: {"pk": stage(w).pk},
    "profprobes:programme_version": lambda w: {"pk": w.trials.programme.pk},
    "profprobes:programme_adopt": lambda w: {"pk": offered(w).pk},
    "profprobes:programme_changes": lambda w: {"pk": newer(w).pk},
}
SEEN_BY_STRANGERS = {"profprobes:programme_version": {403, 405}, "profprobes:programme_adopt": {403, 405}}
