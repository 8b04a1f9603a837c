"""Partners of a cycle: invited, joined with three expectations, assessed at the end of the year (§2.2, K9)."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import TRIAL_KINDS, Agreement, Organisation

from .. import errors_cycles as errors
from ..models import CyclePartner, TrialCycle
from .cycles import JOINED, draft_cycle
from .locks import locked, reason_of
from .notices import coordinators_of, tell

EXPECTATIONS = ("expects_what", "quantity", "quality")


def invitable(cycle: TrialCycle) -> Any:
    """Owners of the cycle's programmes and organisations with an agreement in force, not invited yet."""
    agreed = Exists(Agreement.objects.in_force(TRIAL_KINDS, cycle.school_id, OuterRef("pk"), timezone.localdate()))
    owners = cycle.programmes.values("owner")
    rows = Organisation.objects.filter(Q(pk__in=owners) | agreed).exclude(pk=cycle.school_id)
    return rows.exclude(pk__in=cycle.partners.values("organisation")).order_by("short_name_ru", "pk")


@transaction.atomic
def invite_partner(
    *, cycle: TrialCycle, organisation: Organisation, by: Any, expects_what: str = "", quantity: int | None = None, quality: str = ""
) -> CyclePartner:
    """Invite an organisation, with what the school offers; it answers itself. Raises NotADraft, OwnSchool, PartnerInvited."""
    cycle = draft_cycle(cycle)
    if organisation.pk == cycle.school_id:
        raise errors.OwnSchool
    if cycle.partners.filter(organisation=organisation).exists():
        raise errors.PartnerInvited
    partner = CyclePartner.objects.create(
        cycle=cycle, organisation=organisation, expects_what=expects_what.strip(), quantity=quantity, quality=quality.strip()
    )
    tell(
        coordinators_of(organisation), _("%(school)s invites you to the cycle of trials “%(cycle)s”."),
        url_name="profprobes:cycle_partner", args=(partner.pk,), but=by, school=cycle.school.short_name, cycle=cycle.name,
    )  # fmt: skip
    return partner


@transaction.atomic
def accept_invitation(*, partner: CyclePartner, expects_what: str, quantity: int | None, quality: str, by: Any) -> CyclePartner:
    """Invited → joined with all three expectations. Raises ExpectationsMissing, WrongState."""
    partner = locked(partner, "cycle", "organisation")
    if not (expects_what.strip() and quantity and quality.strip()):
        raise errors.ExpectationsMissing
    partner.expects_what, partner.quantity, partner.quality = expects_what.strip(), quantity, quality.strip()
    partner.accepted_by, partner.accepted_at = by, timezone.now()
    partner.move("accept", by=by, save_also=(*EXPECTATIONS, "accepted_by", "accepted_at"))
    _tell_school(partner, _("%(partner)s joined the cycle “%(cycle)s”."), by)
    return partner


@transaction.atomic
def decline_invitation(*, partner: CyclePartner, reason: str, by: Any) -> CyclePartner:
    """Invited → declined, with the reason. Raises ReasonMissing, WrongState."""
    partner = locked(partner, "cycle", "organisation")
    partner.reason = reason_of(reason)
    partner.move("decline", by=by, reason=partner.reason, save_also=("reason",))
    _tell_school(partner, _("%(partner)s declined the cycle “%(cycle)s”."), by)
    return partner


@transaction.atomic
def assess_partner(*, partner: CyclePartner, actual: int, result_note: str = "", by: Any) -> CyclePartner:
    """Joined → assessed: what the partner received in fact. Raises CycleNotRunning, WrongState."""
    partner = locked(partner, "cycle", "organisation")
    if partner.cycle.status not in (TrialCycle.Status.ACTIVE, TrialCycle.Status.CLOSED):
        raise errors.CycleNotRunning
    partner.actual, partner.result_note = actual, result_note.strip()
    partner.move("assess", by=by, save_also=("actual", "result_note"))
    return partner


@transaction.atomic
def remove_partner(*, partner: CyclePartner, by: Any) -> TrialCycle:
    """Take an invitation out of a draft. Raises NotADraft, PartnerJoined."""
    cycle = draft_cycle(partner.cycle)
    partner = locked(partner)
    if partner.status in JOINED:
        raise errors.PartnerJoined
    partner.delete()
    return cycle


def _tell_school(partner: CyclePartner, message: Any, by: Any) -> None:
    people = [*coordinators_of(partner.cycle.school_id), partner.cycle.created_by]
    tell(
        people, message, url_name="profprobes:cycle", args=(partner.cycle_id,), but=by,
        partner=partner.organisation.short_name, cycle=partner.cycle.name,
    )  # fmt: skip
