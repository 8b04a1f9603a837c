"""Story 10 of the career trials page: a mother withdraws the photo permission; the picture leaves every page at once and form Г is made without it."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from accounts.links import issue_link, link_url, mark_used
from documents.models import IssuedDocument
from documents.services import request_document
from profprobes.models import ParentConsent, ParentSummary
from tests.browser import PHONE
from tests.factories.forms4 import made, papers
from tests.profprobes.test_forms4_photo import Gallery, gallery

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def enter(page, address: str, child) -> None:
    """A family's link and the child's birth date."""
    page.goto(address)
    for name in ("day", "month", "year"):
        field, value = page.locator(f"[name={name}]"), str(getattr(child.birth_date, name))
        field.select_option(value) if field.evaluate("box => box.tagName") == "SELECT" else field.fill(value)
    page.locator("main form button").last.click()
    page.locator("[name=day]").wait_for(state="detached")


def consent_of(shown: Gallery) -> ParentConsent:
    """The mother's saved answer with the link by which she gave it."""
    row = ParentConsent.objects.select_related("guardian", "participation__trial").get(pk=shown.consent.pk)
    until_tomorrow = timezone.now() + dt.timedelta(days=1)
    row.link = mark_used(link=issue_link(purpose="consent", object=row, guardian=row.guardian, expires_at=until_tomorrow, by=None))
    row.save(update_fields=["link"])
    return row


def test_the_picture_goes_at_once_and_form_g_has_a_second_version_without_it(page_factory):
    shown = gallery()
    pupil, name = shown.row.pupil, str(shown.picture.public_id)
    summary = ParentSummary.objects.get()
    first = made(request_document(type_code="PP-G", source=summary, language="kk", by=shown.world.teacher))
    assert first.version == 1 and "/l/" in json.dumps(first.content, ensure_ascii=False)
    own, teacher, reader = page_factory(PHONE, user=pupil), page_factory(PHONE, user=shown.world.teacher), page_factory(PHONE)
    enter(reader, link_url(shown.link), pupil)
    own.goto("/portfolio/")
    teacher.goto(f"/portfolio/of/{shown.entry().portfolio_id}/")
    pages = (own, teacher, reader)
    assert all(name in page.content() for page in pages)

    consent = consent_of(shown)
    mother = page_factory(PHONE)
    enter(mother, link_url(consent.link), pupil)
    mother.locator("label", has_text="Тыйым салынған").first.click()
    with mother.expect_navigation():
        mother.locator("form:has([name=photo]) button").last.click()
    consent.refresh_from_db()
    assert consent.photo_permission == "no"
    for page in pages:
        page.reload()
        assert name not in page.content(), page.url
    assert [version for version, _status in papers("PP-G", summary)] == [1, 2]
    second = IssuedDocument.objects.get(type_code="PP-G", version=2)
    assert "/l/" not in json.dumps(second.content, ensure_ascii=False)
