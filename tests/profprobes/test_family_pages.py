"""Pages of families behind their links, and of staff about families: who sees what, and bad input."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.links import link_url, token_of
from accounts.models import GuardianLink, Notice, OneTimeLink, SensitiveRead, User
from network.models import Role
from portfolio.models import Artefact
from profprobes.models import ParentConsent, ParentSummary, Participation, Trial
from profprobes.services import consents, summaries
from tests.factories.files import picture
from tests.factories.people import ClassGroupFactory, GuardianLinkFactory, user_with_role
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = ParentConsent.Status
ANSWERS = {
    "decision": "agree",
    "personal_data": "yes",
    "travel": "yes",
    "emergency_care": "yes",
    "typed_name": "Үлгібаева Сәуле",
    "photo": "portfolio",
}


def asked(**options) -> tuple[TrialWorld, ParentConsent]:
    world = TrialWorld(pupils=1, **options)
    consents.send_consents(trial=world.trial, by=world.teacher)
    return world, ParentConsent.objects.get()


def door(link, part="") -> str:
    return reverse("link_part", args=[token_of(link), part]) if part else reverse("link_door", args=[token_of(link)])


def entered(link) -> Client:
    """A browser that has given the birth date."""
    client = Client()
    born = link.guardian.child.birth_date
    answer = client.post(door(link), {"day": born.day, "month": born.month, "year": born.year})
    assert answer.status_code == 302
    return client


def body(answer) -> str:
    return answer.content.decode()


# The consent page


def test_a_stranger_sees_a_first_name_and_an_initial_only():
    world, consent = asked()
    text = body(Client().get(door(consent.link)))
    pupil = world.pupils[0]
    assert pupil.shy_name in text
    assert pupil.last_name not in text and world.programme.name_kk not in text and world.class_group.name not in text


def test_the_birth_date_opens_the_five_blocks_and_the_risks():
    world, consent = asked()
    text = body(entered(consent.link).get(door(consent.link)))
    for shown in (
        "дайындаманы белгілеу мен аралау",
        "95 минут",
        world.site.name_kk,
        world.coordinator.full_name,
        world.mentor.full_name,
        "Ара тістері",
    ):
        assert shown in text
    assert "+7 714 200 00 11" in text
    consent.refresh_from_db()
    assert consent.status == Status.OPENED


def test_the_page_speaks_the_guardians_language():
    world, consent = asked()
    GuardianLink.objects.update(language="ru")
    text = body(entered(OneTimeLink.objects.get()).get(door(consent.link)))
    assert "Вашего ребёнка приглашают на профессиональную пробу" in text and world.programme.name_ru in text


def test_nothing_is_ticked_beforehand():
    _world, consent = asked()
    assert "checked" not in body(entered(consent.link).get(door(consent.link)))


def test_an_answer_is_saved_and_shown_at_the_same_address():
    _world, consent = asked()
    client = entered(consent.link)
    assert client.post(door(consent.link), ANSWERS).status_code == 302
    consent.refresh_from_db()
    assert (consent.status, consent.photo_permission) == (Status.GIVEN, "portfolio")
    assert "Сіз келісім бердіңіз" in body(client.get(door(consent.link)))


def test_a_second_submit_shows_the_saved_answer():
    _world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), ANSWERS)
    answer = client.post(door(consent.link), ANSWERS | {"decision": "decline"}, follow=True)
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN
    assert "Жауабыңыз сақталған." in body(answer) and "Қайтарып алу" in body(answer)


@pytest.mark.parametrize("missing", ["personal_data", "travel", "emergency_care", "typed_name"])
def test_a_missing_answer_stands_beside_its_field_and_nothing_is_lost(missing):
    _world, consent = asked()
    data = {key: value for key, value in (ANSWERS | {"health_note": "Жаңғаққа аллергия"}).items() if key != missing}
    answer = entered(consent.link).post(door(consent.link), data)
    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in body(answer)
    assert "Жаңғаққа аллергия" in body(answer)
    consent.refresh_from_db()
    assert consent.signed_at is None


def test_without_a_photo_answer_the_consent_is_given():
    _world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), {key: value for key, value in ANSWERS.items() if key != "photo"})
    consent.refresh_from_db()
    assert (consent.status, consent.photo_permission) == (Status.GIVEN, "")


def test_without_personal_data_the_page_says_what_it_means():
    _world, consent = asked()
    answer = entered(consent.link).post(door(consent.link), ANSWERS | {"personal_data": "no"})
    assert answer.status_code == 422 and "тізімге енгізе алмайды" in body(answer)


def test_a_refusal_needs_no_other_answer():
    _world, consent = asked()
    client = entered(consent.link)
    assert client.post(door(consent.link), {"decision": "decline"}).status_code == 302
    consent.refresh_from_db()
    assert consent.status == Status.DECLINED


def test_where_the_site_forbids_photos_nobody_is_asked_about_them():
    world, consent = asked()
    world.trial_site.photo_rule = "no"
    world.trial_site.save()
    text = body(entered(consent.link).get(door(consent.link)))
    assert 'name="photo"' not in text and "ешкім түсірілмейді" in text


def test_a_level_above_the_sites_rule_is_not_offered():
    world, consent = asked()
    world.trial_site.photo_rule = "portfolio"
    world.trial_site.save()
    text = body(entered(consent.link).get(door(consent.link)))
    assert 'value="portfolio"' in text and 'value="publish"' not in text


def test_a_trial_in_the_own_workshop_asks_about_no_trip():
    world, consent = asked()
    world.site.organisation = world.school
    world.site.save()
    assert 'name="travel"' not in body(entered(consent.link).get(door(consent.link)))


def test_a_withdrawal_takes_two_taps_and_acts_at_once():
    _world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), ANSWERS)
    answer = client.post(door(consent.link, "withdraw"), follow=True)
    assert "Сіз келісімді қайтарып алдыңыз" in body(answer)
    assert Participation.objects.get().status == Participation.Status.WITHDRAWN


def test_the_photo_permission_can_be_changed_later():
    _world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), ANSWERS)
    client.post(door(consent.link, "photo"), {"photo": "no"})
    consent.refresh_from_db()
    assert consent.photo_permission == "no"


def test_an_expired_link_shows_the_class_teachers_phone_and_no_data():
    world, consent = asked()
    OneTimeLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    answer = Client().get(door(consent.link))
    assert answer.status_code == 410
    assert world.teacher.full_name in body(answer) and world.teacher.phone in body(answer).replace(" ", "")
    assert world.pupils[0].first_name not in body(answer).replace(world.teacher.full_name, "")


def test_five_wrong_birth_dates_close_the_link_and_tell_the_class_teacher(django_capture_on_commit_callbacks):
    world, consent = asked()
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(door(consent.link), {"day": 1, "month": 1, "year": 2010}) for _n in range(5)]
    assert answers[-1].status_code == 410
    assert client.get(door(consent.link)).status_code == 410
    notice = Notice.objects.get(user=world.teacher)
    assert world.pupils[0].short_name in notice.message
    assert notice.url == reverse("profprobes:guardians", args=[world.pupils[0].pk])


def test_the_link_of_a_former_guardian_shows_nothing():
    world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), ANSWERS)
    GuardianLink.objects.update(status="ended")
    answer = client.get(door(consent.link))
    assert answer.status_code == 410 and world.pupils[0].last_name not in body(answer)


def test_a_cancelled_trial_asks_nothing():
    _world, consent = asked()
    client = entered(consent.link)
    Trial.objects.update(status=Trial.Status.CANCELLED)
    text = body(client.get(door(consent.link)))
    assert "Сынақ өткізілмейді" in text and "<form" not in text.split("<main")[1].split("</main>")[0]


def test_a_change_is_confirmed_by_one_tap_on_the_same_link():
    world, consent = asked()
    client = entered(consent.link)
    client.post(door(consent.link), ANSWERS)
    world.site.name_kk = "Басқа цех"
    moved = world.session.starts + dt.timedelta(days=1)
    type(world.session).objects.update(period=(moved, moved + dt.timedelta(minutes=95)))
    consents.ask_again(trial=Trial.objects.get(), by=world.coordinator)
    text = body(client.get(door(consent.link)))
    assert "Растаймын" in text and world.coordinator.full_name not in text  # only the difference
    client.post(door(consent.link, "confirm"), {"decision": "agree"})
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN


def test_search_engines_and_caches_keep_nothing():
    _world, consent = asked()
    answer = entered(consent.link).get(door(consent.link))
    assert "noindex" in answer["X-Robots-Tag"] and "no-store" in answer["Cache-Control"]


# The parents' page


def delivered() -> tuple[TrialWorld, ParentSummary, OneTimeLink]:
    world = TrialWorld(pupils=2, held=True)
    world.answer(0)
    world.answer(1)
    summaries.refresh_trial(trial=world.trial)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    summary = ParentSummary.objects.get(participation=world.participations[0])
    return world, summary, OneTimeLink.objects.get(purpose="summary", guardian__child=world.pupils[0])


def test_the_family_reads_what_its_child_did_and_the_page_counts_as_delivered():
    world, summary, link = delivered()
    text = body(entered(link).get(door(link)))
    assert "Тақтайшаны белгілеп, араладым" in text and world.teacher.full_name in text
    summary.refresh_from_db()
    assert (summary.status, summary.delivered_how) == (ParentSummary.Status.DELIVERED, "link")


def test_the_page_of_one_child_names_no_other_child():
    world, _summary, link = delivered()
    assert world.pupils[1].short_name not in body(entered(link).get(door(link)))


def test_the_browser_of_one_family_opens_no_other_page():
    world, _summary, link = delivered()
    other = OneTimeLink.objects.get(purpose="summary", guardian__child=world.pupils[1])
    answer = entered(link).get(door(other))
    assert "Тақтайшаны" not in body(answer)


def test_an_artefact_opens_for_the_family_by_its_own_key(settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from portfolio.services import add_artefact

    world, _summary, link = delivered()
    row = world.participations[0]
    made = add_artefact(
        owner=row.pupil, upload=SimpleUploadedFile("a.jpg", picture()), kind="photo", people=Artefact.People.OWNER, by=row.pupil
    )
    row.artefacts.add(made)
    consents.set_photo_effective(row)
    client = entered(link)
    text = body(client.get(door(link)))
    address = reverse("files:file", args=[made.public_id])
    keyed = next(part for part in text.split('"') if part.startswith(f"{address}?key="))
    assert client.get(keyed).status_code == 200
    assert Client().get(address).status_code in (302, 404)
    consents.change_photo(consent=row.consents.get(), level="no")
    assert client.get(keyed).status_code in (403, 404, 410)
    assert "Отбасының өтініші бойынша" in body(client.get(door(link)))


def test_the_pdf_says_so_while_it_is_being_made():
    _world, _summary, link = delivered()
    client = entered(link)
    assert "PDF дайындалып жатыр" in body(client.get(door(link)))
    assert client.get(door(link, "pdf")).status_code == 302


# Staff


def staff(role, world) -> User:
    User.objects.filter(pk=world.pupils[0].pk).update(sign_in=User.SignIn.ACTIVE)
    people = {
        "class teacher": world.teacher,
        "coordinator": world.coordinator,
        "mentor": world.mentor,
        "host": world.host_coordinator,
        "pupil": User.objects.get(pk=world.pupils[0].pk),
    }
    if role in people:
        return people[role]
    if role == "another class":
        return user_with_role(Role.CLASS_TEACHER, world.school, class_group=ClassGroupFactory(organisation=world.school))
    if role == "subject teacher":
        return user_with_role(Role.TEACHER, world.school, class_group=world.class_group)
    return user_with_role(Role.CAREER_COORDINATOR)


ROLES = ["class teacher", "coordinator", "another class", "subject teacher", "mentor", "host", "pupil", "foreign coordinator"]
OPEN = {"class teacher", "coordinator"}


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_answer_for_the_child_read_its_consent(client, role):
    world, consent = asked()
    consents.answer_consent(
        consent=consent, answer=consents.ConsentAnswer(participates=True, personal_data=True, typed_name="Үлгі Ана", health_note="құпия")
    )
    client.force_login(staff(role, world))
    answer = client.get(reverse("profprobes:family", args=[world.participations[0].pk]))
    assert answer.status_code == (200 if role in OPEN else 404)
    assert ("құпия" in body(answer)) is (role in OPEN)


def test_reading_a_consent_is_noted(client):
    world, consent = asked()
    url = reverse("profprobes:family", args=[world.participations[0].pk])
    client.force_login(world.teacher)
    client.get(url)
    assert not SensitiveRead.objects.exists()  # nothing is answered yet
    consents.answer_consent(consent=consent, answer=consents.ConsentAnswer(participates=False, typed_name="Үлгі Ана"))
    client.get(url)
    read = SensitiveRead.objects.get()
    assert (read.reader, read.subject) == (world.teacher, world.pupils[0])


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_trials_families_are_for_its_school(client, role):
    world, _consent = asked()
    client.force_login(staff(role, world))
    allowed = (200, 302) if role in OPEN else (403, 404)
    for name in ("consents_send", "consents_remind", "consents_handed_out"):
        assert client.post(reverse(f"profprobes:{name}", args=[world.trial.pk])).status_code in allowed
    for name in ("consent_slips", "consent_sheets", "summary_look", "consents_export"):
        assert client.get(reverse(f"profprobes:{name}", args=[world.trial.pk])).status_code in allowed


def test_anonymous_people_are_sent_to_the_sign_in():
    world, _consent = asked()
    answer = Client().get(reverse("profprobes:family", args=[world.participations[0].pk]))
    assert answer.status_code == 302 and "login" in answer["Location"]


def test_a_teacher_asks_only_the_families_of_the_own_class(client):
    world = TrialWorld(pupils=1)
    other_class = ClassGroupFactory(organisation=world.school)
    foreign = world.add_pupil()
    Participation.objects.filter(pk=foreign.pk).update(class_group=other_class)
    client.force_login(world.teacher)
    client.post(reverse("profprobes:consents_send", args=[world.trial.pk]))
    assert [row.participation_id for row in ParentConsent.objects.all()] == [world.participations[0].pk]
    answer = client.post(reverse("profprobes:consents_send", args=[world.trial.pk]), {"ids": [foreign.pk]})
    assert answer.status_code == 404


def test_a_guardian_of_another_class_cannot_be_edited(client):
    world = TrialWorld(pupils=1)
    stranger = GuardianLinkFactory()
    client.force_login(world.teacher)
    assert client.get(reverse("profprobes:guardian_edit", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("profprobes:guardian_end", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("profprobes:guardians", args=[stranger.child_id])).status_code == 404


def test_a_parent_is_added_and_the_consent_can_be_sent(client):
    world = TrialWorld(pupils=0)
    row = world.add_pupil(guardian=False)
    client.force_login(world.teacher)
    data = {"name": "Үлгібаева Сәуле", "relation": "mother", "phone": "8 701 000 00 09", "email": "", "language": "kk"}
    client.post(reverse("profprobes:guardians", args=[row.pupil_id]), data)
    guardian = GuardianLink.objects.get()
    assert (guardian.phone, guardian.confirmed_by) == ("+77010000009", world.teacher)
    client.post(reverse("profprobes:consents_send", args=[world.trial.pk]))
    assert ParentConsent.objects.get().guardian == guardian


@pytest.mark.parametrize("field, value", [("name", "Сәуле"), ("phone", "123"), ("email", "not an address"), ("relation", "")])
def test_a_wrong_contact_stands_beside_its_field(client, field, value):
    world = TrialWorld(pupils=1)
    client.force_login(world.teacher)
    data = {"name": "Үлгібаева Сәуле", "relation": "mother", "phone": "+77010000009", "email": "", "language": "kk"} | {field: value}
    answer = client.post(reverse("profprobes:guardians", args=[world.pupils[0].pk]), data)
    assert answer.status_code == 422 and f'id="id_{field}_error"' in body(answer)


def test_the_paper_answer_is_entered_with_its_scan(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    world = TrialWorld(pupils=1)
    client.force_login(world.teacher)
    data = {
        "guardian": world.guardians[0].pk,
        "signed_on": timezone.localdate().isoformat(),
        "participates": "yes",
        "personal_data": "yes",
        "photo": "no",
        "compared": "on",
        "scan": SimpleUploadedFile("scan.jpg", picture(), "image/jpeg"),
    }
    client.post(reverse("profprobes:consent_paper", args=[world.participations[0].pk]), data)
    consent = ParentConsent.objects.get()
    assert (consent.status, consent.channel, consent.typed_name) == (Status.GIVEN, "paper", world.guardians[0].name)
    assert client.get(reverse("profprobes:consent_scan", args=[consent.pk])).status_code == 200
    assert SensitiveRead.objects.filter(reader=world.teacher).exists()
    client.force_login(world.mentor)
    assert client.get(reverse("profprobes:consent_scan", args=[consent.pk])).status_code == 404


def test_a_scan_that_is_no_picture_is_refused_and_the_answers_stay(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    world = TrialWorld(pupils=1)
    client.force_login(world.teacher)
    data = {
        "guardian": world.guardians[0].pk,
        "signed_on": timezone.localdate().isoformat(),
        "participates": "yes",
        "personal_data": "yes",
        "health_note": "Астма",
        "compared": "on",
        "scan": SimpleUploadedFile("scan.jpg", b"MZ program", "image/jpeg"),
    }
    answer = client.post(reverse("profprobes:consent_paper", args=[world.participations[0].pk]), data)
    assert answer.status_code == 422 and 'id="id_scan_error"' in body(answer) and "Астма" in body(answer)
    assert not ParentConsent.objects.exists()


def test_slips_carry_the_living_addresses(client):
    world, consent = asked()
    client.force_login(world.teacher)
    text = body(client.get(reverse("profprobes:consent_slips", args=[world.trial.pk])))
    assert link_url(consent.link) in text and "data:image/svg+xml" in text


def test_the_desk_shows_the_class_with_words(client):
    world = TrialWorld(pupils=2)
    world.answer(0)
    client.force_login(world.teacher)
    text = body(client.get(reverse("profprobes:my_class")))
    assert world.pupils[0].short_name in text and "берілді" in text and "жіберілмеген" in text


@pytest.mark.parametrize(
    "shown, expected", [("given", {0}), ("waiting", {1}), ("no_guardian", {2}), ("all", {0, 1, 2}), ("nonsense", {0, 1, 2})]
)
def test_the_desk_filters_by_the_state_of_the_consent(client, shown, expected):
    world = TrialWorld(pupils=2)
    world.add_pupil(guardian=False)
    world.answer(0)
    client.force_login(world.teacher)
    answer = client.get(reverse("profprobes:my_class"), {"show": shown})
    found = {row.participation.pk for row in answer.context["rows"]}
    assert found == {world.participations[index].pk for index in expected}


def test_a_class_without_trials_says_what_will_come(client):
    teacher = user_with_role(Role.CLASS_TEACHER, class_group=ClassGroupFactory())
    client.force_login(teacher)
    assert client.get(reverse("profprobes:my_class")).status_code == 200


def test_the_desk_asks_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    world = TrialWorld(pupils=12)
    for index in range(6):
        world.answer(index)
    client.force_login(world.teacher)
    client.get(reverse("profprobes:my_class"))
    with django_assert_max_num_queries(12):
        client.get(reverse("profprobes:my_class"))


def test_the_look_through_goes_from_child_to_child(client):
    world, _summary, _link = delivered()
    client.force_login(world.teacher)
    url = reverse("profprobes:summary_look", args=[world.trial.pk])
    answer = client.post(f"{url}?n=1", {"extra_kk": "Топта көмектесті.", "extra_ru": "", "next_steps": ["visit"]})
    assert answer["Location"] == f"{url}?n=2"
    assert ParentSummary.objects.filter(extra_kk="Топта көмектесті.", next_steps=["visit"], version=2).count() == 1
    assert client.get(f"{url}?n=99").status_code == 404


@pytest.mark.parametrize(
    "role, answer", [("class teacher", 302), ("coordinator", 403), ("another class", 403), ("mentor", 403), ("foreign coordinator", 404)]
)
def test_only_the_class_teacher_signs(client, role, answer):
    world = TrialWorld(pupils=1, held=True)
    world.answer(0)
    summaries.refresh_trial(trial=world.trial)
    client.force_login(staff(role, world))
    response = client.post(reverse("profprobes:summary_sign", args=[world.trial.pk]))
    assert response.status_code in ({answer, 404} if answer == 403 else {answer})
    assert (ParentSummary.objects.get().status == ParentSummary.Status.SIGNED) is (role == "class teacher")
