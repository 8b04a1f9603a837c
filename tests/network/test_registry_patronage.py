"""Patronage: list, plan, facts, figures (spec 2.6, NR55, NW-34)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.errors import WrongState
from network.errors_life import FactAhead, FactOutsideYear, MemorandumMissing, PairListed, ReasonNeeded, WrongSide
from network.models import Agreement, PatronagePair, Role
from network.services import patronage
from network.services.patronage import Monitoring, monitoring
from tests.factories.life import day, living
from tests.factories.people import OrganisationFactory, OtherRegionFactory, user_with_role

pytestmark = pytest.mark.django_db

YEAR = timezone.localdate().year


class World:
    """A chamber, an enterprise, a college, and their people."""

    def __init__(self):
        self.chamber = OrganisationFactory(kind="chamber")
        self.enterprise = OrganisationFactory(enterprise=True, short_name_ru="ТОО «Демо Металл»")
        self.college = OrganisationFactory(college=True)
        self.registrar = user_with_role(Role.REGISTRAR, self.chamber)
        self.patron = user_with_role(Role.ORG_COORDINATOR, self.enterprise)
        self.head = user_with_role(Role.ORG_COORDINATOR, self.college)

    def listed(self):
        return patronage.list_pair(
            chamber=self.chamber,
            enterprise=self.enterprise,
            college=self.college,
            profile_kk="Металлургия",
            profile_ru="Металлургия",
            by=self.registrar,
        )

    def signed(self):
        pair = self.listed()
        self.memorandum = living("PATRON", parties=[self.enterprise, self.college], starts=dt.date(YEAR - 1, 9, 1))
        return patronage.sign_pair(pair=pair, by=self.registrar)

    def planned(self):
        pair = self.signed()
        plan = patronage.plan_year(
            pair=pair,
            year=YEAR,
            planned={7: (10, "Өндірістік практика"), 9: (2, ""), 8: (1, "")},
            by=self.patron,
            target_students=15,
            other="Дәріс",
        )
        return pair, {row.section: row for row in plan.commitments.all()}


@pytest.fixture
def world():
    return World()


def test_the_list_takes_an_enterprise_and_a_college_once(world):
    world.listed()
    with pytest.raises(PairListed):
        world.listed()
    with pytest.raises(WrongSide):
        patronage.list_pair(
            chamber=world.chamber, enterprise=world.college, college=world.enterprise, profile_kk="х", profile_ru="х", by=None
        )


def test_a_pair_is_signed_with_its_memorandum_alone(world):
    pair = world.listed()
    with pytest.raises(MemorandumMissing):
        patronage.sign_pair(pair=pair, by=world.registrar)
    patronage.negotiate(pair=pair, by=world.registrar)
    living("PATRON", parties=[world.enterprise, world.college], starts=day("01.09.2025"))
    assert patronage.sign_pairs_with_memoranda() == 1
    pair.refresh_from_db()
    assert pair.status == "signed" and pair.agreement
    with pytest.raises(WrongState):
        patronage.drop_pair(pair=pair, by=None, reason="х")


def test_a_dropped_pair_says_why_and_may_be_listed_anew(world):
    pair = world.listed()
    with pytest.raises(ReasonNeeded):
        patronage.drop_pair(pair=pair, by=None, reason="")
    patronage.drop_pair(pair=pair, by=None, reason="Бас тартты")
    assert world.listed().pk != pair.pk


def test_a_year_holds_six_commitments_and_facts_lie_in_it(world):
    _pair, rows = world.planned()
    assert sorted(rows) == [6, 7, 8, 9, 10, 11]
    with pytest.raises(FactAhead):
        patronage.enter_fact(commitment=rows[7], on=timezone.localdate() + dt.timedelta(days=1), count=1, text="х", by=None)
    with pytest.raises(FactOutsideYear):
        patronage.enter_fact(commitment=rows[7], on=dt.date(YEAR - 1, 12, 31), count=1, text="х", by=None)


def test_the_figures_count_memoranda_in_force_and_facts_that_stand(world):
    pair, rows = world.planned()
    enter = {"on": dt.date(YEAR, 1, 1), "by": world.patron}
    patronage.enter_fact(commitment=rows[8], count=1, text="Станок", money=3_200_000, **enter)
    patronage.enter_fact(commitment=rows[9], count=2, text="Бағдарлама", **enter)
    wrong = patronage.enter_fact(commitment=rows[8], count=1, text="Қате", money=999, **enter)
    patronage.strike_fact(fact=wrong, by=world.patron, reason="Қате енгізілді")
    assert monitoring(PatronagePair.objects.all(), YEAR) == Monitoring(1, 1, 2, 15, 3_200_000, ("Дәріс",))
    world.memorandum.periods.update(valid_until=dt.date(YEAR - 1, 12, 31))
    assert monitoring(PatronagePair.objects.all(), YEAR) == Monitoring(0, 0, 0, 0, 0)
    assert pair.agreement == world.memorandum


def test_a_memorandum_that_was_withdrawn_counts_for_nothing(world):
    world.planned()
    Agreement.objects.update(status=Agreement.Status.WITHDRAWN)
    assert monitoring(PatronagePair.objects.all(), YEAR).memoranda == 0


def test_who_sees_a_pair(world):
    world.listed()
    far = user_with_role(Role.REGISTRAR, OrganisationFactory(kind="chamber", region=OtherRegionFactory()))
    seen = [world.registrar, world.patron, world.head, user_with_role(Role.REGION_OPERATOR)]
    unseen = [far, user_with_role(Role.ORG_COORDINATOR, OrganisationFactory(college=True))]
    assert all(PatronagePair.objects.visible_to(user).exists() for user in seen)
    assert not any(PatronagePair.objects.visible_to(user).exists() for user in unseen)


def test_the_chamber_lists_the_parties_plan_and_nobody_else(client, world):
    pair, rows = world.planned()
    plan, new = reverse("network:patronage_plan", args=[pair.pk]), reverse("network:patronage_new")
    client.force_login(world.registrar)
    assert (client.get(new).status_code, client.get(plan).status_code) == (200, 403)
    client.force_login(world.head)
    assert (client.get(new).status_code, client.get(plan).status_code) == (403, 200)
    assert client.get(reverse("network:patronage_fact", args=[rows[7].pk])).status_code == 200


def test_a_pair_is_listed_and_its_fact_entered_through_the_pages(client, world):
    client.force_login(world.registrar)
    data = {"enterprise": world.enterprise.pk, "college": world.college.pk, "profile_kk": "Металлургия", "profile_ru": "Металлургия"}
    assert client.post(reverse("network:patronage_new"), data).status_code == 302
    again = client.post(reverse("network:patronage_new"), data)
    assert again.status_code == 422 and again.context["form"].errors["college"]
    pair = PatronagePair.objects.get()
    living("PATRON", parties=[world.enterprise, world.college], starts=dt.date(YEAR - 1, 9, 1))
    client.post(reverse("network:patronage_step", args=[pair.pk, "sign"]))
    client.force_login(world.patron)
    assert client.post(reverse("network:patronage_plan", args=[pair.pk]), {"planned_8": "1", "text_8": "Станок"}).status_code == 302
    row = pair.plans.get().commitments.get(section=8)
    fact = {"on": f"{YEAR}-01-01", "text": "Станок берілді", "count": "1", "money": "3200000"}
    assert client.post(reverse("network:patronage_fact", args=[row.pk]), fact).status_code == 302
    text = client.get(reverse("network:patronage_pair", args=[pair.pk])).content.decode()
    assert "Станок берілді" in text and "100 %" in text
    page = client.get(reverse("network:patronage"))
    assert page.context["figures"].money == 3_200_000
    assert [(p.kept, p.help_given) for p in page.context["page"]] == [(1, 3_200_000)]


def test_the_list_of_pairs_costs_the_same_with_more_pairs(client, world, django_assert_max_num_queries):
    for _ in range(4):
        patronage.list_pair(
            chamber=world.chamber,
            enterprise=OrganisationFactory(enterprise=True),
            college=world.college,
            profile_kk="х",
            profile_ru="х",
            by=world.registrar,
        )
    client.force_login(world.registrar)
    client.get(reverse("network:patronage"))
    with django_assert_max_num_queries(12):
        client.get(reverse("network:patronage"))
