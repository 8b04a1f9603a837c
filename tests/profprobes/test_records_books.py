"""The trial book: all trials of a pupil, for one and for a class (PP-BOOK, §5.8, §9 case 10)."""

import pytest
from django.utils import timezone

from documents.models import IssuedDocument
from documents.registry import get
from network.models import Enrolment
from profprobes import errors_confirmations as errors
from profprobes.models import Trial, TrialBook
from profprobes.services import confirmations
from tests.documents.reading import render_and_read
from tests.factories.people import ClassGroupFactory, OrganisationFactory, user_with_role
from tests.factories.records import confirmed, issued
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language, title, column", [("kk", "Сынақ кітапшасы", "Тәлімгер"), ("ru", "Книжка проб", "Наставник")])
def test_the_book_is_a5_with_one_line_per_trial_and_the_qr_of_its_certificate(language, title, column):
    world = confirmed(pupils=1)
    confirmation = issued(world, "certificate", language=language)
    from documents.services import request_document

    document = request_document(type_code="PP-CERT", source=confirmation, language=language, by=world.coordinator)
    IssuedDocument.objects.filter(pk=document.pk).update(
        production="ready", status="in_force", file="x.pdf", sha256="a" * 64, pages=1, issued_at=timezone.now()
    )
    book = confirmations.open_book(pupil=world.pupils[0])
    page = render_and_read(get("PP-BOOK"), book, language)
    assert page.sizes[0] == (420, 595) or page.sizes[0][0] < 430
    for text in (title, column, world.pupils[0].last_name, world.mentor.last_name, "95 мин"):
        assert text in page.text
    assert any(document.verify_code in text for text in page.alternatives)


def test_an_excursion_is_no_line_of_the_book_and_an_empty_book_is_not_printed():
    world = confirmed(pupils=1)
    Trial.objects.filter(pk=world.trial.pk).update(counts_as_trial=False)
    book = confirmations.open_book(pupil=world.pupils[0])
    assert get("PP-BOOK").problems(book, "kk")
    with pytest.raises(errors.NoTrialsYet):
        confirmations.print_books(pupils=world.pupils, language="kk", title="x", by=world.coordinator)


def test_the_books_of_a_class_are_made_in_one_press():
    world = confirmed(pupils=2)
    client = signed_in(world.teacher)
    page = words(client.get(url("trial_books")))
    assert all(pupil.full_name in page for pupil in world.pupils)
    answer = client.post(url("trial_books_print"), {"class": world.class_group.pk, "language": "ru"})
    assert "/documents/batches/" in answer["Location"]
    assert TrialBook.objects.count() == 2 and world.teacher.document_batches.get().total == 2


def test_a_pupil_makes_the_own_book_and_nobody_elses():
    world = confirmed(pupils=2)
    pupil = may_sign_in(world.pupils[0])
    client = signed_in(pupil)
    assert "trial-books" in client.get(url("my_path")).content.decode()
    assert client.post(url("trial_book", pupil.pk), {"language": "kk"}).status_code == 302
    assert IssuedDocument.objects.get(type_code="PP-BOOK").subjects.get() == pupil
    assert client.post(url("trial_book", world.pupils[1].pk), {"language": "kk"}).status_code == 404
    assert client.post(url("trial_book", pupil.pk), {"language": "en"}).status_code == 404
    assert client.get(url("my_path")).status_code == 200


def test_the_book_goes_with_the_pupil_to_another_school():
    world = confirmed(pupils=1)
    pupil = world.pupils[0]
    book = confirmations.open_book(pupil=pupil)
    Enrolment.objects.filter(user=pupil).update(valid_until=timezone.localdate() - timezone.timedelta(days=1))
    there = OrganisationFactory()
    Enrolment.objects.create(user=pupil, group=ClassGroupFactory(organisation=there), valid_from=timezone.localdate())
    newcomer = user_with_role("career_coordinator", there)
    assert TrialBook.objects.visible_to(newcomer).get() == book
    assert get("PP-BOOK").issuer(book).source == there
    assert not TrialBook.objects.visible_to(user_with_role("career_coordinator", OrganisationFactory())).exists()


def test_nobody_who_is_not_in_care_of_the_class_opens_its_books():
    world = TrialWorld(pupils=1)
    assert signed_in(world.mentor).get(url("trial_books")).status_code == 403
    assert signed_in(world.teacher).post(url("trial_books_print"), {"class": "999999", "language": "kk"}).status_code == 404
