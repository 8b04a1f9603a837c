"""The demo practicum stands on rows that the database accepts, and every seat of it is backed."""

import pytest

from mentoring.models import MentorProfile
from practicum.demo import build_practicum
from practicum.models import Placement, SchoolOffer, StudentApplication
from profprobes.demo.people import build_people

pytestmark = pytest.mark.django_db


def test_the_demo_practicum_is_built():
    accounts = build_practicum(build_people())
    running = Placement.objects.filter(status="active")
    assert running.count() >= 55
    assert {row["login"] for row in accounts} >= {"college@kopir.test", "school38@kopir.test", "trainee@kopir.test"}
    assert SchoolOffer.objects.get(school__code="Q38", round__status="in_progress").taken == 25
    loads = MentorProfile.objects.filter(organisation__code="Q38").order_by("-active_load").values_list("active_load", flat=True)
    assert list(loads) == [9, 8, 8]
    assert StudentApplication.objects.filter(round__status="preferences").count() == 30
