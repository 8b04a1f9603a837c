"""Issuing and withdrawing confirming documents, the network's decision on their forms, the trial books (BR-41) [002b F21]."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from documents.models import DocumentBatch, IssuedDocument
from documents.services import request_batch, withdraw_document
from network.access import COORDINATORS, organisations_as
from network.models import Network, Organisation
from portfolio.services import restore_entries, withdraw_entries

from .. import errors_confirmations as errors
from ..models import ConfirmationForm, ConfirmationRule, IssuedConfirmation, Participation, Trial, TrialBook
from ..queries.confirmations import HELD, allowed_forms, attended_minutes, is_long_enough, rules_for
from .closing import counts_as_trial
from .locks import locked, reason_of
from .portfolio_entry import show_certificate

PAPERS = {
    ConfirmationForm.CERTIFICATE: "PP-CERT",
    ConfirmationForm.SHEET: "PP-SHEET",
    ConfirmationForm.REFERENCE: "PP-REF",
}
BOOK = "PP-BOOK"
Status = IssuedConfirmation.Status


def require_trial(trial: Trial) -> None:
    """Only a held trial that counts as one is confirmed; the outcome never matters. Raises TrialNotHeld, FiledAsExcursion."""
    if trial.status not in HELD:
        raise errors.TrialNotHeld
    counts = counts_as_trial(trial) if trial.counts_as_trial is None else trial.counts_as_trial
    if not counts:
        raise errors.FiledAsExcursion


def require_form(trial: Trial, form: str) -> None:
    """The form is among those that the network decided on. Raises FormNotAllowed."""
    if form in allowed_forms(trial):
        return
    rule = next(rule for rule in rules_for(trial) if form not in rule.forms)
    raise errors.FormNotAllowed(network=rule.network.title, form=ConfirmationForm(form).label)


@transaction.atomic
def issue_confirmations(*, trial: Trial, form: str, participations: Iterable[Participation], language: str, by: Any) -> DocumentBatch:
    """Issue one form to the pupils in one batch: a class of 25 gets its certificates in one press. Idempotent: a pupil who has the form keeps its number,
    one whose form was withdrawn gets it anew. Raises TrialNotHeld, FiledAsExcursion, FormNotAllowed, NobodyToConfirm, NotConfirmable.
    """
    trial = locked(trial, "school", "host")
    require_trial(trial)
    require_form(trial, form)
    wanted = {row.pk for row in participations}
    rows = list(
        Participation.objects.filter(pk__in=wanted, trial=trial).select_related("pupil").prefetch_related("attendance").order_by("pk")
    )
    if not rows:
        raise errors.NobodyToConfirm
    sessions = list(trial.sessions.all())
    minutes = {row.pk: attended_minutes(row, sessions) for row in rows}
    if out := [row for row in rows if row.status != Participation.Status.ATTENDED or not is_long_enough(*minutes[row.pk])]:
        raise errors.NotConfirmable(who=", ".join(row.pupil.short_name for row in out))
    issuer = _issuer(trial, by)
    issued = [_issue(row, form, issuer, minutes[row.pk][0], by) for row in rows]
    return request_batch(
        type_code=PAPERS[ConfirmationForm(form)],
        sources=issued,
        language=language,
        by=by,
        title=f"{ConfirmationForm(form).label} · {trial.number}",
        scope=trial,
    )


def _issuer(trial: Trial, by: Any) -> Organisation:
    """The host's paper when its coordinator issues it, the school's otherwise."""
    mine = organisations_as(by, *COORDINATORS)
    return trial.host if trial.host_id in mine and trial.school_id not in mine else trial.school


def _issue(row: Participation, form: str, issuer: Organisation, minutes: int, by: Any) -> IssuedConfirmation:
    defaults = {"issuer": issuer, "minutes": minutes, "issued_by": by}
    found, made = IssuedConfirmation.objects.select_for_update(of=("self",)).get_or_create(participation=row, form=form, defaults=defaults)
    if not made and found.status == Status.WITHDRAWN:
        found.issuer, found.minutes, found.issued_by = issuer, minutes, by
        found.move("issue_again", by=by, save_also=("issuer", "minutes", "issued_by"))
        restore_entries(source=found)
    if form == ConfirmationForm.CERTIFICATE:
        show_certificate(confirmation=found, by=by)
    return found


@transaction.atomic
def withdraw_confirmation(*, confirmation: IssuedConfirmation, reason: str, by: Any) -> IssuedConfirmation:
    """Take the confirmation and its papers out of force: their QR page says so at once. Raises ReasonMissing, WrongState."""
    reason = reason_of(reason)
    confirmation = locked(confirmation)
    confirmation.move("withdraw", by=by, reason=reason)
    withdraw_entries(source=confirmation)
    for paper in IssuedDocument.objects.of(confirmation):
        if paper.may("withdraw"):
            withdraw_document(document=paper, by=by, reason=reason)
    return confirmation


@transaction.atomic
def decide_forms(*, network: Network, forms: Iterable[str], decided_on: dt.date, minutes_no: str, by: Any) -> ConfirmationRule:
    """Write down the collegial decision of the network; papers that were issued before stay. Raises NoForms, MinutesMissing, DecisionAhead."""
    chosen = [form for form in ConfirmationForm.values if form in set(forms)]
    if not chosen:
        raise errors.NoForms
    if not minutes_no.strip():
        raise errors.MinutesMissing
    if decided_on > timezone.localdate():
        raise errors.DecisionAhead
    values = {"forms": chosen, "decided_on": decided_on, "minutes_no": minutes_no.strip()[:40], "written_by": by}
    rule, _made = ConfirmationRule.objects.update_or_create(network=network, defaults=values)
    return rule


@transaction.atomic
def open_book(*, pupil: User) -> TrialBook:
    """The pupil's book, made when it is first asked for."""
    return TrialBook.objects.get_or_create(pupil=pupil)[0]


@transaction.atomic
def print_books(*, pupils: Iterable[User], language: str, title: str, by: Any) -> DocumentBatch:
    """Books of a class in one batch; a pupil without a trial has none yet. Raises NoTrialsYet."""
    tried = Participation.objects.filter(pupil__in=list(pupils), status=Participation.Status.ATTENDED, trial__status__in=HELD)
    people = User.objects.filter(pk__in=tried.exclude(trial__counts_as_trial=False).values("pupil")).order_by("pk")
    books = [open_book(pupil=pupil) for pupil in people]
    if not books:
        raise errors.NoTrialsYet
    return request_batch(type_code=BOOK, sources=books, language=language, by=by, title=title)
