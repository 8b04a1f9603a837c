"""Platform settings about people (S26): permissions to export, terms of keeping, texts of consents; the photo text that fits every purpose."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import consent_texts, consents, support
from accounts.errors import NeedGroupsWrong, TextUnchanged
from accounts.exports import grant_export, may_export
from accounts.models import Consent, ConsentText, ExportGrant, Notice, RetentionRule, SecurityEvent, SupportNeed
from accounts.retention import months_of
from network.models import Role
from tests.factories.people import ClassGroupFactory, ConsentTextFactory, GuardianLinkFactory, PupilFactory, UserFactory, user_with_role

pytestmark = pytest.mark.django_db
SOON = lambda: timezone.localdate() + dt.timedelta(days=30)  # noqa: E731
PAGES = ("exports/", "terms/", "consent-texts/", "consent-texts/photo/new/")


@pytest.fixture
def admin():
    return user_with_role(Role.PLATFORM_ADMIN)


def give(client, person, **more):
    data = {"who": person.email, "kind": "staff", "purpose": "аттестаттау", "until": f"{SOON():%Y-%m-%d}"} | more
    return client.post("/settings/exports/", data)


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.PLATFORM_ADMIN, (200, 200, 200, 200)),
        (Role.ACADEMY, (403, 403, 200, 200)),
        (Role.REGION_OPERATOR, (403, 403, 200, 403)),
        (Role.ORG_COORDINATOR, (403, 403, 200, 403)),
        (Role.CLASS_TEACHER, (403, 403, 403, 403)),
    ],
)
def test_who_opens_which_settings(client, role, statuses):
    client.force_login(user_with_role(role))
    assert tuple(client.get(f"/settings/{page}").status_code for page in PAGES) == statuses


def test_a_permission_has_person_kind_purpose_and_term_and_is_told(client, admin):
    person = user_with_role(Role.ORG_COORDINATOR)
    client.force_login(admin)
    assert give(client, person).status_code == 302
    grant = ExportGrant.objects.get()
    assert (grant.user, grant.kind, grant.purpose, grant.granted_by) == (person, "staff", "аттестаттау", admin)
    assert may_export(person, "staff") and Notice.objects.filter(user=person).exists()
    assert person.full_name in client.get("/settings/exports/").content.decode()


def test_a_permission_is_found_by_the_code_of_the_person(client, admin):
    person = user_with_role(Role.HR)
    client.force_login(admin)
    assert give(client, person, who=person.public_id.lower()).status_code == 302 and may_export(person, "staff")


@pytest.mark.parametrize(
    ("field", "value"), [("who", "nobody@demo.example"), ("kind", ""), ("purpose", ""), ("until", "2020-01-01"), ("until", "2099-01-01")]
)
def test_what_is_wrong_stands_beside_its_field(client, admin, field, value):
    client.force_login(admin)
    answer = give(client, user_with_role(Role.HR), **{field: value})
    assert answer.status_code == 422 and field in answer.context["form"].errors and not ExportGrant.objects.exists()


def test_nobody_allows_it_to_themselves(client, admin):
    client.force_login(admin)
    answer = give(client, admin)
    assert answer.status_code == 422 and "who" in answer.context["form"].errors


def test_taken_back_nothing_leaves_any_more_and_the_journal_names_who_took_what(client, admin):
    coordinator = user_with_role(Role.ORG_COORDINATOR)
    school = coordinator.memberships.get().organisation
    grant = grant_export(user=coordinator, kind="staff", until=SOON(), by=admin)
    client.force_login(coordinator)
    assert client.get(f"/organisations/{school.pk}/people/export/").status_code == 200
    event = SecurityEvent.objects.get(kind="exported")
    assert event.user == coordinator and event.details["kind"] == "staff"

    client.force_login(admin)
    assert client.post(f"/settings/exports/{grant.pk}/end/").status_code == 302
    grant.refresh_from_db()
    assert grant.withdrawn_by == admin
    assert coordinator.short_name in client.get("/settings/exports/").content.decode()
    client.force_login(coordinator)
    assert client.get(f"/organisations/{school.pk}/people/export/").status_code == 302
    assert SecurityEvent.objects.filter(kind="exported").count() == 1


def test_a_coordinator_takes_no_permission_back(client, admin):
    grant = grant_export(user=user_with_role(Role.HR), kind="staff", until=SOON(), by=admin)
    client.force_login(user_with_role(Role.ORG_COORDINATOR))
    assert client.post(f"/settings/exports/{grant.pk}/end/").status_code == 403
    assert may_export(grant.user, "staff")


def test_a_term_of_keeping_is_changed_and_kept_in_the_history(client, admin):
    rule, _made = RetentionRule.objects.get_or_create(code="access_log", defaults={"months": 36, "action": "delete"})
    client.force_login(admin)
    assert client.post("/settings/terms/", {"code": rule.code, "months": "48"}).status_code == 302
    assert months_of("access_log") == 48
    assert client.post("/settings/terms/", {"code": rule.code, "months": "0"}).status_code == 422
    assert client.post("/settings/terms/", {"code": "nothing", "months": "5"}).status_code == 404
    assert months_of("access_log") == 48


def test_a_new_text_leaves_old_answers_with_theirs(client):
    academy = user_with_role(Role.ACADEMY)
    old = ConsentTextFactory(purpose="research")
    guardian = GuardianLinkFactory()
    answer = consents.grant_consent(subject=guardian.child, purpose="research", guardian=guardian, channel=Consent.Channel.LINK)
    client.force_login(academy)
    new = {"text_kk": "Жаңа мәтін.", "text_ru": "Новый текст.", "valid_from": f"{timezone.localdate():%Y-%m-%d}"}
    assert client.post("/settings/consent-texts/research/new/", new).status_code == 302
    answer.refresh_from_db()
    latest = ConsentText.objects.current("research")
    assert (answer.text, latest.version, latest.text_ru) == (old, old.version + 1, "Новый текст.")
    assert consents.consent_state(subject=guardian.child, purpose="research") == consents.GIVEN
    past = client.post("/settings/consent-texts/research/new/", {**new, "text_ru": "Иначе.", "valid_from": "2020-01-01"})
    assert past.status_code == 422 and "Иначе." in past.content.decode()
    assert client.get("/settings/consent-texts/nothing/new/").status_code == 404


def test_the_same_text_again_is_no_version():
    same = consent_texts.as_start(ConsentTextFactory(purpose="research"))
    with pytest.raises(TextUnchanged):
        consent_texts.add_version(purpose="research", by=UserFactory(), **same)


def test_the_second_photo_text_speaks_of_every_occasion_in_both_languages():
    text = ConsentText.objects.current("photo")
    assert text.version >= 2 and not text.re_consent
    for words, sentences in (
        (("сабаққа", "іс-шараға", "сынаққа", "практикаға"), text.text_kk),
        (("урокам", "мероприятиям", "пробам", "практике"), text.text_ru),
    ):
        assert all(word in sentences for word in words)


def test_groups_belong_to_special_needs_and_are_shown(client):
    psychologist = user_with_role(Role.PSYCHOLOGIST)
    child = PupilFactory(group=ClassGroupFactory(organisation=psychologist.memberships.get().organisation))
    client.force_login(psychologist)
    data = {"kind": "sen", "groups": ["hearing", "other"], "valid_from": "2026-09-01"}
    assert client.post(f"/people/{child.pk}/support/", data).status_code == 302
    assert SupportNeed.objects.get().groups == ["hearing", "other"]
    assert "Есту" in client.get(f"/people/{child.pk}/support/").content.decode()
    assert client.post(f"/people/{child.pk}/support/", data | {"kind": "low_resource"}).status_code == 422
    with pytest.raises(NeedGroupsWrong):
        support.enter_need(user=child, kind="low_resource", groups=["sight"], valid_from=timezone.localdate(), by=psychologist)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportNeed.objects.create(user=child, kind="low_resource", groups=["sight"], valid_from=timezone.localdate())
