"""Consents: one answer in force per giver, history kept, the careful answer counts."""

import pytest
from django.db import IntegrityError, transaction

from accounts import consents
from accounts.consents import GIVEN, NONE, REFUSED
from accounts.errors import ConsentMissing, LevelMissing, NothingToWithdraw, NotTheGuardian, ReasonMissing
from accounts.models import Consent, ConsentPurpose, PhotoLevel
from tests.factories.people import ClassGroupFactory, ConsentFactory, ConsentTextFactory, GuardianLinkFactory, UserFactory

pytestmark = pytest.mark.django_db
TRIAL, PHOTO = ConsentPurpose.TRIAL, ConsentPurpose.PHOTO
LINK = Consent.Channel.LINK


@pytest.fixture
def mother():
    return GuardianLinkFactory()


@pytest.fixture
def father(mother):
    return GuardianLinkFactory(child=mother.child, relation="father")


def grant(guardian, purpose=TRIAL, **extra):
    return consents.grant_consent(subject=guardian.child, purpose=purpose, guardian=guardian, channel=LINK, **extra)


def refuse(guardian, purpose=TRIAL, **extra):
    return consents.refuse_consent(subject=guardian.child, purpose=purpose, guardian=guardian, channel=LINK, **extra)


def state(guardian, scope=None):
    return consents.consent_state(subject=guardian.child, purpose=TRIAL, scope=scope)


def test_no_answer_is_no_consent(mother):
    assert state(mother) == NONE
    with pytest.raises(ConsentMissing):
        consents.require_consent(subject=mother.child, purpose=TRIAL)


def test_one_guardians_consent_suffices_and_keeps_the_text_it_was_given_for(mother, father):
    text = ConsentTextFactory()
    assert grant(mother).text == text
    assert state(father) == GIVEN


def test_a_consent_for_one_event_says_nothing_about_another(mother):
    here, there = ClassGroupFactory(), ClassGroupFactory()
    grant(mother, scope=here)
    assert (state(mother, here), state(mother, there), state(mother)) == (GIVEN, NONE, NONE)


def test_the_same_answer_twice_is_one_row(mother):
    assert grant(mother) == grant(mother)
    assert Consent.objects.count() == 1


def test_a_second_consent_in_force_is_refused_by_the_database(mother):
    row = grant(mother)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory(guardian=mother, purpose=row.purpose)


def test_a_guardian_who_changes_the_mind_leaves_a_history(mother):
    grant(mother)
    refuse(mother)
    assert state(mother) == REFUSED
    assert [(row.status, row.ended_at is None) for row in Consent.objects.order_by("pk")] == [("withdrawn", False), ("refused", True)]
    grant(mother)
    assert state(mother) == GIVEN and Consent.objects.count() == 3


def test_two_guardians_who_differ_hold_the_child_back_until_it_is_settled(mother, father):
    grant(mother)
    refusal = refuse(father)
    assert state(mother) == REFUSED
    with pytest.raises(ReasonMissing):
        consents.settle_refusal(refusal=refusal, by=UserFactory(), reason=" ")
    consents.settle_refusal(refusal=refusal, by=UserFactory(), reason="Отбасы келісті")
    assert state(mother) == GIVEN


def test_the_answer_of_a_guardian_who_is_no_longer_one_does_not_count(mother):
    grant(mother)
    type(mother).objects.filter(pk=mother.pk).update(status="ended")
    assert state(mother) == NONE


def test_only_a_confirmed_guardian_of_this_child_answers(mother):
    stranger, pending = GuardianLinkFactory(), GuardianLinkFactory(child=mother.child, status="pending")
    for guardian in (stranger, pending):
        with pytest.raises(NotTheGuardian):
            consents.grant_consent(subject=mother.child, purpose=TRIAL, guardian=guardian, channel=LINK)


def test_withdrawal_works_at_once_once_and_is_announced_after_commit(mother, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(consents, "_ended_hooks", [told.append])
    consent = grant(mother)
    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(consent=consent)
    assert state(mother) == NONE and told == [consent]
    with pytest.raises(NothingToWithdraw):
        consents.withdraw_consent(consent=consent)


@pytest.mark.parametrize(
    ("levels", "effective"),
    [
        ([], PhotoLevel.NO),
        (["publish"], PhotoLevel.PUBLISH),
        (["publish", "portfolio"], PhotoLevel.PORTFOLIO),
        (["portfolio", "no"], PhotoLevel.NO),
    ],
)
def test_the_lowest_photo_permission_counts(mother, father, levels, effective):
    for guardian, level in zip((mother, father), levels, strict=False):
        grant(guardian, PHOTO, level=level)
    assert consents.photo_level_of(mother.child) == effective


def test_the_person_answers_beside_the_guardian(mother):
    grant(mother, PHOTO, level="publish")
    consents.grant_consent(subject=mother.child, purpose=PHOTO, channel=Consent.Channel.PORTAL, level="portfolio")
    assert consents.photo_level_of(mother.child) == PhotoLevel.PORTFOLIO


def test_a_photo_answer_without_a_level_is_refused(mother):
    with pytest.raises(LevelMissing):
        grant(mother, PHOTO)


def test_a_class_is_asked_in_one_query(mother, django_assert_num_queries):
    children = [GuardianLinkFactory().child for _ in range(5)] + [mother.child]
    grant(mother)
    with django_assert_num_queries(1):
        states = consents.consent_states(subjects=children, purpose=TRIAL)
    assert list(states.values()) == [NONE] * 5 + [GIVEN]


def test_reading_by_others_is_logged_and_cannot_be_rubbed_out(mother):
    reader = UserFactory()
    line = consents.log_read(reader=reader, subject=mother.child, what="Medical conditions")
    assert consents.log_read(reader=mother.child, subject=mother.child, what="Medical conditions") is None
    for attempt in (line.delete, lambda: type(line).objects.filter(pk=line.pk).update(what="nothing")):
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            attempt()


def test_every_change_of_a_consent_is_kept_by_the_database(mother):
    consent = grant(mother)
    consents.withdraw_consent(consent=consent)
    assert list(consent.events.order_by("pgh_id").values_list("pgh_label", "status")) == [("insert", "granted"), ("update", "withdrawn")]
