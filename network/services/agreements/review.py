"""Negotiation: sending to the parties, remarks and proposals, agreeing, returning, fixing for signing (network page 2.6)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core.errors import WrongState

from ...agreements.filling import unfilled
from ...agreements.reader import places
from ...errors_agreements import (
    AnswerNeeded,
    ClauseMissing,
    MoneyElsewhere,
    NotAgreed,
    NotConfirmedInOther,
    ParentMissing,
    PlacesEmpty,
    PowersEnded,
    ReasonNeeded,
    RemarksOpen,
    RepresentativeMissing,
    TermVeryLong,
    TermWrong,
)
from ...models import Agreement, AgreementClause, AgreementComment, AgreementParty, AgreementVersion, ClauseTemplate, KindCode
from .clauses import fix_version, head_version, open_version, refuse_money, write
from .drafting import check_parent, locked, require_draft, ten_years_after
from .duties import check_duties
from .money import amounts_in
from .numbering import give_number
from .paper import request_paper
from .parties import active_parties, check_parties
from .telling import tell_parties


def check_powers(agreement: Agreement) -> None:
    """Every representative has a name, position, ground, and powers that are valid today. Raises RepresentativeMissing, PowersEnded."""
    today = timezone.localdate()
    for party in active_parties(agreement):
        if not all((party.signatory_name, party.signatory_position_kk, party.signatory_position_ru, party.basis_kk, party.basis_ru)):
            raise RepresentativeMissing(party=party.name)
        if party.powers_until and party.powers_until < today:
            raise PowersEnded(name=party.signatory_name, party=party.name, day=party.powers_until.strftime("%d.%m.%Y"))


def check_term(agreement: Agreement) -> None:
    """A term that can be lived by. Raises TermWrong, TermVeryLong, OutlivesParent."""
    start, end = agreement.starts_on, agreement.ends_on
    if start is None and not agreement.kind.starts_when_signed:
        raise TermWrong
    if agreement.term_kind == "fixed" and end is None:
        raise TermWrong
    if start and end and end < start:
        raise TermWrong
    if start and end and end > ten_years_after(start) and not agreement.long_term_confirmed:
        raise TermVeryLong
    check_parent(agreement)


def check_text(agreement: Agreement, version: AgreementVersion) -> None:
    """Mandatory clauses are there, places are filled, no money where none may be. Raises ClauseMissing, PlacesEmpty, MoneyElsewhere."""
    clauses = list(version.clauses.select_related("template"))
    languages = agreement.languages_used
    written = {c.template.code for c in clauses if c.template and all(c.text(lang).strip() for lang in languages)}
    demanded = ClauseTemplate.objects.current(agreement.kind).filter(mandatory=True).values_list("code", flat=True)
    if missing := [code for code in demanded if code not in written]:
        raise ClauseMissing(numbers=", ".join(missing))
    if empty := unfilled(agreement, clauses):
        known = places()
        raise PlacesEmpty(places=", ".join(known.get(name, {}).get("kk", name) for name in empty))
    if agreement.kind.forbids_money and amounts_in(*(t for c in clauses for t in (c.text_kk, c.text_ru))):
        raise MoneyElsewhere


@transaction.atomic
def send_to_parties(*, agreement: Agreement, by: Any) -> Agreement:
    """DRAFT → REVIEW: the parties are told, remarks are open. Raises what the checks raise, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    version = head_version(agreement)
    check_parties(agreement)
    check_term(agreement)
    check_text(agreement, version)
    fix_version(version)
    agreement.shared_at = agreement.shared_at or timezone.now()
    agreement.move("send", by=by, save_also=("shared_at",))
    _agree_own(agreement, version, by)
    tell_parties(agreement, gettext_noop("%(agreement)s is sent to you for review."), by=by)
    return agreement


