"""What the pages of the register and of patronage read."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import get_language

from core.text import search

from .access import organisations_as, regions_as
from .models import (
    Agreement,
    AgreementKind,
    AgreementNotice,
    Amendment,
    Organisation,
    PatronagePair,
    Region,
    RegistryChange,
    RegistryEntry,
    RegistryParty,
    Role,
)
from .rules_life import KEEPERS
from .services.contract_registry import CHAMBER_KEEPS

ENDED = (Agreement.Status.EXPIRED, Agreement.Status.TERMINATED, Agreement.Status.REPLACED)


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of the register: those of agreements and the dual contracts."""
    dual = "Дуальды оқыту туралы шарт" if (get_language() or "kk") == "kk" else "Договор о дуальном обучении"
    return [*agreement_kinds(), (RegistryEntry.DUAL, dual)]


def agreement_kinds() -> list[tuple[str, str]]:
    """(code, name) of the kinds of agreements."""
    return [(kind.code, kind.name) for kind in AgreementKind.objects.order_by("sort")]


def policy_regions(user: Any) -> QuerySet[Region]:
    """Regions whose rules of registration the person reads: of the own registrar, operator or department."""
    if user.is_superuser:
        return Region.objects.all()
    return Region.objects.filter(pk__in=regions_as(user, *KEEPERS, Role.DEPARTMENT))


def policy_links(user: Any) -> list[int]:
    """Ids of at most three regions whose rules of registration the register links to: the person's own; the first of all for the administrator."""
    own = sorted(regions_as(user, *KEEPERS, Role.DEPARTMENT))
    return own[:3] or list(policy_regions(user).values_list("pk", flat=True)[:1])


@dataclass(frozen=True)
class Keeper:
    """Who registers one kind in a region, and whether it is a duty, a rule of the region or a choice."""

    name: str
    registrar: Organisation | None
    rule: str


def keepers_of(region: Region, at_once: set[str]) -> list[Keeper]:
    """All kinds of the register with their registrar in the region."""
    kinds = [Organisation.Kind.CHAMBER, Organisation.Kind.CAREER_CENTRE]
    there = Organisation.objects.filter(kind__in=kinds, region=region, status=Organisation.Status.ACTIVE).order_by("-pk")
    known = {organisation.kind: organisation for organisation in there}
    found = []
    for code, name in kind_choices():
        keeper = known.get(kinds[0] if code in CHAMBER_KEEPS else kinds[1])
        rule = "compulsory" if code == RegistryEntry.DUAL else "at_once" if code in at_once else "choice"
        found.append(Keeper(name, keeper, rule))
    return found


def unregistered(region: Region, kinds: list[str]) -> int:
    """Agreements in force of these kinds, begun in the region, without a line in the register."""
    known = RegistryEntry.objects.filter(content_type=ContentType.objects.get_for_model(Agreement), object_id=OuterRef("pk"))
    rows = Agreement.objects.filter(~Exists(known), kind__in=kinds, status=Agreement.Status.IN_FORCE, initiator__region=region)
    return rows.count() if kinds else 0


def filtered(rows: QuerySet[RegistryEntry], *, q: str = "", kind: str = "", state: str = "", year: str = "", region: Any = None) -> Any:
    """Entries by search and filters: a number is looked for in the BIN, words in names of the parties, else in the numbers."""
    values = {"kind": kind, "state": state, "year": year, "region": region}
    rows = rows.filter(**{name: value for name, value in values.items() if value})
    text = q.strip()
    if text:
        parties = RegistryParty.objects.filter(entry=OuterRef("pk"))
        if text.isdigit() and len(text) >= 4:
            parties = parties.filter(organisation__bin__startswith=text)
        else:
            parties = search(parties, text, "organisation__full_name_kk", "organisation__full_name_ru", "organisation__short_name_ru")
        rows = rows.filter(Exists(parties) | Q(contract_number__icontains=text))
    return rows


def register_rows(user: Any, **filters: Any) -> QuerySet[RegistryEntry]:
    """Registered lines that the person sees, the newest number first."""
    rows = RegistryEntry.objects.visible_to(user).filter(number__isnull=False)
    return filtered(rows, **filters).select_related("registrar", "officer").order_by("-year", "-number", "-pk")


def inbox(user: Any) -> QuerySet[RegistryEntry]:
    """What waits for the person's own registrar, the oldest first."""
    own = organisations_as(user, *KEEPERS)
    rows = RegistryEntry.objects.filter(registrar__in=own, status=RegistryEntry.Status.SUBMITTED)
    return rows.select_related("registrar", "submitted_by").order_by("submitted_at", "pk")


