"""The whole story in real browsers with a real worker: a coordinator books, families consent, a mentor observes, pupils answer, the class teacher signs,
the journal's line completes itself. Once on desks in Russian, once on phones in Kazakh.
"""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.links import link_url
from accounts.models import OneTimeLink, User
from config.processes import wait_until
from documents.models import IssuedDocument
from network.models import Role
from profprobes.models import ObservationCard, ParentConsent, ParentSummary, Participation, SiteSlot, Trial, TrialMentor, TrialSite
from tests.browser import DESK, PHONE
from tests.e2e.waiting import until
from tests.factories.agreements import AgreementFactory
from tests.factories.files import picture
from tests.factories.people import (
    ClassGroupFactory,
    GuardianLinkFactory,
    MembershipFactory,
    OrganisationFactory,
    PupilFactory,
    SiteFactory,
    user_with_role,
)
from tests.factories.trials import ProgrammeFactory

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]
CRITERIA = ("understanding", "procedure", "accuracy", "communication", "safety")


class Place:
    """A school with a class of four and a college with an open slot in five days; nothing is booked yet."""

    def __init__(self) -> None:
        self.school, self.host = OrganisationFactory(), OrganisationFactory(college=True)
        self.coordinator = MembershipFactory(organisation=self.school, role=Role.CAREER_COORDINATOR).user
        self.class_group = ClassGroupFactory(organisation=self.school)
        self.teacher = user_with_role(Role.CLASS_TEACHER, self.school, class_group=self.class_group)
        self.pupils = [PupilFactory(group=self.class_group, sign_in=User.SignIn.ACTIVE) for _n in range(4)]
        for pupil in self.pupils:
            GuardianLinkFactory(child=pupil)
        today = timezone.localdate()
        membership = MembershipFactory(organisation=self.host, role=Role.MENTOR)
        self.mentor = membership.user
        mentor = TrialMentor.objects.create(
            membership=membership, phone="+77142000011", trained_on=today, valid_until=today + dt.timedelta(days=600)
        )
        site = SiteFactory(organisation=self.host)
        programme = ProgrammeFactory(owner=self.host)
        TrialSite.objects.create(site=site, grades=[7, 8, 9]).programmes.add(programme)
        AgreementFactory(school=self.school, host=self.host)
        starts = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=5), dt.time(10)))
        SiteSlot.objects.create(site=site, period=(starts, starts + dt.timedelta(minutes=95)), seats_total=12, min_group=3, mentor=mentor)


def press(page, selector: str = "main form button.button-primary") -> None:
    """Press the primary button and wait for the page that follows."""
    page.locator(selector).first.click()
    page.wait_for_load_state("networkidle")


def tab(page, trial: Trial, name: str = "") -> None:
    page.goto(f"/trials/{trial.pk}/{name}")


def pick(page, name: str, value: object) -> None:
    """Choose an answer card, a segment or a tick; the input itself lies under its label."""
    page.locator(f"label:has(input[name={name}][value='{value}'])").first.click()


def book(page, place: Place) -> Trial:
    """Programme → slot → class → check."""
    page.goto("/trials/new/")
    page.locator("button[name=programme]").first.click()
    page.locator("button[name=slot]").first.click()
    page.wait_for_selector("[data-picker-group]")
    for box in page.locator("input[name=pupils]").all():
        if not box.is_checked():
            box.check()
    press(page)
    today = timezone.localdate().strftime("%Y-%m-%d")
    page.locator("[name=informing_date]").fill(today)
    page.locator("[name=diagnostics_date]").fill(today)
    for box in page.locator("input[name=accompanying]").all():
        box.check()
    press(page)
    return Trial.objects.get(school=place.school)


def prepare(page, trial: Trial, programme_is_complete: bool = True) -> None:
    """Route sheet, the card with its breaks, the school's signature, the consents' links."""
    tab(page, trial, "safety/route/")
    page.locator("[name=way]").first.select_option("on_foot") if page.locator("select[name=way]").count() else pick(page, "way", "on_foot")
    page.locator("[name=departs_from_kk]").fill("Мектеп ауласы")
    page.locator("[name=departs_from_ru]").fill("Двор школы")
    page.locator("[name=departs_at]").fill("09:30")
    page.locator("[name=returns_at]").fill("12:30")
    page.locator("[name=travel_minutes]").fill("20")
    page.locator("[name=insurance]").fill("ДЕМО-1")
    press(page)
    tab(page, trial, "card/edit/")
    page.locator("[name=break_minutes]").fill("5")
    press(page, ".sticky-foot .button-primary")
    tab(page, trial, "card/")
    press(page, f"form[action$='/trials/{trial.pk}/card/sign/school/'] button")
    tab(page, trial, "families/")
    press(page, "button[form=families-form].button-primary")


