"""What the pages about agreements after signing read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.todos import Todo
from documents import registry

from . import terms
from .access import COORDINATORS, organisations_as
from .models import (
    ActAssent,
    Agreement,
    AgreementNotice,
    AgreementParty,
    MutualAct,
    PartyCheck,
    RegistryEntry,
    Role,
)
from .querysets_agreements import decides_on
from .rules_agreements import answers_for_party
from .rules_life import GONE, own_parties
from .services import life
from .services.life.periods import ALIVE, last_day_known, remaining_parties, renews
from .services.life.stops import gone_parties
from .services.life.words import Day

BOARD = (7, 30, 90)
STANDING = (AgreementNotice.Status.DELIVERED, AgreementNotice.Status.LATE, AgreementNotice.Status.EFFECTIVE)


def near_decision(user: Any, first: dt.date, last: dt.date) -> Any:
    """Agreements in force that nothing replaces yet, with a day of decision in the period: the index of those days is read first."""
    follows = Agreement.objects.filter(replaces=OuterRef("pk"))
    rows = Agreement.objects.visible_to(user).annotate(decides_on=decides_on())
    return rows.filter(~Exists(follows), status__in=ALIVE, decides_on__gte=first, decides_on__lte=last)


def ending(user: Any, first: dt.date, last: dt.date) -> Any:
    """Agreements in force whose day of decision lies in the period, the nearest first; with the party names and what stops a renewal."""
    stops = AgreementNotice.objects.filter(agreement=OuterRef("pk"), kind=AgreementNotice.Kind.NON_RENEWAL, status__in=STANDING)
    rows = near_decision(user, first, last).annotate(is_stopped=Exists(stops))
    parties = AgreementParty.objects.exclude(status="left").select_related("organisation").order_by("position")
    return rows.select_related("kind").prefetch_related(Prefetch("parties", queryset=parties)).order_by("decides_on", "pk")


@dataclass(frozen=True)
class EndingLine:
    """One agreement on the board."""

    agreement: Agreement
    day: dt.date
    left: int
    renews: bool
    stopped: bool

    @property
    def tone(self) -> str:
        return "clay" if self.left <= 7 else "sun" if self.left <= 30 else "sky"

    @property
    def parties(self) -> list[Any]:
        return [party.organisation for party in self.agreement.parties.all() if party.organisation]


def ending_lines(agreements: Any, today: dt.date) -> list[EndingLine]:
    """Lines of one page."""
    return [EndingLine(a, a.decides_on, (a.decides_on - today).days, renews(a), a.is_stopped) for a in agreements]


def ending_counts(user: Any, today: dt.date) -> list[tuple[int, int]]:
    """(days, agreements within so many days) for the tiles, in one query."""
    ends = {days: today + dt.timedelta(days=days) for days in BOARD}
    rows = near_decision(user, today, max(ends.values()))
    counted = rows.aggregate(**{f"in_{days}": Count("pk", filter=Q(decides_on__lte=end)) for days, end in ends.items()})
    return [(days, counted[f"in_{days}"]) for days in BOARD]


@dataclass(frozen=True)
class Way:
    """One kind of notice with what it leads to today, or why it is not for this agreement."""

    kind: Any
    preview: Any = None
    refusal: str = ""


def ways(agreement: Agreement, party: AgreementParty) -> list[Way]:
    """All four kinds for one party."""
    found = []
    for kind in AgreementNotice.Kind:
        if kind == AgreementNotice.Kind.TERMINATION:
            found.append(Way(kind))
            continue
        try:
            found.append(Way(kind, life.preview(agreement=agreement, party=party, kind=kind)))
        except DomainError as refusal:
            found.append(Way(kind, None, str(refusal)))
    return found


def life_of(agreement: Agreement, user: Any) -> dict[str, Any]:
    """Everything that the page «Term and notices» and the panel beside the agreement print."""
    mine = [party for party in own_parties(user, agreement) if party.status == AgreementParty.Status.SIGNED]
    parties = remaining_parties(agreement) if agreement.status in ALIVE else []
    acts = list(
        agreement.acts.select_related("proposed_by__organisation", "notice")
        .prefetch_related("assents__party__organisation")
        .order_by("-pk")
    )
    entry = agreement.registry_entries.select_related("registrar").first()
    deadline = terms.non_renewal_deadline(agreement.ends_on, agreement.notice_months) if renews(agreement) and agreement.ends_on else None
    return {
        "periods": list(agreement.periods.order_by("-valid_from")),
        "notices": [NoticeLine(notice, mine) for notice in agreement.notices.select_related("from_party__organisation")],
        "acts": acts,
        "amendments": list(agreement.amendments.order_by("-number")),
        "checks": list(PartyCheck.objects.filter(party__in=mine, confirmed_at__isnull=True)) if mine else [],
        "reminders": list(agreement.reminders.filter(told=True)[:6]),
        "entry": entry,
        "last_day": last_day_known(agreement),
        "deadline": deadline,
        "renews": renews(agreement),
        "is_alive": agreement.status in ALIVE,
        "mine": mine,
        "parties_left": parties,
        "may_act": bool(mine) and agreement.status in ALIVE,
        "may_register": entry is None and bool(mine) and agreement.status in Agreement.LIVING,
        "inherited": (inherited_of(user, agreement) or {}).get("inherited", []),
        "papers": papers_known(),
        "is_suspended": agreement.status == Agreement.Status.SUSPENDED,
        "running": running_for(user, agreement),
    }


def gone_of(user: Any, agreement: Agreement) -> dict[str, Any] | None:
    """What the page of an agreement in the making says about parties that are no more (§9.13); None where all are there."""
    if not agreement.is_working or not any(p.organisation and p.organisation.status in GONE for p in agreement.parties.all()):
        return None
    gone = gone_parties(agreement)
    return {"gone": gone, "may_settle": user.has_perm("network.settle_gone_party", agreement)} if gone else None


def inherited_of(user: Any, agreement: Agreement) -> dict[str, Any] | None:
    """Places in a living agreement that the person's organisation inherited and has not told the others about (NR58)."""
    if agreement.status not in Agreement.LIVING:
        return None
    found = [
        party
        for party in agreement.parties.all()
        if party.status == AgreementParty.Status.SIGNED and user.has_perm("network.succeed_party", party)
    ]
    return {"inherited": found} if found else None