def _agree_own(agreement: Agreement, version: AgreementVersion, by: Any) -> None:
    """The initiator agrees to what it sends; whoever agreed to an earlier text is asked again."""
    for party in agreement.parties.select_for_update().all():
        if party.status == party.Status.AGREED and party.agreed_version_id != version.pk:
            party.move("ask_again", by=by)
        if party.organisation_id == agreement.initiator_id and party.status == party.Status.INVITED:
            party.agreed_version = version
            party.move("agree", by=by, save_also=("agreed_version", *name_responsible(party, by)))


@transaction.atomic
def return_to_draft(*, agreement: Agreement, by: Any, reason: str) -> Agreement:
    """REVIEW → DRAFT with a reason; remarks stay. Raises ReasonNeeded, WrongState."""
    agreement = locked(agreement)
    if not reason.strip():
        raise ReasonNeeded
    agreement.move("return", by=by, reason=reason.strip())
    tell_parties(agreement, gettext_noop("%(agreement)s is returned to be worked over: %(reason)s"), by=by, reason=reason.strip()[:120])
    return agreement


@transaction.atomic
def withdraw_agreement(*, agreement: Agreement, by: Any, reason: str) -> Agreement:
    """Any state before SIGNED → WITHDRAWN; the number, if given, is not used again. Raises ReasonNeeded, WrongState."""
    agreement = locked(agreement)
    if not reason.strip():
        raise ReasonNeeded
    agreement.move("withdraw", by=by, reason=reason.strip())
    if agreement.shared_at:
        tell_parties(agreement, gettext_noop("%(agreement)s is withdrawn: %(reason)s"), by=by, reason=reason.strip()[:120])
    return agreement


@transaction.atomic
def remark(
    *,
    agreement: Agreement,
    clause: AgreementClause,
    party: AgreementParty,
    text: str,
    by: Any,
    proposed_kk: str = "",
    proposed_ru: str = "",
) -> AgreementComment:
    """A party's remark on a clause, with a text it proposes or without. Raises ReasonNeeded, MoneyElsewhere, WrongState."""
    agreement = locked(agreement)
    if agreement.status != Agreement.Status.REVIEW:
        raise WrongState(status=agreement.get_status_display())
    if not text.strip() and not (proposed_kk.strip() or proposed_ru.strip()):
        raise ReasonNeeded
    refuse_money(agreement, proposed_kk, proposed_ru)
    made = AgreementComment.objects.create(
        agreement=agreement,
        clause=clause,
        clause_key=clause.key,
        party=party,
        author=by,
        text=text.strip(),
        proposed_kk=proposed_kk.strip(),
        proposed_ru=proposed_ru.strip(),
    )
    tell_parties(
        agreement,
        gettext_noop("%(party)s remarks on clause %(clause)s of %(agreement)s."),
        by=by,
        only=[agreement.initiator_id],
        party=party.name,
        clause=clause.number,
    )
    return made


@transaction.atomic
def answer_remark(*, comment: AgreementComment, accept: bool, answer: str, by: Any) -> AgreementComment:
    """The initiator accepts (a proposed text goes into the next version) or declines with an answer. Raises AnswerNeeded, WrongState."""
    agreement = locked(comment.agreement)
    comment = AgreementComment.objects.select_for_update(of=("self",)).select_related("party").get(pk=comment.pk)
    if not accept and not answer.strip():
        raise AnswerNeeded
    comment.answer, comment.answered_by, comment.answered_at = answer.strip(), by, timezone.now()
    comment.move("accept" if accept else "decline", by=by, save_also=("answer", "answered_by", "answered_at"))
    if accept and comment.proposes:
        version = open_version(agreement, by)
        row = version.clauses.select_for_update().get(key=comment.clause_key)
        row.proposed_by = comment.party.organisation
        write(row, comment.proposed_kk or row.text_kk, comment.proposed_ru or row.text_ru, confirmed=False, by=by)
        for party in agreement.parties.select_for_update().filter(status=AgreementParty.Status.AGREED):
            party.move("ask_again", by=by, reason=f"§ {row.number}")
    return comment


