"""Networks, members, functions, councils, meetings, decisions.

NetworkFactory()                                  a network in preparation, coordinated from a new university
network_of(universities=1, colleges=2, schools=3) a network with that many members, all ACTIVE
council_of(network)                               its council: one seat per member organisation, chair and secretary first
invited_meeting(council)                          a meeting to which invitations went out in time
"""

import datetime as dt
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from network.models import (
    AgendaItem,
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Network,
    NetworkDuty,
    NetworkFunction,
    NetworkMembership,
    NetworkPolicy,
    PhasePaper,
    Role,
    WorkingGroup,
)

from .files import pdf
from .people import OrganisationFactory, RegionFactory, UserFactory, user_with_role


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


class NetworkFactory(factory.django.DjangoModelFactory):
    """A network for training teachers in preparation."""

    class Meta:
        model = Network

    title_kk = factory.Sequence(lambda n: f"Демо педагогикалық желі {n}")
    title_ru = factory.Sequence(lambda n: f"Демо-педагогическая сеть {n}")
    goal_kk = "Педагогтерді бірге даярлау"
    goal_ru = "Совместная подготовка педагогов"
    region = factory.SubFactory(RegionFactory)
    operator = factory.SubFactory(OrganisationFactory, university=True, region=factory.SelfAttribute("..region"))
    coordinator = factory.LazyAttribute(lambda o: user_with_role(Role.ORG_COORDINATOR, o.operator))
    policy = factory.LazyFunction(NetworkPolicy.objects.create)
    phase_from = factory.LazyFunction(lambda: days_ago(120))
    status = Network.Status.PREPARATION


class NetworkMembershipFactory(factory.django.DjangoModelFactory):
    """An organisation that has joined, with its form."""

    class Meta:
        model = NetworkMembership

    network = factory.SubFactory(NetworkFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = NetworkMembership.Role.PARTNER
    valid_from = factory.LazyFunction(lambda: days_ago(90))
    expected = "Тәлімгер дайындау"
    quantity = "Жылына 4 тәлімгер"
    quality = "Сертификатпен"
    status = NetworkMembership.Status.ACTIVE


class NetworkDutyFactory(factory.django.DjangoModelFactory):
    """A person for a function."""

    class Meta:
        model = NetworkDuty

    network = factory.SubFactory(NetworkFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    function = factory.LazyFunction(lambda: NetworkFunction.objects.get(code="S1"))
    person = factory.SubFactory(UserFactory)
    phone = "+7 700 123 45 67"
    email = "duty@demo.example"
    valid_from = factory.LazyFunction(lambda: days_ago(60))


class WorkingGroupFactory(factory.django.DjangoModelFactory):
    """A working group at work."""

    class Meta:
        model = WorkingGroup

    network = factory.SubFactory(NetworkFactory)
    kind = WorkingGroup.Kind.METHODICAL
    leader = factory.SubFactory(UserFactory)
    task = "Бағалау критерийлерін әзірлеу"
    valid_from = factory.LazyFunction(lambda: days_ago(30))
    status = WorkingGroup.Status.ACTIVE


class PhasePaperFactory(factory.django.DjangoModelFactory):
    """The report on a pilot, attached."""

    class Meta:
        model = PhasePaper

    network = factory.SubFactory(NetworkFactory)
    kind = PhasePaper.Kind.PILOT
    title = "Пилоттың қорытынды бағалау есебі"
    author = "Демо университет"
    dated_on = factory.LazyFunction(timezone.localdate)
    file = factory.LazyFunction(lambda: ContentFile(pdf(), "paper.pdf"))
    file_name = "есеп.pdf"


class CouncilFactory(factory.django.DjangoModelFactory):
    """A coordinating council without seats."""

    class Meta:
        model = Council

    network = factory.SubFactory(NetworkFactory)
    formed_on = factory.LazyFunction(lambda: days_ago(90))


class CouncilMemberFactory(factory.django.DjangoModelFactory):
    """A seat."""

    class Meta:
        model = CouncilMember

    council = factory.SubFactory(CouncilFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    person = factory.LazyAttribute(lambda o: user_with_role(Role.ORG_COORDINATOR, o.organisation))
    valid_from = factory.LazyFunction(lambda: days_ago(90))


class CouncilMeetingFactory(factory.django.DjangoModelFactory):
    """A meeting two weeks from today to which nobody was invited yet."""

    class Meta:
        model = CouncilMeeting

    council = factory.SubFactory(CouncilFactory)
    number = factory.Sequence(lambda n: n % 30_000 + 1)
    planned_on = factory.LazyFunction(lambda: days_ago(-14))
    starts_at = dt.time(15, 0)
    place = "Демо мектеп, мәжіліс залы"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    """A question on the agenda of a meeting."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(CouncilMeetingFactory)
    council = factory.SelfAttribute("meeting.council")
    order = 1
    question_kk = "Жылдық жоспарды бекіту туралы"
    question_ru = "Об утверждении годового плана"
    speaker = "Сынақова Жанар"


class CouncilDecisionFactory(factory.django.DjangoModelFactory):
    """A draft decision on an agenda item."""

    class Meta:
        model = CouncilDecision

    item = factory.SubFactory(AgendaItemFactory)
    council = factory.SelfAttribute("item.council")
    meeting = factory.SelfAttribute("item.meeting")
    topic = CouncilDecision.Topic.PLAN
    text_kk = "Жылдық жоспар бекітілсін."
    text_ru = "Утвердить годовой план."


def network_of(*, universities: int = 1, colleges: int = 1, schools: int = 1, **kwargs: Any) -> Network:
    """A network with members of these kinds, all active; the first university operates it. Each has its coordinator."""
    network = NetworkFactory(**kwargs)
    organisations = [network.operator]
    organisations += OrganisationFactory.create_batch(universities - 1, university=True, region=network.region)
    organisations += OrganisationFactory.create_batch(colleges, college=True, region=network.region)
    organisations += OrganisationFactory.create_batch(schools, region=network.region)
    for organisation in organisations:
        NetworkMembershipFactory(network=network, organisation=organisation)
        if organisation != network.operator:
            user_with_role(Role.ORG_COORDINATOR, organisation)
    return network


def council_of(network: Network) -> Council:
    """A council in which every member organisation has one seat, held by its coordinator; the first is the chair, the second the secretary."""
    council = CouncilFactory(network=network)
    seats = [CouncilMember.Seat.CHAIR, CouncilMember.Seat.SECRETARY]
    for n, row in enumerate(network.memberships.filter(status="active").order_by("pk")):
        seat = seats[n] if n < len(seats) else CouncilMember.Seat.MEMBER
        person = coordinator_of(row.organisation)
        CouncilMemberFactory(council=council, organisation=row.organisation, person=person, seat=seat)
    return council


def coordinator_of(organisation: Any) -> Any:
    """The organisation's first coordinator."""
    return organisation.memberships.filter(roles__role=Role.ORG_COORDINATOR).order_by("pk").first().user


def invited_meeting(council: Council, *, day: dt.date | None = None, **kwargs: Any) -> CouncilMeeting:
    """A meeting (today by default) that was invited to."""
    return CouncilMeetingFactory(council=council, planned_on=day or timezone.localdate(), status=CouncilMeeting.Status.INVITED, **kwargs)