def consent(page, row: ParentConsent, *, photo: str, agrees: bool = True) -> None:
    """A guardian opens the link, gives the child's birth date, reads and answers."""
    page.goto(link_url(row.link))
    born = row.participation.pupil.birth_date
    for name, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        field = page.locator(f"[name$={name}]").first
        field.select_option(str(value)) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(str(value))
    press(page, "main button[type=submit]")
    if agrees:
        pick(page, "photo", photo)
        for name in ("personal_data", "travel", "emergency_care"):
            pick(page, name, "yes")
        page.locator("[name=typed_name]").fill(row.guardian.name)
    else:
        page.locator("[name=typed_name]").fill(row.guardian.name)
    page.locator(f"button[name=decision][value={'agree' if agrees else 'decline'}]").click()
    page.wait_for_load_state("networkidle")


def observe(page, visit_pk: int, pupils: int) -> None:
    """The mentor briefs on site, fills a card for each pupil and ends the visit."""
    page.goto(f"/visits/{visit_pk}/briefing/")
    page.wait_for_selector("html[data-ready=briefing]")
    page.locator("button[name=everybody]").click()
    page.locator("form[data-briefing] .button-primary").click()
    page.wait_for_url(f"**/visits/{visit_pk}/")
    page.goto(f"/visits/{visit_pk}/cards/")
    page.wait_for_selector("html[data-ready=card]")
    for number in range(pupils):
        place = page.locator("[data-position]").inner_text()
        for shift, code in enumerate(CRITERIA):
            page.locator(f"label.segment:has(input[name=c_{code}][value='{(shift + number) % 3 + 1}'])").click()
        page.locator("label.segment:has(input[name=result][value=yes])").click()
        page.locator("[name=comment]").fill(f"Сызықты дәл белгіледі, {number + 1}-оқушы.")
        if not page.locator("[name=plus]").is_visible():
            page.locator("details:has([name=plus]) > summary").click()
        page.locator("[name=plus]").fill("өлшемді екі рет тексерді")
        page.locator("[name=next_step]").fill("Күрделірек бөлшекті байқап көру.")
        page.locator("form .button-primary").last.click()
        if number + 1 < pupils:
            until(page, "place => document.querySelector('[data-position]')?.textContent !== place", place)
    page.wait_for_url(f"**/visits/{visit_pk}/")
    page.wait_for_load_state("networkidle")
    page.goto(f"/visits/{visit_pk}/finish/")
    for name in ("tools_shown", "chain_done"):
        box = page.locator(f"[name={name}]").first
        box.check() if box.get_attribute("type") == "checkbox" else pick(page, name, "yes")
    press(page, "form .button-primary")


