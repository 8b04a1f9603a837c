"""Form А on screen: both languages, lists of rows, timing, signatures, revision, row 22; safety of the visit."""

import datetime as dt

import pytest
from django.utils import timezone

from network.models import Role
from profprobes.models import Briefing, MedicalClearance
from tests.factories import stages
from tests.factories.people import user_with_role
from tests.factories.trials import TEXTS, TrialWorld
from tests.profprobes.screens import news, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> TrialWorld:
    return TrialWorld()


def form(**changes) -> dict:
    """What the page of the card sends when nothing is changed: one row per list and two empty ones."""
    data = {name: value for name, value in TEXTS.items() if isinstance(value, str | int)}
    data |= {"subjects": ["technology"], "artefacts": ["photo"], "break_minutes": 5}
    data |= {"minutes_intro": 10, "minutes_demo": 15, "minutes_action": 40, "minutes_feedback": 10, "minutes_reflection": 10}
    rows = {
        "equipment": [{"kk": "Ара", "ru": "Пила", "kind": "tool", "by": "host"}],
        "ppe": [{"kk": "Қолғап", "ru": "Перчатки", "by": "host"}],
        "risks": [{"risk_kk": "өткір жиек", "risk_ru": "острая кромка", "measure_kk": "қолғап", "measure_ru": "перчатки"}],
    } | changes.pop("lists", {})
    for name, lines in rows.items():
        data |= {f"{name}-TOTAL_FORMS": len(lines) + 2, f"{name}-INITIAL_FORMS": 0}
        data |= {f"{name}-{n}-{key}": value for n, line in enumerate(lines) for key, value in line.items()}
    for name in ("equipment", "ppe"):
        for n in (len(rows[name]), len(rows[name]) + 1):
            data |= {f"{name}-{n}-by": "host"} | ({f"{name}-{n}-kind": "tool"} if name == "equipment" else {})
    return data | changes


def test_the_card_shows_all_23_rows_in_both_languages(world):
    page = signed_in(world.coordinator).get(url("trial_card", world.trial.pk))
    assert page.content.decode().count('class="sheet-row"') == 23
    assert TEXTS["goal_action_kk"] in words(page) and TEXTS["goal_action_ru"] in words(page)


def test_texts_lists_and_minutes_are_saved_together(world):
    signed_in(world.coordinator).post(url("trial_card_edit", world.trial.pk), form(step3_kk="Тексеру", step3_ru="Проверить"))
    world.card.refresh_from_db()
    assert (world.card.step3_kk, world.card.minutes_action) == ("Тексеру", 40)
    assert world.card.equipment == [{"kk": "Ара", "ru": "Пила", "kind": "tool", "by": "host"}]
    assert world.card.risks[0]["measure_ru"] == "перчатки" and world.card.artefacts == ["photo"]


def test_a_row_that_is_ticked_for_removal_goes(world):
    world.card.ppe = [{"kk": "Каска", "ru": "Каска", "by": "host"}]
    world.card.save()
    data = form() | {"ppe-INITIAL_FORMS": 1, "ppe-0-DELETE": "on"}
    signed_in(world.coordinator).post(url("trial_card_edit", world.trial.pk), data)
    world.card.refresh_from_db()
    assert world.card.ppe == []


def test_a_row_in_one_language_asks_for_the_other_and_nothing_typed_is_lost(world):
    data = form(step3_kk="Жаңа қадам", lists={"ppe": [{"kk": "Көзілдірік", "ru": "", "by": "host"}]})
    answer = signed_in(world.coordinator).post(url("trial_card_edit", world.trial.pk), data)
    assert answer.status_code == 422 and "Мұны да толтырыңыз" in words(answer)
    assert "Көзілдірік" in answer.content.decode() and "Жаңа қадам" in words(answer)


def test_a_timing_longer_than_the_visit_is_refused_with_the_minutes_over(world):
    answer = signed_in(world.coordinator).post(url("trial_card_edit", world.trial.pk), form(minutes_action=50, break_minutes=10))
    assert answer.status_code == 422 and "10 минут" in words(answer)


