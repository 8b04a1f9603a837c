"""Changing the words: every save names the revision it saw (NR59), a change in one language waits for the other (NR39), CG takes no money (NR38)."""

from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from ...errors_agreements import MoneyElsewhere, SavedMeanwhile
from ...models import Agreement, AgreementClause, AgreementVersion
from .drafting import locked, require_draft
from .money import amounts_in


def head_version(agreement: Agreement) -> AgreementVersion:
    """The newest version of the text; a supplementary agreement makes one only when it is in force."""
    version = agreement.versions.exclude(amendment__status__in=["draft", "signing", "withdrawn"]).order_by("-number").first()
    assert version is not None
    return version


def open_version(agreement: Agreement, by: Any) -> AgreementVersion:
    """The version that may be written: the head, or the next one made of it when somebody has read, agreed to or signed the head."""
    head = head_version(agreement)
    if head.fixed_at is None:
        return head
    made = AgreementVersion.objects.create(agreement=agreement, number=head.number + 1, made_by=by)
    copies = list(head.clauses.all())
    for clause in copies:
        clause.pk, clause.version = None, made
        clause._state.adding = True
    AgreementClause.objects.bulk_create(copies)
    return made


def fix_version(version: AgreementVersion) -> None:
    """From now on a change makes the next version."""
    if version.fixed_at is None:
        version.fixed_at = timezone.now()
        version.save(update_fields=["fixed_at"])


def refuse_money(agreement: Agreement, *texts: str) -> None:
    """Raises MoneyElsewhere where the kind carries no financial obligation and a text names an amount (NR38)."""
    if agreement.kind.forbids_money and amounts_in(*texts):
        raise MoneyElsewhere


@transaction.atomic
def save_clause(
    *, clause: AgreementClause, revision: int, text_kk: str, text_ru: str, confirmed: bool, by: Any, agreement: Agreement
) -> AgreementClause:
    """Write a clause of a draft. ``confirmed`` says that the language left alone still fits. Raises SavedMeanwhile, MoneyElsewhere, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    refuse_money(agreement, text_kk, text_ru)
    version = open_version(agreement, by)
    row = AgreementClause.objects.select_for_update().get(version=version, key=clause.key)
    if row.revision != revision and (row.text_kk, row.text_ru) != (text_kk, text_ru):
        raise SavedMeanwhile
    write(row, text_kk, text_ru, confirmed=confirmed, by=by)
    return row


def write(row: AgreementClause, text_kk: str, text_ru: str, *, confirmed: bool, by: Any) -> None:
    """Put the words into the row; the language that did not follow is marked (NR39)."""
    kk, ru = row.text_kk != text_kk, row.text_ru != text_ru
    if row.version.agreement.languages == Agreement.Languages.BOTH and not row.is_heading and kk != ru and not confirmed:
        row.unconfirmed = "ru" if kk else "kk"
    elif confirmed or (kk and ru) or (row.unconfirmed == "ru" and ru) or (row.unconfirmed == "kk" and kk):
        row.unconfirmed = ""
    if kk or ru:
        row.text_kk, row.text_ru, row.edited_by = text_kk, text_ru, by
        row.revision = F("revision") + 1
    row.changed = row.template is None or (row.template.text_kk, row.template.text_ru) != (text_kk, text_ru)
    row.save()
    row.refresh_from_db()


@transaction.atomic
def add_clause(*, agreement: Agreement, section: int, text_kk: str, text_ru: str, by: Any) -> AgreementClause:
    """One more clause at the end of a section of a draft. Raises MoneyElsewhere, WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    refuse_money(agreement, text_kk, text_ru)
    version = open_version(agreement, by)
    rows = version.clauses.filter(section=section)
    used = [int(n.split(".")[1]) for n in rows.exclude(is_heading=True).values_list("number", flat=True) if n.count(".") >= 1]
    last = rows.aggregate(last=Max("position"))["last"] or 0
    version.clauses.filter(position__gt=last).update(position=F("position") + 1)
    return AgreementClause.objects.create(
        version=version,
        section=section,
        number=f"{section}.{max(used, default=0) + 1}",
        position=last + 1,
        text_kk=text_kk,
        text_ru=text_ru,
        changed=True,
        edited_by=by,
    )


@transaction.atomic
def remove_clause(*, clause: AgreementClause, agreement: Agreement, by: Any) -> None:
    """Take a clause out of a draft; a mandatory one is missed when the draft is sent. Raises WrongState."""
    agreement = locked(agreement)
    require_draft(agreement)
    open_version(agreement, by).clauses.filter(key=clause.key, comments__isnull=True).delete()
