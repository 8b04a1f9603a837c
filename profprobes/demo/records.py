"""Confirming documents of the demo region: the class that closed its trial has certificates and books."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from network.models import Membership, Network, Role, RoleAssignment

from ..models import ConfirmationForm, Participation, Trial
from ..services import confirmations, regulation
from .clock import at
from .people import PASSWORD

FIRST_BASES = {
    "sites_kk": "Қостанай политехникалық колледжінің шеберханалары",
    "sites_ru": "мастерские Костанайского политехнического колледжа",
}


def build_records(region: Any) -> None:
    """Told through the services, the day after the trial was closed."""
    _regulate(region)
    closed = (
        Trial.objects.filter(status=Trial.Status.CLOSED, counts_as_trial=True).select_related("responsible__user").order_by("pk").first()
    )
    if closed is None:
        return
    _decide(closed)
    by = closed.responsible.user
    rows = list(closed.participations.filter(status=Participation.Status.ATTENDED).select_related("pupil").order_by("pk"))
    moment = closed.sessions.get().starts + dt.timedelta(days=4)
    with at(min(moment, timezone.now())):
        issue: dict[str, Any] = {"trial": closed, "language": "kk", "by": by}
        confirmations.issue_confirmations(form="certificate", participations=rows, **issue)
        confirmations.issue_confirmations(form="sheet", participations=rows[:4], **issue)
        confirmations.print_books(pupils=[row.pupil for row in rows], language="kk", title="Сынақ кітапшалары", by=by)


def _regulate(region: Any) -> None:
    """The school of the demo has its second version approved by its head."""
    coordinator, school = region.people["coordinator"], region.memberships["coordinator"].organisation
    head = _head(school)
    with at(timezone.now() - dt.timedelta(days=300)):
        first = regulation.start_regulation(organisation=school, by=coordinator)
        # that year had no agreement in the portal yet
        regulation.fill_blanks(regulation=first, values=FIRST_BASES, by=coordinator)
        _approve(first, "41-н/қ", head)
    with at(timezone.now() - dt.timedelta(days=30)):
        second = regulation.start_regulation(organisation=school, by=coordinator)
        regulation.add_clause(
            regulation=second,
            section=4,
            text_kk="Ауыл мектептерінің оқушылары үшін көшпелі сынақтар ұйымдастырылады: серіктес жабдығымен мектепке келеді.",
            text_ru="Для учащихся сельских школ организуются выездные пробы: партнёр приезжает в школу со своим оборудованием.",
            by=coordinator,
        )
        _approve(second, "57-н/қ", head)


def _approve(draft: Any, order: str, head: Any) -> None:
    regulation.approve_regulation(regulation=draft, order_number=order, approved_on=timezone.localdate(), by=head)


def _head(school: Any) -> Any:
    """The head of the school with an account of their own."""
    held = RoleAssignment.objects.filter(role=Role.ORG_HEAD, membership__organisation=school).select_related("membership__user").first()
    if held:
        return held.membership.user
    since = timezone.localdate() - dt.timedelta(days=700)
    user = User.objects.create_user(
        last_name="Демо-Мұхамедова", first_name="Раушан", middle_name="Демоқызы", email="head@kopir.test", password=PASSWORD
    )
    member = Membership.objects.create(
        user=user, organisation=school, kind=Membership.Kind.STAFF, position_kk="Директор", position_ru="Директор", valid_from=since
    )
    RoleAssignment.objects.create(membership=member, role=Role.ORG_HEAD, valid_from=since)
    return user


def _decide(trial: Trial) -> None:
    """The council of the network of the school allowed all five forms."""
    network = Network.objects.filter(memberships__organisation=trial.school, memberships__status="active").order_by("pk").first()
    if network:
        confirmations.decide_forms(
            network=network,
            forms=ConfirmationForm.values,
            decided_on=timezone.localdate() - dt.timedelta(days=40),
            minutes_no="3",
            by=network.coordinator,
        )
