"""Origin PAPER: an agreement that was signed on paper is entered with its scan; the other parties confirm it, object, or are silent for ten working days
(network page 2.6, the last row of the table).
"""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.errors import WrongState
from core.uploads import JPEG, PDF, FileTooLarge, check_upload

from ... import terms
from ...errors_agreements import (
    AmountElsewhere,
    EndAgainstTerm,
    EndsBeforeStart,
    NotADraftOnPaper,
    NumberTaken,
    PaperInFuture,
    ParentMissing,
    PartyTwice,
    ReasonNeeded,
    ScanMissing,
    TermVeryLong,
    TermWrong,
)
from ...models import Agreement, AgreementKind, AgreementParty, Organisation
from ...workdays import add_working_days
from .drafting import add_party_row, check_parent, locked, ten_years_after
from .parties import check_parties
from .persons import add_person_row
from .signing import requisites_of, start_if_due
from .telling import tell_parties

CONFIRM_DAYS = 10
MAX_BYTES = 20 * 1024 * 1024
FIELDS = ("number", "date", "starts_on", "ends_on", "term_kind", "auto_renew", "exit_rule", "hosts_per_year", "amount")
Status, Side = Agreement.Status, AgreementParty.Status


@transaction.atomic
def enter_paper(
    *,
    kind: AgreementKind,
    initiator: Organisation,
    partners: list[Organisation],
    upload: Any,
    by: Any,
    person: Any = None,
    parent: Agreement | None = None,
    network: Any = None,
    **fields: Any,
) -> Agreement:
    """Enter an agreement concluded on paper: number as it stands there, date, term, parties, scan. The other parties are asked to confirm it.

    ``person``: the natural person of a SERVICE contract. Raises PartyTwice, NotThisMany, PartyMissing, ParentMissing, NumberTaken, UploadRefused and what the term refuses.
    """
    sides = [initiator, *partners]
    if len({side.pk for side in sides}) < len(sides):
        raise PartyTwice(party=next(s for s in sides if sides.count(s) > 1))
    if kind.needs_parent and parent is None:
        raise ParentMissing
    agreement = Agreement(
        kind=kind,
        initiator=initiator,
        parent=parent,
        network=network,
        title_kk=kind.name_kk,
        title_ru=kind.name_ru,
        place_kk=initiator.district.name_kk,
        place_ru=initiator.district.name_ru,
        has_finance=kind.needs_parent,
        term_kind=kind.term_kind,
        exit_rule=kind.exit_rule,
        origin=Agreement.Origin.PAPER,
        created_by=by,
    )
    _write(agreement, fields)
    _keep_scan(agreement, upload)
    agreement.shared_at = timezone.now()
    _save(agreement)
    for side in sides:
        add_party_row(agreement, side)
    if person is not None:
        add_person_row(agreement, person)
    check_parties(agreement)
    _ask(agreement, by)
    return agreement


@transaction.atomic
def correct_paper(*, agreement: Agreement, by: Any, upload: Any = None, **fields: Any) -> Agreement:
    """The initiator mends what was typed, or puts another scan; every other party is asked anew. Raises NotADraftOnPaper and what enter_paper raises."""
    agreement = _waiting(agreement)
    _write(agreement, fields)
    if upload:
        _keep_scan(agreement, upload)
    _save(agreement)
    _ask(agreement, by)
    return agreement


