"""Letters of the operator: who writes, who reads, what is refused; the pages of the desk and who may open them."""

import io

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from accounts.models import Notice
from accounts.tasks import deliver
from network.models import Organisation, Role
from profprobes import errors_desk as errors
from profprobes.models import DeskLetter, SiteSlot, Sphere, Trial
from profprobes.queries.operator_desk import RegionDesk, depersonalised, told
from profprobes.services import desk_letters
from tests.factories.desk import free_slot, letter_of
from tests.factories.people import ClassGroupFactory, OrganisationFactory, OtherRegionFactory, PupilFactory, user_with_role
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_choices():
    cache.clear()


@pytest.fixture(autouse=True)
def _the_queue_delivers_at_once(monkeypatch):
    monkeypatch.setattr(deliver, "delay", deliver)


@pytest.fixture
def world():
    return TrialWorld(pupils=2)


@pytest.fixture
def operator():
    return user_with_role(Role.REGION_OPERATOR, OrganisationFactory(career_centre=True))


@pytest.fixture
def bell(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestLetterToASchool:
    def test_the_coordinators_are_told_and_the_slots_are_kept(self, world, operator, bell):
        with bell():
            letter = letter_of(world, operator)
        assert letter.slots.count() == 1 and letter.grades == [8]
        assert Notice.objects.filter(user=world.coordinator, url=url("desk_letter", letter.pk)).exists()

    @pytest.mark.parametrize(("fields", "refusal"), [({"slots": []}, errors.ChooseSlots), ({"text": "  "}, errors.TextMissing)])
    def test_a_letter_without_slots_or_words_is_refused(self, world, operator, fields, refusal):
        with pytest.raises(refusal):
            letter_of(world, operator, **fields)
        assert not DeskLetter.objects.exists()

    def test_a_slot_that_was_taken_meanwhile_is_named(self, world, operator):
        slot = free_slot(world)
        SiteSlot.objects.filter(pk=slot.pk).update(status="withdrawn")
        with pytest.raises(errors.SlotGone):
            letter_of(world, operator, slots=[slot])

    def test_a_town_school_is_not_offered_the_rural_quota(self, world):
        quota = free_slot(world, quota_class="rural", release_at="2099-01-01T00:00:00Z")
        assert quota not in desk_letters.free_slots(world.school)
        Organisation.objects.filter(pk=world.school.pk).update(locality_type="rural")
        world.school.refresh_from_db()
        assert quota in desk_letters.free_slots(world.school)

    def test_a_school_without_a_coordinator_cannot_be_written_to(self, world, operator):
        with pytest.raises(errors.NobodyThere):
            letter_of(world, operator, school=OrganisationFactory())

    def test_the_addressee_takes_note_once(self, world, operator):
        letter = letter_of(world, operator)
        client = signed_in(world.coordinator)
        assert "Танысты" in words(client.get(url("desk_letter", letter.pk)))
        client.post(url("desk_letter_read", letter.pk))
        letter.refresh_from_db()
        assert letter.read_by == world.coordinator
        with pytest.raises(errors.ReadAlready):
            desk_letters.take_note(letter=letter, by=world.coordinator)

    def test_it_waits_on_the_home_page_until_then(self, world, operator):
        letter = letter_of(world, operator)
        client = signed_in(world.coordinator)
        assert "Оператор бос слоттарды ұсынады" in words(client.get("/"))
        desk_letters.take_note(letter=letter, by=world.coordinator)
        assert "Оператор бос слоттарды ұсынады" not in words(client.get("/"))

    def test_the_operator_cannot_take_note_for_the_school(self, world, operator):
        letter = letter_of(world, operator)
        assert signed_in(operator).post(url("desk_letter_read", letter.pk)).status_code == 403

    def test_the_database_wants_a_sphere_in_an_invitation(self, world, operator):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeskLetter.objects.create(kind="sphere", to=world.host, text="а", sent_by=operator)


class TestEmail:
    def test_the_letter_goes_out_in_the_language_of_each_coordinator(self, world, operator, bell):
        """The text, the slots and the address of the page; nothing to whoever has no e-mail."""
        user = world.coordinator
        user.email, user.language = "coordinator@demo.example", "ru"
        user.save(update_fields=["email", "language"])
        with bell():
            letter = letter_of(world, operator)
        assert [message.to for message in mail.outbox] == [["coordinator@demo.example"]]
        message = mail.outbox[0]
        assert message.subject == "Көпір: Письмо регионального оператора"
        assert "Региональный оператор предлагает школе" in message.body and letter.text in message.body
        assert world.site.name_ru in message.body and url("desk_letter", letter.pk) in message.body

    def test_an_invitation_goes_out_in_kazakh(self, world, operator, bell):
        user = world.host_coordinator
        user.email, user.language = "host@demo.example", "kk"
        user.save(update_fields=["email", "language"])
        sphere = Sphere.objects.create(code="energy", name_kk="Энергетика", name_ru="Энергетика")
        with bell():
            desk_letters.invite_employer(employer=world.host, sphere=sphere, text="Алаң ашыңыз", by=operator)
        assert mail.outbox[0].subject == "Көпір: Өңірлік оператордың хаты" and "Алаң ашыңыз" in mail.outbox[0].body

    def test_a_refused_letter_sends_nothing(self, world, operator, bell):
        with bell(), pytest.raises(errors.TextMissing):
            letter_of(world, operator, text=" ")
        assert not mail.outbox


class TestInvitation:
    def test_an_employer_without_the_sphere_is_invited(self, world, operator, bell):
        sphere = Sphere.objects.create(code="energy", name_kk="Энергетика", name_ru="Энергетика")
        with bell():
            client = signed_in(operator)
            answer = client.post(url("desk_invite", sphere.pk), {"employer": world.host.pk, "text": "Алаң ашыңыз"})
        assert answer.status_code == 302
        assert DeskLetter.objects.get().sphere == sphere
        assert Notice.objects.filter(user=world.host_coordinator).exists()

    def test_whoever_has_the_sphere_already_is_not_asked(self, world, operator):
        world.trial_site.professions.add(world.programme.profession)
        with pytest.raises(errors.SphereHasSite):
            desk_letters.invite_employer(employer=world.host, sphere=world.programme.profession.sphere, text="а", by=operator)

    def test_where_nobody_can_be_written_to_the_page_names_the_next_step(self, operator):
        sphere = Sphere.objects.create(code="energy", name_kk="Энергетика", name_ru="Энергетика")
        assert "Тізілімді ашу" in words(signed_in(operator).get(url("desk_invite", sphere.pk)))


class TestPages:
    def test_the_letter_is_written_on_the_page_of_the_school_and_nothing_typed_is_lost(self, world, operator):
        slot = free_slot(world)
        client = signed_in(operator)
        refused = client.post(url("desk_school", world.school.pk), {"text": "Менің хатым"})
        assert refused.status_code == 422 and "Менің хатым" in words(refused)
        assert client.post(url("desk_school", world.school.pk), {"text": "Менің хатым", "slots": [slot.pk]}).status_code == 302
        assert DeskLetter.objects.get().text == "Менің хатым"

    def test_a_parallel_without_a_trial_is_listed_until_it_has_one(self, operator):
        world = TrialWorld(pupils=2, held=True)
        client = signed_in(operator)
        assert world.school.short_name in words(client.get(url("desk_schools")))
        Trial.objects.update(status="closed", counts_as_trial=True)
        page = words(client.get(url("desk_schools")))
        assert "Әр параллельде сынақ өтті" in page and world.school.short_name not in page

    def test_satisfaction_under_five_answers_is_not_told(self, operator):
        TrialWorld(pupils=2, held=True)
        assert "Әзірге бес жауаптан аз" in words(signed_in(operator).get(url("desk")))

    @pytest.mark.parametrize("name", ["desk", "desk_schools", "desk_spheres", "desk_file"])
    def test_department_reads_and_a_school_may_not_open(self, world, name):
        department = user_with_role(Role.DEPARTMENT, OrganisationFactory(edu_department=True))
        assert signed_in(department).get(url(name)).status_code == 200
        assert signed_in(world.coordinator).get(url(name)).status_code == 403

    def test_department_writes_no_letters(self, world):
        department = user_with_role(Role.DEPARTMENT, OrganisationFactory(edu_department=True))
        client = signed_in(department)
        assert "Хатты жіберу" not in words(client.get(url("desk_school", world.school.pk)))
        assert client.post(url("desk_school", world.school.pk), {"text": "а"}).status_code == 403

    def test_another_region_does_not_exist_for_the_operator(self, operator):
        elsewhere = OrganisationFactory(region=OtherRegionFactory())
        assert signed_in(operator).get(url("desk_school", elsewhere.pk)).status_code == 404

    def test_an_empty_region_says_what_comes_first(self, operator):
        assert "Мектептер сыныптары мен оқушыларын енгізеді" in words(signed_in(operator).get(url("desk")))


class TestFile:
    def test_small_parallels_are_merged_and_small_counts_are_not_told(self, operator):
        world = TrialWorld(pupils=6, held=True)
        for grade in (9, 10):
            group = ClassGroupFactory(organisation=world.school, grade=grade, name=f"{grade} «Б»")
            for _n in range(3):
                PupilFactory(group=group)
        Trial.objects.update(status="closed", counts_as_trial=True)
        world.participations[0].__class__.objects.filter(pk__in=[row.pk for row in world.participations[:3]]).update(status="absent")
        rows = depersonalised(RegionDesk({world.school.region_id}, world.class_group.academic_year))
        assert [row[:4] for row in rows] == [
            [world.school.district.name, world.school.short_name, str(world.class_group.grade), 6],
            ["", "", "9, 10", 6],
        ]
        assert rows[0][5] == "<5" and [told(n) for n in (0, 4, 5)] == [0, "<5", 5]

    def test_the_file_names_no_pupil_and_says_who_took_it(self, operator):
        world = TrialWorld(pupils=6, held=True)
        answer = signed_in(operator).get(url("desk_file"))
        book = load_workbook(io.BytesIO(answer.content))
        text = " ".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line)
        assert world.school.short_name in text and operator.full_name in text
        assert not any(pupil.last_name in text for pupil in world.pupils if pupil.last_name != operator.last_name)
