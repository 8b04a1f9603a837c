"""A changed photo permission acts at once wherever a picture, or a word about who may be pictured, can appear (BR-25, BR-26, §9.9)."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import consents as portal
from accounts.models import OneTimeLink
from documents.registry import get
from documents.services import request_document
from portfolio.models import Artefact, PortfolioEntry
from portfolio.services import add_artefact, set_access
from portfolio.visibility import family_key
from profprobes.documents.parents_page import ParentsPage
from profprobes.models import ParentConsent, ParentSummary, Participation, TechnologyCard, TrialSession, TrialSite
from profprobes.services import consents, summaries
from profprobes.services.portfolio_entry import refresh_portfolio
from profprobes.services.trial_sites import save_trial_side
from tests.factories.files import picture
from tests.factories.forms4 import made, papers
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, signed_in, url
from tests.profprobes.test_family_pages import door, entered

pytestmark = pytest.mark.django_db


@dataclass
class Gallery:
    """A held trial with one picture of one child and everybody who could see it."""

    world: TrialWorld
    consent: ParentConsent
    picture: Artefact
    link: OneTimeLink
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def row(self) -> Participation:
        return Participation.objects.get(pk=self.world.participations[0].pk)

    def entry(self) -> PortfolioEntry:
        return PortfolioEntry.objects.get(portfolio__owner=self.row.pupil)

    def shows(self, who: str, address: str) -> bool:
        """Does the answer lead to the picture?"""
        answer = self.clients[who].get(address)
        return answer.status_code == 200 and str(self.picture.public_id) in answer.content.decode()

    def opens(self, who: str, address: str) -> bool:
        """Does the picture itself come?"""
        return self.clients[who].get(address).status_code == 200


def gallery(people=Artefact.People.OWNER, pupils=1) -> Gallery:
    world = TrialWorld(pupils=pupils, held=True)
    given = [world.answer(number, photo="publish") for number in range(pupils)]
    row = world.participations[0]
    upload = SimpleUploadedFile("a.jpg", picture())
    shot = add_artefact(owner=row.pupil, upload=upload, kind="photo", people=people, by=row.pupil)
    row.artefacts.add(shot)
    for one in world.participations:
        consents.set_photo_effective(one)
    set_access(entry=refresh_portfolio(participation=row), access=PortfolioEntry.Access.ORG, by=row.pupil)
    for one in world.participations:
        summaries.refresh_summary(participation=one)
    summaries.sign_summaries(trial=world.trial, by=world.teacher)
    link = OneTimeLink.objects.get(purpose="summary", guardian__child=row.pupil)
    clients = {
        "pupil": signed_in(may_sign_in(row.pupil)),
        "teacher": signed_in(world.teacher),
        "coordinator": signed_in(world.coordinator),
        "family": entered(link),
    }
    return Gallery(world, given[-1], shot, link, clients)


def _page(name, *args):
    return lambda g, who: g.shows(who, reverse(name, args=[arg(g) for arg in args]))


def _file(name):
    return lambda g, who: g.opens(who, reverse(name, args=[g.picture.public_id]))


def _paper(g: Gallery, _who: str) -> bool:
    """Would the parents' page, made now, print the code that opens the picture?"""
    summary = ParentSummary.objects.get(participation=g.row)
    return "/l/" in json.dumps(ParentsPage().freeze(summary, "kk"), ensure_ascii=False)


PLACES: dict[str, tuple[str, Any]] = {
    "own portfolio": ("pupil", _page("portfolio:mine")),
    "portfolio as the class teacher sees it": ("teacher", _page("portfolio:of", lambda g: g.entry().portfolio_id)),
    "entry of the portfolio": ("coordinator", _page("portfolio:entry", lambda g: g.entry().pk)),
    "trial on the pupil's phone": ("pupil", _page("profprobes:my_trial", lambda g: g.row.pk)),
    "evidence of the trial": ("coordinator", _page("profprobes:trial_evidence", lambda g: g.world.trial.pk, lambda g: g.row.pk)),
    "page of the family": ("family", lambda g, who: g.shows(who, door(g.link))),
    "file of the owner": ("pupil", _file("files:file")),
    "thumbnail at school": ("teacher", _file("files:small")),
    "file behind the key of the family": (
        "family",
        lambda g, who: g.opens(
            who, f"{reverse('files:file', args=[g.picture.public_id])}?key={family_key(link=g.link, artefact=g.picture)}"
        ),
    ),
    "code on form Г": ("", _paper),
}


