"""Patronage: the chamber's list, yearly plans, facts, the figures of NW-34 (spec 2.6, NR55)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.uploads import CheckedFile

from ..access import COORDINATORS
from ..errors_life import FactAhead, FactOutsideYear, MemorandumMissing, PairListed, ReasonNeeded, WrongSide
from ..models import (
    COMMITMENTS,
    Agreement,
    Organisation,
    PatronageCommitment,
    PatronageFact,
    PatronagePair,
    PatronagePlan,
)
from .life.telling import holders, tell

PROGRAMMES = 9
LISTED = _("The chamber proposes %(enterprise)s as patron of %(college)s.")
FACT = _("%(enterprise)s – %(college)s: a fact of patronage is entered.")


@transaction.atomic
def list_pair(
    *, chamber: Organisation, enterprise: Organisation, college: Organisation, profile_kk: str, profile_ru: str, by: Any
) -> PatronagePair:
    """Put an enterprise and a college on the list and tell both. Raises WrongSide, PairListed."""
    if enterprise.kind != Organisation.Kind.ENTERPRISE or college.kind != Organisation.Kind.COLLEGE:
        raise WrongSide
    if PatronagePair.objects.filter(enterprise=enterprise, college=college).exclude(status=PatronagePair.Status.DROPPED).exists():
        raise PairListed
    pair = PatronagePair.objects.create(
        chamber=chamber, enterprise=enterprise, college=college, profile_kk=profile_kk, profile_ru=profile_ru, listed_by=by
    )
    people = holders([enterprise.pk, college.pk], *COORDINATORS)
    tell(people, LISTED, url_name="network:patronage_pair", args=(pair.pk,), but=by, enterprise=enterprise, college=college)
    return pair


@transaction.atomic
def negotiate(*, pair: PatronagePair, by: Any) -> PatronagePair:
    """The two are talking. Raises WrongState."""
    pair = _locked(pair)
    pair.move("negotiate", by=by)
    return pair


@transaction.atomic
def drop_pair(*, pair: PatronagePair, by: Any, reason: str) -> PatronagePair:
    """Take the pair off the list. Raises WrongState, ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    pair = _locked(pair)
    pair.move("drop", by=by, reason=reason.strip())
    return pair


@transaction.atomic
def sign_pair(*, pair: PatronagePair, by: Any) -> PatronagePair:
    """Join the pair with its memorandum in force. Raises MemorandumMissing, WrongState."""
    pair = _locked(pair)
    memorandum = memorandum_of(pair)
    if memorandum is None:
        raise MemorandumMissing
    pair.agreement = memorandum
    pair.move("sign", by=by, save_also=("agreement",))
    return pair


def memorandum_of(pair: PatronagePair) -> Agreement | None:
    """The memorandum of patronage between the two that is signed or in force."""
    between = Agreement.objects.filter(kind="PATRON", status__in=Agreement.LIVING)
    between = between.filter(parties__organisation=pair.enterprise).filter(parties__organisation=pair.college)
    return between.order_by("-starts_on", "-pk").first()


def sign_pairs_with_memoranda() -> int:
    """Pairs whose memorandum came into force are signed by it; answers how many. The night runs it."""
    done = 0
    for pair in PatronagePair.objects.filter(status__in=[PatronagePair.Status.LISTED, PatronagePair.Status.NEGOTIATION]):
        if memorandum_of(pair) is not None:
            sign_pair(pair=pair, by=None)
            done += 1
    return done