@transaction.atomic
def agree(*, party: AgreementParty, by: Any) -> AgreementParty:
    """A party agrees to the present text. Raises WrongState."""
    agreement = locked(party.agreement)
    if agreement.status != Agreement.Status.REVIEW:
        raise WrongState(status=agreement.get_status_display())
    party = AgreementParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    party.agreed_version = head_version(agreement)
    fix_if_complete(party.agreed_version)
    party.move("agree", by=by, save_also=("agreed_version", *name_responsible(party, by)))
    tell_parties(agreement, gettext_noop("%(party)s agrees to %(agreement)s."), by=by, only=[agreement.initiator_id], party=party.name)
    return party


def name_responsible(party: AgreementParty, by: Any) -> tuple[str, ...]:
    """Whoever answers for a party is its responsible person (annex 2) until the party names another; returns the fields that were set."""
    if party.responsible_id or by is None:
        return ()
    party.responsible = by
    party.responsible_phone = party.responsible_phone or by.phone or ""
    party.responsible_email = party.responsible_email or by.email or ""
    return ("responsible", "responsible_phone", "responsible_email")


def fix_if_complete(version: AgreementVersion) -> None:
    """A text that somebody agreed to changes no more, unless one of its languages still waits for the other (NR39). Raises NotConfirmedInOther."""
    waiting = version.clauses.exclude(unconfirmed="").values_list("number", flat=True)
    if waiting:
        raise NotConfirmedInOther(numbers=", ".join(waiting))
    fix_version(version)


@transaction.atomic
def confirm_language(*, clause: AgreementClause, agreement: Agreement, text: str, by: Any) -> None:
    """The initiator writes or confirms the language that has not followed a change (NR39)."""
    agreement = locked(agreement)
    row = open_version(agreement, by).clauses.select_for_update().get(key=clause.key)
    refuse_money(agreement, text)
    kk = text if row.unconfirmed == "kk" else row.text_kk
    ru = text if row.unconfirmed == "ru" else row.text_ru
    write(row, kk, ru, confirmed=True, by=by)


@transaction.atomic
def refuse(*, party: AgreementParty, by: Any, reason: str) -> AgreementParty:
    """A party does not want the agreement, in review or while it is being signed. Raises ReasonNeeded, WrongState."""
    agreement = locked(party.agreement)
    if not reason.strip():
        raise ReasonNeeded
    party = AgreementParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if agreement.status != Agreement.Status.SIGNING:
        party.agreed_version = None  # whoever refuses a text that is being signed holds the signing up
    party.move("refuse", by=by, reason=reason.strip(), save_also=("agreed_version",))
    tell_parties(
        agreement,
        gettext_noop("%(party)s refuses %(agreement)s: %(reason)s"),
        by=by,
        only=[agreement.initiator_id],
        party=party.name,
        reason=reason.strip()[:120],
    )
    return party


@transaction.atomic
def fix_for_signing(*, agreement: Agreement, by: Any) -> Agreement:
    """REVIEW → SIGNING: number given, text locked, PDF ordered. Raises NotAgreed, RemarksOpen, DutiesIncomplete, PowersEnded, ParentMissing, WrongState."""
    agreement = locked(agreement)
    version = head_version(agreement)
    fix_if_complete(version)
    check_parties(agreement)
    waiting = [p.name for p in active_parties(agreement) if p.status != p.Status.AGREED or p.agreed_version_id != version.pk]
    if waiting:
        raise NotAgreed(parties=", ".join(waiting))
    if count := agreement.comments.filter(status=AgreementComment.Status.OPEN).count():
        raise RemarksOpen(count=count)
    check_text(agreement, version)
    check_powers(agreement)
    if agreement.kind.needs_parent and (agreement.parent is None or agreement.parent.status in {"draft", "review", "withdrawn"}):
        raise ParentMissing
    if agreement.kind_id == KindCode.NET:
        check_duties(agreement)
    give_number(agreement)
    version.signing_from = timezone.now()
    version.save(update_fields=["signing_from"])
    agreement.move("fix", by=by, save_also=("number", "number_year"))
    request_paper(agreement, version, by)
    tell_parties(agreement, gettext_noop("%(agreement)s waits for signatures."), by=by)
    return agreement
