"""Programmes, quotas and their papers (practicum page 2.1, 2.2, PR-01…PR-03, §8)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import WrongState
from network.models import Role
from practicum import errors_programmes as errors
from practicum.documents.programme import ProgrammePaper
from practicum.documents.quota_register import QuotaRegister
from practicum.documents.schedule import ScheduleOfPracticum
from practicum.models import PracticumProgramme, SchoolQuota
from practicum.services import programmes, quotas
from tests.documents.reading import render_and_read
from tests.factories.governance import CouncilFactory, CouncilMemberFactory, NetworkMembershipFactory, network_of
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.practicum import PracticumWorld

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return PracticumWorld()


def test_an_approved_programme_is_changed_only_as_a_new_version(world):
    with pytest.raises(errors.ProgrammeNotDraft):
        programmes.change_programme(programme=world.programme, by=world.owner, weeks=10)
    draft = programmes.new_version(programme=world.programme, by=world.owner)
    assert programmes.new_version(programme=world.programme, by=world.owner) == draft and draft.version == 2
    programmes.send_programme(programme=draft, by=world.owner)
    programmes.approve_programme(programme=draft, by=world.owner, decision_number="9", decision_date=timezone.localdate())
    world.programme.refresh_from_db()
    assert world.programme.status == "archived"


def test_only_a_whole_programme_goes_to_the_council_and_comes_back_with_a_reason(world):
    draft = programmes.new_version(programme=world.programme, by=world.owner)
    programmes.change_programme(programme=draft, by=world.owner, goals_kk="")
    with pytest.raises(errors.ProgrammeIncomplete):
        programmes.send_programme(programme=draft, by=world.owner)
    programmes.change_programme(programme=draft, by=world.owner, goals_kk="Мақсат")
    draft = programmes.send_programme(programme=draft, by=world.owner)
    with pytest.raises(WrongState):
        programmes.send_programme(programme=draft, by=world.owner)
    assert programmes.return_programme(programme=draft, by=world.owner, reason="Толық емес").status == "draft"


def test_the_form_keeps_what_was_typed_and_names_the_wrong_field(world, client):
    client.force_login(world.owner)
    answer = client.post(reverse("practicum:programme_new"), {"title_kk": "Жоғалмасын", "study_year": 9, "grade_bands": ["primary"]})
    assert answer.status_code == 422 and "Жоғалмасын" in answer.text and "study_year" in answer.context["form"].errors


def test_a_coordinator_does_not_approve_the_own_programme(world, client):
    draft = programmes.send_programme(programme=programmes.new_version(programme=world.programme, by=world.owner), by=world.owner)
    client.force_login(world.owner)
    client.post(reverse("practicum:programme", args=[draft.pk]), {"decision_number": "1", "decision_date": "2026-01-10"})
    assert PracticumProgramme.objects.get(pk=draft.pk).status == "review"
    assert client.post(reverse("practicum:programme_move", args=[draft.pk, "return"]), {"reason": "x"}).status_code == 403


def test_a_member_of_the_council_of_the_owners_network_decides(world, client):
    network = network_of(universities=1, colleges=0, schools=0)
    NetworkMembershipFactory(network=network, organisation=world.college, status="active")
    member = CouncilMemberFactory(council=CouncilFactory(network=network)).person
    draft = programmes.send_programme(programme=programmes.new_version(programme=world.programme, by=world.owner), by=world.owner)
    client.force_login(member)
    page = reverse("practicum:programme", args=[draft.pk])
    assert client.post(page, {"decision_number": "", "decision_date": "2026-01-10"}).status_code == 422
    client.post(page, {"decision_number": "14", "decision_date": "2026-01-10"})
    draft.refresh_from_db()
    assert (draft.status, draft.decision_number) == ("approved", "14")


def test_everybody_reads_the_requirements_of_an_approved_programme_and_no_draft(world, client):
    assert "Мәтін" in client.get(reverse("practicum:programme_about", args=[world.programme.pk])).text
    draft = programmes.new_version(programme=world.programme, by=world.owner)
    assert client.get(reverse("practicum:programme_about", args=[draft.pk])).status_code == 404
    client.force_login(world.coordinator)
    assert client.get(reverse("practicum:programme", args=[draft.pk])).status_code == 404
    assert client.get(reverse("practicum:programme_new")).status_code == 403


def test_a_quota_needs_an_agreement_stands_once_and_waits_for_the_head(world, client):
    head = user_with_role(Role.ORG_HEAD, world.college, password=None)
    client.force_login(world.owner)
    row = {"school": world.school.pk, "academic_year": world.year.pk, "students_quota": 12}
    client.post(reverse("practicum:quota_new"), row)
    assert SchoolQuota.objects.get().approved_on is None
    assert "school" in client.post(reverse("practicum:quota_new"), row).context["form"].errors
    with pytest.raises(errors.QuotaNoAgreement):
        quotas.save_quota(owner_org=world.college, by=head, school=OrganisationFactory(), academic_year=world.year, students_quota=1)
    approve = {"owner": world.college.pk, "year": world.year.pk}
    assert client.post(reverse("practicum:quota_approve"), approve).status_code == 403
    client.force_login(head)
    client.post(reverse("practicum:quota_approve"), approve)
    assert SchoolQuota.objects.get().approved_by == head
    quotas.save_quota(
        owner_org=world.college, by=head, quota=SchoolQuota.objects.get(), school=world.school, academic_year=world.year, students_quota=13
    )
    assert SchoolQuota.objects.get().approved_on is None


@pytest.mark.parametrize("who", ["owner", "coordinator"])
def test_the_register_opens_for_both_sides_with_amber_for_the_gap(world, client, who, django_assert_max_num_queries):
    world.quota(9)
    world.offer(capacity=4)
    client.force_login(getattr(world, who))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("practicum:quotas"))
    assert [row.offered for row in page.context["page"]] == [4]
    assert client.get(reverse("practicum:quota_sheet")).status_code == 200


def _letters(text):
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize(
    ("form", "language", "words"),
    [
        (ProgrammePaper, "kk", ("Педагогикалық практика бағдарламасы", "Практикантқа қойылатын талаптар", "Кеңес бекітті")),
        (ProgrammePaper, "ru", ("Программа педагогической практики", "Требования к практиканту", "Утверждена советом")),
        (ScheduleOfPracticum, "kk", ("Практика кестесі", "Саты мерзімдері")),
        (ScheduleOfPracticum, "ru", ("График практики", "Сроки этапов")),
        (QuotaRegister, "kk", ("Мектептердің тіркеу реестрі", "Орналасты")),
        (QuotaRegister, "ru", ("Реестр школ с квотами", "Размещено")),
    ],
)
def test_each_paper_prints_its_rows_in_both_languages(world, form, language, words):
    world.quota(9)
    world.placement(status="active")
    page = render_and_read(form, world.programme if form is ProgrammePaper else world.round, language)
    text = _letters(page.text)  # narrow columns divide words
    assert all(_letters(word) in text for word in words)
    assert form is ProgrammePaper or _letters(world.school.short_name_kk if language == "kk" else world.school.short_name_ru) in text


def test_the_schedule_is_a_sheet_for_the_owner_alone(world, client):
    url = reverse("practicum:round_schedule", args=[world.round.pk])
    client.force_login(world.owner)
    assert client.get(url)["Content-Type"].startswith("application/vnd.openxml")
    client.force_login(world.coordinator)
    assert client.get(url).status_code == 403
