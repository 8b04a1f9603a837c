"""Incidents for tests."""

from typing import Any

from django.utils import timezone

from documents.services import request_document
from profprobes.services import check_sheet, incidents, lessons

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


def green_papers(world: TrialWorld) -> TrialWorld:
    """What the gate only reminds of: lesson time answered, first-aid kit marked, photo list ordered (G11l, G13, G15)."""
    lessons.save_lesson_time(session=world.session, moves_lessons=False, by=world.coordinator)
    check_sheet.save_marks(session=world.session, answers={15: ("yes", "", "")}, by=world.coordinator)
    request_document(type_code="PP-PHOTO", source=world.session, language="kk", by=world.coordinator)
    return world
