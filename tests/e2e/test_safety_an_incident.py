"""Story 12: a teacher reports a serious incident on a phone; the site is suspended; the operator lowers the severity with a reason."""

import pytest

from network.models import Role, Site
from profprobes.models import Incident
from tests.browser import PHONE
from tests.factories.people import user_with_role
from tests.factories.trials import TrialWorld

from .waiting import until

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_from_the_report_on_a_phone_to_the_lowered_severity(page_factory, accessible):
    world = TrialWorld(pupils=2)
    operator = user_with_role(Role.REGION_OPERATOR)
    page = page_factory(PHONE, user=world.teacher)
    page.goto(f"/trials/{world.trial.pk}/incidents/new/")
    page.locator("label:has(input[name=severity][value='serious'])").click()
    page.locator("[name=description]").fill("Қолын қатты жарақаттады")
    page.locator("[name=first_actions]").fill("103 шақырылды")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="Хабарлау").click()
    page.get_by_text("Қолын қатты жарақаттады").wait_for()
    world.site.refresh_from_db()
    assert world.site.status == Site.Status.SUSPENDED

    row = Incident.objects.get()
    page = page_factory(PHONE, user=operator)
    page.goto(f"/incidents/{row.pk}/")
    accessible(page)
    page.goto(f"/incidents/{row.pk}/severity/")
    page.locator("label:has(input[name=severity][value='moderate'])").click()
    page.locator("[name=reason]").fill("Дәрігер қарады, сынық жоқ")
    page.locator("main form[method=post] .button-primary").click()
    page.get_by_text("Дәрігер қарады, сынық жоқ").first.wait_for()
    row.refresh_from_db()
    assert (row.reported_severity, row.severity) == ("serious", "moderate")


def test_without_a_connection_the_report_waits_on_the_phone(page_factory):
    world = TrialWorld(pupils=1)
    page = page_factory(PHONE, user=world.teacher)
    page.goto(f"/trials/{world.trial.pk}/incidents/new/")
    until(page, "() => document.documentElement.dataset.ready === 'incident'")
    page.context.set_offline(True)
    page.locator("label:has(input[name=severity][value='minor'])").click()
    page.locator("[name=description]").fill("Саусақ тілінді")
    page.locator("[name=first_actions]").fill("Жапсырма")
    page.get_by_role("button", name="Хабарлау").click()
    page.get_by_text("Хабарлама осы телефонда").wait_for()
    assert not Incident.objects.exists()
    page.context.set_offline(False)
    until(page, "async () => (await kopirStore.all('outbox')).every((one) => one.state === 'sent')")
    assert Incident.objects.get().reported_by == world.teacher