def answer_after(page, participation: Participation) -> None:
    """The pupil answers «after» and attaches a photo of the product."""
    page.goto(f"/my-trials/{participation.pk}/after/")
    page.wait_for_load_state("networkidle")
    for area in page.locator("form[data-form] textarea").all():
        area.fill("Бөлшекті үш тармақты парақпен тексердім.")
    for code in CRITERIA:
        page.locator(f"label.segment:has(input[name=s_{code}][value='2'])").click()
    pick(page, "outcome", "not_for_me")
    pick(page, "artefact_consent", "yes")
    pick(page, "photo_consent", "yes")
    page.locator("form[data-form] .button-primary").click()
    page.wait_for_url(lambda url: "after" not in url or "files" in url)
    page.goto(f"/my-trials/{participation.pk}/files/")
    page.wait_for_selector("html[data-ready=files]")
    page.locator("input[type=file]").set_input_files({"name": "bolshek.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    pick(page, "kind", "photo")
    pick(page, "people", "none")
    page.locator("[name=caption]").fill("Менің бөлшегім")
    page.locator("form[data-files] .button-primary").click()
    page.get_by_text("Менің бөлшегім").first.wait_for()


@pytest.mark.parametrize(("size", "language"), [(DESK, "ru"), (PHONE, "kk")], ids=["desk-ru", "phone-kk"])
def test_one_trial_from_booking_to_the_parents_page(page_factory, celery_worker_process, accessible, size, language):
    place = Place()
    User.objects.update(language=language)
    for person in (place.coordinator, place.teacher, place.mentor, *place.pupils):
        person.refresh_from_db()
    school = page_factory(size, language=language, user=place.coordinator)
    trial = book(school, place)
    assert trial.status == Trial.Status.PLANNED and trial.participations.count() == 4

    for pupil in place.pupils[:2]:
        row = trial.participations.get(pupil=pupil)
        own = page_factory(PHONE, language=language, user=pupil)
        own.goto(f"/my-trials/{row.pk}/before/")
        for area in own.locator("form[data-form] textarea").all():
            area.fill("Нағыз құралмен жұмыс істеп көргім келеді.")
        own.locator("form[data-form] .button-primary").click()
        own.wait_for_load_state("networkidle")

    prepare(school, trial)
    rows = list(
        ParentConsent.objects.filter(participation__trial=trial).select_related("link", "guardian", "participation__pupil").order_by("pk")
    )
    assert len(rows) == 4
    for number, row in enumerate(rows):
        consent(page_factory(PHONE, language=language), row, photo=("publish", "portfolio")[number % 2], agrees=number < 3)
    trial.refresh_from_db()
    statuses = sorted(trial.participations.values_list("status", flat=True))
    assert statuses == ["admitted"] * 3 + ["withdrawn"]

    mentor = page_factory(PHONE, language=language, user=place.mentor)
    tab(mentor, trial, "card/")
    press(mentor, f"form[action$='/trials/{trial.pk}/card/sign/host/'] button")
    tab(school, trial, "safety/briefing/school/")
    press(school, "main form .button-primary")
    tab(school, trial)
    accessible(school)
    press(school, f"form[action$='/trials/{trial.pk}/ready/'] button")
    visit = trial.sessions.get()
    assert visit.status == "ready", school.locator("main").inner_text()

    observe(mentor, visit.pk, pupils=3)
    trial.refresh_from_db()
    assert trial.status == Trial.Status.HELD
    assert ObservationCard.objects.filter(session=visit, status="submitted").count() == 3

    attended = list(trial.participations.filter(status="attended").select_related("pupil"))
    for row in attended:
        answer_after(page_factory(PHONE, language=language, user=row.pupil), row)
    assert all(row.artefacts.count() == 1 for row in attended)

    teacher = page_factory(size, language=language, user=place.teacher)
    teacher.goto(f"/trials/{trial.pk}/pages/")
    accessible(teacher)
    press(teacher, f"form[action$='/trials/{trial.pk}/pages/sign/'] button")
    assert ParentSummary.objects.filter(participation__trial=trial, status="signed").count() == 3
    assert wait_until(lambda: IssuedDocument.objects.filter(type_code="PP-G", production="ready").count() == 3, seconds=120, every=0.2)
    papers = IssuedDocument.objects.filter(type_code="PP-G", production="ready")
    assert papers.count() == 3 and papers.values("number").distinct().count() == 3

    page = ParentSummary.objects.filter(participation__trial=trial, status="signed").order_by("pk").first()
    link = OneTimeLink.objects.get(purpose="summary", object_id=page.pk)
    family = page_factory(PHONE, language=language)
    family.goto(link_url(link))
    born = page.participation.pupil.birth_date
    for name, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        field = family.locator(f"[name$={name}]").first
        field.select_option(str(value)) if field.evaluate("e => e.tagName") == "SELECT" else field.fill(str(value))
    press(family, "main button[type=submit]")
    assert "өлшемді екі рет тексерді" in family.locator("main").inner_text()
    accessible(family)

    tab(school, trial, "closing/")
    school.locator("[name=teacher_view]").fill("Сызбаны оқуды сабақта бекітеміз.")
    school.locator("[name=pupil_view]").fill("Өлшеу оңай емес екен.")
    press(school, "main form:has([name=teacher_view]) button")
    tab(school, trial, "closing/")
    press(school, f"form[action$='/trials/{trial.pk}/close/'] button")
    trial.refresh_from_db()
    assert trial.status == Trial.Status.CLOSED and trial.counts_as_trial
    school.goto("/journal/")
    line = school.locator("main").inner_text()
    assert "3 / 3" in line and "Өлшеу оңай емес екен." in line