def to_update(user: Any) -> QuerySet[RegistryEntry]:
    """Registered lines behind which the agreement has ended, or an amendment or a successor came after the last line of change."""
    own = organisations_as(user, *KEEPERS)
    kind = ContentType.objects.get_for_model(Agreement)
    ended = Agreement.objects.filter(pk=OuterRef("object_id"), status__in=ENDED)
    told = RegistryChange.objects.filter(entry=OuterRef(OuterRef("pk")), on__gte=OuterRef("effective_on"))
    amended = Amendment.objects.filter(~Exists(told), agreement=OuterRef("object_id"), status=Amendment.Status.IN_FORCE)
    rows = RegistryEntry.objects.filter(registrar__in=own, status__in=["registered", "changed"], content_type=kind)
    noted = RegistryChange.objects.filter(entry=OuterRef(OuterRef("pk")), on__gte=OuterRef("delivered_on"))
    heirs = AgreementNotice.objects.standing().filter(~Exists(noted), agreement=OuterRef("object_id"), changes__has_key="successor")
    rows = rows.annotate(
        has_ended=Exists(ended),
        is_amended=Exists(amended.filter(effective_on__gt=OuterRef("date"))),
        is_succeeded=Exists(heirs.filter(delivered_on__gte=OuterRef("date"))),
    )
    return rows.filter(Q(has_ended=True) | Q(is_amended=True) | Q(is_succeeded=True)).select_related("registrar").order_by("pk")


@dataclass(frozen=True)
class PublicCount:
    """Registered agreements of one kind on the open page."""

    kind: str
    name: str
    total: int
    in_force: int


def public_rows(**filters: Any) -> QuerySet[RegistryEntry]:
    """Lines of the open page: no learner, no mentor, no amount, no name of a person."""
    return filtered(RegistryEntry.objects.published(), **filters).select_related("region", "registrar").order_by("-year", "-number", "-pk")


def public_counts(region: Region | None = None) -> list[PublicCount]:
    """Counts by kind, the largest first."""
    rows = RegistryEntry.objects.published()
    if region:
        rows = rows.filter(region=region)
    in_force = Count("pk", filter=Q(state__in=[RegistryEntry.State.IN_FORCE, RegistryEntry.State.ALTERED]))
    counted = rows.order_by().values("kind").annotate(total=Count("pk"), in_force=in_force).order_by("-total", "kind")
    names = dict(kind_choices())
    return [PublicCount(row["kind"], names.get(row["kind"], row["kind"]), row["total"], row["in_force"]) for row in counted]


def pairs(user: Any, *, q: str = "", status: str = "", year: int) -> Any:
    """Pairs of patronage that the person sees, with plan and fact of the year."""
    rows = PatronagePair.objects.visible_to(user).filter(**({"status": status} if status else {}))
    if q.strip():
        names = (
            "enterprise__full_name_kk",
            "enterprise__full_name_ru",
            "college__full_name_kk",
            "college__full_name_ru",
            "profile_kk",
            "profile_ru",
        )
        rows = search(rows, q, *names)
    of_year = Q(plans__year=year)
    live = of_year & Q(plans__commitments__facts__struck_at__isnull=True)
    rows = rows.annotate(
        kept=Count("plans__commitments", filter=live & Q(plans__commitments__facts__isnull=False), distinct=True),
        help_given=Sum("plans__commitments__facts__money", filter=live),
    )
    return rows.select_related("enterprise", "college", "agreement", "chamber").order_by("-pk")


def commitment_rows(pair: PatronagePair, year: int) -> list[Any]:
    """The six commitments of a year with what was done under each: fact, help in tenge, the facts themselves."""
    plan = pair.plans.filter(year=year).prefetch_related("commitments__facts__by").first()
    if plan is None:
        return []
    found = []
    for commitment in plan.commitments.all():
        facts = list(commitment.facts.all())
        counting = [fact for fact in facts if fact.struck_at is None]
        done = sum(fact.count for fact in counting)
        found.append(CommitmentRow(commitment, facts, done, sum(fact.money for fact in counting)))
    return found


@dataclass(frozen=True)
class CommitmentRow:
    """Plan and fact of one commitment."""

    commitment: Any
    facts: list[Any]
    done: int
    money: int

    @property
    def percent(self) -> int | None:
        """NR46: fact ÷ plan × 100; None where nothing was planned."""
        planned = self.commitment.planned
        return round(self.done * 100 / planned) if planned else None

    @property
    def tone(self) -> str:
        if self.percent is None:
            return "neutral"
        return "leaf" if self.percent >= 100 else "sun" if self.percent >= 80 else "clay"


def chambers_of(user: Any) -> list[Organisation]:
    """Chambers in which the person is registrar."""
    return list(Organisation.objects.filter(pk__in=organisations_as(user, Role.REGISTRAR)).select_related("region"))
