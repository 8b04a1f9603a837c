"""Inviting many people from one table (S8): every row is checked before anything is sent."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import check_phone
from accounts.models import User, normal_phone
from core.errors import DomainError

from ..errors import NotInvitable, TableHasNoRows
from ..giving import choices_for
from ..models import ClassGroup, Invitation, Membership, Organisation, Role, RoleAssignment
from ..tables import read_table
from . import invitations
from .invitations import Offer


def columns() -> list[tuple[str, str]]:
    """(name, heading) of the table, in the language of the page."""
    return [
        ("last_name", _("Last name")),
        ("first_name", _("First name")),
        ("middle_name", _("Patronymic (if any)")),
        ("email", _("E-mail")),
        ("phone", _("Phone")),
        ("role", _("Role")),
        ("class_group", _("Class")),
        ("unit", _("Unit")),
        ("position_kk", _("Position (Kazakh)")),
        ("position_ru", _("Position (Russian)")),
        ("valid_from", _("From")),
        ("valid_until", _("Until")),
    ]


def sample_row(user: User, organisation: Organisation) -> list[str]:
    """One made-up person with a role that the reader may give."""
    roles = choices_for(user, organisation)
    return ["Мысалова", "Айгерім", "Демоқызы", "aigerim@demo.example", "", str(roles[0][1]) if roles else "", "", "", "", "", "", ""]


@dataclass
class FileRow:
    """One row of the table as it was read, with what is wrong with it."""

    number: int
    cells: dict[str, str]
    offer: Offer | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.cells.get('last_name', '')} {self.cells.get('first_name', '')}".strip()


@dataclass
class FileReport:
    """Every row of the file; nothing is sent while one of them is bad."""

    rows: list[FileRow]

    @property
    def bad(self) -> list[FileRow]:
        return [row for row in self.rows if row.problems]


def check(*, organisation: Organisation, file: Any, by: User) -> FileReport:
    """Read and check the whole table. Raises TableUnreadable, TableTooLong, TableHasNoRows."""
    table = read_table(file)
    if len(table) < 2:
        raise TableHasNoRows
    names = [name for name, _label in columns()]
    rows = [FileRow(n, dict(zip(names, [*cells, *[""] * len(names)], strict=False))) for n, cells in enumerate(table[1:], start=2)]
    roles = _roles(by, organisation)
    groups = {
        g.name.casefold().replace(" ", ""): g
        for g in ClassGroup.objects.filter(organisation=organisation).order_by("academic_year__starts_on")
    }
    seen: dict[str, int] = {}
    for row in rows:
        _check_person(row, seen)
        _check_role(row, roles, groups)
    return FileReport(rows)


def _roles(by: User, organisation: Organisation) -> dict[str, str]:
    """Every way to write a role that the person may give: its code and its name in all languages."""
    from django.utils import translation

    words: dict[str, str] = {}
    for code, label in choices_for(by, organisation):
        words[code.casefold()] = code
        for language in ("kk", "ru", "en"):
            with translation.override(language):
                words[str(label).casefold()] = code
    return words


def _check_person(row: FileRow, seen: dict[str, int]) -> None:
    cells = row.cells
    for name in ("last_name", "first_name"):
        if not cells[name]:
            row.problems.append((name, _("This cell is needed.")))
    cells["email"] = cells["email"].lower()
    cells["phone"] = normal_phone(cells["phone"]) if cells["phone"] else ""
    try:
        if cells["email"]:
            validate_email(cells["email"])
        if cells["phone"]:
            check_phone(cells["phone"])
    except ValidationError as problem:
        row.problems.append(("email" if cells["email"] else "phone", " ".join(problem.messages)))
    address = cells["email"] or cells["phone"]
    if not address:
        row.problems.append(("email", _("Enter an e-mail or a phone: the invitation goes there.")))
    elif address in seen:
        row.problems.append(("email", _("The same address stands in row %(n)s.") % {"n": seen[address]}))
    else:
        seen[address] = row.number


def _check_role(row: FileRow, roles: dict[str, str], groups: dict[str, ClassGroup]) -> None:
    cells = row.cells
    role = roles.get(cells["role"].casefold())
    if role is None:
        row.problems.append(("role", _("You may not give this role here, or it is misspelt.")))
        return
    group = groups.get(cells["class_group"].casefold().replace(" ", "")) if cells["class_group"] else None
    if cells["class_group"] and group is None:
        row.problems.append(("class_group", _("There is no such class.")))
    elif role == Role.CLASS_TEACHER and group is None:
        row.problems.append(("class_group", _("Choose the class.")))
    start, end = _date(row, "valid_from"), _date(row, "valid_until")
    if end and end < (start or timezone.localdate()):
        row.problems.append(("valid_until", _("The end of the role cannot lie before its start or in the past.")))
    if not row.problems:
        row.offer = Offer(role, group, start, end)


def _date(row: FileRow, name: str) -> dt.date | None:
    if not (typed := row.cells[name]):
        return None
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(typed, form).date()  # noqa: DTZ007 - a calendar day has no time zone
        except ValueError:
            continue
    row.problems.append((name, _("Write the day as 31.12.2026.")))
    return None


@transaction.atomic
def send(*, organisation: Organisation, report: FileReport, by: User) -> tuple[int, list[tuple[FileRow, str]]]:
    """Invite everybody of a checked table; who was invited already or holds the role is passed over. Answers how many were sent, and whom it passed
    over with the reason.
    """
    sent, passed = 0, []
    for row in report.rows:
        assert row.offer is not None
        person: dict[str, Any] = {
            name: row.cells[name]
            for name in ("last_name", "first_name", "middle_name", "email", "phone", "unit", "position_kk", "position_ru")
        }
        try:
            with transaction.atomic():
                invitations.invite(organisation=organisation, roles=[row.offer], by=by, **person)
                sent += 1
        except DomainError as refusal:
            passed.append((row, str(refusal)))
    return sent, passed


@transaction.atomic
def invite_member(*, membership: Membership, by: User) -> Invitation:
    """The way in for a member without sign-in, with the roles held already; a live invitation is sent again. Raises NotInvitable, SentTooOften."""
    person, organisation = membership.user, membership.organisation
    if person.sign_in not in {User.SignIn.NONE, User.SignIn.INVITED}:
        raise NotInvitable(person=person)
    live = Invitation.objects.live().filter(organisation=organisation, user=person).first()
    if live is not None:
        return invitations.send_again(invitation=live, by=by)
    held = RoleAssignment.objects.current().filter(membership=membership).select_related("class_group")
    offers = [Offer(role.role, role.class_group, valid_until=role.valid_until) for role in held]
    invitation = invitations.invite(
        organisation=organisation,
        roles=offers,
        by=by,
        last_name=person.last_name,
        first_name=person.first_name,
        middle_name=person.middle_name,
        email=person.email or "",
        phone=person.phone,
        language=person.language,
        on_paper=not (person.email or person.phone),
    )
    if invitation.user_id is None:
        invitation.user = person
        invitation.save(update_fields=["user"])
    if person.sign_in == User.SignIn.NONE:
        person.sign_in = User.SignIn.INVITED
        person.save(update_fields=["sign_in"])
    return invitation