def lower_by_link(g: Gallery) -> None:
    consents.change_photo(consent=g.consent, level="no")


def withdraw(g: Gallery) -> None:
    consents.withdraw_consent(consent=g.consent)


def refuse_in_the_portal(g: Gallery) -> None:
    row = ParentConsent.objects.select_related("participation__pupil").get(pk=g.consent.pk)
    portal.refuse_consent(subject=row.participation.pupil, purpose="photo", channel="link", guardian=g.consent.guardian)


def forbid_at_the_site(g: Gallery) -> None:
    side = TrialSite.objects.get(site=g.world.site)
    save_trial_side(site=g.world.site, professions=[g.world.programme.profession], photo_rule="no", by=g.world.host_coordinator)
    assert TrialSite.objects.get(pk=side.pk).photo_rule == "no"


@pytest.mark.parametrize("change", [lower_by_link, withdraw, refuse_in_the_portal, forbid_at_the_site])
def test_a_lowered_permission_takes_the_picture_from_every_place_at_once(change, django_capture_on_commit_callbacks):
    one = gallery()
    assert {place: look(one, who) for place, (who, look) in PLACES.items()} == dict.fromkeys(PLACES, True)
    with django_capture_on_commit_callbacks(execute=True):
        change(one)
    assert {place: look(one, who) for place, (who, look) in PLACES.items()} == dict.fromkeys(PLACES, False)


@pytest.mark.parametrize("change", [lower_by_link, withdraw])
def test_a_picture_with_several_children_goes_when_one_family_says_no(change):
    one = gallery(people=Artefact.People.MINORS, pupils=2)
    summary = ParentSummary.objects.get(participation=one.row)
    request_document(type_code="PP-G", source=summary, language="kk", by=one.world.teacher)
    before = len(papers("PP-G", summary))
    assert all(look(one, who) for who, look in PLACES.values())
    change(one)
    assert {place: look(one, who) for place, (who, look) in PLACES.items()} == dict.fromkeys(PLACES, False)
    assert len(papers("PP-G", summary)) >= before


@pytest.mark.parametrize("path", ["file", "small"])
def test_no_stranger_ever_opens_a_picture(path):
    one = gallery()
    address = reverse(f"files:{path}", args=[one.picture.public_id])
    assert Client().get(address).status_code in (302, 404)
    for stranger in (one.world.mentor, one.world.host_coordinator, TrialWorld().coordinator):
        assert signed_in(stranger).get(address).status_code == 404


def test_papers_that_list_who_may_be_pictured_are_made_anew():
    one = gallery()
    TechnologyCard.objects.update(status="completed", school_signed_by=one.world.coordinator, host_signed_by=one.world.mentor)
    card, session = TechnologyCard.objects.get(), TrialSession.objects.get()
    made(request_document(type_code="PP-A", source=card, language="kk", by=one.world.coordinator))
    made(request_document(type_code="PP-PHOTO", source=session, language="ru", by=one.world.coordinator))
    lower_by_link(one)
    assert [version for version, _status in papers("PP-A", card)] == [1, 2]
    assert [version for version, _status in papers("PP-PHOTO", session)] == [1, 2]
    assert "Тыйым салынған" in json.dumps(get("PP-A").freeze(card, "kk"), ensure_ascii=False)


def test_the_page_says_that_something_is_withheld_and_not_what():
    one = gallery()
    lower_by_link(one)
    page = one.clients["pupil"].get(url("my_trial", one.row.pk)).content.decode()
    assert str(one.picture.public_id) not in page and "tile-withheld" in page
