"""What must hold everywhere: «it does not suit me» is a result like the others, nothing is summed, marked or ranked; no face in a public view."""

import io
import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from portfolio.models import Artefact, PortfolioEntry
from portfolio.services import set_access
from profprobes.documents.book import TrialBookPaper
from profprobes.documents.questionnaire import QuestionnaireSheet
from profprobes.models import ParticipantForm, Participation, Trial
from profprobes.services import confirmations
from tests.documents.reading import render_and_read
from tests.factories.records import confirmed, issued
from tests.profprobes.screens import may_sign_in, signed_in, url, words
from tests.profprobes.test_family_pages import door
from tests.profprobes.test_forms4_photo import gallery
from tests.security.samples import PUBLIC

pytestmark = pytest.mark.django_db
SAID = ("Маған сәйкес келмейді", "Мне не подходит")
RANKED = re.compile(
    r"рейтинг|ранжир|средний балл|орташа балл|сумма баллов|жалпы балл|место в классе|сыныптағы орны|үздік оқушы|лучший ученик", re.I
)


@pytest.fixture
def world():
    """A closed trial that does not suit any of its pupils."""
    world = confirmed(pupils=5)
    Participation.objects.filter(trial=world.trial).update(outcome="not_for_me")
    return world


def test_not_for_me_is_a_valid_result_in_pages_papers_and_exports(world):
    row = world.participations[0]
    certificate = issued(world, "certificate")  # the outcome never matters for it (BR-41)
    assert certificate.participation_id == row.pk
    book = confirmations.open_book(pupil=row.pupil)
    Trial.objects.filter(pk=world.trial.pk).update(status="closed", counts_as_trial=True)
    pupil = signed_in(may_sign_in(row.pupil))
    school, teacher = signed_in(world.coordinator), signed_in(world.teacher)
    pages = {
        "path of the pupil": pupil.get(url("my_path")),
        "trial of the pupil": pupil.get(url("my_trial", row.pk)),
        "path as the class teacher sees it": teacher.get(url("pupil_path", row.pupil_id)),
        "trial": school.get(url("trial", world.trial.pk)),
        "journal": school.get(url("journal")),
    }
    told = 0
    for name, answer in pages.items():
        assert answer.status_code == 200, name
        text, html = words(answer), answer.content.decode()
        assert not RANKED.search(text), name
        for place in re.finditer("|".join(SAID), html):
            told += 1
            assert "tone-clay" not in html[max(0, place.start() - 200) : place.start()], f"red on: {name}"
    assert told >= 3
    form = ParticipantForm.objects.get(participation=row)
    for language in ("kk", "ru"):
        for kind, source in ((QuestionnaireSheet, form), (TrialBookPaper, book)):
            assert not RANKED.search(render_and_read(kind, source, language).text)
    sheet = load_workbook(io.BytesIO(school.get(url("journal_xlsx")).content))
    assert not RANKED.search(" ".join(str(cell.value) for page in sheet for line in page.iter_rows() for cell in line))


def test_no_face_in_a_public_view():
    """Even a picture that its family allowed to publish is not shown to whoever has not signed in or opened the family's link."""
    shown = gallery(people=Artefact.People.OWNER)
    set_access(entry=shown.entry(), access=PortfolioEntry.Access.ORG, by=shown.row.pupil)
    stranger, name = Client(), str(shown.picture.public_id)
    for address in ("files:file", "files:small"):
        assert stranger.get(reverse(address, args=[name])).status_code != 200
    seen = 0
    for public in sorted(PUBLIC):
        try:
            answer = stranger.get(reverse(public))
        except NoReverseMatch:
            continue  # an address with parameters; those of files and of links stand here by themselves
        if answer.status_code == 200 and not answer.streaming:
            seen += 1
            assert name not in answer.content.decode(errors="ignore"), public
            assert "<img" not in answer.content.decode(errors="ignore") or "/files/" not in answer.content.decode(errors="ignore"), public
    assert seen > 5
    assert name not in stranger.get(door(shown.link)).content.decode()