def running_for(user: Any, agreement: Agreement) -> list[Any]:
    """What still runs for the reader's side under an agreement that has ended: it finishes on the old terms (NR35)."""
    if agreement.status not in {Agreement.Status.TERMINATED, Agreement.Status.EXPIRED}:
        return []
    sides = [party.organisation for party in own_parties(user, agreement) if party.organisation]
    return [item for side in sides for item in life.running_of(agreement, side)]


@dataclass(frozen=True)
class NoticeLine:
    """A notice with what the reader may do about it."""

    notice: AgreementNotice
    mine: list[AgreementParty]

    @property
    def is_own(self) -> bool:
        return self.notice.from_party_id in {party.pk for party in self.mine}

    @property
    def may_confirm(self) -> bool:
        """Does the reader's side owe the day on the received paper?"""
        return self.notice.status == AgreementNotice.Status.SENT and bool(self.mine) and not self.is_own

    @property
    def may_recall(self) -> bool:
        return self.is_own and self.notice.may("recall") and not self.notice.recall_asked_at


def papers_known() -> bool:
    """Are the papers NW-11, NW-12 and NW-13 declared in this installation?"""
    return {"NW-11", "NW-12", "NW-13"} <= {form.code for form in registry.types()}


def act_answers(act: MutualAct, user: Any) -> dict[str, Any]:
    """Who has agreed to an act, whose answer is awaited, and whether the reader may answer."""
    given = {answer.party_id: answer for answer in act.assents.select_related("party__organisation", "by")}
    waiting = [party for party in remaining_parties(act.agreement) if party.pk not in given] if act.status == "proposed" else []
    files = list(act.signatures.select_related("party__organisation", "party__person")) if act.kind == MutualAct.Kind.TERMINATION else []
    judged = {file.party_id for file in files if file.waits}  # their file waits for another party
    mine = [party for party in waiting if answers_for_party(user, party) and party.pk not in judged]
    return {"given": list(given.values()), "waiting": waiting, "mine": mine, "files": files, "papers": papers_known()}


