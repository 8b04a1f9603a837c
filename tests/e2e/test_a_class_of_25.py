"""A class of 25 from booking to the parents' pages: every page is reached by clicking, and the clicks are counted (profprobes §1, stories 4 and 9)."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from config.processes import wait_until
from documents.models import DocumentBatch, IssuedDocument
from network.models import Role
from profprobes.models import ParentConsent, ParentSummary, SiteSlot, Trial, TrialMentor, TrialSite
from profprobes.services.answers import ConsentAnswer, answer_consent
from profprobes.services.cards import sign_card
from profprobes.services.visit import finish_visit
from tests.browser import DESK
from tests.factories.agreements import AgreementFactory
from tests.factories.people import (
    ClassGroupFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    PupilFactory,
    SiteFactory,
    user_with_role,
)
from tests.factories.phone import begun, send_after, send_card
from tests.factories.trials import ProgrammeFactory

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e, pytest.mark.timeout(900)]

PUPILS = 25
FEWER_THAN = 20


class Hand:
    """A person at a desk: every press is counted; after the first page no address is typed."""

    def __init__(self, page):
        self.page, self.clicks = page, 0
        page.goto("/")

    def press(self, where):
        """One click and the page that follows."""
        self.clicks += 1
        where.first.click()
        self.page.wait_for_load_state("networkidle")

    def link(self, name):
        self.press(self.page.locator("main").get_by_role("link", name=name, exact=True))

    def button(self, name):
        self.press(self.page.locator("main").get_by_role("button", name=name, exact=True))


@pytest.fixture
def place():
    """A school with a class of 25 and its guardians, an adult who goes along, and a college with one open slot for all of them."""
    school, host = OrganisationFactory(), OrganisationFactory(college=True)
    group = ClassGroupFactory(organisation=school)
    for _n in range(PUPILS):
        GuardianLinkFactory(child=PupilFactory(group=group))
    today = timezone.localdate()
    member = MembershipFactory(organisation=host, role=Role.MENTOR)
    mentor = TrialMentor.objects.create(
        membership=member, phone="+77142000011", trained_on=today, valid_until=today + dt.timedelta(days=600)
    )
    site = SiteFactory(organisation=host)
    TrialSite.objects.create(site=site, grades=[7, 8, 9]).programmes.add(ProgrammeFactory(owner=host))
    AgreementFactory(school=school, host=host)
    starts = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=5), dt.time(10)))
    SiteSlot.objects.create(site=site, period=(starts, starts + dt.timedelta(minutes=95)), seats_total=PUPILS, min_group=3, mentor=mentor)
    return SimpleNamespace(
        coordinator=user_with_role(Role.CAREER_COORDINATOR, school, language="ru"),
        teacher=user_with_role(Role.CLASS_TEACHER, school, class_group=group, language="ru"),
        another=user_with_role(Role.TEACHER, school),
        mentor=member.user,
    )


def families_answer(trial):
    """Everybody agrees, each through the own link."""
    consents = ParentConsent.objects.filter(participation__trial=trial).select_related("participation__trial", "guardian", "link")
    for consent in consents:
        said = ConsentAnswer(participates=True, personal_data=True, photo="portfolio", travel=True, typed_name=consent.guardian.name)
        answer_consent(consent=consent, answer=said)
    return len(consents)


def the_visit_takes_place(trial, mentor):
    """The mentor observes all, the pupils answer «after»."""
    session = trial.sessions.get()
    rows = list(trial.participations.select_related("pupil"))
    world = begun(SimpleNamespace(trial=trial, session=session, participations=rows, mentor=mentor))
    for number in range(len(rows)):
        send_card(world, number)
    finish_visit(session=session, by=mentor, tools_shown=True, chain_done=True)
    for row in rows:
        row.refresh_from_db()
    for number in range(len(rows)):
        send_after(world, number)


def test_a_class_of_25_takes_its_coordinator_fewer_than_20_clicks(page_factory, celery_worker_process, place):
    desk = Hand(page_factory(DESK, language="ru", user=place.coordinator))
    page = desk.page
    desk.link("Новая проба")
    desk.press(page.locator("button[name=programme]"))
    desk.press(page.locator("button[name=slot]"))
    desk.button("Все")
    desk.button("Сохранить и продолжить")
    assert page.locator("input[name=accompanying]:checked").count() == 2, "the coordinator and the class teacher are offered"
    today = timezone.localdate().strftime("%Y-%m-%d")
    page.locator("[name=informing_date]").fill(today)
    page.locator("[name=diagnostics_date]").fill(today)
    desk.press(page.locator("input[name=accompanying]:not(:checked)"))
    desk.button("Создать пробу")
    trial = Trial.objects.get()
    assert trial.participations.count() == PUPILS

    desk.link("Запросить согласия")
    desk.press(page.locator("button[form=families-form].button-primary"))
    assert families_answer(trial) == PUPILS
    desk.link("Открыть карту")
    desk.button("Подписать")
    sign_card(card=trial.sessions.get().card, side="host", by=place.mentor)
    desk.link("Записать")
    desk.button("Записать инструктаж")
    desk.link("Маршрут и взрослые")
    desk.press(page.locator("label:has(input[name=way][value=on_foot])"))
    for name, value in {
        "departs_from_kk": "Мектеп ауласы",
        "departs_from_ru": "Двор школы",
        "departs_at": "09:30",
        "returns_at": "12:30",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=travel_minutes]").fill("20")
    desk.button("Сохранить")
    desk.button("Визит готов")
    assert trial.sessions.get().status == "ready", page.locator("main").inner_text()

    the_visit_takes_place(trial, place.mentor)
    assert ParentSummary.objects.filter(participation__trial=trial, status="ready").count() == PUPILS, (
        "the pages are waiting for the class teacher"
    )
    assert desk.clicks < FEWER_THAN

    pages = Hand(page_factory(DESK, language="ru", user=place.teacher))
    pages.link("Подписать все")
    pages.press(pages.page.locator(f"form[action$='/trials/{trial.pk}/pages/sign/'] button"))
    assert wait_until(all_papers_are_ready, seconds=600, every=1)
    pages.page.reload()
    for form in ("zip", "merged"):
        with pages.page.expect_download() as waiting:
            pages.press(pages.page.locator(f"a[href$='/files/{form}/']"))
        assert Path(waiting.value.path()).stat().st_size > 10_000
    assert desk.clicks + pages.clicks < FEWER_THAN + 5, "the class teacher needs four more for the papers of all"


def all_papers_are_ready():
    """25 pages, one each, and the two files of the batch."""
    papers = IssuedDocument.objects.filter(type_code="PP-G", production="ready")
    return papers.count() == PUPILS and DocumentBatch.objects.filter(type_code="PP-G", files_state="ready").exists()
