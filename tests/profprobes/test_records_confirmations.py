"""Confirming documents: who gets which, what the network allows, what the papers and their QR page say (BR-41, §5.8, §9 case 16)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents.models import IssuedDocument
from documents.registry import get
from documents.services import request_document
from documents.services.batches import prepare_batch
from documents.services.issuing import freeze
from profprobes import errors_confirmations as errors
from profprobes.documents.confirmations import academic_hours
from profprobes.errors import ReasonMissing
from profprobes.models import ConfirmationRule, IssuedConfirmation, Participation, SessionAttendance, Trial, TrialSession
from profprobes.queries.confirmations import allowed_forms, ready_papers
from profprobes.services import confirmations
from tests.documents.reading import render_and_read
from tests.factories.people import OrganisationFactory, user_with_role
from tests.factories.records import confirmed, issued, network_of
from tests.factories.trials import TrialWorld
from tests.profprobes.screens import may_sign_in, news, signed_in, url, words
from tests.profprobes.test_family_pages import delivered, door, entered

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["kk", "ru"])


def paper(code, source, language):
    form = get(code)
    row = form.prefetch(type(source)._default_manager.filter(pk=source.pk)).get()
    assert form.problems(row, language) == []
    return render_and_read(form, row, language)


def make_ready(document):
    """The paper as the worker leaves it."""
    IssuedDocument.objects.filter(pk=document.pk).update(
        production="ready", status="in_force", file="x.pdf", sha256="a" * 64, pages=1, issued_at=timezone.now()
    )
    document.refresh_from_db()
    return document


def flat(text):
    return "".join(text.split()).replace("-", "").replace("\xad", "").lower()


@BOTH
@pytest.mark.parametrize(
    "code, form, expected",
    [
        (
            "PP-CERT",
            "certificate",
            {"kk": "мамандығы бойынша кәсіби сынақтан өтті", "ru": "прошёл(ла) профессиональную пробу по профессии"},
        ),
        ("PP-SHEET", "sheet", {"kk": "Шағын міндет", "ru": "Микрозадача"}),
        ("PP-REF", "reference", {"kk": "Осы анықтама", "ru": "Настоящая справка"}),
    ],
)
def test_the_paper_names_the_pupil_the_trial_the_host_and_the_hours_on_one_page(code, form, expected, language):
    world = confirmed(pupils=1)
    page = paper(code, issued(world, form), language)
    assert page.count == 1
    hours = {"kk": "2 академиялық сағат (95 мин)", "ru": "2 ак. ч (95 мин)"}[language]
    for text in (expected[language], world.pupils[0].full_name, world.host.full_name_in(language), hours):
        assert flat(text) in flat(page.text), text


@BOTH
def test_no_level_stands_on_a_confirming_document(language):
    world = confirmed(pupils=1)
    for code, form in (("PP-CERT", "certificate"), ("PP-SHEET", "sheet"), ("PP-REF", "reference")):
        text = paper(code, issued(world, form), language).text
        assert "нұсқаумен" not in text and "по инструкции" not in text


def test_the_trial_sheet_prints_the_plus_and_the_next_step():
    world = confirmed(pupils=1)
    text = paper("PP-SHEET", issued(world, "sheet"), "kk").text
    assert "Сызықты дәл белгілейді" in text and "Басқа операцияда қайталау" in text and "Екі кесу жасау" in text


@pytest.mark.parametrize("minutes, shown", [(15, "0,5"), (45, "1"), (70, "1,5"), (95, "2"), (180, "4")])
def test_hours_are_academic_hours_to_the_half(minutes, shown):
    assert academic_hours(minutes) == shown


def test_a_class_gets_its_certificates_in_one_press():
    world = confirmed(pupils=3)
    client = signed_in(world.coordinator)
    page = words(client.get(url("trial_confirmations", world.trial.pk)))
    assert all(pupil.full_name in page for pupil in world.pupils)
    ids = [row.pk for row in world.participations]
    answer = client.post(url("trial_confirmations", world.trial.pk), {"form": "certificate", "language": "kk", "pupils": ids})
    assert answer.status_code == 302 and "/documents/batches/" in answer["Location"]
    assert IssuedConfirmation.objects.filter(form="certificate", issuer=world.school).count() == 3
    batch = world.coordinator.document_batches.get()
    assert prepare_batch(pk=batch.pk) == 3


def test_issuing_twice_changes_nothing():
    world = confirmed(pupils=1)
    first = issued(world, "certificate")
    second = issued(world, "certificate")
    assert first.pk == second.pk and first.issued_at == second.issued_at


def test_the_coordinator_of_the_host_issues_in_the_name_of_the_host():
    world = confirmed(pupils=1)
    assert issued(world, "certificate", by=world.host_coordinator).issuer == world.host
    assert signed_in(world.host_coordinator).get(url("trial_confirmations", world.trial.pk)).status_code == 200


def test_the_class_teacher_reads_and_does_not_issue():
    world = confirmed(pupils=1)
    client = signed_in(world.teacher)
    assert client.get(url("trial_confirmations", world.trial.pk)).status_code == 200
    answer = client.post(url("trial_confirmations", world.trial.pk), {"form": "certificate", "language": "kk"})
    assert answer.status_code == 403
    assert signed_in(world.mentor).get(url("trial_confirmations", world.trial.pk)).status_code == 403


def test_nothing_is_confirmed_before_the_trial_is_held_nor_for_an_excursion():
    planned = TrialWorld(pupils=1)
    with pytest.raises(errors.TrialNotHeld):
        issued(planned, "certificate")
    excursion = TrialWorld(pupils=1, held=True)  # tools were not shown
    with pytest.raises(errors.FiledAsExcursion):
        issued(excursion, "certificate")
    closed = confirmed(pupils=1)
    Trial.objects.filter(pk=closed.trial.pk).update(counts_as_trial=False)
    with pytest.raises(errors.FiledAsExcursion):
        issued(closed, "certificate")


def test_the_outcome_never_matters():
    world = confirmed(pupils=1)
    Participation.objects.filter(pk=world.participations[0].pk).update(outcome=Participation.Outcome.NOT_FOR_ME)
    assert issued(world, "certificate").status == "issued"


def test_whoever_was_absent_is_not_confirmed():
    world = confirmed(pupils=2)
    Participation.objects.filter(pk=world.participations[0].pk).update(status=Participation.Status.ABSENT)
    with pytest.raises(errors.NotConfirmable) as refusal:
        issued(world, "certificate")
    assert world.pupils[0].short_name in str(refusal.value)


@pytest.mark.parametrize("stayed, fits", [(30, False), (60, True)])
def test_whoever_left_early_is_confirmed_from_half_of_the_time(stayed, fits):
    world = confirmed(pupils=1)
    row = SessionAttendance.objects.create(
        session=world.session, participation=world.participations[0], mark="left", marked_by=world.mentor
    )
    SessionAttendance.objects.filter(pk=row.pk).update(marked_at=world.session.starts + dt.timedelta(minutes=stayed))
    if not fits:
        with pytest.raises(errors.NotConfirmable):
            issued(world, "certificate")
    else:
        assert issued(world, "certificate").minutes == stayed


def test_a_decision_of_the_network_narrows_the_forms():
    world = confirmed(pupils=1)
    network = network_of(world)
    assert allowed_forms(world.trial) == {"sheet", "book", "reference", "certificate", "trace"}
    client = signed_in(world.coordinator)
    today = timezone.localdate()
    answer = client.post(
        url("confirmation_decide", network.pk), {"forms": ["sheet", "book"], "decided_on": today.isoformat(), "minutes_no": "7"}
    )
    assert answer.status_code == 302
    assert allowed_forms(world.trial) == {"sheet", "book"}
    with pytest.raises(errors.FormNotAllowed) as refusal:
        issued(world, "certificate")
    assert str(network.title_kk) in str(refusal.value)
    answer = client.post(
        url("trial_confirmations", world.trial.pk), {"form": "certificate", "language": "kk", "pupils": [world.participations[0].pk]}
    )
    assert answer.status_code == 422
    assert "Демо желі" in words(client.get(url("confirmation_decisions")))


def test_a_network_of_both_sides_decides_before_one_of_the_school_alone():
    world = confirmed(pupils=1)
    alone, both = network_of(world, with_host=False), None
    values = {"decided_on": timezone.localdate(), "minutes_no": "1", "by": world.coordinator}
    confirmations.decide_forms(network=alone, forms=["sheet"], **values)
    assert allowed_forms(world.trial) == {"sheet"}
    type(alone).objects.filter(pk=alone.pk).update(title_kk="Басқа")
    both = network_of(world)
    confirmations.decide_forms(network=both, forms=["certificate"], **values)
    assert allowed_forms(world.trial) == {"certificate"}


def test_a_decision_needs_forms_minutes_and_a_day_that_has_come():
    world = confirmed(pupils=1)
    network = network_of(world)
    values = {"network": network, "forms": ["sheet"], "decided_on": timezone.localdate(), "minutes_no": "1", "by": world.coordinator}
    for change, error in (
        ({"forms": ["nonsense"]}, errors.NoForms),
        ({"minutes_no": " "}, errors.MinutesMissing),
        ({"decided_on": timezone.localdate() + dt.timedelta(days=1)}, errors.DecisionAhead),
    ):
        with pytest.raises(error):
            confirmations.decide_forms(**(values | change))
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationRule.objects.create(
            network=network, forms=[], decided_on=timezone.localdate(), minutes_no="1", written_by=world.coordinator
        )
    assert signed_in(world.teacher).get(url("confirmation_decide", network.pk)).status_code in (403, 404)


def test_the_qr_page_tells_initials_trial_host_date_and_hours_and_no_name():
    world = confirmed(pupils=1)
    document = make_ready(_requested(issued(world, "certificate"), world))
    page = words(Client().get(f"/v/{document.verify_code}/"))
    pupil = world.pupils[0]
    assert f"{pupil.first_name[0]}. {pupil.last_name[0]}." in page and "95" in page and world.host.short_name_kk in page
    assert pupil.last_name not in page and pupil.first_name not in page


def test_the_qr_page_of_a_withdrawn_certificate_says_so_and_tells_nothing_more():
    world = confirmed(pupils=1)
    confirmation = issued(world, "certificate")
    document = make_ready(_requested(confirmation, world))
    client = signed_in(world.coordinator)
    answer = client.post(url("confirmation_withdraw", confirmation.pk), {"reason": "Қате берілген"})
    assert answer.status_code == 302
    document.refresh_from_db(), confirmation.refresh_from_db()
    assert document.status == "withdrawn" and confirmation.status == "withdrawn"
    page = words(Client().get(f"/v/{document.verify_code}/"))
    assert world.programme.name_kk not in page
    assert get("PP-CERT").problems(confirmation, "kk")
    assert issued(world, "certificate").status == "issued"  # issued anew on request


def test_withdrawing_asks_for_the_reason():
    world = confirmed(pupils=1)
    confirmation = issued(world, "certificate")
    with pytest.raises(ReasonMissing):
        confirmations.withdraw_confirmation(confirmation=confirmation, reason=" ", by=world.coordinator)
    answer = signed_in(world.coordinator).post(url("confirmation_withdraw", confirmation.pk), {"reason": ""})
    assert news(answer)
    assert signed_in(world.teacher).post(url("confirmation_withdraw", confirmation.pk), {"reason": "x"}).status_code == 403


def test_without_the_digital_trace_the_qr_page_shows_the_state_only():
    world = confirmed(pupils=1)
    confirmation = issued(world, "certificate")
    confirmations.decide_forms(
        network=network_of(world), forms=["certificate"], decided_on=timezone.localdate(), minutes_no="1", by=world.coordinator
    )
    assert "public" not in freeze(form=get("PP-CERT"), source=confirmation, language="kk").values


def test_pupil_and_family_find_the_certificate():
    world = confirmed(pupils=2)
    confirmation = issued(world, "certificate")
    document = make_ready(_requested(confirmation, world))
    pupil = may_sign_in(world.pupils[0])
    page = signed_in(pupil).get(url("my_trial", world.participations[0].pk))
    assert f"/documents/{document.pk}/download/" in page.content.decode()
    assert ready_papers(world.participations[0]) == [document] and ready_papers(world.participations[1]) == []


def test_a_stranger_and_a_classmate_see_no_confirmation():
    world = confirmed(pupils=2)
    confirmation = issued(world, "certificate")
    stranger = user_with_role("career_coordinator", OrganisationFactory())
    for person in (stranger, world.pupils[1], world.mentor):
        assert not IssuedConfirmation.objects.visible_to(person).exists()
    for person in (world.coordinator, world.host_coordinator, world.teacher, world.pupils[0]):
        assert IssuedConfirmation.objects.visible_to(person).get() == confirmation
    assert signed_in(stranger).post(url("confirmation_withdraw", confirmation.pk), {"reason": "x"}).status_code == 404


def test_a_pupil_has_one_confirmation_per_form():
    world = confirmed(pupils=1)
    row = issued(world, "certificate")
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedConfirmation.objects.create(
            participation=row.participation, form="certificate", issuer=world.school, minutes=1, issued_by=world.coordinator
        )


@BOTH
def test_the_extract_of_attendance_prints_who_was_there(language):
    world = confirmed(pupils=2)
    Participation.objects.filter(pk=world.participations[1].pk).update(status=Participation.Status.ABSENT)
    text = paper("PP-ATT", world.trial, language).text
    for part in (*(pupil.last_name for pupil in world.pupils), {"kk": "Болмады", "ru": "Отсутств"}[language]):
        assert flat(part) in flat(text)
    assert get("PP-ATT").problems(TrialWorld(pupils=1).trial, language)
    rows = Trial.objects.filter(pk=world.trial.pk)
    assert not get("PP-ATT").readable(rows, world.pupils[0]).exists()
    assert TrialSession.objects.filter(trial=world.trial).count() == 1


def _requested(confirmation, world):
    return request_document(type_code="PP-CERT", source=confirmation, language="kk", by=world.coordinator)


def test_the_page_asks_the_same_number_of_queries_for_any_group():
    counts = []
    for pupils in (2, 8):
        world = confirmed(pupils=pupils)
        issued(world, "certificate", count=pupils)
        client = signed_in(world.coordinator)
        client.get(url("trial_confirmations", world.trial.pk))
        with CaptureQueriesContext(connection) as seen:
            client.get(url("trial_confirmations", world.trial.pk))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_family_downloads_the_certificate_of_its_child_and_no_other():
    world, _summary, link = delivered()
    TrialSession.objects.filter(pk=world.session.pk).update(tools_shown=True, chain_done=True)
    own, other = (
        make_ready(request_document(type_code="PP-CERT", source=row, language="kk", by=world.coordinator)) for row in _certificates(world)
    )
    client = entered(link)
    page = client.get(door(link)).content.decode()
    assert f"paper-{own.pk}/" in page and f"paper-{other.pk}/" not in page
    assert client.get(door(link, f"paper-{other.pk}")).status_code == 302
    assert client.get(door(link, f"paper-{own.pk}")).status_code in (200, 503)  # the file of the test is not in the store


def _certificates(world):
    issued(world, "certificate", count=2)
    return [IssuedConfirmation.objects.get(participation=row) for row in world.participations[:2]]
