"""Consents of a class (S5), the question behind the link, paper, differing guardians, terms and new texts; support needs; who read what."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from accounts import consents, support
from accounts.exports import grant_export, withdraw_export
from accounts.links import token_of
from accounts.models import Consent, ConsentText, Notice, OneTimeLink, SensitiveRead
from network.models import ConsentRequest, Role
from network.queries_consents import desk_of
from network.services import class_consents as service
from tests.factories.files import picture
from tests.factories.people import (
    ClassGroupFactory,
    ConsentTextFactory,
    GuardianLinkFactory,
    PupilFactory,
    UserFactory,
    user_with_role,
)

pytestmark = pytest.mark.django_db
SOON = lambda: timezone.localdate() + dt.timedelta(days=7)  # noqa: E731


@pytest.fixture(autouse=True)
def texts():
    for purpose in ("photo", "research"):
        ConsentTextFactory(purpose=purpose)


@pytest.fixture
def group():
    return ClassGroupFactory(name="8 «А»")


@pytest.fixture
def teacher(group):
    return user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=group)


@pytest.fixture
def family(group):
    return GuardianLinkFactory(child=PupilFactory(group=group))


def ask(group, teacher, purpose="photo"):
    return service.ask(group=group, purpose=purpose, until=SOON(), by=teacher)


def opened(client, link, born="2012-05-17"):
    year, month, day = born.split("-")
    return client.post(f"/l/{token_of(link)}/", {"day": day, "month": month, "year": year}, follow=True)


def test_the_guardian_chooses_a_level_on_the_phone_and_the_class_teacher_sees_it_at_once(client, group, teacher, family):
    assert ask(group, teacher).count == 1
    link = OneTimeLink.objects.get()
    page = opened(client, link)
    assert page.status_code == 200 and "checked" not in page.content.decode()
    assert client.post(f"/l/{token_of(link)}/", {"decision": "agree"}).status_code == 422
    client.post(f"/l/{token_of(link)}/", {"decision": "agree", "level": "portfolio"})
    assert desk_of(group).rows[0].cells[0].level == "portfolio"
    second = client.get(f"/l/{token_of(link)}/").content.decode()
    assert "Қайтарып алу" in second and 'name="level"' not in second
    client.post(f"/l/{token_of(link)}/withdraw/")
    assert desk_of(group).rows[0].cells[0].state == "withdrawn"
    assert consents.photo_level_of(family.child) == "no"


def test_five_wrong_birth_dates_close_the_link_and_tell_the_class_teacher(
    client, group, teacher, family, django_capture_on_commit_callbacks
):
    ask(group, teacher)
    link = OneTimeLink.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(5):
            opened(client, link, "2011-01-01")
    link.refresh_from_db()
    assert link.status == "revoked" and client.get(f"/l/{token_of(link)}/").status_code == 410
    assert Notice.objects.filter(user=teacher).exists()


def test_asking_again_writes_to_nobody_who_has_answered_or_holds_a_live_link(group, teacher, family):
    ask(group, teacher)
    with pytest.raises(service.NobodyToAsk):
        ask(group, teacher)
    consents.grant_consent(subject=family.child, purpose="photo", guardian=family, channel="link", level="publish")
    with pytest.raises(service.NobodyToAsk):
        ask(group, teacher)
    assert OneTimeLink.objects.count() == ConsentRequest.objects.count() == 1


def test_pupils_without_a_parent_are_named_and_stop_nobody(group, teacher, family):
    PupilFactory(group=group)
    asked = ask(group, teacher)
    assert asked.count == 1 and len(asked.skipped) == 1


def test_from_16_on_the_pupil_is_asked_too(client, group, teacher):
    grown = PupilFactory(group=group, birth_date=timezone.localdate() - dt.timedelta(days=366 * 17), sign_in="active")
    GuardianLinkFactory(child=grown)
    ask(group, teacher, "research")
    mine = Consent.objects.get(subject=grown, guardian__isnull=True)
    assert mine.status == "requested"
    client.force_login(grown)
    assert client.get("/account/data/").status_code == 200
    client.post(f"/account/data/consents/{mine.pk}/answer/", {"answer": "yes"})
    assert consents.consent_state(subject=grown, purpose="research") == consents.GIVEN


def test_two_guardians_differ_and_the_refusal_holds_until_it_is_settled(client, group, teacher, family):
    father = GuardianLinkFactory(child=family.child)
    consents.grant_consent(subject=family.child, purpose="research", guardian=family, channel="link")
    refusal = consents.refuse_consent(subject=family.child, purpose="research", guardian=father, channel="link")
    assert consents.consent_state(subject=family.child, purpose="research") == consents.REFUSED
    assert desk_of(group).rows[0].cells[0].state == "differ"
    client.force_login(teacher)
    page = f"/classes/{group.pk}/consents/{family.child.pk}/"
    assert client.post(f"{page}settle/{refusal.pk}/", {"reason": " "}).status_code == 422
    client.post(f"{page}settle/{refusal.pk}/", {"reason": "Екеуі келісті"})
    assert consents.consent_state(subject=family.child, purpose="research") == consents.GIVEN


def test_a_paper_answer_needs_its_scan_and_counts_from_its_date(client, group, teacher, family):
    client.force_login(teacher)
    page = f"/classes/{group.pk}/consents/{family.child.pk}/paper/"
    typed = {"guardian": family.pk, "purpose": "research", "agrees": "yes", "signed_on": "2026-01-15"}
    assert client.post(page, typed).status_code == 422
    assert client.post(page, typed | {"signed_on": "2090-01-01", "scan": _scan()}).status_code == 422
    assert client.post(page, typed | {"scan": SimpleUploadedFile("a.docx", b"PK\x03\x04")}).status_code == 422
    assert client.post(page, typed | {"scan": _scan()}).status_code == 302
    row = Consent.objects.get()
    assert row.channel == "paper" and row.scan and timezone.localdate(row.given_at) == dt.date(2026, 1, 15)
    assert client.get(f"/classes/{group.pk}/consents/{family.child.pk}/scan/{row.pk}/").status_code == 200
    assert SensitiveRead.objects.filter(subject=family.child, reader=teacher, what="Scan of a consent").exists()


def _scan():
    return SimpleUploadedFile("paper.jpg", picture(), content_type="image/jpeg")


def test_a_consent_ends_with_its_term_and_a_new_text_asks_anew(group, teacher, family):
    ConsentText.objects.filter(purpose="research").update(valid_days=10)
    old = consents.grant_consent(
        subject=family.child, purpose="research", guardian=family, channel="link", given_at=timezone.now() - dt.timedelta(days=11)
    )
    assert consents.consent_state(subject=family.child, purpose="research") == consents.NONE
    assert consents.expire_over() == 1 and consents.expire_over() == 0
    old.refresh_from_db()
    assert old.status == "expired"
    consents.grant_consent(subject=family.child, purpose="photo", guardian=family, channel="link", level="publish")
    ConsentTextFactory(purpose="photo", version=3, re_consent=True)
    assert consents.photo_level_of(family.child) == "no"
    assert ask(group, teacher).count == 1


def test_a_text_that_somebody_answered_is_never_edited(family):
    consents.grant_consent(subject=family.child, purpose="research", guardian=family, channel="link")
    with pytest.raises((IntegrityError, InternalError), match="used_text_stays"), transaction.atomic():
        ConsentText.objects.filter(purpose="research").update(text_kk="Басқа мәтін")


def test_the_coordinator_sees_counts_and_no_names(client, group, teacher, family):
    ask(group, teacher)
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    page = client.get(f"/classes/{group.pk}/consents/")
    assert page.status_code == 200 and family.child.last_name not in page.content.decode()
    assert client.get(f"/classes/{group.pk}/consents/{family.child.pk}/").status_code == 403
    client.force_login(
        user_with_role(Role.CLASS_TEACHER, group.organisation, class_group=ClassGroupFactory(organisation=group.organisation))
    )
    assert client.get(f"/classes/{group.pk}/consents/").status_code == 404


def test_every_reading_of_a_familys_answers_is_seen_by_the_child(client, group, teacher, family):
    consents.grant_consent(subject=family.child, purpose="research", guardian=family, channel="link")
    client.force_login(teacher)
    client.get(f"/classes/{group.pk}/consents/{family.child.pk}/")
    assert [line.reader for line in SensitiveRead.objects.visible_to(family.child)] == [teacher]
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        SensitiveRead.objects.update(what="x")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        SensitiveRead.objects.all().delete()


def test_the_desk_costs_the_same_for_2_and_for_20_pupils(client, group, teacher, django_assert_max_num_queries):
    for _ in range(20):
        GuardianLinkFactory(child=PupilFactory(group=group))
    ask(group, teacher)
    client.force_login(teacher)
    client.get(f"/classes/{group.pk}/consents/")
    with django_assert_max_num_queries(14):
        assert client.get(f"/classes/{group.pk}/consents/").status_code == 200


def test_personal_data_leave_only_with_a_permission_and_the_file_names_who_took_it(client, group, teacher, family):
    ask(group, teacher)
    client.force_login(teacher)
    page = f"/classes/{group.pk}/consents/export/"
    assert client.get(page).status_code == 302
    grant = grant_export(user=teacher, kind="consents", until=SOON(), by=UserFactory())
    answer = client.get(page)
    assert answer.status_code == 200 and answer["Content-Type"].endswith("sheet")
    assert teacher.security_events.get(kind="exported").details["kind"] == "consents"
    assert SensitiveRead.objects.filter(subject=family.child).exists()
    withdraw_export(grant=grant)
    assert client.get(page).status_code == 302


def test_a_support_need_is_entered_by_the_psychologist_and_read_by_few(client, group, teacher, family):
    psychologist = user_with_role(Role.PSYCHOLOGIST, group.organisation)
    page = f"/people/{family.child.pk}/support/"
    client.force_login(psychologist)
    typed = {"kind": "sen", "escort": "on", "conditions": "Пандус", "valid_from": "2026-01-01"}
    assert client.post(page, typed | {"valid_until": "2025-01-01"}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert support.support_needs(family.child) and support.people_with_needs([family.child]) == {family.child.pk}
    client.force_login(user_with_role(Role.ORG_COORDINATOR, group.organisation))
    assert client.get(page).status_code == 200 and client.post(page, typed).status_code == 403
    client.force_login(user_with_role(Role.MENTOR))
    assert client.get(page).status_code == 404
    client.force_login(teacher)
    need = family.child.support_needs.get()
    client.post(f"{page}{need.pk}/end/")
    assert not support.support_needs(family.child)
    assert {line.reader for line in SensitiveRead.objects.filter(subject=family.child)} >= {psychologist} - {psychologist}
