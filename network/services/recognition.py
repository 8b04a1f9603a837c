"""Mutual recognition of modules (NR48): proposal, mapping of outcomes, expertise, agreement of both owners, coming into force, end."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, DecimalField, Value
from django.db.models.functions import Cast, Coalesce, NullIf, Round
from django.utils import timezone

from ..errors_alignment import (
    AlreadyAgreed,
    BasisMissing,
    CoverageTooLow,
    CreditsAboveModules,
    ForeignOutcome,
    ModuleNotPublished,
    NoAgreementInForce,
    NothingCovered,
    PairExists,
    ReasonNeeded,
    RecognitionLocked,
    SameModule,
)
from ..models import LearningOutcome, Module, ModuleRecognition, Organisation, OutcomeCover
from ..recognition_basis import agreement_between, legal_basis_of

SIDES = ("from", "to")


def locked(recognition: ModuleRecognition) -> ModuleRecognition:
    """The row with its modules, held until the end of the transaction."""
    rows = ModuleRecognition.objects.select_for_update(of=("self",))
    return rows.select_related("from_module__organisation", "to_module__organisation", "legal_basis").get(pk=recognition.pk)


def _open_for_work(recognition: ModuleRecognition) -> ModuleRecognition:
    recognition = locked(recognition)
    if not recognition.may("reject"):
        raise RecognitionLocked
    return recognition


@transaction.atomic
def propose_recognition(*, from_module: Module, to_module: Module, credits_recognised: Decimal, by: Any, **terms: Any) -> ModuleRecognition:
    """Propose that a module counts for another. Raises SameModule, ModuleNotPublished, PairExists, CreditsAboveModules."""
    if from_module.pk == to_module.pk or from_module.organisation_id == to_module.organisation_id:
        raise SameModule
    modules = {
        row.pk: row for row in Module.objects.select_for_update(of=("self",)).filter(pk__in=[from_module.pk, to_module.pk]).order_by("pk")
    }
    one, other = modules[from_module.pk], modules[to_module.pk]
    if {one.status, other.status} != {Module.Status.PUBLISHED}:
        raise ModuleNotPublished
    ended = [ModuleRecognition.Status.EXPIRED, ModuleRecognition.Status.REJECTED]
    if ModuleRecognition.objects.filter(from_module=one, to_module=other).exclude(status__in=ended).exists():
        raise PairExists
    _within(credits_recognised, one.credits, other.credits)
    return ModuleRecognition.objects.create(
        from_module=one,
        to_module=other,
        from_credits=one.credits,
        to_credits=other.credits,
        credits_recognised=credits_recognised,
        **{name: value for name, value in terms.items() if value is not None},
    )


def _within(credits: Decimal, *limits: Decimal) -> None:
    if credits > min(limits):
        raise CreditsAboveModules(limit=f"{min(limits).normalize():f}")


def _withdraw_agreement(recognition: ModuleRecognition) -> tuple[str, ...]:
    """Terms that change are agreed on anew by both."""
    names = tuple(f"{side}_agreed_{what}" for side in SIDES for what in ("at", "by"))
    for name in names:
        setattr(recognition, name, None)
    return names


@transaction.atomic
def change_terms(*, recognition: ModuleRecognition, by: Any, **terms: Any) -> ModuleRecognition:
    """Write credits, lowest grade, conditions and grounds; a given agreement falls away. Raises RecognitionLocked, CreditsAboveModules."""
    recognition = locked(recognition)
    grounds_only = recognition.status == ModuleRecognition.Status.AGREED and set(terms) <= {
        "academic_basis",
        "council_reason",
        "legal_basis",
    }
    if not grounds_only and not recognition.may("reject"):
        raise RecognitionLocked
    if "credits_recognised" in terms:
        _within(terms["credits_recognised"], recognition.from_credits, recognition.to_credits)
    changed = [name for name, value in terms.items() if getattr(recognition, name) != value]
    for name in changed:
        setattr(recognition, name, terms[name])
    again = () if grounds_only or not changed else _withdraw_agreement(recognition)
    if changed:
        recognition.save(update_fields=[*changed, *again])
    return recognition


@transaction.atomic
def map_outcomes(*, recognition: ModuleRecognition, pairs: dict[LearningOutcome, LearningOutcome], by: Any) -> ModuleRecognition:
    """Say which outcome of the target is covered by which outcome of the module passed; counts the coverage anew. Raises RecognitionLocked, ForeignOutcome."""
    recognition = _open_for_work(recognition)
    for target, source in pairs.items():
        if target.module_id != recognition.to_module_id or source.module_id != recognition.from_module_id:
            raise ForeignOutcome
    there = {cover.target_id: cover for cover in recognition.covers.select_for_update()}
    wanted = {target.pk: source.pk for target, source in pairs.items()}
    for target_id, cover in there.items():
        if target_id not in wanted:
            cover.delete()
        elif cover.source_id != wanted[target_id]:
            cover.source_id = wanted[target_id]
            cover.save(update_fields=["source"])
    for target_id, source_id in wanted.items():
        if target_id not in there:
            OutcomeCover.objects.create(recognition=recognition, target_id=target_id, source_id=source_id)
    recognition.lo_coverage_pct = coverage_of(recognition)
    again = _withdraw_agreement(recognition)
    recognition.save(update_fields=["lo_coverage_pct", *again])
    return recognition


def coverage_of(recognition: ModuleRecognition) -> Decimal:
    """Covered outcomes of the target ÷ its outcomes × 100, counted in SQL (NR48)."""
    number = DecimalField(max_digits=9, decimal_places=4)
    zero, hundred = Value(Decimal(0), output_field=number), Value(Decimal(100), output_field=number)
    whole = NullIf(Cast(Count("to_module__outcomes", distinct=True), number), zero)
    share = Cast(Count("covers", distinct=True), number) * hundred / whole
    value = Coalesce(Round(share, precision=2), zero, output_field=number)
    return ModuleRecognition.objects.filter(pk=recognition.pk).aggregate(value=value)["value"]


@transaction.atomic
def send_recognition(*, recognition: ModuleRecognition, by: Any) -> ModuleRecognition:
    """To expertise. Raises NothingCovered, WrongState."""
    recognition = locked(recognition)
    if not recognition.covers.exists():
        raise NothingCovered
    recognition.move("send", by=by)
    return recognition


@transaction.atomic
def agree_recognition(*, recognition: ModuleRecognition, organisation: Organisation, by: Any) -> ModuleRecognition:
    """One owner agrees; after the second the row is AGREED. Raises CoverageTooLow, AlreadyAgreed, ForeignOutcome, WrongState."""
    recognition = locked(recognition)
    side = {recognition.from_module.organisation_id: "from", recognition.to_module.organisation_id: "to"}.get(organisation.pk)
    if side is None:
        raise ForeignOutcome
    if recognition.status == ModuleRecognition.Status.EXPERTISE and getattr(recognition, f"{side}_agreed_at"):
        raise AlreadyAgreed
    _coverage_is_enough(recognition)
    names = (f"{side}_agreed_at", f"{side}_agreed_by")
    setattr(recognition, names[0], timezone.now())
    setattr(recognition, names[1], by)
    if recognition.from_agreed_at and recognition.to_agreed_at:
        recognition.move("agree", by=by, save_also=names)
    elif not recognition.may("agree"):
        recognition.move("agree", by=by)  # raises WrongState
    else:
        recognition.save(update_fields=list(names))
    return recognition


def _coverage_is_enough(recognition: ModuleRecognition) -> None:
    if recognition.lo_coverage_pct < recognition.coverage_at_least and not recognition.council_reason.strip():
        raise CoverageTooLow(pct=f"{recognition.lo_coverage_pct:.0f}", limit=recognition.coverage_at_least)


@transaction.atomic
def enter_recognition(*, recognition: ModuleRecognition, by: Any, day: dt.date | None = None) -> ModuleRecognition:
    """From now on the module counts. Raises BasisMissing, CoverageTooLow, NoAgreementInForce, WrongState (NR48)."""
    recognition = locked(recognition)
    if not recognition.academic_basis.strip() or not legal_basis_of(recognition):
        raise BasisMissing
    _coverage_is_enough(recognition)
    one, other = recognition.from_module.organisation, recognition.to_module.organisation
    recognition.agreement = agreement_between(one, other, day or timezone.localdate())
    if recognition.agreement is None:
        raise NoAgreementInForce(one=one, other=other)
    recognition.move("enter", by=by, save_also=("agreement",))
    return recognition


@transaction.atomic
def reject_recognition(*, recognition: ModuleRecognition, by: Any, reason: str) -> ModuleRecognition:
    """Not accepted, with the reason. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    recognition = locked(recognition)
    recognition.move("reject", by=by, reason=reason)
    return recognition


@transaction.atomic
def expire_recognition(*, recognition: ModuleRecognition, by: Any, reason: str = "") -> ModuleRecognition:
    """The module counts no longer; what was counted before stays. Raises WrongState."""
    recognition = locked(recognition)
    recognition.move("expire", by=by, reason=reason)
    return recognition


def expire_with_their_agreements(*, day: dt.date | None = None) -> int:
    """End every row whose RECOG is not in force on the day; running it twice changes nothing more. Answers how many ended."""
    day = day or timezone.localdate()
    ended = 0
    rows = ModuleRecognition.objects.filter(status=ModuleRecognition.Status.IN_FORCE).select_related(
        "from_module__organisation", "to_module__organisation"
    )
    for row in rows:
        one, other = row.from_module.organisation, row.to_module.organisation
        if agreement_between(one, other, day) is None:
            with transaction.atomic():
                fresh = locked(row)
                if fresh.status == ModuleRecognition.Status.IN_FORCE:
                    fresh.move("expire", by=None, reason="RECOG")
                    ended += 1
    return ended