def test_a_change_after_a_signature_makes_a_revision_and_says_so_beforehand(world):
    client = signed_in(world.coordinator)
    client.post(url("trial_card_edit", world.trial.pk), form())
    client.post(url("trial_card_sign", world.trial.pk, "school"))
    assert "Картаға қол қойылған" in words(client.get(url("trial_card_edit", world.trial.pk)))
    answer = client.post(url("trial_card_edit", world.trial.pk), form(step1_kk="Басқа қадам"))
    world.card.refresh_from_db()
    assert (world.card.revision, world.card.status, world.card.school_signed_by) == (2, "draft", None)
    assert "2-редакция" in news(answer)


def test_both_sides_sign_each_on_its_own(world):
    world.card.risks = [{"risk_kk": "а", "risk_ru": "а", "measure_kk": "б", "measure_ru": "б"}]
    world.card.save()
    assert signed_in(world.mentor).post(url("trial_card_sign", world.trial.pk, "school")).status_code == 403
    assert signed_in(world.coordinator).post(url("trial_card_sign", world.trial.pk, "host")).status_code == 403
    signed_in(world.mentor).post(url("trial_card_sign", world.trial.pk, "host"))
    signed_in(world.coordinator).post(url("trial_card_sign", world.trial.pk, "school"))
    world.card.refresh_from_db()
    assert world.card.status == "agreed"


@pytest.mark.parametrize("who, answer", [("mentor", 200), ("coordinator", 200), ("teacher", 403), ("host_coordinator", 403)])
def test_school_and_mentor_fill_the_card(world, who, answer):
    assert signed_in(getattr(world, who)).get(url("trial_card_edit", world.trial.pk)).status_code == answer


def test_a_mentor_of_another_employer_does_not_find_the_card(world):
    stranger = user_with_role(Role.MENTOR)
    for name in ("trial_card", "trial_card_edit", "trial_card_complete"):
        assert signed_in(stranger).get(url(name, world.trial.pk)).status_code == 404
    assert signed_in(stranger).post(url("trial_card_sign", world.trial.pk, "host")).status_code == 404


def test_row_22_is_written_after_the_visit_only(world):
    texts = {"went_well": "Бәрі", "improve": "Уақыт", "next_step": "Қайталау"}
    early = signed_in(world.mentor).post(url("trial_card_complete", world.trial.pk), texts)
    world.card.refresh_from_db()
    assert early.status_code == 200 and world.card.went_well == ""
    held = stages.finish(TrialWorld())
    signed_in(held.mentor).post(url("trial_card_complete", held.trial.pk), texts)
    held.card.refresh_from_db()
    assert (held.card.status, held.card.next_step) == ("completed", "Қайталау")


def test_a_school_briefing_is_recorded_for_the_ticked_pupils(world):
    rows, now = world.participations, timezone.localtime() - dt.timedelta(minutes=5)
    data = {"at": now.strftime("%Y-%m-%dT%H:%M"), "conduct": "on", "risks": "on", "pupils": [rows[0].pk, rows[1].pk]}
    signed_in(world.coordinator).post(url("trial_briefing", world.trial.pk, "school"), data)
    briefing = Briefing.objects.get()
    assert {ack.participation for ack in briefing.acks.all()} == {rows[0], rows[1]}
    assert (briefing.conductor, briefing.risks, briefing.clothes) == (world.coordinator, True, False)


