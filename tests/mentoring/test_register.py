"""The register: joint approval, exception, trainings, closing (RM1–RM4; mentoring page 2.1, 9.5)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.errors_register import AgreementMissing, CourseHours, LeadsSomebody, NotFit, WaiverTooLong
from mentoring.models import MentorProfile
from mentoring.services import register
from mentoring.services.eligibility import is_eligible, may_be_appointed, missing_of
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld()


def submitted(world, **values):
    profile = world.mentor(status="draft", order_number="", order_date=None, **values)
    return register.submit(profile=profile, by=world.coordinator)


ORDER = {"order_number": "15", "order_date": dt.date(2026, 9, 1)}


def test_a_school_mentor_is_approved_jointly_with_an_order(world):
    profile = submitted(world)
    with pytest.raises(AgreementMissing):
        register.approve(profile=profile, by=world.coordinator, **ORDER)
    register.agree(profile=profile, by=world.owner)
    assert register.approve(profile=profile, by=world.coordinator, **ORDER).status == "active"


def test_service_of_two_and_a_half_years_is_refused_and_an_exception_helps(world):
    """RM1, RM3."""
    today = timezone.localdate()
    since = today.replace(day=1, year=today.year - 3)
    profile = submitted(world, teaching_since=since, break_months=6)
    assert profile.experience_months() == 30
    assert not is_eligible(profile)
    register.agree(profile=profile, by=world.owner)
    with pytest.raises(NotFit):
        register.approve(profile=profile, by=world.coordinator, **ORDER)
    with pytest.raises(WaiverTooLong):
        register.set_waiver(
            profile=profile, waiver_decision="7", waiver_until=today + dt.timedelta(days=500), waiver_reason="Ауыл", by=world.coordinator
        )
    profile = register.set_waiver(
        profile=profile, waiver_decision="7", waiver_until=today + dt.timedelta(days=200), waiver_reason="Ауыл", by=world.coordinator
    )
    assert may_be_appointed(profile) and not is_eligible(profile)
    assert register.approve(profile=profile, by=world.coordinator, **ORDER).status == "active"


def test_the_course_has_16_to_36_hours_and_counts_once_confirmed(world):
    profile = world.mentor()
    profile.trainings.all().delete()
    day = timezone.localdate() - dt.timedelta(days=30)
    values = {"title": "Тәлімгер", "kind": "initial", "provider": "Демо", "starts_on": day, "ends_on": day, "by": world.coordinator}
    for hours in (12, 40):
        with pytest.raises(CourseHours):
            register.add_training(profile=profile, hours=hours, **values)
    register.add_training(profile=profile, hours=12, **values | {"kind": "seminar"})
    training = register.add_training(profile=profile, hours=16, **values)
    assert missing_of(MentorProfile.objects.get(pk=profile.pk))
    register.check_training(training=training, accept=True, by=world.coordinator)
    assert not missing_of(MentorProfile.objects.get(pk=profile.pk))


def test_an_entry_is_closed_only_when_nobody_is_led(world):
    world.placement()
    with pytest.raises(LeadsSomebody):
        register.close(profile=world.profile, reason="Кетті", by=world.coordinator)
    assert register.close(profile=world.mentor(), reason="Кетті", by=world.coordinator).status == "closed"


def test_a_lapsed_category_suspends_by_night(world):
    profile = world.mentor(category_valid_until=timezone.localdate() - dt.timedelta(days=1))
    assert register.suspend_lapsed() == 1
    profile.refresh_from_db()
    assert profile.status == "suspended"


def test_the_register_on_screen_and_as_a_table(world, client):
    profile = world.mentor()
    client.force_login(world.coordinator)
    answer = client.get(reverse("mentoring:mentors"))
    assert profile.person.full_name in answer.content.decode()
    sheet = client.get(reverse("mentoring:mentors"), {"format": "xlsx"})
    assert sheet["Content-Type"].startswith("application/vnd.openxmlformats")
    assert client.get(reverse("mentoring:mentor", args=[profile.pk])).status_code == 200
    answer = client.post(reverse("mentoring:mentor_act", args=[profile.pk, "suspend"]), {"reason": ""})
    assert answer.status_code == 422
    client.force_login(world.owner)
    assert client.post(reverse("mentoring:mentor_act", args=[profile.pk, "suspend"]), {"reason": "Сынақ"}).status_code == 403


def test_a_college_agrees_on_the_card_of_a_nominated_mentor(world, client):
    profile = submitted(world)
    client.force_login(world.owner)
    if world.college.region_id == world.school.region_id:
        client.post(reverse("mentoring:mentor_act", args=[profile.pk, "agree"]))
        profile.refresh_from_db()
        assert profile.agreed_by == world.owner
