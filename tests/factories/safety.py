"""Incidents for tests."""

from typing import Any

from django.utils import timezone

from profprobes.services import incidents

from .trials import TrialWorld


def incident_of(world: TrialWorld, **changes: Any) -> Any:
    """A minor cut of the first pupil, reported by the class teacher."""
    values = {
        "trial": world.trial,
        "at": timezone.now(),
        "kind": "injury",
        "severity": "minor",
        "description": "Саусақ тілінді",
        "first_actions": "Жапсырма",
        "pupils": world.participations[:1],
        "by": world.teacher,
    }
    return incidents.report_incident(**(values | changes))