@transaction.atomic
def plan_year(
    *, pair: PatronagePair, year: int, planned: dict[int, tuple[int, str]], by: Any, target_students: int = 0, other: str = ""
) -> PatronagePlan:
    """Write what the two plan for the year: for each of the six commitments a number and words. Raises MemorandumMissing."""
    pair = _locked(pair)
    if pair.agreement_id is None:
        raise MemorandumMissing
    plan, _made = PatronagePlan.objects.get_or_create(pair=pair, year=year)
    plan.target_students, plan.other = target_students, other.strip()
    plan.save(update_fields=["target_students", "other"])
    kept = {row.section: row for row in plan.commitments.all()}
    for section in COMMITMENTS:
        number, text = planned.get(section, (0, ""))
        row = kept.get(section) or PatronageCommitment(plan=plan, section=section)
        if row.pk is None or (row.planned, row.text) != (number, text.strip()):
            row.planned, row.text = number, text.strip()
            row.save()
    return plan


@transaction.atomic
def enter_fact(
    *, commitment: PatronageCommitment, on: dt.date, count: int, text: str, money: int = 0, proof: CheckedFile | None = None, by: Any
) -> PatronageFact:
    """Enter what was done under a commitment. Raises FactAhead, FactOutsideYear."""
    if on > timezone.localdate():
        raise FactAhead
    if on.year != commitment.plan.year:
        raise FactOutsideYear(year=commitment.plan.year)
    fact = PatronageFact(commitment=commitment, on=on, count=count, text=text.strip(), money=money, by=by)
    if proof is not None:
        fact.proof.save(f"proof{proof.extension}", ContentFile(proof.content), save=False)
    fact.save()
    pair = commitment.plan.pair
    people = holders([pair.enterprise_id, pair.college_id], *COORDINATORS)
    tell(people, FACT, url_name="network:patronage_pair", args=(pair.pk,), but=by, enterprise=pair.enterprise, college=pair.college)
    return fact


@transaction.atomic
def strike_fact(*, fact: PatronageFact, by: Any, reason: str) -> PatronageFact:
    """Strike out a mistaken fact: it stays on the page and counts no more. Raises ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    fact = PatronageFact.objects.select_for_update().get(pk=fact.pk)
    if fact.struck_at is None:
        fact.struck_at, fact.struck_reason = timezone.now(), reason.strip()
        fact.save(update_fields=["struck_at", "struck_reason"])
    return fact


@dataclass(frozen=True)
class Monitoring:
    """The five figures of NW-34 and the line «other»."""

    enterprises: int
    memoranda: int
    programmes: int
    students: int
    money: int
    other: tuple[str, ...] = ()


def monitoring(pairs: Any, year: int) -> Monitoring:
    """Figures of one year over the pairs: only memoranda in force in that year count (NR55), struck facts do not."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    holding = Q(agreement__periods__valid_from__lte=last) & (
        Q(agreement__periods__valid_until__isnull=True) | Q(agreement__periods__valid_until__gte=first)
    )
    lasted = [*Agreement.LIVING, Agreement.Status.EXPIRED, Agreement.Status.TERMINATED, Agreement.Status.REPLACED]
    counting = pairs.filter(holding, agreement__status__in=lasted).distinct()
    ids = list(counting.values_list("pk", flat=True))
    of_pairs = PatronagePair.objects.filter(pk__in=ids).aggregate(
        enterprises=Count("enterprise", distinct=True), memoranda=Count("agreement", distinct=True)
    )
    facts = PatronageFact.objects.filter(commitment__plan__pair__in=ids, commitment__plan__year=year, struck_at__isnull=True)
    sums = facts.aggregate(money=Sum("money"), programmes=Sum("count", filter=Q(commitment__section=PROGRAMMES)))
    plans = PatronagePlan.objects.filter(pair__in=ids, year=year)
    students = plans.aggregate(total=Sum("target_students"))["total"]
    other = tuple(plans.exclude(other="").order_by("pk").values_list("other", flat=True))
    return Monitoring(of_pairs["enterprises"], of_pairs["memoranda"], sums["programmes"] or 0, students or 0, sums["money"] or 0, other)


def _locked(pair: PatronagePair) -> PatronagePair:
    return PatronagePair.objects.select_for_update(of=("self",)).select_related("enterprise", "college").get(pk=pair.pk)
