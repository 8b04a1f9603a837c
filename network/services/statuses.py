"""Statuses of organisations: proposed, granted against the checklist of NR20, suspended, revoked, expired."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.services import notify

from ..errors import ChecklistNotMet, GrantingOrgNeeded, ReasonNeeded, StatusOverlaps
from ..models import Agreement, Organisation, OrganisationStatus, Role, RoleAssignment, StatusType

NEEDS_HEI = {"HEI_BASE", "CLINICAL"}
NEEDS_EQUIPMENT = {"PIVOT", "CLINICAL"}
NEEDS_PRACTICUM_AGREEMENT = {"HEI_BASE", "PRACTICUM_BASE", "BASE"}


@dataclass(frozen=True)
class Check:
    """One condition of NR20: in words, and whether it is met."""

    title: str
    met: bool
    text: str = ""


def agreement_in_force(organisation: Organisation, kinds: tuple[str, ...], other: Organisation | None = None) -> bool:
    """Is an agreement of one of the kinds in force today, with the other organisation where one is named?"""
    rows = Agreement.objects.in_force(kinds, organisation, other or organisation, timezone.localdate())
    return rows.exists()


def checklist(status: OrganisationStatus) -> list[Check]:
    """What NR20 asks for this kind of status, each with its state today."""
    organisation, code = status.organisation, status.type.code
    checks = [Check(_("Basis: number and date of the document"), bool(status.basis_number and status.basis_date))]
    if code in NEEDS_EQUIPMENT:
        checks += [
            Check(_("Dedicated mentor time"), organisation.mentor_time, _("Set in the passport.")),
            Check(_("Video equipment"), organisation.video_equipment, _("Set in the passport.")),
            Check(_("Practicum coordinator is named"), has_practicum_coordinator(organisation), _("Set in the passport.")),
        ]
    if code in NEEDS_PRACTICUM_AGREEMENT:
        checks.append(Check(_("Practicum agreement is in force"), agreement_in_force(organisation, ("PRAC",), status.granting_org)))
    if code == "CLINICAL":
        checks.append(
            Check(
                _("Practicum agreement or memorandum with the institution is in force"),
                agreement_in_force(organisation, ("PRAC", "MEMO"), status.granting_org),
            )
        )
    if code == "PARTNER_PRACTICUM":
        checks += [
            Check(_("Decision of the council"), status.basis_kind == OrganisationStatus.Basis.DECISION),
            Check(_("The organisation's own order is registered"), has_own_order(status)),
            Check(_("Network agreement is in force"), agreement_in_force(organisation, ("NET",))),
        ]
    return checks


def has_practicum_coordinator(organisation: Organisation) -> bool:
    """Named in the passport, or somebody holds the role today."""
    if organisation.practicum_coordinator_id:
        return True
    return RoleAssignment.objects.current().filter(membership__organisation=organisation, role=Role.PRACTICUM_COORDINATOR).exists()


def has_own_order(status: OrganisationStatus) -> bool:
    """The second step of every approval (NR32): the organisation has registered an order that names the same decision."""
    from ..models import OrganisationOrder

    orders = OrganisationOrder.objects.filter(organisation=status.organisation, status="registered")
    return orders.filter(decision__number=status.basis_number).exists()


@transaction.atomic
def propose_status(
    *,
    organisation: Organisation,
    type: StatusType,
    valid_from: dt.date,
    valid_until: dt.date | None,
    basis_kind: str,
    basis_number: str,
    basis_date: dt.date,
    by: Any,
    granting_org: Organisation | None = None,
) -> OrganisationStatus:
    """Make an organisation a candidate. Raises GrantingOrgNeeded, StatusOverlaps."""
    if type.code in NEEDS_HEI and granting_org is None:
        raise GrantingOrgNeeded
    values = {"basis_kind": basis_kind, "basis_number": basis_number, "basis_date": basis_date, "granting_org": granting_org}
    try:
        with transaction.atomic():
            return OrganisationStatus.objects.create(
                organisation=organisation, type=type, valid_from=valid_from, valid_until=valid_until, proposed_by=by, **values
            )
    except IntegrityError as error:
        if "statuses_of_one_kind_do_not_overlap" not in str(error):
            raise
        raise StatusOverlaps from error


def _locked(status: OrganisationStatus) -> OrganisationStatus:
    rows = OrganisationStatus.objects.select_for_update(of=("self",)).select_related("organisation", "type", "granting_org")
    return rows.get(pk=status.pk)


@transaction.atomic
def grant_status(*, status: OrganisationStatus, by: Any) -> OrganisationStatus:
    """Grant it if everything on the checklist is there (NR20). Raises ChecklistNotMet, WrongState."""
    status = _locked(status)
    if status.may("grant") and (missing := [check.title for check in checklist(status) if not check.met]):
        raise ChecklistNotMet(missing="; ".join(missing))
    status.decided_by = by
    status.move("grant", by=by, save_also=("decided_by",))
    _tell(status, gettext_noop("%(organisation)s has the status “%(status)s”."))
    return status


@transaction.atomic
def reject_status(*, status: OrganisationStatus, by: Any, reason: str) -> OrganisationStatus:
    """Refuse a candidate. Raises ReasonNeeded, WrongState."""
    return _decided(status, "reject", by, reason)


@transaction.atomic
def suspend_status(*, status: OrganisationStatus, by: Any, reason: str) -> OrganisationStatus:
    """Stop it for a time. Raises ReasonNeeded, WrongState."""
    return _decided(status, "suspend", by, reason)


@transaction.atomic
def resume_status(*, status: OrganisationStatus, by: Any) -> OrganisationStatus:
    """Give it back, if the checklist holds again. Raises ChecklistNotMet, WrongState."""
    status = _locked(status)
    if status.may("resume") and (missing := [check.title for check in checklist(status) if not check.met]):
        raise ChecklistNotMet(missing="; ".join(missing))
    status.move("resume", by=by)
    return status


@transaction.atomic
def revoke_status(*, status: OrganisationStatus, by: Any, reason: str) -> OrganisationStatus:
    """Take it away: it ends today. Raises ReasonNeeded, WrongState."""
    if not reason.strip():
        raise ReasonNeeded
    status = _locked(status)
    status.valid_until = max(status.valid_from, timezone.localdate())
    status.move("revoke", by=by, reason=reason.strip()[:500], save_also=("valid_until",))
    _tell(status, gettext_noop("The status “%(status)s” of %(organisation)s is revoked."))
    return status


def _decided(status: OrganisationStatus, action: str, by: Any, reason: str) -> OrganisationStatus:
    if not reason.strip():
        raise ReasonNeeded
    status = _locked(status)
    status.decided_by = by
    status.move(action, by=by, reason=reason.strip()[:500], save_also=("decided_by",))
    return status


def _tell(status: OrganisationStatus, text: str) -> None:
    for role in (
        RoleAssignment.objects.current()
        .filter(membership__organisation=status.organisation_id, role=Role.ORG_COORDINATOR)
        .select_related("membership__user")
    ):
        person = role.membership.user
        words = {"organisation": status.organisation.short_name_in(person.language), "status": status.type.name_in(person.language)}
        notify(person, text, status.get_absolute_url(), params=words)


@transaction.atomic
def expire_statuses(*, day: dt.date | None = None) -> int:
    """Those whose last day has passed are over; computed from dates, so a missed night changes nothing. Answers how many."""
    due = OrganisationStatus.objects.select_for_update(of=("self",)).filter(
        status__in=["granted", "suspended"], valid_until__lt=day or timezone.localdate()
    )
    rows = list(due)
    for status in rows:
        status.move("expire", by=None)
    return len(rows)


def carry_statuses(*, organisation: Organisation, successor: Organisation, by: Any) -> int:
    """The successor of a reorganised school becomes a candidate for what the old one held: statuses follow after a new check (NR58)."""
    today = timezone.localdate()
    carried = 0
    for status in OrganisationStatus.objects.on(today).filter(organisation=organisation).select_related("type", "granting_org"):
        try:
            propose_status(
                organisation=successor,
                type=status.type,
                valid_from=today,
                valid_until=status.valid_until,
                basis_kind=status.basis_kind,
                basis_number=status.basis_number,
                basis_date=status.basis_date,
                granting_org=status.granting_org,
                by=by,
            )
            carried += 1
        except StatusOverlaps:
            pass  # the successor holds it already
        status.valid_until = max(status.valid_from, today)
        status.save(update_fields=["valid_until"])
    return carried
