"""Renewal, notices and ways out on real rows: NR33, NR34, NR35, §9.12, §9.14."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Notice
from network.errors_life import (
    DayNeeded,
    DeliveryDay,
    EndsByItself,
    NotAParty,
    NothingChanges,
    NoticeInEffect,
    NoticeStands,
    NotInForce,
    OnlyTogether,
    OwnNotice,
    ReasonNeeded,
)
from network.models import Agreement, AgreementNotice, AgreementPeriod, MutualAct, PartyCheck
from network.services.life import assent, confirm_delivery, decline_act, give_notice, preview, recall_notice, register_running, running_of
from network.services.life.night import expire_agreements, renew_agreements, run_night, take_effect
from network.services.life.running import Running, _providers
from tests.factories.life import at, day, living, party, party_of, periods, voice
from tests.factories.people import OrganisationFactory

pytestmark = pytest.mark.django_db

N = AgreementNotice.Kind


def cg(start="12.09.2025", **more):
    return living("CG", starts=day(start), **more)


def send(agreement, kind, place=0, **more):
    who = party(agreement, place)
    return give_notice(agreement=agreement, party=who, kind=kind, by=voice(agreement, place), reason="Себебі", **more)


def test_without_notice_the_next_year_appears_on_the_first_of_december_and_both_sides_are_told(django_capture_on_commit_callbacks):
    agreement = cg()
    people = [voice(agreement, 0), voice(agreement, 1)]
    assert renew_agreements(day("30.11.2025")) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert renew_agreements(day("01.12.2025")) == 1
    assert periods(agreement) == [("12.09.2025", "31.12.2025"), ("01.01.2026", "31.12.2026")]
    agreement.refresh_from_db()
    assert agreement.ends_on == day("31.12.2026")
    assert {notice.user for notice in Notice.objects.all()} == set(people)


def test_the_renewal_run_twice_adds_one_year():
    agreement = cg()
    assert [renew_agreements(day("01.12.2025")), renew_agreements(day("01.12.2025"))] == [1, 0]
    assert len(periods(agreement)) == 2


@pytest.mark.parametrize(
    "nights", [["01.12.2025"], ["04.12.2025"], ["28.12.2025", "04.01.2026"], ["04.01.2026"], ["30.11.2025", "08.01.2026"]]
)
def test_missed_nights_and_a_week_without_the_machine_over_new_year_end_in_the_same_rows(nights):
    agreement, stopped = cg(), cg()
    with at("2025-11-20 10:00"):
        send(stopped, N.NON_RENEWAL)
    for night in nights:
        run_night(day(night))
    run_night(day("08.01.2026"))
    agreement.refresh_from_db()
    stopped.refresh_from_db()
    assert periods(agreement) == [("12.09.2025", "31.12.2025"), ("01.01.2026", "31.12.2026")]
    assert agreement.status == Agreement.Status.IN_FORCE
    assert periods(stopped) == [("12.09.2025", "31.12.2025")]
    assert stopped.status == Agreement.Status.EXPIRED


def test_an_agreement_signed_in_the_middle_of_december_gets_both_years():
    agreement = cg("15.12.2025")
    renew_agreements(day("16.12.2025"))
    assert periods(agreement) == [("15.12.2025", "31.12.2025"), ("01.01.2026", "31.12.2026")]


def test_the_database_refuses_a_second_period_over_the_same_days():
    agreement = cg()
    renew_agreements(day("01.12.2025"))
    with pytest.raises(IntegrityError, match="agreement_periods_do_not_overlap"), transaction.atomic():
        AgreementPeriod.objects.create(agreement=agreement, valid_from=day("01.01.2026"), valid_until=day("31.12.2026"))


@pytest.mark.parametrize(
    "moment, status, effective, ends",
    [
        ("2025-11-30 23:59", "delivered", "31.12.2025", "31.12.2025"),
        ("2025-12-01 00:00", "late", "31.12.2026", "31.12.2026"),
        ("2025-12-01 09:00", "late", "31.12.2026", "31.12.2026"),
    ],
)
def test_notice_is_in_time_to_midnight_of_almaty_at_the_end_of_november(moment, status, effective, ends):
    agreement = cg()
    with at(moment):
        notice = send(agreement, N.NON_RENEWAL)
    assert (notice.status, notice.effective_on) == (status, day(effective))
    for night in ("01.12.2025", "02.12.2025", "05.01.2026", "01.12.2026", "02.01.2027"):
        run_night(day(night))
    agreement.refresh_from_db()
    assert periods(agreement)[-1][1] == ends
    assert agreement.status == Agreement.Status.EXPIRED


def test_a_late_notice_shows_both_days_before_it_is_sent():
    agreement = cg()
    seen = preview(agreement=agreement, party=party(agreement), kind=N.NON_RENEWAL, day=day("01.12.2025"))
    assert (seen.way.late, seen.way.missed, seen.way.effective_on) == (True, day("31.12.2025"), day("31.12.2026"))
    assert not agreement.notices.exists()


def test_a_paper_received_in_time_and_entered_later_takes_back_the_year_that_the_night_had_added():
    agreement = cg()
    with at("2025-11-28 10:00"):
        notice = send(agreement, N.NON_RENEWAL, on_paper=True)
    assert notice.status == "sent"
    renew_agreements(day("01.12.2025"))
    assert len(periods(agreement)) == 2
    with at("2025-12-03 10:00"):
        confirm_delivery(notice=notice, party=party(agreement, 1), delivered_on=day("29.11.2025"), by=voice(agreement, 1))
    assert periods(agreement) == [("12.09.2025", "31.12.2025")]
    renew_agreements(day("04.12.2025"))
    assert periods(agreement) == [("12.09.2025", "31.12.2025")]


def test_the_day_of_a_paper_is_entered_by_the_receiver_and_lies_in_the_past():
    agreement = cg()
    with at("2025-11-28 10:00"):
        notice = send(agreement, N.NON_RENEWAL, on_paper=True)
        with pytest.raises(OwnNotice):
            confirm_delivery(notice=notice, party=party(agreement, 0), delivered_on=day("28.11.2025"), by=voice(agreement))
        with pytest.raises(DeliveryDay):
            confirm_delivery(notice=notice, party=party(agreement, 1), delivered_on=day("29.11.2025"), by=voice(agreement, 1))


@pytest.mark.parametrize(
    "code, today, effective, late",
    [
        ("PRAC", "2026-08-01", "31.08.2026", False),
        ("PRAC", "2026-08-02", "31.08.2027", True),
        ("CG", "2026-08-02", "31.12.2026", True),
        ("CG", "2026-08-01", "31.08.2026", False),
        ("MEMO", "2026-03-15", "15.04.2026", False),
    ],
)
def test_the_exit_day_follows_from_the_kind_and_the_day_of_delivery(code, today, effective, late):
    agreement = living(code, starts=day("01.02.2026"))
    with at(f"{today} 12:00"):
        notice = send(agreement, N.EXIT)
    assert (notice.effective_on, notice.status == "late") == (day(effective), late)


def test_a_bilateral_agreement_ends_with_the_exit_and_a_renewal_does_not_carry_it_further():
    agreement = cg("01.02.2026")
    with at("2026-08-02 12:00"):
        send(agreement, N.EXIT, place=1)
    for night in ("01.12.2026", "02.01.2027"):
        run_night(day(night))
    agreement.refresh_from_db()
    assert periods(agreement) == [("01.02.2026", "31.12.2026")]
    assert agreement.status == Agreement.Status.TERMINATED
    assert party(agreement, 1).status == "left"


def net_of(*kinds, schools=1):
    where = [OrganisationFactory() for _ in range(schools)] + [OrganisationFactory(**{kind: True}) for kind in kinds]
    return living("NET", parties=where, starts=day("01.09.2025"))


def test_a_multilateral_agreement_stays_in_force_for_the_rest_while_two_remain():
    agreement = living("CGN", parties=[OrganisationFactory() for _ in range(3)], starts=day("01.02.2026"))
    with at("2026-07-20 12:00"):
        send(agreement, N.EXIT, place=2)
    run_night(day("01.09.2026"))
    agreement.refresh_from_db()
    assert agreement.status == Agreement.Status.IN_FORCE
    assert [p.status for p in agreement.parties.order_by("position")] == ["signed", "signed", "left"]
    assert periods(agreement) == [("01.02.2026", "31.12.2026")]


@pytest.mark.parametrize("schools, status", [(2, "in_force"), (1, "terminated")])
def test_a_net_lives_on_only_with_the_least_composition(schools, status):
    agreement = net_of("college", "university", schools=schools)
    with at("2026-07-20 12:00"):
        notice = send(agreement, N.EXIT, place=0)
    run_night(day("01.09.2026"))
    agreement.refresh_from_db()
    assert agreement.status == status
    if status == "terminated":
        assert periods(agreement)[-1][1] == "31.08.2026"
        assert notice.effective_on == day("31.08.2026")


def test_what_still_runs_is_listed_before_the_exit_takes_effect():
    def provider(agreement, organisation):
        return [Running("Сынақ", "№ 2", day("20.08.2026")), Running("Сынақ", "№ 1", day("10.08.2026"))]

    register_running(provider)
    try:
        agreement = cg("01.02.2026")
        assert [item.name for item in running_of(agreement, party(agreement).organisation)] == ["№ 1", "№ 2"]
        seen = preview(agreement=agreement, party=party(agreement), kind=N.EXIT, day=day("20.07.2026"))
        assert len(seen.running) == 2 and seen.ends_agreement
    finally:
        _providers.remove(provider)


def test_a_notice_before_delivery_is_recalled_alone():
    agreement = cg()
    with at("2025-11-20 10:00"):
        notice = send(agreement, N.NON_RENEWAL, on_paper=True)
        assert recall_notice(notice=notice, by=voice(agreement)) is None
    notice.refresh_from_db()
    assert notice.status == "recalled"


def test_a_delivered_notice_is_recalled_when_the_other_party_agrees_and_the_agreement_renews_again():
    agreement = cg()
    with at("2025-11-20 10:00"):
        notice = send(agreement, N.NON_RENEWAL)
    with at("2025-12-05 10:00"):
        act = recall_notice(notice=notice, by=voice(agreement), reason="Қателік")
        run_night(day("05.12.2025"))
        assert periods(agreement) == [("12.09.2025", "31.12.2025")]
        assent(act=act, party=party(agreement, 1), by=voice(agreement, 1))
    notice.refresh_from_db()
    assert notice.status == "recalled"
    run_night(day("06.12.2025"))
    assert periods(agreement)[-1] == ("01.01.2026", "31.12.2026")


def test_a_recalled_exit_gives_the_former_end_back():
    agreement = living("PRAC", starts=day("01.09.2025"))
    with at("2026-07-20 12:00"):
        notice = send(agreement, N.EXIT)
        assert periods(agreement)[-1][1] == "31.08.2026"
        act = recall_notice(notice=notice, by=voice(agreement), reason="Шештік")
        assent(act=act, party=party(agreement, 1), by=voice(agreement, 1))
    agreement.refresh_from_db()
    assert periods(agreement) == [("01.09.2025", "31.08.2028")] and agreement.ends_on == day("31.08.2028")
    assert party(agreement).left_on is None


def test_a_declined_recall_leaves_the_notice_standing():
    agreement = cg()
    with at("2025-11-20 10:00"):
        notice = send(agreement, N.NON_RENEWAL)
        act = recall_notice(notice=notice, by=voice(agreement), reason="Қателік")
        decline_act(act=act, party=party(agreement, 1), by=voice(agreement, 1), reason="Жоқ")
    notice.refresh_from_db()
    assert (notice.status, notice.recall_asked_at) == ("delivered", None)


def test_a_notice_in_effect_is_not_recalled():
    agreement = cg("01.02.2026")
    with at("2026-07-20 12:00"):
        notice = send(agreement, N.EXIT)
    take_effect(day("01.09.2026"))
    with pytest.raises(NoticeInEffect):
        recall_notice(notice=notice, by=voice(agreement))


def test_changed_details_reach_the_party_at_once():
    agreement = cg()
    with at("2025-11-20 10:00"):
        notice = give_notice(
            agreement=agreement, party=party(agreement), kind=N.CHANGE, by=voice(agreement), changes={"signatory_name": "Сынақов Ерлан"}
        )
        with pytest.raises(NothingChanges):
            give_notice(agreement=agreement, party=party(agreement), kind=N.CHANGE, by=None, changes={"signatory_name": "Сынақов Ерлан"})
    assert (notice.status, party(agreement).signatory_name) == ("effective", "Сынақов Ерлан")


def test_a_proposal_to_end_early_becomes_an_act_that_all_sign():
    agreement = cg("01.02.2026")
    with at("2026-03-01 12:00"):
        send(agreement, N.TERMINATION, on_day=day("15.03.2026"))
    act = agreement.acts.get()
    assert (act.kind, act.status, act.on_day) == (MutualAct.Kind.TERMINATION, "proposed", day("15.03.2026"))


@pytest.mark.parametrize(
    "code, kind, more, refusal",
    [
        ("PRAC", N.NON_RENEWAL, {}, EndsByItself),
        ("CG", N.TERMINATION, {}, DayNeeded),
        ("CG", N.EXIT, {"reason": " "}, ReasonNeeded),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(code, kind, more, refusal):
    agreement = living(code, starts=day("01.02.2026"))
    with at("2026-03-01 12:00"), pytest.raises(refusal):
        give_notice(**{"agreement": agreement, "party": party(agreement), "kind": kind, "by": None, "reason": "Себебі"} | more)


def test_a_second_notice_of_the_kind_a_foreign_party_and_an_ended_agreement_are_refused():
    agreement, other = cg(), cg(status=Agreement.Status.EXPIRED)
    with at("2025-11-20 10:00"):
        send(agreement, N.NON_RENEWAL)
        with pytest.raises(NoticeStands):
            send(agreement, N.NON_RENEWAL)
        with pytest.raises(NotAParty):
            preview(agreement=agreement, party=party(other), kind=N.EXIT)
        with pytest.raises(NotInForce):
            send(other, N.NON_RENEWAL)


def test_by_mutual_consent_only_nobody_leaves_alone():
    agreement = living("FIN", starts=day("01.02.2026"), parent=cg(), exit_rule="mutual_only")
    with at("2026-03-01 12:00"), pytest.raises(OnlyTogether):
        send(agreement, N.EXIT)


def test_after_three_renewals_in_a_row_each_party_is_asked_to_confirm_its_details_once():
    agreement = cg()
    for night in ("01.12.2025", "01.12.2026", "01.12.2027"):
        assert not PartyCheck.objects.exists()
        renew_agreements(day(night))
    assert {check.party for check in PartyCheck.objects.all()} == set(agreement.parties.all())
    renew_agreements(day("02.12.2027"))
    assert PartyCheck.objects.count() == 2


def test_a_fixed_term_expires_on_the_day_after_its_end_and_a_suspended_one_too():
    one, two = living("MEMO", starts=day("01.09.2022")), living("MEMO", starts=day("01.09.2022"), status=Agreement.Status.SUSPENDED)
    assert expire_agreements(day("31.08.2025")) == 0
    assert expire_agreements(day("01.09.2025")) == 2
    assert expire_agreements(day("02.09.2025")) == 0
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.status == two.status == Agreement.Status.EXPIRED


def test_the_deadline_of_renewal_in_the_database_is_the_one_of_the_arithmetic():
    agreement = cg(notice_months=2)
    assert renew_agreements(day("31.10.2025")) == 0
    assert renew_agreements(day("01.11.2025")) == 1
    assert party_of(agreement, agreement.initiator).organisation == agreement.initiator


def test_one_agreement_that_fails_stops_no_other(monkeypatch):
    from network.services.life import night

    broken, sound = cg(), cg()
    real = night.add_due_renewals
    monkeypatch.setattr(night, "add_due_renewals", lambda a, today: 1 / 0 if a.pk == broken.pk else real(a, today))
    assert renew_agreements(day("01.12.2025")) == 1
    assert len(periods(sound)) == 2
    assert connection.in_atomic_block