def parties_concerned(user: Any) -> Any:
    """Signed parties that the coordinator speaks for and whose agreement asks for something; None for everybody else."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    today, soon = _month_ahead()
    answered = ActAssent.objects.filter(act=OuterRef("pk"), party=OuterRef(OuterRef("pk")))
    acts = MutualAct.objects.filter(~Exists(answered), agreement=OuterRef("agreement"), status=MutualAct.Status.PROPOSED)
    papers = AgreementNotice.objects.filter(agreement=OuterRef("agreement"), status="sent", on_paper=True).exclude(
        from_party=OuterRef("pk")
    )
    stops = AgreementNotice.objects.filter(agreement=OuterRef("agreement"), kind=AgreementNotice.Kind.NON_RENEWAL, status__in=STANDING)
    checks = PartyCheck.objects.filter(party=OuterRef("pk"), confirmed_at__isnull=True)
    returned = RegistryEntry.objects.filter(
        content_type__app_label="network", content_type__model="agreement", object_id=OuterRef("agreement"), status="returned"
    )
    rows = AgreementParty.objects.filter(organisation__in=own, status=AgreementParty.Status.SIGNED, agreement__status__in=ALIVE)
    rows = rows.alias(ends=F("agreement__ends_on")).annotate(
        asked=Exists(acts), paper=Exists(papers), to_confirm=Exists(checks), returned=Exists(returned), stopped=Exists(stops)
    )
    ends_soon = Q(ends__gte=today, ends__lte=soon + dt.timedelta(days=31))
    return rows.filter(Q(asked=True) | Q(paper=True) | Q(to_confirm=True) | Q(returned=True) | ends_soon)


def _month_ahead() -> tuple[dt.date, dt.date]:
    today = timezone.localdate()
    return today, today + dt.timedelta(days=30)


def party_todos(user: Any) -> list[Todo]:
    """Lines about agreements in force: answers, papers, checks, renewals, ends."""
    today, soon = _month_ahead()
    return [
        line
        for party in parties_concerned(user).select_related("agreement__kind").order_by("agreement__ends_on", "pk")[:30]
        for line in _lines(party, today, soon)
    ]


def _lines(party: Any, today: dt.date, soon: dt.date) -> list[Todo]:
    agreement = party.agreement
    page: dict[str, Any] = {"url_name": "network:agreement_life", "args": (agreement.pk,)}
    name = agreement.number or agreement.title
    found = []
    if party.asked:
        found.append(Todo("agreement_act", _("Your answer is awaited"), name, action=_("Answer"), **page))
    if party.paper:
        found.append(Todo("agreement_paper", _("Enter the day on which the notice was received"), name, action=_("Enter"), **page))
    if party.to_confirm:
        found.append(Todo("agreement_check", _("Confirm head, basis of powers and details"), name, action=_("Confirm"), **page))
    if party.returned:
        found.append(Todo("registry_returned", _("The registrar returned the agreement"), name, action=_("Look"), tone="clay", **page))
    if renews(agreement):
        deadline = terms.non_renewal_deadline(agreement.ends_on, agreement.notice_months)
        if today <= deadline <= soon and not party.stopped:
            found.append(
                Todo(
                    "agreement_renewal",
                    _("Is renewal needed?"),
                    Titled(name, deadline),
                    action=_("Decide"),
                    tone="sky",
                    due=noon(deadline),
                    **page,
                )
            )
    elif agreement.ends_on and today <= agreement.ends_on <= soon:
        found.append(
            Todo(
                "agreement_ends",
                _("The agreement ends soon"),
                Titled(name, agreement.ends_on),
                action=_("Look"),
                due=noon(agreement.ends_on),
                **page,
            )
        )
    return found


class Titled:
    """«ҚӨУ-CG-2025/007 · 2025 жылғы 30 қараша» in the language of the reader."""

    def __init__(self, name: str, day: dt.date) -> None:
        self.name, self.day = name, day

    def __str__(self) -> str:
        return f"{self.name} · {Day(self.day)}"


def noon(day: dt.date) -> dt.datetime:
    """Noon of the day in Almaty: when a to-do of that day is due."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def entries_submitted(user: Any) -> Any:
    """Contracts that wait for registration by the person's chamber or office; None for everybody else."""
    registrars = organisations_as(user, Role.REGISTRAR, Role.REGION_OPERATOR)
    return RegistryEntry.objects.filter(registrar__in=registrars, status=RegistryEntry.Status.SUBMITTED) if registrars else None


def registrar_todos(user: Any) -> list[Todo]:
    """One line for the inbox."""
    waiting = entries_submitted(user).count()
    if not waiting:
        return []
    text = Counted(waiting)
    return [Todo("registry_inbox", _("Contracts wait for registration"), text, "network:registry_inbox", action=_("Open the inbox"))]


def places_inherited(user: Any) -> Any:
    """Places in living agreements that an organisation of the person inherited (NR58); None for everybody else."""
    own = organisations_as(user, *COORDINATORS)
    if not own:
        return None
    rows = AgreementParty.objects.filter(organisation__successor__in=own, organisation__status="reorganised")
    return rows.filter(status=AgreementParty.Status.SIGNED, agreement__status__in=Agreement.LIVING)


def succeeded_by(user: Any) -> list[AgreementParty]:
    """The same rows with what the list of the successor shows, the nearest end first."""
    rows = places_inherited(user)
    if rows is None:
        return []
    return list(rows.select_related("organisation__successor", "agreement__kind").order_by("agreement__ends_on", "pk")[:200])


def succession_todos(user: Any) -> list[Todo]:
    """One line for the list of the successor."""
    title, number = _("Agreements wait for the notice of the successor"), Counted(places_inherited(user).count())
    return [Todo("succession", title, number, "network:succession", action=_("Open the list"))]


class Counted:
    """«3» beside the words of the to-do."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __str__(self) -> str:
        return str(self.number)
