"""Who goes: volunteering and admission (BR-19, BR-22, BR-23, BR-27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .. import errors
from ..family import FAMILY, family_answer
from ..models import MedicalClearance, Participation, Trial
from . import gate, notices
from .locks import locked
from .terms import is_online

Status = Participation.Status

REFUSALS = {
    "said_no": _("does not want to take part"),
    "removed": _("taken out of the group"),
    "consent_none": _("the parents have not been asked"),
    "consent_sent": _("the parents have not answered yet"),
    "consent_opened": _("the parents have not answered yet"),
    "consent_expired": _("the parents have not answered in time"),
    "consent_reconfirm": _("the parents must confirm their consent again"),
    "consent_declined": _("the parents have not given consent"),
    "consent_withdrawn": _("the parents have withdrawn their consent"),
    "consent_disagree": _("the parents have answered differently"),
    "travel_no": _("the parents have not agreed to the trip"),
    "medical_unfit": _("medical restriction"),
}


@dataclass(frozen=True)
class Reason:
    """Why a pupil is not admitted: ``code`` is a key of REFUSALS, str() gives the sentence."""

    code: str

    def __str__(self) -> str:
        return str(REFUSALS[self.code])


def consent_state(participation: Participation) -> str:
    """One word for all guardians' answers, see profprobes.family. Reads prefetched ``consents__guardian``."""
    return family_answer(participation).state


def admission(participation: Participation) -> list[Reason]:
    """Why the pupil cannot be admitted; empty when nothing is in the way. Reads prefetched FAMILY and ``medical``, and the trial."""
    found = []
    if participation.removed_at:
        found.append(Reason("removed"))
    if participation.pupil_said_no:
        found.append(Reason("said_no"))
    answer = family_answer(participation)
    if not answer.is_given:
        found.append(Reason(f"consent_{answer.state}"))
    elif not answer.travel and participation.trial.school_id != participation.trial.host_id and not is_online(participation.trial.visit):
        found.append(Reason("travel_no"))
    clearance = getattr(participation, "medical", None)
    if clearance and clearance.result == MedicalClearance.Result.UNFIT:
        found.append(Reason("medical_unfit"))
    return found


def for_admission(participations: Any) -> Any:
    """A queryset with everything that admission() reads."""
    return participations.select_related("pupil", "trial", "medical").prefetch_related(*FAMILY)


def require_not_begun(trial: Trial) -> None:
    """Raises TooLate once the visit has begun or the trial is over."""
    if trial.status not in {Trial.Status.DRAFT, Trial.Status.PLANNED, Trial.Status.MOVED}:
        raise errors.TooLate


@transaction.atomic
def volunteer(*, participation: Participation, wants: bool, by: Any) -> Participation:
    """The pupil's own answer; a «no» needs no reason and no adult can undo it (BR-19). Raises TooLate."""
    require_not_begun(participation.trial)
    participation = _fresh(participation)
    if participation.removed_at:
        raise errors.TooLate
    participation.pupil_said_no = not wants
    participation.save(update_fields=["pupil_said_no"])
    if wants and participation.may("volunteer"):
        participation.move("volunteer", by=by)
    elif not wants and participation.may("withdraw"):
        participation.move("withdraw", by=by)
    if not wants:
        teachers = notices.holders(participation.trial.school_id, "class_teacher", class_groups=[participation.class_group_id])
        message = _("%(pupil)s does not want to take part in trial %(trial)s. Please offer another programme.")
        notices.tell(
            teachers, message, url_name="profprobes:my_class", pupil=participation.pupil.short_name, trial=participation.trial.number
        )
    return _settle(participation)


@transaction.atomic
def refresh_admission(*, participation: Participation) -> Participation:
    """The system follows the facts: admit when nothing is in the way, else step back, withdraw or refuse. Call after every change of consent or clearance.

    Once the visit has begun nothing changes any more.
    """
    return _settle(_fresh(participation))


def _fresh(participation: Participation) -> Participation:
    """The row under its lock, with the facts of admission as they are now."""
    locked(participation)
    return for_admission(Participation.objects.filter(pk=participation.pk)).get()


def _settle(participation: Participation) -> Participation:
    if participation.trial.status in {Trial.Status.RUNNING, Trial.Status.HELD, Trial.Status.CLOSED, Trial.Status.CANCELLED}:
        return participation
    reasons = admission(participation)
    for action in (way := _way(participation, reasons)):
        participation.move(action, by=None, reason=", ".join(reason.code for reason in reasons))
    if way:
        gate.recheck_later(participation.trial_id)
    return participation


def _way(participation: Participation, reasons: list[Reason]) -> list[str]:
    """Transitions from where the pupil stands to where the facts put them."""
    codes, status = {reason.code for reason in reasons}, participation.status
    if not codes:
        ways: dict[str, list[str]] = {Status.ADMITTED: [], Status.VOLUNTEERED: ["admit"]}
        return ways.get(status, ["volunteer", "admit"])
    if codes & {"said_no", "removed", "consent_declined", "consent_withdrawn"}:
        return [] if status == Status.WITHDRAWN else ["withdraw"]
    if "medical_unfit" in codes:
        return [] if status in {Status.NOT_ADMITTED, Status.WITHDRAWN} else ["refuse"]
    if status == Status.ADMITTED:
        return ["reconsider"]
    # Withdrawn or refused before, and what stood in the way is gone: the pupil is asked again like everybody.
    return ["volunteer"] if status in {Status.WITHDRAWN, Status.NOT_ADMITTED} else []


@transaction.atomic
def admit_pupils(*, trial: Trial, pupils: Sequence[Any], by: Any) -> list[Participation]:
    """The coordinator puts pupils (users) into the admitted group; all or nobody. Raises NotAdmitted naming who and why, NotInVisit, TooLate."""
    require_not_begun(locked(trial))
    wanted = {pupil.pk for pupil in pupils}
    locked_ids = (
        Participation.objects.select_for_update(of=("self",))
        .filter(trial=trial, pupil__in=wanted)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    found = list(for_admission(Participation.objects.filter(pk__in=list(locked_ids))))
    if strangers := wanted - {participation.pupil_id for participation in found}:
        raise errors.NotInVisit(who=", ".join(pupil.short_name for pupil in pupils if pupil.pk in strangers))
    if refusals := {participation: reasons for participation in found if (reasons := admission(participation))}:
        raise errors.NotAdmitted(refusals)
    for participation in found:
        if participation.may("volunteer"):
            participation.move("volunteer", by=by)
        if participation.may("admit"):
            participation.move("admit", by=by)
    return found
