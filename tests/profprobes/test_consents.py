"""Asking families: who gets a link, who is skipped, what a new link does to the old one, what a change asks again."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import OneTimeLink
from profprobes.errors import TooLate
from profprobes.errors_family import AlreadyAnswered, NobodyToAsk, NotAsked, NothingToRemind, TermsIncomplete
from profprobes.models import ParentConsent, Participation, Trial, TrialSession
from profprobes.services import consents
from tests.factories.people import GuardianLinkFactory
from tests.factories.trials import TrialWorld

pytestmark = pytest.mark.django_db
Status = ParentConsent.Status


def send(world, **options):
    return consents.send_consents(trial=world.trial, by=world.teacher, **options)


def test_every_active_guardian_gets_one_link_of_their_own():
    world = TrialWorld(pupils=2)
    GuardianLinkFactory(child=world.pupils[0])
    GuardianLinkFactory(child=world.pupils[0], status="ended")
    sent = send(world)
    assert sent.count == 3
    assert OneTimeLink.objects.filter(purpose="consent", status="issued").count() == 3
    assert {row.status for row in ParentConsent.objects.all()} == {Status.SENT}


def test_a_pupil_without_a_guardian_is_listed_and_stops_nobody():
    world = TrialWorld(pupils=1)
    lonely = world.add_pupil(guardian=False)
    sent = send(world)
    assert sent.count == 1
    assert [row.pk for row, _why in sent.skipped] == [lonely.pk]


def test_a_pupil_without_a_birth_date_is_listed():
    world = TrialWorld(pupils=1)
    row = world.add_pupil(birth_date=None)
    assert [skipped.pk for skipped, _why in send(world).skipped] == [row.pk]


@pytest.mark.parametrize("days, lives_until_start", [(5, True), (30, False)])
def test_a_link_lives_two_weeks_but_never_past_the_start_of_the_visit(days, lives_until_start):
    world = TrialWorld(pupils=1, days=days)
    send(world)
    link = ParentConsent.objects.get().link
    if lives_until_start:
        assert link.expires_at == world.session.starts
    else:
        assert abs(link.expires_at - timezone.now() - dt.timedelta(days=14)) < dt.timedelta(minutes=1)


def test_sending_twice_asks_nobody_twice():
    world = TrialWorld(pupils=1)
    send(world)
    with pytest.raises(NobodyToAsk):
        send(world)
    assert OneTimeLink.objects.count() == 1


def test_only_the_named_pupils_are_asked():
    world = TrialWorld(pupils=3)
    assert send(world, participations=world.participations[:1]).count == 1


@pytest.mark.parametrize("status", [Participation.Status.WITHDRAWN, Participation.Status.ATTENDED])
def test_who_is_out_is_not_asked(status):
    world = TrialWorld(pupils=1)
    Participation.objects.update(status=status)
    with pytest.raises(NobodyToAsk):
        send(world)


def test_a_letter_goes_out_in_the_guardians_language_and_names_the_child_shyly(django_capture_on_commit_callbacks):
    world = TrialWorld(pupils=1)
    world.guardians[0].language = "ru"
    world.guardians[0].save()
    sent = send(world)
    assert sent.letters == 1
    body = world.guardians[0].deliveries.get().body
    assert world.pupils[0].shy_name in body
    assert world.pupils[0].last_name not in body
    assert world.programme.name_ru in body and "/l/" in body
    assert not mail.outbox  # the queue sends it, after commit


def test_a_family_without_an_address_waits_for_a_printed_slip():
    world = TrialWorld(pupils=1)
    world.guardians[0].email = world.guardians[0].phone = ""
    world.guardians[0].save()
    sent = send(world)
    assert (sent.count, sent.letters, len(sent.by_hand)) == (1, 0, 1)


def test_the_first_sending_informs_the_families():
    world = TrialWorld(pupils=1)
    send(world)
    world.session.refresh_from_db()
    assert world.session.families_informed_at and not world.session.late_notice_reason


def test_a_late_notice_waits_for_the_coordinators_reason():
    world = TrialWorld(pupils=1, days=2)
    send(world)
    world.session.refresh_from_db()
    assert world.session.families_informed_at
    assert world.session.starts - world.session.families_informed_at < dt.timedelta(days=3)
    assert world.session.late_notice_reason == ""


def test_printed_slips_inform_the_families_too():
    world = TrialWorld(pupils=1)
    consents.record_paper_notice(trial=world.trial, by=world.teacher)
    assert TrialSession.objects.get().families_informed_at


@pytest.mark.parametrize("status", [Trial.Status.DRAFT, Trial.Status.MOVED])
def test_families_are_not_asked_before_the_trial_is_planned(status):
    world = TrialWorld(pupils=1)
    Trial.objects.update(status=status)
    with pytest.raises(NotAsked):
        send(world)


def test_families_are_not_asked_after_the_visit_has_begun():
    world = TrialWorld(pupils=1, days=-1)
    with pytest.raises(TooLate):
        send(world)


def test_families_are_not_asked_before_they_can_be_told_everything():
    world = TrialWorld(pupils=1)
    world.card.goal_action_kk = ""
    world.card.save()
    with pytest.raises(TermsIncomplete) as refusal:
        send(world)
    assert len(refusal.value.missing) == 1


def test_a_new_link_kills_the_old_one():
    world = TrialWorld(pupils=1)
    send(world)
    consent = ParentConsent.objects.get()
    old = consent.link
    consents.send_link_again(consent=consent, by=world.teacher)
    consent.refresh_from_db()
    old.refresh_from_db()
    assert old.status == OneTimeLink.Status.REVOKED
    assert consent.link_id != old.pk and consent.link.status == OneTimeLink.Status.ISSUED


def test_a_given_consent_gets_no_new_link():
    world = TrialWorld(pupils=1)
    with pytest.raises(AlreadyAnswered):
        consents.send_link_again(consent=world.answer(), by=world.teacher)


def test_a_reminder_carries_the_same_address_once_an_hour():
    world = TrialWorld(pupils=1)
    send(world)
    ParentConsent.objects.update(sent_at=timezone.now() - dt.timedelta(hours=2))
    link = ParentConsent.objects.get().link_id
    assert consents.remind_consents(trial=world.trial, by=world.teacher).count == 1
    assert ParentConsent.objects.get().link_id == link
    with pytest.raises(NothingToRemind):
        consents.remind_consents(trial=world.trial, by=world.teacher)


def test_a_reminder_replaces_an_expired_link():
    world = TrialWorld(pupils=1)
    send(world)
    ParentConsent.objects.update(status=Status.EXPIRED, sent_at=timezone.now() - dt.timedelta(days=14))
    OneTimeLink.objects.update(status="expired", expires_at=timezone.now() - dt.timedelta(hours=1))
    consents.remind_consents(trial=world.trial, by=world.teacher)
    consent = ParentConsent.objects.get()
    assert consent.status == Status.SENT and consent.link.status == OneTimeLink.Status.ISSUED


def test_who_has_answered_is_not_reminded():
    world = TrialWorld(pupils=1)
    world.answer()
    with pytest.raises(NothingToRemind):
        consents.remind_consents(trial=world.trial, by=world.teacher)


def test_the_clock_closes_what_nobody_answered():
    world = TrialWorld(pupils=2)
    send(world)
    OneTimeLink.objects.filter(pk=ParentConsent.objects.first().link_id).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert consents.expire_consents() == 1
    assert sorted(ParentConsent.objects.values_list("status", flat=True)) == [Status.EXPIRED, Status.SENT]


@pytest.mark.parametrize("hour, written", [(10, 1), (3, 0)])
def test_the_clock_reminds_three_days_before_by_day(hour, written):
    world = TrialWorld(pupils=1, days=3)
    send(world)
    ParentConsent.objects.update(sent_at=timezone.now() - dt.timedelta(days=2))
    assert consents.remind_due(timezone.localtime().replace(hour=hour)) == written


def test_a_new_date_asks_every_family_that_agreed_to_the_old_one():
    world = TrialWorld(pupils=2)
    agreed = world.answer(0)
    TrialSession.objects.update(period=(world.session.starts + dt.timedelta(days=1), world.session.ends + dt.timedelta(days=1)))
    sent = consents.ask_again(trial=world.trial, by=world.coordinator)
    agreed.refresh_from_db()
    assert agreed.status == Status.RECONFIRM
    assert sent.letters == 1  # on paper or by link before, the family gets an address now


def test_a_change_taken_back_asks_nobody_any_more():
    world = TrialWorld(pupils=1)
    agreed = world.answer(0)
    period = (world.session.starts, world.session.ends)
    TrialSession.objects.update(period=(world.session.starts + dt.timedelta(days=1), world.session.ends + dt.timedelta(days=1)))
    consents.ask_again(trial=world.trial, by=world.coordinator)
    TrialSession.objects.update(period=period)
    consents.ask_again(trial=world.trial, by=world.coordinator)
    agreed.refresh_from_db()
    assert agreed.status == Status.GIVEN


@pytest.mark.parametrize("minutes, asked", [(30, False), (61, True)])
def test_only_a_duration_longer_by_an_hour_asks_again(minutes, asked):
    world = TrialWorld(pupils=1)
    agreed = world.answer(0)
    TrialSession.objects.update(period=(world.session.starts, world.session.ends + dt.timedelta(minutes=minutes)))
    consents.ask_again(trial=world.trial, by=world.coordinator)
    agreed.refresh_from_db()
    assert (agreed.status == Status.RECONFIRM) is asked


def test_a_new_accompanying_adult_asks_nobody():
    world = TrialWorld(pupils=1)
    agreed = world.answer(0)
    world.trial.accompanying.add(world.teacher.memberships.get())
    consents.ask_again(trial=world.trial, by=world.coordinator)
    agreed.refresh_from_db()
    assert agreed.status == Status.GIVEN