def _write(agreement: Agreement, fields: dict[str, Any]) -> None:
    """Fields as typed, the kind's own rules where nothing was typed. Raises PaperInFuture, TermWrong, EndsBeforeStart, EndAgainstTerm, TermVeryLong, MoneyElsewhere."""
    kind = agreement.kind
    for name in FIELDS:
        if name in fields:
            setattr(agreement, name, fields[name])
    agreement.number = str(agreement.number).strip()
    agreement.term_kind = agreement.term_kind or kind.term_kind
    agreement.exit_rule = agreement.exit_rule or kind.exit_rule
    agreement.auto_renew = kind.auto_renew if fields.get("auto_renew") is None else fields["auto_renew"]
    if agreement.date is None:
        raise TermWrong
    agreement.number_year = agreement.date.year
    agreement.starts_on = start = agreement.starts_on or agreement.date
    end = agreement.ends_on
    if agreement.date > timezone.localdate():
        raise PaperInFuture
    if agreement.term_kind == terms.FIXED and end is None:
        raise TermWrong
    if end and end < start:
        raise EndsBeforeStart
    if agreement.term_kind in {terms.OPEN, terms.CALENDAR}:
        if end and not (agreement.term_kind == terms.CALENDAR and (end.month, end.day) == (12, 31)):
            raise EndAgainstTerm
        agreement.ends_on = end = None
    agreement.long_term_confirmed = bool(fields.get("confirm_long"))
    if end and end > ten_years_after(start) and not agreement.long_term_confirmed:
        raise TermVeryLong
    if kind.forbids_money and agreement.amount:
        raise AmountElsewhere
    check_parent(agreement)


