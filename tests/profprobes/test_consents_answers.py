"""Answers of families: what counts as given, what a second submit does, who holds against whom, what a withdrawal takes away."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.consents import consent_state, photo_level_of
from accounts.errors import NotTheGuardian
from accounts.models import Consent, ConsentPurpose, PhotoLevel
from core.uploads import CheckedFile
from portfolio.models import Artefact
from profprobes.errors import TooLate
from profprobes.errors_family import (
    AboveTheLimit,
    AlreadyAnswered,
    NoDisagreement,
    NoteMissing,
    NotGivenNow,
    PaperDateWrong,
    PersonalDataNeeded,
    ScanMissing,
)
from profprobes.family import family_answer
from profprobes.models import ParentConsent, Participation, Trial, TrialSession
from profprobes.services import consents
from profprobes.services.answers import effective_photo_level, fresh
from profprobes.services.consents import ConsentAnswer
from tests.factories.people import GuardianLinkFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = ParentConsent.Status
YES = ConsentAnswer(
    participates=True,
    personal_data=True,
    photo="portfolio",
    travel=True,
    emergency_care=True,
    health_note="жаңғаққа аллергия",
    typed_name="Үлгібаева Сәуле",
)
NO = ConsentAnswer(participates=False, typed_name="Үлгібаева Сәуле")


def asked(**options) -> tuple[TrialWorld, ParentConsent]:
    world = TrialWorld(pupils=1, **options)
    consents.send_consents(trial=world.trial, by=world.teacher)
    return world, ParentConsent.objects.get()


def state(world, index=0) -> str:
    return family_answer(fresh(world.participations[index])).state


def paper() -> CheckedFile:
    return CheckedFile(content=b"scan", mime="image/jpeg", extension=".jpg", original_name="x.jpg")


# Given, not given


def test_a_given_consent_admits_the_pupil_and_writes_both_consents():
    world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    row = world.participations[0]
    row.refresh_from_db()
    assert row.status == Participation.Status.ADMITTED
    assert consent_state(subject=row.pupil, purpose=ConsentPurpose.TRIAL, scope=world.trial) == "given"
    assert photo_level_of(row.pupil, world.trial) == PhotoLevel.PORTFOLIO


def test_a_refusal_withdraws_the_pupil_and_keeps_nothing_but_itself():
    world, consent = asked()
    consents.answer_consent(
        consent=consent, answer=ConsentAnswer(participates=False, health_note="x", photo="publish", typed_name="Үлгі Ана")
    )
    consent.refresh_from_db()
    row = world.participations[0]
    row.refresh_from_db()
    assert (consent.status, consent.health_note, consent.photo_permission) == (Status.DECLINED, "", "")
    assert row.status == Participation.Status.WITHDRAWN
    assert consent_state(subject=row.pupil, purpose=ConsentPurpose.TRIAL, scope=world.trial) == "refused"


def test_without_personal_data_there_is_no_consent():
    _world, consent = asked()
    with pytest.raises(PersonalDataNeeded):
        consents.answer_consent(consent=consent, answer=ConsentAnswer(participates=True, personal_data=False, typed_name="Үлгі Ана"))


def test_photo_is_never_required_and_silence_forbids():
    world, consent = asked()
    consents.answer_consent(consent=consent, answer=ConsentAnswer(participates=True, personal_data=True, typed_name="Үлгі Ана"))
    row = world.participations[0]
    row.refresh_from_db()
    assert row.status == Participation.Status.ADMITTED
    assert row.photo_effective == PhotoLevel.NO == photo_level_of(row.pupil, world.trial)


def test_the_answer_keeps_what_the_family_was_told():
    world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    consent.refresh_from_db()
    assert consent.terms["host_id"] == world.host.pk and consent.terms["goal"]["kk"]
    assert consent.text_version == 1 and consent.signed_at


def test_the_health_note_is_encrypted_in_the_database():
    _world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT health_note FROM profprobes_parentconsent WHERE id = %s", [consent.pk])
        assert "аллергия" not in cursor.fetchone()[0]
    consent.refresh_from_db()
    assert consent.health_note == "жаңғаққа аллергия"


def test_a_second_submit_changes_nothing():
    _world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    with pytest.raises(AlreadyAnswered):
        consents.answer_consent(consent=consent, answer=NO)
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN
    assert Consent.objects.filter(purpose=ConsentPurpose.TRIAL).count() == 1


def test_nobody_answers_after_the_visit_has_begun():
    world, consent = asked()
    begun = (timezone.now() - dt.timedelta(minutes=1), timezone.now() + dt.timedelta(minutes=90))
    TrialSession.objects.filter(pk=world.session.pk).update(period=begun)
    with pytest.raises(TooLate):
        consents.answer_consent(consent=consent, answer=YES)


def test_a_family_cannot_allow_more_than_the_site_does():
    world, consent = asked()
    world.trial_site.photo_rule = PhotoLevel.PORTFOLIO
    world.trial_site.save()
    with pytest.raises(AboveTheLimit):
        consents.answer_consent(
            consent=consent, answer=ConsentAnswer(participates=True, personal_data=True, photo="publish", typed_name="Үлгі Ана")
        )


def test_a_trip_refused_keeps_the_pupil_out_until_the_family_brings_the_child():
    world, consent = asked()
    answer = ConsentAnswer(participates=True, personal_data=True, travel=False, emergency_care=True, typed_name="Үлгі Ана")
    consents.answer_consent(consent=consent, answer=answer)
    row = world.participations[0]
    row.refresh_from_db()
    assert row.status != Participation.Status.ADMITTED
    consents.note_brings_child(consent=consent, brings=True, by=world.teacher)
    row.refresh_from_db()
    assert row.status == Participation.Status.ADMITTED


def test_emergency_care_refused_is_a_call_and_no_refusal():
    world, consent = asked()
    answer = ConsentAnswer(participates=True, personal_data=True, travel=True, emergency_care=False, typed_name="Үлгі Ана")
    consents.answer_consent(consent=consent, answer=answer)
    weighed = family_answer(fresh(world.participations[0]))
    assert weighed.is_given and not weighed.emergency_care


# Two guardians


def two(first=YES, second=NO):
    world = TrialWorld(pupils=1)
    father = GuardianLinkFactory(child=world.pupils[0], relation="father")
    consents.send_consents(trial=world.trial, by=world.teacher)
    mother_row, father_row = ParentConsent.objects.order_by("pk")
    assert father_row.guardian == father
    for row, answer in ((mother_row, first), (father_row, second)):
        if answer:
            consents.answer_consent(consent=row, answer=answer)
    return world, mother_row, father_row


@pytest.mark.parametrize(
    "first, second, word",
    [(YES, None, "given"), (YES, YES, "given"), (YES, NO, "disagree"), (NO, YES, "disagree"), (NO, NO, "declined"), (NO, None, "declined")],
)
def test_one_yes_suffices_and_a_no_beside_it_holds(first, second, word):
    world, *_rows = two(first, second)
    assert state(world) == word
    assert (Participation.objects.get().status == Participation.Status.ADMITTED) is (word == "given")


def test_a_settlement_lifts_the_refusal():
    world, mother, father = two()
    consents.settle_disagreement(participation=world.participations[0], holds=mother, note="Әкесі келісті, телефонмен", by=world.teacher)
    father.refresh_from_db()
    assert father.set_aside_by == world.teacher and father.status == Status.DECLINED
    assert state(world) == "given"
    assert Participation.objects.get().status == Participation.Status.ADMITTED
    assert consent_state(subject=world.pupils[0], purpose=ConsentPurpose.TRIAL, scope=world.trial) == "given"


def test_a_settlement_may_also_say_that_the_refusal_stands():
    world, _mother, father = two()
    consents.settle_disagreement(participation=world.participations[0], holds=father, note="Анасы келісті", by=world.teacher)
    assert state(world) == "declined"


def test_a_settlement_needs_words():
    world, mother, _father = two()
    with pytest.raises(NoteMissing):
        consents.settle_disagreement(participation=world.participations[0], holds=mother, note="  ", by=world.teacher)


def test_where_nobody_differs_there_is_nothing_to_settle():
    world, mother, _father = two(YES, YES)
    with pytest.raises(NoDisagreement):
        consents.settle_disagreement(participation=world.participations[0], holds=mother, note="x", by=world.teacher)


def test_a_new_answer_counts_again_after_a_settlement():
    world, mother, father = two()
    consents.settle_disagreement(participation=world.participations[0], holds=mother, note="Келісті", by=world.teacher)
    consents.send_link_again(consent=father, by=world.teacher)
    consents.answer_consent(consent=ParentConsent.objects.get(pk=father.pk), answer=NO)
    assert state(world) == "disagree"


def test_an_answer_of_a_guardian_whose_standing_ended_no_longer_counts():
    _world, mother, _father = two(YES, None)
    mother.guardian.status = "ended"
    mother.guardian.save()
    consents.guardian_ended(mother.guardian)
    assert Participation.objects.get().status != Participation.Status.ADMITTED


@pytest.mark.django_db(transaction=True)
def test_two_guardians_who_answer_at_once_both_count():
    world, mother, father = two(None, None)
    together = threading.Barrier(2)
    problems = []

    def answer(row, what):
        try:
            together.wait()
            consents.answer_consent(consent=ParentConsent.objects.get(pk=row.pk), answer=what)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in ((mother, YES), (father, NO))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert state(world) == "disagree"
    assert Participation.objects.get().status != Participation.Status.ADMITTED


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_saves_one_answer():
    _world, consent = asked()
    together = threading.Barrier(4)
    outcomes = []

    def submit():
        try:
            together.wait()
            consents.answer_consent(consent=ParentConsent.objects.get(pk=consent.pk), answer=YES)
            outcomes.append("saved")
        except AlreadyAnswered:
            outcomes.append("already")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already", "already", "already", "saved"]
    assert Consent.objects.filter(purpose=ConsentPurpose.TRIAL).count() == 1
    assert consent.transitions.filter(action="give").count() == 1


# Withdrawal and photo


def test_a_withdrawal_acts_at_once():
    world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    consents.withdraw_consent(consent=consent)
    row = Participation.objects.get()
    assert (row.status, row.photo_effective) == (Participation.Status.WITHDRAWN, PhotoLevel.NO)
    assert consent_state(subject=row.pupil, purpose=ConsentPurpose.TRIAL, scope=world.trial) == "refused"


def test_a_withdrawal_of_one_guardian_holds_against_the_other():
    world, mother, _father = two(YES, YES)
    consents.withdraw_consent(consent=mother)
    assert state(world) == "disagree"


def test_what_was_not_given_cannot_be_withdrawn():
    _world, consent = asked()
    with pytest.raises(NotGivenNow):
        consents.withdraw_consent(consent=consent)


def held_with_picture(photo="portfolio", people=Artefact.People.OWNER):
    world = TrialWorld(pupils=1, held=True)
    consent = world.answer(0, photo=photo)
    row = world.participations[0]
    picture = Artefact.objects.create(
        owner=row.pupil, kind="photo", file="x.jpg", original_name="x.jpg", mime="image/jpeg", size=1, sha256="1" * 64, people=people
    )
    row.artefacts.add(picture)
    consents.set_photo_effective(row)
    return world, consent, picture


def test_a_lower_photo_permission_hides_the_pictures_in_the_same_moment():
    _world, consent, picture = held_with_picture()
    consents.change_photo(consent=consent, level=PhotoLevel.NO)
    picture.refresh_from_db()
    assert picture.status == Artefact.Status.BLOCKED
    assert Participation.objects.get().photo_effective == PhotoLevel.NO


def test_a_picture_without_people_stays():
    _world, consent, picture = held_with_picture(people=Artefact.People.NONE)
    consents.change_photo(consent=consent, level=PhotoLevel.NO)
    picture.refresh_from_db()
    assert picture.status == Artefact.Status.READY


def test_a_permission_given_anew_opens_the_pictures_again():
    _world, consent, picture = held_with_picture()
    consents.change_photo(consent=consent, level=PhotoLevel.NO)
    consents.change_photo(consent=consent, level=PhotoLevel.PORTFOLIO)
    picture.refresh_from_db()
    assert picture.status == Artefact.Status.READY


def test_a_withdrawal_after_the_visit_keeps_attendance_and_hides_pictures():
    _world, consent, picture = held_with_picture()
    consents.withdraw_consent(consent=consent)
    picture.refresh_from_db()
    assert picture.status == Artefact.Status.BLOCKED
    assert Participation.objects.get().status == Participation.Status.ATTENDED


def test_the_change_of_the_photo_permission_is_remembered():
    _world, consent, _picture = held_with_picture(photo="publish")
    consents.change_photo(consent=consent, level=PhotoLevel.PORTFOLIO)
    row = consent.transitions.get(action="change_photo")
    assert (row.source, row.target) == ("publish", "portfolio")


FORBIDDEN, PORTFOLIO, PUBLISH = PhotoLevel.NO, PhotoLevel.PORTFOLIO, PhotoLevel.PUBLISH


@pytest.mark.parametrize(
    "site, choice, parent, pupil, age, counts",
    [
        (PUBLISH, PUBLISH, "portfolio", True, 13, PORTFOLIO),  # the example of BR-25
        (PUBLISH, PUBLISH, "publish", True, 13, PUBLISH),
        (PUBLISH, PUBLISH, "publish", True, 15, PUBLISH),
        (PUBLISH, PUBLISH, "publish", False, 13, FORBIDDEN),
        (PUBLISH, PUBLISH, "publish", None, 13, PUBLISH),  # below 14 silence changes nothing
        (PUBLISH, PUBLISH, "publish", None, 14, FORBIDDEN),  # from 14 silence forbids (R-P14)
        (PORTFOLIO, PUBLISH, "publish", True, 13, PORTFOLIO),
        (PUBLISH, PORTFOLIO, "publish", True, 13, PORTFOLIO),
        (FORBIDDEN, PUBLISH, "publish", True, 13, FORBIDDEN),
        (PUBLISH, FORBIDDEN, "publish", True, 13, FORBIDDEN),
        (PUBLISH, PUBLISH, "", True, 13, FORBIDDEN),
        (PUBLISH, PUBLISH, "no", True, 13, FORBIDDEN),
    ],
)
def test_the_lowest_photo_level_counts(site, choice, parent, pupil, age, counts):
    world = TrialWorld(pupils=0)
    born = world.session.starts.date()
    row = world.add_pupil(birth_date=born.replace(year=born.year - age, day=1))
    world.trial_site.photo_rule = site
    world.trial_site.save()
    Trial.objects.filter(pk=world.trial.pk).update(photo_choice=choice)
    world.answer(0, photo=parent)
    world.answer_form(row, photo_consent=pupil)
    assert effective_photo_level(fresh(row)) == counts


def test_the_more_careful_of_two_guardians_counts():
    world = TrialWorld(pupils=1)
    world.answer(0, photo="publish")
    world.answer(0, photo="portfolio", guardian=GuardianLinkFactory(child=world.pupils[0]))
    assert family_answer(fresh(world.participations[0])).photo == PhotoLevel.PORTFOLIO


# Asked again


def changed():
    world, consent = asked()
    consents.answer_consent(consent=consent, answer=YES)
    starts, ends = world.session.starts + dt.timedelta(days=1), world.session.ends + dt.timedelta(days=1)
    TrialSession.objects.update(period=(starts, ends))
    consents.ask_again(trial=Trial.objects.get(), by=world.coordinator)
    return world, ParentConsent.objects.get()


def test_until_it_is_confirmed_again_the_pupil_is_not_admitted():
    world, consent = changed()
    assert (consent.status, state(world)) == (Status.RECONFIRM, "reconfirm")
    assert Participation.objects.get().status == Participation.Status.VOLUNTEERED


def test_one_tap_confirms_under_the_new_terms():
    world, consent = changed()
    consents.confirm_consent(consent=consent)
    consent.refresh_from_db()
    assert consent.status == Status.GIVEN
    assert dt.datetime.fromisoformat(consent.terms["starts"]) == world.session.starts + dt.timedelta(days=1)
    assert Participation.objects.get().status == Participation.Status.ADMITTED


def test_the_changed_terms_may_be_declined():
    world, consent = changed()
    consents.decline_again(consent=consent)
    assert state(world) == "declined"


# Paper


def test_a_paper_counts_from_its_own_date():
    world, consent = asked()
    day = timezone.localdate() - dt.timedelta(days=2)
    consents.enter_paper_consent(
        participation=world.participations[0], guardian=world.guardians[0], answer=YES, scan=paper(), signed_on=day, by=world.teacher
    )
    consent.refresh_from_db()
    assert (consent.channel, consent.status) == (ParentConsent.Channel.PAPER, Status.GIVEN)
    assert timezone.localtime(consent.signed_at).date() == day
    assert consent.scan and Consent.objects.filter(channel="paper", purpose="trial").exists()


def test_after_the_paper_the_open_link_shows_the_saved_answer():
    world, consent = asked()
    consents.enter_paper_consent(
        participation=world.participations[0],
        guardian=world.guardians[0],
        answer=YES,
        scan=paper(),
        signed_on=timezone.localdate(),
        by=world.teacher,
    )
    with pytest.raises(AlreadyAnswered):
        consents.answer_consent(consent=consent, answer=NO)


@pytest.mark.parametrize("days, scan, refusal", [(1, True, PaperDateWrong), (0, False, ScanMissing)])
def test_a_paper_needs_its_scan_and_a_day_that_has_come(days, scan, refusal):
    world = TrialWorld(pupils=1)
    day = timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(refusal):
        consents.enter_paper_consent(
            participation=world.participations[0],
            guardian=world.guardians[0],
            answer=YES,
            scan=paper() if scan else None,
            signed_on=day,
            by=world.teacher,
        )


def test_a_paper_of_another_childs_guardian_is_refused():
    world = TrialWorld(pupils=2)
    with pytest.raises(NotTheGuardian):
        consents.enter_paper_consent(
            participation=world.participations[0],
            guardian=world.guardians[1],
            answer=YES,
            scan=paper(),
            signed_on=timezone.localdate(),
            by=world.teacher,
        )


# The class teacher hears of it


def test_the_class_teacher_hears_of_answers_to_act_on(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        world, _mother, _father = two()
    told = list(world.teacher.notices.values_list("text", flat=True))
    assert any("answered differently" in text for text in told)


@pytest.mark.parametrize(
    "answer, words",
    [
        (NO, "has not given"),
        (ConsentAnswer(participates=True, personal_data=True, travel=False, emergency_care=True, typed_name="Үлгі Ана"), "not to the trip"),
        (
            ConsentAnswer(participates=True, personal_data=True, travel=True, emergency_care=False, typed_name="Үлгі Ана"),
            "before emergency care",
        ),
        (YES, None),
    ],
)
def test_a_plain_yes_makes_no_noise(django_capture_on_commit_callbacks, answer, words):
    world, consent = asked()
    with django_capture_on_commit_callbacks(execute=True):
        consents.answer_consent(consent=consent, answer=answer)
    told = " ".join(world.teacher.notices.values_list("text", flat=True))
    assert (words in told) if words else told == ""
