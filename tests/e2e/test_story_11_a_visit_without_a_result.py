"""Story 11 of the career trials page: a visit where no product or result was recorded is filed as an excursion; contacts (K3) grow, trials (K2) do not."""

import pytest

from profprobes.models import ObservationCard, Trial
from profprobes.queries.indicator_rows import Scope, parallel_rows
from tests.browser import DESK
from tests.factories.stages import finish, write_papers
from tests.factories.trials import TrialWorld

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.e2e]


def test_it_is_filed_as_an_excursion(page_factory):
    world = write_papers(finish(TrialWorld(pupils=5)))
    ObservationCard.objects.update(result="")
    page = page_factory(DESK, user=world.coordinator)
    page.goto(f"/trials/{world.trial.pk}/closing/")
    assert page.get_by_text("Экскурсия ретінде тіркеледі").is_visible()
    page.locator("form[action$='/closing/close/'] button, form[action$='/close/'] button").first.click()
    page.wait_for_url(f"**/trials/{world.trial.pk}/")
    trial = Trial.objects.get(pk=world.trial.pk)
    assert (trial.status, trial.counts_as_trial) == ("closed", False)
    row = parallel_rows(Scope.of_year([world.school.pk], world.class_group.academic_year))[0]
    assert (row.contacts, row.tried, row.covered) == (5, 0, False)
