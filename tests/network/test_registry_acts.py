"""What parties do together, who is reminded when, signing that stops by itself: 2.6, NR36, §9.13."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from core.errors import WrongState
from core.uploads import check_upload
from network.errors_life import AlreadyAnswered, AlreadyAsked, DayOutside, NotAParty, NotInForce, ReasonNeeded, ScanNeeded
from network.models import Agreement, AgreementReminder, MutualAct, Organisation
from network.services.agreements import in_force
from network.services.life import assent, decline_act, propose_act, withdraw_act
from network.services.life.night import run_night
from network.services.life.reminders import remind
from network.services.life.stops import gone_parties
from tests.factories.files import pdf, upload
from tests.factories.life import at, day, living, party, periods, voice
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db

K = MutualAct.Kind


def signed_scan():
    return check_upload(upload(pdf(), "act.pdf"))


def propose(agreement, kind, **more):
    return propose_act(agreement=agreement, kind=kind, party=party(agreement), by=voice(agreement), reason="Жөндеу", **more)


def agree(act, place=1, **more):
    return assent(act=act, party=party(act.agreement, place), by=voice(act.agreement, place), **more)


def test_an_early_end_needs_the_signed_act_of_every_party_and_ends_on_its_day():
    agreement = living("PRAC", starts=day("01.09.2025"))
    with at("2026-03-01 12:00"):
        act = propose(agreement, K.TERMINATION, on_day=day("15.03.2026"), settlement="Қарыз жоқ")
        with pytest.raises(ScanNeeded):
            agree(act, 0)
        agree(act, 0, scan=signed_scan())
        assert act.assents.count() == 1
        agree(act, 1, scan=signed_scan())
    act.refresh_from_db()
    assert act.status == "agreed" and periods(agreement) == [("01.09.2025", "15.03.2026")]
    run_night(day("15.03.2026"))
    agreement.refresh_from_db()
    assert agreement.status == "in_force"
    run_night(day("16.03.2026"))
    agreement.refresh_from_db()
    assert agreement.status == "terminated"


def test_a_suspended_agreement_covers_no_day_of_the_suspension_and_comes_back_by_itself():
    agreement = living("CG", starts=day("01.02.2026"))
    school, partner = (p.organisation for p in agreement.parties.order_by("position"))
    with at("2026-03-01 12:00"):
        act = propose(agreement, K.SUSPENSION, on_day=day("01.03.2026"), until=day("10.03.2026"))
        agree(act)
    agreement.refresh_from_db()
    assert agreement.status == "suspended"
    assert not in_force(["CG"], school, partner, day("05.03.2026"))
    assert in_force(["CG"], school, partner, day("11.03.2026"))
    run_night(day("10.03.2026"))
    agreement.refresh_from_db()
    assert agreement.status == "suspended"
    run_night(day("14.03.2026"))
    agreement.refresh_from_db()
    assert agreement.status == "in_force"


def test_a_suspension_ahead_begins_on_its_day():
    agreement = living("CG", starts=day("01.02.2026"))
    with at("2026-03-01 12:00"):
        agree(propose(agreement, K.SUSPENSION, on_day=day("20.03.2026")))
    agreement.refresh_from_db()
    assert agreement.status == "in_force"
    run_night(day("20.03.2026"))
    agreement.refresh_from_db()
    assert agreement.status == "suspended"


def test_the_parties_resume_before_the_end_of_the_suspension():
    agreement = living("CG", starts=day("01.02.2026"))
    school, partner = (p.organisation for p in agreement.parties.order_by("position"))
    with at("2026-03-01 12:00"):
        agree(propose(agreement, K.SUSPENSION, on_day=day("01.03.2026")))
    with at("2026-03-05 12:00"):
        agree(propose(agreement, K.RESUMPTION))
    agreement.refresh_from_db()
    assert agreement.status == "in_force"
    assert not in_force(["CG"], school, partner, day("04.03.2026"))
    assert in_force(["CG"], school, partner, day("05.03.2026"))


def test_one_party_that_does_not_agree_leaves_everything_as_it_is(django_capture_on_commit_callbacks):
    agreement = living("CG", starts=day("01.02.2026"))
    with at("2026-03-01 12:00"):
        act = propose(agreement, K.SUSPENSION, on_day=day("02.03.2026"))
        with pytest.raises(ReasonNeeded):
            decline_act(act=act, party=party(agreement, 1), by=voice(agreement, 1), reason="")
        with django_capture_on_commit_callbacks(execute=True):
            decline_act(act=act, party=party(agreement, 1), by=voice(agreement, 1), reason="Жоқ")
        with pytest.raises(WrongState):
            agree(act)
    agreement.refresh_from_db()
    assert agreement.status == "in_force" and Notice.objects.exists()


def test_acts_refuse_what_makes_no_sense():
    agreement, other = living("CG", starts=day("01.02.2026")), living("CG", starts=day("01.02.2026"))
    with at("2026-03-01 12:00"):
        with pytest.raises(DayOutside):
            propose(agreement, K.TERMINATION, on_day=day("28.02.2026"))
        with pytest.raises(DayOutside):
            propose(agreement, K.TERMINATION, on_day=day("01.01.2027"))
        with pytest.raises(NotInForce):
            propose(agreement, K.RESUMPTION)
        act = propose(agreement, K.SUSPENSION, on_day=day("02.03.2026"))
        with pytest.raises(AlreadyAsked):
            propose(agreement, K.SUSPENSION, on_day=day("03.03.2026"))
        with pytest.raises(AlreadyAnswered):
            agree(act, 0)
        with pytest.raises(NotAParty):
            assent(act=act, party=party(other), by=voice(other))
        withdraw_act(act=act, by=voice(agreement))
        with pytest.raises(WrongState):
            agree(act)


def test_a_party_assents_once_also_for_the_database():
    agreement = living("CG", starts=day("01.02.2026"))
    with at("2026-03-01 12:00"):
        act = propose(agreement, K.SUSPENSION, on_day=day("02.03.2026"))
    given = act.assents.get()
    given.pk = None
    with pytest.raises(IntegrityError, match="a_party_assents_once"), transaction.atomic():
        given.save(force_insert=True)


def test_reminders_come_once_and_missed_nights_send_only_the_nearest(django_capture_on_commit_callbacks):
    agreement = living("MEMO", starts=day("01.09.2023"))
    voice(agreement)
    with django_capture_on_commit_callbacks(execute=True):
        assert remind(day("01.06.2026")) == 0
        assert remind(day("02.06.2026")) == 1
        assert remind(day("03.06.2026")) == 0
        assert remind(day("05.08.2026")) == 1
        assert remind(day("06.08.2026")) == 0
    assert sorted((r.days_before, r.told) for r in AgreementReminder.objects.all()) == [(30, True), (60, False), (90, True)]
    assert Notice.objects.count() == 2


def test_before_the_deadline_the_portal_asks_whether_renewal_is_needed(django_capture_on_commit_callbacks):
    agreement = living("CG", starts=day("12.09.2025"))
    voice(agreement)
    with django_capture_on_commit_callbacks(execute=True):
        assert remind(day("31.10.2025")) == 1
    assert "30.11.2025" in Notice.objects.get().message


@pytest.mark.parametrize("step, more", [("close", {}), ("reorganise", {"successor": True})])
def test_signing_stops_when_a_party_is_closed_or_reorganised_and_the_number_stays(step, more):
    agreement = living("CG", starts=day("01.02.2026"), status=Agreement.Status.SIGNING)
    partner = party(agreement, 1).organisation
    if more:
        Organisation.objects.filter(pk=partner.pk).update(successor=OrganisationFactory(enterprise=True))
        partner.refresh_from_db()
    partner.move(step, by=None, reason="Шешім")
    agreement.refresh_from_db()
    assert (agreement.status, bool(agreement.number)) == ("review", True)
    assert [p.organisation for p in gone_parties(agreement)] == [partner]
    assert {p.status for p in agreement.parties.all()} == {"invited"}