def _keep_scan(agreement: Agreement, upload: Any) -> None:
    """PDF or JPG up to 20 MB, judged by its content. Raises UploadRefused, ScanMissing."""
    if not upload:
        raise ScanMissing
    if upload.size > MAX_BYTES:
        raise FileTooLarge(size=-(-upload.size // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024))
    checked = check_upload(upload, accept=frozenset({PDF, JPEG}))
    agreement.scan_name = checked.original_name
    agreement.scan.save(f"scan{checked.extension}", ContentFile(checked.content), save=False)


def _save(agreement: Agreement) -> None:
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        if "agreement_number_once" not in str(error):
            raise
        raise NumberTaken(number=agreement.number) from error


def _ask(agreement: Agreement, by: Any) -> None:
    """The initiator's own side stands by what it enters; every other side has ten working days from today."""
    for party in agreement.parties.select_for_update():
        if party.organisation_id == agreement.initiator_id:
            if party.confirmed_at is None:
                _sign(party, by, confirmed=True)
        elif party.status != Side.INVITED:
            party.confirmed_at = None
            party.move("ask_again", by=by, save_also=("confirmed_at",))
    agreement.confirm_until = add_working_days(timezone.localdate(), CONFIRM_DAYS)
    agreement.save(update_fields=["confirm_until"])
    tell_parties(
        agreement,
        gettext_noop("%(agreement)s, concluded on paper, was entered by %(initiator)s: confirm it or object by %(day)s."),
        by=by,
        initiator=agreement.initiator.short_name_kk,
        day=f"{agreement.confirm_until:%d.%m.%Y}",
    )


def _sign(party: AgreementParty, by: Any, *, confirmed: bool) -> None:
    party.requisites = requisites_of(party)
    party.confirmed_at = timezone.now() if confirmed else None
    party.move("enter", by=by, save_also=("requisites", "confirmed_at"))


def _waiting(agreement: Agreement) -> Agreement:
    agreement = locked(agreement)
    if not agreement.is_paper_waiting:
        raise NotADraftOnPaper
    return agreement


@transaction.atomic
def confirm_paper(*, party: AgreementParty, by: Any) -> AgreementParty:
    """«Yes, we signed it»: the last one brings the agreement into force. A party that was silent may still say it later. Raises NotADraftOnPaper."""
    agreement = locked(party.agreement)
    party = AgreementParty.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=party.pk)
    if agreement.unconfirmed and party.confirmed_at is None and agreement.status in Agreement.LIVING:
        party.confirmed_at = timezone.now()
        party.save(update_fields=["confirmed_at"])
        agreement.unconfirmed = unconfirmed_parties(agreement).exists()
        agreement.save(update_fields=["unconfirmed"])
        return party
    if not agreement.is_paper_waiting:
        raise NotADraftOnPaper
    if party.status == Side.REFUSED:
        party.move("ask_again", by=by)
    if party.status == Side.INVITED:
        _sign(party, by, confirmed=True)
        tell_parties(agreement, gettext_noop("%(party)s confirms %(agreement)s."), by=by, only=[agreement.initiator_id], party=party.name)
    if not agreement.parties.exclude(status__in=[Side.SIGNED, Side.LEFT]).exists():
        _enter_into_force(agreement, by=by)
    return party


@transaction.atomic
def object_to_paper(*, party: AgreementParty, by: Any, reason: str) -> AgreementParty:
    """«It is not so»: nothing comes into force until the initiator has mended or withdrawn it. Raises ReasonNeeded, NotADraftOnPaper, WrongState."""
    agreement = _waiting(party.agreement)
    party = AgreementParty.objects.select_for_update(of=("self",)).select_related("organisation", "person").get(pk=party.pk)
    if not reason.strip():
        raise ReasonNeeded
    if party.organisation_id == agreement.initiator_id:
        raise WrongState(status=party.get_status_display())
    party.confirmed_at = None
    party.move("refuse", by=by, reason=reason.strip()[:500], save_also=("confirmed_at",))
    tell_parties(
        agreement,
        gettext_noop("%(party)s objects to %(agreement)s: %(reason)s"),
        by=by,
        only=[agreement.initiator_id],
        party=party.name,
        reason=reason.strip()[:120],
    )
    return party


def unconfirmed_parties(agreement: Agreement) -> Any:
    """Parties that have not said that they signed the paper."""
    return agreement.parties.filter(confirmed_at__isnull=True).exclude(status=Side.LEFT)


def objections_to(agreement: Agreement) -> list[tuple[AgreementParty, str]]:
    """(party, its words) of those that object."""
    refused = agreement.parties.filter(status=Side.REFUSED).select_related("organisation", "person")
    return [(party, row.reason) for party in refused if (row := party.transitions.filter(action="refuse").order_by("-at", "-id").first())]


def _enter_into_force(agreement: Agreement, *, by: Any) -> None:
    """DRAFT → SIGNED → IN_FORCE: the day of signing is that of the paper, periods that have become due since then are added."""
    agreement.signed_at, agreement.confirm_until = timezone.now(), None
    agreement.copies = agreement.copies or agreement.parties.count()
    agreement.move("enter", by=by, save_also=("signed_at", "confirm_until", "unconfirmed", "copies"))
    if start_if_due(agreement=agreement):
        from ..life.night import renew  # the night knows agreements, agreements know the night only here

        renew(agreement.pk, timezone.localdate())
    agreement.refresh_from_db()


def lapse_papers(today: dt.date | None = None) -> int:
    """Every night: papers whose ten working days are over. A party that was silent is marked, an objection holds the agreement. Idempotent."""
    today = today or timezone.localdate()
    waiting = Agreement.objects.filter(origin=Agreement.Origin.PAPER, status=Status.DRAFT, confirm_until__lt=today)
    objected = AgreementParty.objects.filter(status=Side.REFUSED).values("agreement")
    return sum(_lapse(pk, today) for pk in list(waiting.exclude(pk__in=objected).order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _lapse(pk: int, today: dt.date) -> bool:
    agreement = locked(Agreement(pk=pk))
    parties = list(agreement.parties.select_for_update(of=("self",)).select_related("organisation", "person"))
    if not agreement.is_paper_waiting or agreement.confirm_until is None or agreement.confirm_until >= today:
        return False
    if any(party.status == Side.REFUSED for party in parties):
        return False
    for party in parties:
        if party.status == Side.INVITED:
            _sign(party, None, confirmed=False)
            agreement.unconfirmed = True
    _enter_into_force(agreement, by=None)
    tell_parties(agreement, gettext_noop("%(agreement)s is taken as confirmed: nobody objected in ten working days."))
    return True
