"""«Бүгін»: every role finds what needs it, several roles see all, nobody meets an empty page."""

import pytest
from django.urls import reverse

from network.models import Role
from tests.factories import stages
from tests.factories.people import MembershipFactory, OrganisationFactory, RoleFactory, UserFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db

HOME = reverse("home")


def blocks(answer) -> set[str]:
    """Names of the blocks on the page."""
    return {block.template for block in (*answer.context["blocks"], *answer.context["asides"])}


@pytest.mark.parametrize(
    "who, expected",
    [
        ("coordinator", {"next_trial", "coverage", "visits"}),
        ("host_coordinator", {"host"}),
        ("teacher", {"class"}),
        ("mentor", {"mentor"}),
    ],
)
def test_each_role_has_its_blocks(who, expected):
    world = TrialWorld()
    assert blocks(signed_in(getattr(world, who)).get(HOME)) == expected


def test_a_pupil_finds_the_own_trials_and_speaks_for_nobody_else():
    world = TrialWorld()
    answer = signed_in(may_sign_in(world.pupils[0])).get(HOME)
    assert blocks(answer) == {"pupil"} and url("my_trial", world.participations[0].pk) in answer.content.decode()
    assert world.pupils[1].short_name not in words(answer)


@pytest.mark.parametrize(
    "role, block", [(Role.REGION_OPERATOR, "operator"), (Role.MEDICAL_WORKER, "medical"), (Role.PLATFORM_ADMIN, "platform")]
)
def test_operator_medical_worker_and_platform_have_theirs(role, block):
    assert blocks(signed_in(user_with_role(role)).get(HOME)) == {block}


def test_a_person_with_several_roles_sees_all_blocks():
    world = TrialWorld()
    membership = MembershipFactory(user=world.coordinator, organisation=OrganisationFactory(college=True), role=Role.MENTOR)
    RoleFactory(membership=membership, role=Role.ORG_COORDINATOR)
    assert {"next_trial", "host", "mentor"} <= blocks(signed_in(world.coordinator).get(HOME))


def test_the_most_urgent_thing_has_the_one_filled_button_and_the_number_of_families():
    world = TrialWorld(days=1)
    answer = signed_in(world.coordinator).get(HOME)
    items = answer.context["items"]
    assert items[0]["tone"] == "clay" and items[0]["href"] == url("trial_families", world.trial.pk)
    assert [item["kind"] for item in items].count("primary") == 1
    assert "3 отбасы жауап бермеді" in words(answer)


def test_the_next_trial_stands_with_steps_and_the_consents_given():
    world = TrialWorld()
    world.answer(0)
    page = words(signed_in(world.coordinator).get(HOME))
    assert world.trial.title in page and "1 / 3" in page


def test_parallels_count_pupils_who_took_part_this_year():
    world = TrialWorld(pupils=4)
    held = stages.finish(TrialWorld(school=world.school, pupils=1))
    assert held.class_group.grade == world.class_group.grade
    page = words(signed_in(world.coordinator).get(HOME))
    assert "8-сынып 20 % 1 / 5" in page


def test_somebody_without_a_role_is_welcomed_and_told_what_comes_next():
    page = words(signed_in(UserFactory()).get(HOME))
    assert "Көпірге қош келдіңіз" in page and "үйлестірушісі рөл береді" in page


def test_a_school_without_trials_is_shown_the_way_to_the_first():
    answer = signed_in(user_with_role(Role.CAREER_COORDINATOR)).get(HOME)
    assert "no_trial" in blocks(answer) and url("trial_new") in answer.content.decode()


def test_the_platform_sees_that_no_document_worker_is_running(monkeypatch):
    monkeypatch.setattr("documents.worker.is_down", lambda: True)
    page = words(signed_in(user_with_role(Role.PLATFORM_ADMIN)).get(HOME))
    assert "Құжат жасайтын қызмет жұмыс істемей тұр" in page


def test_the_home_page_asks_for_a_sign_in(client):
    assert client.get(HOME).status_code == 302


@pytest.mark.parametrize("language, greeting", [("kk", "Қайырлы"), ("ru", "Добр"), ("en", "Good")])
def test_the_greeting_is_in_the_persons_language(language, greeting):
    person = user_with_role(Role.CAREER_COORDINATOR, language=language)
    assert greeting in words(signed_in(person).get(HOME))