@pytest.mark.parametrize("change, sentence", [({"pupils": []}, "Кемінде бір оқушыны"), ({"at": "2099-01-01T10:00"}, "әлі келген жоқ")])
def test_a_briefing_of_nobody_or_of_tomorrow_is_refused(world, change, sentence):
    data = {"at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "pupils": [world.participations[0].pk]} | change
    answer = signed_in(world.coordinator).post(url("trial_briefing", world.trial.pk, "school"), data)
    assert answer.status_code == 422 and sentence in words(answer) and not Briefing.objects.exists()


@pytest.mark.parametrize("place, who, answer", [
    ("school", "coordinator", 200), ("school", "teacher", 200), ("school", "mentor", 403),
    ("site", "mentor", 200), ("site", "host_coordinator", 200), ("site", "coordinator", 403), ("roof", "coordinator", 404),
])  # fmt: skip
def test_each_place_has_its_briefers(world, place, who, answer):
    assert signed_in(getattr(world, who)).get(url("trial_briefing", world.trial.pk, place)).status_code == answer


def route(**changes) -> dict:
    return {"way": "school_bus", "departs_from_kk": "Мектеп", "departs_from_ru": "Школа", "departs_at": "09:20",
            "returns_at": "12:30", "travel_minutes": "25"} | changes  # fmt: skip


def test_the_route_sheet_is_filled_and_shown(world):
    client = signed_in(world.coordinator)
    client.post(url("trial_route", world.trial.pk), route())
    assert "09:20, Мектеп" in words(client.get(url("trial_safety", world.trial.pk)))


@pytest.mark.parametrize("change", [{"departs_at": "10:30"}, {"returns_at": "11:00"}, {"way": "rocket"}, {"travel_minutes": ""}])
def test_a_route_that_cannot_be_is_refused_beside_the_field(world, change):
    answer = signed_in(world.coordinator).post(url("trial_route", world.trial.pk), route(**change))
    assert answer.status_code == 422 and next(iter(change)) in answer.context["form"].errors


@pytest.fixture
def nurse(world):
    return user_with_role(Role.MEDICAL_WORKER, world.school)


def hazardous(world: TrialWorld) -> None:
    type(world.programme).objects.filter(pk=world.programme.pk).update(hazardous=True)


def test_the_medical_worker_has_a_queue_of_those_whose_result_is_needed(world, nurse):
    page = words(signed_in(nurse).get(url("medical")))
    assert "Тексеруді ешкім күтіп тұрған жоқ" in page
    hazardous(world)
    page = words(signed_in(nurse).get(url("medical")))
    assert all(pupil.full_name in page for pupil in world.pupils)


def test_a_result_is_entered_and_the_next_pupil_follows(world, nurse):
    hazardous(world)
    first = world.participations[0]
    data = {"result": "conditions", "conditions_for_mentor": "Әр 20 минут сайын үзіліс", "diagnosis_note": "құпия жазба"}
    answer = signed_in(nurse).post(url("medical_clear", first.pk), data)
    assert MedicalClearance.objects.get().result == "conditions"
    assert answer.url in {url("medical_clear", row.pk) for row in world.participations[1:]}


def test_conditions_must_be_named(world, nurse):
    answer = signed_in(nurse).post(url("medical_clear", world.participations[0].pk), {"result": "conditions"})
    assert answer.status_code == 422 and "diagnosis" not in words(answer)
    assert "conditions_for_mentor" in answer.context["form"].errors


def test_coordinator_teacher_and_mentor_read_conditions_and_never_the_diagnosis(world, nurse):
    stages.admit_all(world)
    data = {"result": "conditions", "conditions_for_mentor": "Биіктікте жұмыс істемейді", "diagnosis_note": "құпия жазба"}
    signed_in(nurse).post(url("medical_clear", world.participations[0].pk), data)
    for who in ("coordinator", "teacher", "mentor", "host_coordinator"):
        page = words(signed_in(getattr(world, who)).get(url("trial_safety", world.trial.pk)))
        assert "Биіктікте жұмыс істемейді" in page and "құпия" not in page, who


@pytest.mark.parametrize("who", ["coordinator", "teacher", "mentor"])
def test_nobody_else_opens_the_medical_page(world, who):
    person = getattr(world, who)
    assert signed_in(person).get(url("medical")).status_code == 403
    assert signed_in(person).get(url("medical_clear", world.participations[0].pk)).status_code in {403, 404}


def test_a_medical_worker_of_another_school_does_not_find_the_pupil(world):
    stranger = user_with_role(Role.MEDICAL_WORKER)
    assert signed_in(stranger).get(url("medical_clear", world.participations[0].pk)).status_code == 404


def test_a_visit_that_goes_on_leads_to_its_own_page():
    ready = stages.make_ready(TrialWorld())
    client, link = signed_in(ready.coordinator), url("visit", ready.session.pk)
    assert client.get(url("trial", ready.trial.pk)).context["next_step"]["url"] == link
    assert link in client.get(url("trial_safety", ready.trial.pk)).content.decode()
