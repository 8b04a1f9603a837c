"""Organisations: their passport, applications, states, and what the document engine knows of them."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.services import notify
from core.crypto import keyed_hash
from documents import errors as engine_errors
from documents import services as engine
from documents.models import Issuer

from ..errors import AlreadyAsked, BinTaken, CodeTaken, IinTaken, NumberNeeded, ReasonNeeded, SuccessorNeeded
from ..models import Entity, JoinRequest, Membership, Organisation, Role, RoleAssignment

SCHOOL_FIELDS = (
    "grades_from",
    "grades_to",
    "languages",
    "shifts",
    "learners",
    "small_class",
    "keleshek",
    "internet_mbps",
    "video_equipment",
    "mentor_time",
    "practicum_coordinator",
)
PASSPORT = (
    "kind",
    "subkind",
    "full_name_kk",
    "full_name_ru",
    "short_name_kk",
    "short_name_ru",
    "legal_form",
    "ownership",
    "region",
    "district",
    "locality",
    "locality_type",
    "address_kk",
    "address_ru",
    "latitude",
    "longitude",
    "phone",
    "email",
    "website",
    "parent",
    "head_name",
    "head_position_kk",
    "head_position_ru",
    "basis_kk",
    "basis_ru",
    "bank_details",
    *SCHOOL_FIELDS,
    "pedagogical",
    "size",
    "sector",
    "agro",
)
FLAGS = ("social_risk", "low_resource")


@transaction.atomic
def create_organisation(*, by: Any, code: str, bin: str = "", iin: str = "", **fields: Any) -> Organisation:
    """Enter an organisation and make it an issuer of documents. Raises NumberNeeded, BinTaken, IinTaken, CodeTaken."""
    _require_free_number(bin, iin, fields.get("entity", Entity.LEGAL))
    if Organisation.objects.filter(code__iexact=code).exists():
        raise CodeTaken
    organisation = Organisation.objects.create(code=code.lower(), bin=bin, iin=iin, **fields)
    if organisation.status == Organisation.Status.ACTIVE:
        register_organisation(organisation)
    return organisation


def _require_free_number(bin: str, iin: str, entity: str) -> None:
    if bool(bin) == bool(iin) or (entity == Entity.IE) != bool(iin):
        raise NumberNeeded
    at_work = Organisation.objects.exclude(status__in=Organisation.OVER)
    if bin and (known := at_work.filter(bin=bin).first()):
        raise BinTaken(name=known)
    if iin and (known := at_work.filter(iin_hash=keyed_hash(iin)).first()):
        raise IinTaken(name=known)


def apply_organisation(*, by: Any, **fields: Any) -> Organisation:
    """Somebody asks for their organisation to be entered; the regional operator decides (S6). Raises as create_organisation."""
    return create_organisation(by=by, status=Organisation.Status.APPLIED, applied_by=by, **fields)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


@transaction.atomic
def approve_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Take an application in: the organisation is at work, and whoever applied coordinates it (NR10). Raises WrongState."""
    organisation = _locked(organisation)
    organisation.move("activate", by=by)
    register_organisation(organisation)
    if (person := organisation.applied_by) is not None:
        today = timezone.localdate()
        membership = Membership.objects.create(user=person, organisation=organisation, kind=Membership.Kind.STAFF, valid_from=today)
        RoleAssignment.objects.create(membership=membership, role=Role.ORG_COORDINATOR, valid_from=today, granted_by=by)
        _tell(person, organisation, gettext_noop("%(organisation)s is in the register; you are its coordinator."))
    return organisation


@transaction.atomic
def reject_organisation(*, organisation: Organisation, by: Any, reason: str) -> Organisation:
    """Refuse an application; the applicant reads the reason. Raises ReasonNeeded, WrongState."""
    organisation = _moved(organisation, "reject", by, reason)
    if organisation.applied_by is not None:
        _tell(
            organisation.applied_by, organisation, gettext_noop("The application of %(organisation)s is refused: %(reason)s"), reason=reason
        )
    return organisation


@transaction.atomic
def suspend_organisation(*, organisation: Organisation, by: Any, reason: str) -> Organisation:
    """Stop an organisation for a time: its people keep their roles, which give no rights meanwhile (NR14). Raises ReasonNeeded, WrongState."""
    return _moved(organisation, "suspend", by, reason)


@transaction.atomic
def resume_organisation(*, organisation: Organisation, by: Any) -> Organisation:
    """Let it work again. Raises WrongState."""
    organisation = _locked(organisation)
    organisation.move("resume", by=by)
    return organisation


@transaction.atomic
def close_organisation(*, organisation: Organisation, by: Any, reason: str) -> Organisation:
    """It exists no more; the BIN is free, everything it did stays. Raises ReasonNeeded, WrongState."""
    return _moved(organisation, "close", by, reason)


@transaction.atomic
def reorganise_organisation(*, organisation: Organisation, successor: Organisation | None, by: Any, reason: str) -> Organisation:
    """The successor takes the people with their roles; statuses wait there for a new check; history stays with the old name (NR58).

    Raises SuccessorNeeded, ReasonNeeded, WrongState.
    """
    if successor is None or successor.pk == organisation.pk or successor.status != Organisation.Status.ACTIVE:
        raise SuccessorNeeded
    from .statuses import carry_statuses

    for pk in sorted([organisation.pk, successor.pk]):  # two reorganisations towards each other queue in one order
        Organisation.objects.select_for_update(of=("self",)).get(pk=pk)
    organisation.refresh_from_db()
    if not reason.strip():
        raise ReasonNeeded
    _move_people(organisation, successor, by)
    carry_statuses(organisation=organisation, successor=successor, by=by)
    organisation.successor = successor
    organisation.move("reorganise", by=by, reason=reason.strip()[:500], save_also=("successor",))
    return organisation


