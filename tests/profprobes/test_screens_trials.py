"""The list of trials, the page of a trial, its group, documents and history, as each role meets them."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from network.models import Role
from profprobes.models import Participation, Trial
from tests.factories import stages
from tests.factories.people import ClassGroupFactory, PupilFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, news, signed_in, url, words

pytestmark = pytest.mark.django_db

TABS = ["trial", "trial_group", "trial_card", "trial_safety", "trial_assessment", "trial_families", "trial_documents", "trial_history"]


@pytest.fixture
def world() -> TrialWorld:
    return TrialWorld()


def test_the_list_shows_own_trials_with_what_is_missing_in_words(world):
    foreign = TrialWorld()
    page = words(signed_in(world.coordinator).get(url("trial_list")))
    assert world.trial.number in page and foreign.trial.number not in page
    assert "0 / 3" in page and "Дайын емес" in page and "Технологиялық карта келісілген" in page


@pytest.mark.parametrize(
    "query, found",
    [
        ("q=агаш", True),
        ("q=ағаш+ұста", True),
        ("q=жоқмұндай", False),
        ("status=planned", True),
        ("status=closed", False),
        ("status=rubbish", True),
    ],
)
def test_search_folds_kazakh_letters_and_filters_live_in_the_address(world, query, found):
    page = signed_in(world.coordinator).get(f"{url('trial_list')}?{query}")
    assert (world.trial.number in words(page)) is found
    assert found or "Ештеңе табылмады" in words(page)


def test_an_empty_list_names_the_next_step():
    person = user_with_role(Role.CAREER_COORDINATOR)
    page = signed_in(person).get(url("trial_list"))
    assert "Сынақ әлі жоқ" in words(page) and url("trial_new") in page.content.decode()


def test_the_list_leaves_as_csv_with_numbers_and_no_name_of_a_child(world):
    answer = signed_in(world.coordinator).get(url("trial_export"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Type"].startswith("text/csv")
    assert rows[1][0] == world.trial.number and rows[1][6:9] == ["3", "0", "0"]
    assert not any(pupil.last_name in answer.content.decode() for pupil in world.pupils)


@pytest.mark.parametrize("role", [Role.CLASS_TEACHER, Role.MENTOR, Role.PUPIL])
def test_only_a_schools_coordinator_exports_the_list(world, role):
    person = {Role.CLASS_TEACHER: world.teacher, Role.MENTOR: world.mentor, Role.PUPIL: may_sign_in(world.pupils[0])}[role]
    assert signed_in(person).get(url("trial_export")).status_code == 403


def test_a_name_that_begins_like_a_formula_stays_a_text(world):
    Trial.objects.filter(pk=world.trial.pk).update(number="=1+1")
    assert "'=1+1;" in signed_in(world.coordinator).get(url("trial_export")).content.decode()


def test_consents_are_requested_for_all_ticked_trials_and_foreign_ones_are_left_out(world):
    foreign = TrialWorld()
    answer = signed_in(world.coordinator).post(url("trial_bulk"), {"action": "ask", "ids": [world.trial.pk, foreign.trial.pk]})
    assert "3 отбасыға хат жіберілді" in news(answer)
    assert world.participations[0].consents.exists() and not foreign.participations[0].consents.exists()


def test_a_bulk_action_without_ticks_says_so(world):
    answer = signed_in(world.coordinator).post(url("trial_bulk"), {"action": "ask"})
    assert "Алдымен сынақтарды белгілеңіз" in news(answer)


@pytest.mark.parametrize("name", TABS)
def test_a_trial_of_others_does_not_exist(world, name):
    for person in (user_with_role(Role.CAREER_COORDINATOR), user_with_role(Role.MENTOR), user_with_role(Role.REGION_OPERATOR)):
        assert signed_in(person).get(url(name, world.trial.pk)).status_code == 404


@pytest.mark.parametrize(
    "who, seen",
    [
        ("coordinator", set(TABS)),
        ("teacher", set(TABS)),
        ("host_coordinator", set(TABS) - {"trial_assessment", "trial_families"}),
        ("mentor", set(TABS) - {"trial_assessment", "trial_families", "trial_history"}),
    ],
)
def test_each_role_has_its_tabs_and_the_others_do_not_exist(world, who, seen):
    client = signed_in(getattr(world, who))
    page = client.get(url("trial", world.trial.pk)).content.decode()
    for name in TABS:
        assert client.get(url(name, world.trial.pk)).status_code == (200 if name in seen else 404), name
        assert (f'href="{url(name, world.trial.pk)}"' in page) is (name in seen), name


def test_a_pupil_is_led_to_the_own_page_of_the_trial(world):
    answer = signed_in(may_sign_in(world.pupils[0])).get(url("trial", world.trial.pk))
    assert answer.url == url("my_trial", world.participations[0].pk)


def test_the_page_leads_to_the_next_step_only(world):
    page = signed_in(world.coordinator).get(url("trial", world.trial.pk))
    step = page.content.decode().split('<section class="next"')[1].split("</section>")[0]
    assert page.context["next_step"]["code"] == "consents" and "Келесі қадам" in words(page)
    assert step.count("button-primary") == 1 and f'href="{url("trial_families", world.trial.pk)}"' in step


def test_gates_stand_with_their_state_and_one_button_each(world):
    page = signed_in(world.coordinator).get(url("trial", world.trial.pk)).content.decode()
    assert page.count('class="check-row check-stop"') >= 4
    for name in ("trial_card", "trial_safety", "trial_families", "trial_details"):
        assert f'href="{url(name, world.trial.pk)}"' in page


def test_a_visit_that_is_not_ready_cannot_be_marked_ready(world):
    answer = signed_in(world.coordinator).post(url("trial_ready", world.trial.pk))
    world.session.refresh_from_db()
    assert world.session.status == "planned" and "дайын емес" in news(answer).lower()


def test_a_prepared_visit_is_marked_ready_from_the_page(world):
    stages.prepare(world)
    client = signed_in(world.coordinator)
    assert url("trial_ready", world.trial.pk) in client.get(url("trial", world.trial.pk)).content.decode()
    client.post(url("trial_ready", world.trial.pk))
    world.session.refresh_from_db()
    assert world.session.status == "ready"


@pytest.mark.parametrize("name", ["trial_ready", "trial_plan", "trial_cancel", "trial_postpone", "trial_close"])
@pytest.mark.parametrize("who, answer", [("teacher", 403), ("mentor", 403), ("host_coordinator", 403)])
def test_only_the_schools_coordinator_decides_about_the_trial(world, name, who, answer):
    assert signed_in(getattr(world, who)).post(url(name, world.trial.pk), {"reason": "x"}).status_code == answer
    world.trial.refresh_from_db()
    assert world.trial.status == "planned"


def test_cancelling_asks_for_a_reason_and_keeps_it(world):
    client = signed_in(world.coordinator)
    client.post(url("trial_cancel", world.trial.pk), {"reason": " "})
    world.trial.refresh_from_db()
    assert world.trial.status == "planned"
    client.post(url("trial_cancel", world.trial.pk), {"reason": "Карантин"})
    world.trial.refresh_from_db()
    assert world.trial.status == "cancelled"
    assert "Карантин" in words(client.get(url("trial_history", world.trial.pk)))


def test_a_postponed_trial_is_led_to_new_slots_of_the_same_partner(world):
    from tests.profprobes.test_screens_wizard import slot

    later, client = slot(world, days=25, min_group=1), signed_in(world.coordinator)
    answer = client.post(url("trial_postpone", world.trial.pk), {"reason": "Боран"})
    assert answer.url == url("trial_slot", world.trial.pk)
    assert f'value="{later.pk}"' in client.get(answer.url).content.decode()
    client.post(answer.url, {"slot": later.pk})
    world.trial.refresh_from_db()
    assert world.trial.status == "planned" and world.trial.sessions.get().booking.slot == later


def test_dates_and_adults_are_changed_and_a_date_ahead_is_refused(world):
    client = signed_in(world.coordinator)
    form = {"responsible": world.responsible.pk, "photo_choice": "portfolio", "accompanying": [world.responsible.pk]}
    ahead = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    refused = client.post(url("trial_details", world.trial.pk), form | {"informing_date": ahead})
    assert refused.status_code == 422 and "Бұл күн әлі келген жоқ" in words(refused)
    client.post(url("trial_details", world.trial.pk), form | {"informing_date": timezone.localdate().isoformat()})
    world.trial.refresh_from_db()
    assert (world.trial.informing_date, world.trial.photo_choice) == (timezone.localdate(), "portfolio")


def test_the_group_says_who_is_not_admitted_and_why(world):
    page = words(signed_in(world.coordinator).get(url("trial_group", world.trial.pk)))
    assert all(pupil.short_name in page for pupil in world.pupils)


def test_admitting_a_pupil_without_consent_is_refused_with_name_and_reason(world):
    world.answer(0)
    rows = world.participations
    answer = signed_in(world.coordinator).post(url("trial_admit", world.trial.pk), {"ids": [rows[0].pk, rows[1].pk]})
    assert answer.status_code == 409
    assert "Ешкім жіберілмеді" in words(answer) and world.pupils[1].short_name in words(answer)
    assert not Participation.objects.filter(trial=world.trial, status="admitted").exists()


def test_a_host_sees_names_of_the_admitted_and_nothing_of_consents(world):
    stages.admit_all(world)
    answer = signed_in(world.host_coordinator).get(url("trial_group", world.trial.pk))
    assert world.pupils[0].short_name in words(answer) and "3 / 3" not in words(answer)
    assert [str(column) for column in answer.context["columns"]] == ["Күйі", "Фото", "Шарттар"]


def test_a_class_teacher_sees_the_own_class_only(world):
    other = ClassGroupFactory(organisation=world.school, name="8 «Я»")
    stranger = PupilFactory(group=other, last_name="Басқасынып")
    Participation.objects.create(trial=world.trial, pupil=stranger, class_group=other)
    page = words(signed_in(world.teacher).get(url("trial_group", world.trial.pk)))
    assert world.pupils[0].short_name in page and "Басқасынып" not in page


def test_pupils_of_the_class_are_added_and_taken_out(world):
    child, client = PupilFactory(group=world.class_group), signed_in(world.coordinator)
    client.post(url("trial_group_add", world.trial.pk), {"pupils": [child.pk]})
    row = Participation.objects.get(trial=world.trial, pupil=child)
    client.post(url("trial_pupil_remove", world.trial.pk, row.pk), {"reason": "Ауысты"})
    client.get(url("trial_group", world.trial.pk))  # says who was taken out, once
    assert child.full_name not in words(client.get(url("trial_group", world.trial.pk)))


def test_a_participation_of_another_trial_does_not_exist_here(world):
    foreign = TrialWorld(school=world.school)
    row = foreign.participations[0]
    client = signed_in(world.coordinator)
    for name in ("trial_pupil", "trial_evidence"):
        assert client.get(url(name, world.trial.pk, row.pk)).status_code == 404
    assert client.post(url("trial_pupil_remove", world.trial.pk, row.pk)).status_code == 404


def test_forms_of_all_pupils_are_ordered_as_one_batch(world, monkeypatch):
    monkeypatch.setattr("celery.app.task.Task.apply_async", lambda *args, **kwargs: None)
    held = TrialWorld(held=True)
    client = signed_in(held.coordinator)
    answer = client.post(url("trial_batch", held.trial.pk), {"type": "PP-B", "language": "ru"})
    batch = held.coordinator.document_batches.get()
    assert answer.url == batch.get_absolute_url() and (batch.total, batch.scope) == (3, held.trial)
    assert client.post(url("trial_batch", held.trial.pk), {"type": "PP-X", "language": "ru"}).status_code == 404


def test_a_host_orders_no_questionnaires_of_pupils():
    held = TrialWorld(held=True)
    answer = signed_in(held.mentor).post(url("trial_batch", held.trial.pk), {"type": "PP-V", "language": "kk"})
    assert answer.status_code == 403 and not held.mentor.document_batches.exists()


def test_the_card_of_a_pupil_stands_beside_the_own_words_and_is_reopened_with_a_reason():
    held = TrialWorld(held=True)
    row, client = held.participations[0], signed_in(held.coordinator)
    page = words(client.get(url("trial_evidence", held.trial.pk, row.pk)))
    assert "нұсқаумен орындайды" in page and "Сызық түзу шықты" in page
    client.post(url("trial_card_reopen", held.trial.pk, row.pk), {"reason": "Деңгей қате"})
    assert row.observations.get().status == "reopened"


def test_closing_needs_the_note_and_puts_the_line_into_the_journal():
    held = stages.finish(TrialWorld())
    for row in held.participations:
        held.observe(row)
        held.answer_form(row)
    client = signed_in(held.coordinator)
    assert client.post(url("trial_close", held.trial.pk)).url == url("trial_closing", held.trial.pk)
    note = {"teacher_view": "Қызығып қатысты.", "pupil_view": "Өзім араладым."}
    client.post(url("trial_closing", held.trial.pk), note)
    client.post(url("trial_close", held.trial.pk))
    held.trial.refresh_from_db()
    assert held.trial.status == "closed"
    journal = words(client.get(url("journal")))
    assert "Қызығып қатысты." in journal and "Өзім араладым." in journal and "2/2; 3/3" in journal


@pytest.mark.parametrize("name", ["trial_list", "journal", "site_list"])
def test_a_list_asks_the_database_the_same_number_of_times_for_one_row_and_for_many(world, name, django_assert_max_num_queries):
    for _n in range(3):
        TrialWorld(school=world.school)
    client = signed_in(world.coordinator)
    client.get(url(name))
    with django_assert_max_num_queries(13):
        client.get(url(name))