def _move_people(organisation: Organisation, successor: Organisation, by: Any) -> None:
    """Current memberships and roles go on in the successor from today; those in the old one end yesterday, or today where they began today."""
    today = timezone.localdate()
    for old in Membership.objects.current().filter(organisation=organisation).prefetch_related("roles"):
        there: Any = Membership.objects.current().filter(user_id=old.user_id, organisation=successor, kind=old.kind).first()
        new = there or Membership.objects.create(
            user_id=old.user_id,
            organisation=successor,
            kind=old.kind,
            position_kk=old.position_kk,
            position_ru=old.position_ru,
            valid_from=today,
            valid_until=old.valid_until,
        )
        held = set(RoleAssignment.objects.filter(membership=new, class_group=None, ended_at__isnull=True).values_list("role", flat=True))
        for role in old.roles.all():
            if role.ended_at is not None:
                continue
            goes_on = role.class_group_id is None and (role.valid_until is None or role.valid_until >= today)
            if goes_on and role.role not in held:
                start = max(today, new.valid_from)
                RoleAssignment.objects.create(membership=new, role=role.role, valid_from=start, valid_until=role.valid_until, granted_by=by)
            role.ended_at, role.ended_by = timezone.now(), by
            role.valid_until = min(role.valid_until or today, max(today, role.valid_from))
            role.save(update_fields=["ended_at", "ended_by", "valid_until"])
        old.valid_until = max(today, old.valid_from)
        old.save(update_fields=["valid_until"])


def _moved(organisation: Organisation, action: str, by: Any, reason: str) -> Organisation:
    if not reason.strip():
        raise ReasonNeeded
    organisation = _locked(organisation)
    organisation.move(action, by=by, reason=reason.strip()[:500])
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, by: Any, **fields: Any) -> Organisation:
    """Write fields of the passport; papers issued from now on carry the new ones, those issued before keep the old."""
    organisation = _locked(organisation)
    changed = [name for name in PASSPORT if name in fields and getattr(organisation, name) != fields[name]]
    for name in changed:
        setattr(organisation, name, fields[name])
    if changed:
        organisation.save(update_fields=changed)
        register_organisation(organisation)
    return organisation


@transaction.atomic
def set_flags(*, organisation: Organisation, by: Any, social_risk: bool, low_resource: bool) -> Organisation:
    """The department says which schools lie in a zone of social risk or have limited resources (2.3)."""
    organisation = _locked(organisation)
    organisation.social_risk, organisation.low_resource = social_risk, low_resource
    organisation.save(update_fields=list(FLAGS))
    return organisation


@transaction.atomic
def ask_to_join(*, organisation: Organisation, by: Any, words: str) -> JoinRequest:
    """The organisation is in the register already: ask its coordinators to be added (NR4, 9.4). Raises AlreadyAsked."""
    if Membership.objects.current().filter(organisation=organisation, user=by).exists():
        raise AlreadyAsked
    request, made = JoinRequest.objects.get_or_create(
        organisation=organisation, user=by, status=JoinRequest.Status.SENT, defaults={"words": words}
    )
    if not made:
        raise AlreadyAsked
    for role in RoleAssignment.objects.current().filter(membership__organisation=organisation, role=Role.ORG_COORDINATOR):
        _tell(
            role.membership.user,
            organisation,
            gettext_noop("%(who)s asks to be added to %(organisation)s."),
            f"/organisations/{organisation.pk}/joins/",
            who=by.full_name,
        )
    return request


@transaction.atomic
def answer_join(*, request: JoinRequest, by: Any, accept: bool, reason: str = "") -> JoinRequest:
    """Let the person in as staff without a role, or not. Raises WrongState, AlreadyMember."""
    from .people import add_member

    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("organisation", "user").get(pk=request.pk)
    request.move("accept" if accept else "decline", by=by, reason=reason[:500])
    if accept:
        add_member(user=request.user, organisation=request.organisation, by=by)
    said = gettext_noop("You are now in %(organisation)s.") if accept else gettext_noop("%(organisation)s has declined your request.")
    _tell(request.user, request.organisation, said)
    return request


def _tell(person: Any, organisation: Organisation, text: str, url: str = "", **params: Any) -> None:
    name = organisation.short_name_in(person.language)
    notify(person, text, url or f"/organisations/{organisation.pk}/", params={"organisation": name, **params})


def register_organisation(organisation: Organisation) -> Issuer:
    """Tell the document engine the names, BIN and address: letterhead and number series. Raises CodeTaken."""
    try:
        return engine.register_issuer(
            source=organisation,
            code=organisation.code,
            name_kk=organisation.full_name_kk,
            name_ru=organisation.full_name_ru,
            bin=organisation.bin,
            address_kk=organisation.address_kk,
            address_ru=organisation.address_ru,
        )
    except engine_errors.CodeTaken as error:
        raise CodeTaken from error


def issuer_of(organisation: Organisation) -> Issuer:
    """The organisation as the document engine knows it; registered now if nobody did."""
    try:
        return engine.issuer_of(organisation)
    except Issuer.DoesNotExist:
        return register_organisation(organisation)
